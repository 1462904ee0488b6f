r"""The Le Cam divergences of two laws for all weights, enclosed in float64: what binary inputs can pass on.

For laws :math:`P, Q` and weights :math:`\beta + \bar\beta = 1` let :math:`u = \beta P + \bar\beta Q` and

.. math:: F(\beta) = \beta \bar\beta \sum_y \frac{(P_y - Q_y)^2}{u_y}
                   = 1 - \sum_y \frac{P_y Q_y}{u_y}, \qquad
          F'(\beta) = \sum_y \frac{P_y Q_y (P_y - Q_y)}{u_y^2} .

A term is :math:`(P + Q) - u - PQ / u`, so that F is concave: one tangent bounds it everywhere, and two around
its top bound it closely. By Cauchy and Schwarz :math:`F \le 1 - (\sum_y \sqrt{P_y Q_y})^2`, which takes one
matrix product for all pairs of rows.

Rows of a matrix stand for the laws :math:`W_x / s_x` normalised exactly. Their sums are rounded once, so that
an entry of the computed P has a relative error below :math:`3u_0` with :math:`u_0 = 2^{-53}`, and a computed
difference :math:`P - Q` errs by at most :math:`4 u_0 (P + Q)`; what is summed afterwards are terms of one
sign, with relative error :math:`\gamma_{n + 40}`. Letters with :math:`P + Q < 2^{-500}` are left out: they
change F by less than that, and F' by less than :math:`2^{-200}`, since no weight lies in
:math:`(0, 2^{-150})`. A weight of 0 stands for the limit.
"""

from dataclasses import dataclass
from math import fsum

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.rounding import SLACK, UNIT_ROUNDOFF, gamma

__all__ = [
    "LEAST_WEIGHT",
    "Slopes",
    "blocks",
    "bracket_bounds",
    "hellinger_ceilings",
    "le_cam",
    "normalised_rows",
    "variations",
]

LEAST_WEIGHT = 2.0**-150
_FAINT = 2.0**-500
_LOST = 2.0**-190
_DIFFERENCE = 4.0 * UNIT_ROUNDOFF
_BLOCK = 1 << 18


@dataclass(frozen=True, eq=False)
class Slopes:
    """Enclosures of F and F' for many pairs of laws, one weight each.

    Parameters
    ----------
    lower, upper : arrays of shape (k,)
        Ends of F.
    falling, rising : arrays of shape (k,)
        Ends of F', the lower and the upper one.
    """

    lower: Vector
    upper: Vector
    falling: Vector
    rising: Vector


def normalised_rows(matrix: Matrix) -> Matrix:
    """Divide every row by its sum, which is rounded once."""
    sums = np.array([fsum(row.tolist()) for row in matrix])
    rows: Matrix = matrix / sums[:, None]
    return rows


def le_cam(first: Matrix, second: Matrix, weights: Matrix, headroom: float = 1.0) -> Slopes:
    """Enclose F and F' of pairs of rows made by `normalised_rows`.

    Parameters
    ----------
    first, second : arrays of shape (k, n)
        The two laws of each pair.
    weights : array of shape (k, 2)
        Nonnegative weights of the two, not both zero; they need not sum to one exactly. A zero weight stands
        for the limit as it vanishes.
    headroom : float
        Factor on the error bounds.

    Examples
    --------
    >>> import numpy as np
    >>> one, two = np.array([[0.9, 0.1]]), np.array([[0.1, 0.9]])
    >>> slopes = le_cam(one, two, np.array([[0.5, 0.5]]))
    >>> bool(slopes.lower[0] <= 0.64 <= slopes.upper[0]), bool(slopes.falling[0] <= 0 <= slopes.rising[0])
    (True, True)
    """
    parts = [
        _le_cam_block(first[part], second[part], weights[part], headroom)
        for part in blocks(len(first), first.shape[1])
    ]
    return Slopes(*np.concatenate(parts, axis=1)) if parts else Slopes(*np.empty((4, 0)))


