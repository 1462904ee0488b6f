"""How much can be sent: the capacity of a finite channel, with or without an input cost."""

from dataclasses import dataclass
from math import inf
from typing import Any, overload

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import DomainError, InfeasibleError
from itbounds.forms import CapacityForm, RawSolution
from itbounds.kernels import Distribution, Kernel, as_kernel
from itbounds.numerics.array_namespace import is_foreign
from itbounds.numerics.operators import Kronecker
from itbounds.numerics.repair import as_law, within_budget
from itbounds.numerics.scalars import as_real, as_tolerance
from itbounds.numerics.validation import as_cost
from itbounds.pipeline import Lifted, NumericProblem
from itbounds.problems.base import Problem
from itbounds.problems.capacity_of_classes import by_classes
from itbounds.problems.capacity_of_operators import is_large, price_of, structured
from itbounds.problems.capacity_of_products import side_by_side
from itbounds.problems.capacity_stack import capacities, is_stack
from itbounds.problems.placing import placed
from itbounds.results import CapacityCertificate, Result
from itbounds.results.describe import exactly
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Capacity", "capacity"]

_LEAST_OUTPUT = 2.0**-500


@dataclass(frozen=True, eq=False, init=False)
class Capacity(Problem[Distribution]):
    r"""The capacity of a finite channel as a problem.

    .. math:: C(B) = \max_{p :\ \sum_x p_x b_x \le B} I(p, W)

    Parameters
    ----------
    channel : array-like or Kernel of shape (m, n)
        Rows are inputs, columns outputs, rows sum to one. The channel is *defined* as the matrix of the given
        doubles with its rows normalised exactly.
    cost : array-like of shape (m,), optional
        The cost of each input letter.
    budget : float, optional
        The largest mean cost :math:`B`; given with `cost` or not at all.

    Raises
    ------
    InfeasibleError
        If the budget is below the cheapest letter; its `minimum` is that cost.
    DomainError
        If only one of `cost` and `budget` is given.
    NotNormalizedError, NegativeProbabilityError, NonFiniteError, ShapeError, EmptyAlphabetError, DTypeError
        If the channel is not one.

    Examples
    --------
    >>> from itbounds import Capacity, zoo
    >>> print(Capacity(zoo.bec(0.3)).solve())
    C ∈ [0.699999999, 0.700000001] bit
    """

    channel: Kernel
    cost: Vector | None
    budget: float | None

    def __init__(
        self, channel: ArrayLike, cost: ArrayLike | None = None, budget: float | None = None
    ) -> None:
        kernel = as_kernel(channel)
        if (cost is None) != (budget is None):
            given, missing = ("cost", "budget") if budget is None else ("budget", "cost")
            raise DomainError(f"a {given} was given without a {missing}", hint="give both or neither")
        object.__setattr__(self, "channel", kernel)
        object.__setattr__(self, "cost", None if cost is None else as_cost(cost, size=kernel.dom.size))
        object.__setattr__(self, "budget", None if budget is None else as_real(budget, name="budget"))
        if self.cost is not None and self.budget is not None and self.budget < self.cost.min():
            raise InfeasibleError(
                f"the budget {self.budget!r} is below the cheapest letter, {float(self.cost.min())!r}",
                minimum=float(self.cost.min()),
                value=self.budget,
            )

    def compile(self) -> NumericProblem[Distribution]:
        """Return the capacity form: zero columns and unaffordable letters removed, like letters merged.

        A product without a cost is compiled to its factors.
        """
        operator = self.channel.operator
        if isinstance(operator, Kronecker) and self.cost is None:
            return side_by_side(self.channel, operator, lambda part: Capacity(part).compile(), self._names())
        return by_classes(self._whole())

    def compiled_for(self, solver: Solver[Any] | str | None) -> NumericProblem[Distribution]:
        """Return the form of the channel as it stands for a solver that was asked for."""
        return self.compile() if solver is None else self._whole()

    def _whole(self) -> NumericProblem[Distribution]:
        operator = self.channel.operator
        if is_large(operator):
            return structured(self.channel, self.cost, self.budget, self._names())
        matrix = self.channel.matrix
        seen = matrix.any(axis=0)
        cost, budget = self.cost, self.budget
        if cost is None or budget is None or budget >= cost.max():
            form = CapacityForm(_columns(matrix, seen))
            return self._compiled(np.ones(len(matrix), dtype=bool), seen, form, 0.0)
        if budget == cost.min():
            allowed = cost == budget
            seen = matrix[allowed].any(axis=0)
            form = CapacityForm(matrix[np.ix_(allowed, seen)])
            note = "the budget is the least cost: only the cheapest letters are used"
            return self._compiled(allowed, seen, form, inf, (note,))
        form = CapacityForm(_columns(matrix, seen), cost, budget)
        return self._compiled(np.ones(len(matrix), dtype=bool), seen, form, None)

    def _compiled(
        self,
        allowed: Any,
        seen: Any,
        form: CapacityForm,
        multiplier: float | None,
        notes: tuple[str, ...] = (),
    ) -> NumericProblem[Distribution]:
        m, n = self.channel.matrix.shape

        def lift(raw: RawSolution) -> Lifted[Distribution]:
            law = np.zeros(m)
            law[allowed] = as_law(raw.primal, int(allowed.sum()))
            if self.cost is not None and self.budget is not None:
                law = within_budget(law, self.cost, self.budget)
            dual = law[allowed] @ form.matrix if raw.dual is None else raw.dual
            output = np.zeros(n)
            output[seen] = np.maximum(as_law(dual, int(seen.sum())), _LEAST_OUTPUT)
            certificate = CapacityCertificate.of(
                self.channel.matrix,
                law,
                output,
                cost=self.cost,
                budget=self.budget,
                multiplier=price_of(raw) if multiplier is None else multiplier,
            )
            witness = Distribution(self.channel.dom, law)
            return Lifted(*self._names(), certificate, witness)

        return NumericProblem(form, lift, notes=notes)

    def _names(self) -> tuple[str, str]:
        name = "C" if self.budget is None else f"C(B = {exactly(self.budget)})"
        return name, name


