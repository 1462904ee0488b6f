"""Hessians of weighted conditional entropies, with their sparsity prepared once."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from itbounds._typing import Array, Vector
from itbounds.forms.entropy_program import ConcaveFunction, ConditionalEntropy
from itbounds.forms.linear import Integers
from itbounds.solvers.entropy_program.blocks import Blocks
from itbounds.solvers.entropy_program.matrices import gathered, sparse

__all__ = ["Hessian", "Prepared"]

# Products of pairs of entries of a row are listed where they are so many times fewer than those of all pairs.
_SPARSE = 16
_PAIRS = 2_000_000


@dataclass(frozen=True, eq=False)
class _Part:
    """A signed matrix G whose product with the point is a law, and how its Hessian is added up.

    Parameters
    ----------
    weight : float
        With its sign.
    matrix : sparse matrix
    rows, place : array of shape (blocks, rows, size) and arrays
        The rows of each block side by side, and where each row is; empty if pairs are listed.
    products, row, target : arrays
        Products of pairs of entries of a row, the row, and where in the flattened matrix they are added.
    """

    weight: float
    matrix: Any
    rows: Array
    place: tuple[Integers, Integers]
    products: Vector
    row: Integers
    target: Integers

    def add(self, point: Vector, factor: float, total: Array) -> None:
        """Add a multiple of the Hessian to a matrix of blocks."""
        weights = factor * self.weight / np.maximum(self.matrix @ point, 1e-300)
        if self.rows.size:
            spread = np.zeros(self.rows.shape[:2])
            spread[self.place] = weights
            total += np.matmul((self.rows * spread[:, :, None]).transpose(0, 2, 1), self.rows)
        else:
            terms = self.products * weights[self.row]
            total += np.bincount(self.target, weights=terms, minlength=total.size).reshape(total.shape)


@dataclass(frozen=True, eq=False)
class Hessian:
    """Minus the Hessian of a concave function, which has no negative eigenvalue.

    Parameters
    ----------
    parts : tuple
        The joint laws with their weights, and those of the conditions with minus them.
    """

    parts: tuple[_Part, ...]

    def add(self, point: Vector, factor: float, total: Array) -> None:
        """Add a multiple of it to a matrix of blocks."""
        for part in self.parts:
            part.add(point, factor, total)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A concave function whose derivatives are wanted many times.

    Parameters
    ----------
    function : ConcaveFunction
    """

    function: ConcaveFunction

    @cached_property
    def patterns(self) -> tuple[Any, ...]:
        """The matrices of the conditions' laws, whose rows contain those of the joint laws."""
        return tuple(self._behind(term) for term in self.function.terms)

    @staticmethod
    def _behind(term: ConditionalEntropy) -> Any:
        return gathered(term.given, int(term.given.max(initial=0)) + 1) @ sparse(term.joint)

    def hessian(self, blocks: Blocks) -> Hessian:
        """Return minus the Hessian in blocks."""
        parts = []
        for term, behind in zip(self.function.terms, self.patterns, strict=True):
            parts += [_part(term.weight, sparse(term.joint), blocks), _part(-term.weight, behind, blocks)]
        return Hessian(tuple(parts))

    def value(self, point: Vector) -> float:
        """Return the value in nats."""
        return self.function.value(point)

    def gradient(self, point: Vector) -> Vector:
        """Return the gradient at a positive point."""
        return self.function.gradient(point)


def _part(weight: float, matrix: Any, blocks: Blocks) -> _Part:
    lengths = np.diff(matrix.indptr).astype(np.int64)
    none, pairs = np.zeros(0, dtype=np.int64), int((lengths**2).sum())
    entries = matrix.tocoo()
    home = np.zeros(len(lengths), dtype=np.int64)
    home[entries.row] = blocks.block[entries.col]
    sizes = np.bincount(home, minlength=blocks.count)
    # Few products are added one by one; for many BLAS is faster, zeros and all.
    small = blocks.size <= _SPARSE and pairs <= _PAIRS
    if not small and pairs * _SPARSE > blocks.count * int(sizes.max()) * blocks.size**2:
        order = np.argsort(home, kind="stable")
        place = np.empty(len(home), dtype=np.int64)
        place[order] = np.arange(len(home)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        rows = np.zeros((blocks.count, int(sizes.max()), blocks.size))
        rows[home[entries.row], place[entries.row], blocks.place[entries.col]] = entries.data
        return _Part(weight, matrix, rows, (home, place), np.zeros(0), none, none)
    first = np.repeat(np.arange(matrix.nnz), np.repeat(lengths, lengths))
    starts = np.repeat(matrix.indptr[:-1].astype(np.int64), lengths**2)
    within = np.arange(len(first)) - np.repeat(np.cumsum(lengths**2) - lengths**2, lengths**2)
    second = starts + within % np.repeat(lengths, lengths**2)
    row = np.repeat(np.arange(len(lengths)), lengths**2)
    indices = matrix.indices.astype(np.int64)
    target = blocks.places(indices[first], indices[second])
    products = matrix.data[first] * matrix.data[second]
    return _Part(weight, matrix, np.zeros((0, 0, 0)), (none, none), products, row, target)
