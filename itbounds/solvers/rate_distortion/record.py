"""The best points that a rate-distortion solver has met, and its history."""

from dataclasses import dataclass, field, replace
from math import inf

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms import RateDistortionForm, RawSolution, Status
from itbounds.numerics.tilt import Tilting, TiltPoint
from itbounds.solvers.base import Solver

__all__ = ["Record", "solve_at_floor", "trivial_solution"]


@dataclass(eq=False)
class Record:
    """Best lower and upper bound so far; the points behind them may come from different steps.

    Parameters
    ----------
    tilting : Tilting
        The instance, with its true source.
    """

    tilting: Tilting
    lower: float = 0.0
    upper: float = inf
    law: Vector | None = None
    potentials: Vector | None = None
    slope: float = 0.0
    rows: list[tuple[float, float]] = field(default_factory=list)

    @property
    def gap(self) -> float:
        """Upper minus lower bound."""
        return self.upper - self.lower

    def offer_lower(self, value: float, point: TiltPoint) -> None:
        """Keep a dual point if its value is the best so far; what is not finite is not kept."""
        if not value > self.lower or value == inf:
            return
        potentials = self.tilting.potentials(point)
        if np.isfinite(potentials).all():
            self.lower, self.potentials, self.slope = value, potentials, point.slope / self.tilting.unit

    def offer_upper(self, point: TiltPoint | None) -> None:
        """Keep the law of a point that meets the level if its rate is the best so far."""
        if point is None or not np.isfinite(point.output_law).all() or not point.partition.all():
            return
        value = max(0.0, self.tilting.value(point))
        if value < self.upper:
            self.upper, self.law = value, point.output_law / point.output_law.sum()

    def close_step(self) -> None:
        """Write the bounds of one step into the history."""
        self.rows.append((self.lower, self.upper))

    def solution(self, tol: float, **stats: float) -> RawSolution:
        """Return the best points with the status that their gap deserves."""
        history: Matrix = np.array(self.rows, dtype=np.float64).reshape(-1, 2)
        status = Status.OPTIMAL if self.gap <= tol else Status.GAP_OPEN
        if self.law is None:
            status = Status.FAILED
        potentials = np.zeros(len(self.tilting.source)) if self.potentials is None else self.potentials
        return RawSolution(
            status,
            primal=self.law,
            dual=potentials,
            multiplier=self.slope,
            steps=len(self.rows),
            history=history,
            stats=stats,
        )


def trivial_solution(form: RateDistortionForm) -> RawSolution | None:
    """Return the answer 0 if one letter alone meets the level, else ``None``."""
    expected = form.source @ form.distortion
    best = int(np.argmin(expected))
    reachable = np.isfinite(expected[best]) if form.level == inf else expected[best] <= form.level
    if not reachable:
        return None
    law = np.zeros(form.distortion.shape[1])
    law[best] = 1.0
    return RawSolution(
        Status.OPTIMAL, primal=law, dual=np.zeros(len(form.source)), steps=1, history=np.zeros((1, 2))
    )


def solve_at_floor(solver: Solver[RateDistortionForm], form: RateDistortionForm, tol: float) -> RawSolution:
    """Solve a form whose level is at most the least distortion: every row keeps to its cheapest letters.

    Below the least distortion by more than rounding nothing is feasible. At it the slope is infinite, and a
    finite one that makes the dearer letters' weight negligible stands for it in the dual point.
    """
    floor = form.distortion.min(axis=1)
    excess = form.distortion - floor[:, None]
    least = float(form.source @ floor)
    if form.level < least - 1e-15 * len(floor) * abs(least):
        return RawSolution(Status.INFEASIBLE)
    dearer = excess > 0.0
    cheapest = replace(form, distortion=np.where(dearer, np.inf, 0.0), level=inf)
    found = solver.solve(cheapest, tol)
    if found.dual is None or not dearer.any():
        return found
    slope = float(np.log(len(floor) * excess.shape[1] / (1e-3 * tol)) / excess[dearer].min())
    return replace(found, dual=found.dual + slope * floor, multiplier=slope)
