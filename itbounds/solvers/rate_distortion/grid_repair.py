"""Repair of a dual point on a grid: weight where the induced ratios exceed 1."""

from math import inf

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.separable_sums import GridSums
from itbounds.solvers.rate_distortion.grid_record import GridRecord

__all__ = ["repair"]

_SMALLEST = 1e-280
# Powers of the ratios by which weights are raised, exponents of one raise, and repairs without much success.
_BOLDEST = 1e4
_LARGEST = 100.0
_PATIENCE = 8


def repair(record: GridRecord, sums: GridSums, law: Vector, tol: float, most: int) -> None:
    """Raise the weight where the ratios are above 1, ever more boldly while the dual value rises.

    Far out, where the source has hardly any mass, ratios are slow to settle: weight there costs nothing. All
    dual points on the way are offered to the record.

    Parameters
    ----------
    record : GridRecord
        Where the points go.
    sums : GridSums
        The sums of the distortion at one slope.
    law : array of shape (N,)
        Where to start; a letter without weight gains none.
    tol : float
        The gap at which to stop.
    most : int
        The limit of repairs.
    """
    power, values = 4.0, [-inf]
    best = trial = law
    excess = np.zeros_like(law)
    for _ in range(most):
        partition = np.maximum(sums.fast_partition(trial), _SMALLEST)
        ratios = sums.fast_columns(record.form.source / partition)
        value = record.offer_dual(partition, sums.slope, ratios)
        if record.gap <= tol:
            break
        if value > values[-1]:
            best, excess, power = trial, np.log(np.maximum(ratios, 1.0)), min(1.5 * power, _BOLDEST)
        else:
            power *= 0.4
        values.append(max(value, values[-1]))
        slow = len(values) > _PATIENCE and values[-1] - values[-_PATIENCE] < 0.1 * record.gap
        if slow or power < 1.0:
            break
        trial = best * np.exp(np.minimum(power * excess, _LARGEST))
