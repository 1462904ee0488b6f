"""The interior-point method for rate-distortion: one primal-dual Newton method in output law and slope."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf, log
from typing import ClassVar

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import RateDistortionForm, RawSolution
from itbounds.numerics.threads import blas_threads
from itbounds.numerics.tilt import TiltPoint, Tilting
from itbounds.solvers.base import Solver
from itbounds.solvers.newton import NormalSystem, longest_step
from itbounds.solvers.rate_distortion.record import Record, trivial_solution

__all__ = ["InteriorPoint"]


@dataclass(frozen=True)
class InteriorPoint(Solver[RateDistortionForm]):
    r"""Joint Newton steps in output law and slope, at exactly the given distortion level.

    The rate-distortion function is the saddle value

    .. math:: \max_{s \ge 0} \min_{r} \; -sD - \sum_x p_x \ln \sum_y r_y e^{-s d_{xy}},

    convex in the law r and concave in the slope s, and its optimality conditions are followed along the central
    path with Mehrotra's predictor and corrector. The Newton matrix is built in the smaller of the two dimensions.

    Parameters
    ----------
    max_steps : int
        The limit of Newton steps, all attempts together.
    threads : int, optional
        The number of BLAS threads; ``None`` leaves the setting alone. One is fastest up to a thousand letters.
    """

    name: ClassVar[str] = "interior_point"
    accepts: ClassVar[type[RateDistortionForm]] = RateDistortionForm

    max_steps: int = 100
    threads: int | None = 1

    def solve(self, form: RateDistortionForm, tol: float) -> RawSolution:
        """Return output law, row potentials and slope with a gap of at most `tol` nats, or the best found."""
        trivial = trivial_solution(form)
        if trivial is not None:
            return trivial
        tilting = Tilting.of(form.source, form.distortion, form.level)
        record = Record(tilting)
        # A step that overflows is seen by the test of its finiteness, and refused there.
        with blas_threads(self.threads), np.errstate(all="ignore"):
            attempts = 0
            for attempt in _attempts(tilting, tol):
                attempts += 1
                attempt.run(record, tol, self.max_steps)
                if record.gap <= tol or len(record.rows) >= self.max_steps:
                    break
        return record.solution(tol, attempts=float(attempts))


def _attempts(tilting: Tilting, tol: float) -> Iterator["_Attempt"]:
    """Yield ways to solve an instance, the most promising first."""
    free = 0.0 < tilting.level < inf
    m = len(tilting.source)
    for divisor in (200.0, 100.0, 40.0):
        # Without a little of the uniform law, letters of probability 1e-14 stall the dual: their constraint
        # weighs as much as any other. Bounds are computed from the true source all the same.
        share = tol / divisor
        smoothed = replace(tilting, source=(1.0 - share) * tilting.source + share / m)
        yield _Attempt(smoothed, free)
    if free and tilting.forbidden is not None:
        yield _Attempt(tilting, free=False)


@dataclass(frozen=True, eq=False)
class _Attempt:
    """One run of the method on an instance with a smoothed source, with the slope free or fixed at 0."""

    tilting: Tilting
    free: bool

    def start(self, record: Record) -> TiltPoint | None:
        """Return a central starting point: a few multiplicative updates from the uniform law."""
        n = self.tilting.excess.shape[1]
        law = np.full(n, 1.0 / n)
        if not self.free:
            return self.tilting.at(law, 0.0)
        slope = 0.0
        for _ in range(3):
            point = self.tilting.meet(law, slope, rtol=1e-3)
            if point is None:
                return None
            slope = point.slope
            law = law * self.tilting.ratios(point)
            law /= law.sum()
        return self.tilting.meet(0.9 * law + 0.1 / n, slope, rtol=1e-3)

    def run(self, record: Record, tol: float, max_steps: int) -> None:
        """Follow the central path, offering every point to the record."""
        point = self.start(record)
        if point is None:
            return
        tilting, n = self.tilting, self.tilting.excess.shape[1]
        state = _State.start(tilting, point)
        last = 1.0
        while len(record.rows) < max_steps:
            self.certify(record, state, tol)
            record.close_step()
            if record.gap <= tol:
                return
            try:
                newton = _Newton(tilting, state, self.free)
            except np.linalg.LinAlgError:
                return
            gap = state.complementarity
            if last < 0.1:
                step = newton.step(0.8 * gap, np.zeros(n))
            else:
                step = newton.step(0.0, np.zeros(n))
                along_law, along_slack = (
                    longest_step(state.law, step.law),
                    longest_step(state.slack, step.slack),
                )
                ahead = (state.law + along_law * step.law) @ (state.slack + along_slack * step.slack) / n
                least = 1e-4 if last > 0.9 else 1e-2
                centring = min(1.0, max((ahead / gap) ** 3, least))
                correction = np.zeros(n)
                if min(along_law, along_slack) > 0.1:
                    correction = np.clip(step.law * step.slack, -3.0 * gap, 3.0 * gap)
                step = newton.step(centring * gap, correction)
            reach = min(longest_step(state.law, step.law), longest_step(state.slack, step.slack))
            length = min(1.0, max(0.99, 1.0 - gap * n) * reach)
            if self.free and abs(step.slope) * length > 0.5 * state.point.slope:
                length = 0.5 * state.point.slope / abs(step.slope)
            accepted = newton.search(step, length)
            if accepted is None or (accepted[1] < 2e-3 and last < 2e-3):
                return
            state, last = accepted

    def certify(self, record: Record, state: "_State", tol: float) -> None:
        """Offer the dual point of a state, and its law where the level is nearly met."""
        point, true = state.point, record.tilting
        ratios = state.true_ratios
        base = true.value(point)
        lower = base - log(float(ratios.max()))
        record.offer_lower(lower, point)
        if not self.free:
            if true.expected(point) <= true.level:
                record.offer_upper(point)
            return
        error = true.expected(point) - true.level
        if abs(error) <= 1e-13 * true.level:
            record.offer_upper(point)
        elif abs(error) <= 1e-3 * true.level or len(record.rows) % 5 == 0:
            met = true.meet(point.output_law, point.slope)
            record.offer_upper(met)
            if met is not None:
                record.offer_lower(true.lower(met), met)


@dataclass(frozen=True, eq=False)
class _State:
    """A point of the central path's neighbourhood: tilt, slacks of the dual constraints, their common bound."""

    point: TiltPoint
    slack: Vector
    bound: float
    ratios: Vector
    true_ratios: Vector
    distortion_error: float

    @classmethod
    def start(cls, tilting: Tilting, point: TiltPoint) -> "_State":
        ratios = tilting.ratios(point)
        bound = 1.05 * float(ratios.max()) + 1e-6
        return cls(point, bound - ratios, bound, ratios, ratios, tilting.expected(point) - tilting.level)

    @property
    def law(self) -> Vector:
        return self.point.output_law

    @property
    def complementarity(self) -> float:
        return float(self.law @ self.slack) / len(self.law)

    @property
    def dual_error(self) -> float:
        return float(self.law @ np.abs(self.bound - self.ratios - self.slack))


