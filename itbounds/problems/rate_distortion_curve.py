"""The whole rate-distortion function, with a band that holds at every level."""

from dataclasses import dataclass, replace
from math import inf, nextafter
from time import perf_counter
from typing import Any, Protocol, TypeVar

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import DomainError
from itbounds.forms import RateDistortionForm, RawSolution, Status
from itbounds.kernels import Distribution, Space, as_distribution_object
from itbounds.numerics.exact_means import not_above_least_distortion
from itbounds.numerics.rate_rounding import distortion_bounds, least_distortion
from itbounds.numerics.repair import as_law, channel_within_level
from itbounds.numerics.scalars import as_count, as_level, as_tolerance
from itbounds.numerics.separable import GridDistortion
from itbounds.numerics.validation import as_distortion
from itbounds.problems.rate_distortion_curve_grid import GridSampler
from itbounds.problems.rate_distortion_grid import require_fit
from itbounds.problems.refine import NODE_SHARE, refine
from itbounds.results import Curve, Provenance
from itbounds.results.curve_proof import CurveProof
from itbounds.results.envelope import Node
from itbounds.results.rate_distortion_proof import RateDistortionProof, RatePoint
from itbounds.solvers import Solver, find
from itbounds.units import BITS, Unit, as_unit

__all__ = ["rate_distortion_curve"]

P = TypeVar("P")


@dataclass(frozen=True, eq=False)
class _Sampler:
    """Solves single levels of one source and distortion into nodes of the curve."""

    source: Distribution
    distortion: Matrix
    solver: Solver[Any] | str | None
    tol: float

    @property
    def law(self) -> Vector:
        return self.source.probabilities

    def proof(self, points: tuple[RatePoint, ...]) -> RateDistortionProof:
        """Return the proof that has these points."""
        size = self.distortion.shape[1]
        cod = self.source.cod if size == self.source.cod.size else Space.of(size)
        return RateDistortionProof(self.law, self.distortion, self.source.cod, cod, points)

    def node(self, point: RatePoint) -> tuple[RatePoint, Node]:
        """Certify the points of one level."""
        certificate = self.proof((point,)).certificate(0)
        sure = replace(point, lower=certificate.lower, upper=certificate.upper)
        return sure, self.proof((sure,)).node(0)

    def points(self, distortion: Matrix, level: float) -> RawSolution:
        """Solve one level over the letters that occur."""
        used = self.law > 0.0
        form = RateDistortionForm(self.law[used], distortion[used], level)
        raw = find(self.solver, form).solve(form, self.tol)
        dual = np.zeros(len(self.law))
        if raw.dual is not None and np.isfinite(raw.dual).all() and 0.0 <= raw.multiplier < inf:
            dual[used] = raw.dual
            return replace(raw, dual=dual, multiplier=0.0 if level == inf else raw.multiplier)
        return replace(raw, dual=dual, multiplier=0.0)

    def at(self, level: float) -> tuple[RatePoint, Node]:
        """Solve a level strictly inside of the range."""
        raw = self.points(self.distortion, level)
        return self.node(self._point(level, raw))

    def mix(self, left: RatePoint, right: RatePoint, level: float) -> tuple[RatePoint, Node]:
        """Mix two neighbours for a level between: output laws, tilted to the level, and dual points alike."""
        share = (level - left.level) / (right.level - left.level)
        law = (1.0 - share) * left.output_law + share * right.output_law
        potentials = 0.5 * (left.potentials + right.potentials)
        slope = 0.5 * (left.slope + right.slope)
        return self.node(RatePoint(level, law, slope, potentials, slope, False, 0.0, inf))

    def least(self) -> tuple[RatePoint, Node]:
        """Solve at the least distortion, where there is no tangent."""
        low, high = least_distortion(self.law, self.distortion)
        cheapest = self.distortion <= self.distortion.min(axis=1, keepdims=True)
        raw = self.points(np.where(cheapest, 0.0, inf), inf)
        level = 0.5 * (low + high)
        while not not_above_least_distortion(self.law, self.distortion, level):
            level = max(low, nextafter(level, -inf))
        # The greatest such double, since the chord to the next node begins here.
        while not_above_least_distortion(self.law, self.distortion, beyond := nextafter(level, inf)):
            level = beyond
        return self.node(replace(self._point(level, raw), at_minimum=True))

    def most(self) -> tuple[RatePoint, Node]:
        """Return the end of the range, beyond which the rate is constant: 0, unless pairs are forbidden."""
        used = self.law > 0.0
        averages = np.full(self.distortion.shape[1], inf)
        finite = np.isfinite(self.distortion[used]).all(axis=0)
        averages[finite] = self.law[used] @ self.distortion[np.ix_(used, finite)]
        if finite.any():
            law = np.zeros(len(averages))
            law[int(averages.argmin())] = 1.0
            raw = RawSolution(Status.OPTIMAL, primal=law)
        else:
            raw = self.points(self.distortion, inf)
        point = self._point(inf, raw)
        channel = channel_within_level(self.law, self.distortion, inf, point.output_law)
        level = distortion_bounds(self.law, channel, self.distortion)[1]
        return self.node(replace(point, level=level))

    def _point(self, level: float, raw: RawSolution) -> RatePoint:
        law = as_law(raw.primal, self.distortion.shape[1])
        dual = np.zeros(len(self.law)) if raw.dual is None else raw.dual
        return RatePoint(level, law, raw.multiplier, dual, raw.multiplier, False, 0.0, inf)


