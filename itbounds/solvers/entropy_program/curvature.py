"""Hessians of weighted conditional entropies, with their sparsity prepared once."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.entropy_program import ConcaveFunction
from itbounds.forms.linear import Integers
from itbounds.solvers.entropy_program.matrices import gathered, sparse

__all__ = ["Prepared"]

# Products of pairs of entries of a row are listed up to so many; beyond, or if nearly dense, BLAS is faster.
_PAIRS = 2_000_000
_DENSE = 0.15


@dataclass(frozen=True, eq=False)
class _Pairs:
    """The sum of outer products of the rows of a sparse matrix, weighted: its entries, by the row."""

    places: Integers
    products: Vector
    rows: Integers

    def add(self, weights: Vector, matrix: Matrix) -> None:
        """Add the weighted sum to a matrix."""
        terms = self.products * weights[self.rows]
        if len(terms) * 8 < matrix.size:
            np.add.at(matrix.reshape(-1), self.places, terms)
        else:
            matrix += np.bincount(self.places, weights=terms, minlength=matrix.size).reshape(matrix.shape)


@dataclass(frozen=True, eq=False)
class _Part:
    """A signed matrix G whose product with the point is a law, and how its Hessian is added up."""

    weight: float
    matrix: Any
    pairs: _Pairs | None

    def add(self, point: Vector, factor: float, total: Matrix) -> None:
        weights = factor * self.weight / np.maximum(self.matrix @ point, 1e-300)
        if self.pairs is not None:
            self.pairs.add(weights, total)
        else:
            total += (self.matrix.T * weights) @ self.matrix


@dataclass(frozen=True, eq=False)
class Prepared:
    """A concave function whose Hessian is wanted many times.

    Parameters
    ----------
    function : ConcaveFunction
    """

    function: ConcaveFunction

    @cached_property
    def _parts(self) -> tuple[_Part, ...]:
        """The joint laws with their weights, and those of the conditions with minus them."""
        found = []
        for term in self.function.terms:
            joint = sparse(term.joint)
            behind = gathered(term.given, int(term.given.max(initial=0)) + 1) @ joint
            found += [_part(term.weight, joint), _part(-term.weight, behind)]
        return tuple(found)

    def add_hessian(self, point: Vector, matrix: Matrix, factor: float = 1.0) -> None:
        """Add a multiple of minus the Hessian, which has no negative eigenvalue, to a matrix."""
        for part in self._parts:
            part.add(point, factor, matrix)

    def value(self, point: Vector) -> float:
        """Return the value in nats."""
        return self.function.value(point)

    def gradient(self, point: Vector) -> Vector:
        """Return the gradient at a positive point."""
        return self.function.gradient(point)


def _part(weight: float, matrix: Any) -> _Part:
    lengths = np.diff(matrix.indptr)
    size = matrix.shape[0] * matrix.shape[1]
    if int((lengths.astype(np.int64) ** 2).sum()) > _PAIRS or (matrix.nnz > _DENSE * size and size > 4096):
        return _Part(weight, matrix.toarray(), None)
    first = np.repeat(np.arange(matrix.nnz), np.repeat(lengths, lengths))
    starts = np.repeat(matrix.indptr[:-1], lengths**2)
    within = np.arange(len(first)) - np.repeat(np.cumsum(lengths**2) - lengths**2, lengths**2)
    second = starts + within % np.repeat(lengths, lengths**2)
    places = matrix.indices[first].astype(np.int64) * matrix.shape[1] + matrix.indices[second]
    rows = np.repeat(np.arange(matrix.shape[0]), lengths**2)
    return _Part(weight, matrix, _Pairs(places, matrix.data[first] * matrix.data[second], rows))