@overload
def capacity(
    W: list[Kernel],
    *,
    cost: ArrayLike | None = None,
    budget: float | None = None,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> list[Result[Distribution]]: ...
@overload
def capacity(
    W: ArrayLike,
    *,
    cost: ArrayLike | None = None,
    budget: float | None = None,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Distribution]: ...
def capacity(
    W: ArrayLike,
    *,
    cost: ArrayLike | None = None,
    budget: float | None = None,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Distribution] | list[Result[Distribution]]:
    r"""Return the capacity of a finite channel as an interval that contains it.

    .. math:: C = \max_p I(p, W) = \min_q \max_x D(W_x \| q)

    Any input law proves a lower end and any output law an upper one (Shannon, 1948; Csiszár, 1974); with a
    cost and a budget, the maximum runs over the laws with :math:`\sum_x p_x b_x \le B`.

    Parameters
    ----------
    W : array-like or Kernel of shape (m, n)
        The channel, ``W[x, y]`` the probability of output ``y`` given input ``x``. A stack of shape
        (k, m, n), or a list of kernels of one shape, gives a list of k results in order: small channels are
        solved in one vectorised run; with a cost or a solver, which then hold for all, one by one.
    cost : array-like of shape (m,), optional
        The cost of each input letter.
    budget : float, optional
        The largest mean cost; given with `cost` or not at all.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        ``"interior_point"``, ``"hybrid"``, ``"anderson"``, ``"blahut_arimoto"``, ``"cvxpy"`` or an instance
        with options; by default chosen by size. For a torch tensor or another array of the Array API
        standard, ``"blahut_arimoto"`` iterates in that library, with the dtype and on the device of the
        array; the interval is computed from its points in numpy's float64, on a copy of the channel.

    Returns
    -------
    Result
        ``lower``, ``upper``, the capacity-achieving input law as ``witness``, the certificate.

    Raises
    ------
    InfeasibleError
        If the budget is below the cheapest letter.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    >>> import itbounds as ib
    >>> result = ib.capacity([[0.9, 0.1], [0.1, 0.9]])
    >>> print(result)
    C ∈ [0.531004406, 0.531004407] bit
    >>> result.verify("ball").width < 1e-9
    True

    Many small channels of one shape in one run, each with its own certificate:

    >>> stack = [[[1 - e, e], [e, 1 - e]] for e in (0.0, 0.11, 0.5)]
    >>> [round(each.value, 6) for each in ib.capacity(stack)]
    [1.0, 0.500084, 0.0]
    """
    if is_foreign(W):
        from itbounds.solvers.capacity.blahut_arimoto import BlahutArimoto

        solver = placed(solver, W, (BlahutArimoto,))
    if is_stack(W):
        chosen = as_unit(unit)
        results = capacities(
            W,
            chosen.to_nats(as_tolerance(tol, name="tolerance")),
            lambda channel: Capacity(channel, cost, budget).solve(solver, tol=tol, unit=unit),
            together=solver is None and cost is None and budget is None,
        )
        return [result.to(chosen) for result in results]
    return Capacity(W, cost, budget).solve(solver, tol=tol, unit=unit)


def _columns(matrix: Matrix, seen: Any) -> Matrix:
    """Return some columns, row by row: numpy picks them in an order that later passes would stumble over."""
    return matrix if seen.all() else np.ascontiguousarray(matrix[:, seen])
