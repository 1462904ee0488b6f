"""What a structured stochastic matrix is: something that acts on laws and on functions."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Matrix, Vector
from itbounds.errors import ShapeError, SparseNotSupportedError
from itbounds.numerics.coercion import DENSE_LIMIT, frozen
from itbounds.numerics.rounding import RowSums, row_sums

__all__ = ["Indices", "Operator"]

Indices: TypeAlias = NDArray[np.int64]

BLOCK = 1 << 20
"""Rows of large matrices are formed in blocks of about this many entries."""


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Operator(ABC):
    r"""A row-stochastic matrix :math:`W_{xy} = W(y \mid x)`, known by its structure.

    It acts on laws from the left and on functions of the outputs from the right, and need never be formed.
    Where an array is asked for it forms itself, if it has at most ten million entries.
    """

    @property
    @abstractmethod
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""

    @property
    @abstractmethod
    def nnz(self) -> int:
        """How many numbers are kept."""

    @property
    @abstractmethod
    def is_deterministic(self) -> bool:
        """Whether every row is a single one."""

    @property
    @abstractmethod
    def depth(self) -> tuple[int, int]:
        r"""How many roundings a term of the action on laws, and of that on functions, goes through at most.

        With :math:`k` of them the computed action on :math:`f` errs by at most :math:`\gamma_k` times the
        action on :math:`|f|`; rows are formed with a relative error of at most the larger :math:`\gamma_k`.
        """

    @property
    def is_distributed(self) -> bool:
        """Whether rows live in other processes: then it is never formed unless an array is asked for."""
        return False

    @property
    def size(self) -> int:
        """The number of entries of the matrix, formed or not."""
        return self.shape[0] * self.shape[1]

    def left(self, laws: Array) -> Array:
        r"""Return :math:`\sum_x p_x W_{xy}` for a law, or for each of a stack of laws.

        Parameters
        ----------
        laws : array of shape (..., m)

        Returns
        -------
        array of shape (..., n)

        Raises
        ------
        ShapeError
            If the last axis is not that of the inputs.
        """
        stack = self._stack(laws, 0)
        shape = (*laws.shape[:-1], self.shape[1])
        return self._left(stack).reshape(shape) if stack.size else np.zeros(shape)

    def right(self, values: Array) -> Array:
        r"""Return :math:`\sum_y W_{xy} f_y` for a function of the outputs, or for each of a stack of them.

        Parameters
        ----------
        values : array of shape (..., n)

        Returns
        -------
        array of shape (..., m)

        Raises
        ------
        ShapeError
            If the last axis is not that of the outputs.
        """
        stack = self._stack(values, 1)
        shape = (*values.shape[:-1], self.shape[0])
        return self._right(stack).reshape(shape) if stack.size else np.zeros(shape)

    def certain_left(self, laws: Array) -> Array:
        """Act on laws by sums of nonnegative terms, so that `depth` bounds the error of every entry."""
        return self.left(laws)

    def certain_right(self, values: Array) -> Array:
        """Act on functions by a sum over each row as it stands, so that `depth` bounds its error."""
        return self.right(values)

    def squared_right(self, values: Vector) -> Vector:
        r"""Return :math:`\sum_y W_{xy}^2 f_y` for a function of the outputs, block by block of rows."""
        rows = (self.rows(block) for block in self.blocks())
        return np.concatenate([np.einsum("xy,xy,y->x", part, part, values) for part in rows])

    @property
    def is_nonnegative(self) -> bool:
        """Whether every entry is a number of at least 0, found block by block."""
        blocks = (self.rows(block) for block in self.blocks())
        return all(bool(((rows >= 0.0) & (rows < np.inf)).all()) for rows in blocks)

    def row_sums(self) -> RowSums:
        """Return the sums of the entries W of each row, of W ln W and of the size of W ln W."""
        if not self.shape[0]:
            return row_sums(np.zeros(self.shape))
        parts = [row_sums(self.rows(block)) for block in self.blocks()]
        return RowSums(
            np.concatenate([part.total for part in parts]),
            np.concatenate([part.entropy for part in parts]),
            np.concatenate([part.size for part in parts]),
        )

    def rows(self, which: slice | Indices) -> Matrix:
        """Return some rows of the matrix as an array.

        Raises
        ------
        SparseNotSupportedError
            If they have more than ten million entries.
        """
        places = np.arange(*which.indices(self.shape[0])) if isinstance(which, slice) else which
        entries = len(places) * self.shape[1]
        if entries > max(DENSE_LIMIT, self.nnz):
            raise SparseNotSupportedError(
                f"{len(places)} rows of {self!r} have {entries} entries ({entries * 8 / 2**30:.1f} GiB)",
                value=self.shape,
                hint="let it act on laws (`p >> W`, `left`), look at fewer rows (`operator.rows`), take a "
                "marginal, or treat its parts one by one",
            )
        return self._rows(places)

    def dense(self) -> Matrix:
        """Return the matrix as a read-only array.

        Raises
        ------
        SparseNotSupportedError
            If it has more than ten million entries.
        """
        return frozen(self.rows(slice(None)))

    def blocks(self) -> list[Indices]:
        """Return the rows in blocks that are small enough to be formed one after the other."""
        step = max(1, BLOCK // self.shape[1])
        return [np.arange(i, min(i + step, self.shape[0])) for i in range(0, self.shape[0], step)]

    @abstractmethod
    def _left(self, laws: Matrix) -> Matrix:
        """Act on a stack of laws, one a row."""

    @abstractmethod
    def _right(self, values: Matrix) -> Matrix:
        """Act on a stack of functions, one a row."""

    @abstractmethod
    def _rows(self, places: Indices) -> Matrix:
        """Return the rows at these places, in a fresh array or a read-only one."""

    def _stack(self, array: Array, axis: int) -> Matrix:
        if array.ndim == 0 or array.shape[-1] != self.shape[axis]:
            raise ShapeError(
                f"{self!r} acts on arrays of shape (..., {self.shape[axis]}), not {array.shape}",
                value=array.shape,
            )
        return array.reshape(-1, self.shape[axis])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Return the matrix, for numpy, if it is small enough."""
        return np.array(self.dense(), dtype=dtype, copy=copy)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))

    def __repr__(self) -> str:
        rows, columns = self.shape
        return f"<{rows} x {columns} {type(self).__name__}, {self.nnz} numbers>"
