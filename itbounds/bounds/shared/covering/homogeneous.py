"""Spheres, Grassmann and Stiefel manifolds: a ball takes the same share of the measure wherever it is."""

from collections.abc import Callable
from fractions import Fraction
from math import asin, ceil, log, pi, sqrt
from typing import Literal

from itbounds._typing import Count, Number
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
from itbounds.numerics.ball_measures import grassmann_ball, sphere_ball, stiefel_ball
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.scalars import as_count
from itbounds.units import BITS, Unit

__all__ = ["grassmann", "sphere", "stiefel"]

_ULP = 16.0 * UNIT_ROUNDOFF


def sphere(n: Count, eps: Number, *, upper_by: UpperBy = "packing", unit: Unit | str = BITS) -> Ends:
    r"""Return a bracket of the logarithm of the covering number of the unit sphere of :math:`\mathbb{R}^n`.

    .. math:: \frac{1}{\mu(\epsilon)} \le N(\epsilon) \le \frac{1}{\mu(\epsilon / 2)}, \qquad
              \mu(2 \sin (\phi / 2)) = \tfrac12 I_{\sin^2 \phi} \bigl( \tfrac{n - 1}{2}, \tfrac12 \bigr)

    Parameters
    ----------
    n : int
        The dimension of the space around: the sphere itself has one less. Exact are n = 1 (two points),
        n = 2, :math:`\lceil \pi / (2 \arcsin (\epsilon / 2)) \rceil`, and :math:`\epsilon \ge \sqrt{2}`.
    eps : float
        The Euclidean radius of the balls. Centres are in the sphere; free ones can do with fewer.
    upper_by, unit
        As `ball`.

    Examples
    --------
    >>> import itbounds as ib
    >>> [round(end, 6) for end in ib.shared.covering.sphere(2, 1.0)]
    [1.584963, 1.584963]
    """
    dimension, radius, chosen = as_count(n, name="dimension n"), *radius_and_proof(eps, upper_by)
    if radius >= 2.0:
        return 0.0, 0.0
    if dimension == 1 or radius >= sqrt(2.0) * (1.0 + _ULP):
        return in_unit(whole(2, 2), unit)
    if dimension == 2:
        return in_unit(_arcs(0.5 * radius), unit)
    return in_unit(_homogeneous(lambda r: sphere_ball(dimension, r), radius, chosen), unit)


def grassmann(
    n: Count,
    k: Count,
    eps: Number,
    *,
    field: Literal["real", "complex"] = "real",
    upper_by: UpperBy = "packing",
    unit: Unit | str = BITS,
) -> Ends:
    r"""Return a bracket of the logarithm of the covering number of the subspaces of dimension k.

    .. math:: \frac{1}{\mu(\epsilon)} \le N(\epsilon) \le \frac{1}{\mu(\epsilon / 2)}, \qquad
              c \, \delta^{\beta p (n - p)} \le \mu(\delta) \le
              c \, \delta^{\beta p (n - p)} (1 - \delta^2)^{(\beta - 2) / 2}

    with :math:`p = \min \{ k, n - k \}`, :math:`\beta = 1` (real) or 2 (complex), :math:`\delta < 1` and

    .. math:: c = \frac{1}{\Gamma(\frac{\beta}{2} p (n - p) + 1)}
              \prod_{i = 1}^p \frac{\Gamma(\frac{\beta}{2} (n - i + 1))}{\Gamma(\frac{\beta}{2} (p - i +
              1))} .

    Parameters
    ----------
    n, k : int
        The dimensions, 0 <= k <= n. For p = 1 the measure is an incomplete beta function.
    eps : float
        The radius in the chordal metric :math:`(\sum_i \sin^2 \theta_i)^{1/2}`; centres are subspaces.
    field : {"real", "complex"}
        The scalars.
    upper_by, unit
        As `ball`.

    Raises
    ------
    DomainError
        If k is beyond n, or the radius is not positive.

    Notes
    -----
    The formula with c alone is in print as the measure of small balls (Dai, Liu, Rider, 2008). In the real
    case it is no upper bound of the measure: for lines of the plane and :math:`\epsilon = \sin 45°` it
    would prove 1.15 bits, and two lines do.

    Examples
    --------
    >>> import itbounds as ib
    >>> [round(end, 2) for end in ib.shared.covering.grassmann(10, 2, 0.1)]
    [61.14, 77.15]
    """
    if field not in ("real", "complex"):
        raise DomainError(f"the field is {field!r}", value=field, hint="use 'real' or 'complex'")
    size, rank = as_count(n, name="dimension n"), as_count(k, name="dimension k", minimum=0)
    radius, chosen = radius_and_proof(eps, upper_by)
    _at_most(rank, size)
    p, beta = min(rank, size - rank), 1 if field == "real" else 2
    if Fraction(radius) ** 2 >= p:
        return 0.0, 0.0
    if size == 2 and beta == 1:
        return in_unit(_arcs(radius), unit)
    return in_unit(_homogeneous(lambda r: grassmann_ball(size, p, r, beta), radius, chosen), unit)


