"""A capacity form prepared for the solvers: normalised rows, their entropies, two-product evaluation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix, Vector
from itbounds.forms import CapacityForm
from itbounds.solvers.capacity.evaluation import LEAST_PROBABILITY, Evaluation

__all__ = ["LEAST_PROBABILITY", "Instance"]

_CHUNK = 1 << 15
_ROW_SUM_SLACK = 1e-14


@dataclass(frozen=True, eq=False)
class Instance(Evaluation):
    r"""A channel with what every iteration needs.

    With :math:`c_x = \sum_y W_{xy} \ln W_{xy}` computed once, an iteration costs two matrix-vector products:
    :math:`q = p W` and :math:`D_x = D(W_x \| q) = c_x - \sum_y W_{xy} \ln q_y`.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel, its rows normalised.
    negentropy : array of shape (m,)
        The numbers :math:`c_x`, at most 0, and the bonus of each letter where the form has one.
    excess : array of shape (m,), optional
        What each letter costs above the budget, :math:`b_x - B`; laws obey :math:`p \cdot (b - B) \le 0`.
    """

    matrix: Matrix
    negentropy: Vector
    excess: Vector | None = None

    @classmethod
    def of(cls, form: CapacityForm) -> "Instance":
        """Prepare a form; the channel that is meant is the matrix with its rows normalised."""
        matrix = form.matrix
        sums = matrix.sum(axis=1)
        if np.abs(sums - 1.0).max() > _ROW_SUM_SLACK:
            matrix = matrix / sums[:, None]
        excess = None if form.cost is None or form.budget is None else form.cost - form.budget
        negentropy = _negentropy(matrix)
        if form.bonus is not None:
            negentropy += form.bonus
        return cls(matrix, negentropy, excess)

    @property
    def letters(self) -> int:
        """The number of inputs."""
        return len(self.matrix)

    def output_law(self, p: Vector) -> Vector:
        """Return the output law of an input law."""
        law: Vector = p @ self.matrix
        return law

    def divergences(self, q: Vector) -> Vector:
        """Return the divergence of every row from an output law, raised to `LEAST_PROBABILITY`, in nats."""
        divergence: Vector = self.negentropy - self.matrix @ np.log(np.maximum(q, LEAST_PROBABILITY))
        return divergence

    def restricted(self, letters: NDArray[np.intp]) -> "Instance":
        """Return the channel of some of the letters, given by their indices."""
        excess = None if self.excess is None else self.excess[letters]
        return Instance(self.matrix[letters], self.negentropy[letters], excess)


def _negentropy(matrix: Matrix) -> Vector:
    """Return the sums of ``w ln w`` over each row, in blocks of rows that stay in the cache."""
    rows, columns = matrix.shape
    block = max(1, _CHUNK // columns)
    total = np.empty(rows)
    for start in range(0, rows, block):
        part = matrix[start : start + block]
        # A zero entry meets a finite logarithm and vanishes.
        logarithms = np.log(np.maximum(part, LEAST_PROBABILITY))
        total[start : start + block] = np.einsum("xy,xy->x", part, logarithms)
    return total
