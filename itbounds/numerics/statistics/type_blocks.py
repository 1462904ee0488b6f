r"""Certain ends of the least block error, and of the least number of sequences that keeps it low.

Let B be what a level cuts off below, A the rest, computed levels within :math:`\delta` of the true ones, all
of A at least :math:`\ell` and all of what a second, higher level cuts off at most :math:`\ell'`. Of N
sequences M are kept. Then, by duality with the price :math:`t = e^{\ell - \delta}` from below, and by
dropping B and sequences between the two levels from above,

.. math:: e^{-2 \delta} P(B) + (|A| - M) e^{\ell - \delta} \le P_e(M)
          \le P(B) + (|A| - M)^+ e^{\ell' + \delta} ,

whatever the order of sequences of nearly the same probability: ties need no care.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, expm1, floor, inf, log, log1p, nextafter

import numpy as np

from itbounds.numerics.statistics.type_sums import distinct_weights
from itbounds.numerics.statistics.type_thresholds import Cut, ThresholdSums

__all__ = ["block_error_ends", "block_size_ends"]

_STEPS = 100
_FAINT = 2.0**-1000
# Below this logarithm a number of sequences is an integer that is told from its neighbours.
_FEW, _ROOM = 16.0, 2.0**-40


@dataclass(frozen=True, eq=False)
class _Bracket:
    """The lower cut, which keeps enough, and the level under which lies all that the higher one drops."""

    cut: Cut
    ceiling: float


def block_error_ends(weights: Sequence[int], n: int, kept: int) -> tuple[float, float]:
    """Return certain ends of the probability of all but the `kept` likeliest sequences.

    Parameters
    ----------
    weights : sequence of int
        Proportional to the probabilities of the letters; at least two distinct ones are positive.
    n : int
        The number of letters of a sequence, at least 1.
    kept : int
        At least 1; it may be far beyond the largest double.

    Examples
    --------
    >>> low, high = block_error_ends([4, 1], 3, 2)
    >>> low <= 0.36 <= high <= low + 1e-11
    True
    """
    sums, total = _sums(weights, n)
    if kept >= total:
        return 0.0, 0.0
    wanted, dropped = log(kept), log(total - kept)
    # The smaller side of the two is the one that is known well: |A| - M, or N - M less |B|.
    by_kept = wanted <= dropped

    def excess(cut: Cut) -> float:
        return sums.above(cut) - wanted if by_kept else dropped - sums.below(cut)

    bracket = _bracket(sums, excess, trusting=True)
    cut, error = bracket.cut, 2.0 * sums.error
    low, high = cut.least_above - sums.slack, bracket.ceiling + sums.slack
    first, second = (sums.above(cut), wanted) if by_kept else (dropped, sums.below(cut))
    mass = exp(sums.mass_below(cut))
    least = exp(first + low) * (1.0 - error) - exp(second + low) * (1.0 + error)
    most = exp(first + high) * (1.0 + error) - exp(second + high) * (1.0 - error)
    lower = exp(-2.0 * sums.slack) * mass * (1.0 - error) + least
    upper = mass * (1.0 + error) + max(0.0, most) + _FAINT
    return max(0.0, nextafter(lower, -inf)), min(1.0, nextafter(upper, inf))


def block_size_ends(weights: Sequence[int], n: int, allowed: float) -> tuple[float, float]:
    """Return certain ends of the logarithm of the least number of sequences whose complement is unlikely.

    Parameters
    ----------
    weights, n
        As for `block_error_ends`.
    allowed : float
        The largest probability of the complement, positive and less than 1.

    Examples
    --------
    >>> low, high = block_size_ends([4, 1], 3, 0.4)
    >>> low <= np.log(2.0) <= high <= low + 1e-10
    True
    """
    sums, total = _sums(weights, n)
    level = log(allowed)

    def excess(cut: Cut) -> float:
        return level - sums.mass_below(cut)

    bracket = _bracket(sums, excess, trusting=False)
    cut, error = bracket.cut, 2.0 * sums.error
    low, high = cut.least_above - sums.slack, bracket.ceiling + sums.slack
    mass, above = exp(sums.mass_below(cut)), sums.above(cut)
    spare_most = allowed - exp(-2.0 * sums.slack) * mass * (1.0 - error)
    spare_least = allowed - mass * (1.0 + error)
    # How many sequences may still be dropped, relative to what is kept.
    most = spare_most * exp(-low - above) * (1.0 + 2.0 * error)
    least = max(0.0, spare_least) * exp(-high - above) * (1.0 - 2.0 * error)
    lower = above + log1p(-most) - error if most < 1.0 else 0.0
    # A whole number is kept: one more than the quotient, which counts where there are few.
    more = exp(-above) if above < 60.0 else 0.0
    upper = above + log1p(min(0.0, more - least)) + error
    lower, upper = max(0.0, lower), min(log(total) * (1.0 + 1e-15), max(0.0, upper))
    if upper < _FEW:
        fewest, most_of_all = ceil(exp(lower) * (1.0 - _ROOM)), floor(exp(upper) * (1.0 + _ROOM))
        lower, upper = log(fewest), log(max(fewest, most_of_all))
    return max(0.0, nextafter(lower, -inf)), nextafter(upper, inf)


def _sums(weights: Sequence[int], n: int) -> tuple[ThresholdSums, int]:
    values, letters = distinct_weights(weights)
    whole = sum(weights)
    logs = np.log([float(Fraction(value, whole)) for value in values])
    return ThresholdSums.of(logs, np.array(letters, dtype=np.float64), n), sum(letters) ** n


def _bracket(sums: ThresholdSums, excess: Callable[[Cut], float], *, trusting: bool) -> _Bracket:
    """Find two neighbouring levels, or two so close that what is between them does not matter.

    Parameters
    ----------
    sums : ThresholdSums
        The tables.
    excess : callable
        Positive where a cut keeps enough; the logarithm of a quotient with the relative error of a sum.
    trusting : bool
        Whether a cut that may keep a little less than enough counts as one that keeps enough.
    """
    margin = 4.0 * sums.error
    lowest = float(sums.levels.min())
    highest = float((sums.levels + sums.step * sums.rest).max())
    lower, ceiling = sums.cut(lowest - 1.0), highest
    left, right, low, high = lowest, highest, inf, -inf
    spare, moved = inf, 0
    for step in range(_STEPS):
        length = ceiling - lower.least_above
        if length <= 4.0 * sums.slack or -expm1(-max(spare, 0.0)) * length <= 0.1 * sums.error:
            break
        share = 0.5
        if step % 6 < 5 and low < inf and high > -inf:
            guess = left + (right - left) * low / (low - high)
            share = (guess - lower.least_above) / length
        level = lower.least_above + length * min(max(share, 1e-9), 1.0)
        cut = sums.cut(level)
        value = excess(cut)
        if value < -margin:
            # The rule of Illinois: an end that stays twice counts half.
            low = 0.5 * low if moved < 0 else low
            ceiling, right, high, moved = cut.most_below, level, value, -1
        elif trusting or value > margin:
            high = 0.5 * high if moved > 0 else high
            lower, left, low, spare, moved = cut, level, value, value, 1
            if value <= margin:
                break
        else:
            # Too close to call: the neighbours on both sides are tried before that is the answer.
            above = sums.cut(nextafter(cut.least_above + 2.0 * sums.slack, inf))
            below = sums.cut(cut.most_below - 2.0 * sums.slack)
            if excess(above) < -margin:
                ceiling = above.most_below
            if excess(below) > margin:
                lower = below
            break
    return _Bracket(lower, ceiling)
