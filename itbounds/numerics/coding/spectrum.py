r"""The law of a sum of n independent copies of a variable with finitely many values, by types.

A type has :math:`n! / \prod_j k_j!\, \prod_j w_j^{k_j}` of the probability. It is taken as a chain of
binomial probabilities, of which each is known with its rounding error; nothing is convolved, so that
probabilities far below the least double are right in relative terms.
"""

from dataclasses import dataclass
from math import ceil, comb, floor, log, sqrt

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.rounding import ULPS, UNIT_ROUNDOFF
from itbounds.numerics.statistics.binomial import log_binomial_terms

__all__ = ["Spectrum", "letter_spectrum", "type_count", "type_spectrum"]

_SAME = 1e-12
"""Values this close, relative to the largest, are one value: the difference is added to the error."""


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The law of a real number with finitely many values.

    Parameters
    ----------
    log_law : array of shape (k,)
        Logarithms of probabilities, none of them minus infinity.
    values : array of shape (k,)
        In nats.
    law_error, value_error : float
        How much an entry of `log_law` and of `values` may be wrong.
    """

    log_law: Vector
    values: Vector
    law_error: float
    value_error: float


def letter_spectrum(weights: Vector, values: Vector, value_error: float) -> Spectrum:
    """Return the law of one variable, equal values put together.

    Parameters
    ----------
    weights : array of shape (k,)
        Nonnegative; they stand for a law.
    values : array of shape (k,)
        Finite where the weight is positive.
    value_error : float
        How much a value may be wrong.

    Examples
    --------
    >>> import numpy as np
    >>> spectrum = letter_spectrum(np.array([0.25, 0.5, 0.25]), np.array([1.0, 2.0, 1.0]), 0.0)
    >>> np.exp(spectrum.log_law).tolist(), spectrum.values.tolist()
    ([0.5, 0.5], [1.0, 2.0])
    """
    used = weights > 0.0
    order = np.argsort(values[used], kind="stable")
    values, weights = values[used][order], weights[used][order] / weights.sum()
    width = _SAME * (1.0 + float(np.abs(values).max()))
    starts = np.flatnonzero(np.concatenate([[True], np.diff(values) > width]))
    masses = np.add.reduceat(weights, starts)
    ends = np.append(starts[1:], len(values)) - 1
    spread = float((values[ends] - values[starts]).max())
    law_error = 2.0 * (len(weights) + 4.0 * ULPS) * UNIT_ROUNDOFF
    return Spectrum(np.log(masses), values[starts], law_error, value_error + spread)


def type_count(letters: int, n: int) -> int:
    """Return the number of types of n letters out of an alphabet."""
    return comb(n + letters - 1, letters - 1)


def type_spectrum(letter: Spectrum, n: int, *, tail: float = 0.0) -> Spectrum:
    r"""Return the law of the sum of n independent copies, one entry for each type.

    Parameters
    ----------
    letter : Spectrum
        The law of one copy, with k values.
    n : int
        At least 1; there are :math:`\binom{n + k - 1}{k - 1}` types.
    tail : float
        Types may be left out that have at most this probability together; those in which the first letter is
        too frequent or too rare are, by Hoeffding's inequality.

    Examples
    --------
    >>> import numpy as np
    >>> coin = letter_spectrum(np.array([0.5, 0.5]), np.array([0.0, 1.0]), 0.0)
    >>> total = type_spectrum(coin, 2)
    >>> np.exp(total.log_law).round(12).tolist(), total.values.tolist()
    ([0.25, 0.5, 0.25], [2.0, 1.0, 0.0])
    """
    # The likeliest value comes last: the share of each of the others in what is left is at most a half.
    order = np.argsort(letter.log_law, kind="stable")
    masses, worth = np.exp(letter.log_law[order]), letter.values[order]
    left = np.array([float(n)])
    first, last = _likely(n, float(masses[0]), tail)
    log_law, values, error = np.zeros(1), np.zeros(1), n * letter.law_error
    for j, value in enumerate(worth[:-1]):
        sizes = left.astype(np.int64) + 1
        rows = np.repeat(np.arange(len(left)), sizes)
        counts = (np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)).astype(np.float64)
        if j == 0:
            counts, rows = counts[first : last + 1], rows[first : last + 1]
        share = float(masses[j] / masses[j:].sum())
        terms, slip = log_binomial_terms(counts, left[rows], share)
        # The share is rounded: each of n letters is off by that, in both of its factors.
        error += slip + 16.0 * (len(masses) + 4.0) * UNIT_ROUNDOFF * n
        log_law, values = log_law[rows] + terms, values[rows] + counts * value
        left = left[rows] - counts
    values = values + left * worth[-1]
    size = n * float(np.abs(letter.values).max())
    value_error = n * letter.value_error + 2.0 * (len(masses) + 2.0) * UNIT_ROUNDOFF * size
    error += 2.0 * len(masses) * UNIT_ROUNDOFF * float(np.abs(log_law).max())
    return Spectrum(log_law, values, error, value_error)


def _likely(n: int, share: float, tail: float) -> tuple[int, int]:
    """Return counts outside of which a binomial number is with at most the probability of a tail."""
    if tail <= 0.0:
        return 0, n
    reach = 1.0 + sqrt(0.5 * n * log(2.0 / tail)) * (1.0 + 1e-9)
    return max(0, floor(n * share - reach)), min(n, ceil(n * share + reach))
