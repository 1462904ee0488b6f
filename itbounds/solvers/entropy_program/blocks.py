"""Symmetric matrices that are block diagonal after a permutation, their blocks side by side in one array."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.forms.linear import Integers

__all__ = ["Blocks", "cholesky", "flipped", "triangular"]

_FEW = 100


@dataclass(frozen=True, eq=False)
class Blocks:
    """Which variables belong to which block; blocks are filled up to one size with variables of their own.

    Parameters
    ----------
    block, place : arrays of shape (n,)
        The block of each variable, and its place within.
    count, size : int
        The number of blocks, and their common size.
    """

    block: Integers
    place: Integers
    count: int
    size: int

    @classmethod
    def of(cls, width: int, patterns: Sequence[Any]) -> "Blocks":
        """Return the blocks of a sum of products G^T D G with matrices of these sparsity patterns."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        # Variables in the same row of a pattern are joined through a node for the row.
        heights = [pattern.shape[0] for pattern in patterns]
        starts = width + np.concatenate(([0], np.cumsum(heights))).astype(np.int64)
        entries = [pattern.tocoo() for pattern in patterns]
        rows = [entry.row + start for entry, start in zip(entries, starts[:-1], strict=True)]
        first = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
        second = np.concatenate([np.zeros(0, dtype=np.int64), *(entry.col for entry in entries)])
        total = int(starts[-1])
        graph = coo_array((np.ones(len(first)), (first, second)), shape=(total, total))
        _, labels = connected_components(graph, directed=False)
        _, block = np.unique(labels[:width], return_inverse=True)
        order = np.argsort(block, kind="stable")
        sizes = np.bincount(block)
        place = np.empty(width, dtype=np.int64)
        place[order] = np.arange(width) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        # Too few for loops over blocks to pay, or too uneven to be filled up.
        if width < _FEW or int(sizes.max()) * len(sizes) > 2 * width:
            return cls.single(width)
        return cls(block, place, len(sizes), int(sizes.max()))

    @classmethod
    def single(cls, width: int) -> "Blocks":
        """Return one block of all variables."""
        return cls(np.zeros(width, dtype=np.int64), np.arange(width), 1, width)

    def empty(self) -> Array:
        """Return the matrix of zeros."""
        return np.zeros((self.count, self.size, self.size))

    def places(self, first: Integers, second: Integers) -> Integers:
        """Return where the entries of pairs of variables of one block are, in the flattened array."""
        flat: Integers = (self.block[first] * self.size + self.place[first]) * self.size + self.place[second]
        return flat

    def factored(self, matrix: Array, scale: Vector) -> Array:
        """Return the lower Cholesky factors of the identity plus the matrix, scaled on both sides."""
        spread = np.zeros((self.count, self.size))
        spread[self.block, self.place] = scale
        matrix = matrix * spread[:, :, None] * spread[:, None, :]
        diagonal = np.arange(self.size)
        matrix[:, diagonal, diagonal] += 1.0
        if self.count == 1:
            return cholesky(matrix[0])[None]
        jitter = 0.0
        for _ in range(8):
            try:
                factor: Array = np.linalg.cholesky(matrix).astype(np.float64, copy=False)
                return factor
            except np.linalg.LinAlgError:
                jitter = max(1e-15 * self.size, 30.0 * jitter)
                matrix[:, diagonal, diagonal] *= 1.0 + jitter
        raise np.linalg.LinAlgError("the Newton matrix is not positive definite")

    def half_solved(self, lower: Array, right: Matrix) -> Matrix:
        """Return the solution of the lower triangular system for several right-hand sides."""
        from scipy.linalg import lapack

        if self.count == 1:
            return np.asarray(lapack.dtrtrs(lower[0], right, lower=1)[0])
        spread = np.zeros((self.count, self.size, right.shape[1]))
        spread[self.block, self.place] = right
        found: Matrix = triangular(lower, spread)[self.block, self.place]
        return found

    def other_half(self, lower: Array, right: Vector) -> Vector:
        """Return the solution of the transposed system."""
        from scipy.linalg import lapack

        if self.count == 1:
            return np.asarray(lapack.dtrtrs(lower[0], right, lower=1, trans=1)[0])
        spread = np.zeros((self.count, self.size, 1))
        spread[self.block, self.place, 0] = right
        found: Vector = triangular(flipped(lower), spread[:, ::-1])[:, ::-1][self.block, self.place, 0]
        return found


def flipped(lower: Array) -> Array:
    """Return the transposes with both axes reversed, lower triangular again."""
    return lower.transpose(0, 2, 1)[:, ::-1, ::-1]


def triangular(lower: Array, right: Array) -> Array:
    """Solve lower triangular systems side by side: one by one, or a row of all of them at a time."""
    from scipy.linalg import lapack

    solved = np.empty_like(right)
    if len(lower) < lower.shape[1]:
        for k, (matrix, columns) in enumerate(zip(lower, right, strict=True)):
            solved[k] = lapack.dtrtrs(matrix, columns, lower=1)[0]
        return solved
    for i in range(lower.shape[1]):
        rest = right[:, i]
        if i:
            rest = rest - np.einsum("bj,bjk->bk", lower[:, i, :i], solved[:, :i])
        solved[:, i] = rest / lower[:, i, i, None]
    return solved


def cholesky(matrix: Matrix) -> Matrix:
    """Return the lower Cholesky factor; rounding that spoils positivity is met by a growing jitter."""
    from scipy.linalg import lapack

    diagonal, jitter = matrix.diagonal().copy(), 0.0
    for _ in range(8):
        factor, info = lapack.dpotrf(matrix, lower=1, clean=1)
        if info == 0:
            return np.asarray(factor)
        jitter = max(1e-15 * len(matrix), 30.0 * jitter)
        matrix.flat[:: len(matrix) + 1] = diagonal * (1.0 + jitter)
    raise np.linalg.LinAlgError("the Newton matrix is not positive definite")
