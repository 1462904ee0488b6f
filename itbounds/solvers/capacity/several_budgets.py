"""Capacity under several budgets by a primal-dual interior point method from outside of them."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import RawSolution, Status
from itbounds.forms.capacity import BudgetedCapacityForm, CapacityForm
from itbounds.solvers.base import Solver
from itbounds.solvers.capacity.instance import LEAST_PROBABILITY, Instance
from itbounds.solvers.capacity.interior_point import limited_threads
from itbounds.solvers.newton import NormalSystem, longest_step

__all__ = ["SeveralBudgets"]

_MISSED = 1e-13
_STALLED = 8


@dataclass(frozen=True)
class SeveralBudgets(Solver[BudgetedCapacityForm]):
    r"""Mehrotra's predictor and corrector, where what is left of a budget is one more letter without output.

    The dual slacks of letters are :math:`\nu + \sum_j \lambda_j (c_{jx} - b_j) - D(W_x \| pW)`, those of the
    unspent budgets :math:`\lambda_j`. The first law need not be within the budgets.

    Parameters
    ----------
    max_steps : int
        The largest number of steps; 10 to 20 are usual.
    """

    name: ClassVar[str] = "interior_point"
    accepts: ClassVar[type[BudgetedCapacityForm]] = BudgetedCapacityForm

    max_steps: int = 60

    def solve(self, form: BudgetedCapacityForm, tol: float) -> RawSolution:
        """Return a law within the budgets, and as the dual an output law followed by the multipliers."""
        with limited_threads(form.matrix, 1), np.errstate(all="ignore"):
            path = _Path(form)
            stalled, gap = 0, inf
            for _ in range(self.max_steps):
                path.certify()
                stalled = 0 if path.upper - path.lower < 0.9 * gap else stalled + 1
                gap = min(gap, path.upper - path.lower)
                if gap <= tol or stalled >= _STALLED:
                    break
                try:
                    path.advance()
                except np.linalg.LinAlgError:
                    break
                if not (np.isfinite(path.point).all() and np.isfinite(path.slack).all()):
                    break
        return path.solution(tol)


class _Path:
    """An iterate: the law and what is left of the budgets, the duals, and the slacks."""

    def __init__(self, form: BudgetedCapacityForm) -> None:
        self.instance = Instance.of(CapacityForm(form.matrix))
        letters, count = len(form.matrix), len(form.budgets)
        excess = form.costs - form.budgets[:, None]
        self.scale = np.abs(excess).max(axis=1)
        self.scale[self.scale == 0.0] = 1.0
        self.letters, self.equalities = letters, np.zeros((letters + count, 1 + count))
        self.equalities[:letters, 0] = 1.0
        self.equalities[:letters, 1:] = (excess / self.scale[:, None]).T
        self.equalities[letters:, 1:] = np.eye(count)
        self.channel = np.vstack([self.instance.matrix, np.zeros((count, form.matrix.shape[1]))])
        self.right = np.zeros(1 + count)
        self.right[0] = 1.0
        law = np.full(letters, 1.0 / letters)
        left = -(law @ self.equalities[:letters, 1:])
        self.point: Vector = np.concatenate((law, np.where(left > 0.05, left, 0.05)))
        gradient = self._gradient(self.point)
        spread = max(float(gradient.max() - law @ gradient[:letters]), 1e-6)
        self.dual = np.concatenate(([float(gradient.max()) + 0.1 * spread], np.full(count, spread)))
        exact = self.equalities @ self.dual - gradient
        self.slack: Vector = np.maximum(exact, 0.1 * spread)
        self.lower, self.upper = -inf, inf
        self.best: Vector | None = None
        self.proof: Vector | None = None
        self.inside: Vector | None = None
        self.room = 0.0
        self.history: list[tuple[float, float]] = []

    def _gradient(self, point: Vector) -> Vector:
        """Return the divergences of letters, and zeros."""
        self.output = self.instance.output_law(point[: self.letters])
        divergences = self.instance.divergences(self.output)
        return np.concatenate((divergences, np.zeros(len(point) - self.letters)))

    def certify(self) -> None:
        """Judge the iterate from both sides."""
        law = self.point[: self.letters] / self.point[: self.letters].sum()
        costs = self.equalities[: self.letters, 1:]
        left = -(law @ costs)
        room = float(left.min())
        if room > self.room:
            self.inside, self.room = law, room
        if room < _MISSED and self.inside is not None:
            spare = -(self.inside @ costs)
            short = np.minimum(left - 2.0 * _MISSED, 0.0)
            share = min(1.0, 1.001 * float(np.max(short / (short - np.maximum(spare, _MISSED)))))
            law = (1.0 - share) * law + share * self.inside
            room = float(-(law @ costs).max())
        if room >= _MISSED:
            output = self.instance.output_law(law)
            value = float(law @ self.instance.divergences(output))
            if value > self.lower:
                self.lower, self.best = value, law
        prices = np.maximum(self.dual[1:], 0.0)
        output = self.instance.output_law(self.point[: self.letters] / self.point[: self.letters].sum())
        bound = float((self.instance.divergences(output) - costs @ prices).max())
        if bound < self.upper:
            self.upper, self.proof = bound, np.concatenate((output, prices / self.scale))
        self.history.append((self.lower, self.upper))

    def advance(self) -> None:
        """Make one step."""
        point, slack, count = self.point, self.slack, len(self.point)
        gradient = self._gradient(point)
        exact, missing = self.equalities @ self.dual - gradient, self.right - point @ self.equalities
        scale, mean = np.sqrt(point / slack), float(point @ slack) / count
        design = self.channel * scale[:, None] / np.sqrt(np.maximum(self.output, LEAST_PROBABILITY))
        system = NormalSystem.of(design, scale)
        solved = system.solve(np.column_stack([self.equalities, exact]))
        basis, pulled = solved[:, :-1], solved[:, -1]
        border = self.equalities.T @ basis

        def direction(target: Vector) -> tuple[Vector, Vector, Vector]:
            free = system.solve(target / point) - pulled
            dual: Vector = np.linalg.solve(border, self.equalities.T @ free - missing).astype(np.float64)
            move = free - basis @ dual
            return move, (target - slack * move) / point - slack, dual

        move, slack_move, _ = direction(np.zeros(count))
        reach = min(longest_step(point, move), longest_step(slack, slack_move))
        after = float((point + reach * move) @ (slack + reach * slack_move)) / count
        target = np.full(count, mean * min(1.0, max((after / mean) ** 3, 1e-4)))
        if reach > 0.1:
            target -= np.clip(move * slack_move, -3.0 * mean, 3.0 * mean)
        move, slack_move, dual_move = direction(target)
        step = 0.99 * min(longest_step(point, move), longest_step(slack, slack_move))
        residual = float(point @ np.abs(exact - slack))
        for _ in range(10):
            self.point, self.slack = point + step * move, slack + step * slack_move
            dual = self.dual + step * dual_move
            now = self.equalities @ dual - self._gradient(self.point)
            left = float(self.point @ np.abs(now - self.slack))
            if left <= max(0.5 * float(self.point @ self.slack), (1.0 - 0.3 * step) * residual, 1e-14):
                break
            step *= 0.5
        self.dual = dual
        self.slack = np.where((now > 0.5 * self.slack) & (now < 2.0 * self.slack), now, self.slack)

    def solution(self, tol: float) -> RawSolution:
        """Return the best points; without a law within the budgets, that of none."""
        track, steps = np.array(self.history), len(self.history)
        if self.best is None or self.proof is None:
            return RawSolution(Status.FAILED, steps=steps, history=track)
        status = Status.OPTIMAL if self.upper - self.lower <= tol else Status.GAP_OPEN
        return RawSolution(status, primal=self.best, dual=self.proof, steps=steps, history=track)
