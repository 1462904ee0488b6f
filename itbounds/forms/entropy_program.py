"""Information programs as a numeric form: maximise weighted conditional entropies of affine images."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.base import Form
from itbounds.forms.linear import Integers

__all__ = ["ConcaveFunction", "ConditionalEntropy", "EntropyProgramForm", "LinearMap"]

# A solver may let probabilities underflow; their logarithms stay finite.
_LEAST = 1e-300
# From so many entries on a compressed matrix is worth its making.
_MANY = 20_000


@dataclass(frozen=True, eq=False)
class LinearMap:
    """A sparse matrix by its entries.

    Parameters
    ----------
    rows, columns, values : arrays of the same shape
        The entries.
    height, width : int
        The shape.
    """

    rows: Integers
    columns: Integers
    values: Vector
    height: int
    width: int

    def dot(self, point: Vector) -> Vector:
        """Return the product with a vector."""
        if len(self.values) > _MANY:
            return np.asarray(self._sparse @ point, dtype=np.float64)
        products = self.values * point[self.columns]
        return np.bincount(self.rows, weights=products, minlength=self.height).astype(np.float64)

    def back(self, point: Vector) -> Vector:
        """Return the product of the transpose with a vector."""
        if len(self.values) > _MANY:
            return np.asarray(point @ self._sparse, dtype=np.float64)
        products = self.values * point[self.rows]
        return np.bincount(self.columns, weights=products, minlength=self.width).astype(np.float64)

    @cached_property
    def _sparse(self) -> Any:
        from scipy.sparse import csr_array

        return csr_array((self.values, (self.rows, self.columns)), shape=(self.height, self.width))

    def dense(self) -> Matrix:
        """Return the matrix as an array."""
        matrix = np.zeros((self.height, self.width))
        np.add.at(matrix, (self.rows, self.columns), self.values)
        return matrix

    def above(self, other: "LinearMap") -> "LinearMap":
        """Return this matrix with another below it."""
        return LinearMap(
            np.concatenate((self.rows, other.rows + self.height)),
            np.concatenate((self.columns, other.columns)),
            np.concatenate((self.values, other.values)),
            self.height + other.height,
            self.width,
        )

    @classmethod
    def of(cls, matrix: Matrix) -> "LinearMap":
        """Return the entries of an array that are not zero."""
        rows, columns = np.nonzero(matrix)
        return cls(rows, columns, matrix[rows, columns], *matrix.shape)


@dataclass(frozen=True, eq=False)
class ConditionalEntropy:
    r"""The term :math:`w\, H(A \mid B) = -w \sum_a p_a \ln (p_a / p_{b(a)})` with :math:`p = Gq`.

    Parameters
    ----------
    weight : float
        Positive.
    joint : LinearMap
        The matrix G, nonnegative, each of its rows with a positive entry.
    given : array of shape (joint.height,)
        The index :math:`b(a)` of the condition of each state; all 0 for an unconditional entropy.
    """

    weight: float
    joint: LinearMap
    given: Integers

    def value(self, point: Vector) -> float:
        """Return the value in nats."""
        p, ratio = self.laws(point)
        used = p > 0.0
        return -self.weight * float(p[used] @ np.log(ratio[used]))

    def laws(self, point: Vector) -> tuple[Vector, Vector]:
        """Return the probabilities of the states and those given their conditions (0 where those are 0)."""
        p = self.joint.dot(point)
        sums = np.bincount(self.given, weights=p)[self.given]
        return p, np.divide(p, sums, out=np.zeros_like(p), where=sums > 0.0)

    def gradient(self, point: Vector) -> Vector:
        """Return the gradient at a positive point."""
        return self.joint.back(-self.weight * np.log(np.maximum(self.laws(point)[1], _LEAST)))


@dataclass(frozen=True, eq=False)
class ConcaveFunction:
    r"""The function :math:`\sum_e w_e H(A_e \mid B_e) + c \cdot q + c_0` in nats.

    Parameters
    ----------
    terms : tuple of ConditionalEntropy
    linear : array
    constant : float
    """

    terms: tuple[ConditionalEntropy, ...]
    linear: Vector
    constant: float = 0.0

    def value(self, point: Vector) -> float:
        """Return the value in nats."""
        return sum(term.value(point) for term in self.terms) + float(self.linear @ point) + self.constant

    def gradient(self, point: Vector) -> Vector:
        """Return the gradient at a positive point."""
        total = self.linear.copy()
        for term in self.terms:
            total += term.gradient(point)
        return total


@dataclass(frozen=True, eq=False)
class EntropyProgramForm(Form):
    r"""Maximise a sum of conditional entropies of affine images of a point.

    .. math:: \max_{q \ge 0} f(q) \quad \text{subject to} \quad
              \sum_{j \in \text{row}} q_j = t_{\text{row}},\ A q = b,\ C q \le d,\ g_k(q) \ge 0,

    with concave functions f and :math:`g_k`. The cells of q are the joint probabilities of a context and a
    letter of a free kernel, :math:`t` those of the contexts.

    Parameters
    ----------
    row : array of shape (cells,)
        The row of each cell.
    totals : array of shape (rows,)
        Positive.
    objective : ConcaveFunction
    equalities, right : LinearMap, array
        The matrix A and b.
    inequalities, ceiling : LinearMap, array
        The matrix C and d.
    limits : tuple of ConcaveFunction
        The functions :math:`g_k`.
    """

    row: Integers
    totals: Vector
    objective: ConcaveFunction
    equalities: LinearMap
    right: Vector
    inequalities: LinearMap
    ceiling: Vector
    limits: tuple[ConcaveFunction, ...] = ()

    @property
    def is_linear(self) -> bool:
        """Whether no entropy occurs: a linear program."""
        return not self.limits and not self.objective.terms

    @property
    def largest_block(self) -> int:
        """How many cells at least are joined by the conditions of terms, if these are much alike in size."""
        terms = [term for part in (self.objective, *self.limits) for term in part.terms]
        if not terms:
            return 1
        sizes = [np.bincount(term.given[term.joint.rows]) for term in terms]
        if (self.limits or self.inequalities.height) and len(terms) > 1:
            return len(self.row)
        # A cell may enter many states of one condition, and is counted once at most.
        return min(len(self.row), int(max(size.max(initial=0) for size in sizes)))

    @property
    def reduced_size(self) -> int | None:
        """How many conditions, rows, equations and slopes there are; ``None`` if a state is not one cell."""
        count = len(self.totals) + len(self.right) + len(self.ceiling) + len(self.limits)
        for part in (self.objective, *self.limits):
            for term in part.terms:
                if len(term.joint.rows) != term.joint.height:
                    return None
                count += int(term.given.max(initial=0)) + 1
        return count

    def normalised(self, point: Vector) -> Vector:
        """Return a nonnegative point with its rows scaled to their totals; empty rows become uniform."""
        sums = np.bincount(self.row, weights=point, minlength=len(self.totals))
        filled = np.where((sums > _LEAST)[self.row], point, 1.0)
        sums = np.bincount(self.row, weights=filled, minlength=len(self.totals))
        scaled: Vector = filled * (self.totals / sums)[self.row]
        return scaled
