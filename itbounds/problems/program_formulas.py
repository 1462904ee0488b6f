"""The given laws of a program as formulas, for those closed forms that multiply them."""

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds.kernels import Kernel, SymbolicKernel
from itbounds.numerics.garbling import exact_rows

if TYPE_CHECKING:
    from itbounds.problems.program import Program

__all__ = ["formula_operands"]

_MOST_STATES = 4096


def formula_operands(program: "Program", *, exact: bool = False) -> list[Any] | None:
    """Return the given laws as formulas with their axes, as `numpy.einsum` takes them; None if too large.

    Laws of numbers are read as simple fractions, or with `exact` as the doubles, with rows normalised.
    """
    instance = program.instance
    if prod(instance.sizes) > _MOST_STATES:
        return None
    position = {variable: i for i, variable in enumerate(instance.model.order)}
    operands: list[Any] = []
    for factor, table in zip(instance.model.factors, instance.tables, strict=True):
        if factor.kind == "free":
            continue
        kernel = program.model.formulas.get(factor.group)
        axes = [position[v] for v in (*factor.given, *factor.group)]
        shape = tuple(instance.sizes[axis] for axis in axes)
        if kernel is not None:
            entries: Any = kernel.matrix.tolist()
        elif table is None:
            return None
        else:
            numbers = table.reshape(prod(instance.sizes[position[v]] for v in factor.given), -1)
            lifted = SymbolicKernel.lift(Kernel.of(numbers)).matrix
            entries = exact_rows(numbers.tolist()) if exact else lifted.tolist()
        operands += [np.array(entries, dtype=object).reshape(shape), axes]
    return operands
