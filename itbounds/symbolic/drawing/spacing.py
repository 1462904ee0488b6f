"""Abscissae: rows of slots that keep their distances, with wires as straight as can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

__all__ = ["Link", "Room", "spread"]


@dataclass(frozen=True, slots=True)
class Room:
    """How far a slot reaches to either side of its centre."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Link:
    """A wire from a row to the next: its slots, where it meets them from their centres, and its stiffness.

    A rigid one is straight if there is any room for that.
    """

    row: int
    upper: int
    upper_shift: float
    lower: int
    lower_shift: float
    weight: float = 1.0
    rigid: bool = False


def spread(rows: Sequence[Sequence[Room]], links: Sequence[Link], *, sweeps: int = 60) -> list[list[float]]:
    r"""Return the centres that minimise the squared slants of all wires, neighbours not overlapping.

    .. math:: \\min_x \\sum_{\\text{wires}} w \\, (x_u + s_u - x_l - s_l)^2 \\quad \\text{such that }
        x_{i+1} - x_i \\ge r_i + l_{i+1} \\text{ within each row.}

    A convex quadratic program whose constraints concern one row each, so that minimising over one row after
    another, down and up, converges to its solution; a row alone is a weighted isotonic regression, which
    pooling adjacent violators solves exactly.
    """
    centres = [_placed([0.0] * len(row), [1.0] * len(row), _steps(row)) for row in rows]
    below = [[link for link in links if link.row == number] for number in range(len(rows))]
    above = [[], *below[:-1]] if rows else []
    order = [*range(len(rows)), *reversed(range(len(rows)))]
    for _ in range(sweeps):
        for number in order:
            pulls = [(0.0, 0.0)] * len(rows[number])
            for link in above[number]:
                aim = centres[number - 1][link.upper] + link.upper_shift - link.lower_shift
                pulls[link.lower] = _added(pulls[link.lower], aim, link.weight)
            for link in below[number]:
                aim = centres[number + 1][link.lower] + link.lower_shift - link.upper_shift
                pulls[link.upper] = _added(pulls[link.upper], aim, link.weight)
            aims = [
                total / weight if weight else x
                for (total, weight), x in zip(pulls, centres[number], strict=True)
            ]
            weights = [weight or 1e-6 for _, weight in pulls]
            centres[number] = _placed(aims, weights, _steps(rows[number]))
    return _aligned(rows, links, centres)


def _aligned(
    rows: Sequence[Sequence[Room]], links: Sequence[Link], centres: list[list[float]]
) -> list[list[float]]:
    """Return the centres after slots that rigid wires join have moved above each other."""
    ahead = {(link.row, link.upper): (link.row + 1, link.lower) for link in links if link.rigid}
    for first in sorted(ahead.keys() - set(ahead.values())):
        chain = [first]
        while chain[-1] in ahead:
            chain.append(ahead[chain[-1]])
        low, high = -inf, inf
        for number, place in chain:
            row, own = rows[number], centres[number]
            if place:
                low = max(low, own[place - 1] + row[place - 1].right + row[place].left)
            if place + 1 < len(row):
                high = min(high, own[place + 1] - row[place + 1].left - row[place].right)
        if low <= high:
            mean = sum(centres[number][place] for number, place in chain) / len(chain)
            for number, place in chain:
                centres[number][place] = min(max(mean, low), high)
    return centres


def _added(pull: tuple[float, float], aim: float, weight: float) -> tuple[float, float]:
    return pull[0] + weight * aim, pull[1] + weight


def _steps(row: Sequence[Room]) -> list[float]:
    """Return how far each slot of a row must be to the right of the first."""
    reached = list[float]()
    for i, room in enumerate(row):
        reached.append(reached[-1] + row[i - 1].right + room.left if i else 0.0)
    return reached


def _placed(aims: Sequence[float], weights: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return the places nearest to the aims in weighted squares that keep their distances."""
    pools = list[tuple[float, float, int]]()  # mean of the aims less the distances, weight, size
    for aim, weight, distance in zip(aims, weights, least, strict=True):
        pool = aim - distance, weight, 1
        while pools and pools[-1][0] > pool[0]:
            other, heavy, many = pools.pop()
            both = heavy + pool[1]
            pool = (other * heavy + pool[0] * pool[1]) / both, both, many + pool[2]
        pools.append(pool)
    means = [mean for mean, _, size in pools for _ in range(size)]
    return [mean + distance for mean, distance in zip(means, least, strict=True)]