def blocks(count: int, width: int) -> list[slice]:
    """Return slices of so many rows of this width that some arrays of their size stay in the cache."""
    step = max(1, _BLOCK // width)
    return [slice(start, min(start + step, count)) for start in range(0, count, step)]


def _le_cam_block(first: Matrix, second: Matrix, weights: Matrix, headroom: float) -> Array:
    n = first.shape[1]
    b, c = weights[:, :1], weights[:, 1:]
    total = b + c
    sizes = first + second
    mixture = (b * first + c * second) / total
    seen = (sizes >= _FAINT) & (mixture > 0.0)
    safe = np.where(seen, mixture, 1.0)
    difference = np.where(seen, first - second, 0.0)
    slack = np.where(seen, headroom * _DIFFERENCE * sizes, 0.0)
    extent = np.abs(difference)
    high, low = extent + slack, np.maximum(extent - slack, 0.0)
    scale = ((b / total) * (c / total))[:, 0]
    relative = headroom * gamma(n + 40) * SLACK
    upper = scale * (high / safe * high).sum(axis=1) * (1.0 + relative) + _LOST
    lower = scale * (low / safe * low).sum(axis=1) * (1.0 - relative) - _LOST
    # In the limit of a vanishing weight, what is left are the letters that only that law has.
    for weight, law, other in ((b, first, second), (c, second, first)):
        alone = np.where((other <= 0.0) & (weight <= 0.0), law, 0.0).sum(axis=1)
        limit = weight[:, 0] <= 0.0
        upper = np.where(limit, alone * (1.0 + relative) + _LOST, upper)
        lower = np.where(limit, alone * (1.0 - relative) - _LOST, lower)
    with np.errstate(over="ignore", invalid="ignore"):
        factors = np.where(seen, (first / safe) * (second / safe), 0.0)
        slope = (factors * difference).sum(axis=1)
        error = relative * (factors * extent).sum(axis=1)
        error += (1.0 + relative) * (factors * slack).sum(axis=1) + _LOST
        falling, rising = slope - error, slope + error
    # Nothing is known of the slope after an overflow, nor in the limit if a faint letter was left out.
    ended = (weights <= 0.0).any(axis=1) & ((sizes > 0.0) & (sizes < _FAINT)).any(axis=1)
    falling = np.where(np.isnan(falling) | ended, -np.inf, falling)
    rising = np.where(np.isnan(rising) | ended, np.inf, rising)
    return np.stack([np.clip(lower, 0.0, 1.0), np.clip(upper, 0.0, 1.0), falling, rising])


def bracket_bounds(left: Slopes, right: Slopes, ends: tuple[Matrix, Matrix]) -> Vector:
    r"""Return upper ends of :math:`\max_\beta F(\beta)` from tangents at two weights, in increasing order.

    On :math:`[0, l]` and :math:`[r, 1]` the tangents at l and r bound a concave function, and between them
    either does.

    Parameters
    ----------
    left, right : Slopes
        Enclosures at the two weights.
    ends : pair of arrays of shape (k, 2)
        The weights themselves, as for `le_cam`.

    Returns
    -------
    array of shape (k,)
        At most 1; 1 where the weights are in the wrong order.
    """
    (b, c), (d, e) = ends[0].T, ends[1].T
    grow = 1.0 + 16.0 * UNIT_ROUNDOFF
    before, after = b / (b + c) * grow, e / (d + e) * grow
    # The distance of the weights is a difference of products, small against both.
    between = (d * c - b * e + 4.0 * UNIT_ROUNDOFF * (d * c + b * e)) / ((b + c) * (d + e)) * grow
    with np.errstate(invalid="ignore", over="ignore"):
        first = left.upper + _product(-left.falling, before)
        last = right.upper + _product(right.rising, after)
        middle = np.minimum(
            left.upper + _product(left.rising, between), right.upper + _product(-right.falling, between)
        )
        bound = np.maximum(np.maximum(first, last), middle) * grow
    ordered = d * c * grow >= b * e
    return np.where(ordered & ~np.isnan(bound), np.minimum(bound, 1.0), 1.0)


def _product(slope: Vector, length: Vector) -> Vector:
    """What a tangent can rise over a length: nothing if it falls or there is no length."""
    rise: Vector = np.where((length > 0.0) & (slope > 0.0), slope, 0.0) * length
    return rise


def hellinger_ceilings(rows: Matrix, headroom: float = 1.0) -> Matrix:
    r"""Return upper ends of :math:`1 - (\sum_y \sqrt{P_y Q_y})^2` for all pairs of rows, by one product."""
    roots = np.sqrt(rows)
    overlap = roots @ roots.T
    sure = np.maximum(overlap * (1.0 - headroom * SLACK * gamma(rows.shape[1] + 12)) - _LOST, 0.0)
    ceilings: Matrix = np.clip((1.0 - sure * sure) * (1.0 + 4.0 * UNIT_ROUNDOFF) + UNIT_ROUNDOFF, 0.0, 1.0)
    return ceilings


def variations(rows: Array, others: Array, headroom: float = 1.0) -> tuple[Array, Array]:
    r"""Enclose the total variations :math:`\frac12 \sum_y |P_y - Q_y|` of pairs of rows.

    Returns
    -------
    lower, upper : arrays of shape (k,)
        Both between 0 and 1.
    """
    value = 0.5 * np.abs(rows - others).sum(axis=-1)
    error = headroom * SLACK * (_DIFFERENCE + gamma(rows.shape[-1] + 8) * value)
    return np.clip(value - error, 0.0, 1.0), np.clip(value + error, 0.0, 1.0)
