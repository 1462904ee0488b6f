"""From floats back to the small rational numbers they came from, and exact linear systems."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import inf, isfinite, lcm, nextafter

from itbounds._typing import Vector
from itbounds.errors import NonFiniteError

__all__ = ["common_denominator", "nearby_fractions", "simplest_fraction", "solve_rational"]


def nearby_fractions(values: Vector, largest: int = 1000) -> list[Fraction]:
    """Return for each number the nearest one with a denominator of at most `largest`.

    Examples
    --------
    >>> import numpy as np
    >>> nearby_fractions(np.array([0.3333333333, -2.0]))
    [Fraction(1, 3), Fraction(-2, 1)]
    """
    return [Fraction(value).limit_denominator(largest) for value in values.tolist()]


def simplest_fraction(value: float) -> Fraction:
    """Return the fraction of the least denominator among those that round to a double.

    It is what was meant where a double was written as a short decimal or a small fraction.

    Raises
    ------
    NonFiniteError
        For a NaN or an infinity.

    Examples
    --------
    >>> simplest_fraction(0.1), simplest_fraction(2 / 3)
    (Fraction(1, 10), Fraction(2, 3))
    """
    if not isfinite(value):
        raise NonFiniteError(f"{value!r} is no fraction", value=value)
    exact = Fraction(value)
    if exact.denominator == 1:
        return exact
    # Half the way to each neighbour rounds back at least where the last bit is even: stay inside.
    size, sign = abs(value), 1 if value > 0 else -1
    low, high = ((abs(exact) + Fraction(nextafter(size, end))) / 2 for end in (0.0, inf))
    return sign * _simplest_between(low, high)


def _simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction of least denominator strictly between two positive ones (Stern and Brocot)."""
    partial = list[int]()
    while True:
        whole = low.numerator // low.denominator
        if whole + 1 < high:
            partial.append(whole + 1)
            break
        partial.append(whole)
        # Here low >= whole and high <= whole + 1; what is left are the reciprocals of the remainders.
        if low == whole:
            partial.append((high - whole).denominator // (high - whole).numerator + 1)
            break
        low, high = 1 / (high - whole), 1 / (low - whole)
    result = Fraction(partial.pop())
    while partial:
        result = partial.pop() + 1 / result
    return result


def common_denominator(values: Iterable[Fraction]) -> int:
    """Return the least common denominator.

    Examples
    --------
    >>> common_denominator([Fraction(1, 2), Fraction(2, 3)])
    6
    """
    return lcm(*(value.denominator for value in values))


def solve_rational(
    columns: Sequence[Mapping[int, Fraction]], target: Mapping[int, Fraction]
) -> list[Fraction] | None:
    """Return a combination of sparse vectors that equals another one, or None if there is none.

    By elimination; the coefficients of vectors that depend on others are zero.

    Examples
    --------
    >>> one, half = Fraction(1), Fraction(1, 2)
    >>> solve_rational([{0: one, 1: one}, {1: one}], {0: one, 1: half})
    [Fraction(1, 1), Fraction(-1, 2)]
    """
    equations: dict[int, dict[int, Fraction]] = {}
    for index, column in enumerate(columns):
        for key, value in column.items():
            equations.setdefault(key, {})[index] = value
    if any(value and key not in equations for key, value in target.items()):
        return None
    solved: dict[int, tuple[dict[int, Fraction], Fraction]] = {}
    for key, equation in sorted(equations.items(), key=lambda item: len(item[1])):
        row, right = dict(equation), Fraction(target.get(key, 0))
        while pivots := [index for index in row if index in solved]:
            for index in pivots:
                factor = row.pop(index, None)
                if factor is None:
                    continue
                others, value = solved[index]
                right -= factor * value
                for other, coefficient in others.items():
                    changed = row.get(other, 0) - factor * coefficient
                    if changed:
                        row[other] = Fraction(changed)
                    else:
                        row.pop(other, None)
        if not row:
            if right:
                return None
            continue
        pivot = min(row)
        scale = row.pop(pivot)
        solved[pivot] = {index: value / scale for index, value in row.items()}, right / scale
    result = [Fraction(0)] * len(columns)
    for pivot in reversed(list(solved)):
        others, value = solved[pivot]
        known = sum((coefficient * result[index] for index, coefficient in others.items()), Fraction(0))
        result[pivot] = value - known
    return result
