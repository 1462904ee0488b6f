"""Sets of bits: which members of a block of points are between two ranks in every coordinate."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds.numerics.chebyshev.columns import Integers

__all__ = ["SIZE", "Block", "Words", "listed", "sizes"]

Words: TypeAlias = NDArray[np.uint64]

WORDS = 8
"""Words of a set: as many as a word has bytes, for their sizes."""

SIZE = 64 * WORDS
"""How many points a block may have."""

ROWS = 4096
"""How many points look at a block together, with sets that stay in the cache of a processor."""

NARROW = 0.8
"""A coordinate in which a block covers a larger share of the ranks excludes too few points to be tried."""


class Block:
    """Some points, to be looked at from all others.

    Parameters
    ----------
    ranks : array of shape (d, m)
        The ranks of the members among all points in each coordinate; at most SIZE members.
    n : int
        How many points there are.
    """

    def __init__(self, ranks: NDArray[np.int64], n: int) -> None:
        m = ranks.shape[1]
        orders = np.argsort(ranks, axis=1)
        ascending = np.take_along_axis(ranks, orders, axis=1)
        self._lowest, self._highest = ascending[:, 0].tolist(), ascending[:, -1].tolist()
        gaps = np.ones((len(ranks), m + 1), dtype=np.int64)
        np.subtract(ascending[:, 1:], ascending[:, :-1], out=gaps[:, 1:-1])
        # How many members are below each rank from the lowest to one after the highest.
        counts = np.arange(m + 1)
        self._below = [counts.repeat(of_axis) for of_axis in gaps]
        # Members in ascending order are added to the set of those below, one by one.
        self._sets = np.zeros((len(ranks), m + 1, 1 if m <= 64 else WORDS), dtype=np.uint64)
        bits = np.uint64(1) << (orders & 63).astype(np.uint64)
        self._sets[np.arange(len(ranks))[:, None], counts[1:], orders >> 6] = bits
        np.bitwise_or.accumulate(self._sets, axis=1, out=self._sets)
        spans = np.subtract(self._highest, self._lowest)
        self._narrow = np.flatnonzero(spans < NARROW * n).tolist()

    def reached(self, rows: Integers, lows: Sequence[Integers], highs: Sequence[Integers]) -> Integers:
        """Return those of some points whose boxes overlap that of the members, as far as it is narrow.

        Parameters
        ----------
        rows : array of shape (r,)
            The points.
        lows, highs : sequence of arrays of shape (n,)
            The first rank of each point's box in each coordinate, and the one after the last.
        """
        for axis in self._narrow:
            within = lows[axis].take(rows) <= self._highest[axis]
            within &= highs[axis].take(rows) > self._lowest[axis]
            rows = rows.compress(within)
        return rows

    def members(
        self, rows: Integers, lows: Sequence[Integers], highs: Sequence[Integers]
    ) -> Iterator[tuple[Integers, Words]]:
        """Yield points, some at a time, with the sets of members in their boxes, which the next overwrite."""
        shape = min(len(rows), ROWS), self._sets.shape[2]
        buffers = [np.empty(shape, dtype=np.uint64) for _ in range(3)]
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            found, upper, lower = (buffer[: len(some)] for buffer in buffers)
            for axis, (sets, below, lowest) in enumerate(
                zip(self._sets, self._below, self._lowest, strict=True)
            ):
                target = upper if axis else found
                for ranks, out in ((highs[axis], target), (lows[axis], lower)):
                    places = ranks.take(some)
                    places -= lowest
                    sets.take(below.take(places, mode="clip"), axis=0, out=out, mode="clip")
                target ^= lower
                if axis:
                    found &= upper
            yield some, found


def sizes(sets: Words) -> Integers:
    """Return the sizes of sets, a row each.

    Examples
    --------
    >>> import numpy as np
    >>> sizes(np.array([[7] + 7 * [2**64 - 1]], dtype=np.uint64)).tolist()
    [451]
    """
    counts = np.bitwise_count(sets)
    if sets.shape[1] == 1:
        return counts[:, 0].astype(np.int64)
    # The bytes of a word are added up in pairs, and the pairs by a product whose highest one is their sum.
    pairs = counts.view(np.uint64)[:, 0]
    even = np.uint64(0x00FF00FF00FF00FF)
    odd = pairs >> np.uint64(8)
    odd &= even
    pairs &= even
    pairs += odd
    pairs *= np.uint64(0x0001000100010001)
    pairs >>= np.uint64(48)
    return pairs.view(np.int64)


def listed(sets: Words) -> tuple[Integers, Integers]:
    """Return the members of sets as pairs of row and number.

    Examples
    --------
    >>> import numpy as np
    >>> [part.tolist() for part in listed(np.array([[5], [0], [8]], dtype=np.uint64))]
    [[0, 2, 0], [0, 3, 2]]
    """
    flat = sets.reshape(-1)
    places = flat.nonzero()[0]
    rest, one = flat.take(places), np.uint64(1)
    rows, firsts = np.divmod(places, sets.shape[1])
    firsts *= 64
    pairs: list[tuple[Integers, Integers]] = [(rows[:0], firsts[:0])]
    while len(rest):
        fewer = rest - one
        pairs.append((rows, firsts + np.bitwise_count(fewer & ~rest)))
        rest &= fewer
        more = rest.nonzero()[0]
        rows, firsts, rest = rows.take(more), firsts.take(more), rest.take(more)
    found = [np.concatenate(part) for part in zip(*pairs, strict=True)]
    return found[0], found[1]
