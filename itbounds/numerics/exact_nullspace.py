"""The solutions of a sparse homogeneous linear system over the rationals, exactly."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd

__all__ = ["exact_nullspace", "exact_rank"]

Row = dict[int, int]


def exact_nullspace(rows: Iterable[Mapping[int, int]], unknowns: int) -> list[dict[int, Fraction]]:
    r"""Return a basis of :math:`\{v : A v = 0\}`, one sparse vector for each unknown left free.

    Parameters
    ----------
    rows : iterable of mappings
        The equations: the integer coefficient of each unknown, by its index.
    unknowns : int
        How many unknowns there are.

    Notes
    -----
    Elimination from the last unknown downward, in integers; a row is divided by the greatest common divisor
    of its entries. Where every equation defines a later unknown by earlier ones, as a recursion does, little
    fills in. A basis vector is 1 at its own free unknown and 0 at the other free ones.

    Examples
    --------
    >>> exact_nullspace([{0: 1, 1: 2, 2: -1}], 3)
    [{0: Fraction(1, 1), 2: Fraction(1, 1)}, {1: Fraction(1, 1), 2: Fraction(2, 1)}]
    """
    echelon = _echelon(rows)
    free = [index for index in range(unknowns) if index not in echelon]
    values: dict[int, dict[int, Fraction]] = {index: {index: Fraction(1)} for index in free}
    for pivot in sorted(echelon):
        row = echelon[pivot]
        found: dict[int, Fraction] = {}
        for index, coefficient in row.items():
            if index == pivot:
                continue
            for base, value in values[index].items():
                found[base] = found.get(base, Fraction(0)) - Fraction(coefficient, row[pivot]) * value
        values[pivot] = {base: value for base, value in found.items() if value}
    basis: dict[int, dict[int, Fraction]] = {index: {} for index in free}
    for index in range(unknowns):
        for base, value in values[index].items():
            basis[base][index] = value
    return list(basis.values())


def exact_rank(rows: Iterable[Mapping[int, int]]) -> int:
    """Return the rank of sparse integer rows.

    Examples
    --------
    >>> exact_rank([{0: 1, 1: 1}, {0: 2, 1: 2}, {1: 3}])
    2
    """
    return len(_echelon(rows))


def _echelon(rows: Iterable[Mapping[int, int]]) -> dict[int, Row]:
    """Return reduced rows by their last unknown, no two with the same one."""
    echelon: dict[int, Row] = {}
    for given in rows:
        row = {index: value for index, value in given.items() if value}
        while row and (pivot := max(row)) in echelon:
            row = _eliminated(row, echelon[pivot], pivot)
        if row:
            echelon[max(row)] = row
    return echelon


def _eliminated(row: Row, other: Row, pivot: int) -> Row:
    common = gcd(row[pivot], other[pivot])
    scale, factor = other[pivot] // common, row[pivot] // common
    result = {index: scale * value for index, value in row.items()}
    for index, value in other.items():
        changed = result.get(index, 0) - factor * value
        if changed:
            result[index] = changed
        else:
            result.pop(index, None)
    divisor = gcd(*result.values()) if result else 1
    return {index: value // divisor for index, value in result.items()} if divisor > 1 else result
