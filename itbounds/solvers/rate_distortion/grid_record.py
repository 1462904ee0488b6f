"""The best points that a solver on a grid has met, and its history."""

from dataclasses import dataclass, field
from math import inf, log

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import RawSolution, Status
from itbounds.forms.grid_rate_distortion import GridRateDistortionForm
from itbounds.numerics.grid_tilt import slope_meeting
from itbounds.numerics.separable_sums import sums_of

__all__ = ["GridRecord"]

_SMALLEST = 1e-290


@dataclass(eq=False)
class GridRecord:
    """Best lower and upper bound so far, unpadded; the points behind them may come from different steps.

    Parameters
    ----------
    form : GridRateDistortionForm
        The instance.
    """

    form: GridRateDistortionForm
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

    def offer(self, law: Vector, slope: float) -> tuple[float, Vector, Vector]:
        """Tilt a law to the level and keep what it proves; return slope, partition function and ratios.

        The ratios are computed by Fourier transforms where that pays, as their errors count only in
        proportion to the largest one.
        """
        form = self.form
        slope, partition = slope_meeting(form.source, form.distortion, form.level, law, slope)
        if not float(partition.min()) > _SMALLEST:
            return slope, partition, np.zeros_like(law)
        base = -float(form.source @ np.log(partition)) - slope * form.level
        value = base + log(float(law.sum()))
        if 0.0 <= value < self.upper:
            self.upper, self.law = value, law / law.sum()
        ratios = self.ratios(partition, slope)
        self.offer_dual(partition, slope, ratios)
        return slope, partition, ratios

    def ratios(self, partition: Vector, slope: float) -> Vector:
        """Return the induced over the given weight of every letter."""
        return sums_of(self.form.distortion, slope).fast_columns(self.form.source / partition)

    def offer_dual(self, partition: Vector, slope: float, ratios: Vector) -> float:
        """Keep potentials and slope if their value is the best so far; return the value."""
        value = -float(self.form.source @ np.log(partition)) - slope * self.form.level
        value -= log(float(ratios.max()))
        if value > self.lower or self.potentials is None:
            self.lower, self.slope = max(value, 0.0), slope
            self.potentials = -np.log(partition)
        return value

    def offer_potentials(self, potentials: Vector, slope: float) -> None:
        """Keep a dual point of another origin if its value is the best so far."""
        if np.isfinite(potentials).all() and 0.0 < slope < inf:
            partition = np.exp(-potentials)
            self.offer_dual(partition, slope, self.ratios(partition, slope))

    def take(self, found: RawSolution) -> None:
        """Keep what another solver has met, where it is better, and its history."""
        if found.primal is None or found.dual is None or found.history is None or not len(found.history):
            return
        lower, upper = (float(end) for end in found.history[-1])
        if upper < self.upper:
            self.upper, self.law = upper, found.primal
        if lower > self.lower or self.potentials is None:
            self.lower, self.potentials, self.slope = lower, found.dual, found.multiplier
        self.close_step()

    def close_step(self) -> None:
        """Write the bounds of one step into the history."""
        self.rows.append((self.lower, self.upper))

    def solution(self, tol: float, **stats: float) -> RawSolution:
        """Return the best points with the status that their gap deserves."""
        status = Status.OPTIMAL if -1e-9 <= self.gap <= tol else Status.GAP_OPEN
        size = len(self.form.source)
        return RawSolution(
            Status.FAILED if self.law is None else status,
            primal=self.law,
            dual=np.zeros(size) if self.potentials is None else self.potentials,
            multiplier=self.slope,
            steps=len(self.rows),
            history=np.array(self.rows, dtype=np.float64).reshape(-1, 2),
            stats=stats,
        )
