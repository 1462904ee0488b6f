r"""Newton's equations of an information program with many cells, reduced to its few laws.

If each state of each joint law is one cell, minus the Hessian is a diagonal less one dyad for each condition.
With the diagonal D of states and barrier, the vectors B of the conditions, the scaled slopes S and the
equations A a step solves

.. math:: (D + S^\top S - B^\top B)\, x + A^\top y = b, \quad A x = c,

which, by :math:`\lambda = S x` and :math:`\kappa = B x`, is a system of the size of the laws and not of the
cells. With :math:`E = (S, A)` its two pivots are positive definite,

.. math:: P = E D^{-1} E^\top + \operatorname{diag}(I, 0), \qquad
          C + N^\top P^{-1} N, \quad C = I - B D^{-1} B^\top, \quad N = E D^{-1} B^\top,

and C, whose entries off the diagonal are negative, has row sums that are sums of positive terms: nothing
cancels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.forms.linear import Integers
from itbounds.solvers.entropy_program.blocks import cholesky
from itbounds.solvers.entropy_program.curvature import Prepared

__all__ = ["ReducedNewton", "ReducedStep", "reduced_newton"]

# So many times fewer unknowns must there be, and at least so many cells, to pay.
_FEWER, _FEWEST = 2, 200
_PAIRS = 6_000_000
_TINY = 1e-300
_REGULAR = 1e-14
_REFINEMENTS = 2


@dataclass(frozen=True, eq=False)
class _Conditions:
    """The laws of the conditions of a term: one row for each."""

    weight: float
    function: int
    rows: Any


@dataclass(frozen=True, eq=False)
class ReducedStep:
    """The reduced matrices of a step, factored."""

    slopes: Matrix
    equations: Any
    negative: Any
    diagonal: Vector
    sizes: Vector
    first: Matrix
    cross: Matrix
    second: Matrix

    def solve(self, right: Vector, missing: Vector) -> tuple[Vector, Vector]:
        r"""Return x and y with :math:`M x + A^\top y` the right side and :math:`A x` what is missing."""
        extra = len(self.slopes)
        ties = np.concatenate((np.zeros(extra), missing))
        point, outer, inner = self._solved(right, ties, np.zeros(self.negative.shape[0]))
        for _ in range(_REFINEMENTS):
            # The residual of the first equation is zero as computed; those of the others are refined.
            above = ties - np.concatenate((self.slopes @ point, self.equations @ point))
            above[:extra] += outer[:extra]
            more = self._solved(np.zeros_like(right), above, inner - self.negative @ point)
            point, outer, inner = point + more[0], outer + more[1], inner + more[2]
        return point, outer[extra:]

    def _solved(self, right: Vector, above: Vector, below: Vector) -> tuple[Vector, Vector, Vector]:
        """Solve for the point, the multipliers of slopes and equations, and those of conditions."""
        from scipy.linalg import lapack

        start, extra = right / self.diagonal, len(self.slopes)
        ends = np.concatenate((self.slopes @ start, self.equations @ start)) - above
        outer = lapack.dpotrs(self.first, ends / self.sizes, lower=1)[0]
        inner = lapack.dpotrs(self.second, self.negative @ start - below - self.cross.T @ outer, lower=1)[0]
        outer = (outer + lapack.dpotrs(self.first, self.cross @ inner, lower=1)[0]) / self.sizes
        pull = outer[:extra] @ self.slopes + outer[extra:] @ self.equations - inner @ self.negative
        return (right - pull) / self.diagonal, outer, inner


@dataclass(frozen=True, eq=False)
class ReducedNewton:
    """The fixed pattern of the vectors and of the products between them.

    Parameters
    ----------
    conditions : tuple
        Of all conditional entropies.
    equations : sparse matrix
    pattern : sparse matrix
        Equations, and below them conditions.
    first, second, places : arrays
        Pairs of entries in the same column of `pattern`, by their numbers in row order, and where their
        product goes.
    """

    conditions: tuple[_Conditions, ...]
    equations: Any
    pattern: Any
    first: Integers
    second: Integers
    places: Integers

    def at(
        self, point: Vector, scale: Vector, prices: Vector, slopes: Matrix, steepness: Vector
    ) -> ReducedStep:
        """Factor the matrices of a step; parameters are those of `DenseNewton.at`."""
        from scipy.linalg import lapack
        from scipy.sparse import csr_array

        factors = np.maximum(np.concatenate(([1.0], prices)), _TINY)
        parts, curved = [self.equations.data], np.zeros(len(point))
        for piece in self.conditions:
            weight, rows = piece.weight * factors[piece.function], piece.rows
            roots = np.sqrt(weight / np.maximum(rows @ point, _TINY))
            parts.append(rows.data * np.repeat(roots, np.diff(rows.indptr)))
            curved += weight * (np.ones(rows.shape[0]) @ rows)
        # A state adds w g / q to the diagonal, the barrier z / q.
        barrier = point * scale**-2.0
        diagonal = (curved + barrier) / point
        data, height = np.concatenate(parts), self.pattern.shape[0]
        terms = (data / diagonal[self.pattern.indices])[self.first] * data[self.second]
        gram: Matrix = np.bincount(self.places, weights=terms, minlength=height**2).astype(np.float64)
        gram = gram.reshape(height, height)
        design = csr_array((data, self.pattern.indices, self.pattern.indptr), shape=self.pattern.shape)
        ties, extra = self.equations.shape[0], len(slopes)
        steep = slopes * np.sqrt(steepness)[:, None]
        leaning = steep / diagonal
        across = (design @ leaning.T).T
        outer = np.block(
            [[leaning @ steep.T + np.eye(extra), across[:, :ties]], [across[:, :ties].T, gram[:ties, :ties]]]
        )
        sizes = np.sqrt(np.maximum(outer.diagonal(), _TINY))
        outer /= sizes[:, None] * sizes
        outer.flat[:: len(outer) + 1] += _REGULAR
        lower = cholesky(outer)
        cross = np.vstack((across[:, ties:], gram[:ties, ties:])) / sizes[:, None]
        negative = design[ties:]
        half = lapack.dtrtrs(lower, cross, lower=1)[0]
        inner = _complement(gram[ties:, ties:], negative, point, barrier / diagonal) + half.T @ half
        return ReducedStep(steep, self.equations, negative, diagonal, sizes, lower, cross, cholesky(inner))


def _complement(gram: Matrix, negative: Any, point: Vector, left: Vector) -> Matrix:
    r"""Return :math:`C = I - B D^{-1} B^\top` by its entries off the diagonal and what its rows leave over.

    The vector of condition b is :math:`\sqrt{w_b / p_b}\, g_b`, so that :math:`s = B q` has the entries
    :math:`\sqrt{w_b p_b}` and :math:`B^\top s = \sum_b w_b g_b = D q - z`. Therefore
    :math:`C s = B D^{-1} z`, a sum of positive terms.
    """
    scaled: Matrix = -gram
    np.fill_diagonal(scaled, 0.0)
    shares = np.maximum(negative @ point, _TINY)
    np.fill_diagonal(scaled, (negative @ left - scaled @ shares) / shares)
    return scaled


def reduced_newton(
    form: EntropyProgramForm, functions: Sequence[Prepared], equations: Any
) -> ReducedNewton | None:
    """Return the reduced equations of a form, if its states are cells and its laws have few entries."""
    from scipy.sparse import csr_array, vstack

    size, terms = form.reduced_size, [term for part in functions for term in part.function.terms]
    if size is None or not terms or len(form.row) < _FEWEST or size * _FEWER > len(form.row):
        return None
    conditions = tuple(
        _Conditions(term.weight, number, behind)
        for number, part in enumerate(functions)
        for term, behind in zip(part.function.terms, part.patterns, strict=True)
    )
    ties = csr_array(equations)
    pattern = csr_array(vstack([ties, *(piece.rows for piece in conditions)]))
    height = pattern.shape[0]
    numbered = csr_array((np.arange(pattern.nnz), pattern.indices, pattern.indptr), shape=pattern.shape)
    by_column = numbered.tocsc()
    lengths = np.diff(by_column.indptr).astype(np.int64)
    squares = lengths**2
    if int(squares.sum()) > _PAIRS:
        return None
    first = np.repeat(np.arange(by_column.nnz), np.repeat(lengths, lengths))
    starts = np.repeat(by_column.indptr[:-1].astype(np.int64), squares)
    within = np.arange(len(first)) - np.repeat(np.cumsum(squares) - squares, squares)
    second = starts + within % np.repeat(lengths, squares)
    numbers, rows = by_column.data.astype(np.int64), by_column.indices.astype(np.int64)
    places = rows[first] * height + rows[second]
    return ReducedNewton(conditions, ties, pattern, numbers[first], numbers[second], places)
