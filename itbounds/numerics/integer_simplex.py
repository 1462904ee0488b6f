r"""A simplex tableau in integers: nonnegative solutions of linear equations, or why there are none.

The tableau of a basis :math:`B` says :math:`d\,x_B + T x_N = v` in integers, with the common denominator
:math:`d > 0`. Pivots keep it integral: up to sign, every entry is a minor of the first tableau.

References
----------
J. Edmonds, "Systems of distinct representatives and linear algebra", J. Res. Nat. Bur. Standards 71B (1967)
241-245, for elimination without fractions; R. G. Bland, "New finite pivoting rules for the simplex method",
Math. Oper. Res. 2 (1977) 103-107, for the rule that ends.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Mask

__all__ = ["Tableau"]

_Integers: TypeAlias = NDArray[np.int64]

_LARGEST = 1 << 30
"""Products of entries up to it, and their differences, are integers of 64 bits."""

_SPARSE = 4096
"""Larger tableaus are changed only where the pivot row and column are not zero."""


@dataclass
class Tableau:
    """Equations solved for the variables of a basis, and a cost to be made small.

    Parameters
    ----------
    table : array of shape (m + 1, k + 1)
        The coefficients of the variables outside the basis, and the right side. The last row is the cost:
        d times the cost is its right side, less its entries times the variables outside.
    basic, outside : arrays of shapes (m,) and (k,)
        The numbers of the variables in the basis, one for each row, and outside, one for each column.
    active : int
        The variables of so many rows, the first ones, must not be negative; those of the others may be.
    allowed : array of bool of shape (k,)
        Which variables outside may enter the basis, not negative.
    scale : int
        The common denominator d.
    """

    table: _Integers
    basic: _Integers
    outside: _Integers
    active: int
    allowed: Mask
    scale: int = 1
    pivots: int = 0
    _bound: int = _LARGEST + 1

    def pivot(self, row: int, column: int) -> None:
        """Exchange the variable of a row for that of a column.

        Raises
        ------
        OverflowError
            If integers of 64 bits might not hold the result.
        """
        table = self.table
        if self._bound > _LARGEST:
            self._bound = max(self.scale, int(np.abs(table).max()))
            if self._bound > _LARGEST:
                raise OverflowError("the entries of a tableau are too large")
        pivot, scale = int(table[row, column]), self.scale
        if pivot < 0:
            table[row] *= -1
        self._bound = 2 * self._bound**2 // scale
        entering, size = table[:, column].copy(), abs(pivot)
        entering[row] = 0
        leaving = table[row].copy()
        leaving[column] = scale if pivot > 0 else -scale
        table[:, column] = 0
        # T - column * row / size, over the new denominator `size`.
        if table.size <= _SPARSE or size != scale:
            table *= size
            table -= entering[:, None] * leaving
            if scale != 1:
                table //= scale
        else:
            rows, columns = np.flatnonzero(entering), np.flatnonzero(leaving)
            change = entering[rows, None] * leaving[columns]
            if scale != 1:
                change //= scale
            table[np.ix_(rows, columns)] -= change
        table[row] = leaving
        self.scale = size
        self.basic[row], self.outside[column] = self.outside[column], self.basic[row]
        self.pivots += 1

    def free(self, column: int) -> bool:
        """Take a variable that may be negative into the basis; False if no active row has it."""
        entries = self.table[: self.active, column]
        rows = np.flatnonzero(entries).tolist()
        self.allowed[column] = False
        if not rows:
            return False
        row = min(rows, key=lambda row: (abs(int(entries[row])), int(self.table[row, -1])))
        self.pivot(row, column)
        self.allowed[column] = True
        self.active -= 1
        if row != self.active:
            self.table[[row, self.active]] = self.table[[self.active, row]]
            self.basic[[row, self.active]] = self.basic[[self.active, row]]
        return True

    def expel_all(self, below: int, first: int = 0) -> int | None:
        """Take the variables numbered from `first` to `below` out of the basis, since they must be zero.

        Returns
        -------
        int or None
            None when that is done; or a row that says it is impossible, since such variables add up to
            something that is not zero.

        Raises
        ------
        OverflowError
            As `pivot`.
        """
        self.allowed &= (self.outside < first) | (self.outside >= below)
        for row in np.flatnonzero((self.basic >= first) & (self.basic < below)).tolist():
            entries = self.table[row, :-1]
            columns = np.flatnonzero((entries != 0) & self.allowed)
            if len(columns):
                # At best the variable that enters is not negative, and the pivot is one.
                wrong = entries[columns] * np.sign(self.table[row, -1]) < 0
                column = int(columns[(2 * np.abs(entries[columns]) + wrong).argmin()])
                self.pivot(row, column)
                self.allowed[column] = False
            elif self.table[row, -1]:
                return row
        return None

    def repair(self, greedy: int = 300, most: int = 2000) -> int | None:
        """Make the active variables nonnegative, whatever the cost.

        At first the variable that enters is the one after which the negative values sum to least; then, since
        that may go in circles, Bland's rule is followed.

        Returns
        -------
        int or None
            None when that is done; a row that says it is impossible, since a sum of variables that are not
            negative is negative; or -1 if `most` pivots were not enough.

        Raises
        ------
        OverflowError
            As `pivot`.
        """
        for step in range(most):
            values = self.table[: self.active, -1]
            if step < greedy:
                row = int(values.argmin()) if len(values) else 0
                if not len(values) or values[row] >= 0:
                    return None
            else:
                negative = np.flatnonzero(values < 0)
                if not len(negative):
                    return None
                row = int(negative[self.basic[negative].argmin()])
            columns = np.flatnonzero((self.table[row, :-1] < 0) & self.allowed)
            if not len(columns):
                return row
            if len(columns) == 1:
                column = int(columns[0])
            elif step < greedy:
                column = int(columns[self._deficits(row, columns).argmax()])
            else:
                column = int(columns[self.outside[columns].argmin()])
            self.pivot(row, column)
        return -1

    def cheapen(self, most: int = 60) -> None:
        """Lower the cost, with active variables nonnegative, to the least or for at most so many pivots.

        Raises
        ------
        OverflowError
            As `pivot`.
        """
        for _ in range(most):
            gains = np.where(self.allowed, self.table[-1, :-1], 0)
            column = int(gains.argmax()) if len(gains) else 0
            if not len(gains) or gains[column] <= 0:
                return
            rows = np.flatnonzero(self.table[: self.active, column] > 0)
            if not len(rows):
                return
            steps = self.table[rows, -1] / self.table[rows, column]
            least = rows[steps <= steps.min() * (1 + 1e-12)]
            self.pivot(int(least[self.basic[least].argmin()]), column)
            if (self.table[: self.active, -1] < 0).any():
                raise OverflowError("a step was too long in floating point")  # pragma: no cover

    def coefficients(self, row: int, size: int) -> _Integers:
        """Return the coefficients of the variables 0 to `size` - 1 in the equation of a row, times d."""
        found = np.zeros(
            max(size, int(self.outside.max(initial=-1)) + 1, int(self.basic.max()) + 1), np.int64
        )
        found[self.outside] = self.table[row, :-1]
        found[self.basic[row]] = self.scale
        return found[:size]

    def _deficits(self, row: int, columns: _Integers) -> NDArray[np.float64]:
        """Return the sum of the negative values after the pivots in some columns."""
        entries = self.table[: self.active, columns]
        steps = self.table[row, -1] / entries[row]
        values = self.table[: self.active, -1, None] - entries * steps
        values[row] = 0.0
        total: NDArray[np.float64] = np.minimum(values, 0.0, out=values).sum(axis=0)
        return total
