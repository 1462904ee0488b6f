"""Tables of all distances within stretches of few points."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix
from itbounds.numerics.chebyshev.columns import Integers

Real = TypeVar("Real", np.float32, np.float64)

__all__ = ["between", "distances", "padded", "smallest"]


def padded(starts: Integers, n: int) -> tuple[Integers, NDArray[np.bool_]]:
    """Return the points of each stretch as a row of a table, and where rows are longer than their stretch.

    Examples
    --------
    >>> import numpy as np
    >>> places, outside = padded(np.array([0, 2]), 5)
    >>> places.tolist(), outside.tolist()
    ([[0, 1, 2], [2, 3, 4]], [[False, False, True], [False, False, False]])
    """
    sizes = np.diff(starts, append=n)
    numbers = np.arange(int(sizes.max()))
    return np.minimum(starts[:, None] + numbers, n - 1), numbers >= sizes[:, None]


def distances(values: NDArray[Real], outside: NDArray[np.bool_]) -> NDArray[Real]:
    """Return the distances between points of the same row, infinite to what is outside.

    Parameters
    ----------
    values : array of shape (d, rows, m)
    outside : array of shape (rows, m)

    Returns
    -------
    array of shape (rows, m, m)
    """
    _, rows, m = values.shape
    apart = np.zeros((rows, m, m), dtype=values.dtype)
    difference = np.empty_like(apart)
    for of_axis in values:
        np.subtract(of_axis[:, :, None], of_axis[:, None, :], out=difference)
        np.abs(difference, out=difference)
        np.maximum(apart, difference, out=apart)
    apart.swapaxes(1, 2)[outside] = np.inf
    return apart


def smallest(points: Matrix, starts: Integers, k: int) -> Matrix:
    """Return the distances from each point to its k nearest others in its stretch, ascending.

    Parameters
    ----------
    points : array of shape (d, n)
    starts : array of integers
        Where the stretches begin, which have more than k points each.
    k : int
        How many neighbours.
    """
    places, outside = padded(starts, points.shape[1])
    apart = distances(points.take(places, axis=1), outside)
    apart.sort(axis=2)
    # The distance of a point to itself comes first.
    return np.asarray(apart[~outside, 1 : k + 1], dtype=np.float64)


def between(lows: Matrix, points: Matrix, highs: Matrix, starts: Integers) -> Integers:
    """Count the points of a stretch that are between two ends in all coordinates, for each of them.

    Parameters
    ----------
    lows, points, highs : array of shape (d, n)
        The first and the last value of each coordinate that counts, and the points.
    starts : array of integers
        Where the stretches begin.
    """
    places, outside = padded(starts, points.shape[1])
    inside = np.repeat(~outside[:, None, :], places.shape[1], axis=1)
    for low, values, high in zip(lows, points, highs, strict=True):
        here = values.take(places)[:, None, :]
        inside &= here >= low.take(places)[:, :, None]
        inside &= here <= high.take(places)[:, :, None]
    return np.asarray(inside.sum(axis=2, dtype=np.int64)[~outside])
