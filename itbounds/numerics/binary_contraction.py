r"""The contraction of relative entropy at a law on two letters: a one-dimensional problem that splits.

Let p be the law, :math:`q_t = (t, 1 - t)`, :math:`N(t) = D(q_t W \| pW)`, :math:`D(t) = D(q_t \| p)`. Both
and their slopes vanish at :math:`t = p_1`, and :math:`N'' / D'' = F(t)` is the Le Cam divergence of the rows,
which is concave (`itbounds.numerics.le_cam`). For :math:`g = N - \eta D`, therefore,
:math:`g'' = D'' (F - \eta)` is positive on one interval :math:`(s_1, s_2)` at most. Let
:math:`\eta \ge F(p_1)` and F increase at :math:`p_1`, so that the interval lies to the right. Then

- on :math:`[0, s_1]` g is concave and touches 0 at :math:`p_1`, so that :math:`g \le 0`;
- on :math:`[s_1, s_2]` it is convex, so that :math:`g \le \max(g(s_1), g(s_2))`;
- on :math:`[s_2, 1]` it is concave, so that any tangent there bounds it.

If :math:`g(s_2) \le 0` and :math:`g \le G` on :math:`[s_2, 1]`, then :math:`N / D \le \eta + G^+ / D(s_2)`
everywhere, since D increases to the right of :math:`p_1`. If :math:`F(1) \ge \eta`, then :math:`s_2 = 1`, and
:math:`g(1) \le 0` is all that is needed: the corner is the worst.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.ball_backends import Backend, ball_arithmetic
from itbounds.numerics.contraction_balls import ball_law, le_cam_balls
from itbounds.numerics.le_cam import Slopes, le_cam, normalised_rows
from itbounds.numerics.rounding import SLACK, UNIT_ROUNDOFF, gamma

__all__ = ["binary_points", "binary_upper"]

_BITS = 192
_LOST = 2.0**-190
_FARTHEST = 100.0
_HALVINGS = 100
_NEAR = 1e-3
_ROUNDING = 1e-14
# The level at a corner must hold with the headroom of a certificate, too.
_MARGIN = 8.0
_GROW = 1.0 + 32.0 * UNIT_ROUNDOFF


@dataclass(frozen=True)
class _Line:
    """Ends of N, D, N' and D' at one point."""

    output: tuple[float, float]
    input: tuple[float, float]
    output_slope: tuple[float, float]
    input_slope: tuple[float, float]

    def above(self, eta: float) -> float:
        """Return an upper end of g."""
        return (self.output[1] - eta * self.input[0]) + _LOST + 4.0 * UNIT_ROUNDOFF * abs(self.output[1])

    def slope(self, eta: float) -> tuple[float, float]:
        """Return ends of g'."""
        low = self.output_slope[0] - eta * self.input_slope[1]
        high = self.output_slope[1] - eta * self.input_slope[0]
        pad = 4.0 * UNIT_ROUNDOFF * (abs(low) + abs(high) + 2.0 * eta * abs(self.input_slope[1])) + _LOST
        return low - pad, high + pad


def binary_upper(
    matrix: Matrix, law: Vector, points: Matrix, eta: float, *, headroom: float = 1.0, balls: bool = False
) -> float:
    r"""Return an upper end of :math:`\sup_q D(qW \| pW) / D(q \| p)` for a law p on two letters.

    Parameters
    ----------
    matrix : array of shape (2, n)
        The rows of the two letters, the first being that whose weight grows towards the maximum.
    law : array of shape (2,)
        Positive weights.
    points : array of shape (3, 2) or (1, 2)
        Positive weights of the two letters: to the left of :math:`s_2`, to the right of it, and at the
        maximum of the ratio. Or the corner (1, 0) alone.
    eta : float
        The level from which g is made, about the maximum.
    headroom : float
        Factor on the error bounds.
    balls : bool
        Whether to use ball arithmetic.

    Returns
    -------
    float
        At most 1, and 1 where the points prove nothing.
    """
    if not 0.0 < eta <= 1.0:
        return 1.0
    places = np.vstack([law[None], points])
    slopes = _slopes(matrix, places, headroom, balls=balls)
    make = _line_balls if balls else _line
    if len(points) == 1:
        corner = points[0, 1] == 0.0 and slopes.upper[0] <= eta <= slopes.lower[1]
        return eta if corner and make(matrix, law, points[0], headroom).above(eta) <= 0.0 else 1.0
    before, after, top = (_position(point) for point in points)
    ordered = (
        _before(points[0], points[1])
        and _before(points[1], points[2])
        and slopes.lower[1] >= eta >= slopes.upper[2]
    )
    if not (ordered and slopes.upper[0] <= eta and slopes.falling[0] >= 0.0 >= slopes.rising[2]):
        return 1.0
    left, right, best = (make(matrix, law, point, headroom) for point in points)
    # The computed positions err by a few roundings, which the factors below cover.
    reach = (after - before) + 8.0 * UNIT_ROUNDOFF
    if right.above(eta) + max(0.0, -right.slope(eta)[0]) * reach * _GROW > 0.0:
        return 1.0
    falling, rising = best.slope(eta)
    beyond = points[2, 1] / points[2].sum() * _GROW
    back = (top - before) + 8.0 * UNIT_ROUNDOFF
    excess = best.above(eta) + max(0.0, rising * beyond, -falling * back) * _GROW
    if excess <= 0.0:
        return eta
    if not left.input[0] > 0.0:
        return 1.0
    return float(min(1.0, np.nextafter(eta + excess / left.input[0] * _GROW, 2.0)))


