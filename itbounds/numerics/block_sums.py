"""Sums of weights over the blocks of a partition, each rounded once."""

from math import fsum

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector

__all__ = ["block_sums"]


def block_sums(codes: NDArray[np.int64], weights: Vector, count: int) -> Vector:
    """Return the sum of the weights of every block, correctly rounded; 0 for a block without points.

    Parameters
    ----------
    codes : integer array of shape (s,)
        The block of every point, below `count`.
    weights : array of shape (s,)
        The weight of every point.
    count : int
        The number of blocks.

    Examples
    --------
    >>> block_sums(np.array([0, 1, 0, 0]), np.array([0.1, 2.0, 0.2, 0.3]), 3)
    array([0.6, 2. , 0. ])
    """
    sizes = np.bincount(codes, minlength=count)
    if sizes.max(initial=0) <= 2:  # one addition is correctly rounded as it is
        return np.asarray(np.bincount(codes, weights=weights, minlength=count), dtype=np.float64)
    ordered = weights[np.argsort(codes, kind="stable")].tolist()
    ends = np.cumsum(sizes).tolist()
    sums, start = np.zeros(count), 0
    for block, end in enumerate(ends):
        sums[block] = fsum(ordered[start:end])
        start = end
    return sums
