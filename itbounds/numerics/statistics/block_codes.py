"""The best block code of a source: what it loses, and how large it must be, with certain ends for any n."""

from fractions import Fraction
from math import comb, gcd, inf, log, log2, nextafter

from itbounds._typing import Vector
from itbounds.errors import DomainError
from itbounds.numerics.law_entropy import common_weights
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.type_blocks import block_error_ends, block_size_ends
from itbounds.numerics.statistics.type_sums import (
    distinct_weights,
    exact_block_error,
    exact_block_size,
    exact_work,
    outward,
)
from itbounds.numerics.statistics.type_thresholds import heads

__all__ = ["block_error", "block_size", "letter_weights", "method_of", "summed_exactly"]

_EXACT_BITS = 10_000_000
_EXACT_TYPES = 200_000
_LOOKUPS = 8_500_000
_LONGEST = 200_000


def letter_weights(law: Vector) -> list[int]:
    """Return the positive probabilities as integers without a common factor.

    Examples
    --------
    >>> import numpy as np
    >>> letter_weights(np.array([0.25, 0.0, 0.5, 0.25]))
    [1, 2, 1]
    """
    weights = [weight for weight in common_weights(law) if weight]
    shared = gcd(*weights)
    return [weight // shared for weight in weights]


def summed_exactly(weights: list[int], n: int, *, patience: int = 1) -> bool:
    """Whether the sums over all types are done in integers."""
    kinds = len(distinct_weights(weights)[0])
    few = comb(n + kinds - 1, kinds - 1) <= patience * _EXACT_TYPES
    return few and exact_work(weights, n) <= patience * _EXACT_BITS


def method_of(weights: list[int], n: int) -> str:
    """Return how the sums are done, in a line.

    Raises
    ------
    DomainError
        If there are too many types.
    """
    if summed_exactly(weights, n):
        return "types summed in integers, rounded once"
    kinds = len(distinct_weights(weights)[0])
    entries = n if kinds == 2 else n * (n + 1) // 2
    lookups = heads(kinds, n) if kinds > 1 else inf
    if max(entries, lookups) > _LOOKUPS or n > _LONGEST:
        raise DomainError(
            f"{n} letters of {kinds} distinct probabilities have {comb(n + kinds - 1, kinds - 1):.3g} types:"
            f" tables of {entries:.3g} entries, {lookups:.3g} look-ups a level; at most {_LOOKUPS:.3g} of"
            f" either, and {_LONGEST} letters, are summed",
            value=n,
            hint="take a smaller n, give equal probabilities to letters that are nearly so, or ask for "
            "finite_rate(p, n, eps, method='normal')",
        )
    return "types summed by look-ups in tails, with bounds on the rounding error"


def block_error(weights: list[int], n: int, kept: int, *, patience: int = 1) -> tuple[float, float]:
    """Return certain ends of the probability of all but the `kept` likeliest sequences of n letters.

    Parameters
    ----------
    weights : list of int
        Positive, proportional to the probabilities of the letters.
    n, kept : int
        At least 1.
    patience : int
        Factor on the work for which the sums are done in integers.

    Examples
    --------
    >>> block_error([3, 1], 2, 3)
    (0.0625, 0.0625)
    """
    # The power is computed only where it may be the smaller one.
    if kept.bit_length() >= n * log2(len(weights)) * (1.0 - 1e-12) - 1.0 and kept >= len(weights) ** n:
        return 0.0, 0.0
    if summed_exactly(weights, n, patience=patience):
        return outward(exact_block_error(weights, n, kept))
    method_of(weights, n)
    return block_error_ends(weights, n, kept)


def block_size(weights: list[int], n: int, allowed: float, *, patience: int = 1) -> tuple[float, float]:
    """Return certain ends of the logarithm of the least number of sequences whose complement is unlikely.

    Parameters
    ----------
    weights, n, patience
        As for `block_error`.
    allowed : float
        The largest probability of the complement, at least 0 and less than 1.

    Examples
    --------
    >>> block_size([3, 1], 2, 0.45)
    (0.0, 0.0)
    """
    if summed_exactly(weights, n, patience=patience):
        return _log_ends(exact_block_size(weights, n, Fraction(allowed)))
    if allowed == 0.0:
        value, slack = n * log(len(weights)), 4.0 * UNIT_ROUNDOFF * n * log(len(weights))
        return max(0.0, value - slack), value + slack
    method_of(weights, n)
    return block_size_ends(weights, n, allowed)


def _log_ends(count: int) -> tuple[float, float]:
    if count == 1:
        return 0.0, 0.0
    value = log(count)
    # The logarithm of a large integer is that of a double and a multiple of ln 2.
    slack = 32.0 * UNIT_ROUNDOFF * (1.0 + value)
    return max(0.0, nextafter(value - slack, -inf)), nextafter(value + slack, inf)
