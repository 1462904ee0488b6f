"""Capacity as an exponential-cone program, given to cvxpy and Clarabel: an independent opinion."""

import warnings
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import CapacityForm, RawSolution
from itbounds.solvers.base import Solver
from itbounds.solvers.capacity.instance import Instance
from itbounds.solvers.capacity.interior_point import limited_threads
from itbounds.solvers.capacity.progress import Progress

__all__ = ["ConicCapacity"]


@dataclass(frozen=True)
class ConicCapacity(Solver[CapacityForm]):
    r"""The program :math:`\max_p\ p \cdot c + \sum_y \mathrm{entr}((pW)_y)`, by Clarabel through cvxpy.

    What Clarabel reports is a hint: the bounds are those of its input law and of the output law that follows
    from it. With its default tolerances they are typically 1e-8 to 1e-4 nat apart.

    Parameters
    ----------
    tolerance : float, optional
        Clarabel's absolute and relative gap and feasibility tolerances; its own defaults (1e-8) if not given.
    max_iterations : int
        Clarabel's limit.

    References
    ----------
    M. Chiang and S. Boyd, "Geometric programming duals of channel capacity and rate distortion", IEEE Trans.
    Inform. Theory 50 (2004) 245-258.
    """

    name: ClassVar[str] = "cvxpy"
    accepts: ClassVar[type[CapacityForm]] = CapacityForm

    tolerance: float | None = None
    max_iterations: int = 200

    def solve(self, form: CapacityForm, tol: float) -> RawSolution:
        """Return the points that Clarabel's solution gives, whatever it says of them."""
        instance, progress = Instance.of(form), Progress()
        with limited_threads(form.matrix, 1):
            law, stats = self._clarabel(instance)
            if law is not None:
                _offer(instance, law, progress)
        return progress.solution(form, tol, stats)

    def _clarabel(self, instance: Instance) -> tuple[Vector | None, dict[str, float]]:
        """Return the input law found, if there is one, and the number of iterations."""
        import cvxpy as cp

        settings: dict[str, Any] = {"max_iter": self.max_iterations}
        if self.tolerance is not None:
            settings |= dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), self.tolerance)
        p = cp.Variable(len(instance.matrix), nonneg=True)
        constraints = [cp.sum(p) == 1]
        if instance.excess is not None:
            constraints.append(p @ (instance.excess / float(np.abs(instance.excess).max())) <= 0)
        information = instance.negentropy @ p + cp.sum(cp.entr(instance.matrix.T @ p))
        problem = cp.Problem(cp.Maximize(information), constraints)
        with warnings.catch_warnings():
            # An inaccurate solution is still a pair of points, and judged by its bounds.
            warnings.simplefilter("ignore")
            try:
                problem.solve(solver=cp.CLARABEL, **settings)
            except cp.error.SolverError:
                return None, {}
        if p.value is None:
            return None, {}
        stats = problem.solver_stats
        return np.asarray(p.value, dtype=np.float64), {"iterations": float(stats.num_iters or 0)}


def _offer(instance: Instance, law: Vector, progress: Progress) -> None:
    """Offer a law that may be slightly negative, unnormalised or over the budget."""
    p = np.maximum(np.nan_to_num(law, nan=0.0, posinf=0.0), 0.0)
    if not p.any():
        return
    p /= p.sum()
    output = instance.output_law(p)
    divergences = instance.divergences(output)
    multiplier = instance.best_multiplier(divergences)
    progress.offer_dual(instance.ceiling(divergences, multiplier), output, multiplier)
    if instance.excess is not None and (spent := float(p @ instance.excess)) > 0.0:
        share = spent / (spent - float(instance.excess.min()))
        p *= 1.0 - share
        p[instance.excess.argmin()] += share
        divergences = instance.divergences(instance.output_law(p))
    progress.offer_primal(float(p @ divergences), p)
    progress.note()
