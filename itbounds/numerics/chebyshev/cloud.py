"""Points of a sample and of its parts: distances to their nearest, and how many are closer than so much."""

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix, Vector
from itbounds.numerics.chebyshev.blocks import SIZE, Words, listed, sizes
from itbounds.numerics.chebyshev.boxes import divided
from itbounds.numerics.chebyshev.columns import Column, Integers
from itbounds.numerics.chebyshev.layout import Boxes, Layout
from itbounds.numerics.chebyshev.nearest import add, enough
from itbounds.numerics.chebyshev.tables import between, smallest
from itbounds.numerics.chebyshev.workers import Mapper, workers

__all__ = ["Cloud"]

TOGETHER = 128
"""So many points next to each other are compared with one another for a first radius."""

FEW = 300
"""Among no more points all distances are taken."""


class Cloud:
    """Points in the maximum norm, in a sample whose parts are stretches of it.

    Parameters
    ----------
    points, ranks : array of shape (d, n)
        The coordinates, and their ranks.
    columns : sequence of Column
        Where numbers are looked up among the coordinates.
    parts : sequence of arrays of integers
        Where the parts begin at each level, from coarse to fine; every level refines the one before it.

    Examples
    --------
    >>> import numpy as np
    >>> cloud = Cloud.of(np.array([[0.0], [1.0], [3.0]]))
    >>> cloud.radii(2).tolist()
    [[[1.0, 3.0], [1.0, 2.0], [2.0, 3.0]]]
    >>> cloud.closer(np.array([[2.0, 2.0, 3.5]])).tolist()
    [[1, 1, 2]]
    """

    def __init__(
        self, points: Matrix, ranks: Integers, columns: Sequence[Column], parts: Sequence[Integers]
    ) -> None:
        self.points, self.ranks = points, ranks
        self.columns = tuple(columns)
        self.parts = tuple(parts)

    @classmethod
    def of(cls, points: Matrix) -> "Cloud":
        """Return points of shape (n, d), all in one part."""
        coordinates = np.ascontiguousarray(points.T)
        with workers(len(points)) as each:
            columns = each(lambda axis: Column(coordinates[axis]), range(len(coordinates)))
        ranks = np.array([column.ranks for column in columns])
        return cls(coordinates, ranks, columns, (np.zeros(1, dtype=np.int64),))

    def beside(self, other: "Cloud") -> "Cloud":
        """Return the points that have the coordinates of both."""
        return Cloud(
            np.concatenate([self.points, other.points]),
            np.concatenate([self.ranks, other.ranks]),
            self.columns + other.columns,
            self.parts,
        )

    def parted(self, order: Integers, parts: Sequence[Integers]) -> "Cloud":
        """Return the points in another order, and with other parts, that are stretches of it."""
        return Cloud(self.points.take(order, axis=1), self.ranks.take(order, axis=1), self.columns, parts)

    def radii(self, k: int) -> NDArray[np.float64]:
        """Return the distances from each point to its k nearest others in its part, ascending.

        Parameters
        ----------
        k : int
            How many neighbours; every part has more points.

        Returns
        -------
        array of shape (levels, n, k)
        """
        n = self.points.shape[1]
        if n <= FEW:
            return np.array([smallest(self.points, starts, k) for starts in self.parts])
        together = max(TOGETHER, 2 * k + 4)
        order, wide = self._divided(np.arange(n), self.parts[-1], max(together, SIZE))
        order, narrow = self._divided(order, wide, min(together, SIZE))
        blocks, stretches = (wide, narrow) if together <= SIZE else (narrow, wide)
        layout = self._layout(order, blocks)
        found = np.empty((len(self.parts), n, k))
        with workers(n) as each:
            nearest = enough(layout.points, stretches, k, each)[:, None].repeat(k, axis=1)
            # What is nearest in a part bounds how far to look in the others of the next coarser level.
            beyond: int | None = None
            for level in reversed(range(len(self.parts))):
                radii = nearest[:, -1].copy()
                boxes = self._boxes(layout, radii, each, inner=False)
                of_blocks = each(_search(layout, boxes, radii, level, beyond), range(len(blocks)))
                nothing = [(np.zeros(0, dtype=np.int64), np.zeros(0))]
                rows, apart = zip(*chain(nothing, *of_blocks), strict=True)
                add(nearest, np.concatenate(rows), np.concatenate(apart), each)
                found[level][order] = nearest
                beyond = level
        return found

    def closer(self, radii: NDArray[np.float64]) -> NDArray[np.int64]:
        """Count, for each point, the others in its part that are closer than a radius.

        A distance that equals the radius up to rounding is not closer. With a radius of zero the others that
        coincide with the point are counted.

        Parameters
        ----------
        radii : array of shape (levels, n)
            Not negative.

        Returns
        -------
        array of shape (levels, n)
        """
        n = self.points.shape[1]
        if n <= FEW:
            return self._closer_among_few(radii)
        if len(self.columns) == 1:
            return self._closer_on_a_line(radii)
        order, blocks = self._divided(np.arange(n), self.parts[-1], SIZE)
        layout = self._layout(order, blocks)
        # Every point is in its own box.
        found = np.full((len(self.parts), n), -1, dtype=np.int64)
        with workers(n) as each:
            boxes = [self._boxes(layout, of_level.take(order), each, inner=True) for of_level in radii]

            def task(number: int) -> list[tuple[int, Integers, Integers]]:
                return [
                    (level, order.take(rows), sizes(sets))
                    for level, of_level in enumerate(boxes)
                    for rows, sets in layout.members(number, of_level, level)
                ]

            for counted in each(task, range(len(blocks))):
                for level, rows, counts in counted:
                    found[level][rows] += counts
        return found

    def _closer_among_few(self, radii: NDArray[np.float64]) -> NDArray[np.int64]:
        found = []
        for of_level, starts in zip(radii, self.parts, strict=True):
            reach = _inner(self.points, of_level)
            found.append(between(self.points - reach, self.points, self.points + reach, starts) - 1)
        return np.array(found)

    def _closer_on_a_line(self, radii: NDArray[np.float64]) -> NDArray[np.int64]:
        (points,) = self.points
        found = np.empty(radii.shape, dtype=np.int64)
        for of_level, of_radii, starts in zip(found, radii, self.parts, strict=True):
            for start, stop in zip(starts, [*starts[1:], len(points)], strict=True):
                part = points[start:stop]
                column = self.columns[0] if len(part) == len(points) else Column(part)
                reaches = _inner(part, of_radii[start:stop])
                of_level[start:stop] = column.below(part + reaches, equal=True) - 1
                of_level[start:stop] -= column.below(part - reaches, equal=False)
        return found

    def _divided(self, order: Integers, starts: Integers, size: int) -> tuple[Integers, Integers]:
        return divided(self.points, self.ranks, order, starts, size)

    def _layout(self, order: Integers, starts: Integers) -> Layout:
        return Layout(self.points.take(order, axis=1), self.ranks.take(order, axis=1), starts, self.parts)

    def _boxes(self, layout: Layout, radii: Vector, each: Mapper, *, inner: bool) -> Boxes:
        """Return boxes with all that is closer than the radius, or that with nothing else if it is inner."""

        def ranges(axis: int) -> tuple[Integers, Integers]:
            values = layout.points[axis]
            reaches = (_inner if inner else _outer)(values, radii)
            column = self.columns[axis]
            return column.below(values - reaches, equal=False), column.below(values + reaches, equal=True)

        return layout.boxes(each(ranges, range(len(self.columns))))


