"""Small information programs of one pattern: the central paths of all of them in one array run."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np

from itbounds._typing import Array, Mask, Matrix, Vector
from itbounds.forms import RawSolution, Status
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.forms.linear import Integers
from itbounds.solvers.base import Solver
from itbounds.solvers.entropy_program.blocks import cholesky, flipped, triangular
from itbounds.solvers.entropy_program.stack import Stack, back, times

__all__ = ["Solved", "solve_stack"]

_KEEP = 0.9
_REPAIRS, _NEAR = 4, 1e-3


@dataclass(frozen=True, eq=False)
class Solved(Solver[EntropyProgramForm]):
    """The points of one program of a stack, found already.

    Parameters
    ----------
    points : RawSolution
    """

    name: ClassVar[str] = "interior_point"
    accepts: ClassVar[type[EntropyProgramForm]] = EntropyProgramForm

    points: RawSolution

    def solve(self, form: EntropyProgramForm, tol: float) -> RawSolution:
        """Return the points."""
        return self.points


@dataclass(frozen=True, eq=False)
class _States:
    """Iterates: cells and their multipliers, those of the rows, slacks and their prices."""

    point: Matrix
    reduced: Matrix
    equal: Matrix
    slack: Matrix
    price: Matrix

    def moved(self, direction: "_States", step: Vector) -> "_States":
        """Go along a direction."""
        pairs = ((getattr(self, f.name), getattr(direction, f.name)) for f in fields(self))
        return _States(*(here + step[:, None] * there for here, there in pairs))

    def only(self, which: Mask) -> "_States":
        """Return some of the iterates."""
        return _States(*(getattr(self, f.name)[which] for f in fields(self)))

    def chosen(self, which: Mask, others: "_States") -> "_States":
        """Return others where a mask says so."""
        pairs = ((getattr(self, f.name), getattr(others, f.name)) for f in fields(self))
        return _States(*(np.where(which[:, None], there, here) for here, there in pairs))

    @property
    def products(self) -> Matrix:
        """The complementary products, of cells and of slacks."""
        return np.concatenate((self.point * self.reduced, self.slack * self.price), axis=1)


@dataclass(eq=False)
class _Best:
    """The best bounds of every program, and where."""

    lower: Vector
    upper: Vector
    primal: Matrix
    depth: Vector
    deep: Matrix
    reference: Matrix
    price: Matrix
    steps: Integers

    def keep(self, places: Integers, point: Matrix, value: Vector, room: Matrix) -> None:
        """Keep what is better, and what is further inside."""
        inside = (room >= 0.0).all(axis=1)
        better = inside & (value > self.lower[places])
        self.lower[places] = np.where(better, value, self.lower[places])
        self.primal[places[better]] = point[better]
        depth = room.min(axis=1, initial=np.inf)
        deeper = inside & (depth > self.depth[places])
        self.depth[places] = np.where(deeper, depth, self.depth[places])
        self.deep[places[deeper]] = point[deeper]


def solve_stack(forms: Sequence[EntropyProgramForm], tol: float, *, max_steps: int = 80) -> list[RawSolution]:
    """Follow the central paths of forms of one `pattern` together; each leaves when its bounds meet.

    Steps, starting points and bounds are those of `InteriorPoint`. A program whose bounds do not meet keeps
    its best points with the status `GAP_OPEN`; its history holds the last bounds.

    Parameters
    ----------
    forms : sequence of EntropyProgramForm
        With the same `pattern`, which is not ``None``.
    tol : float
        The gap that is aimed for, in nats.
    max_steps : int
        The largest number of points.
    """
    whole = Stack.of(forms)
    count, width = len(forms), len(whole.row)
    extra = whole.ceiling.shape[1] + len(whole.functions) - 1
    centre = whole.normalised(np.ones((count, width)))
    best = _Best(
        np.full(count, -np.inf),
        np.full(count, np.inf),
        centre,
        np.zeros(count),
        centre.copy(),
        centre.copy(),
        np.zeros((count, extra)),
        np.zeros(count, dtype=np.int64),
    )
    places, stack = np.arange(count), whole
    with np.errstate(all="ignore"):
        states = _start(stack, centre)
        for _ in range(max_steps):
            _offer(stack, states, best, places)
            best.steps[places] += 1
            going = (best.upper - best.lower)[places] > 0.6 * tol
            going &= np.isfinite(states.point).all(axis=1) & (states.products.mean(axis=1) > 1e-18)
            if not going.any():
                break
            if not going.all():
                places, stack, states = places[going], stack.only(going), states.only(going)
            states = _advance(stack, states)
    return [_solution(best, number) for number in range(count)]


def _solution(best: _Best, number: int) -> RawSolution:
    met = best.lower[number] > -np.inf and best.upper[number] < np.inf
    return RawSolution(
        Status.OPTIMAL if met else Status.GAP_OPEN,
        primal=best.primal[number],
        dual=np.concatenate((best.reference[number], best.price[number])),
        steps=int(best.steps[number]),
        history=np.array([[best.lower[number], best.upper[number]]]),
    )


def _start(stack: Stack, point: Matrix) -> _States:
    _, gradient, room, _ = stack.evaluated(point)
    slack, size = np.where(room > 0.0, room, 0.1), 1.0 / point.shape[1]
    equal = _highest(stack, gradient)
    return _States(point, size / point, equal, slack, np.minimum(size / slack, 1.0))


def _highest(stack: Stack, values: Matrix) -> Matrix:
    inside = np.where(stack.rows > 0.0, values[:, None, :], -np.inf)
    return np.asarray(inside.max(axis=2), dtype=np.float64)


def _offer(stack: Stack, states: _States, best: _Best, places: Integers) -> None:
    """Keep what is better at some states."""
    point = stack.normalised(states.point)
    value, gradient, room, slopes = stack.evaluated(point)
    best.keep(places, point, value, room)
    for other in (best.primal[places], best.deep[places]):
        spare = np.maximum(stack.evaluated(other)[2], 0.0)
        short = np.minimum(room, 0.0)
        share = np.where(short < 0.0, short / (short - spare), 0.0).max(axis=1, initial=0.0)
        mixing = (share > 0.0) & (share < 1.0)
        if mixing.any():
            share = np.where(mixing, np.minimum(1.0, 1.001 * share), 0.0)[:, None]
            mixed = (1.0 - share) * point + share * other
            more, _, inside, _ = stack.evaluated(mixed)
            best.keep(places, mixed, more, np.where(mixing[:, None], inside, -1.0))
    near = states.products.sum(axis=1).max() < _NEAR
    reference = point
    for _ in range(1 + (_REPAIRS if near else 0)):
        pull = gradient + back(slopes, states.price)
        top = _highest(stack, pull)
        upper = value - (gradient * reference).sum(axis=1) + (stack.totals * top).sum(axis=1)
        upper = upper + (states.price * (room - times(slopes, reference))).sum(axis=1)
        lower = upper < best.upper[places]
        best.upper[places] = np.where(lower, upper, best.upper[places])
        best.reference[places[lower]] = reference[lower]
        best.price[places[lower]] = states.price[lower]
        means = ((reference * pull) @ stack.rows.T / stack.totals)[:, stack.row]
        reference = stack.normalised(reference * np.exp(np.clip(pull - means, -30.0, 30.0)))
        value, gradient, room, slopes = stack.evaluated(reference)


@dataclass(frozen=True, eq=False)
class _Step:
    """Newton's equations at some states."""

    stack: Stack
    states: _States
    scale: Matrix
    lower: Array
    behind: Array
    schur: Array
    gradient: Matrix
    room: Matrix
    slopes: Array

    @classmethod
    def of(cls, stack: Stack, states: _States) -> "_Step":
        """Factor the scaled matrices, whose eigenvalues are at least one."""
        point = states.point
        _, gradient, room, slopes = stack.evaluated(point)
        matrix = np.zeros((*point.shape, point.shape[1]))
        ones = np.ones(len(point))
        stack.functions[0].add_hessian(point, ones, matrix)
        for limit, price in zip(
            stack.functions[1:], states.price[:, stack.ceiling.shape[1] :].T, strict=True
        ):
            limit.add_hessian(point, price, matrix)
        matrix += slopes.transpose(0, 2, 1) @ (slopes * (states.price / states.slack)[:, :, None])
        scale = np.sqrt(point / states.reduced)
        matrix *= scale[:, :, None] * scale[:, None, :]
        diagonal = np.arange(point.shape[1])
        matrix[:, diagonal, diagonal] += 1.0
        lower = _cholesky(matrix)
        behind = triangular(lower, (stack.rows * scale[:, None, :]).transpose(0, 2, 1))
        schur = behind.transpose(0, 2, 1) @ behind
        diagonal = np.arange(schur.shape[1])
        schur[:, diagonal, diagonal] *= 1.0 + 1e-14
        return cls(stack, states, scale, lower, behind, schur, gradient, room, slopes)

    def residuals(self, states: _States) -> tuple[Matrix, Matrix, Matrix]:
        """Return the residuals of gradient, rows and slacks."""
        stack = self.stack
        _, gradient, room, slopes = stack.evaluated(states.point)
        dual = -gradient - back(slopes, states.price) + states.equal[:, stack.row] - states.reduced
        return dual, stack.totals - states.point @ stack.rows.T, states.slack - room

    def direction(self, rest: tuple[Matrix, Matrix, Matrix], goal: Matrix) -> _States:
        """Return the step that makes the residuals zero and changes the products by the goal."""
        states, width = self.states, self.states.point.shape[1]
        products, pairs = goal[:, :width], goal[:, width:]
        inner = pairs / states.slack + states.price / states.slack * rest[2]
        right = -rest[0] + products / states.point + back(self.slopes, inner)
        half = triangular(self.lower, (right * self.scale)[:, :, None])[:, :, 0]
        equal = _solved(self.schur, back(self.behind, half) - rest[1])
        half = half - times(self.behind, equal)
        point = self.scale * triangular(flipped(self.lower), half[:, ::-1, None])[:, ::-1, 0]
        slack = times(self.slopes, point) - rest[2]
        reduced = (products - states.reduced * point) / states.point
        return _States(point, reduced, equal, slack, (pairs - states.price * slack) / states.slack)

    def merit(self, states: _States, rest: tuple[Matrix, Matrix, Matrix], centre: Vector) -> Vector:
        """Return the weighted sum of squares of all residuals."""
        total = ((self.scale * rest[0]) ** 2).sum(axis=1)
        misses = (states.products - centre[:, None]) ** 2 / self.states.products
        weights = self.states.price / self.states.slack
        result: Vector = total + misses.sum(axis=1) + (weights * rest[2] ** 2).sum(axis=1)
        return result


