"""A capacity form prepared for the solvers: normalised rows, their entropies, two-product evaluation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix, Vector
from itbounds.forms import CapacityForm

__all__ = ["LEAST_PROBABILITY", "Instance"]

LEAST_PROBABILITY = 1e-300
_CHUNK = 1 << 15
_ROW_SUM_SLACK = 1e-14


@dataclass(frozen=True, eq=False)
class Instance:
    r"""A channel with what every iteration needs.

    With :math:`c_x = \sum_y W_{xy} \ln W_{xy}` computed once, an iteration costs two matrix-vector products:
    :math:`q = p W` and :math:`D_x = D(W_x \| q) = c_x - \sum_y W_{xy} \ln q_y`.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel, its rows normalised.
    negentropy : array of shape (m,)
        The numbers :math:`c_x`, at most 0.
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
        return cls(matrix, _negentropy(matrix), excess)

    def output_law(self, p: Vector) -> Vector:
        """Return the output law of an input law."""
        law: Vector = p @ self.matrix
        return law

    def divergences(self, q: Vector) -> Vector:
        """Return the divergence of every row from an output law, raised to `LEAST_PROBABILITY`, in nats."""
        divergence: Vector = self.negentropy - self.matrix @ np.log(np.maximum(q, LEAST_PROBABILITY))
        return divergence

    def ceiling(self, divergences: Vector, multiplier: float = 0.0) -> float:
        """Return the upper bound on the capacity that an output law and a multiplier prove."""
        return float(self.lines(divergences, multiplier).max())

    def lines(self, divergences: Vector, multiplier: float) -> Vector:
        """Return the divergences less the price of what each letter costs above the budget."""
        if self.excess is None:
            return divergences
        lines: Vector = divergences - multiplier * self.excess
        return lines

    def best_multiplier(self, divergences: Vector) -> float:
        """Return the multiplier of the least ceiling: the lowest point of an upper envelope of lines.

        The lines ``divergences - multiplier * excess`` fall for letters above the budget and rise for those
        below. A falling and a rising one are intersected until no third line passes above.
        """
        if self.excess is None:
            return 0.0
        falling, rising = int(divergences.argmax()), int(self.excess.argmin())
        if self.excess[falling] <= 0.0:
            return 0.0
        best, best_ceiling = 0.0, float(divergences[falling])
        for _ in range(len(divergences)):
            drop = self.excess[falling] - self.excess[rising]
            multiplier = max(0.0, float((divergences[falling] - divergences[rising]) / drop))
            lines = self.lines(divergences, multiplier)
            top = int(lines.argmax())
            ceiling = float(lines[top])
            if ceiling < best_ceiling:
                best, best_ceiling = multiplier, ceiling
            if top in (falling, rising) or self.excess[top] == 0.0:
                break
            if self.excess[top] > 0.0:
                falling = top
            else:
                rising = top
        return best

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
