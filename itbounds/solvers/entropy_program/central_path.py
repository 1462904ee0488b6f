"""One step along the central path of an information program."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isnan
from typing import Any

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.entropy_program import EntropyProgramForm, LinearMap
from itbounds.solvers.entropy_program.blocks import Blocks
from itbounds.solvers.entropy_program.curvature import Prepared
from itbounds.solvers.entropy_program.dense_newton import DenseNewton, DenseStep
from itbounds.solvers.entropy_program.feasibility import feasible
from itbounds.solvers.entropy_program.matrices import sparse
from itbounds.solvers.entropy_program.reduced_newton import ReducedNewton, ReducedStep, reduced_newton
from itbounds.solvers.newton import longest_step

__all__ = ["CentralPath", "State"]

_FEASIBLE = 1e-12
_REPAIRABLE = 1e-7
# A reference is touched up so many times, once the gap to expect is so small.
_REPAIRS, _NEAR = 4, 1e-3
# The share of the way to the boundary that a step goes: over more of it, logarithms are too far from linear.
_KEEP = 0.9
_DENSE = 20_000
# A point to start at has so much of its row in every cell: the conditions divide by it.
_INSIDE = 1e-30


@dataclass(frozen=True, eq=False)
class State:
    """An iterate: the cells and their multipliers, the slacks and theirs.

    Parameters
    ----------
    point, reduced : arrays over the cells
        The cells q and the multipliers z of q >= 0.
    equal : array
        The multipliers of rows and equations.
    slack, price : arrays over inequalities and limits
        The slacks and their multipliers.
    """

    point: Vector
    reduced: Vector
    equal: Vector
    slack: Vector
    price: Vector


@dataclass(frozen=True, eq=False)
class _Residuals:
    dual: Vector
    equal: Vector
    slack: Vector


@dataclass(frozen=True, eq=False)
class _Weights:
    """The units in which residuals are measured during one step."""

    scale: Vector
    products: Vector
    pairs: Vector
    slack: Vector


class CentralPath:
    """The perturbed optimality conditions of a form.

    Parameters
    ----------
    form : EntropyProgramForm
    """

    def __init__(self, form: EntropyProgramForm) -> None:
        self.form = form
        self.objective = Prepared(form.objective)
        self.limits = tuple(map(Prepared, form.limits))
        width = len(form.row)
        rows = LinearMap(form.row, np.arange(width), np.ones(width), len(form.totals), width)
        joined = rows.above(form.equalities)
        # Products with few entries are faster with the zeros.
        small = joined.height * width <= _DENSE
        self.equations: Any = joined.dense() if small else sparse(joined)
        self.right: Vector = np.concatenate((form.totals, form.right))
        self.inequalities: Matrix = form.inequalities.dense()

    @cached_property
    def newton(self) -> DenseNewton | ReducedNewton:
        """Newton's equations, in the smaller of their two forms."""
        functions = (self.objective, *self.limits)
        reduced = reduced_newton(self.form, functions, self.equations)
        if reduced is not None:
            return reduced
        patterns = [pattern for part in functions for pattern in part.patterns]
        blocks = Blocks.of(len(self.form.row), patterns)
        return DenseNewton([part.hessian(blocks) for part in functions], self.equations, blocks)

    def start(self, inside: Vector | None = None) -> State:
        """Return the centre of the rows with slacks pushed inside, or a point that is inside already."""
        form = self.form
        least = _INSIDE * form.totals[form.row]
        point = form.normalised(np.ones(len(form.row)) if inside is None else np.maximum(inside, least))
        room = self.room(point)
        slack = np.where(room > 0.0, room, 0.1)
        gradient = self.objective.gradient(point)
        top = np.full(len(form.totals), -inf)
        np.maximum.at(top, form.row, gradient)
        equal = np.concatenate((top, np.zeros(len(form.right))))
        size = 1.0 / len(point)
        return State(point, size / point, equal, slack, np.minimum(size / slack, 1.0))

    def room(self, point: Vector) -> Vector:
        """Return how far inside of the inequalities and limits a point is."""
        values = [limit.value(point) for limit in self.limits]
        return np.concatenate((self.form.ceiling - self.inequalities @ point, values))

    def slopes(self, point: Vector) -> Matrix:
        """Return the gradients of the room, one a row."""
        gradients = [limit.gradient(point) for limit in self.limits]
        return np.vstack((-self.inequalities, *gradients))

    def multipliers(self, state: State) -> Vector:
        """Return the multipliers of equations, inequalities and limits."""
        return np.concatenate((state.equal[len(self.form.totals) :], state.price))

    def attained(self, state: State, inside: Sequence[Vector]) -> tuple[float, Vector]:
        """Return the value at a point that meets all constraints, and the point; minus infinity if none does.

        Parameters
        ----------
        state : State
            Where to look.
        inside : sequence of arrays
            Points that meet the constraints: so much of the best of them is mixed in as concavity asks for.
        """
        point = self.form.normalised(state.point)
        missed = float(np.abs(self.equations @ point - self.right).max(initial=0.0))
        if missed > _FEASIBLE:
            if missed > _REPAIRABLE:
                return -inf, point
            point = feasible(self.form, point)
            if np.abs(self.equations @ point - self.right).max() > _FEASIBLE:
                return -inf, point
        room = self.room(point)
        if (room >= 0.0).all():
            return self.objective.value(point), point
        best, where = -inf, point
        for other in inside:
            short, spare = np.minimum(room, 0.0), np.maximum(self.room(other), 0.0)
            if (spare[short < 0.0] <= 0.0).any():
                continue
            share = float(np.max(short / (short - spare), where=short < 0.0, initial=0.0))
            share = min(1.0, 1.001 * share)
            mixed = (1.0 - share) * point + share * other
            value = self.objective.value(mixed)
            if value > best and (self.room(mixed) >= 0.0).all():
                best, where = value, mixed
        return best, where

    def bounded(self, state: State, repairs: int | None = None) -> tuple[float, Vector]:
        """Return an unpadded upper bound, and the reference point of it.

        Cells of hardly any mass may seem worth more than the others; their logarithms fall as they grow.

        Parameters
        ----------
        state : State
        repairs : int, optional
            How often the reference is touched up; by default only near the end.
        """
        reference = self.form.normalised(state.point)
        best, pull = self._affine_bound(state, reference)
        where = reference
        if repairs is None:
            repairs = _REPAIRS if _mean(state) * len(state.point) < _NEAR else 0
        for _ in range(repairs):
            means = np.bincount(self.form.row, weights=reference * pull) / self.form.totals
            excess = np.clip(pull - means[self.form.row], -30.0, 30.0)
            if np.abs(excess).max(initial=0.0) < 1e-15:
                break
            reference = self.form.normalised(reference * np.exp(excess))
            upper, pull = self._affine_bound(state, reference)
            if upper < best:
                best, where = upper, reference
        return best, where

    def _affine_bound(self, state: State, point: Vector) -> tuple[float, Vector]:
        """Return the highest value of the affine bound at a point, and its slopes."""
        form, count = self.form, len(self.form.totals)
        prices, equal = state.price, state.equal[count:]
        room, slopes = self.room(point), self.slopes(point)
        value, gradient = self.objective.value(point), self.objective.gradient(point)
        pull = gradient + prices @ slopes - form.equalities.back(equal)
        constant = value - float(gradient @ point) + float(prices @ (room - slopes @ point))
        constant += float(equal @ self.right[count:])
        top = np.full(count, -inf)
        np.maximum.at(top, form.row, pull)
        upper = constant + float(form.totals @ top)
        return (inf if isnan(upper) else upper), pull

    def advance(self, state: State) -> State:
        """Return the next iterate: Mehrotra's predictor and corrector, and a line search.

        The logarithms are far from linear over a step to the boundary, so that a step counts only as far as
        the weighted residuals become smaller, and the centre does not run ahead of the dual residual.
        """
        point, slopes = state.point, self.slopes(state.point)
        residuals = self._residuals(state, slopes)
        scale = np.sqrt(state.point / state.reduced)
        factors = self._factored(state, slopes, scale)
        products, pairs = point * state.reduced, state.slack * state.price
        count = len(products) + len(pairs)
        mean = (float(products.sum()) + float(pairs.sum())) / count
        astray = _astray(state, residuals)
        predicted = self._direction(state, slopes, factors, residuals, (-products, -pairs))
        longest = _longest(state, predicted)
        after = _mean(_moved(state, predicted, longest))
        centre = mean * min(1.0, max(after / mean, 0.0) ** 3 + 1e-4)
        centre = max(centre, min(mean, 0.1 * astray))
        second = predicted.point * predicted.reduced, predicted.slack * predicted.price
        weights = _Weights(scale, products, pairs, state.price / state.slack)
        for share in (longest**2, 0.0):
            goal = centre - products - share * second[0], centre - pairs - share * second[1]
            direction = self._direction(state, slopes, factors, residuals, goal)
            before = self._merit(state, residuals, weights, centre)
            step = min(1.0, _KEEP * _longest(state, direction))
            for _ in range(12):
                moved = _moved(state, direction, step)
                rest = self._residuals(moved, self.slopes(moved.point))
                if self._merit(moved, rest, weights, centre) <= (1.0 - 0.1 * step) * before:
                    return moved
                step *= 0.6
        return moved

    def _residuals(self, state: State, slopes: Matrix) -> _Residuals:
        return _Residuals(
            -self.objective.gradient(state.point)
            - state.price @ slopes
            + state.equal @ self.equations
            - state.reduced,
            self.right - self.equations @ state.point,
            state.slack - self.room(state.point),
        )

    @staticmethod
    def _merit(state: State, residuals: _Residuals, weights: "_Weights", centre: float) -> float:
        total = float(np.sum((weights.scale * residuals.dual) ** 2))
        total += float(np.sum((state.point * state.reduced - centre) ** 2 / weights.products))
        total += float(np.sum((state.slack * state.price - centre) ** 2 / weights.pairs))
        return total + float(np.sum(weights.slack * residuals.slack**2))

    def _factored(self, state: State, slopes: Matrix, scale: Vector) -> DenseStep | ReducedStep:
        prices = state.price[self.form.inequalities.height :]
        return self.newton.at(state.point, scale, prices, slopes, state.price / state.slack)

    def _direction(
        self,
        state: State,
        slopes: Matrix,
        factors: DenseStep | ReducedStep,
        residuals: _Residuals,
        goal: tuple[Vector, Vector],
    ) -> State:
        """Solve for the step that makes the residuals zero and changes the products by the goal."""
        # room(q + dq) - (slack + dslack) = 0 and slack dprice + price dslack = pairs
        products, pairs = goal
        inner = pairs / state.slack + state.price / state.slack * residuals.slack
        right = -residuals.dual + products / state.point + inner @ slopes
        point, equal = factors.solve(right, residuals.equal)
        slack = slopes @ point - residuals.slack
        return State(
            point,
            (products - state.reduced * point) / state.point,
            equal,
            slack,
            (pairs - state.price * slack) / state.slack,
        )


def _moved(state: State, direction: State, step: float) -> State:
    return State(
        state.point + step * direction.point,
        state.reduced + step * direction.reduced,
        state.equal + step * direction.equal,
        state.slack + step * direction.slack,
        state.price + step * direction.price,
    )


def _mean(state: State) -> float:
    """Return the mean product of a variable and its multiplier."""
    total = float(state.point @ state.reduced) + float(state.slack @ state.price)
    return total / (len(state.point) + len(state.slack))


def _astray(state: State, residuals: _Residuals) -> float:
    """Return the dual residual in the unit of the mean product."""
    count = len(state.point) + len(state.slack)
    with np.errstate(over="ignore", invalid="ignore"):  # far astray is all that it then says
        return float(np.sum(state.point / state.reduced * residuals.dual**2)) / count


def _longest(state: State, direction: State) -> float:
    """Return the longest step that keeps everything nonnegative."""
    return longest_step(
        np.concatenate((state.point, state.reduced, state.slack, state.price)),
        np.concatenate((direction.point, direction.reduced, direction.slack, direction.price)),
    )
