r"""Least covers of finitely many points by balls of the sup norm with free centres, by search in integers.

A set of points fits into a ball of radius :math:`\epsilon` exactly if every coordinate has a range of at most
:math:`2 \epsilon`, and that is so exactly if every *pair* of points is within :math:`2 \epsilon`. So a
least cover is a least cover by cliques of the graph of such pairs. Distances are compared as exact
differences of the given doubles.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Mask, Matrix

__all__ = ["Cover", "greedy_packing", "least_cover", "refuted", "within"]

_BLOCK = 1 << 22


@dataclass(frozen=True)
class Cover:
    """A cover, and what is known of smaller ones.

    Parameters
    ----------
    labels : tuple of int
        The ball of each point.
    packing : tuple of int
        Points no two of which share a ball.
    lower : int
        No cover has fewer balls.
    nodes : int
        The nodes of the search.
    """

    labels: tuple[int, ...]
    packing: tuple[int, ...]
    lower: int
    nodes: int

    @property
    def balls(self) -> int:
        """The number of balls."""
        return len(set(self.labels))


def within(values: Matrix, width: float) -> Mask:
    """Return which pairs of rows differ by at most a width in every coordinate, decided without rounding.

    Examples
    --------
    >>> import numpy as np
    >>> within(np.array([[0.1], [0.2], [0.3]]), 0.1).astype(int).tolist()
    [[1, 1, 0], [1, 1, 1], [0, 1, 1]]
    """
    count, points = values.shape
    near: Mask = np.ones((count, count), dtype=np.bool_)
    step = max(1, _BLOCK // max(1, count * points))
    for start in range(0, count, step):
        block = values[start : start + step, np.newaxis, :]
        near[start : start + step] = ~_exceeds(block, values[np.newaxis, :, :], width).any(axis=2)
    both: Mask = near & near.T
    return both


def _exceeds(first: Array, second: Array, width: float) -> Mask:
    # The difference is rounded; where it meets the width, its exact error decides (Knuth, 1969).
    with np.errstate(over="ignore", invalid="ignore"):
        difference = first - second
        part = difference - first
        error = (first - (difference - part)) - (second + part)
    beyond: Mask = (difference > width) | ((difference == width) & (error > 0.0))
    return beyond


def greedy_packing(near: Mask) -> list[int]:
    """Return points no two of which are near: those with the fewest neighbours left come first."""
    left = np.ones(len(near), dtype=np.bool_)
    degrees = near.sum(axis=1)
    chosen = []
    while left.any():
        candidates = np.flatnonzero(left)
        point = int(candidates[np.argmin(degrees[candidates])])
        chosen.append(point)
        gone = np.flatnonzero(near[point] & left)
        left[gone] = False
        degrees = degrees - near[:, gone].sum(axis=1)
    return sorted(chosen)


def least_cover(near: Mask, limit: int) -> Cover:
    """Return a cover that is least, or as good as a search of so many nodes finds.

    Parameters
    ----------
    near : array of shape (n, n)
        Which pairs fit into one ball; symmetric with a full diagonal.
    limit : int
        The nodes that the whole search may take; with 0 both ends are greedy.

    Examples
    --------
    >>> import numpy as np
    >>> cycle = np.eye(5, dtype=bool)
    >>> for i in range(5):
    ...     cycle[i, (i + 1) % 5] = cycle[(i + 1) % 5, i] = True
    >>> cover = least_cover(cycle, 1000)
    >>> cover.balls, cover.lower, len(cover.packing)
    (3, 3, 2)
    """
    labels, packing = [0] * len(near), list[int]()
    lower = used = nodes = 0
    for component in _components(near):
        inner = near[np.ix_(component, component)]
        seeds = greedy_packing(inner)
        groups = _greedy_groups(inner)
        low = len(seeds)
        while len(groups) > low:
            found, spent = _search(inner, seeds, len(groups) - 1, limit - nodes)
            nodes += spent
            if found is None:
                break
            if not found:
                low = len(groups)
            else:
                groups = found
        for number, group in enumerate(groups):
            for place in group:
                labels[component[place]] = used + number
        packing += [component[seed] for seed in seeds]
        lower, used = lower + low, used + len(groups)
    return Cover(tuple(labels), tuple(sorted(packing)), lower, nodes)


def refuted(near: Mask, labels: list[int], limit: int) -> int:
    """Return a number of balls that no cover goes below, proved again: by a packing and by a search.

    Parameters
    ----------
    near : array of shape (n, n)
        As `least_cover`.
    labels : list of int
        A cover; what is tried is to save one ball of it in each connected part.
    limit : int
        The nodes that the search may take.
    """
    lower = nodes = 0
    for component in _components(near):
        inner = near[np.ix_(component, component)]
        seeds = greedy_packing(inner)
        balls = len({labels[point] for point in component})
        low = len(seeds)
        if balls > low:
            found, spent = _search(inner, seeds, balls - 1, limit - nodes)
            nodes += spent
            low = balls if found == [] else low
        lower += low
    return lower


def _components(near: Mask) -> list[list[int]]:
    unseen = np.ones(len(near), dtype=np.bool_)
    parts = []
    for start in range(len(near)):
        if not unseen[start]:
            continue
        part = np.zeros(len(near), dtype=np.bool_)
        part[start] = True
        front = part.copy()
        while front.any():
            front = near[front].any(axis=0) & ~part
            part |= front
        unseen &= ~part
        parts.append(np.flatnonzero(part).tolist())
    return parts


def _masks(near: Mask) -> list[int]:
    return [int("".join("1" if entry else "0" for entry in row[::-1]), 2) for row in near.tolist()]


def _greedy_groups(near: Mask) -> list[list[int]]:
    """Put each point, hardest first, into the first group that it is near to all of."""
    masks = _masks(near)
    order = np.argsort(near.sum(axis=1), kind="stable").tolist()
    groups: list[list[int]] = []
    common: list[int] = []
    for point in order:
        fits = [g for g, mask in enumerate(common) if mask >> point & 1]
        if fits:
            # The group that loses the fewest possible members.
            best = min(fits, key=lambda g: (common[g] & ~masks[point]).bit_count())
            groups[best].append(point)
            common[best] &= masks[point]
        else:
            groups.append([point])
            common.append(masks[point])
    return groups


def _search(near: Mask, seeds: list[int], balls: int, limit: int) -> tuple[list[list[int]] | None, int]:
    """Look for a cover with so many balls: the groups, [] if there is none, None if nodes ran out."""
    labels = np.full(len(near), -1)
    labels[seeds] = range(len(seeds))
    # Row g has the points that are near to all of group g; groups not yet opened take everything.
    common: Mask = np.ones((balls, len(near)), dtype=np.bool_)
    common[: len(seeds)] = near[seeds]
    opened, spent = len(seeds), 0
    trail: list[_Choice] = []
    while True:
        point = _hardest(labels, common[:opened])
        if point < 0:
            return [np.flatnonzero(labels == group).tolist() for group in range(opened)], spent
        if spent >= limit:
            return None, spent
        # Only the first of the unopened groups is tried: they are alike.
        options = np.flatnonzero(common[: min(opened + 1, balls), point]).tolist()
        trail.append(_Choice(point, options, opened))
        while trail:
            choice = trail[-1]
            if choice.row is not None:
                common[labels[choice.point]] = choice.row
            labels[choice.point] = -1
            opened = choice.opened
            if choice.options:
                group = choice.options.pop(0)
                spent += 1
                labels[choice.point] = group
                choice.row = common[group].copy()
                common[group] &= near[choice.point]
                opened = max(opened, group + 1)
                break
            trail.pop()
        else:
            return [], spent


@dataclass
class _Choice:
    """A point, the groups still to be tried for it, and what to put back."""

    point: int
    options: list[int]
    opened: int
    row: Mask | None = None


def _hardest(labels: NDArray[np.int64], common: Mask) -> int:
    """Return the point that the fewest groups take; -1 if all have one."""
    free = np.flatnonzero(labels < 0)
    if not free.size:
        return -1
    return int(free[np.argmin(common[:, free].sum(axis=0))])