def binary_points(matrix: Matrix, law: Vector) -> tuple[bool, Matrix, float] | None:
    """Search for what `binary_upper` needs; None if the ratio has no maximum away from p.

    Returns
    -------
    swapped : bool
        Whether the weight of the second letter grows towards the maximum.
    points, level
        As for `binary_upper`, with the letters in that order.
    """
    best = None
    for swapped in (False, True):
        order = [1, 0] if swapped else [0, 1]
        found = _points(matrix[order], law[order])
        if found is not None:
            bound = binary_upper(matrix[order], law[order], *found, headroom=_MARGIN)
            if best is None or bound < best[0]:
                best = bound, swapped, found
    return None if best is None else (best[1], *best[2])


def _points(matrix: Matrix, law: Vector) -> tuple[Matrix, float] | None:
    rows, start = normalised_rows(matrix), float(np.log(law[0]) - np.log(law[1]))
    low, high = start + _NEAR, _FARTHEST
    if low >= high or not _growing(rows, law, low):
        return None
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _growing(rows, law, middle) else (low, middle)
    best = 0.5 * (low + high)
    corner = np.array([1.0, 0.0])
    end = _line(matrix, law, corner, _MARGIN)
    level = end.output[1] / end.input[0] * (1.0 + _ROUNDING) if end.input[0] > 0.0 else 1.0
    if le_cam(rows[:1], rows[1:], corner[None]).lower[0] > level:
        return corner[None], level
    kept, spent, *_ = _values(rows, law, best)
    eta = kept / spent * (1.0 - _ROUNDING)
    # F falls from its top, which is to the left of the maximum of the ratio, to below the level there.
    low, high = start, best
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        weights = _weights(middle)[None]
        found = le_cam(rows[:1], rows[1:], weights)
        inside = found.falling[0] > 0.0 or found.lower[0] > eta
        low, high = (middle, high) if inside else (low, middle)
    width = 1e-6
    return np.stack([_weights(low - width), _weights(high + width), _weights(best)]), eta


def _weights(t: float) -> Vector:
    return np.array([1.0 / (1.0 + np.exp(-t)), 1.0 / (1.0 + np.exp(t))])


def _before(one: Vector, two: Vector) -> bool:
    """Whether the first letter certainly has less weight at the first point, by products without loss."""
    return bool(one[0] * two[1] * _GROW <= two[0] * one[1])


def _position(point: Vector) -> float:
    return float(point[0] / point.sum())


def _values(rows: Matrix, law: Vector, t: float) -> tuple[float, float, float, float]:
    r"""Return N, D and their slopes in plain float64, for :math:`q = 1 / (1 + e^{-t})`.

    The step from p to q, :math:`q_1 p_2 (1 - e^{t_0 - t})`, and sums of :math:`(1 + x) \ln (1 + x) - x \ge 0`
    keep their digits where q is near p, or p near a corner.
    """
    q, p = _weights(t), law / law.sum()
    rise = t - float(np.log(law[0]) - np.log(law[1]))
    step = -q[0] * p[1] * float(np.expm1(-rise))
    seen = rows.any(axis=0)
    difference, target = rows[0, seen] - rows[1, seen], p @ rows[:, seen]
    kept, logs = _excess(step * difference, target)
    spent, _ = _excess(step * np.array([1.0, -1.0]), p)
    return kept, spent, float(difference @ logs), rise


