"""A better reference for the affine bound of points that another method found."""

from dataclasses import replace
from math import inf

import numpy as np

from itbounds.forms import RawSolution
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.solvers.entropy_program.central_path import CentralPath, State

__all__ = ["touched_up"]

# Bounds are computed with the rows as a dense matrix, up to so many entries.
_LARGEST = 40_000_000


def touched_up(form: EntropyProgramForm, found: RawSolution, repairs: int) -> tuple[RawSolution, float]:
    """Return points with a reference updated multiplicatively so many times, and the gap of their bounds."""
    large = len(form.row) * (len(form.totals) + len(form.right)) > _LARGEST
    if found.primal is None or found.dual is None or large:
        return found, inf
    cells, equations = len(form.row), len(form.right)
    reference, equal = found.dual[:cells], found.dual[cells : cells + equations]
    prices = np.maximum(found.dual[cells + equations :], 0.0)
    every = np.concatenate((np.zeros(len(form.totals)), equal))
    state = State(reference, np.ones(cells), every, np.ones(len(prices)), prices)
    upper, better = CentralPath(form).bounded(state, repairs)
    return replace(found, dual=np.concatenate((better, equal, prices))), upper - form.objective.value(
        found.primal
    )
