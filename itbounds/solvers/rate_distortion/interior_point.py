"""The interior-point method for rate-distortion: one primal-dual Newton method in output law and slope."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf, log
from typing import ClassVar

import numpy as np

from itbounds.forms import RateDistortionForm, RawSolution
from itbounds.numerics.threads import blas_threads
from itbounds.numerics.tilt import Tilting, TiltPoint
from itbounds.solvers.base import Solver
from itbounds.solvers.newton import longest_step
from itbounds.solvers.rate_distortion.central_path import NewtonEquations, PathPoint, Step
from itbounds.solvers.rate_distortion.ends import solution_at_end
from itbounds.solvers.rate_distortion.record import Record

__all__ = ["InteriorPoint", "follow_path"]


@dataclass(frozen=True)
class InteriorPoint(Solver[RateDistortionForm]):
    r"""Joint Newton steps in output law and slope, at exactly the given distortion level.

    The rate-distortion function is the saddle value

    .. math:: \max_{s \ge 0} \min_{r} \; -sD - \sum_x p_x \ln \sum_y r_y e^{-s d_{xy}},

    convex in the law r and concave in the slope s, and its optimality conditions are followed along the
    central path with Mehrotra's predictor and corrector. The Newton matrix is built in the smaller of the two
    sizes, and all its eigenvalues are at least one after scaling.

    Parameters
    ----------
    max_steps : int
        The limit of Newton steps, all attempts together.
    threads : int, optional
        The number of BLAS threads; ``None`` leaves the setting alone. One is fastest up to a thousand
        letters.
    """

    name: ClassVar[str] = "interior_point"
    accepts: ClassVar[type[RateDistortionForm]] = RateDistortionForm

    max_steps: int = 100
    threads: int | None = 1

    def solve(self, form: RateDistortionForm, tol: float) -> RawSolution:
        """Return output law, row potentials and slope with a gap of at most `tol` nats, or the best found."""
        at_end = solution_at_end(self, form, tol)
        if at_end is not None:
            return at_end
        record = Record(Tilting.of(form.source, form.distortion, form.level))
        with blas_threads(self.threads if form.distortion.size > 4096 else None):
            attempts = follow_path(record, tol, self.max_steps)
        return record.solution(tol, attempts=float(attempts))


def follow_path(record: Record, tol: float, max_steps: int) -> int:
    """Follow the central path, at most three times, until the record's gap is closed; return how often."""
    attempts = 0
    # A step that overflows is seen by the test of its finiteness, and refused there.
    with np.errstate(all="ignore"):
        for attempt in _attempts(record.tilting, tol):
            attempts += 1
            attempt.run(record, tol, max_steps)
            if record.gap <= tol or len(record.rows) >= max_steps:
                break
    return attempts


def _attempts(tilting: Tilting, tol: float) -> Iterator["_Attempt"]:
    """Yield ways to solve an instance, the most promising first."""
    for divisor, patience, updates in ((200.0, 0.1, 0), (100.0, 0.3, 3), (40.0, 0.03, 10)):
        # Without a little of the uniform law, letters of probability 1e-14 stall the dual: their constraint
        # weighs as much as any other. Bounds are computed from the true source all the same.
        share = tol / divisor
        source = (1.0 - share) * tilting.source + share / len(tilting.source)
        yield _Attempt(replace(tilting, source=source), patience, updates)


@dataclass(frozen=True, eq=False)
class _Attempt:
    """One run of the method.

    Parameters
    ----------
    tilting : Tilting
        The instance with a smoothed source.
    patience : float
        The products are not aimed below this share of the violations, lest they outrun them.
    updates : int
        How many multiplicative updates lead from the uniform law to the start, where there is no level.
    """

    tilting: Tilting
    patience: float
    updates: int

    @property
    def free(self) -> bool:
        """Whether the slope is an unknown: without a level it is 0."""
        return self.tilting.level < inf

    def run(self, record: Record, tol: float, max_steps: int) -> None:
        """Follow the central path, offering every point to the record."""
        tilt = self._start()
        if tilt is None:
            return
        point, last = PathPoint.central(self.tilting, tilt), 1.0
        while len(record.rows) < max_steps:
            self._certify(record, point)
            record.close_step()
            if record.gap <= tol:
                return
            try:
                equations = NewtonEquations(self.tilting, point, self.free)
            except np.linalg.LinAlgError:
                return
            step = self._direction(equations, last)
            length = max(0.99, 1.0 - len(point.law) * point.product) * equations.reach(step)
            found = equations.search(step, length)
            if found is None or max(found[1], last) < 2e-3:
                return
            point, last = found

    def _start(self) -> TiltPoint | None:
        """Return a central starting point: a few multiplicative updates from the uniform law."""
        n = self.tilting.excess.shape[1]
        law = np.full(n, 1.0 / n)
        if not self.free:
            for _ in range(self.updates):
                law = law * self.tilting.ratios(self.tilting.at(law, 0.0))
            return self.tilting.at(0.9 * law / law.sum() + 0.1 / n, 0.0)
        if not self.tilting.level > 0.0:
            return None  # what lies above the least distortion was lost to rounding
        tilt = self.tilting.meet(self.tilting.at(law, 1.0 / self.tilting.level), rtol=1e-3)
        for update in range(3):
            if tilt is None:
                return None
            law = tilt.output_law * self.tilting.ratios(tilt)
            law /= law.sum()
            if update == 2:
                law = 0.9 * law + 0.1 / n
            tilt = self.tilting.meet(self.tilting.at(law, tilt.slope), rtol=1e-3)
        if tilt is not None and tilt.slope == 0.0:
            # The level leaves room: the path starts at a positive slope all the same.
            return self.tilting.at(law, 0.1 / self.tilting.level)
        return tilt

    def _direction(self, equations: NewtonEquations, last: float) -> Step:
        """Return Mehrotra's direction, or a centring one after a step that was cut short."""
        point = equations.point
        n, product = len(point.law), point.product
        violation = point.dual_error() + point.tilt.slope * abs(point.level_error(self.tilting))
        least = min(10.0, self.patience * violation / (product * n))
        if last < 0.1:
            return equations.step(max(0.8, least) * product)
        affine = equations.step(0.0)
        law, slack = longest_step(point.law, affine.law), longest_step(point.slack, affine.slack)
        ahead = float((point.law + law * affine.law) @ (point.slack + slack * affine.slack)) / n
        share = min(1.0, max((ahead / product) ** 3, 1e-4 if last > 0.9 else 1e-2))
        target = max(share, least) * product
        if min(law, slack) <= 0.1:
            return equations.step(target)
        limit = 3.0 * product
        correction = np.clip(affine.law * affine.slack, -limit, limit)
        return equations.step(target, correction, float(np.clip(affine.slope * affine.room, -limit, limit)))

    def _certify(self, record: Record, point: PathPoint) -> None:
        """Offer the dual point, and the law wherever meeting the level is cheap or overdue."""
        tilt, true = point.tilt, record.tilting
        record.offer_lower(true.value(tilt) - log(float(true.ratios(tilt).max())), tilt)
        if not self.free:
            record.offer_upper(tilt)
        elif abs(true.expected(tilt) - true.level) <= 1e-3 * true.level or len(record.rows) % 5 == 0:
            met = true.meet(tilt, rtol=1e-12)
            record.offer_upper(met)
            if met is not None and met.slope != tilt.slope:
                record.offer_lower(true.lower(met), met)
