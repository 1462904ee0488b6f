r"""The least entropy of all couplings of two small laws, by best-first search over the vertices.

Entropy is concave, so that its minimum is at a vertex of the transport polytope, whose support is a forest. A
forest has a leaf, which puts all it has into its one cell; what is left are two shorter laws. So every vertex
is a sequence of steps that pick a row and a column and let the smaller weight be the mass of their cell.
States are the weights left of both laws, in order of size: which lines have them does not matter.

A state that was reached with :math:`g = \sum -x \ln x` so far and has the laws r, c left leads to nothing
below :math:`g + \sum -x \ln x` over the greatest lower bound of r and c. The least such sum over the states
not yet expanded bounds the minimum from below at any time, and is the minimum once it belongs to an empty
state.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heappop, heappush
from itertools import count
from math import fsum, inf, log

from itbounds.numerics.ball_backends import ball_arithmetic
from itbounds.numerics.coupling.forest import Cell
from itbounds.numerics.coupling.majorization import greatest_lower_bound
from itbounds.numerics.rounding import UNIT_ROUNDOFF

__all__ = ["ACCURACY", "Search", "ball_surprises", "float_surprises", "least_coupling"]

Weights = tuple[int, ...]
State = tuple[Weights, Weights]
Step = tuple[int, int]
Surprise = Callable[[int], float]

ACCURACY = 80.0 * UNIT_ROUNDOFF
"""How far the sums of a search may be off, relative to one and their value."""


@dataclass(frozen=True)
class Search:
    """What a search found.

    Parameters
    ----------
    lower : float
        No coupling has less entropy, in nats; rounding is accounted for.
    masses : mapping of (int, int) to int
        The masses of the best coupling seen.
    complete : bool
        Whether it was proved best, up to rounding.
    states : int
        How many states were expanded.
    """

    lower: float
    masses: Mapping[Cell, int]
    complete: bool
    states: int


def float_surprises(total: int) -> tuple[Surprise, float]:
    r"""Return :math:`-x \ln x` of x out of a total, and how far its sums may be off, relative to 1 + sum.

    The quotient is rounded once, which moves :math:`-x \ln x` by at most :math:`u x (1 - \ln x)`; the
    logarithm errs by 8u relative and the product by u. Each of up to 64 additions of positive terms adds u.
    """

    @cache
    def surprise(mass: int) -> float:
        share = mass / total
        return -share * log(share) if 0.0 < share < 1.0 else 0.0

    return surprise, ACCURACY


def ball_surprises(total: int) -> tuple[Surprise, float]:
    """Return the same, rounded down from ball arithmetic: only the additions may be off."""
    balls = ball_arithmetic()

    @cache
    def surprise(mass: int) -> float:
        with balls.precision(128 + total.bit_length()):
            part, whole = balls.exact([mass, total])
            low, _ = balls.ends(part / whole * (balls.logs([whole])[0] - balls.logs([part])[0]))
        return max(0.0, low)

    return surprise, ACCURACY


def least_coupling(
    first: Sequence[int],
    second: Sequence[int],
    *,
    limit: int,
    surprises: Callable[[int], tuple[Surprise, float]] = float_surprises,
) -> Search:
    """Return the least entropy of a coupling, or what is known of it after a number of states.

    Every state that is expanded is also completed by the greedy coupling, so that good couplings are seen
    early and states that cannot beat them are dropped.

    Parameters
    ----------
    first, second : sequences of int
        Nonnegative weights with one sum, together at most 64 positive ones.
    limit : int
        The most states that are expanded.
    surprises : callable
        `float_surprises` or `ball_surprises`.

    Examples
    --------
    >>> found = least_coupling([5, 3, 2], [6, 4], limit=100)
    >>> round(found.lower, 6), found.complete, sorted(found.masses.values())
    (1.168282, True, [1, 1, 3, 5])
    """
    surprise, accuracy = surprises(sum(first))

    def bound(state: State) -> float:
        return fsum(map(surprise, greatest_lower_bound(*state))) if state[0] else 0.0

    start: State = (_ordered(first), _ordered(second))
    costs: dict[State, float] = {start: 0.0}
    came: dict[State, tuple[State, Step]] = {}
    order = count()
    heap = [(bound(start), next(order), start)]
    expanded: set[State] = set()
    found, lower = (start, _greedy_steps(start)), 0.0
    best = fsum(surprise(min(step)) for step in found[1])
    while heap:
        estimate, _, state = heappop(heap)
        if state in expanded:
            continue
        # Bounds are consistent but for rounding: a cell less and the bound of the rest is never below.
        lower = max(lower, min(estimate, best))
        if estimate >= best or len(expanded) >= limit:
            break
        expanded.add(state)
        rest = _greedy_steps(state)
        total = costs[state] + fsum(surprise(min(step)) for step in rest)
        if total < best:
            best, found = total, (state, rest)
        for step, after in _next(state):
            cost = costs[state] + surprise(min(step))
            if cost < costs.get(after, inf):
                costs[after] = cost
                came[after] = (state, step)
                promise = max(estimate, cost + bound(after))
                if promise < best:
                    heappush(heap, (promise, next(order), after))
    else:
        lower = best
    steps = _steps(came, found[0]) + found[1]
    proved = max(0.0, lower - accuracy * (1.0 + lower))
    return Search(proved, _placed(first, second, steps), lower >= best, len(expanded))


def _next(state: State) -> Iterator[tuple[Step, State]]:
    """Yield the steps from a state, each the two weights that meet, and what is left."""
    rows, columns = state
    for row in dict.fromkeys(rows):
        for column in dict.fromkeys(columns):
            mass = min(row, column)
            yield (row, column), (_less(rows, row, mass), _less(columns, column, mass))


def _less(weights: Weights, weight: int, mass: int) -> Weights:
    rest = list(weights)
    rest.remove(weight)
    return _ordered([*rest, weight - mass])


def _ordered(weights: Sequence[int]) -> Weights:
    return tuple(sorted((weight for weight in weights if weight), reverse=True))


def _greedy_steps(state: State) -> list[Step]:
    steps: list[Step] = []
    rows, columns = ([-weight for weight in side] for side in state)
    while rows:
        row, column = -heappop(rows), -heappop(columns)
        steps.append((row, column))
        if row > column:
            heappush(rows, column - row)
        elif column > row:
            heappush(columns, row - column)
    return steps


def _steps(came: Mapping[State, tuple[State, Step]], state: State) -> list[Step]:
    steps: list[Step] = []
    while state in came:
        state, step = came[state]
        steps.append(step)
    return steps[::-1]


def _placed(first: Sequence[int], second: Sequence[int], steps: Sequence[Step]) -> dict[Cell, int]:
    """Give the steps rows and columns: any that have the weights left that the step speaks of."""
    rows, columns = list(first), list(second)
    masses: dict[Cell, int] = {}
    for row, column in steps:
        cell = (rows.index(row), columns.index(column))
        mass = min(row, column)
        masses[cell] = mass
        rows[cell[0]] -= mass
        columns[cell[1]] -= mass
    return masses
