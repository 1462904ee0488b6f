"""Stochastic matrices with few entries, by compressed rows."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.errors import EmptyAlphabetError, NotNormalizedError, ShapeError
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.operators.base import Indices, Operator
from itbounds.numerics.operators.dense import DRIFT
from itbounds.numerics.rounding import SMALLEST, RowSums
from itbounds.numerics.sparse_reductions import as_sparse
from itbounds.numerics.validation import as_matrix

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Sparse", "as_sparse_operator", "is_large_sparse"]

TOLERANCE = 1e-9
REMEDY = "divide every row by its sum"


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Sparse(Operator):
    """A sparse stochastic matrix.

    Parameters
    ----------
    starts : array of int, of shape (m + 1,)
        Where the entries of each row begin.
    columns, values : arrays of shape (entries,)
        The entries, row by row; trusted to be nonnegative, with sums one.
    outputs : int
        The number of outputs.
    """

    starts: Indices
    columns: Indices
    values: Vector
    outputs: int

    def __post_init__(self) -> None:
        for array in (self.starts, self.columns, self.values):
            array.setflags(write=False)

    @classmethod
    def of(cls, matrix: "csr_array") -> "Sparse":
        """Take over a matrix of compressed rows that is known to be stochastic."""
        data: Any = matrix
        # The indices keep the type that scipy chose: it would convert others at every product.
        return cls(data.indptr, data.indices, np.asarray(data.data, dtype=np.float64), int(data.shape[1]))

    def settled(self) -> "Sparse":
        """Return the matrix with row sums that have drifted divided out."""
        sums = np.add.reduceat(self.values, self.starts[:-1])
        if np.abs(sums - 1.0).max() <= DRIFT:
            return self
        values = self.values / np.repeat(sums, np.diff(self.starts))
        return Sparse(self.starts, self.columns, values, self.outputs)

    @property
    def csr(self) -> "csr_array":
        """The same as an array of scipy, without a copy of the entries."""
        from scipy.sparse import csr_array

        array: csr_array = csr_array((self.values, self.columns, self.starts), shape=self.shape)
        return array

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        return len(self.starts) - 1, self.outputs

    @property
    def nnz(self) -> int:
        """How many numbers are kept."""
        return len(self.values)

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term goes through at most: the entries of a column, and of a row."""
        return int(np.bincount(self.columns).max(initial=0)), int(np.diff(self.starts).max(initial=0))

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one."""
        return bool(((self.values == 0.0) | (self.values == 1.0)).all())

    @property
    def is_nonnegative(self) -> bool:
        """Whether every entry is a number of at least 0."""
        return bool(((self.values >= 0.0) & (self.values < np.inf)).all())

    def row_sums(self) -> RowSums:
        """Return the sums over each row of the entries W, of W ln W and of the size of W ln W."""
        firsts = self.starts[:-1]
        terms = np.log(np.where(self.values >= SMALLEST, self.values, 1.0))
        terms *= self.values
        entropy = np.add.reduceat(terms, firsts)
        size = np.add.reduceat(np.abs(terms, out=terms), firsts)
        return RowSums(np.add.reduceat(self.values, firsts), entropy, size)

    def squared_right(self, values: Vector) -> Vector:
        """Return the sums over each row of the squared entries times a function of the outputs."""
        squares: Any = replace(self, values=self.values**2).csr
        return np.asarray(squares @ values)

    def _left(self, laws: Matrix) -> Matrix:
        array: Any = self.csr
        return np.ascontiguousarray((array.T @ laws.T).T)

    def _right(self, values: Matrix) -> Matrix:
        array: Any = self.csr
        return np.ascontiguousarray((array @ values.T).T)

    def _rows(self, places: Indices) -> Matrix:
        array: Any = self.csr
        return np.asarray(array[places].toarray(), dtype=np.float64)


def as_sparse_operator(matrix: ArrayLike, name: str = "channel") -> Sparse:
    """Return a sparse or dense stochastic array as a `Sparse` operator, its entries as they are.

    Raises
    ------
    ShapeError, EmptyAlphabetError
        If it has not two axes with letters.
    NonFiniteError, NegativeProbabilityError, NotNormalizedError
        If it is not stochastic.
    """
    from scipy.sparse import csr_array, issparse

    given: Any = matrix if issparse(matrix) else csr_array(as_matrix(matrix, name=name))
    if given.ndim != 2:
        raise ShapeError(f"the {name} has {given.ndim} axes; a channel has two", value=given.shape)
    if 0 in given.shape:
        raise EmptyAlphabetError(f"the {name} has shape {given.shape}: no letter", value=given.shape)
    if not given.nnz:
        raise NotNormalizedError(
            f"row 0 of the {name} sums to 0.0, not to 1", where=0, value=0.0, hint=REMEDY
        )
    array: Any = as_sparse(given)
    sums = np.asarray(array.sum(axis=1)).ravel()
    worst = int(np.abs(sums - 1.0).argmax())
    if not abs(sums[worst] - 1.0) <= TOLERANCE:
        value = float(sums[worst])
        raise NotNormalizedError(
            f"row {worst} of the {name} sums to {value!r}, not to 1", where=worst, value=value, hint=REMEDY
        )
    return Sparse.of(array)


def is_large_sparse(obj: ArrayLike) -> bool:
    """Whether an argument is a sparse array of scipy with too many entries to be made dense."""
    if not type(obj).__module__.startswith("scipy.sparse") or len(obj.shape) != 2:
        return False
    return int(obj.shape[0]) * int(obj.shape[1]) > DENSE_LIMIT
