"""Information programs by a primal-dual interior point method on the exact Hessian."""

from dataclasses import dataclass, replace
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import RawSolution, Status
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.numerics.threads import blas_threads
from itbounds.solvers.base import Solver
from itbounds.solvers.entropy_program.central_path import CentralPath
from itbounds.solvers.entropy_program.contradiction import contradicted
from itbounds.solvers.entropy_program.faces import embedded, restricted, smallest_face
from itbounds.solvers.entropy_program.feasibility import feasible, meets, projected, withdrawn
from itbounds.solvers.entropy_program.points import Points

__all__ = ["InteriorPoint"]

# As long as no point has met the constraints, more steps are allowed without a better gap.
_OUTSIDE = 30


@dataclass(frozen=True)
class InteriorPoint(Solver[EntropyProgramForm]):
    r"""Newton's method on the perturbed optimality conditions, with predictor and corrector.

    Every entropy is concave, so that the matrix of a step, the sum of minus the Hessians and of the barrier's
    diagonal, is positive definite; it is scaled by the barrier, which makes its eigenvalues at least one, and
    the equations are eliminated by their Schur complement.

    Parameters
    ----------
    max_steps : int
        The largest number of Newton steps.

    References
    ----------
    J. Nocedal, S. J. Wright, *Numerical Optimization* (2006), chapters 14 and 19; S. Mehrotra, "On the
    implementation of a primal-dual interior point method", SIAM J. Optim. 2 (1992) 575-601.
    """

    name: ClassVar[str] = "interior_point"
    accepts: ClassVar[type[EntropyProgramForm]] = EntropyProgramForm

    max_steps: int = 120

    def solve(self, form: EntropyProgramForm, tol: float) -> RawSolution:
        """Return the best feasible point and the best dual point met on the way."""
        with blas_threads(1 if form.largest_block < 1500 or form.reduced_size is not None else None):
            found = self._solve(form, tol)
            if found.gap <= tol or not (form.equalities.height or form.inequalities.height):
                return found
            face = smallest_face(form)
            if face is None:
                status = Status.INFEASIBLE if contradicted(form) else found.status
                return replace(found, status=status)
            if face.is_whole:
                return _better(found, self._solve(form, tol, face.point))
            inner = restricted(form, face)
            return embedded(form, face, self._solve(inner, tol, face.point[face.cells]))

    def _solve(self, form: EntropyProgramForm, tol: float, start: Vector | None = None) -> RawSolution:
        path = CentralPath(form)
        state = path.start(start)
        best = Points()
        history: list[tuple[float, float]] = []
        stalled = 0
        for _ in range(self.max_steps):
            improved = best.offer(path, state)
            history.append((best.lower, best.upper))
            if best.upper - best.lower <= 0.6 * tol:
                break
            stalled = 0 if improved else stalled + 1
            if stalled >= (12 if best.lower > -inf else _OUTSIDE):
                break
            try:
                state = path.advance(state)
            except np.linalg.LinAlgError:
                break
            if not np.isfinite(state.point).all():
                break
        return _solution(form, path, best, history)


def _solution(
    form: EntropyProgramForm, path: CentralPath, best: Points, history: list[tuple[float, float]]
) -> RawSolution:
    steps = len(history)
    if best.dual is None or best.reference is None:
        return RawSolution(Status.FAILED, steps=steps, history=np.array(history).reshape(-1, 2))
    point, lower = feasible(form, best.dual.point if best.primal is None else best.primal), best.lower
    if best.primal is None and not form.limits:
        point = withdrawn(form, projected(form, point))
        if meets(form, point):
            lower = form.objective.value(point)
            history[-1] = lower, best.upper
    dual: Vector = np.concatenate((best.reference, path.multipliers(best.dual)))
    status = Status.OPTIMAL if best.upper < inf and lower > -inf else Status.GAP_OPEN
    return RawSolution(status, primal=point, dual=dual, steps=steps, history=np.array(history).reshape(-1, 2))


def _better(first: RawSolution, second: RawSolution) -> RawSolution:
    """Return the better point of two runs with the better dual point, whichever has it."""
    if first.dual is None or first.history is None or second.dual is None or second.history is None:
        return second if first.dual is None else first
    (low, high), (other_low, other_high) = first.history[-1].tolist(), second.history[-1].tolist()
    ends = max(low, other_low), min(high, other_high)
    return RawSolution(
        Status.OPTIMAL if ends[0] > -inf and ends[1] < inf else Status.GAP_OPEN,
        primal=first.primal if low >= other_low else second.primal,
        dual=first.dual if high <= other_high else second.dual,
        steps=first.steps + second.steps,
        history=np.vstack((first.history, second.history[:-1], np.array([ends]))),
    )
