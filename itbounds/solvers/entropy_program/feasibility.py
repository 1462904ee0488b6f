"""Corrections that make a point meet the linear constraints of a form to rounding."""

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.entropy_program import EntropyProgramForm, LinearMap
from itbounds.solvers.entropy_program.matrices import sparse

__all__ = ["feasible", "meets", "projected", "withdrawn"]

# Moving mass that meets a limit by less than its reciprocal is worth it.
_STEEP = 1e4
_PROJECTIONS, _EXACT = 3, 1e-15
# A constraint that is missed by less, relative to its level, is met.
_ROUNDING = 1e-13


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


def projected(form: EntropyProgramForm, point: Vector) -> Vector:
    """Return a point that meets the linear constraints, by moving little mass, or else the given one.

    The misses are the unit of the linear program, since its tolerances are relative to them, and it is solved
    again with what is left of them.
    """
    for _ in range(_PROJECTIONS):
        unit, moved = _nearer(form, point)
        if unit <= _EXACT:
            break
        point = moved
    return point


def _nearer(form: EntropyProgramForm, point: Vector) -> tuple[float, Vector]:
    """Return by how much a point misses the constraints, and one that misses them by much less."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack

    width = len(point)
    rows = LinearMap(form.row, np.arange(width), np.ones(width), len(form.totals), width)
    equations, below = sparse(rows.above(form.equalities)), sparse(form.inequalities)
    missed = np.concatenate((form.totals, form.right)) - equations @ point
    room = form.ceiling - below @ point
    unit = max(float(np.abs(missed).max()), float((-room).max(initial=0.0)))
    if unit <= _EXACT:
        return unit, point
    # What cannot be met, by the rounding of a level, is missed by as little as can be.
    excess = eye_array(len(room)) * -1.0
    nothing = csr_array((len(missed), len(room)))
    found = linprog(
        np.concatenate((np.ones(2 * width), np.full(len(room), _STEEP))),
        A_eq=hstack((equations, -equations, nothing)),
        b_eq=missed / unit,
        A_ub=hstack((below, -below, excess)) if len(room) else None,
        b_ub=room / unit if len(room) else None,
        bounds=[
            *[(0.0, None)] * width,
            *((0.0, limit) for limit in (point / unit).tolist()),
            *[(0.0, None)] * len(room),
        ],
        method="highs",
    )
    if found.x is None:
        return unit, point
    moved = np.maximum(point + unit * (found.x[:width] - found.x[width : 2 * width]), 0.0)
    # Rows of less mass than the tolerance may have lost all of it.
    kept = np.bincount(form.row, weights=moved, minlength=len(form.totals)) > 0.5 * form.totals
    return unit, form.normalised(np.where(kept[form.row], moved, point))


def meets(form: EntropyProgramForm, point: Vector) -> bool:
    """Return whether a point meets the equations and the linear limits to rounding."""
    levels = np.abs(np.concatenate((form.right, form.ceiling)))
    return _missed(form, point) <= _ROUNDING * (1.0 + float(levels.max(initial=0.0)))


def _missed(form: EntropyProgramForm, point: Vector) -> float:
    apart = np.abs(form.equalities.dot(point) - form.right).max(initial=0.0)
    return max(float(apart), float((form.inequalities.dot(point) - form.ceiling).max(initial=0.0)))


def withdrawn(form: EntropyProgramForm, point: Vector) -> Vector:
    """Return a point mixed, just as much as is needed, with the one that is farthest within the missed limit.

    That one has a single letter in each row, so that no tolerance of a linear program matters. Where
    equations hold, or nothing is gained, the point stays.
    """
    if form.equalities.height or not form.inequalities.height:
        return point
    matrix = form.inequalities.dense()
    for _ in range(len(matrix)):
        excess = matrix @ point - form.ceiling
        worst = int(np.argmax(excess))
        if excess[worst] <= 0.0:
            break
        order = np.lexsort((matrix[worst], form.row))
        least = order[np.unique(form.row[order], return_index=True)[1]]
        deepest = np.zeros(len(point))
        deepest[least] = form.totals[form.row[least]]
        room = max(0.0, float(form.ceiling[worst] - matrix[worst] @ deepest))
        share = float(excess[worst] / (excess[worst] + room))
        moved = form.normalised((1.0 - share) * point + share * deepest)
        if _missed(form, moved) >= _missed(form, point):
            break
        point = moved
    return point