def _excess(change: Vector, base: Vector) -> tuple[float, Vector]:
    """Return the divergence of `base + change` from `base`, and the logarithms of their ratio."""
    relative = np.maximum(change / base, -1.0 + 2.0**-53)
    logs = np.log1p(relative)
    return float(base @ ((1.0 + relative) * logs - relative)), logs


def _growing(rows: Matrix, law: Vector, t: float) -> bool:
    kept, spent, kept_slope, spent_slope = _values(rows, law, t)
    return kept_slope * spent > kept * spent_slope


def _slopes(matrix: Matrix, places: Matrix, headroom: float, *, balls: bool) -> Slopes:
    one, two = (np.repeat(matrix[i : i + 1], len(places), axis=0) for i in (0, 1))
    if balls:
        return le_cam_balls(one, two, places)
    return le_cam(normalised_rows(one), normalised_rows(two), places, headroom)


def _line(matrix: Matrix, law: Vector, point: Vector, headroom: float) -> _Line:
    r"""Enclose N, D and their slopes.

    Output laws have a relative error below 8u, so that the logarithm of their ratio errs by at most
    :math:`18u + 9u |l|`; that of the input laws errs by less.
    """
    unit = headroom * SLACK * UNIT_ROUNDOFF
    rows = normalised_rows(matrix)
    kept = rows[:, rows.sum(axis=0) >= 2.0**-500]
    q, p = point / point.sum(), law / law.sum()
    outputs = q @ kept
    # At the corner there is nothing of the second letter; its logarithms count for nothing.
    logs = np.log(np.where(outputs > 0.0, outputs / (p @ kept), 1.0))
    size, misses = np.abs(logs), 18.0 * unit + 9.0 * unit * np.abs(logs)
    relative = headroom * SLACK * gamma(kept.shape[1] + 16)
    value = float(outputs @ logs)
    error = float(outputs @ (misses + (8.0 * unit + relative) * size)) + _LOST
    difference = kept[0] - kept[1]
    slack = 4.0 * unit * (kept[0] + kept[1])
    slope = float(difference @ logs)
    slope_error = float(slack @ size + (np.abs(difference) + slack) @ (misses + relative * size)) + _LOST
    ratios = np.log(np.where(q > 0.0, q / p, 1.0))
    missed = 8.0 * unit + 12.0 * unit * np.abs(ratios)
    spent = float(q @ ratios)
    spent_error = float(q @ (missed + 8.0 * unit * np.abs(ratios)))
    rate = float(ratios[0] - ratios[1])
    rate_error = float(missed.sum()) + 2.0 * unit * abs(rate)
    pairs = ((value, error), (spent, spent_error), (slope, slope_error), (rate, rate_error))
    return _Line(*((middle - off, middle + off) for middle, off in pairs))


def _line_balls(
    matrix: Matrix, law: Vector, point: Vector, headroom: float, *, backend: Backend | None = None
) -> _Line:
    """Enclose the same in ball arithmetic, which needs no headroom."""
    balls = ball_arithmetic(backend)
    with balls.precision(_BITS):
        rows: list[list[Any]] = [ball_law(balls, row) for row in matrix]
        q, p = ball_law(balls, point), ball_law(balls, law)
        kept = [(rows[0][y], rows[1][y]) for y in np.flatnonzero(matrix.any(axis=0)).tolist()]
        outputs = [q[0] * x + q[1] * z for x, z in kept]
        targets = [p[0] * x + p[1] * z for x, z in kept]
        (one,) = balls.exact([1.0])
        reached = (point @ matrix[:, matrix.any(axis=0)] > 0.0).tolist()
        parts = zip(outputs, targets, reached, strict=True)
        logs = balls.logs(out / target if here else one for out, target, here in parts)
        given = zip(q, p, (point > 0.0).tolist(), strict=True)
        ratios = balls.logs(a / b if here else one for a, b, here in given)
        values = (
            balls.dot(outputs, logs),
            balls.dot(q, ratios),
            balls.dot([x - z for x, z in kept], logs),
            ratios[0] - ratios[1],
        )
        return _Line(*(balls.ends(value) for value in values))
