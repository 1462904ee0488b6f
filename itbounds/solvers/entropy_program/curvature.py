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

__all__ = ["Prepared"]

# Products of pairs of entries of a row are listed up to so many; beyond, or if nearly dense, BLAS is faster.
_PAIRS = 2_000_000
_DENSE = 0.15


@dataclass(frozen=True, eq=False)
class _Part:
    """A signed matrix G whose product with the point is a law, and how its Hessian is added up.

    The products of pairs of entries of a row are listed by row, unless there are too many.
    """

    weight: float
    matrix: Any
    dense: bool
    first: Integers
    second: Integers
    products: Vector
    rows: Integers

    def add(self, point: Vector, factor: float, blocks: Blocks, total: Array) -> None:
        weights = factor * self.weight / np.maximum(self.matrix @ point, 1e-300)
        if self.dense:
            product = (self.matrix.T * weights) @ self.matrix
            if blocks.count == 1:
                total[0] += product
            else:
                first, second = np.nonzero(product)
                np.add.at(total.reshape(-1), blocks.places(first, second), product[first, second])
            return
        terms = self.products * weights[self.rows]
        places = blocks.places(self.first, self.second)
        total += np.bincount(places, weights=terms, minlength=total.size).reshape(total.shape)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A concave function whose Hessian is wanted many times.

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

    @cached_property
    def _parts(self) -> tuple[_Part, ...]:
        """The joint laws with their weights, and those of the conditions with minus them."""
        found = []
        for term, behind in zip(self.function.terms, self.patterns, strict=True):
            found += [_part(term.weight, sparse(term.joint)), _part(-term.weight, behind)]
        return tuple(found)

    def add_hessian(self, point: Vector, blocks: Blocks, total: Array, factor: float = 1.0) -> None:
        """Add a multiple of minus the Hessian, which has no negative eigenvalue, to a matrix of blocks."""
        for part in self._parts:
            part.add(point, factor, blocks, total)

    def value(self, point: Vector) -> float:
        """Return the value in nats."""
        return self.function.value(point)

    def gradient(self, point: Vector) -> Vector:
        """Return the gradient at a positive point."""
        return self.function.gradient(point)


def _part(weight: float, matrix: Any) -> _Part:
    lengths = np.diff(matrix.indptr).astype(np.int64)
    size, none = matrix.shape[0] * matrix.shape[1], np.zeros(0, dtype=np.int64)
    if int((lengths**2).sum()) > _PAIRS or (matrix.nnz > _DENSE * size and size > 4096):
        return _Part(weight, matrix.toarray(), True, none, none, np.zeros(0), none)
    first = np.repeat(np.arange(matrix.nnz), np.repeat(lengths, lengths))
    starts = np.repeat(matrix.indptr[:-1].astype(np.int64), lengths**2)
    within = np.arange(len(first)) - np.repeat(np.cumsum(lengths**2) - lengths**2, lengths**2)
    second = starts + within % np.repeat(lengths, lengths**2)
    rows = np.repeat(np.arange(matrix.shape[0]), lengths**2)
    indices = matrix.indices.astype(np.int64)
    products = matrix.data[first] * matrix.data[second]
    return _Part(weight, matrix, False, indices[first], indices[second], products, rows)
