"""How many codewords n bits need if their distortion rarely exceeds a level, at most: random codes."""

from fractions import Fraction
from math import exp, inf, log, log1p, nextafter

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector
from itbounds.numerics.coding.lossy_converses import ball_size, wrong_places
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.binomial import log_binomial_terms
from itbounds.numerics.statistics.type_thresholds import log_factorials

__all__ = ["covering_size"]

_TERMS = 256
"""So many terms of a hypergeometric tail are added; the rest only makes the code better."""
_WEIGHTS = 12
"""So many numbers of ones are tried, and all ranges of them."""


def covering_size(p: float, n: int, level: float | Fraction, eps: float) -> float:
    r"""Return a certain upper end of the logarithm of the number of codewords for bits, errors counted.

    Codewords are drawn uniformly from all if the source is fair, else from those with m ones, with m drawn
    from a range. A sequence with k ones is missed by all of them with probability :math:`(1 - \pi_k)^M`,
    where :math:`\pi_k` is a mean of hypergeometric tails; the mean over k is the error of the average code,
    and some code is as good. Ranges are tried, and the best one is taken.

    Parameters
    ----------
    p : float
        The probability of a one, in (0, 1).
    n : int
        The number of bits.
    level : float
        The distortion, at least 0.
    eps : float
        The probability of excess distortion, in (0, 1).

    Examples
    --------
    >>> round(float(covering_size(0.5, 100, 0.11, 0.01) / np.log(2.0)), 6)
    55.008791
    """
    rare = min(p, 1.0 - p)
    # Of a word and its complement one differs from any sequence in at most half of the places.
    enough = log(2.0) if level >= 0.5 else inf
    if rare == 0.5:
        hit = log(ball_size(2, n, level)) - n * log(2.0)
        drawn = _least_size(np.zeros(1), np.array([hit - 8.0 * UNIT_ROUNDOFF * n - 1e-12]), eps)
        return min(drawn, enough)
    counts = np.arange(n + 1.0)
    log_law, slip = log_binomial_terms(counts, np.array(float(n)), rare)
    log_law += slip + 4.0 * UNIT_ROUNDOFF * n
    # Types that hardly occur count as missed.
    seen = np.flatnonzero(log_law > log(eps) - 20.0 - log(n + 1.0))
    radius = wrong_places(n, level)
    distortion = min(float(level), 0.5)
    steps = rare + np.linspace(-3.0, 4.0, _WEIGHTS) * (rare * (1.0 - rare) / n) ** 0.5
    shares = np.clip((steps - distortion) / max(1.0 - 2.0 * distortion, 1e-9), 0.0, 1.0)
    hits = np.array([_hits(n, one, radius, seen) for one in sorted({round(n * share) for share in shares})])
    sizes = []
    for start in range(len(hits)):
        for end in range(start + 1, len(hits) + 1):
            every = np.full(n + 1, -inf)
            every[seen] = np.logaddexp.reduce(hits[start:end]) - log(end - start) - 1e-13
            sizes.append(_least_size(log_law, every, eps))
    return min(enough, *sizes)


def _hits(n: int, ones: int, radius: int, counts: NDArray[np.intp]) -> Vector:
    """Return lower ends of the logarithm of the chance that a word of some ones is near, by source types."""
    # Of the ones of both words a are in common: the distance is k + m - 2a.
    first = np.maximum(np.maximum(0, ones + counts - n), (counts + ones - radius + 1) // 2)
    shared = first[:, None] + np.arange(min(_TERMS, n + 1))[None, :]
    k = counts[:, None]
    possible = shared <= np.minimum(k, ones)
    a = np.where(possible, shared, np.minimum(k, ones))
    rest = np.maximum(n - k - ones + a, 0)
    logs = log_factorials(n)
    terms = logs[k] - logs[a] - logs[k - a] + logs[n - k] - logs[ones - a] - logs[rest]
    terms = np.where(possible, terms - (logs[n] - logs[ones] - logs[n - ones]), -inf)
    top = terms.max(axis=1)
    base = np.where(top > -inf, top, 0.0)
    with np.errstate(divide="ignore"):
        sums = base + np.log(np.exp(terms - base[:, None]).sum(axis=1))
    # Nine logarithms of factorials, each within 12 units of roundoff of n (ln n + 1).
    lowered: Vector = sums - 128.0 * UNIT_ROUNDOFF * n * (log(n) + 1.0) - 1e-12
    return lowered


def _least_size(log_law: Vector, log_hits: Vector, eps: float) -> float:
    r"""Return the least :math:`\ln M`, rounded up, of :math:`\sum_k P_k (1 - \pi_k)^M \le \epsilon`."""
    allowed = eps * (1.0 - (len(log_law) + 64.0) * UNIT_ROUNDOFF)
    # Of -ln(1 - x), which is at least x, where x is no longer small.
    with np.errstate(divide="ignore"):
        misses = np.log(-np.log1p(-np.minimum(np.exp(log_hits), 1.0)))
    misses = np.where(log_hits > -30.0, misses, log_hits)

    def fits(size: float) -> bool:
        with np.errstate(over="ignore"):
            return float(np.exp(log_law - np.exp(size + misses)).sum()) <= allowed

    if fits(0.0):
        return 0.0
    possible = log_hits > -inf
    if not possible.any():
        return inf
    low, high = 0.0, 8.0 - float(log_hits[possible].min())
    if not fits(high):
        return inf
    while high - low > 1e-12 * high:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if fits(middle) else (middle, high)
    # M is whole: one more than the number at most.
    return nextafter(high + log1p(exp(-high)) + 4.0 * UNIT_ROUNDOFF * high, inf)
