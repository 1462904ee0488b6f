"""The slope at which the best encoder has a given complexity, whichever way encoders are found."""

from collections.abc import Callable
from math import exp, log

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms import BottleneckForm, EncoderSolution, Status
from itbounds.solvers.bottleneck.column_generation import Point
from itbounds.solvers.bottleneck.posteriors import Posteriors

__all__ = ["at_rate", "solution"]

# Relevance never grows faster than complexity, so that up to this slope nothing need be kept; far above the
# last one everything is.
_STEEPEST = 1.0
_FLATTEST = 1e11


def at_rate(
    form: BottleneckForm,
    tol: float,
    solve: Callable[[Posteriors, Point], Point],
    *,
    max_slopes: int,
) -> EncoderSolution:
    """Search the slope whose encoder has a given complexity, mixing too little with too much at the end.

    Parameters
    ----------
    form : BottleneckForm
        With a finite rate.
    tol : float
        The gap to reach, in nats of relevance.
    solve : callable
        Returns the point at a slope, given one at a larger slope or, at first, at a smaller one.
    max_slopes : int
        When to stop though the gap is wider.
    """
    low = high = _constant(Posteriors.of(form.joint, _STEEPEST))
    tried = 0
    while high.complexity < form.rate and high.problem.slope < _FLATTEST:
        low, high = high, solve(low.problem.at(4.0 * high.problem.slope), high)
        tried += 1
    side = 0
    gap_low, gap_high = low.complexity - form.rate, high.complexity - form.rate
    while tried < max_slopes and _chord_gap(low, high, form.rate) > 0.5 * tol:
        first, last = log(low.problem.slope), log(high.problem.slope)
        share = gap_low / (gap_low - gap_high) if gap_low < gap_high and tried % 4 else 0.5
        middle = exp(first + (last - first) * min(max(share, 0.02), 0.98))
        if not low.problem.slope < middle < high.problem.slope:
            break
        point = solve(low.problem.at(middle), high)
        tried += 1
        # The Illinois rule: an end that stays is counted half, lest the other creep.
        if point.complexity <= form.rate:
            low, gap_low = point, point.complexity - form.rate
            gap_high, side = (0.5 * gap_high if side < 0 else high.complexity - form.rate), -1
        else:
            high, gap_high = point, point.complexity - form.rate
            gap_low, side = (0.5 * gap_low if side > 0 else low.complexity - form.rate), 1
    found = _chord_gap(low, high, form.rate) <= tol
    share = _share(low, high, form.rate)
    dual = min(low, high, key=lambda point: _under(low, high, share, point))
    encoder = _drawn(low.encoder, high.encoder, share)
    return solution(dual, encoder, found and dual.excess <= tol * dual.problem.slope, tried)


def _constant(problem: Posteriors) -> Point:
    """Return the encoder that keeps nothing, which is optimal at slope 1: relevance is at most complexity."""
    points = problem.relevant[None]
    logs, encoder = problem.encode(np.ones(1), points)
    return Point(problem, np.ones(1), points, logs, encoder, 0.0, 0)


def _share(low: Point, high: Point, rate: float) -> float:
    """Return how often the second encoder is drawn for a complexity between the two."""
    spread = high.complexity - low.complexity
    return min(max((rate - low.complexity) / spread, 0.0), 1.0) if spread > 0.0 else 0.0


def _chord_gap(low: Point, high: Point, rate: float) -> float:
    """Return how far the mean of two encoders lies under the better of their two tangents, in relevance."""
    share = _share(low, high, rate)
    complexity = (1.0 - share) * low.complexity + share * high.complexity
    gap = min(_under(low, high, share, point) for point in (low, high))
    return gap + max(rate - complexity, 0.0) / high.problem.slope


def _under(low: Point, high: Point, share: float, point: Point) -> float:
    """Return how far the mean of two encoders lies under the tangent of one, in relevance."""
    lost = (1.0 - share) * low.relevance_lost + share * high.relevance_lost
    complexity = (1.0 - share) * low.complexity + share * high.complexity
    return lost - (point.value - point.excess - complexity) / point.problem.slope


def _drawn(low: Matrix, high: Matrix, share: float) -> Matrix:
    if share <= 0.0:
        return low
    return high if share >= 1.0 else np.hstack([(1.0 - share) * low, share * high])


def solution(point: Point, encoder: Matrix, found: bool, steps: int) -> EncoderSolution:
    """Return an encoder with the dual point of an encoder at a slope."""
    problem = point.problem
    rows = problem.rows
    entropy: Vector = -(rows * np.log(np.where(rows > 0.0, rows, 1.0))).sum(axis=1)
    return EncoderSolution(
        Status.OPTIMAL if found else Status.GAP_OPEN,
        dual=problem.slope * entropy - point.logs,
        multiplier=problem.slope,
        steps=steps,
        stats={"posteriors": float(len(point.weights))},
        encoder=encoder,
        searched=point.excess,
    )