def _inner(values: NDArray[np.float64], radii: Vector) -> NDArray[np.float64]:
    # Twice the rounding of the sum is taken off, so that a distance equal to the radius stays out.
    return np.maximum(radii - 2.0**-51 * (np.abs(values) + radii), 0.0)


def _outer(values: Vector, radii: Vector) -> Vector:
    return radii + 2.0**-50 * (np.abs(values) + radii)


def _search(
    layout: Layout, boxes: Boxes, radii: Vector, level: int, beyond: int | None
) -> Callable[[int], list[tuple[Integers, Vector]]]:
    """Return what finds distances below the radius to a block in the part, not in the finer one."""

    def task(number: int) -> list[tuple[Integers, Vector]]:
        first = int(layout.starts[number])
        return [
            _distances(layout.points, radii, rows, sets, first)
            for rows, sets in layout.members(number, boxes, level, beyond)
        ]

    return task


def _distances(
    points: Matrix, radii: Vector, rows: Integers, sets: Words, first: int
) -> tuple[Integers, Vector]:
    places, others = listed(sets)
    rows = rows.take(places)
    others += first
    apart = np.zeros(len(rows))
    for values in points:
        difference = values.take(rows)
        difference -= values.take(others)
        np.abs(difference, out=difference)
        np.maximum(apart, difference, out=apart)
    near = apart < radii.take(rows)
    near &= rows != others
    return rows.compress(near), apart.compress(near)
