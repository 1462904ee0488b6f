"""What the interior-point methods share: one symmetric system in its smaller form, and step lengths."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Array, Matrix, Vector

__all__ = ["NormalSystem", "longest_step"]


@dataclass(frozen=True, eq=False)
class NormalSystem:
    r"""The matrix :math:`G^{-1}(I + A A^\top)G^{-1}` with diagonal :math:`G`, factored in its smaller form.

    With `design` of shape (k, l), either :math:`I_k + A A^\top` is factored or, when l < k,
    :math:`I_l + A^\top A` by Woodbury's identity. All eigenvalues are at least one, so that repeated rows,
    zeros and nearly dependent rows need no special case.

    Parameters
    ----------
    design : array of shape (k, l)
        The matrix :math:`A`.
    scale : array of shape (k,)
        The diagonal of :math:`G`.
    factor : array
        The lower Cholesky factor of the smaller matrix.
    """

    design: Matrix
    scale: Vector
    factor: Matrix

    @classmethod
    def of(cls, design: Matrix, scale: Vector) -> "NormalSystem":
        """Factor the system of a design matrix and a scale."""
        rows, columns = design.shape
        gram = design @ design.T if rows <= columns else design.T @ design
        gram.flat[:: len(gram) + 1] += 1.0
        return cls(design, scale, _cholesky(gram))

    @classmethod
    def of_gram(cls, gram: Matrix, scale: Vector) -> "NormalSystem":
        r"""Factor the system of a matrix :math:`A A^\top` that was summed without a design; it is used up."""
        gram.flat[:: len(gram) + 1] += 1.0
        return cls(np.zeros((len(gram), 0)), scale, _cholesky(gram))

    def solve(self, right: Array) -> Array:
        """Return the solution for one right-hand side of shape (k,) or several of shape (k, j)."""
        from scipy.linalg import lapack

        scale = self.scale if right.ndim == 1 else self.scale[:, None]
        scaled = right * scale
        if len(self.factor) == len(self.scale):
            solution, _ = lapack.dpotrs(self.factor, scaled, lower=1)
        else:
            inner, _ = lapack.dpotrs(self.factor, self.design.T @ scaled, lower=1)
            solution = scaled - self.design @ inner
        result: Array = solution.reshape(right.shape) * scale
        return result


def _cholesky(gram: Matrix) -> Matrix:
    """Lower Cholesky factor; rounding that spoils positivity is met by a growing relative jitter."""
    from scipy.linalg import lapack

    diagonal = gram.diagonal().copy()
    jitter = 0.0
    for _ in range(8):
        factor, info = lapack.dpotrf(gram, lower=1, clean=0)
        if info == 0:
            return np.asarray(factor)
        jitter = max(4e-16 * len(gram), 30.0 * jitter)
        gram.flat[:: len(gram) + 1] = diagonal * (1.0 + jitter)
    raise np.linalg.LinAlgError("the Newton matrix is not positive definite")


def longest_step(point: Vector, direction: Vector) -> float:
    """Return the largest step in [0, 1] that keeps ``point + step * direction`` nonnegative."""
    # Where the point is zero the ratio is an infinity or, for a direction of zero, a NaN, which fmin ignores.
    with np.errstate(all="ignore"):
        steepest = float(np.fmin.reduce(direction / point))
    return -1.0 / steepest if steepest < -1.0 else 1.0
