"""What does not change the capacity: rows that repeat, and columns that say the same, are made one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from itbounds.kernels.symbolic_entries import canonical

if TYPE_CHECKING:
    import sympy

__all__ = ["Rows", "components", "reduced", "without_zero_columns"]

Rows: TypeAlias = "tuple[tuple[sympy.Expr, ...], ...]"
"""A stochastic matrix in canonical entries, equal ones identical."""


def without_zero_columns(rows: "Sequence[Sequence[sympy.Expr]]") -> Rows:
    """Return the entries in canonical form, without the outputs that never occur."""
    entries = [[canonical(entry) for entry in row] for row in rows]
    kept = [j for j in range(len(entries[0])) if any(row[j] != 0 for row in entries)]
    return tuple(tuple(row[j] for j in kept) for row in entries)


def reduced(rows: Rows) -> Rows:
    """Return the matrix with equal rows made one, and the sum in the place of proportional columns.

    Outputs whose columns are proportional have the same posterior: their union is a sufficient statistic.

    Examples
    --------
    >>> import sympy
    >>> half, one = sympy.Rational(1, 2), sympy.Integer(1)
    >>> reduced(((half, half), (half, half)))
    ((1,),)
    """
    distinct = tuple(dict.fromkeys(rows))
    groups: dict[tuple[sympy.Expr, ...], list[tuple[sympy.Expr, ...]]] = {}
    for column in zip(*distinct, strict=True):
        first = next(entry for entry in column if entry != 0)
        groups.setdefault(tuple(canonical(entry / first) for entry in column), []).append(column)
    merged = [
        tuple(canonical(_total(parts)) for parts in zip(*columns, strict=True)) for columns in groups.values()
    ]
    return tuple(zip(*merged, strict=True))


def components(rows: Rows) -> list[Rows]:
    """Split a channel into those between which the output tells: the blocks of its support."""
    blocks: list[tuple[set[int], set[int]]] = []
    for i, row in enumerate(rows):
        inputs, outputs = {i}, {j for j, entry in enumerate(row) if entry != 0}
        apart = []
        for block in blocks:
            if outputs & block[1]:
                inputs, outputs = inputs | block[0], outputs | block[1]
            else:
                apart.append(block)
        blocks = [*apart, (inputs, outputs)]
    return [
        tuple(tuple(rows[i][j] for j in sorted(outputs)) for i in sorted(inputs))
        for inputs, outputs in blocks
    ]


def _total(parts: "Sequence[sympy.Expr]") -> "sympy.Expr":
    import sympy

    return sympy.Add(*parts)