@dataclass(frozen=True, eq=False)
class _Step:
    law: Vector
    slack: Vector
    bound: float
    slope: float


class _Newton:
    """The Newton equations at a state, factored once."""

    def __init__(self, tilting: Tilting, state: _State, free: bool) -> None:
        point = state.point
        self.tilting, self.state, self.free = tilting, state, free
        scale = np.sqrt(state.law / state.slack)
        root = np.sqrt(tilting.source) / point.partition
        design = point.kernel * root[:, None]
        design *= scale
        self.system = NormalSystem.of(design.T, scale)
        self.toward_bound = self.system.solve(np.ones(len(scale)))
        self.ones = float(self.toward_bound.sum())
        self.gradient = np.zeros(len(scale))
        self.toward_slope = self.gradient
        self.cross, self.curvature = 0.0, 1.0
        if free:
            weights = tilting.source / point.partition
            self.gradient = weights @ point.weighted - (weights * point.mean) @ point.kernel
            self.toward_slope = self.system.solve(self.gradient)
            self.cross = float(self.toward_slope.sum())
            variance = tilting.variance(point)
            # By Cauchy and Schwarz the Schur complement is at least the variance.
            schur = float(self.gradient @ self.toward_slope) - self.cross**2 / self.ones
            self.curvature = variance + max(0.0, schur)

    def step(self, target: float, correction: Vector) -> _Step:
        """Solve for the step that aims at one value of all products of law and slack."""
        state = self.state
        right = (target - correction) / state.law - (state.bound - state.ratios)
        free = self.system.solve(right)
        excess = float(free.sum()) - (1.0 - float(state.law.sum()))
        slope = 0.0
        if self.free:
            pull = float(self.gradient @ free) + state.distortion_error
            slope = (pull - self.cross / self.ones * excess) / self.curvature
        bound = (excess - self.cross * slope) / self.ones
        law = free - bound * self.toward_bound - slope * self.toward_slope
        slack = (target - correction - state.slack * law) / state.law - state.slack
        return _Step(law, slack, bound, slope)

    def search(self, step: _Step, length: float) -> tuple[_State, float] | None:
        """Halve the step until neither residual grows too much; ``None`` if nothing finite is found."""
        state, tilting = self.state, self.tilting
        found = None
        for _ in range(10):
            law = state.law + length * step.law
            point = tilting.at(law / law.sum(), state.point.slope + length * step.slope)
            ratios = tilting.ratios(point)
            error = tilting.expected(point) - tilting.level if self.free else 0.0
            found = _State(
                point,
                state.slack + length * step.slack,
                state.bound + length * step.bound,
                ratios,
                ratios,
                error,
            )
            gap = len(law) * found.complementarity
            shrink = 1.0 - 0.3 * length
            dual, old = found.dual_error, state.dual_error
            fits = dual <= max(0.5 * gap, shrink * old) or dual < 1e-14
            if self.free and fits:
                off, before = abs(error) * point.slope, abs(state.distortion_error) * state.point.slope
                fits = off <= max(shrink * before, 0.5 * gap) or off < 1e-13
            if fits:
                break
            length *= 0.5
        if found is None or not (np.isfinite(found.ratios).all() and np.isfinite(found.slack).all()):
            return None
        exact = found.bound - found.ratios
        near = (exact > 0.5 * found.slack) & (exact < 2.0 * found.slack)
        return replace(found, slack=np.where(near, exact, found.slack)), length
