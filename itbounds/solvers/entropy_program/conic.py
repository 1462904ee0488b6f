"""Information programs as exponential-cone programs, given to cvxpy and Clarabel: an independent opinion."""

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from itbounds.forms import RawSolution, Status
from itbounds.forms.entropy_program import ConcaveFunction, EntropyProgramForm
from itbounds.numerics.threads import blas_threads
from itbounds.solvers.base import Solver
from itbounds.solvers.entropy_program.contradiction import contradicted
from itbounds.solvers.entropy_program.feasibility import feasible
from itbounds.solvers.entropy_program.interior_point import InteriorPoint
from itbounds.solvers.entropy_program.matrices import gathered, sparse
from itbounds.solvers.entropy_program.touch_up import touched_up

__all__ = ["ConicEntropyProgram"]


@dataclass(frozen=True)
class ConicEntropyProgram(Solver[EntropyProgramForm]):
    r"""The program in the atoms :math:`x \ln (x / y)` of cvxpy, by Clarabel.

    What Clarabel reports is a hint: the bounds are those of its point and of its multipliers.

    Parameters
    ----------
    tolerance : float, optional
        Clarabel's absolute and relative gap and feasibility tolerances; its own defaults (1e-8) if not given.
    max_iterations : int
        Clarabel's limit.
    extra : callable, optional
        Takes the cvxpy variable of the cells and returns further constraints. The proved end then is that of
        the program without them, from the interior point method.

    References
    ----------
    V. Chandrasekaran, P. Shah, "Relative entropy optimization and its applications", Math. Program. 161
    (2017) 1-32.
    """

    name: ClassVar[str] = "cvxpy"
    accepts: ClassVar[type[EntropyProgramForm]] = EntropyProgramForm

    tolerance: float | None = None
    max_iterations: int = 200
    extra: Callable[[Any], Iterable[Any]] | None = None

    def solve(self, form: EntropyProgramForm, tol: float) -> RawSolution:
        """Return the point and the multipliers that Clarabel gives, whatever it says of them."""
        import cvxpy as cp

        settings: dict[str, Any] = {"max_iter": self.max_iterations}
        if self.tolerance is not None:
            settings |= dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), self.tolerance)
        q = cp.Variable(len(form.row), nonneg=True)
        rows = gathered(form.row, len(form.totals))
        constraints: list[Any] = [rows @ q == form.totals]
        dual: list[Any] = []
        if len(form.right):
            dual.append(sparse(form.equalities) @ q == form.right)
        if len(form.ceiling):
            dual.append(sparse(form.inequalities) @ q <= form.ceiling)
        dual += [_function(limit, q) >= 0 for limit in form.limits]
        extra = [] if self.extra is None else list(self.extra(q))
        problem = cp.Problem(cp.Maximize(_function(form.objective, q)), constraints + dual + extra)
        with warnings.catch_warnings(), blas_threads(1):
            # An inaccurate solution is still a pair of points, and judged by its bounds.
            warnings.simplefilter("ignore")
            try:
                problem.solve(solver=cp.CLARABEL, **settings)
            except cp.error.SolverError:
                return RawSolution(Status.FAILED)
        if problem.status in (cp.INFEASIBLE, cp.INFEASIBLE_INACCURATE):
            shown = not extra and contradicted(form)
            return RawSolution(Status.INFEASIBLE if shown else Status.FAILED)
        if q.value is None or not np.isfinite(q.value).all():
            return RawSolution(Status.FAILED)
        found = np.asarray(q.value, dtype=np.float64)
        multipliers = [np.atleast_1d(item.dual_value).ravel() for item in dual]
        point = feasible(form, np.maximum(found, 1e-14))
        proving = np.concatenate([np.maximum(found, 1e-12), *multipliers]).astype(np.float64)
        if extra and (relaxed := InteriorPoint().solve(form, tol)).dual is not None:
            proving = relaxed.dual
        steps = int(problem.solver_stats.num_iters or 0)
        solution = RawSolution(Status.OPTIMAL, primal=point, dual=proving, steps=steps)
        return touched_up(form, solution, 30)[0]


def _function(function: ConcaveFunction, q: Any) -> Any:
    """Return a concave function of a cvxpy variable."""
    import cvxpy as cp

    total = function.linear @ q + function.constant
    for term in function.terms:
        joint = sparse(term.joint)
        gather = gathered(term.given, int(term.given.max()) + 1)
        behind = gather.T @ (gather @ joint)
        total = total - term.weight * cp.sum(cp.rel_entr(joint @ q, behind @ q))
    return total
