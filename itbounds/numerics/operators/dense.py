"""Stochastic matrices that are kept as they are."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Matrix
from itbounds.numerics.operators.base import Indices, Operator

__all__ = ["Dense", "settled"]

DRIFT = 1e-12
"""Row sums of a composite further off one than this are divided out, lest they grow along a chain."""


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Dense(Operator):
    """A stochastic matrix in full.

    Parameters
    ----------
    matrix : array of shape (m, n)
        Trusted to be stochastic.
    """

    matrix: Matrix

    def __post_init__(self) -> None:
        self.matrix.setflags(write=False)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        rows, columns = self.matrix.shape
        return rows, columns

    @property
    def nnz(self) -> int:
        """How many numbers are kept."""
        return self.matrix.size

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term goes through at most, acting on laws and on functions."""
        return self.shape

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one."""
        return bool(((self.matrix == 0.0) | (self.matrix == 1.0)).all())

    def dense(self) -> Matrix:
        """Return the matrix itself, whatever its size."""
        return self.matrix

    def _left(self, laws: Matrix) -> Matrix:
        return laws @ self.matrix

    def _right(self, values: Matrix) -> Matrix:
        return values @ self.matrix.T

    def _rows(self, places: Indices) -> Matrix:
        return self.matrix[places]


def settled(matrix: Matrix) -> Matrix:
    """Divide out row sums that have drifted; a matrix that is stochastic up to rounding stays as it is."""
    sums = matrix.sum(axis=1, keepdims=True)
    return matrix / sums if np.abs(sums - 1.0).max() > DRIFT else matrix
