"""The Blahut-Arimoto algorithm for rate-distortion: at fixed slopes, and at a fixed distortion level."""

from dataclasses import dataclass
from math import inf, log
from time import perf_counter
from typing import ClassVar

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import RateDistortionForm, RawSolution
from itbounds.numerics.array_namespace import Placement
from itbounds.numerics.threads import blas_threads
from itbounds.numerics.tilt import Tilting, TiltPoint
from itbounds.solvers.base import Solver
from itbounds.solvers.rate_distortion.array_tilt import PlacedTilting
from itbounds.solvers.rate_distortion.ends import solution_at_end
from itbounds.solvers.rate_distortion.record import Record

__all__ = ["BlahutArimoto", "ConstrainedBlahutArimoto"]

LEAST_WEIGHT = 1e-250
"""Letters that die out are kept above the subnormal numbers, which are slow."""

# Away from numpy, and its doubles, rounding has the last word if no bound moved for so many steps.
_PATIENCE = 200


@dataclass(frozen=True)
class BlahutArimoto(Solver[RateDistortionForm]):
    r"""The iteration :math:`r_y \leftarrow r_y c_y` at a fixed slope, within a search for the slope.

    With :math:`u = K r` and :math:`c_y = \sum_x p_x K_{xy} / u_x` one step costs two matrix-vector products,
    and :math:`\ln \max_y c_y` bounds what is left to gain. The slope is found by bisection and the secant
    rule on the logarithm of the distortion.

    Parameters
    ----------
    max_steps : int
        The limit of iterations, all slopes together.
    max_seconds : float, optional
        A limit on the time spent.
    threads : int, optional
        The number of BLAS threads; ``None`` leaves the setting alone.
    placement : Placement, optional
        Where to iterate, if not in numpy: a namespace of the Array API standard, a dtype and a device. The
        interval is computed in numpy's float64 all the same.

    References
    ----------
    R. E. Blahut, "Computation of channel capacity and rate-distortion functions", IEEE Trans. Inform. Theory
    18 (1972) 460-473.
    """

    name: ClassVar[str] = "blahut_arimoto"
    accepts: ClassVar[type[RateDistortionForm]] = RateDistortionForm

    max_steps: int = 100_000
    max_seconds: float | None = None
    threads: int | None = 1
    placement: Placement | None = None

    def solve(self, form: RateDistortionForm, tol: float) -> RawSolution:
        """Return output law, row potentials and slope with a gap of at most `tol` nats, or the best found."""
        at_end = solution_at_end(self, form, tol)
        if at_end is not None:
            return at_end
        record = Record(_tilting(form, self.placement))
        clock = _Clock(self.max_steps, self.max_seconds)
        with blas_threads(self.threads if form.distortion.size > 4096 else None), np.errstate(all="ignore"):
            slopes = _search(record, _within_reach(tol, self.placement), clock)
        return record.solution(tol, slopes=float(slopes))


@dataclass(frozen=True)
class ConstrainedBlahutArimoto(Solver[RateDistortionForm]):
    r"""The iteration :math:`r_y \leftarrow r_y c_y` with the slope renewed in each step to meet the level.

    One step costs as many exponentials per pair of letters as the Newton iteration for the slope takes.

    Parameters
    ----------
    max_steps : int
        The limit of iterations.
    max_seconds : float, optional
        A limit on the time spent.
    threads : int, optional
        The number of BLAS threads; ``None`` leaves the setting alone.
    placement : Placement, optional
        Where to iterate, if not in numpy: a namespace of the Array API standard, a dtype and a device. The
        interval is computed in numpy's float64 all the same.

    References
    ----------
    L. Chen, S. Wu, W. Ye, H. Wu, W. Zhang, H. Wu, B. Bai, "A constrained BA algorithm for rate-distortion and
    distortion-rate functions", arXiv:2305.02650.
    """

    name: ClassVar[str] = "constrained_blahut_arimoto"
    accepts: ClassVar[type[RateDistortionForm]] = RateDistortionForm

    max_steps: int = 100_000
    max_seconds: float | None = None
    threads: int | None = 1
    placement: Placement | None = None

    def solve(self, form: RateDistortionForm, tol: float) -> RawSolution:
        """Return output law, row potentials and slope with a gap of at most `tol` nats, or the best found."""
        at_end = solution_at_end(self, form, tol)
        if at_end is not None:
            return at_end
        tilting = _tilting(form, self.placement)
        record, aim = Record(tilting), _within_reach(tol, self.placement)
        clock = _Clock(self.max_steps, self.max_seconds)
        with blas_threads(self.threads if form.distortion.size > 4096 else None), np.errstate(all="ignore"):
            point = tilting.meet(_uniform(tilting), rtol=1e-10)
            while point is not None and not clock.over(len(record.rows)):
                ratios = tilting.ratios(point)
                record.offer_upper(point)
                record.offer_lower(tilting.value(point) - log(float(ratios.max())), point)
                record.close_step()
                if record.gap <= aim or (self.placement is not None and record.stalled(_PATIENCE)):
                    break
                # A slope of 0 would hide how it should grow: the search starts anew from a positive one.
                slope = point.slope if point.slope > 0.0 else 1.0 / max(tilting.level, 1.0)
                point = tilting.meet(tilting.at(_updated(point.output_law, ratios), slope), rtol=1e-10)
        return record.solution(tol)


