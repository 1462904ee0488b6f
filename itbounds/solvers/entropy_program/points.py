"""The best points of a run, and the last correction that makes one feasible."""

from dataclasses import dataclass
from math import inf

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.solvers.entropy_program.central_path import CentralPath, State

__all__ = ["Points", "feasible"]


@dataclass
class Points:
    """The best bounds met, and where.

    Parameters
    ----------
    lower, upper : float
        In nats, unpadded.
    primal : array, optional
        A point of that value.
    reference, dual : array and State, optional
        Where the affine bound touches, and the multipliers.
    """

    lower: float = -inf
    upper: float = inf
    primal: Vector | None = None
    reference: Vector | None = None
    dual: State | None = None

    def offer(self, path: CentralPath, state: State) -> bool:
        """Keep what is better at a state; return whether the gap became smaller."""
        before = self.upper - self.lower
        lower, point = path.attained(state, self.primal)
        if lower > self.lower:
            self.lower, self.primal = lower, point
        upper, reference = path.bounded(state)
        if upper < self.upper:
            self.upper, self.reference, self.dual = upper, reference, state
        return not self.upper - self.lower >= 0.999 * before


def feasible(form: EntropyProgramForm, point: Vector) -> Vector:
    """Return a point whose rows and equations hold to rounding: the nearest in relative terms, twice."""
    point = form.normalised(np.maximum(point, 0.0))
    if not form.equalities.height:
        return point
    rows = np.zeros((len(form.totals), len(point)))
    rows[form.row, np.arange(len(point))] = 1.0
    matrix: Matrix = np.vstack((rows, form.equalities.dense()))
    for _ in range(3):
        miss = np.concatenate((np.zeros(len(form.totals)), form.equalities.dot(point) - form.right))
        if np.abs(miss).max() < 1e-16:
            break
        change = point * np.linalg.lstsq(matrix * point, -miss, rcond=1e-12)[0]
        if not (np.abs(change) <= 0.5 * point).all():
            break
        point = form.normalised(point + change)
    return point
