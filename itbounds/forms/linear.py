"""Linear programs as a numeric form, with sparse rows."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector
from itbounds.forms.base import Form

__all__ = ["Integers", "LinearForm", "SparseRows"]

Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SparseRows:
    """The rows of a sparse matrix, in compressed form.

    Parameters
    ----------
    starts : array of shape (rows + 1,)
        Where the entries of each row begin.
    columns, values : arrays
        The entries, row by row.
    width : int
        The number of columns.
    """

    starts: Integers
    columns: Integers
    values: Vector
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, rows: Integers, columns: Integers, values: Vector, shape: tuple[int, int]) -> "SparseRows":
        """Make rows of entries given in the order of their rows; no entry may come twice.

        Examples
        --------
        >>> import numpy as np
        >>> SparseRows.of(np.array([0, 2]), np.array([1, 0]), np.array([3.0, 4.0]), (3, 2)).starts
        array([0, 1, 1, 2])
        """
        starts = np.zeros(shape[0] + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows, minlength=shape[0]), out=starts[1:])
        return cls(starts, columns.astype(np.int64), values.astype(np.float64), shape[1])

    @classmethod
    def empty(cls, width: int) -> "SparseRows":
        """Return no rows."""
        none = np.zeros(0, dtype=np.int64)
        return cls(np.zeros(1, dtype=np.int64), none, np.zeros(0), width)

    @property
    def row_of(self) -> Integers:
        """The row of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def entries(self, row: int) -> dict[int, float]:
        """Return one row as a mapping from columns to values."""
        part = slice(int(self.starts[row]), int(self.starts[row + 1]))
        return dict(zip(self.columns[part].tolist(), self.values[part].tolist(), strict=True))

    def take(self, rows: Integers) -> "SparseRows":
        """Return some of the rows, in the order given."""
        lengths = np.diff(self.starts)[rows]
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        entries = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], lengths)
        return SparseRows(starts, self.columns[entries], self.values[entries], self.width)

    def absolute(self) -> "SparseRows":
        """Return the rows with the absolute values of their entries."""
        return SparseRows(self.starts, self.columns, np.abs(self.values), self.width)

    def above(self, other: "SparseRows") -> "SparseRows":
        """Return these rows with others below them."""
        return SparseRows(
            np.concatenate((self.starts, self.starts[-1] + other.starts[1:])),
            np.concatenate((self.columns, other.columns)),
            np.concatenate((self.values, other.values)),
            max(self.width, other.width),
        )

    def dot(self, point: Vector) -> Vector:
        """Return the product with a vector."""
        products = self.values * point[self.columns]
        return np.bincount(self.row_of, weights=products, minlength=len(self)).astype(np.float64)


@dataclass(frozen=True, eq=False)
class LinearForm(Form):
    r"""Minimise a linear function over a polyhedron.

    .. math:: \min_x c \cdot x \quad \text{subject to } A x \ge b,\ \ell \le x \le u,

    where the first `equalities` rows hold with equality. A dual point has one entry for each row, nonnegative
    for the inequalities, with :math:`A^T y + z = c` for reduced costs :math:`z` of the bounds.

    Parameters
    ----------
    cost : array of shape (n,)
    rows : SparseRows
        The matrix, of shape (m, n).
    right : array of shape (m,)
    equalities : int
    lower, upper : arrays of shape (n,)
        Possibly infinite.
    """

    cost: Vector
    rows: SparseRows
    right: Vector
    equalities: int
    lower: Vector
    upper: Vector
