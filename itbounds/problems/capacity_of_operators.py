"""The capacity of channels that are too large to be formed: sparse, products, functions, out of core."""

from math import inf

import numpy as np

from itbounds._typing import Vector
from itbounds.errors import SparseNotSupportedError
from itbounds.forms import OperatorCapacityForm, RawSolution, Status
from itbounds.kernels import Distribution, Kernel
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.operators import Dense, Deterministic, Identity, Operator
from itbounds.numerics.repair import as_law, within_budget
from itbounds.pipeline import Lifted, NumericProblem
from itbounds.results.operator_capacity_certificate import OperatorCapacityCertificate

__all__ = ["is_large", "price_of", "structured"]


def is_large(operator: Operator) -> bool:
    """Whether a channel is solved by letting it act: it is elsewhere, or structured with too many entries."""
    return operator.is_distributed or (operator.size > DENSE_LIMIT and not isinstance(operator, Dense))


def structured(
    channel: Kernel, cost: Vector | None, budget: float | None, names: tuple[str, str]
) -> NumericProblem[Distribution]:
    """Return the capacity of a structured channel as a numeric problem.

    Parameters
    ----------
    channel : Kernel
        Kept by its structure.
    cost, budget : array of shape (m,) or None, float or None
        The cost of each input letter and its limit.
    names : tuple of str
        What the number is, as text and as LaTeX.

    Raises
    ------
    SparseNotSupportedError
        If the budget is the least cost, which leaves only some of the letters.
    """
    operator = channel.operator
    if cost is None or budget is None or budget >= cost.max():
        form = OperatorCapacityForm(operator)
    elif budget == cost.min():
        raise SparseNotSupportedError(
            f"the budget {budget!r} is the least cost, and {operator!r} is not parted by letters",
            value=budget,
            hint="give the rows of the cheapest letters as a channel of its own, without a cost",
        )
    else:
        form = OperatorCapacityForm(operator, cost, budget)

    def lift(raw: RawSolution) -> Lifted[Distribution]:
        law = as_law(raw.primal, operator.shape[0])
        if cost is not None and budget is not None:
            law = within_budget(law, cost, budget)
        output = as_law(operator.left(law) if raw.dual is None else raw.dual, operator.shape[1])
        certificate = OperatorCapacityCertificate.of(
            operator,
            law,
            output,
            cost=cost,
            budget=budget,
            multiplier=0.0 if form.cost is None else price_of(raw),
        )
        return Lifted(*names, certificate, Distribution(channel.dom, law))

    return NumericProblem(form, lift, known=_closed_form(form))


def price_of(raw: RawSolution) -> float:
    """Return a solver's multiplier as a dual point: any number of at least 0 is one."""
    return raw.multiplier if 0.0 <= raw.multiplier < inf else 0.0


def _closed_form(form: OperatorCapacityForm) -> RawSolution | None:
    """Return the optimal points of a function without a cost: uniform on one letter for each value."""
    channel = form.channel
    if form.cost is not None or not isinstance(channel, (Deterministic, Identity)):
        return None
    inputs, outputs = np.zeros(channel.shape[0]), np.zeros(channel.shape[1])
    table = channel.table if isinstance(channel, Deterministic) else np.arange(channel.letters)
    values, first = np.unique(table, return_index=True)
    inputs[first], outputs[values] = 1.0 / len(first), 1.0 / len(first)
    return RawSolution(Status.OPTIMAL, primal=inputs, dual=outputs)