def stiefel(
    n: Count, k: Count, eps: Number, *, upper_by: UpperBy = "packing", unit: Unit | str = BITS
) -> Ends:
    r"""Return a bracket of the logarithm of the covering number of the orthonormal k-tuples.

    .. math:: \frac{1}{\mu(\epsilon)} \le N(\epsilon) \le \frac{1}{\mu(\epsilon / 2)}, \qquad
              \mu(\epsilon) \sim \frac{V_d \, \epsilon^d}{2^{k (k - 1) / 4} \prod_{j = n - k + 1}^n |S^{j -
              1}|}, \quad d = nk - \tfrac{k (k + 1)}{2}

    and the measure itself is bracketed in the coordinates of Cayley, not by its asymptotic form.

    Parameters
    ----------
    n, k : int
        Columns of n entries, 1 <= k <= n; k = n is the orthogonal group.
    eps : float
        The radius in the Frobenius norm; centres are orthonormal tuples.
    upper_by, unit
        As `ball`.

    Raises
    ------
    DomainError
        If k is beyond n, or the radius is not positive.

    Examples
    --------
    >>> import itbounds as ib
    >>> low, high = ib.shared.covering.stiefel(3, 2, 0.3)
    >>> 9.8 < low < 9.95 < 12.9 < high < 13.0
    True
    """
    size, rank = as_count(n, name="dimension n"), as_count(k, name="number k of columns")
    radius, chosen = radius_and_proof(eps, upper_by)
    _at_most(rank, size)
    if rank == 1:
        return sphere(size, radius, upper_by=chosen, unit=unit)
    if radius >= 2.0 * sqrt(rank) * (1.0 + _ULP):
        return 0.0, 0.0
    return in_unit(_homogeneous(lambda r: stiefel_ball(size, rank, r), radius, chosen), unit)


def _homogeneous(measure: Callable[[float], Ends], radius: float, chosen: UpperBy) -> Ends:
    lower = -measure(radius)[1]
    upper = -measure(0.5 * radius)[0]
    if chosen == "greedy":
        random = drawn(
            lambda part: -measure(0.5 * part * radius)[0], lambda part: measure((1.0 - part) * radius)[0]
        )
        upper = min(upper, random)
    return counted(lower, upper)


def _arcs(sine: float) -> Ends:
    r"""Return the logarithm of :math:`\lceil \pi / (2 \arcsin s) \rceil`, in fifty digits if need be."""
    number = pi / (2.0 * asin(sine))
    nearest = round(number)
    if nearest < 2**40 and abs(number - nearest) < 1e-9 * number:
        enough = _no_less(sine, nearest)
        if enough is None:
            return whole(nearest, nearest + 1)
        return whole(nearest, nearest) if enough else whole(nearest + 1, nearest + 1)
    if nearest < 2**40:
        return whole(ceil(number), ceil(number))
    return log(number) * (1.0 - _ULP), log(number + 1.0) * (1.0 + _ULP)


def _no_less(sine: float, arcs: int) -> bool | None:
    r"""Return whether a sine is no less than :math:`\sin(\pi / 2m)`, or None if fifty digits do not tell."""
    if arcs in (1, 3):  # the only ones with a rational sine (Niven, 1956)
        return sine >= (1.0 if arcs == 1 else 0.5)
    import mpmath

    with mpmath.workdps(60):
        difference = float(mpmath.mpf(sine) - mpmath.sin(mpmath.pi / (2 * arcs)))
    return difference > 0.0 if abs(difference) > 1e-50 else None


def _at_most(k: int, n: int) -> None:
    if k > n:
        raise DomainError(
            f"there are no {k} independent vectors in dimension {n}", value=k, hint="use k <= n"
        )
