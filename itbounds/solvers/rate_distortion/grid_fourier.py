"""Rate-distortion on a grid by accelerated Blahut-Arimoto steps, each a fast product."""

from dataclasses import dataclass
from math import inf, log
from time import perf_counter
from typing import ClassVar

import numpy as np

from itbounds._typing import Vector
from itbounds.forms.base import RawSolution
from itbounds.forms.grid_rate_distortion import GridRateDistortionForm
from itbounds.numerics.separable_sums import GridSums, sums_of
from itbounds.solvers.base import Solver
from itbounds.solvers.rate_distortion.grid_record import GridRecord
from itbounds.solvers.rate_distortion.grid_repair import repair

__all__ = ["GridFourier"]

_LEAST = 1e-250
_SMALLEST = 1e-280


@dataclass(frozen=True)
class GridFourier(Solver[GridRateDistortionForm]):
    r"""The iteration :math:`r_j \leftarrow r_j c_j` on all letters, with squared extrapolation.

    For levels so small that every letter counts, where the law of the source itself is a good start. Two
    steps and the vectors between them give one long step along them in the logarithm (Varadhan and Roland,
    2008); it is kept if it raises the dual value's first part.

    Parameters
    ----------
    max_steps : int
        The limit of products.
    max_repairs : int
        The limit of repairs of the dual point at one step.
    max_seconds : float
        The limit of time.
    """

    name: ClassVar[str] = "grid_fourier"
    accepts: ClassVar[type[GridRateDistortionForm]] = GridRateDistortionForm

    max_steps: int = 2000
    max_repairs: int = 50
    max_seconds: float = 60.0

    def solve(self, form: GridRateDistortionForm, tol: float) -> RawSolution:
        """Return output law, potentials and slope with a gap of at most `tol` nats, or the best found."""
        record = GridRecord(form)
        end = perf_counter() + self.max_seconds
        law, slope, last = np.maximum(form.source, _LEAST), 1.0 / form.level, inf
        if form.start is not None:
            slope = form.start.slope
            if (form.start.law > 0.0).all():
                law = np.maximum(form.start.law, _LEAST)
        while len(record.rows) < self.max_steps and perf_counter() < end:
            slope = self._meet(form, law, slope)
            sums = sums_of(form.distortion, slope)
            partition, ratios = self._ratios(form, sums, law)
            value = -slope * form.level - float(form.source @ np.log(partition))
            upper = value + log(float(law.sum()))
            if upper < record.upper:
                record.upper, record.law = max(upper, 0.0), law / law.sum()
            record.offer_dual(partition, slope, ratios)
            # As long as the rate still falls there is nothing that would be worth a repair.
            if last - upper <= 10.0 * tol:
                repair(record, sums, law, tol, self.max_repairs)
            last = upper
            record.close_step()
            if record.gap <= tol:
                break
            for _ in range(4):
                law = self._extrapolated(form, sums, law)
        return record.solution(tol)

    @staticmethod
    def _ratios(form: GridRateDistortionForm, sums: GridSums, law: Vector) -> tuple[Vector, Vector]:
        partition = np.maximum(sums.fast_partition(law), _SMALLEST)
        return partition, sums.fast_columns(form.source / partition)

    def _extrapolated(self, form: GridRateDistortionForm, sums: GridSums, law: Vector) -> Vector:
        """Take two steps, and a long one along them where it does no harm."""
        _, ratios = self._ratios(form, sums, law)
        once = np.maximum(law * ratios, _LEAST)
        middle, second = self._ratios(form, sums, once)
        twice = np.maximum(once * second, _LEAST)
        weights = law / law.sum()
        first, change = np.log(once / law), np.log(twice / once) - np.log(once / law)
        norm = float(weights @ change**2)
        stretch = max(1.0, (float(weights @ first**2) / norm) ** 0.5) if norm > 0.0 else 1.0
        far = law * np.exp(np.clip(2.0 * stretch * first + stretch**2 * change, -50.0, 50.0))
        far = np.maximum(far / far.sum(), _LEAST)
        after, _ = self._ratios(form, sums, far)
        gain = float(form.source @ np.log(after)) - float(form.source @ np.log(middle)) + log(once.sum())
        return far if gain >= 0.0 else twice

    @staticmethod
    def _meet(form: GridRateDistortionForm, law: Vector, slope: float) -> float:
        """Take secant steps toward the slope at which the tilt of the law meets the level."""
        last: tuple[float, float] | None = None
        for _ in range(40):
            sums = sums_of(form.distortion, slope)
            partition = np.maximum(sums.fast_partition(law), _SMALLEST)
            mean = float(form.source @ (sums.fast_weighted(law) / partition))
            error = log(max(mean, _SMALLEST) / form.level)
            if abs(error) <= 1e-9:
                break
            rate = -1.0
            if last is not None and last[0] != slope:
                rate = min(-0.1, (error - last[1]) / (log(slope) - log(last[0])))
            last = (slope, error)
            slope *= float(np.exp(min(2.0, max(-2.0, -error / rate))))
        return slope
