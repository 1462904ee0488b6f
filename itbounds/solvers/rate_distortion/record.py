"""The best points that a rate-distortion solver has met, and its history."""

from dataclasses import dataclass, field
from math import inf

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms import RawSolution, Status
from itbounds.numerics.tilt import Tilting, TiltPoint

__all__ = ["Record"]


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

    def stalled(self, steps: int) -> bool:
        """Whether neither bound has moved in so many steps."""
        return len(self.rows) > steps and self.rows[-1] == self.rows[-1 - steps]

    def revise_step(self) -> None:
        """Write the bounds into the last row of the history, which a closer look has improved."""
        if self.rows:
            self.rows[-1] = (self.lower, self.upper)

    def solution(self, tol: float, **stats: float) -> RawSolution:
        """Return the best points with the status that their gap deserves."""
        history: Matrix = np.array(self.rows, dtype=np.float64).reshape(-1, 2)
        # A lower bound well above the upper one would be a mistake, not a success.
        status = Status.OPTIMAL if -1e-9 <= self.gap <= tol else Status.GAP_OPEN
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
