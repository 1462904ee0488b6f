"""The correction that makes a point meet the equations of a form to rounding."""

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.entropy_program import EntropyProgramForm

__all__ = ["feasible"]


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
