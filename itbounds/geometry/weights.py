"""Entropies of nonnegative weights, such as eigenvalues, over their sum."""

from math import isinf, log

import numpy as np

from itbounds._typing import Vector
from itbounds.errors import DomainError

__all__ = ["weight_entropy"]


def weight_entropy(weights: Vector, order: float) -> float:
    """Return the Renyi entropy of nonnegative weights over their sum, in nats; 1 and infinity are limits.

    Raises
    ------
    DomainError
        If all weights are zero.
    """
    kept = weights[weights > 0.0]
    if not len(kept):
        raise DomainError("all points agree: there is no spectrum", hint="give points that differ")
    # Scaled first, so that no sum or power overflows.
    kept = kept / kept.max()
    p = kept / kept.sum()
    if order == 1.0:
        return max(0.0, float(-(p @ np.log(p))))
    if isinf(order):
        return max(0.0, -log(p.max()))
    # Taken off the largest, a high power underflows only where it does not count.
    power = log(float(np.sum((p / p.max()) ** order))) + order * log(p.max())
    return max(0.0, power / (1.0 - order))
