"""A coordinate of points with their ranks, and how many of them are below a number."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector

__all__ = ["Column", "Integers"]

Integers: TypeAlias = NDArray[np.int64]

CELLS = 2
"""How many cells of the table there are for each value."""

STEPS = 3
"""So many values of a cell are passed one by one; numbers in fuller cells are searched for by bisection."""

TAIL = 0.01
"""The share of values at either end that share a cell, so that outliers do not widen the others."""


class Column:
    """The values of points in one coordinate, with their ranks.

    A search by bisection costs as many failed predictions of branches as it has steps. A table of how many
    values are in the cells of an even grid leads to within a few values of the answer at once.

    Parameters
    ----------
    values : array of shape (n,)
        Finite.

    Attributes
    ----------
    ranks : array of shape (n,)
        The place of each value in ascending order; equal values have successive ones, in any order.
    """

    def __init__(self, values: Vector) -> None:
        order = np.argsort(values)
        n = len(values)
        self.ranks = np.empty(n, dtype=np.int64)
        self.ranks[order] = np.arange(n)
        self._ascending = np.append(values[order], np.inf)
        skipped = int(TAIL * n)
        self._least, self._most = float(self._ascending[skipped]), float(self._ascending[n - 1 - skipped])
        width = (self._most - self._least) / (CELLS * n - 1)
        self._scale = 1.0 / width if width > 0.0 and np.isfinite(1.0 / width) else 0.0
        cells = self._cells(self._ascending[:n])
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(cells, minlength=CELLS * n))])

    def below(self, numbers: Vector, *, equal: bool) -> Integers:
        """Count the values that are below each number, or also those equal to it.

        Examples
        --------
        >>> import numpy as np
        >>> Column(np.array([3.0, 1.0, 2.0])).below(np.array([0.0, 2.0, 9.0]), equal=True).tolist()
        [0, 2, 3]
        """
        passes = np.less_equal if equal else np.less
        found = self._starts.take(self._cells(numbers))
        for _ in range(STEPS):
            more = passes(self._ascending.take(found), numbers)
            found += more
        left = more.nonzero()[0]
        if len(left):
            values = self._ascending[:-1]
            found[left] = values.searchsorted(numbers.take(left), side="right" if equal else "left")
        return found

    def _cells(self, numbers: Vector) -> Integers:
        if self._scale == 0.0:
            return np.zeros(len(numbers), dtype=np.int64)
        # Every step is monotone when rounded, so that values in lower cells are below.
        places = np.maximum(numbers, self._least)
        np.minimum(places, self._most, out=places)
        places -= self._least
        places *= self._scale
        return places.astype(np.int64)
