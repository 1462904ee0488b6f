"""The whole capacity-cost function, with a band that holds at every budget."""

from dataclasses import dataclass, replace
from math import inf, nextafter
from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import CertificateError
from itbounds.kernels import Kernel, as_kernel
from itbounds.numerics.repair import within_budget
from itbounds.numerics.rounding import mean_is_at_most
from itbounds.numerics.scalars import as_count, as_tolerance
from itbounds.numerics.validation import as_cost
from itbounds.problems.capacity import Capacity
from itbounds.problems.refine import NODE_SHARE, refine
from itbounds.results import CapacityCertificate, Curve, Provenance
from itbounds.results.capacity_cost_proof import CapacityCostProof, CostPoint
from itbounds.results.envelope import Node
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["capacity_cost_curve"]


@dataclass(frozen=True, eq=False)
class _Sampler:
    """Solves single budgets of one channel and cost into nodes of the curve."""

    channel: Kernel
    cost: Vector
    solver: Solver[Any] | str | None
    tol: float

    def proof(self, points: tuple[CostPoint, ...]) -> CapacityCostProof:
        """Return the proof that has these points."""
        return CapacityCostProof(self.channel.matrix, self.cost, self.channel.dom, points)

    def node(self, point: CostPoint) -> tuple[CostPoint, Node]:
        """Certify the points of one budget."""
        certificate = self.proof((point,)).certificate(0)
        sure = replace(point, lower=certificate.lower, upper=certificate.upper)
        return sure, self.proof((sure,)).node(0)

    def at(self, budget: float) -> tuple[CostPoint, Node]:
        """Solve one budget."""
        return self.node(self._solved(budget, Capacity(self.channel, self.cost, budget)))

    def mix(self, left: CostPoint, right: CostPoint, budget: float) -> tuple[CostPoint, Node]:
        """Mix two neighbours for a budget between: input laws, output laws and multipliers alike."""
        share = (budget - left.budget) / (right.budget - left.budget)
        law = within_budget((1.0 - share) * left.input_law + share * right.input_law, self.cost, budget)
        output = 0.5 * (left.output_law + right.output_law)
        price = 0.5 * (left.multiplier + right.multiplier)
        return self.node(CostPoint(budget, law, output, price, 0.0, inf))

    def _solved(self, budget: float, problem: Capacity) -> CostPoint:
        certificate = problem.compile().solve(self.solver, tol=self.tol, throw=False).certificate
        if not isinstance(certificate, CapacityCertificate):  # pragma: no cover - the compiler makes no other
            raise CertificateError("a capacity came without its certificate")
        return CostPoint(
            budget,
            certificate.input_law,
            certificate.output_law,
            certificate.multiplier,
            certificate.lower,
            certificate.upper,
        )

    def unconstrained(self) -> tuple[CostPoint, Node]:
        """Return the least budget known not to matter: the cost of an optimal law without a budget."""
        free = self._solved(inf, Capacity(self.channel))
        spent = float(free.input_law @ self.cost / free.input_law.sum())
        step = 4e-16 * len(self.cost) * max(1e-300, float(np.abs(self.cost).max()))
        while not mean_is_at_most(free.input_law, self.cost, spent):
            spent, step = nextafter(spent + step, inf), 2.0 * step
        return self.node(replace(free, budget=min(spent, float(self.cost.max()))))


def capacity_cost_curve(
    W: ArrayLike,
    cost: ArrayLike,
    *,
    tol: float = 1e-3,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
    max_solves: int = 2000,
) -> Curve:
    r"""Return the capacity as a function of the budget, with a band that contains it at every budget.

    .. math:: C(B) = \max_{p :\ \sum_x p_x b_x \le B} I(p, W)

    The function is concave: chords between solved budgets lie below it and the tangent of every dual point
    above. The range is the closed interval from the cheapest to the dearest letter.

    Parameters
    ----------
    W : array-like or Kernel of shape (m, n)
        The channel.
    cost : array-like of shape (m,)
        The cost of each input letter.
    tol : float
        The width of the band that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the curve.
    solver : Solver or str, optional
        See `capacity`.
    max_solves : int
        Where to stop though the band is wider; the curve's `status` says so.

    Returns
    -------
    Curve
        Arrays `x`, `lower`, `upper`; linear interpolation of them holds at every budget.

    Raises
    ------
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    >>> import itbounds as ib
    >>> curve = ib.capacity_cost_curve(ib.zoo.bsc(0.1), [0, 1])
    >>> curve.gap <= 1e-3
    True
    >>> print(curve.at(0.5))                       # the budget does not bind: 1 - h(0.1)
    C(B = 0.5) ∈ [0.531004406, 0.531004407] bit
    """
    start = perf_counter()
    chosen = as_unit(unit)
    width = chosen.to_nats(as_tolerance(tol, name="tolerance"))
    channel = as_kernel(W)
    prices = as_cost(cost, size=len(channel.matrix))
    sampler = _Sampler(channel, prices, solver, NODE_SHARE * width)
    cheapest, dearest = float(prices.min()), float(prices.max())
    free = sampler.unconstrained()
    ends = [free]
    if cheapest < free[1].x:
        ends.insert(0, sampler.at(cheapest))
    if dearest > free[1].x:
        ends.append(sampler.node(replace(free[0], budget=dearest)))
    limit = as_count(max_solves, name="max_solves", minimum=3)
    found = refine(sampler.at, sampler.mix, ends, width, limit)
    provenance = Provenance.here("tangents and chords", found.solves, perf_counter() - start, width)
    return Curve("C", "B", sampler.proof(found.points), width, provenance, chosen)