def rate_distortion_curve(
    p: ArrayLike,
    d: ArrayLike | GridDistortion,
    *,
    tol: float = 1e-3,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
    max_solves: int = 2000,
    least: float | None = None,
) -> Curve:
    r"""Return the rate-distortion function of a finite source with a band that contains it at every level.

    The function is convex: chords between solved levels lie above it and the tangent of every dual point
    below. New levels are solved where the band is widest. The range is the closed interval from the least
    distortion :math:`D_{\min}` to :math:`D_{\max}`, beyond which the rate is constant.

    Parameters
    ----------
    p : array-like or Distribution of shape (m,)
        The source.
    d : array-like of shape (m, n), DifferenceDistortion or SeparableDistortion
        The distortion, entries in :math:`[0, \infty]`. One on a grid, as `itbounds.distortions.difference`
        and `itbounds.distortions.separable` return them, is never made dense: what is kept are two numbers
        for each node and point.
    tol : float
        The width of the band that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the curve.
    solver : Solver or str, optional
        See `rate_distortion`.
    max_solves : int
        Where to stop though the band is wider; the curve's `status` says so.
    least : float, optional
        Where the curve begins, above :math:`D_{\min}`. On a grid of many points the rate climbs to the
        entropy of the source within levels that are no question of the continuous source behind it.

    Returns
    -------
    Curve
        Arrays `x`, `lower`, `upper`; linear interpolation of them holds at every level.

    Raises
    ------
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    >>> import itbounds as ib
    >>> curve = ib.rate_distortion_curve([0.4, 0.6], ib.distortions.hamming(2))
    >>> curve.at(0.1).upper - curve.at(0.1).lower <= 1e-3
    True

    On ten thousand points, without a matrix:

    >>> source = ib.sources.gaussian_grid(10_001)
    >>> curve = ib.rate_distortion_curve(source, ib.distortions.difference(source), tol=0.05, least=0.1)
    >>> curve.gap <= 0.05, curve.at(0.25).lower <= 1.0 <= curve.at(0.25).upper
    (True, True)
    """
    start = perf_counter()
    chosen = as_unit(unit)
    width = chosen.to_nats(as_tolerance(tol, name="tolerance"))
    source = as_distribution_object(p)
    limit = as_count(max_solves, name="max_solves", minimum=2)
    begin = None if least is None else as_level(least, name="least level")
    aim = NODE_SHARE * width
    if isinstance(d, GridDistortion):
        require_fit(source, d)
        proof, solves = _refined(GridSampler(source, d, solver, aim), begin, width, limit)
    else:
        distortion = as_distortion(d, source_size=source.cod.size)
        proof, solves = _refined(_Sampler(source, distortion, solver, aim), begin, width, limit)
    provenance = Provenance.here("tangents and chords", solves, perf_counter() - start, width)
    return Curve("R", "D", proof, width, provenance, chosen)


class _Samples(Protocol[P]):
    """What a curve is made by: the nodes at both ends, at a level, and between two neighbours."""

    def least(self) -> tuple[P, Node]: ...
    def most(self) -> tuple[P, Node]: ...
    def at(self, level: float) -> tuple[P, Node]: ...
    def mix(self, left: P, right: P, level: float) -> tuple[P, Node]: ...
    def proof(self, points: tuple[P, ...]) -> CurveProof: ...


def _refined(sampler: _Samples[P], begin: float | None, width: float, limit: int) -> tuple[CurveProof, int]:
    """Solve the ends of the range and what lies between; return the proof and the number of solves."""
    most = sampler.most()
    if begin is None or begin == 0.0:
        least = sampler.least()
    elif begin < most[1].x:
        least = sampler.at(begin)
    else:
        raise DomainError(
            f"the curve would begin at {begin!r}, where its range ends: {most[1].x!r}",
            value=begin,
            hint="give a lower level, or leave least out",
        )
    ends = [least, most] if least[1].x < most[1].x else [most]
    found = refine(sampler.at, sampler.mix, ends, width, limit)
    return sampler.proof(found.points), found.solves
