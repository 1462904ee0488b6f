r"""How many codewords n letters need if their distortion rarely exceeds a level, at least.

With potentials a and a slope s of which :math:`\sum_x p_x e^{a_x - s d_{xy}} \le 1` for every y, let
:math:`j_x = a_x - s D`: where they are optimal that is the d-tilted information of the letter. Every code of
M words whose mean distortion exceeds D with a probability of at most :math:`\epsilon` has

.. math:: \epsilon \ge \Pr[J \ge \ln M + \gamma] - e^{-\gamma}, \qquad J = \sum_{i=1}^n j_{x_i},

for every :math:`\gamma` (Kostina and Verdu, 2012, for the optimal ones): the union bound over the codewords
c of :math:`\Pr[J \ge \ln M + \gamma, d(X^n, c) \le D] \le \tfrac{1}{M} e^{-\gamma}
\operatorname{E} e^{J + s n (D - d(X^n, c))} \le \tfrac{1}{M} e^{-\gamma}` needs feasibility alone. Solved for
M, with :math:`t = \ln M + \gamma`, it says :math:`\ln M \ge t + \ln (\Pr[J \ge t] - \epsilon)` for every t.
"""

from fractions import Fraction
from math import floor, inf, log

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.coding.spectrum import letter_spectrum, type_count, type_spectrum
from itbounds.numerics.rounding import SLACK, ULPS, UNIT_ROUNDOFF
from itbounds.numerics.statistics.log_sums import log_sum
from itbounds.numerics.statistics.type_thresholds import log_factorials

__all__ = ["ball_size", "lowered_levels", "sphere_size", "tilted_information", "tilted_size", "wrong_places"]

_TYPES = 1 << 21


def tilted_information(
    weights: Vector, distortion: Matrix, level: float, potentials: Vector, slope: float
) -> Vector:
    r"""Return certain lower ends of :math:`j_x = a_x - s D - \ln \max_y \sum_x p_x e^{a_x - s d_{xy}}`.

    Parameters
    ----------
    weights : array of shape (m,)
        Positive; they stand for a law.
    distortion : array of shape (m, n)
        Entries in :math:`[0, \infty]`.
    level : float
        The level D, finite.
    potentials, slope : array of shape (m,) and float
        Any; the slope is at least 0.

    Notes
    -----
    Rounding is bounded as in `itbounds.numerics.rate_rounding.rate_lower`.

    Examples
    --------
    >>> import numpy as np
    >>> tilted_information(np.ones(2), 1.0 - np.eye(2), 0.0, np.zeros(2), 40.0).round(6)
    array([0.693147, 0.693147])
    """
    with np.errstate(invalid="ignore"):
        scaled = np.where(np.isinf(distortion), inf, slope * distortion)
    exponents = potentials[:, None] - scaled
    top = float(exponents.max())
    peak = float((weights @ np.exp(exponents - top)).max()) / float(weights.sum())
    size = float(np.abs(potentials).max()) + slope * level + abs(top) + abs(log(peak)) + 100.0
    error = (2.0 * len(weights) + 16.0 * ULPS) * UNIT_ROUNDOFF + 8.0 * UNIT_ROUNDOFF * size
    return potentials - slope * level - (top + log(peak)) - SLACK * error


def tilted_size(weights: Vector, tilted: Vector, n: int, eps: float) -> tuple[float, int]:
    """Return a certain lower end of the logarithm of the number of codewords, and how many levels it used.

    Parameters
    ----------
    weights : array of shape (k,)
        Positive; they stand for a law.
    tilted : array of shape (k,)
        Lower ends of a tilted information, finite.
    n : int
        The number of letters.
    eps : float
        The probability of excess distortion, in [0, 1).

    Notes
    -----
    What is too much for all types is rounded down to fewer levels first, which loses but stays true.

    Examples
    --------
    >>> import numpy as np
    >>> low, _ = tilted_size(np.array([0.5, 0.5]), np.full(2, np.log(2.0)), 10, 0.5)
    >>> round(float(np.exp(low)), 6)
    512.0
    """
    values = np.unique(tilted)
    if type_count(len(values), n) > _TYPES:
        most = max(k for k in range(1, len(values)) if k == 1 or type_count(k, n) <= _TYPES)
        tilted = lowered_levels(weights, tilted, most)
    letter = letter_spectrum(weights, tilted, 0.0)
    total = type_spectrum(letter, n)
    order = np.argsort(-total.values, kind="stable")
    tails = np.cumsum(np.exp(total.log_law[order]))
    error = total.law_error + (len(tails) + 16.0) * UNIT_ROUNDOFF
    spare = tails * (1.0 - 2.0 * error) - eps
    useful = spare > 0.0
    if not useful.any():
        return 0.0, len(letter.values)
    ends = total.values[order][useful] + np.log(spare[useful])
    size = float(np.abs(ends).max()) + float(np.abs(total.values).max()) + 40.0
    best = float(ends.max()) - total.value_error - 16.0 * UNIT_ROUNDOFF * size
    return max(0.0, best), len(letter.values)


