"""The distances to the nearest so far: from the points next to each other, and with others found later."""

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.chebyshev.columns import Integers
from itbounds.numerics.chebyshev.tables import distances, padded
from itbounds.numerics.chebyshev.workers import Mapper

__all__ = ["add", "enough"]

PAIRS = 1 << 16
"""How many distances are taken together."""

SLACK = 2.0**-20
"""More than the rounding error of distances in numbers of 24 bits, for distances below one."""


def enough(points: Matrix, starts: Integers, k: int, each: Mapper) -> Vector:
    """Return a radius about each point within which there are k others, those in its stretch.

    Parameters
    ----------
    points : array of shape (d, n)
        The coordinates.
    starts : array
        Where the stretches begin, which have more than k points each.
    k : int
        How many others.
    each : callable
        How tasks are run.
    """
    places, outside = padded(starts, points.shape[1])
    centred = points.take(places, axis=1)
    centred -= centred[:, :, :1].copy()
    centred[:, outside] = 0.0
    # Distances within a stretch are relative to its width, so that short numbers resolve them.
    width = np.maximum(centred.max(axis=(0, 2)), -centred.min(axis=(0, 2)))
    short = (centred / np.where(width > 0.0, width, 1.0)[:, None]).astype(np.float32)
    radii = np.empty(points.shape[1])
    step = max(1, PAIRS // places.shape[1] ** 2)

    def task(start: int) -> None:
        some = slice(start, start + step)
        apart = distances(short[:, some], outside[some])
        # A point itself is among the nearest, which makes one more.
        apart.sort(axis=2)
        found = apart[:, :, k].astype(np.float64)
        found += SLACK * (found + 1.0)
        found *= width[some, None]
        radii[places[some][~outside[some]]] = found[~outside[some]]

    each(task, range(0, len(starts), step))
    return radii


def add(nearest: Matrix, rows: Integers, apart: Vector, each: Mapper) -> None:
    """Let distances take the place of the largest in their rows, in place, where they are smaller.

    Parameters
    ----------
    nearest : array of shape (n, k)
        The smallest distances so far, ascending.
    rows : array of shape (m,)
        The point that each new distance is from.
    apart : array of shape (m,)
        The new distances.
    each : callable
        How tasks are run.

    Examples
    --------
    >>> import numpy as np
    >>> nearest = np.array([[1.0, 4.0], [2.0, 3.0]])
    >>> add(nearest, np.array([0, 0]), np.array([3.0, 2.0]), lambda task, numbers: list(map(task, numbers)))
    >>> nearest.tolist()
    [[1.0, 2.0], [2.0, 3.0]]
    """
    n, k = nearest.shape
    counts = np.bincount(rows, minlength=n)
    # Short integers are sorted by their digits, which is faster.
    apart = apart.take(np.argsort(rows.astype(np.uint16) if n <= 1 << 16 else rows, kind="stable"))
    starts = np.cumsum(counts) - counts

    def task(step: int) -> None:
        some = np.flatnonzero((counts > bounds[step]) & (counts <= bounds[step + 1]))
        table = np.empty((len(some), bounds[step + 1] + k))
        new = table[:, :-k]
        new[:] = apart.take(starts[some, None] + np.arange(new.shape[1]), mode="clip")
        new[np.arange(new.shape[1]) >= counts[some, None]] = np.inf
        table[:, -k:] = nearest[some]
        table.sort(axis=1)
        nearest[some] = table[:, :k]

    # Rows with similar counts share a table.
    bounds = [0, 4]
    while bounds[-1] < counts.max(initial=0):
        bounds.append(2 * bounds[-1])
    each(task, range(len(bounds) - 1))
