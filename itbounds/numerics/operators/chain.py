"""Channels one after the other, applied one after the other."""

from dataclasses import dataclass

from itbounds._typing import Array, Matrix
from itbounds.numerics.operators.base import Indices, Operator

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
        """How many roundings a term goes through at most, acting on laws and on functions."""
        depths = [link.depth for link in self.links]
        return sum(left for left, _ in depths), sum(right for _, right in depths)

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
