r"""Sums over the most likely sequences of independent letters, exactly, by their types.

All sequences with the same number of each letter have one probability, and there are multinomially many of
them. Probabilities are the given doubles, divided exactly by their sum: a type is an integer weight and an
integer multiplicity, and what is summed is rounded once, at the very end.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import comb, inf, nextafter

__all__ = ["distinct_weights", "exact_block_error", "exact_block_size", "exact_work", "outward", "types"]


def distinct_weights(weights: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the distinct positive weights, the largest first, and how many letters have each.

    Examples
    --------
    >>> distinct_weights([1, 4, 0, 1])
    ([4, 1], [1, 2])
    """
    values = sorted({weight for weight in weights if weight}, reverse=True)
    return values, [sum(weight == value for weight in weights) for value in values]


def exact_work(weights: Sequence[int], n: int) -> int:
    """Return about how many bits the exact sums over all types take."""
    values, _ = distinct_weights(weights)
    return comb(n + len(values) - 1, n) * n * sum(weights).bit_length()


def types(weights: Sequence[int], n: int) -> list[tuple[int, int]]:
    """Return the weight of a sequence and the number of sequences, for each type, the likeliest first.

    Examples
    --------
    >>> types([4, 1], 3)
    [(64, 1), (16, 3), (4, 3), (1, 1)]
    """
    values, letters = distinct_weights(weights)
    if len(values) == 1:
        return [(values[0] ** n, letters[0] ** n)]
    powers = [_powers(value, n) for value in values]
    numbers = [_powers(count, n) for count in letters]
    found: dict[int, int] = {}
    for counts in _compositions(n, len(values)):
        weight, number, rest = 1, 1, n
        for i, count in enumerate(counts):
            weight *= powers[i][count]
            number *= comb(rest, count) * numbers[i][count]
            rest -= count
        found[weight] = found.get(weight, 0) + number
    return sorted(found.items(), reverse=True)


def exact_block_error(weights: Sequence[int], n: int, kept: int) -> Fraction:
    """Return the probability of all but the `kept` likeliest sequences.

    Examples
    --------
    >>> [float(exact_block_error([4, 1], 3, kept)) for kept in (1, 2, 4, 8)]
    [0.488, 0.36, 0.104, 0.0]
    """
    lost, left = 0, kept
    for weight, number in types(weights, n):
        missed = max(0, number - left)
        left = max(0, left - number)
        lost += weight * missed
    return Fraction(lost, sum(weights) ** n)


def exact_block_size(weights: Sequence[int], n: int, error: Fraction) -> int:
    """Return the least number of sequences, at least one, whose complement has at most a probability.

    Examples
    --------
    >>> exact_block_size([4, 1], 3, Fraction(1, 2)), exact_block_size([4, 1], 3, Fraction(0))
    (1, 8)
    """
    allowed = error * sum(weights) ** n
    missing, dropped, total = 0, 0, 0
    for weight, number in reversed(types(weights, n)):
        total += number
        affordable = min(number, (allowed - missing) // weight)
        dropped += affordable
        missing += affordable * weight
        # A dearer sequence costs more than what is left: once one does not fit, none does.
    return max(1, total - dropped)


def outward(value: Fraction) -> tuple[float, float]:
    """Return the doubles around a rational number, twice the same if it is one.

    Examples
    --------
    >>> outward(Fraction(1, 4))
    (0.25, 0.25)
    """
    near = float(value)
    return (near if near <= value else nextafter(near, -inf)), (
        near if near >= value else nextafter(near, inf)
    )


def _powers(base: int, n: int) -> list[int]:
    powers = [1]
    for _ in range(n):
        powers.append(powers[-1] * base)
    return powers


def _compositions(n: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (n,)
        return
    for first in range(n, -1, -1):
        for rest in _compositions(n - first, parts - 1):
            yield first, *rest
