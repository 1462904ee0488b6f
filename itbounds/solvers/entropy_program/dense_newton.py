r"""Newton's equations of an information program with the matrix over its cells, dense or in blocks.

The matrix is scaled by the barrier and factored, :math:`L L^\top = I + S H S`. The dyads of slopes would
join all blocks; with :math:`s = L^{-1} S\, (\text{slopes})^\top` they are the factor :math:`I + s s^\top` in
between, whose roots are a change of length along few directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.solvers.entropy_program.blocks import Blocks, cholesky
from itbounds.solvers.entropy_program.curvature import Hessian

__all__ = ["DenseNewton", "DenseStep"]


@dataclass(frozen=True, eq=False)
class _Shrinking:
    r"""The matrix :math:`(I + s s^\top)^{-1/2}`.

    Parameters
    ----------
    directions : matrix
        Orthonormal columns.
    loss : array
        How much of each is taken away.
    """

    directions: Matrix
    loss: Vector

    @classmethod
    def of(cls, columns: Matrix) -> "_Shrinking":
        """Return the matrix of s."""
        directions, lengths, _ = np.linalg.svd(columns, full_matrices=False)
        return cls(directions, 1.0 - 1.0 / np.sqrt(1.0 + lengths**2))

    def __call__(self, columns: Array) -> Array:
        """Apply it to one column or several."""
        if not len(self.loss):
            return columns
        shares = (self.directions.T @ columns).T * self.loss
        changed: Array = columns - self.directions @ shares.T
        return changed


@dataclass(frozen=True, eq=False)
class DenseStep:
    """The scaled matrix of a step, factored, with the equations behind it."""

    blocks: Blocks
    scale: Vector
    lower: Array
    shrinking: _Shrinking
    behind: Matrix
    schur: Matrix

    def solve(self, right: Vector, missing: Vector) -> tuple[Vector, Vector]:
        r"""Return x and y with :math:`M x + A^\top y` the right side and :math:`A x` what is missing."""
        from scipy.linalg import lapack

        half = self.shrinking(self.blocks.half_solved(self.lower, (right * self.scale)[:, None])[:, 0])
        wanted = self.behind.T @ half - missing
        equal, _ = lapack.dpotrs(self.schur, wanted, lower=1)
        # One refinement: the complement is singular where equations are redundant.
        miss = wanted - self.behind.T @ (self.behind @ equal)
        equal = equal + lapack.dpotrs(self.schur, miss, lower=1)[0]
        rest = self.shrinking(half - self.behind @ equal)
        return self.scale * self.blocks.other_half(self.lower, rest), equal


@dataclass(frozen=True, eq=False)
class DenseNewton:
    """The matrix over the cells: scaled by the barrier, its eigenvalues are at least one.

    Parameters
    ----------
    hessians : sequence of Hessian
        Of the objective, and of the limits.
    equations : matrix
        Of rows and equations, dense or sparse.
    blocks : Blocks
    """

    hessians: Sequence[Hessian]
    equations: Any
    blocks: Blocks

    def at(
        self, point: Vector, scale: Vector, prices: Vector, slopes: Matrix, steepness: Vector
    ) -> DenseStep:
        """Factor the matrix of a step.

        Parameters
        ----------
        point : array
            The cells.
        scale : array
            One over the roots of the barrier's diagonal.
        prices : array
            What the Hessian of each limit counts.
        slopes, steepness : arrays
            Of inequalities and limits, with their weights.
        """
        blocks = self.blocks.empty()
        for hessian, factor in zip(self.hessians, (1.0, *prices.tolist()), strict=True):
            hessian.add(point, factor, blocks)
        if self.blocks.count == 1 and len(slopes):
            blocks[0] += (slopes.T * steepness) @ slopes
            slopes, steepness = slopes[:0], steepness[:0]
        lower = self.blocks.factored(blocks, scale)
        equations = self.equations if isinstance(self.equations, np.ndarray) else self.equations.toarray()
        extra, steep = len(slopes), slopes * np.sqrt(steepness)[:, None]
        behind = self.blocks.half_solved(lower, (np.vstack((steep, equations)) * scale).T)
        shrinking = _Shrinking.of(behind[:, :extra])
        behind = shrinking(behind[:, extra:])
        schur = behind.T @ behind
        schur.flat[:: len(schur) + 1] *= 1.0 + 1e-14
        schur.flat[:: len(schur) + 1] += 1e-14 * float(schur.diagonal().max())
        return DenseStep(self.blocks, scale, lower, shrinking, behind, cholesky(schur))
