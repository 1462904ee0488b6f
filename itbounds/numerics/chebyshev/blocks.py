"""Sets of bits: which members of a block of points are between two ranks in every coordinate."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds.numerics.chebyshev.columns import Integers

__all__ = ["SIZE", "Block", "Words", "listed", "sizes"]

Words: TypeAlias = NDArray[np.uint64]

WORDS = 4
"""Words of the set of half a block: rows of 32 bytes are gathered faster than longer ones."""

HALF = 64 * WORDS
"""How many points half of a block may have."""

SIZE = 2 * HALF
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
        # How many members are below each rank from the first of a table to one after their highest.
        self._firsts = [0 if 2 * lowest < n else lowest for lowest in self._lowest]
        gaps = np.ones((len(ranks), m + 1), dtype=np.int64)
        np.subtract(ascending[:, 1:], ascending[:, :-1], out=gaps[:, 1:-1])
        gaps[:, 0] += ascending[:, 0] - self._firsts
        counts = np.arange(m + 1)
        self._below = [counts.repeat(of_axis) for of_axis in gaps]
        # Members in ascending order are added to the set of those below, one by one.
        self._sets = np.zeros((len(ranks), 1 if m <= HALF else 2, m + 1, WORDS), dtype=np.uint64)
        halves, members = np.divmod(orders, HALF)
        bits = np.uint64(1) << (members & 63).astype(np.uint64)
        self._sets[np.arange(len(ranks))[:, None], halves, counts[1:], members >> 6] = bits
        np.bitwise_or.accumulate(self._sets, axis=2, out=self._sets)
        spans = np.subtract(self._highest, self._lowest)
        self._narrow = np.flatnonzero(spans < NARROW * n).tolist()

    def reached(self, start: int, stop: int, lows: Sequence[Integers], highs: Sequence[Integers]) -> Integers:
        """Return those points of a stretch whose boxes overlap that of the members, as far as it is narrow.

        Parameters
        ----------
        start, stop : int
            The stretch.
        lows, highs : sequence of arrays of shape (n,)
            The first rank of each point's box in each coordinate, and the one after the last.
        """
        stretch = slice(start, stop)
        found = self.near([low[stretch] for low in lows], [high[stretch] for high in highs]).nonzero()[0]
        found += start
        return found

    def near(self, lows: Sequence[Integers], highs: Sequence[Integers]) -> NDArray[np.bool_]:
        """Return which boxes overlap that of the members, as far as it is narrow."""
        found = np.ones(len(lows[0]), dtype=np.bool_)
        for axis in self._narrow:
            found &= lows[axis] <= self._highest[axis]
            found &= highs[axis] > self._lowest[axis]
        return found

    def members(
        self, rows: Integers, lows: Sequence[Integers], highs: Sequence[Integers]
    ) -> Iterator[tuple[Integers, Words]]:
        """Yield points, some at a time, with the sets of members in their boxes, which the next overwrite."""
        halves = self._sets.shape[1]
        buffers = [np.empty(halves * min(len(rows), ROWS) * WORDS, dtype=np.uint64) for _ in range(3)]
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            shape = halves, len(some), WORDS
            found, upper, lower = (buffer[: prod(shape)].reshape(shape) for buffer in buffers)
            for axis, (sets, below, first) in enumerate(
                zip(self._sets, self._below, self._firsts, strict=True)
            ):
                target = upper if axis else found
                for ranks, out in ((highs[axis], target), (lows[axis], lower)):
                    places = ranks.take(some)
                    if first:
                        places -= first
                    places = below.take(places, mode="clip")
                    for of_half, out_of_half in zip(sets, out, strict=True):
                        of_half.take(places, axis=0, out=out_of_half, mode="clip")
                target ^= lower
                if axis:
                    found &= upper
            yield some, found


def sizes(sets: Words) -> Integers:
    """Return the sizes of sets, of shape (halves, rows, WORDS), for each row.

    Examples
    --------
    >>> import numpy as np
    >>> sizes(np.array([[[7, 0, 0, 2**64 - 1]], [[1, 0, 0, 0]]], dtype=np.uint64)).tolist()
    [68]
    """
    # Bytes hold the sizes of two words at most, and pairs of bytes those of a row.
    of_bytes, *others = np.bitwise_count(sets)
    for other in others:
        of_bytes += other
    counts = of_bytes.view(np.uint32)[:, 0]
    even = np.uint32(0x00FF00FF)
    odd = counts >> np.uint32(8)
    odd &= even
    counts &= even
    counts += odd
    counts += counts >> np.uint32(16)
    counts &= np.uint32(0xFFFF)
    return np.asarray(counts, dtype=np.int64)


def listed(sets: Words) -> tuple[Integers, Integers]:
    """Return the members of sets, of shape (halves, rows, WORDS), as pairs of row and number.

    Examples
    --------
    >>> import numpy as np
    >>> [part.tolist() for part in listed(np.array([[[5, 0, 0, 0]], [[8, 0, 0, 0]]], dtype=np.uint64))]
    [[0, 0, 0], [0, 259, 2]]
    """
    flat = sets.reshape(-1)
    places = flat.nonzero()[0]
    rest, one = flat.take(places), np.uint64(1)
    rows, words = places // WORDS, places % WORDS
    in_second = rows >= sets.shape[1]
    rows -= sets.shape[1] * in_second
    firsts = 64 * words + HALF * in_second
    pairs: list[tuple[Integers, Integers]] = [(rows[:0], firsts[:0])]
    while len(rest):
        fewer = rest - one
        pairs.append((rows, firsts + np.bitwise_count(fewer & ~rest)))
        rest &= fewer
        more = rest.nonzero()[0]
        rows, firsts, rest = rows.take(more), firsts.take(more), rest.take(more)
    found = [np.concatenate(part) for part in zip(*pairs, strict=True)]
    return found[0], found[1]
