"""Products of channels side by side, applied factor by factor."""

from dataclasses import dataclass
from math import prod

import numpy as np

from itbounds._typing import Array, Matrix
from itbounds.numerics.operators.base import Indices, Operator
from itbounds.numerics.rounding import RowSums

__all__ = ["Kronecker"]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Kronecker(Operator):
    r"""The product :math:`W_1 \otimes \dots \otimes W_k`, the last index fastest.

    Parameters
    ----------
    factors : tuple of Operator
        At least one.

    Notes
    -----
    The array that is acted on is read as a matrix with the first factor's letters as rows; its transpose
    times the factor has that factor's outputs as its last axis. After all factors have taken their turn, the
    axes have come round: :math:`k` thin products instead of one with :math:`\prod_i m_i n_i` entries.
    """

    factors: tuple[Operator, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        return prod(part.shape[0] for part in self.factors), prod(part.shape[1] for part in self.factors)

    @property
    def nnz(self) -> int:
        """How many numbers are kept."""
        return sum(part.nnz for part in self.factors)

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term goes through at most, acting on laws and on functions."""
        depths = [part.depth for part in self.factors]
        return sum(left for left, _ in depths), sum(right for _, right in depths)

    @property
    def is_distributed(self) -> bool:
        """Whether rows of a part live in other processes."""
        return any(part.is_distributed for part in self.factors)

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one."""
        return all(part.is_deterministic for part in self.factors)

    @property
    def is_nonnegative(self) -> bool:
        """Whether every entry of every part is a number of at least 0."""
        return all(part.is_nonnegative for part in self.factors)

    def certain_left(self, laws: Array) -> Array:
        """Act on laws by sums of nonnegative terms, factor by factor."""
        turned = laws.reshape(-1, self.shape[0]).T
        for part in self.factors:
            turned = part.certain_left(turned.reshape(part.shape[0], -1).T)
        return turned.reshape(*laws.shape[:-1], self.shape[1])

    def certain_right(self, values: Array) -> Array:
        """Act on functions by sums over rows, factor by factor."""
        turned = values.reshape(-1, self.shape[1]).T
        for part in self.factors:
            turned = part.certain_right(turned.reshape(part.shape[1], -1).T)
        return turned.reshape(*values.shape[:-1], self.shape[0])

    def row_sums(self) -> RowSums:
        r"""Return the sums over each row, by :math:`\ln(vw) = \ln v + \ln w`, without forming it."""
        total, entropy, size = np.ones(1), np.zeros(1), np.zeros(1)
        for part in self.factors:
            sums = part.row_sums()
            entropy = (entropy[:, None] * sums.total + total[:, None] * sums.entropy).ravel()
            size = (size[:, None] * sums.total + total[:, None] * sums.size).ravel()
            total = (total[:, None] * sums.total).ravel()
        return RowSums(total, entropy, size)

    def _left(self, laws: Matrix) -> Matrix:
        turned = laws.T
        for part in self.factors:
            turned = part.left(turned.reshape(part.shape[0], -1).T)
        return turned.reshape(len(laws), -1)

    def _right(self, values: Matrix) -> Matrix:
        turned = values.T
        for part in self.factors:
            turned = part.right(turned.reshape(part.shape[1], -1).T)
        return turned.reshape(len(values), -1)

    def _rows(self, places: Indices) -> Matrix:
        indices = np.unravel_index(places, [part.shape[0] for part in self.factors])
        rows = np.ones((len(places), 1))
        for part, index in zip(self.factors, indices, strict=True):
            block = part.rows(index.astype(np.int64))
            width = rows.shape[1] * block.shape[1]
            rows = (rows[:, :, None] * block[:, None, :]).reshape(len(places), width)
        return rows
