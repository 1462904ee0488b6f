"""Convex bodies of Euclidean space: the ball and the ellipsoid."""

from fractions import Fraction
from math import exp, inf, log, log1p, sqrt

import numpy as np

from itbounds._typing import ArrayLike, Count, Number, Vector
from itbounds.bounds.shared.covering.ends import (
    Ends,
    UpperBy,
    counted,
    drawn,
    in_unit,
    radius_and_proof,
    whole,
)
from itbounds.errors import DomainError
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.scalars import as_count, as_positive
from itbounds.numerics.validation import as_vector
from itbounds.units import BITS, Unit, as_unit

__all__ = ["asymptotic_ellipsoid", "ball", "ellipsoid"]

_ULP = 16.0 * UNIT_ROUNDOFF
_FEW = np.geomspace(1e-4, 0.4, 10).tolist()


def ball(n: Count, eps: Number, *, upper_by: UpperBy = "packing", unit: Unit | str = BITS) -> Ends:
    r"""Return a bracket of the logarithm of the covering number of the Euclidean unit ball.

    .. math:: \epsilon^{-n} \le N(\epsilon) \le (1 + 2 / \epsilon)^n \quad (\epsilon < 1), \qquad N = 1 \quad
              (\epsilon \ge 1)

    Parameters
    ----------
    n : int
        The dimension; for n = 1 the number is :math:`\lceil 1 / \epsilon \rceil` exactly.
    eps : float
        The radius of the balls, positive. Centres are free; in the ball they do as well, since projecting a
        centre on a convex set brings it no further from any point of the set.
    upper_by : {"packing", "greedy"}
        What proves the upper end: the volume of a packing, or the better of it and random centres.
    unit : Unit or str
        The unit of the logarithm.

    Raises
    ------
    DomainError
        If the dimension or the radius is not positive.

    Examples
    --------
    >>> import itbounds as ib
    >>> [round(end, 6) for end in ib.shared.covering.ball(3, 0.25)]
    [6.0, 9.509775]
    """
    dimension, radius, chosen = as_count(n, name="dimension n"), *radius_and_proof(eps, upper_by)
    if radius >= 1.0:
        return 0.0, 0.0
    if dimension == 1:
        return in_unit(_ceiling(1.0, radius), unit)
    lower = -dimension * log(radius)
    upper = dimension * log1p(2.0 / radius)
    if chosen == "greedy":
        # Centres uniform in the ball of radius 1 + r come within r of every point with one probability.
        random = drawn(
            lambda part: dimension * log1p(2.0 / (part * radius)),
            lambda part: -dimension * log1p(1.0 / (radius * (1.0 - part))),
        )
        upper = min(upper, random)
    return in_unit(counted(lower * (1.0 - _ULP), upper * (1.0 + _ULP)), unit)


def ellipsoid(
    axes: ArrayLike, eps: Number, *, upper_by: UpperBy = "packing", unit: Unit | str = BITS
) -> Ends:
    r"""Return a bracket of the logarithm of the covering number of an ellipsoid in the Euclidean norm.

    .. math:: \sum_{\mu_i \ge \epsilon} \ln \frac{\mu_i}{\epsilon} \le \ln N(\epsilon) \le
              \sum_{i \le m} \tfrac12 \ln \frac{(1 + t) \mu_i^2 + (1 + 1 / t) r^2}{r^2}, \qquad
              r = \tfrac12 \sqrt{\epsilon^2 - \mu_{m + 1}^2}

    for the axes in falling order, every m with :math:`\mu_{m + 1} < \epsilon`, and every t > 0.

    Parameters
    ----------
    axes : array-like of shape (n,)
        The half axes :math:`\mu_i \ge 0`: the points with :math:`\sum_i a_i^2 / \mu_i^2 \le 1`.
    eps : float
        The radius of the balls, positive; centres are free, and in the ellipsoid they do as well.
    upper_by, unit
        As `ball`.

    Raises
    ------
    DomainError
        If an axis is negative or the radius not positive.

    Notes
    -----
    *Below*, the volume of the projection on the axes of at least eps. *Above*, the axes beyond m are given
    up, which costs at most the first of them, and a packing of the rest lies in the ellipsoid with a margin
    r, whose points obey :math:`(a + b)^2 \le (1 + t) a^2 + (1 + 1 / t) b^2`.

    Examples
    --------
    >>> import itbounds as ib
    >>> low, high = ib.shared.covering.ellipsoid([1 / i for i in range(1, 501)], 1e-2)
    >>> round(low, 2), high < 4 * low
    (139.62, True)
    """
    given, (radius, chosen) = as_vector(axes, name="half axes"), radius_and_proof(eps, upper_by)
    if (given < 0.0).any():
        raise DomainError("a half axis is negative", value=float(given.min()))
    half_axes = np.sort(given)[::-1]
    large = half_axes[half_axes > radius]
    if not large.size:
        return 0.0, 0.0
    used = half_axes[half_axes > 0.0]
    if len(used) == 1:
        return in_unit(_ceiling(float(used[0]), radius), unit)
    lower = float(np.log(large).sum()) - len(large) * log(radius)
    size = float(np.abs(np.log(large)).sum()) + len(large) * (abs(log(radius)) + 1.0)
    slack = (len(large) + 16.0) * UNIT_ROUNDOFF * size
    return in_unit(counted(lower - slack, _upper(used, radius, chosen)), unit)


