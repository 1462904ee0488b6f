"""Large sparse rational systems by p-adic lifting: one inverse modulo a prime, then exact digits.

References
----------
J. D. Dixon, "Exact solution of linear equations using p-adic expansions", Numer. Math. 40 (1982) 137-141.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isqrt, lcm

import numpy as np
from numpy.typing import NDArray

from itbounds.numerics.rational import common_denominator

__all__ = ["solve_padic"]

# Sums of 4096 products of residues stay below 2^53, so that float64 multiplies matrices of them exactly.
PRIME = 1048573
_MOST_COLUMNS = 4096
_MOST_DIGITS = 1024
_LARGEST = 1 << 30


def solve_padic(
    columns: Sequence[Mapping[int, Fraction]], target: Mapping[int, Fraction]
) -> list[Fraction] | None:
    """Return the combination of independent sparse vectors that equals another one, or None.

    None is also returned if the vectors are dependent modulo the prime, or the numbers too long.

    Examples
    --------
    >>> one, third = Fraction(1), Fraction(1, 3)
    >>> solve_padic([{0: one, 1: one}, {1: 3 * one}], {0: one, 1: third})
    [Fraction(1, 1), Fraction(-2, 9)]
    """
    keys = sorted({key for column in columns for key in column})
    if not columns or len(columns) > _MOST_COLUMNS or any(key not in keys for key in target if target[key]):
        return None
    place = {key: row for row, key in enumerate(keys)}
    scales = [common_denominator(column.values()) for column in columns]
    scale = common_denominator(target.values())
    matrix = np.zeros((len(keys), len(columns)), dtype=np.int64)
    for j, column in enumerate(columns):
        for key, value in column.items():
            whole = int(value * scales[j])
            if abs(whole) >= _LARGEST:
                return None
            matrix[place[key], j] = whole
    # Python's integers: the right side may be long, and there are few of them.
    right = np.zeros(len(keys), dtype=np.object_)
    for key, value in target.items():
        if value:
            right[place[key]] = int(value * scale)
    rows = _independent_rows(matrix)
    if rows is None:
        return None
    solved = _lift(matrix[rows], right[rows])
    if solved is None:
        return None
    found = [value * factor / scale for value, factor in zip(solved, scales, strict=True)]
    return found if _is_solution(columns, found, target) else None


def _independent_rows(matrix: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return as many rows as there are columns that are independent modulo the prime, or None."""
    work = matrix % PRIME
    rows = np.arange(len(work))
    for column in range(work.shape[1]):
        pivots = np.flatnonzero(work[column:, column])
        if not len(pivots):
            return None
        pivot = column + int(pivots[0])
        work[[column, pivot]], rows[[column, pivot]] = work[[pivot, column]], rows[[pivot, column]]
        work[column] = work[column] * pow(int(work[column, column]), -1, PRIME) % PRIME
        others = column + 1 + np.flatnonzero(work[column + 1 :, column])
        work[others] = (work[others] - work[others, column][:, np.newaxis] * work[column]) % PRIME
    chosen: NDArray[np.int64] = rows[: work.shape[1]]
    return chosen


def _inverse(matrix: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the inverse modulo the prime of a matrix that has one."""
    size = len(matrix)
    work = np.concatenate((matrix % PRIME, np.eye(size, dtype=np.int64)), axis=1)
    for column in range(size):
        pivot = column + int(np.flatnonzero(work[column:, column])[0])
        work[[column, pivot]] = work[[pivot, column]]
        work[column] = work[column] * pow(int(work[column, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(work[:, column])
        others = others[others != column]
        work[others] = (work[others] - work[others, column][:, np.newaxis] * work[column]) % PRIME
    return work[:, size:]


def _lift(matrix: NDArray[np.int64], right: NDArray[np.object_]) -> list[Fraction] | None:
    """Solve a regular square system digit by digit, until the digits are those of rational numbers."""
    inverse = _inverse(matrix).astype(np.float64)
    residual = right.copy()
    digits: list[NDArray[np.int64]] = []
    wanted = 8
    while len(digits) < _MOST_DIGITS:
        while len(digits) < wanted:
            digit = (inverse @ (residual % PRIME).astype(np.float64)).astype(np.int64) % PRIME
            residual = (residual - matrix @ digit) // PRIME
            digits.append(digit)
        modulus = PRIME ** len(digits)
        values = [0] * len(right)
        for digit in reversed(digits):
            values = [value * PRIME + entry for value, entry in zip(values, digit.tolist(), strict=True)]
        found = _rationals(values, modulus)
        if found is not None:
            return found
        wanted *= 2
    return None


def _rationals(values: Sequence[int], modulus: int) -> list[Fraction] | None:
    """Return the rational numbers with these residues, most of them with a common denominator."""
    bound = isqrt(modulus // 2)
    denominator, found = 1, list[Fraction]()
    for value in values:
        numerator = value * denominator % modulus
        if numerator > modulus // 2:
            numerator -= modulus
        if abs(numerator) > bound // denominator:
            pair = _rational(value, modulus, bound)
            if pair is None:
                return None
            denominator = lcm(denominator, pair[1])
            found.append(Fraction(*pair))
        else:
            found.append(Fraction(numerator, denominator))
        if denominator > bound:
            return None
    return found


def _rational(value: int, modulus: int, bound: int) -> tuple[int, int] | None:
    """Return numerator and denominator of a residue by Euclid's algorithm, both within the bound."""
    before, now, left, right = modulus, value, 0, 1
    while abs(now) > bound:
        quotient = before // now
        before, now, left, right = now, before - quotient * now, right, left - quotient * right
    if not right or abs(right) > bound:
        return None
    return (now, right) if right > 0 else (-now, -right)


def _is_solution(
    columns: Sequence[Mapping[int, Fraction]], found: Sequence[Fraction], target: Mapping[int, Fraction]
) -> bool:
    total = {key: -value for key, value in target.items()}
    for value, column in zip(found, columns, strict=True):
        for key, coefficient in column.items():
            total[key] = total.get(key, Fraction(0)) + value * coefficient
    return not any(total.values())
