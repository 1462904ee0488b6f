"""Is a vector a nonnegative combination of others? Decided in integers, by the simplex method."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias, TypeVar

__all__ = ["conic_combination"]

K = TypeVar("K", bound=Hashable)

Row: TypeAlias = dict[int, int]
"""An equation between the multipliers, without its zeros; a positive multiple says the same."""

RIGHT = -1
"""The key of the right-hand side of an equation."""


def conic_combination(
    columns: Sequence[Mapping[K, Fraction]], target: Mapping[K, Fraction], free: Sequence[bool] | None = None
) -> tuple[Fraction, ...] | None:
    r"""Return multipliers with :math:`\sum_j y_j a_j = c` and :math:`y_j \ge 0`, or nothing.

    Parameters
    ----------
    columns : sequence of mappings
        The vectors :math:`a_j`, by coordinate.
    target : mapping
        The vector :math:`c`.
    free : sequence of bool, optional
        Which multipliers may be negative; none if left out.

    Returns
    -------
    tuple of Fraction or None
        A basic solution: the vectors with a multiplier that is not zero are linearly independent.

    Examples
    --------
    >>> one = Fraction(1)
    >>> conic_combination([{"x": one}, {"x": one, "y": 2 * one}], {"x": one, "y": one})
    (Fraction(1, 2), Fraction(1, 2))
    >>> conic_combination([{"x": one}, {"x": one, "y": 2 * one}], {"y": one}) is None
    True
    """
    rows = _equations(columns, target)
    apart: dict[int, Row] = {}
    for j in (j for j, negative in enumerate(free or ()) if negative):
        pivot = next((row for row in rows if j in row), None)
        if pivot is not None:
            rows = [_without(row, j, pivot) for row in rows if row is not pivot]
            apart = {i: _without(row, j, pivot) for i, row in apart.items()} | {j: pivot}
    basis = _phase_one([_nonnegative(row) for row in rows if row])
    if basis is None:
        return None
    found = [Fraction(0)] * len(columns)
    for j, row in basis.items():
        found[j] = Fraction(row.get(RIGHT, 0), row[j])
    for j, row in apart.items():
        rest = sum((value * found[i] for i, value in row.items() if i not in (j, RIGHT)), Fraction(0))
        found[j] = (row.get(RIGHT, 0) - rest) / row[j]
    return tuple(found)


def _equations(columns: Sequence[Mapping[K, Fraction]], target: Mapping[K, Fraction]) -> list[Row]:
    """Return one equation in integers for each coordinate."""
    by_key: dict[K, dict[int, Fraction]] = {key: {RIGHT: value} for key, value in target.items() if value}
    for j, column in enumerate(columns):
        for key, value in column.items():
            if value:
                by_key.setdefault(key, {})[j] = value
    rows = []
    for row in by_key.values():
        scale = lcm(*(value.denominator for value in row.values()))
        rows.append({j: int(value * scale) for j, value in row.items()})
    return rows


def _phase_one(rows: list[Row]) -> dict[int, Row] | None:
    """Drive the residuals of all equations to zero; return the row of each basic multiplier.

    The residuals are the first basic variables. They have no columns: what has left does not come back.
    Nothing is returned if some residual stays positive.
    """
    cost: Row = {}
    for row in rows:
        for j, value in row.items():
            cost[j] = cost.get(j, 0) - value
    # A residual counts as an index below all others.
    owner = [-2 - i for i in range(len(rows))]
    careful = False
    while True:
        candidates = [j for j, value in cost.items() if value < 0 and j != RIGHT]
        if not candidates:
            break
        # The steepest column is fast; Bland's rule, the first one, does not cycle at steps of length zero.
        entering = min(candidates) if careful else min(candidates, key=lambda j: (cost[j], j))
        leaving = _leaving(rows, owner, entering)
        careful = not rows[leaving].get(RIGHT)
        pivot = rows[leaving]
        rows = [row if i == leaving else _without(row, entering, pivot) for i, row in enumerate(rows)]
        cost = _without(cost, entering, pivot)
        owner[leaving] = entering
    if any(j < RIGHT and row.get(RIGHT) for j, row in zip(owner, rows, strict=True)):
        return None
    return {j: row for j, row in zip(owner, rows, strict=True) if j >= 0}


def _leaving(rows: list[Row], owner: list[int], entering: int) -> int:
    """Return the equation whose basic variable reaches zero first, the one of least index among several."""
    best = -1
    for i, row in enumerate(rows):
        if row.get(entering, 0) <= 0:
            continue
        if best < 0:
            best = i
            continue
        ahead = row.get(RIGHT, 0) * rows[best][entering] - rows[best].get(RIGHT, 0) * row[entering]
        if ahead < 0 or (ahead == 0 and owner[i] < owner[best]):
            best = i
    return best


def _without(row: Row, column: int, pivot: Row) -> Row:
    """Eliminate a column from an equation, scaled by a positive number to stay in integers."""
    factor = row.get(column)
    if not factor:
        return row
    own, sign = abs(pivot[column]), 1 if pivot[column] > 0 else -1
    result = {j: value * own for j, value in row.items()}
    for j, value in pivot.items():
        total = result.get(j, 0) - sign * factor * value
        if total:
            result[j] = total
        else:
            result.pop(j, None)
    divisor = gcd(*result.values())
    return {j: value // divisor for j, value in result.items()} if divisor > 1 else result


def _nonnegative(row: Row) -> Row:
    return {j: -value for j, value in row.items()} if row.get(RIGHT, 0) < 0 else row
