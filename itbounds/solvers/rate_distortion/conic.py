"""Rate-distortion as an exponential-cone program, given to cvxpy and Clarabel: an independent opinion."""

import warnings
from dataclasses import dataclass
from math import inf
from typing import Any, ClassVar

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import RateDistortionForm, RawSolution
from itbounds.numerics.threads import blas_threads
from itbounds.numerics.tilt import Tilting
from itbounds.solvers.base import Solver
from itbounds.solvers.rate_distortion.ends import solution_at_end
from itbounds.solvers.rate_distortion.record import Record

__all__ = ["ConicRateDistortion"]


@dataclass(frozen=True)
class ConicRateDistortion(Solver[RateDistortionForm]):
    r"""The program :math:`\min_Q \sum_x p_x D(Q_x \| pQ)` at the level asked for, by Clarabel through cvxpy.

    One exponential cone for each allowed pair of letters: meant for small alphabets. What Clarabel reports is
    a hint: the bounds are those of its output law, with its multiplier of the level and with the slope at
    which the tilt of that law meets the level.

    Parameters
    ----------
    tolerance : float, optional
        Clarabel's absolute and relative gap and feasibility tolerances; its own defaults (1e-8) if not given.
    max_iterations : int
        Clarabel's limit.
    max_seconds : float, optional
        A limit on the time that Clarabel may spend.

    References
    ----------
    M. Chiang and S. Boyd, "Geometric programming duals of channel capacity and rate distortion", IEEE Trans.
    Inform. Theory 50 (2004) 245-258.
    """

    name: ClassVar[str] = "cvxpy"
    accepts: ClassVar[type[RateDistortionForm]] = RateDistortionForm

    tolerance: float | None = None
    max_iterations: int = 200
    max_seconds: float | None = None

    def solve(self, form: RateDistortionForm, tol: float) -> RawSolution:
        """Return the points that Clarabel's solution gives, whatever it says of them."""
        at_end = solution_at_end(self, form, tol)
        if at_end is not None:
            return at_end
        record = Record(Tilting.of(form.source, form.distortion, form.level))
        with blas_threads(1):
            law, slope, iterations = self._clarabel(record.tilting)
        if law is not None:
            with np.errstate(all="ignore"):
                _offer(record, law, slope)
        return record.solution(tol, iterations=iterations)

    def _clarabel(self, tilting: Tilting) -> tuple[Vector | None, float, float]:
        """Return the output law found, the multiplier of the level, and the number of iterations."""
        import cvxpy as cp
        from scipy import sparse

        settings: dict[str, Any] = {"max_iter": self.max_iterations}
        if self.tolerance is not None:
            settings |= dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), self.tolerance)
        if self.max_seconds is not None:
            settings["time_limit"] = self.max_seconds
        m, n = tilting.excess.shape
        allowed = np.ones((m, n), dtype=bool) if tilting.forbidden is None else ~tilting.forbidden
        x, y = np.nonzero(allowed)
        pair, weight = np.arange(len(x)), tilting.source[x]
        channel = cp.Variable(len(x), nonneg=True)
        law = sparse.csr_array((weight, (y, pair)), shape=(n, len(x))) @ channel
        constraints = [sparse.csr_array((np.ones(len(x)), (x, pair)), shape=(m, len(x))) @ channel == 1]
        if tilting.level < inf:
            # In units of the level, or Clarabel's absolute tolerance would swallow a small one.
            constraints.append((weight * tilting.excess[x, y] / tilting.level) @ channel <= 1)
        repeat = sparse.csr_array((np.ones(len(x)), (pair, y)), shape=(len(x), n))
        problem = cp.Problem(cp.Minimize(weight @ cp.rel_entr(channel, repeat @ law)), constraints)
        with warnings.catch_warnings():
            # An inaccurate solution is still a law and a slope, and judged by its bounds.
            warnings.simplefilter("ignore")
            try:
                problem.solve(solver=cp.CLARABEL, **settings)
            except cp.error.SolverError:
                return None, 0.0, 0.0
        if channel.value is None:
            return None, 0.0, 0.0
        multiplier = constraints[1].dual_value if tilting.level < inf else 0.0
        slope = 0.0 if multiplier is None else float(np.squeeze(multiplier)) / min(tilting.level, 1e300)
        return np.asarray(law.value, dtype=np.float64), slope, float(problem.solver_stats.num_iters or 0)


def _offer(record: Record, law: Vector, slope: float) -> None:
    """Offer a law that may be slightly negative or unnormalised, and a slope."""
    tilting = record.tilting
    law = np.nan_to_num(law, nan=0.0, posinf=0.0)
    if law.max() > 0.0:
        # Interior points leave about 1e-9 on the letters that should have none; none at all would be worse.
        law = np.maximum(law, 1e-14 * law.max())
        point = tilting.at(law / law.sum(), slope if np.isfinite(slope) and slope >= 0.0 else 0.0)
        record.offer_lower(tilting.lower(point), point)
        start = point if point.slope > 0.0 else tilting.at(point.output_law, 1.0 / tilting.level)
        met = tilting.meet(start)
        if met is not None:
            record.offer_upper(met)
            record.offer_lower(tilting.lower(met), met)
        record.close_step()
