"""Points in blocks, each close together and in one part of the sample, and who looks at which block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from itbounds._typing import Matrix
from itbounds.numerics.chebyshev.blocks import Block, Words
from itbounds.numerics.chebyshev.columns import Integers

__all__ = ["Boxes", "Layout"]

KEPT = 1 << 23
"""Blocks are kept if they have no more entries than so many in all, and are made again otherwise."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """The ranks within a distance of each point in each coordinate: the first, and the one after the last.

    The extreme ones of each block are `least` and `most`.
    """

    lows: tuple[Integers, ...]
    highs: tuple[Integers, ...]
    least: tuple[Integers, ...]
    most: tuple[Integers, ...]


class Layout:
    """Points in the order of their blocks.

    Parameters
    ----------
    points, ranks : array of shape (d, n)
        The coordinates of the points in this order, and their ranks.
    starts : array of shape (b,)
        Where the blocks begin.
    parts : sequence of arrays
        Where the parts begin at each level, from coarse to fine; every level refines the one before it.
    """

    def __init__(self, points: Matrix, ranks: Integers, starts: Integers, parts: Sequence[Integers]) -> None:
        self.points = points
        self.starts = starts
        self._ranks = ranks
        self._borders = np.append(starts, points.shape[1])
        self._labels = [np.searchsorted(part, starts, side="right") for part in parts]
        self._blocks: dict[int, Block] = {}

    def boxes(self, ranges: Sequence[tuple[Integers, Integers]]) -> Boxes:
        """Return what is within reach in all coordinates."""
        lows, highs = zip(*ranges, strict=True)
        return Boxes(
            lows,
            highs,
            tuple(np.minimum.reduceat(low, self.starts) for low in lows),
            tuple(np.maximum.reduceat(high, self.starts) for high in highs),
        )

    def members(
        self, number: int, boxes: Boxes, level: int, beyond: int | None = None
    ) -> Iterator[tuple[Integers, Words]]:
        """Yield points and the sets of members of a block in their boxes, which the next overwrite.

        Parameters
        ----------
        number : int
            The block.
        boxes : Boxes
            Of all points.
        level : int
            Points of the part of this level that the block is in look at it.
        beyond : int, optional
            Points of the part of this level do not.
        """
        block = self._block(number)
        looking = self._labels[level] == self._labels[level][number]
        if beyond is not None:
            looking &= self._labels[beyond] != self._labels[beyond][number]
        looking &= block.near(boxes.least, boxes.most)
        # Blocks that look and follow each other are one stretch.
        borders = np.diff(looking.astype(np.int8), prepend=0, append=0).nonzero()[0]
        stretches = self._borders[borders].reshape(-1, 2).tolist()
        if stretches:
            rows = [block.reached(start, stop, boxes.lows, boxes.highs) for start, stop in stretches]
            yield from block.members(np.concatenate(rows), boxes.lows, boxes.highs)

    def _block(self, number: int) -> Block:
        found = self._blocks.get(number)
        if found is None:
            start, stop = self._borders[number : number + 2]
            found = Block(self._ranks[:, start:stop], self._ranks.shape[1])
            if len(self.starts) * self._ranks.size < KEPT:
                self._blocks[number] = found
        return found
