"""The facets of what lies above some points, in up to three dimensions, exactly."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm

__all__ = ["dot", "upper_facets"]


def upper_facets(points: Sequence[tuple[Fraction, ...]]) -> dict[tuple[int, ...], Fraction]:
    r"""Return the facets of the convex hull of points, plus the nonnegative orthant.

    Parameters
    ----------
    points : sequence of tuples
        At least one, in at most three dimensions.

    Returns
    -------
    dict
        For the weights of each facet, nonnegative coprime integers, the bound :math:`v = \min_p w \cdot p`.

    Examples
    --------
    >>> zero, one = Fraction(0), Fraction(1)
    >>> upper_facets([(zero, one), (one, zero)])
    {(1, 0): Fraction(0, 1), (1, 1): Fraction(1, 1), (0, 1): Fraction(0, 1)}
    """
    size = len(points[0])
    rays = [tuple(Fraction(int(i == j)) for j in range(size)) for i in range(size)]
    found: dict[tuple[int, ...], Fraction] = {}
    for origin in points:
        apart = [tuple(b - a for a, b in zip(origin, p, strict=True)) for p in points if p != origin]
        for directions in combinations([*rays, *apart], size - 1):
            for weights in _normals(directions):
                if weights not in found:
                    bound = dot(weights, origin)
                    if all(dot(weights, p) >= bound for p in points):
                        found[weights] = bound
    return found


def _normals(directions: Sequence[tuple[Fraction, ...]]) -> Iterator[tuple[int, ...]]:
    """Yield the nonnegative vector orthogonal to all directions, if they determine one."""
    match directions:
        case ():
            normal: tuple[Fraction, ...] = (Fraction(1),)
        case ((a, b),):
            normal = (-b, a)
        case ((a, b, c), (d, e, f)):
            normal = (b * f - c * e, c * d - a * f, a * e - b * d)
        case _:
            raise ValueError(f"{len(directions) + 1} dimensions")
    if any(normal) and (min(normal) >= 0 or max(normal) <= 0):
        scale = lcm(*(value.denominator for value in normal))
        whole = [abs(int(value * scale)) for value in normal]
        divisor = gcd(*whole)
        yield tuple(value // divisor for value in whole)


def dot(weights: Sequence[int], point: Sequence[Fraction]) -> Fraction:
    """Return a weighted sum of coordinates."""
    return sum((w * x for w, x in zip(weights, point, strict=True)), Fraction(0))
