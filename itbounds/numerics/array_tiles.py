"""Sums over arrays of other libraries: tile by tile on the device that holds them, and only sums leave it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from itbounds._typing import Array
from itbounds.errors import DTypeError, EmptyAlphabetError
from itbounds.numerics.array_namespace import Placement, doubles, is_foreign, namespace_of
from itbounds.numerics.tiles import Axes, normalised_axes

__all__ = ["Bench", "squares"]

# Entries of a tile: its temporaries take some mebibytes, whatever the size of the array.
_TILE = 1 << 18
_SIDE = 1 << 9


@dataclass(frozen=True, eq=False)
class Bench:
    """Where tiles of some arrays are worked on: on their device, in double precision if it has that.

    Parameters
    ----------
    placement : Placement
        Place and dtype of the work.
    arrays : tuple of arrays
        All in that place, in their own dtypes.
    """

    placement: Placement
    arrays: tuple[Any, ...]

    @classmethod
    def of(cls, *arrays: Any) -> "Bench":
        """Gather arrays at the first that is not of numpy; those of numpy are put there.

        Raises
        ------
        DTypeError
            For arrays in different libraries or on different devices, and for what is no real number.
        """
        first = next(array for array in arrays if is_foreign(array))
        namespace = namespace_of(first)
        placement = Placement(namespace, None, first.device).widest
        gathered = []
        for array in arrays:
            if not is_foreign(array):
                gathered.append(placement.put(np.asarray(array, dtype=np.float64)))
                continue
            if namespace_of(array) is not namespace or array.device != first.device:
                raise DTypeError(
                    f"one array lies on {first.device} and one on {array.device}",
                    hint="move them to one device of one library",
                )
            if not namespace.isdtype(array.dtype, ("bool", "integral", "real floating")):
                raise DTypeError(f"real numbers are wanted, not {array.dtype}", value=array.dtype)
            gathered.append(array.detach() if hasattr(array, "detach") else array)
        return cls(placement, tuple(gathered))

    @property
    def double(self) -> bool:
        """Whether the work is done in double precision."""
        return self.placement.epsilon < 1e-15

    @property
    def largest(self) -> float:
        """A number far from overflow."""
        return 2.0**-20 / self.placement.least

    def lines(self, axis: Axes) -> list[Any]:
        """Return the arrays with two axes: what is kept, and what is summed over."""
        shape = self.arrays[0].shape
        reduced = normalised_axes(axis, len(shape))
        kept = tuple(i for i in range(len(shape)) if i not in reduced)
        terms = prod(shape[i] for i in reduced)
        if not terms:
            raise EmptyAlphabetError(f"the sum over axes {reduced} of shape {tuple(shape)} has no terms")
        xp, flat = self.placement.namespace, (prod(shape[i] for i in kept), terms)
        return [xp.reshape(xp.permute_dims(array, kept + reduced), flat) for array in self.arrays]

    def load(self, tile: Any) -> Any:
        """Return a tile in the dtype of the work."""
        return self.placement.namespace.astype(tile, self.placement.dtype, copy=False)

    def positive(self, tile: Any) -> Any:
        """Raise numbers to the least positive normal one."""
        return self.placement.namespace.clip(tile, min=self.placement.least)

    def log(self, tile: Any) -> Any:
        """Return the logarithm of nonnegative numbers, finite for 0, so that 0 ln 0 = 0."""
        return self.placement.namespace.log(self.positive(tile))

    def least(self) -> list[float]:
        """Return the least number of each array; NaN may be overlooked."""
        xp = self.placement.namespace
        return [0.0 if array.dtype == xp.bool else float(xp.min(array)) for array in self.arrays]

    def sums(self, terms: Sequence[Any]) -> Array:
        """Return the sums over the last axis of some tiles of one shape, on the host."""
        xp = self.placement.namespace
        if self.double:
            return doubles(xp.stack([xp.sum(term, axis=-1) for term in terms]))
        found: Array = doubles(xp.stack([xp.stack(_halved(xp, term)) for term in terms])).sum(axis=1)
        return found

    def over_lines(
        self, lines: Sequence[Any], kernel: Callable[[list[Any], slice], Sequence[Any]], parts: int
    ) -> Array:
        """Return the sums of what a kernel makes of the tiles of lines, shape (parts, lines)."""
        count, terms = lines[0].shape
        found = np.zeros((parts, count))
        for kept in _pieces(count, max(1, _TILE // terms)):
            for reduced in _pieces(terms, _TILE):
                with np.errstate(over="ignore", invalid="ignore"):  # some libraries are numpy beneath
                    tiles = [self.load(line[kept, reduced]) for line in lines]
                    found[:, kept] += self.sums(kernel(tiles, kept))
        return found


def squares(shape: tuple[int, int, int]) -> Iterator[tuple[slice, slice, slice]]:
    """Cut a batch of matrices into tiles that are about square: their margins are short."""
    batch, rows, columns = shape
    wide = min(columns, max(_SIDE, _TILE // max(1, min(rows, _SIDE))))
    high = min(rows, max(1, _TILE // wide))
    for first in _pieces(batch, max(1, _TILE // (wide * high))):
        for second in _pieces(rows, high):
            for third in _pieces(columns, wide):
                yield first, second, third


def _pieces(length: int, step: int) -> Iterator[slice]:
    return (slice(start, min(start + step, length)) for start in range(0, length, step))


def _halved(xp: Any, term: Any) -> tuple[Any, Any]:
    """Sum over the last axis by halving, and beside it the roundings of the additions (Knuth's two-sum)."""
    low = term * 0.0
    while term.shape[-1] > 1:
        half = term.shape[-1] // 2
        left, right, odd = term[..., :half], term[..., half : 2 * half], term[..., 2 * half :]
        total = left + right
        part = total - left
        lost = (left - (total - part)) + (right - part)
        low_odd = low[..., 2 * half :]
        low = xp.concat([low[..., :half] + low[..., half : 2 * half] + lost, low_odd], axis=-1)
        term = xp.concat([total, odd], axis=-1)
    return term[..., 0], low[..., 0]
