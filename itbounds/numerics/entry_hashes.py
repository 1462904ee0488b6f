r"""Fingerprints of the rows and columns of a channel: sums of hashed entries, in which order does not count.

With a hash f of entries and two codes b, c of letters, the fingerprint of an input is

.. math:: \Bigl( \sum_y b_y f(W_{xy}), \; \sum_y c_y f(W_{xy})^2 \Bigr) \bmod 2^{64},

and that of an output the same over its column. The arithmetic is exact. Zeros count for nothing, so that a
sparse channel and the same as an array have the same fingerprints. All passes over a block stay in the cache.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix
from itbounds.numerics.operators import Dense, Deterministic, Operator, Sparse, Toeplitz
from itbounds.numerics.operators.base import Indices

__all__ = ["Codes", "Fingerprints", "fingerprints", "mixed"]

Codes: TypeAlias = NDArray[np.uint64]

_BLOCK = 1 << 15
_SPARSE = 1 << 23


class Fingerprints:
    """Fingerprints of a channel that is formed block by block.

    Parameters
    ----------
    channel : Operator
        Any channel.
    """

    def __init__(self, channel: Operator) -> None:
        self.channel = channel
        self.readings = 0
        """How often all of the channel was gone through."""
        self.by_rows = not isinstance(channel, (Dense, Sparse))
        """Whether entries of a column can only be had with all others."""

    def whole(self) -> tuple[Codes, Codes]:
        """Return the fingerprints of all inputs and of all outputs, for codes of one."""
        m, n = self.channel.shape
        rows, columns = np.empty((2, m), dtype=np.uint64), np.zeros((2, n), dtype=np.uint64)
        self.readings += 1
        for part, hashed in self._hashed(np.arange(m)):
            for power in range(2):
                rows[power, part] = hashed.sum(axis=1, dtype=np.uint64)
                columns[power] += np.add.reduce(hashed, axis=0, dtype=np.uint64)
                if not power:
                    np.multiply(hashed, hashed, out=hashed)
        return rows, columns

    def along(self, axis: int, letters: Indices, change: Codes) -> tuple[Indices, Codes]:
        """Return which fingerprints along an axis change with the codes of some letters of the other one.

        Parameters
        ----------
        axis : {0, 1}
            Of the fingerprints: 0 for inputs, 1 for outputs.
        letters : array of int
            Outputs for inputs, and inputs for outputs.
        change : array of uint64, of shape (2, letters)
            What is added to the codes of each.

        Returns
        -------
        touched : array of int
            The letters of the axis whose fingerprints change.
        differences : array of shape (2, touched)
            What is added to them.
        """
        total = self._rows_changed(letters, change) if axis == 0 else self._columns_changed(letters, change)
        touched = np.flatnonzero(total.any(axis=0))
        return touched, total[:, touched]

    def _rows_changed(self, letters: Indices, change: Codes) -> Codes:
        m, n = self.channel.shape
        total = np.empty((2, m), dtype=np.uint64)
        if few := 4 * len(letters) < n:
            weights = change
        else:  # picking out single entries would take longer
            weights = np.zeros((2, n), dtype=np.uint64)
            weights[:, letters] = change
        self.readings += 1
        for part, hashed in self._hashed(np.arange(m), letters if few else None):
            total[0, part] = np.einsum("xy,y->x", hashed, weights[0])
            np.multiply(hashed, hashed, out=hashed)
            total[1, part] = np.einsum("xy,y->x", hashed, weights[1])
        return total

    def _columns_changed(self, letters: Indices, change: Codes) -> Codes:
        total = np.zeros((2, self.channel.shape[1]), dtype=np.uint64)
        start = 0
        for _, hashed in self._hashed(letters):
            weights = change[:, start : (start := start + len(hashed))]
            total[0] += np.einsum("x,xy->y", weights[0], hashed)
            np.multiply(hashed, hashed, out=hashed)
            total[1] += np.einsum("x,xy->y", weights[1], hashed)
        return total

    def _hashed(self, inputs: Indices, outputs: Indices | None = None) -> Iterator[tuple[Indices, Codes]]:
        """Yield hashed rows, some columns of them if so wished, in one array that is used again."""
        width = self.channel.shape[1]
        step = max(1, _BLOCK // (width if outputs is None else max(1, len(outputs))))
        step = min(step, max(1, (1 << 20) // width))
        room = np.empty((2, step, width if outputs is None else len(outputs)), dtype=np.uint64)
        for start in range(0, len(inputs), step):
            part = inputs[start : start + step]
            hashed, scratch = room[:, : len(part)]
            rows = self._rows(part)
            np.copyto(hashed, (rows if outputs is None else np.take(rows, outputs, axis=1)).view(np.uint64))
            _mix(hashed, scratch)
            yield part, hashed

    def _rows(self, part: Indices) -> Matrix:
        if not isinstance(self.channel, Dense):
            return np.ascontiguousarray(self.channel.rows(part) + 0.0)  # a zero has no sign
        run = bool((part[1:] - part[:-1] == 1).all())
        matrix = self.channel.matrix[part[0] : part[-1] + 1] if run else self.channel.matrix[part]
        return np.ascontiguousarray(matrix)


class _Stored(Fingerprints):
    """The same over the entries of a sparse channel."""

    def __init__(self, channel: Sparse) -> None:
        super().__init__(channel)
        used = channel.values > 0.0
        inputs = np.repeat(np.arange(channel.shape[0]), np.diff(channel.starts))[used]
        self.places = inputs, channel.columns[used].astype(np.int64)
        self.hashes = mixed(channel.values[used].view(np.uint64))

    def whole(self) -> tuple[Codes, Codes]:
        """Return the fingerprints of all inputs and of all outputs, for codes of one."""
        self.readings += 1
        rows, columns = (
            _added(self.places[axis], self.hashes, size) for axis, size in enumerate(self.channel.shape)
        )
        return rows, columns

    def along(self, axis: int, letters: Indices, change: Codes) -> tuple[Indices, Codes]:
        """Return which fingerprints along an axis change with the codes of some letters of the other one."""
        lines = self._lines[1 - axis]
        counts = lines.starts[letters + 1] - lines.starts[letters]
        ends = np.cumsum(counts)
        entries = np.repeat(lines.starts[letters] - ends + counts, counts) + np.arange(int(ends[-1]))
        places, hashes = lines.places[entries], lines.hashes[entries]
        weights, size = np.repeat(change, counts, axis=1), self.channel.shape[axis]
        if 4 * len(places) > size:
            total = _added(places, hashes, size, weights)
            touched = np.flatnonzero(total.any(axis=0))
            return touched, total[:, touched]
        order = np.argsort(places)
        sorted_places = places[order]
        firsts = np.flatnonzero(np.diff(sorted_places, prepend=-1))
        terms = (hashes * weights[0])[order], (hashes * hashes * weights[1])[order]
        if not len(firsts):
            return sorted_places, np.zeros((2, 0), dtype=np.uint64)
        return sorted_places[firsts], np.array([np.add.reduceat(part, firsts) for part in terms])

    @cached_property
    def _lines(self) -> tuple["_Lines", "_Lines"]:
        """The entries row by row and column by column; they are not needed if one reading settles it."""
        inputs, outputs = self.places
        order = np.argsort(outputs, kind="stable")
        rows, columns = (
            np.concatenate([[0], np.cumsum(np.bincount(places, minlength=size))])
            for places, size in zip(self.places, self.channel.shape, strict=True)
        )
        return _Lines(rows, outputs, self.hashes), _Lines(columns, inputs[order], self.hashes[order])


@dataclass(frozen=True, eq=False)
class _Lines:
    """Where the rows or columns start among the entries, where on them these are, and their hashes."""

    starts: Indices
    places: Indices
    hashes: Codes


def fingerprints(channel: Operator) -> Fingerprints:
    """Return the fingerprints of a channel, from its entries if few of them are not zero."""
    if isinstance(channel, Deterministic):
        m = len(channel.table)
        return _Stored(Sparse(np.arange(m + 1), channel.table, np.ones(m), channel.outputs))
    if isinstance(channel, Toeplitz) and len(channel.noise) * channel.inputs <= _SPARSE:
        m, k = channel.inputs, len(channel.noise)
        columns = (np.arange(m)[:, None] + np.arange(k)).ravel()
        values = np.tile(channel.noise, m)
        return _Stored(Sparse(np.arange(0, m * k + 1, k), columns, values, channel.shape[1]))
    return _Stored(channel) if isinstance(channel, Sparse) else Fingerprints(channel)


def mixed(words: Codes) -> Codes:
    """Return 64-bit words scattered by a bijection that keeps zero."""
    words = words.copy()
    _mix(words, np.empty_like(words))
    return words


def _mix(words: Codes, scratch: Codes) -> None:
    """Scatter words in place: the finaliser of splitmix64 (Steele, Lea and Flood, 2014)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        np.right_shift(words, np.uint64(shift), out=scratch)
        np.bitwise_xor(words, scratch, out=words)
        np.multiply(words, np.uint64(factor), out=words)
    np.right_shift(words, np.uint64(31), out=scratch)
    np.bitwise_xor(words, scratch, out=words)


def _added(places: Indices, hashes: Codes, size: int, weights: Codes | None = None) -> Codes:
    total = np.zeros((2, size), dtype=np.uint64)
    for power in range(2):
        terms = hashes if power == 0 else hashes * hashes
        np.add.at(total[power], places, terms if weights is None else terms * weights[power])
    return total
