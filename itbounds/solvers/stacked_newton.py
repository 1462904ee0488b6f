"""The Newton systems of many small problems of one shape, factored and solved together."""

import numpy as np

from itbounds._typing import Array, Matrix, Vector

__all__ = ["StackedNewton", "longest_steps"]

_LEAST = 1e-300


class StackedNewton:
    r"""The Newton matrices of all problems, each of the size of its smaller alphabet.

    With the rows W of a problem, weights q, a positive point and its slack they are
    :math:`W \mathrm{diag}(1/q) W^\top + \mathrm{diag}(z / p)`.
    As in `NormalSystem` all eigenvalues are at least one once scaled: repeated rows and zeros need no
    special case.
    """

    def __init__(self, channel: Array, output: Matrix, point: Matrix, slack: Matrix) -> None:
        self.scale = np.sqrt(point / slack)[:, :, None]
        self.design = channel * self.scale / np.sqrt(np.maximum(output, _LEAST))[:, None, :]
        self.small = channel.shape[1] <= channel.shape[2]
        turned = self.design.transpose(0, 2, 1)
        gram = self.design @ turned if self.small else turned @ self.design
        diagonal = np.arange(gram.shape[1])
        gram[:, diagonal, diagonal] += 1.0
        self.gram = gram

    def solve(self, right: Array) -> Array:
        """Return the solutions for right-hand sides of shape (k, m, j)."""
        scaled = right * self.scale
        if self.small:
            solution = _solutions(self.gram, scaled)
        else:
            inner = _solutions(self.gram, self.design.transpose(0, 2, 1) @ scaled)
            solution = scaled - self.design @ inner
        result: Array = solution * self.scale
        return result


def _solutions(systems: Array, right: Array) -> Array:
    try:
        solved = np.asarray(np.linalg.solve(systems, right), dtype=np.float64)
    except np.linalg.LinAlgError:
        # An overflow: not a number ends all these paths, and their best points stay.
        return np.full_like(right, np.nan)
    return solved


def longest_steps(point: Matrix, direction: Matrix) -> Vector:
    """Return, for each row, the largest step in [0, 1] that keeps it nonnegative."""
    steepest = np.fmin.reduce(direction / point, axis=1)
    return np.where(steepest < -1.0, -1.0 / steepest, 1.0)