def _advance(stack: Stack, states: _States) -> _States:
    """Return the next iterates: predictor and corrector, and a line search, each on its own path."""
    step = _Step.of(stack, states)
    rest = step.residuals(states)
    products = states.products
    count, mean = products.shape[1], products.mean(axis=1)
    astray = (states.point / states.reduced * rest[0] ** 2).sum(axis=1) / count
    predicted = step.direction(rest, -products)
    longest = _longest(states, predicted)
    after = states.moved(predicted, longest).products.mean(axis=1)
    centre = mean * np.minimum(1.0, np.maximum(after / mean, 0.0) ** 3 + 1e-4)
    centre = np.maximum(centre, np.minimum(mean, 0.1 * astray))
    second = predicted.products
    before = step.merit(states, rest, centre)
    found, waiting = states, np.ones(len(mean), dtype=bool)
    for share in (longest**2, np.zeros_like(longest)):
        direction = step.direction(rest, centre[:, None] - products - share[:, None] * second)
        length = np.minimum(1.0, _KEEP * _longest(states, direction))
        for _ in range(12):
            moved = states.moved(direction, length)
            merit = step.merit(moved, step.residuals(moved), centre)
            good = waiting & (merit <= (1.0 - 0.1 * length) * before)
            found, waiting = found.chosen(good, moved), waiting & ~good
            if not waiting.any():
                return found
            length = length * np.where(waiting, 0.6, 1.0)
    return found.chosen(waiting, moved)


def _longest(states: _States, direction: _States) -> Vector:
    """Return the longest steps, at most 1, that keep everything nonnegative."""
    names = ("point", "reduced", "slack", "price")
    ratios = [getattr(direction, name) / getattr(states, name) for name in names]
    steepest = np.fmin.reduce(np.concatenate(ratios, axis=1), axis=1)
    return np.where(steepest < -1.0, -1.0 / steepest, 1.0)


def _cholesky(matrix: Array) -> Array:
    """Return lower Cholesky factors; where there is none, not a number, which ends that path."""
    try:
        factors: Array = np.linalg.cholesky(matrix).astype(np.float64, copy=False)
        return factors
    except np.linalg.LinAlgError:
        factors = np.full_like(matrix, np.nan)
    for k, each in enumerate(matrix):
        if np.isfinite(each).all():
            try:
                factors[k] = cholesky(each.copy())
            except np.linalg.LinAlgError:
                continue
    return factors


def _solved(matrix: Array, right: Matrix) -> Matrix:
    try:
        return np.asarray(np.linalg.solve(matrix, right[:, :, None])[:, :, 0], dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(right, np.nan)
