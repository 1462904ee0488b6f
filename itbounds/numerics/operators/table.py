"""Functions as stochastic matrices: a table of indices, read forwards and backwards."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from itbounds._typing import Count, Matrix
from itbounds.errors import DomainError
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.operators.base import Indices, Operator
from itbounds.numerics.rounding import RowSums

__all__ = ["Deterministic", "Identity", "as_table", "function_table", "scatter"]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Deterministic(Operator):
    r"""The matrix :math:`W_{xy} = 1[y = t(x)]` of a function.

    Parameters
    ----------
    table : array of int, of shape (m,)
        The output of each input; trusted to be below `outputs`.
    outputs : int
        The number of outputs.
    """

    table: Indices
    outputs: int

    def __post_init__(self) -> None:
        self.table.setflags(write=False)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        return len(self.table), self.outputs

    @property
    def nnz(self) -> int:
        """How many numbers are kept."""
        return len(self.table)

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term goes through at most, acting on laws and on functions."""
        return int(np.bincount(self.table).max(initial=0)), 0

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one."""
        return True

    @property
    def is_nonnegative(self) -> bool:
        """Whether every entry is a number of at least 0: yes."""
        return True

    def row_sums(self) -> RowSums:
        """Return the sums over each row: of a single one."""
        rows = self.shape[0]
        return RowSums(np.ones(rows), np.zeros(rows), np.zeros(rows))

    def _left(self, laws: Matrix) -> Matrix:
        return scatter(laws, self.table, self.outputs)

    def _right(self, values: Matrix) -> Matrix:
        return values[:, self.table]

    def _rows(self, places: Indices) -> Matrix:
        rows = np.zeros((len(places), self.outputs))
        rows[np.arange(len(places)), self.table[places]] = 1.0
        return rows


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Identity(Operator):
    """The identity matrix, of any size.

    Parameters
    ----------
    letters : int
        The number of rows.
    """

    letters: int

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        return self.letters, self.letters

    @property
    def nnz(self) -> int:
        """How many numbers are kept."""
        return 0

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term goes through at most: none."""
        return 0, 0

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one."""
        return True

    @property
    def is_nonnegative(self) -> bool:
        """Whether every entry is a number of at least 0: yes."""
        return True

    def row_sums(self) -> RowSums:
        """Return the sums over each row: of a single one."""
        rows = self.shape[0]
        return RowSums(np.ones(rows), np.zeros(rows), np.zeros(rows))

    def _left(self, laws: Matrix) -> Matrix:
        return laws

    def _right(self, values: Matrix) -> Matrix:
        return values

    def _rows(self, places: Indices) -> Matrix:
        rows = np.zeros((len(places), self.letters))
        rows[np.arange(len(places)), places] = 1.0
        return rows


def as_table(operator: Operator) -> Deterministic | None:
    """Return the table of an operator that is a function, or None if it is none or too large to look at."""
    if isinstance(operator, Deterministic):
        return operator
    if isinstance(operator, Identity):
        return Deterministic(np.arange(operator.letters), operator.letters)
    if operator.size > DENSE_LIMIT or not operator.is_deterministic:
        return None
    blocks = [operator.rows(block).argmax(axis=1) for block in operator.blocks()]
    return Deterministic(np.concatenate(blocks).astype(np.int64), operator.shape[1])


def scatter(stack: Matrix, table: Indices, outputs: int) -> Matrix:
    """Add up the columns that a table sends to the same place.

    Examples
    --------
    >>> import numpy as np
    >>> scatter(np.array([[0.25, 0.25, 0.5]]), np.array([1, 0, 1]), 3)
    array([[0.25, 0.75, 0.  ]])
    """
    result = np.zeros((len(stack), outputs))
    order = np.argsort(table, kind="stable")
    targets, starts = np.unique(table[order], return_index=True)
    if len(targets) == len(table):
        result[:, table] = stack
    else:
        result[:, targets] = np.add.reduceat(stack[:, order], starts, axis=1)
    return result


def function_table(table: Iterable[Count], outputs: int) -> Indices:
    """Return the table of a function as an array.

    Raises
    ------
    DomainError
        For an entry that is no index into the outputs.
    """
    images = table.tolist() if isinstance(table, np.ndarray) else list(table)
    for x, y in enumerate(images):
        if not isinstance(y, (int, np.integer)) or not 0 <= y < outputs:
            raise DomainError(f"entry {x} of the table is {y!r}, no index below {outputs}", where=x, value=y)
    return np.array(images, dtype=np.int64)
