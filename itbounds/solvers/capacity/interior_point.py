"""Capacity by a primal-dual interior-point method with a Newton system of the smaller alphabet's size."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import ClassVar

from itbounds._typing import Matrix
from itbounds.forms import CapacityForm, RawSolution
from itbounds.numerics.threads import blas_threads
from itbounds.solvers.base import Solver
from itbounds.solvers.capacity.central_path import follow_central_path
from itbounds.solvers.capacity.instance import Instance
from itbounds.solvers.capacity.progress import Progress

__all__ = ["InteriorPoint", "limited_threads"]


@dataclass(frozen=True)
class InteriorPoint(Solver[CapacityForm]):
    r"""Primal-dual interior point with Mehrotra's predictor and corrector, with or without an input cost.

    The central path is :math:`p_x z_x = \mu` with slacks :math:`z_x = \nu + \lambda b_x - D(W_x \| pW)`.
    Its Newton matrix :math:`W \mathrm{diag}(1/q) W^\top + \mathrm{diag}(z/p)` is factored in the smaller of
    its two forms (`NormalSystem`).

    Parameters
    ----------
    max_steps : int
        The largest number of steps; 5 to 20 are usual.
    threads : int or None
        The number of BLAS threads; ``None`` leaves the setting alone. One is fastest up to 1000 letters.

    References
    ----------
    S. Mehrotra, "On the implementation of a primal-dual interior point method", SIAM J. Optim. 2 (1992) 575.

    Examples
    --------
    The capacity of a binary symmetric channel is ln 2 minus the entropy of a flip.

    >>> import numpy as np
    >>> from itbounds.forms import CapacityForm
    >>> solution = InteriorPoint().solve(CapacityForm(np.array([[0.9, 0.1], [0.1, 0.9]])), 1e-12)
    >>> print(solution.status.name, solution.primal, round(solution.history[-1, 0], 6))
    OPTIMAL [0.5 0.5] 0.368064
    """

    name: ClassVar[str] = "interior_point"
    accepts: ClassVar[type[CapacityForm]] = CapacityForm

    max_steps: int = 100
    threads: int | None = 1

    def solve(self, form: CapacityForm, tol: float) -> RawSolution:
        """Return an input law, an output law and a multiplier with bounds within `tol` nats if possible."""
        instance, progress = Instance.of(form), Progress()
        with limited_threads(form.matrix, self.threads):
            follow_central_path(instance, progress, tol=tol, max_steps=self.max_steps)
        return progress.solution(form, tol)


def limited_threads(matrix: Matrix, threads: int | None) -> AbstractContextManager[None]:
    """Limit the BLAS threads, except where the products are too small for more than one anyway."""
    return blas_threads(threads) if matrix.size >= 4096 else nullcontext()
