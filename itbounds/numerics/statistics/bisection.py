"""The last number at which a claim is certain, found by halving the doubles between two ends."""

from collections.abc import Callable

import numpy as np

from itbounds._typing import Array, Mask

__all__ = ["last_certain"]


def last_certain(certain: Callable[[Array], Mask], start: Array, end: Array) -> Array:
    """Walk from `start`, where the claim needs no proof, towards `end`, as far as it is seen to be certain.

    Nonnegative doubles are ordered as their bit patterns are, so halving these reaches neighbouring doubles
    in 64 steps whatever the scale, and a root near zero has as many digits as any.

    Parameters
    ----------
    certain : callable
        Whether the claim is beyond doubt at each of some points, rounding errors included. A claim that holds
        at a point holds between `start` and that point.
    start, end : arrays of one shape
        Nonnegative; `end` may be on either side of `start`, one by one.

    Returns
    -------
    array
        `start`, `end`, or a point at which `certain` was true.

    Examples
    --------
    >>> import numpy as np
    >>> float(last_certain(lambda x: x * x < 2.0, np.array([0.0]), np.array([2.0]))[0])
    1.414213562373095
    """
    known = np.array(start, dtype=np.float64)
    far = np.array(end, dtype=np.float64)
    reached = certain(far)
    known = np.where(reached, far, known)
    with np.errstate(over="ignore"):
        for _ in range(64):
            low, high = np.abs(known).view(np.int64), np.abs(far).view(np.int64)
            middle = low + (high - low) // 2
            # Rounding a negative difference down would reach the far end itself.
            middle = np.where(middle == high, low, middle).astype(np.int64)
            if (middle == low).all():
                break
            points = middle.view(np.float64)
            sure = certain(points)
            known, far = np.where(sure, points, known), np.where(sure, far, points)
    return known
