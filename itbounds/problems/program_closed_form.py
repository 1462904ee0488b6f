"""The closed form of a program that is a capacity, where one is known."""

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds.errors import SolveError
from itbounds.kernels import Kernel, SymbolicKernel
from itbounds.problems.closed_forms import ClosedForm, closed_form
from itbounds.results.program_certificate import ProgramCertificate

if TYPE_CHECKING:
    from itbounds.problems.program import Program

__all__ = ["brief", "check_closed_form", "program_closed_form"]

_MOST_STATES = 4096
_LINE = 90


def program_closed_form(program: "Program") -> ClosedForm | None:
    """Return the closed form of a program, if it is a capacity whose channel is of a known family.

    The channel is the composite of the given laws from the free input to the output, as formulas.
    """
    sides = _capacity(program)
    if sides is None:
        return None
    inputs, outputs = sides
    channel = _channel(program, inputs, outputs)
    return None if channel is None else closed_form(channel)


def brief(form: ClosedForm) -> str:
    """Return what a closed form says on one line: the formula, or only its name where it is long."""
    text = repr(form)
    return text if len(text) <= _LINE else f"of a {form.name}"


def check_closed_form(form: ClosedForm, values: dict[str, float], certificate: ProgramCertificate) -> None:
    """Compare a closed form with a certified interval.

    Raises
    ------
    SolveError
        If they do not meet: one of them is wrong.
    """
    named = {symbol.name: values[symbol.name] for symbol in form.parameters}
    told = form.interval(named, unit="nat")
    if told.upper < certificate.lower or certificate.upper < told.lower:
        raise SolveError(
            f"the closed form gives {told!r}, the certificate {certificate.lower, certificate.upper}"
        )


def _capacity(program: "Program") -> tuple[int, int] | None:
    """Return the masks of input and output if the program is a capacity without constraints."""
    instance, model = program.instance, program.instance.model
    goal = instance.objective
    plain = program.sign > 0 and not (program.constraints or program.extra or goal.tables or goal.constant)
    if not plain or len(model.blocks) != 1 or model.blocks[0][0].given:
        return None
    inputs = model.block_masks[0]
    outputs = [mask for mask, value in goal.entropies.items() if value == 1 and mask != inputs]
    if len(goal.entropies) != 3 or len(outputs) != 1 or outputs[0] & inputs:
        return None
    (output,) = outputs
    if goal.entropies.get(inputs) != 1 or goal.entropies.get(inputs | output) != -1:
        return None
    return inputs, output


def _channel(program: "Program", inputs: int, outputs: int) -> SymbolicKernel | None:
    """Multiply the given laws and sum over what is between; ``None`` if that is too large for formulas."""
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
        if kernel is None:
            if table is None:
                return None
            rows = prod(instance.sizes[position[v]] for v in factor.given)
            kernel = SymbolicKernel.lift(Kernel.of(table.reshape(rows, -1)))
        operands += [np.array(kernel.matrix.tolist(), dtype=object).reshape(shape), axes]
    first, second = instance.positions(inputs), instance.positions(outputs)
    matrix = np.einsum(*operands, [*first, *second], optimize="greedy")
    rows = prod(instance.sizes[i] for i in first)
    return SymbolicKernel.of(np.asarray(matrix).reshape(rows, -1).tolist())
