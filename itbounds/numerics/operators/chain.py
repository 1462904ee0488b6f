"""Channels one after the other, applied one after the other."""

from dataclasses import dataclass
from math import prod

import numpy as np

from itbounds._typing import Array, Matrix
from itbounds.numerics.operators.base import Indices, Operator
from itbounds.numerics.rounding import SMALLEST, RowSums
from itbounds.numerics.tiles import fold, fold_product, summation_depth

__all__ = ["Chain"]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Chain(Operator):
    r"""The product :math:`W_1 W_2 \cdots W_k` of matrices that fit.

    Parameters
    ----------
    links : tuple of Operator
        At least one; the outputs of each are the inputs of the next.
    """

    links: tuple[Operator, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        return self.links[0].shape[0], self.links[-1].shape[1]

    @property
    def nnz(self) -> int:
        """How many numbers are kept."""
        return sum(link.nnz for link in self.links)

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term goes through at most, acting on laws and on functions.

        A row that is formed has up to as many entries as the product of those of the links' rows, which are
        added up as well: `row_sums` counts like an action on a function.
        """
        depths = [link.depth for link in self.links]
        entries = min(self.shape[1], prod(max(1, right) for _, right in depths))
        summed = min(entries, summation_depth(self.shape[1]))
        return sum(left for left, _ in depths), max(sum(right for _, right in depths), summed)

    @property
    def is_distributed(self) -> bool:
        """Whether rows of a part live in other processes."""
        return any(part.is_distributed for part in self.links)

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one, found block by block."""
        if all(link.is_deterministic for link in self.links):
            return True
        blocks = (self.rows(block) for block in self.blocks())
        return all(bool(((rows == 0.0) | (rows == 1.0)).all()) for rows in blocks)

    @property
    def is_nonnegative(self) -> bool:
        """Whether every entry of every part is a number of at least 0."""
        return all(part.is_nonnegative for part in self.links)

    def row_sums(self) -> RowSums:
        """Return the sums over each row, in runs: in a long row few roundings meet a term."""
        parts = [_sums_in_runs(self.rows(block)) for block in self.blocks()] or [np.zeros((3, 0))]
        return RowSums(*np.concatenate(parts, axis=1))

    def certain_left(self, laws: Array) -> Array:
        """Act on laws by sums of nonnegative terms."""
        for link in self.links:
            laws = link.certain_left(laws)
        return laws

    def certain_right(self, values: Array) -> Array:
        """Act on functions by sums over rows."""
        for link in reversed(self.links):
            values = link.certain_right(values)
        return values

    def _left(self, laws: Matrix) -> Matrix:
        for link in self.links:
            laws = link.left(laws)
        return laws

    def _right(self, values: Matrix) -> Matrix:
        for link in reversed(self.links):
            values = link.right(values)
        return values

    def _rows(self, places: Indices) -> Matrix:
        rows = self.links[0].rows(places)
        for link in self.links[1:]:
            rows = link.certain_left(rows)
        return rows


def _sums_in_runs(rows: Matrix) -> Matrix:
    """Return the sums over each row of W, of W ln W and of its size, as `rounding.row_sums`, one a row."""
    logs = np.log(np.where(rows >= SMALLEST, rows, 1.0))
    entropy = fold_product(rows, logs)
    return np.stack([fold(rows), entropy, fold_product(rows, np.abs(logs, out=logs))])
