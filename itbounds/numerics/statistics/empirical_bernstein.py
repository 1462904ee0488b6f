"""The empirical Bernstein inequality: how far a mean can be above that of a sample with little variance."""

from collections.abc import Sequence
from math import fsum, log, sqrt

from itbounds.units import BITS

__all__ = ["empirical_bernstein"]


def empirical_bernstein(values: Sequence[float], largest: float, delta: float) -> tuple[float, float, float]:
    r"""Return the terms of the empirical Bernstein bound, rounded to nearest: mean, deviation, remainder.

    .. math:: \bar x + \sqrt{\frac{2 V \ln (2 / \delta)}{n}} + \frac{7 B \ln (2 / \delta)}{3 (n - 1)}

    Parameters
    ----------
    values : sequence of float
        At least two independent numbers in [0, B].
    largest : float
        The number B.
    delta : float
        The probability of failure.

    Notes
    -----
    Maurer and Pontil, 2009, theorem 4.

    Examples
    --------
    >>> mean, deviation, remainder = empirical_bernstein([0.5] * 100, 2.0, 0.05)
    >>> mean, deviation, round(remainder, 6)
    (0.5, 0.0, 0.173887)
    """
    n = len(values)
    mean = fsum(values) / n
    # A variance about another point is no smaller, so that the rounding of the mean does no harm.
    variance = fsum((value - mean) ** 2 for value in values) / (n - 1)
    confident = BITS.nats - log(delta)
    return mean, sqrt(2.0 * variance * confident / n), 7.0 * largest * confident / (3.0 * (n - 1))
