"""Capacity under several costs, and rate-distortion functions of several distortions."""

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.errors import InfeasibleError, ShapeError
from itbounds.forms.capacity import BudgetedCapacityForm
from itbounds.kernels import Distribution, Kernel, Space, as_distribution_object, as_kernel
from itbounds.lowering.programs.levels import within_level
from itbounds.numerics.repair import as_law
from itbounds.numerics.scalars import as_level, as_real, as_tolerance
from itbounds.numerics.validation import as_cost, as_distortion
from itbounds.problems.definitions.limits import answered, distortion_level
from itbounds.problems.program import Program
from itbounds.results import Provenance, Result
from itbounds.results.budgeted_capacity_certificate import BudgetedCapacityCertificate
from itbounds.results.proved import proved
from itbounds.solvers import Solver
from itbounds.solvers.capacity.several_budgets import SeveralBudgets
from itbounds.symbolic import E, I, free
from itbounds.symbolic.variable import rvs
from itbounds.units import BITS, Unit, as_unit

__all__ = ["capacity_under_costs", "rate_distortion_under_limits"]

_LEAST_OUTPUT = 2.0**-500


def capacity_under_costs(
    W: ArrayLike,
    costs: Sequence[ArrayLike],
    budgets: Sequence[float],
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the capacity of a channel whose input meets several budgets on average.

    .. math:: C(b_1, \dots, b_k) = \max_{p :\ \operatorname{E} c_j(X) \le b_j} I(X; Y)

    Parameters
    ----------
    W : array-like or Kernel of shape (m, n)
        The channel.
    costs : sequence of array-likes of shape (m,)
        What each input letter costs, once for each budget.
    budgets : sequence of float
        As many.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        ``witness`` is an input law within all budgets.

    Raises
    ------
    InfeasibleError
        If no input law meets all budgets.
    ShapeError
        If there are not as many budgets as costs.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    The second letter of a noiseless channel may come half of the time, the third a quarter:

    >>> import itbounds as ib
    >>> result = ib.capacity_under_costs(
    ...     [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 1]], [0.5, 0.25])
    >>> round(result.value, 6), result.witness.probabilities.round(3)
    (1.561278, array([0.375, 0.375, 0.25 ]))
    """
    channel = as_kernel(W)
    _require_pairs(costs, budgets)
    name = f"C({', '.join(f'{budget:g}' for budget in budgets)})"
    tables, levels = [], []
    for cost, budget in zip(costs, budgets, strict=True):
        table, level = as_cost(cost, size=channel.dom.size), as_real(budget, name="budget")
        if level < table.min():
            least = float(table.min())
            raise InfeasibleError(
                f"the budget {level!r} is below the least cost {least!r}", minimum=least, hint="raise it"
            )
        if level < table.max():
            tables.append(table)
            levels.append(level)
    if solver is None and tables:
        form = BudgetedCapacityForm(channel.matrix, np.array(tables), np.array(levels))
        found = _within_budgets(form, tol, as_unit(unit))
        if found is not None:
            return replace(found, quantity=name, latex=name)
    used, output = rvs("X Y")
    limits = [E(table, used, name="c") <= level for table, level in zip(tables, levels, strict=True)]
    model = {used: free(channel.dom.size), (output | used): channel.matrix}
    program = Program(maximize=I(used, output), model=model, subject_to=limits)
    return answered(program, name, name, tol=tol, unit=unit, solver=solver)


def rate_distortion_under_limits(
    p: ArrayLike,
    distortions: Sequence[ArrayLike],
    levels: Sequence[float],
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the rate-distortion function of a source whose reproduction meets several levels at once.

    .. math:: R(D_1, \dots, D_k) = \min_{Q :\ \operatorname{E} d_j(X, Y) \le D_j} I(X; Y)

    Parameters
    ----------
    p : array-like or Distribution of shape (m,)
        The source.
    distortions : sequence of array-likes of shape (m, n)
        One for each level, with the same reproduction letters; infinite entries forbid the pair.
    levels : sequence of float
        As many.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        ``witness`` is a test channel within all levels.

    Raises
    ------
    InfeasibleError
        If no test channel meets all levels.
    ShapeError
        If there are not as many levels as distortions, or their shapes differ.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    Errors of a fair bit, and separately those at 0, which may be half as many as they would be:

    >>> import itbounds as ib
    >>> errors = ib.distortions.hamming(2)
    >>> result = ib.rate_distortion_under_limits([0.5, 0.5], [errors, [[0, 1], [0, 0]]], [0.1, 0.025])
    >>> result.lower > ib.rate_distortion([0.5, 0.5], errors, 0.1).upper
    True
    """
    law = as_distribution_object(p).probabilities
    _require_pairs(distortions, levels)
    tables = [as_distortion(table, source_size=len(law)) for table in distortions]
    shapes = {table.shape for table in tables}
    if len(shapes) > 1:
        raise ShapeError(f"the distortions have different shapes {sorted(shapes)}", value=shapes)
    source, estimate = rvs("X Y")
    limits = []
    for table, level in zip(tables, levels, strict=True):
        aim = distortion_level(as_level(level), law, table.min(axis=1))
        limits += within_level(table, aim, source, estimate)
    model = {source: law, (estimate | source): free(tables[0].shape[1])}
    program = Program(minimize=I(source, estimate), model=model, subject_to=limits)
    name = f"R({', '.join(f'{level:g}' for level in levels)})"
    return answered(program, name, name, tol=tol, unit=unit, solver=solver)


def _within_budgets(form: BudgetedCapacityForm, tol: float, unit: Unit) -> Result[Kernel] | None:
    """Return the answer by the method made for it, if that closes the gap."""
    started, aim = perf_counter(), unit.to_nats(as_tolerance(tol))
    seen = form.matrix.sum(axis=0) > 0.0
    method = SeveralBudgets()
    raw = method.solve(replace(form, matrix=form.matrix[:, seen]), 0.9 * aim)
    if raw.primal is None or raw.dual is None:
        return None
    count = int(seen.sum())
    output = np.zeros(len(seen))
    output[seen] = np.maximum(as_law(raw.dual[:count], count), _LEAST_OUTPUT)
    certificate = BudgetedCapacityCertificate.of(
        form.matrix, (raw.primal, output), form.costs, form.budgets, raw.dual[count:]
    )
    if certificate.upper - certificate.lower > aim or not certificate.is_within:
        return None
    provenance = Provenance.here(method.name, raw.steps, perf_counter() - started, aim)
    witness: Kernel = Distribution(Space.of(len(form.matrix), "X"), raw.primal)
    answer = proved(certificate, "", provenance=provenance, unit=unit, witness=witness)
    return replace(answer, history=raw.history)


def _require_pairs(tables: Sequence[ArrayLike], levels: Sequence[float]) -> None:
    if len(tables) != len(levels) or not len(tables):
        raise ShapeError(
            f"{len(tables)} tables and {len(levels)} levels are given", hint="one level for each table"
        )
