"""Reductions of arrays of any layout in constant memory: tiles that fit the cache, summed pairwise.

A sum of n terms made here sends every term through at most `summation_depth` (n) additions, so that Higham's
bound holds with that number in place of n.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array
from itbounds.errors import DTypeError, EmptyAlphabetError

__all__ = [
    "Axes",
    "Box",
    "Numbers",
    "Scratch",
    "fold",
    "fold_product",
    "normalised_axes",
    "real_numbers",
    "reduce_in_tiles",
    "summation_depth",
]

TILE = 1 << 16
"""Doubles in a tile: 512 kB, so that a few temporaries of a kernel stay in the cache."""
RUN = 128
"""Terms summed in one run, before the sums of runs are summed."""
_REDUCED_FIRST = 256

Numbers: TypeAlias = NDArray[Any]
"""An array of any dtype."""
Axes: TypeAlias = int | tuple[int, ...] | None
Box: TypeAlias = tuple[slice, ...]
Kernel: TypeAlias = Callable[[Sequence[Array], Box, Box], Array]
"""From blocks of the arrays, kept axes first, and where they lie on the kept and reduced axes, to sums."""


def summation_depth(terms: int) -> int:
    """Return how many additions a term of a sum of so many passes at most.

    A tree of n terms has n - 1 additions. In a tile a term passes a run of 128, a run of 128 sums of runs,
    the sum of these, and twice a rest; between t tiles it passes at most ``t.bit_length() + 1`` pairwise
    additions.

    Examples
    --------
    >>> summation_depth(10), summation_depth(10**8)
    (10, 290)
    """
    return min(terms, 2 * RUN + TILE // RUN**2 + 3 + terms.bit_length())


def fold(block: Array) -> Array:
    """Sum a contiguous block of shape (k, r) over its last axis, in runs."""
    return _in_runs(lambda part: part @ np.ones(part.shape[1]), block)


def fold_product(block: Array, other: Array) -> Array:
    """Sum the products of two contiguous blocks of shape (k, r) over the last axis, in runs."""
    return _in_runs(np.vecdot, block, other)


def _in_runs(add: Callable[..., Array], *blocks: Array) -> Array:
    rows, terms = blocks[0].shape
    if terms <= RUN:
        return add(*blocks)
    runs = terms // RUN
    if runs * RUN == terms:
        sums = add(*(block.reshape(rows * runs, RUN) for block in blocks))
        return fold(sums.reshape(rows, runs))
    heads = (np.ascontiguousarray(block[:, : runs * RUN]) for block in blocks)
    return _in_runs(add, *heads) + add(*(block[:, runs * RUN :] for block in blocks))


@dataclass
class Scratch:
    """Memory for a temporary of a kernel: large ones are dear to ask for and to give back at every tile."""

    memory: Array = field(default_factory=lambda: np.empty(0))

    def like(self, block: Array) -> Array:
        """Return an array of the shape of a block; the one returned before is lost."""
        if self.memory.size < block.size:
            self.memory = np.empty(block.size)
        return self.memory[: block.size].reshape(block.shape)


@dataclass
class _Pairwise:
    """Sums of arrays as a binary counter: level i holds the sum of 2^i of them."""

    levels: list[Array | None] = field(default_factory=list)

    def add(self, term: Array) -> None:
        for level, held in enumerate(self.levels):
            if held is None:
                self.levels[level] = term
                return
            term = held + term
            self.levels[level] = None
        self.levels.append(term)

    def total(self) -> Array:
        held = [level for level in self.levels if level is not None]
        total = held[0]
        for level in held[1:]:
            total = total + level
        return total


def real_numbers(array: Numbers) -> None:
    """Refuse an array that does not hold real numbers."""
    if array.dtype.kind not in "biuf":
        raise DTypeError(f"real numbers are wanted, not {array.dtype}", value=array.dtype)


def reduce_in_tiles(arrays: Sequence[Numbers], axis: Axes, kernel: Kernel, parts: int) -> Array:
    """Sum what a kernel returns for the tiles of some arrays of one shape.

    Parameters
    ----------
    arrays : sequence of arrays of one shape
        Of any real dtype and layout, memory maps included; tiles are contiguous float64, copied if needed.
    axis : int, tuple of int or None
        The axes to sum over, None for all.
    kernel : callable
        Takes the tiles, with kept axes first, and the boxes (slices) they occupy on the kept and on the
        reduced axes; returns an array of shape (j, k): j sums over the tile for each of its k kept indices.
    parts : int
        How many sums the kernel returns, j.

    Returns
    -------
    array of shape (j, *kept)
        The sums.

    Raises
    ------
    DTypeError
        If an array does not hold real numbers.
    EmptyAlphabetError
        If there is nothing to sum.
    """
    for array in arrays:
        real_numbers(array)
    first = arrays[0]
    reduced = normalised_axes(axis, first.ndim)
    kept = tuple(i for i in range(first.ndim) if i not in reduced)
    if not prod(first.shape[i] for i in reduced):
        raise EmptyAlphabetError(f"the sum over axes {reduced} of shape {first.shape} has no terms")
    views = [array.transpose(kept + reduced) for array in arrays]
    extents = _extents(views[0], len(kept))
    boxes = [
        _boxes(views[0].shape[part], extents[part]) for part in (slice(len(kept)), slice(len(kept), None))
    ]
    results = np.empty((parts, *views[0].shape[: len(kept)]))
    for outer in boxes[0]:
        sums = _Pairwise()
        for inner in boxes[1]:
            blocks = [np.ascontiguousarray(view[outer + inner], dtype=np.float64) for view in views]
            sums.add(kernel(blocks, outer, inner))
        part = results[(slice(None), *outer)]
        part[...] = sums.total().reshape(part.shape)
    return results


def normalised_axes(axis: Axes, dimensions: int) -> tuple[int, ...]:
    """Return the axes meant, counted from 0, in order."""
    if axis is None:
        return tuple(range(dimensions))
    from numpy.lib.array_utils import normalize_axis_tuple

    return tuple(sorted(normalize_axis_tuple(axis, dimensions)))


def _extents(view: Numbers, kept: int) -> list[int]:
    """Choose how far a tile reaches on every axis: far where neighbours lie close together in memory."""
    near = sorted((i for i in range(view.ndim) if view.shape[i] > 1), key=lambda i: abs(view.strides[i]))
    extents = [1] * view.ndim
    room = TILE
    if near and near[0] < kept:
        # Sums over a distant axis still need some terms in every tile to be worth a call.
        few = _REDUCED_FIRST
        for i in (i for i in near if i >= kept):
            extents[i] = min(view.shape[i], few)
            few //= extents[i]
        room //= prod(extents)
    for i in near:
        reach = min(view.shape[i], extents[i] * max(room, 1))
        room //= max(1, reach // extents[i])
        extents[i] = max(reach, 1)
    return extents


def _boxes(shape: tuple[int, ...], extents: Sequence[int]) -> list[Box]:
    """All boxes of the given extents that cover a shape; one empty box for no axes."""

    def pieces(length: int, extent: int) -> Iterator[slice]:
        return (slice(start, start + extent) for start in range(0, length, extent))

    return list(product(*(list(pieces(n, e)) for n, e in zip(shape, extents, strict=True))))
