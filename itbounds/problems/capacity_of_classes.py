"""Capacities of symmetric channels: solved between classes of letters, certified on the full channel."""

from dataclasses import replace

import numpy as np

from itbounds.forms import CapacityForm, OperatorCapacityForm, RawSolution
from itbounds.kernels import Distribution
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.colour_refinement import few_classes, looks_discrete
from itbounds.numerics.operators import Dense
from itbounds.pipeline import NumericProblem

__all__ = ["by_classes"]

# Below this, looking for a symmetry takes longer than it saves.
_LEAST = 1 << 14
# The rows of structured channels with more entries are not gone through in search of a symmetry.
_MOST = 1 << 30


def by_classes(problem: NumericProblem[Distribution]) -> NumericProblem[Distribution]:
    """Return a capacity problem as one between classes of like letters, or as it is if too few are alike.

    The way back spreads the mass of each class evenly, and hands the points to that of the problem given: the
    certificate is that of the full channel, so that no wrong class could make an interval wrong.
    """
    form = problem.form
    if problem.known is not None or not isinstance(form, (CapacityForm, OperatorCapacityForm)):
        return problem
    channel = Dense(form.matrix) if isinstance(form, CapacityForm) else form.channel
    if channel.is_distributed or channel.size < _LEAST or channel.nnz > _MOST or looks_discrete(channel):
        return problem
    classes = few_classes(channel, form.cost)
    if classes is None:
        return problem
    sizes, outputs = classes.sizes
    if len(sizes) * len(outputs) > DENSE_LIMIT:
        return problem
    matrix, bonus = classes.merged(channel)
    cost = None if form.cost is None else form.cost[classes.first]
    merged = CapacityForm(matrix, cost, form.budget, bonus)

    def expanded(raw: RawSolution) -> RawSolution:
        primal = None if raw.primal is None else (np.maximum(raw.primal, 0.0) / sizes)[classes.inputs]
        dual = None if raw.dual is None else (raw.dual / outputs)[classes.outputs]
        return replace(raw, primal=primal, dual=dual)

    note = f"{len(sizes)} of {len(classes.inputs)} inputs are unlike: solved between classes of letters"
    return NumericProblem(merged, lambda raw: problem.lift(expanded(raw)), notes=(*problem.notes, note))
