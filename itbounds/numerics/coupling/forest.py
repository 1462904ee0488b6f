"""The coupling with a given support: unique where the support has no cycle."""

from collections.abc import Sequence

__all__ = ["Cell", "forest_masses"]

Cell = tuple[int, int]


def forest_masses(first: Sequence[int], second: Sequence[int], cells: Sequence[Cell]) -> list[int] | None:
    """Return the mass of each cell of the coupling of two laws that is supported there, or None.

    The vertices of the transport polytope are the couplings whose support, as a graph on rows and columns,
    has no cycle. Such a coupling is found by taking off leaves: a row or column with one cell left puts into
    it all that it has.

    Parameters
    ----------
    first, second : sequences of int
        The weights of rows and columns, with one sum.
    cells : sequence of (int, int)
        Distinct cells.

    Returns
    -------
    list of int or None
        None if the cells have a cycle, or there is no coupling with nonnegative masses on them.

    Examples
    --------
    >>> forest_masses([3, 2], [1, 4], [(0, 0), (0, 1), (1, 1)])
    [1, 2, 2]
    >>> forest_masses([3, 2], [1, 4], [(0, 0), (1, 1)]) is None
    True
    """
    left = [list(first), list(second)]
    around: list[list[set[int]]] = [[set() for _ in first], [set() for _ in second]]
    for index, cell in enumerate(cells):
        for side, line in enumerate(cell):
            around[side][line].add(index)
    leaves = [(side, line) for side in (0, 1) for line, inside in enumerate(around[side]) if len(inside) == 1]
    masses = [-1] * len(cells)
    while leaves:
        side, line = leaves.pop()
        if not around[side][line]:
            continue  # its cell was taken off from the other end
        (index,) = around[side][line]
        across = cells[index][1 - side]
        mass = left[side][line]
        if mass > left[1 - side][across]:
            return None
        masses[index] = mass
        left[side][line] = 0
        left[1 - side][across] -= mass
        around[side][line].clear()
        around[1 - side][across].discard(index)
        if len(around[1 - side][across]) == 1:
            leaves.append((1 - side, across))
    return None if min(masses, default=-1) < 0 or any(map(any, left)) else masses
