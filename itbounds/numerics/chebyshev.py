"""Neighbours in the maximum norm: distances to the nearest, and how many are closer than so much.

In many dimensions trees visit nearly all points. The points within a distance of a point are then found as an
intersection of sets of bits, one set for each coordinate: those between two ranks. Sets of the points of
every rank below r are running unions, so that a set between two ranks takes one operation on words of 64
points. The work is n^2 d / 64 words, whatever the law of the points.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix, Vector

__all__ = ["neighbours_within", "radii_of_neighbours"]

Integers: TypeAlias = NDArray[np.int64]
Words: TypeAlias = NDArray[np.uint64]
_T = TypeVar("_T")

TREE_DIMENSIONS = 7
"""Up to so many a tree finds neighbours faster than sets of bits."""

BLOCK = 16
"""Words a block: the sets of a block stay in the cache of a processor."""

HASTE = 1.5
"""How much too far a first search may look; beyond one the sets of bits find the nearest faster."""


def radii_of_neighbours(points: Matrix, k: int) -> Matrix:
    """Return the distances from each point to its k nearest others in the maximum norm, ascending.

    Parameters
    ----------
    points : array of shape (n, d)
        More than k of them.
    k : int
        How many neighbours.

    Returns
    -------
    array of shape (n, k)

    Examples
    --------
    >>> import numpy as np
    >>> radii_of_neighbours(np.array([[0.0], [1.0], [3.0]]), 2).tolist()
    [[1.0, 3.0], [1.0, 2.0], [2.0, 3.0]]
    """
    from scipy.spatial import KDTree

    tree = KDTree(points, leafsize=16)
    if points.shape[1] <= TREE_DIMENSIONS:
        return np.asarray(tree.query(points, k=k + 1, p=np.inf)[0])[:, 1:]
    # Neighbours found in haste lie within a radius inside of which the nearest must be.
    enough = np.asarray(tree.query(points, k=k + 1, p=np.inf, eps=HASTE)[0])[:, -1]
    found = _parallel(_Sets(points, enough * (1.0 + 1e-12)).members, len(points))
    rows, columns = (np.concatenate(part) for part in zip(*found, strict=True))
    apart = np.abs(points[rows] - points[columns]).max(axis=1)
    near = (apart <= enough[rows]) & (rows != columns)
    rows, apart = rows[near], apart[near]
    order = np.lexsort((apart, rows))
    first = np.searchsorted(rows[order], np.arange(len(points)))
    return np.asarray(apart[order][first[:, None] + np.arange(k)])


def neighbours_within(points: Matrix, radii: Vector) -> Integers:
    """Count, for each point, the others that are closer than its radius in the maximum norm.

    A distance that equals the radius up to rounding is not closer.

    Parameters
    ----------
    points : array of shape (n, d)
        The points.
    radii : array of shape (n,)
        Positive.

    Examples
    --------
    >>> import numpy as np
    >>> neighbours_within(np.array([[0.0], [1.0], [3.0]]), np.array([2.0, 2.0, 3.5])).tolist()
    [1, 1, 2]
    """
    sets = _Sets(points, radii)
    if points.shape[1] == 1:
        low, high = sets.ends[0]
        return np.asarray(high - low - 1)
    return np.asarray(np.sum(_parallel(sets.sizes, len(points)), axis=0, dtype=np.int64) - 1)


def _parallel(task: Callable[[int], _T], n: int) -> list[_T]:
    blocks = range(0, -(-n // 64), BLOCK)
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, len(blocks))) as pool:
        return list(pool.map(task, blocks))


class _Sets:
    """Which points lie within a radius of each point, coordinate by coordinate, between two ranks."""

    def __init__(self, points: Matrix, radii: Vector) -> None:
        self.n = len(points)
        self.orders: list[Integers] = []
        self.ends: list[tuple[Integers, Integers]] = []
        for column in points.T:
            order = np.argsort(column, kind="stable").astype(np.int64)
            ranked, radius = column[order], radii[order]
            # Twice the rounding of the sum is taken off, so that a distance equal to the radius stays out.
            reach = np.maximum(radius - 2.0**-51 * (np.abs(ranked) + radius), 0.0)
            low, high = np.empty_like(order), np.empty_like(order)
            low[order] = np.searchsorted(ranked, ranked - reach, side="left")
            high[order] = np.searchsorted(ranked, ranked + reach, side="right")
            self.orders.append(order)
            self.ends.append((low, high))

    def _block(self, start: int) -> Words:
        """Return the sets of all points, as far as their members are in a block of words."""
        first, last = 64 * start, min(64 * (start + BLOCK), self.n)
        found, upper, lower = (np.empty((self.n, BLOCK), dtype=np.uint64) for _ in range(3))
        for axis, (order, (low, high)) in enumerate(zip(self.orders, self.ends, strict=True)):
            inside = (order >= first) & (order < last)
            below = np.concatenate([[0], np.cumsum(inside)])
            places = order[inside] - first
            levels = np.zeros((last - first + 1, BLOCK), dtype=np.uint64)
            levels[np.arange(1, len(levels)), places >> 6] = np.uint64(1) << (places & 63).astype(np.uint64)
            np.bitwise_or.accumulate(levels, axis=0, out=levels)
            target = upper if axis else found
            np.take(levels, below[high], axis=0, out=target, mode="clip")
            np.take(levels, below[low], axis=0, out=lower, mode="clip")
            target ^= lower
            if axis:
                found &= upper
        return found

    def sizes(self, start: int) -> Integers:
        """Count the members in a block of words."""
        return np.asarray(np.bitwise_count(self._block(start)).sum(axis=1, dtype=np.int64))

    def members(self, start: int) -> tuple[Integers, Integers]:
        """Return the members in a block of words, as pairs of point and member."""
        words = self._block(start)
        rows, columns = np.nonzero(words)
        rest = words[rows, columns]
        pairs: list[tuple[Integers, Integers]] = []
        while len(rest):
            lowest = rest & (~rest + np.uint64(1))
            offsets = np.bitwise_count(lowest - np.uint64(1)).astype(np.int64)
            pairs.append((rows, 64 * (start + columns) + offsets))
            rest = rest ^ lowest
            more = rest != 0
            rows, columns, rest = rows[more], columns[more], rest[more]
        firsts, seconds = (np.concatenate(part) for part in zip(*pairs, strict=True))
        return firsts, seconds