def _tilting(form: RateDistortionForm, placement: Placement | None) -> Tilting:
    if placement is None:
        return Tilting.of(form.source, form.distortion, form.level)
    return PlacedTilting.at_home(form, placement)


def _within_reach(tol: float, placement: Placement | None) -> float:
    """Return the tolerance, or the least that the rounding errors of a dtype let a gap fall to."""
    return tol if placement is None else max(tol, 64.0 * placement.epsilon)


class _Clock:
    """When to stop."""

    def __init__(self, max_steps: int, max_seconds: float | None) -> None:
        self.max_steps = max_steps
        self.end = inf if max_seconds is None else perf_counter() + max_seconds

    def over(self, steps: int) -> bool:
        """Return whether the steps or the time are used up."""
        return steps >= self.max_steps or (self.end < inf and perf_counter() > self.end)


def _uniform(tilting: Tilting) -> TiltPoint:
    """Tilt the uniform law at a slope of the right magnitude, or at 0 if there is no level."""
    n = tilting.excess.shape[1]
    return tilting.at(np.full(n, 1.0 / n), 1.0 / tilting.level if tilting.level < inf else 0.0)


def _updated(law: Vector, ratios: Vector) -> Vector:
    """Make one multiplicative update."""
    updated = np.maximum(law * ratios, LEAST_WEIGHT)
    return np.asarray(updated / updated.sum())


def _search(record: Record, tol: float, clock: _Clock) -> int:
    """Search the slope whose optimal law has the distortion asked for; return how many were tried."""
    tilting = record.tilting
    point = _uniform(tilting)
    met = tilting.meet(point)
    if met is None:
        return 0
    record.offer_upper(met)
    point, low, high = met, _Bracket(0.0, inf), _Bracket(inf, 0.0)
    for tried in range(1, 200):
        point = _descend(record, point, tol, clock)
        met = tilting.meet(point)
        record.offer_upper(met)
        if met is not None:
            record.offer_lower(tilting.lower(met), met)
        record.revise_step()
        if record.gap <= tol or clock.over(len(record.rows)) or tilting.level == inf:
            return tried
        expected = tilting.expected(point)
        if not np.isfinite(expected):
            return tried
        if expected > tilting.level:
            low = _Bracket(point.slope, expected)
        else:
            high = _Bracket(point.slope, expected)
        if high.slope - low.slope <= 1e-13 * high.slope:
            # Distortions at fixed slopes carry the error of their laws: a bracket may close on a wrong slope.
            low, high = _Bracket(0.0, inf), _Bracket(inf, 0.0)
        slope = _next_slope(low, high, point.slope, tilting.level, bisect=tried % 3 == 0)
        point = tilting.at(0.999 * point.output_law + 0.001 / len(point.output_law), slope)
    return tried


@dataclass(frozen=True)
class _Bracket:
    """One end of an interval of slopes, with its distortion."""

    slope: float
    distortion: float


def _next_slope(low: _Bracket, high: _Bracket, slope: float, level: float, *, bisect: bool) -> float:
    """Return the slope to be tried next: beyond an open end, by the secant rule, or in the middle."""
    if high.slope == inf:
        return 2.0 * slope if slope > 0.0 else 1.0 / level
    if low.slope == 0.0 and low.distortion == inf:
        return 0.5 * slope if slope > 1e-6 / level else 0.0
    middle = 0.5 * (low.slope + high.slope)
    if bisect or not 0.0 < high.distortion < low.distortion:
        return middle
    share = log(low.distortion / level) / log(low.distortion / high.distortion)
    secant = low.slope + share * (high.slope - low.slope)
    return secant if low.slope < secant < high.slope else middle


def _descend(record: Record, start: TiltPoint, tol: float, clock: _Clock) -> TiltPoint:
    """Iterate at one slope until a quarter of the tolerance is left to gain."""
    tilting, kernel = record.tilting, start.kernel
    if isinstance(tilting, PlacedTilting):
        settled = tilting.settle(start, tol, lambda: _counted(record, clock))
        placed = tilting.at(settled, start.slope)
        record.offer_lower(tilting.lower(placed), placed)
        return placed
    law, partition = start.output_law, start.partition
    while True:
        ratios = (tilting.source / partition) @ kernel
        left = log(float(ratios.max())) if np.isfinite(ratios).all() else 0.0
        record.close_step()
        if left <= 0.25 * tol or clock.over(len(record.rows)):
            break
        law = _updated(law, ratios)
        partition = kernel @ law
    point = tilting.at(law, start.slope)
    record.offer_lower(tilting.lower(point), point)
    return point


def _counted(record: Record, clock: _Clock) -> bool:
    """Count a step, and return whether it was the last."""
    record.close_step()
    return clock.over(len(record.rows))