def lowered_levels(weights: Vector, values: Vector, most: int) -> Vector:
    """Return the values rounded down to so many levels, at the least loss in the mean.

    Examples
    --------
    >>> import numpy as np
    >>> lowered_levels(np.ones(4), np.array([0.0, 5.0, 5.5, 9.0]), 3).tolist()
    [0.0, 5.0, 5.0, 9.0]
    """
    order = np.argsort(values, kind="stable")
    ordered, shares = values[order], weights[order]
    count = len(ordered)
    mass = np.concatenate([[0.0], np.cumsum(shares)])
    mean = np.concatenate([[0.0], np.cumsum(shares * (ordered - ordered[0]))])
    # loss[i, j]: of the letters from i to j - 1 on the level of the first of them.
    loss = mean[None, :] - mean[:-1, None]
    loss = loss - (mass[None, :] - mass[:-1, None]) * (ordered - ordered[0])[:, None]
    loss = np.where(np.arange(count + 1)[None, :] > np.arange(count)[:, None], loss, inf)
    best, starts = loss[0], []
    for _ in range(most - 1):
        through = best[:-1, None] + loss
        starts.append(through.argmin(axis=0))
        best = through.min(axis=0)
    lowered, end = ordered.copy(), count
    for places in reversed(starts):
        start = int(places[end])
        lowered[start:end] = ordered[start]
        end = start
    lowered[:end] = ordered[0]
    result = np.empty(count)
    result[order] = lowered
    return result


def ball_size(letters: int, n: int, level: float | Fraction) -> int:
    r"""Return how many sequences differ from one in at most :math:`n D` of n places, exactly.

    Examples
    --------
    >>> ball_size(2, 10, 0.2), ball_size(3, 2, 1.0)
    (56, 9)
    """
    term = total = 1
    for j in range(wrong_places(n, level)):
        term = term * (n - j) * (letters - 1) // (j + 1)
        total += term
    return total


def wrong_places(n: int, level: float | Fraction) -> int:
    """Return how many of n places may be wrong; a level within rounding of a multiple of 1/n counts as it.

    Examples
    --------
    >>> wrong_places(3, 1 / 3), wrong_places(10, 0.29)
    (1, 2)
    """
    return min(n, floor(Fraction(level) * n * (1 + Fraction(1, 2**50))))


def sphere_size(n: int, ratio: float, eps: float) -> float:
    r"""Return a certain lower end of the logarithm of the number of codewords of a Gaussian source.

    The spheres of radius :math:`\sqrt{n D}` around the codewords cover a set of probability at least
    :math:`1 - \epsilon`, which has at least the volume of the ball of that probability. Its squared radius is
    a quantile of the chi-squared law, of which for an even number of degrees the tail is a Poisson sum; for
    odd n one degree less gives a smaller one.

    Parameters
    ----------
    n : int
        The number of letters.
    ratio : float
        The variance over the level, positive.
    eps : float
        The probability of excess distortion, in (0, 1).

    Examples
    --------
    >>> round(float(sphere_size(100, 4.0, 0.01) / np.log(2.0)), 6)
    122.077745
    """
    half = n // 2
    if half == 0:
        return 0.0
    counts = np.arange(float(half))
    factorials = log_factorials(half)[:half]
    slip = 16.0 * UNIT_ROUNDOFF * (half + 4.0) * (log(half + 1.0) + 2.0)

    def likely(mean: float) -> bool:
        """Whether the tail beyond 2 * mean has certainly at least the probability eps."""
        value, error = log_sum(counts * log(mean) - factorials - mean)
        return value - error - 4.0 * slip - 8.0 * UNIT_ROUNDOFF * mean > log(eps) + 4.0 * UNIT_ROUNDOFF

    low, high = 1e-300, 2.0 * half + 4.0 * log(1.0 / eps) + 16.0
    while high - low > 1e-13 * high:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if likely(middle) else (low, middle)
    value = 0.5 * n * (log(2.0 * low / n) + log(ratio))
    return max(0.0, value - 0.5 * n * 16.0 * UNIT_ROUNDOFF * (abs(log(ratio)) + 4.0))
