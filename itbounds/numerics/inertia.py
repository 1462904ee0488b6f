"""The signs of the eigenvalues of a symmetric matrix of doubles, counted exactly."""

from collections.abc import Sequence
from fractions import Fraction

from itbounds._typing import Matrix

__all__ = ["exact_rows", "inertia"]


def exact_rows(matrix: Matrix) -> list[list[Fraction]]:
    """Return the entries of a matrix of doubles as fractions, without error."""
    return [[Fraction(value) for value in row] for row in matrix.tolist()]


def inertia(rows: Sequence[Sequence[Fraction]]) -> tuple[int, int, int]:
    r"""Return how many eigenvalues of a symmetric matrix are negative, zero and positive.

    The matrix is made diagonal by congruences, which keep the numbers (Sylvester): every step eliminates with
    a diagonal entry that is not zero; where there is none, a row and its column are added to another.

    Parameters
    ----------
    rows : sequence of sequences of Fraction
        A symmetric matrix.

    Examples
    --------
    >>> inertia([[Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]])
    (1, 0, 1)
    """
    rest = [list(row) for row in rows]
    negative = positive = 0
    while rest:
        pivot = next((i for i, row in enumerate(rest) if row[i]), None)
        if pivot is None:
            pair = next(((i, j) for i, row in enumerate(rest) for j, value in enumerate(row) if value), None)
            if pair is None:
                break
            pivot, other = pair
            rest[pivot] = [a + b for a, b in zip(rest[pivot], rest[other], strict=True)]
            for row in rest:
                row[pivot] += row[other]
        line = rest.pop(pivot)
        value = line.pop(pivot)
        negative, positive = negative + (value < 0), positive + (value > 0)
        for row in rest:
            share = row.pop(pivot) / value
            if share:
                row[:] = [a - share * b for a, b in zip(row, line, strict=True)]
    return negative, len(rows) - negative - positive, positive
