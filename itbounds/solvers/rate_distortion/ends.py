"""The ends of the range of levels, where no iteration is needed or a simpler instance is to be solved."""

from dataclasses import replace
from math import inf

import numpy as np

from itbounds.forms import RateDistortionForm, RawSolution, Status
from itbounds.solvers.base import Solver

__all__ = ["solution_at_end"]


def solution_at_end(
    solver: Solver[RateDistortionForm], form: RateDistortionForm, tol: float
) -> RawSolution | None:
    """Return the answer where the level is at an end of its range or beyond, ``None`` inside of it."""
    constant = _constant_output(form)
    if constant is not None:
        return constant
    floor = form.distortion.min(axis=1)
    if form.level > float(form.source @ floor):
        return None
    return _at_floor(solver, form, tol)


def _constant_output(form: RateDistortionForm) -> RawSolution | None:
    """Return the answer 0 if one letter alone meets the level."""
    expected = form.source @ form.distortion
    best = int(np.argmin(expected))
    reachable = np.isfinite(expected[best]) if form.level == inf else expected[best] <= form.level
    if not reachable:
        return None
    law = np.zeros(form.distortion.shape[1])
    law[best] = 1.0
    return RawSolution(
        Status.OPTIMAL, primal=law, dual=np.zeros(len(form.source)), steps=1, history=np.zeros((1, 2))
    )


def _at_floor(solver: Solver[RateDistortionForm], form: RateDistortionForm, tol: float) -> RawSolution:
    """Solve a form whose level is at most the least distortion: every row keeps to its cheapest letters.

    Below the least distortion by more than rounding nothing is feasible. At it the slope is infinite, and a
    finite one that makes the dearer letters' weight negligible stands for it in the dual point.
    """
    floor = form.distortion.min(axis=1)
    excess = form.distortion - floor[:, None]
    least = float(form.source @ floor)
    if form.level < least - 1e-15 * len(floor) * abs(least):
        return RawSolution(Status.INFEASIBLE)
    dearer = excess > 0.0
    cheapest = replace(form, distortion=np.where(dearer, np.inf, 0.0), level=inf)
    found = solver.solve(cheapest, tol)
    if found.dual is None or not dearer.any():
        return found
    slope = float(np.log(len(floor) * excess.shape[1] / (1e-3 * tol)) / excess[dearer].min())
    return replace(found, dual=found.dual + slope * floor, multiplier=slope)