def _ceiling(length: float, radius: float) -> Ends:
    pieces = Fraction(length) / Fraction(radius)
    return whole(pieces, pieces)


def _upper(half_axes: Vector, radius: float, chosen: UpperBy) -> float:
    padded = np.append(half_axes, 0.0)
    first = int(np.argmax(padded < radius))
    best = inf
    for count in np.unique(np.geomspace(max(first, 1), len(half_axes), 24).astype(int)).tolist():
        rest = radius * radius - float(padded[count]) ** 2
        if count < first or rest <= 0.0:
            continue
        reach, kept = sqrt(rest) * (1.0 - 1e-13), half_axes[:count]
        best = min(best, _margin(kept, 0.5 * reach))
        if chosen == "greedy":
            best = min(best, _drawn_ellipsoid(kept, reach))
    return best


def _drawn_ellipsoid(half_axes: Vector, radius: float) -> float:
    return drawn(
        lambda part: _margin(half_axes, 0.5 * part * radius),
        lambda part: -_margin(half_axes, (1.0 - part) * radius),
        _FEW,
    )


def _margin(half_axes: Vector, r: float) -> float:
    r"""Return :math:`\sum_i \tfrac12 \ln ((1 + t) \mu_i^2 / r^2 + 1 + 1 / t)` for a good t, rounded up."""
    ratios = (half_axes / r) ** 2
    low, high = -12.0, 12.0
    for _ in range(14):
        middle = 0.5 * (low + high)
        t = exp(middle)
        slope = float(((ratios - t**-2) / ((1.0 + t) * ratios + 1.0 + 1.0 / t)).sum())
        low, high = (low, middle) if slope > 0.0 else (middle, high)
    t = exp(0.5 * (low + high))
    total = 0.5 * float(np.log((1.0 + t) * ratios + (1.0 + 1.0 / t)).sum())
    return total * (1.0 + (len(half_axes) + 16.0) * UNIT_ROUNDOFF)


def asymptotic_ellipsoid(scale: Number, decay: Number, eps: Number, *, unit: Unit | str = BITS) -> float:
    r"""Return the asymptotic metric entropy of an ellipsoid with axes :math:`c\, i^{-b}`; it is no bound.

    .. math:: \ln N(\epsilon) \sim b \, (c / \epsilon)^{1 / b} \qquad (\epsilon \to 0)

    Parameters
    ----------
    scale, decay, eps : float
        c, b and :math:`\epsilon`, positive.
    unit : Unit or str
        The unit of the logarithm.

    Notes
    -----
    Source: Luschgy and Pagès, 2004; recalled.

    Examples
    --------
    >>> import itbounds as ib
    >>> round(ib.shared.covering.asymptotic_ellipsoid(1.0, 1.0, 1e-2), 2)
    144.27
    """
    c, b, radius = (
        as_positive(scale, name="scale"),
        as_positive(decay, name="decay"),
        as_positive(eps, name="radius eps"),
    )
    return as_unit(unit).from_nats(b * exp(log(c / radius) / b))
