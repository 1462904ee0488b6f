"""Points in an order in which those next to each other are close: stretches halved at their widest."""

import numpy as np

from itbounds._typing import Matrix
from itbounds.numerics.chebyshev.columns import Integers

__all__ = ["divided"]


def divided(
    values: Matrix, ranks: Integers, order: Integers, starts: Integers, size: int
) -> tuple[Integers, Integers]:
    """Divide stretches of points in some order into smaller ones of nearly equal size.

    Parameters
    ----------
    values, ranks : array of shape (d, n)
        The coordinates of the points, and their ranks.
    order : array of shape (n,)
        The points in the order in which the stretches are.
    starts : array of shape (m,)
        Where the stretches begin.
    size : int
        How many points a stretch may have at most.

    Returns
    -------
    order, starts
        The points in an order that differs within the stretches only, and where the smaller ones begin.

    Examples
    --------
    >>> import numpy as np
    >>> values, ranks = np.array([[4.0, 1.0, 3.0, 2.0]]), np.array([[3, 0, 2, 1]])
    >>> order, starts = divided(values, ranks, np.arange(4), np.array([0]), 2)
    >>> order.tolist(), starts.tolist()
    ([1, 3, 2, 0], [0, 2])
    """
    n = len(order)
    sizes = np.diff(starts, append=n)
    while sizes.max() > size:
        here = values.take(order, axis=1)
        widths = np.maximum.reduceat(here, starts, axis=1) - np.minimum.reduceat(here, starts, axis=1)
        widest = np.argmax(widths, axis=0) * n
        keys = ranks.reshape(-1).take(widest.repeat(sizes) + order)
        keys += np.arange(0, n * len(starts), n).repeat(sizes)
        order = order.take(np.argsort(keys))
        pieces = -(-sizes // size)
        starts = np.unique(np.concatenate([starts, starts + sizes * (pieces // 2) // pieces]))
        sizes = np.diff(starts, append=n)
    return order, starts
