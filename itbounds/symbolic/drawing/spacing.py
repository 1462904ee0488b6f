"""Abscissae: rows of slots that keep their distances, with wires as straight as can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

__all__ = ["Link", "Room", "spread"]

SLACK = 0.3


@dataclass(frozen=True, slots=True)
class Room:
    """How far a slot reaches to either side of its centre."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Link:
    """A wire from a row to the next: its slots, where it meets them from their centres, and its stiffness.

    A rigid one is straight if there is any room for that; at most one leaves a slot, and at most one enters.
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
    for _ in range(3):  # what moves makes room for others
        _align(rows, links, centres)
    return centres


def _align(rows: Sequence[Sequence[Room]], links: Sequence[Link], centres: list[list[float]]) -> None:
    """Move the slots along rigid wires until these are straight.

    Where the neighbours leave a little too little room for a chain of them, what is on its left moves away;
    where it is much, the chain is cut.
    """
    ahead = {(link.row, link.upper): link for link in links if link.rigid}
    for first in sorted(ahead.keys() - {(link.row + 1, link.lower) for link in ahead.values()}):
        chain, shift = [(*first, 0.0)], 0.0
        while (link := ahead.get(chain[-1][:2])) is not None:
            shift += link.upper_shift - link.lower_shift
            chain.append((link.row + 1, link.lower, shift))
        low, high = _common(rows, centres, chain)
        if 0.0 < low - high < SLACK:
            _widen(centres, chain, low, low - high)
        start = 0
        for end in range(1, len(chain) + 1):
            low, high = _common(rows, centres, chain[start : end + 1])
            if end == len(chain) or low > high + 1e-9:
                piece = chain[start:end]
                low, high = _common(rows, centres, piece)
                mean = sum(centres[row][place] - shift for row, place, shift in piece) / len(piece)
                for row, place, shift in piece:
                    centres[row][place] = min(max(mean, low), high) + shift
                start = end


def _common(
    rows: Sequence[Sequence[Room]], centres: list[list[float]], chain: Sequence[tuple[int, int, float]]
) -> tuple[float, float]:
    """Return between which places the neighbours of a chain leave room for all of it."""
    rooms = [(_free(rows[row], centres[row], place), shift) for row, place, shift in chain]
    return max(room[0] - shift for room, shift in rooms), min(room[1] - shift for room, shift in rooms)


def _widen(
    centres: list[list[float]], chain: Sequence[tuple[int, int, float]], place: float, by: float
) -> None:
    """Move all that is on the left of a chain further to the left."""
    own = {row: index for row, index, _ in chain}
    for number, row in enumerate(centres):
        for index, centre in enumerate(row):
            if index < own[number] if number in own else centre < place:
                row[index] = centre - by


def _free(row: Sequence[Room], own: Sequence[float], place: int) -> tuple[float, float]:
    """Return between which centres a slot may move without touching its neighbours."""
    low = own[place - 1] + row[place - 1].right + row[place].left if place else -inf
    high = own[place + 1] - row[place + 1].left - row[place].right if place + 1 < len(row) else inf
    return min(low, own[place]), max(high, own[place])  # by rounding, slots may be a little too near


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
