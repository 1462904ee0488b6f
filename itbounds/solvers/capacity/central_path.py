"""The central path of a capacity problem, followed by predictor-corrector steps."""

from math import nan

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix, Vector
from itbounds.solvers.capacity.instance import LEAST_PROBABILITY, Instance
from itbounds.solvers.capacity.progress import Progress, repaired_dual
from itbounds.solvers.capacity.tilting import tilt_to_budget
from itbounds.solvers.newton import NormalSystem, longest_step

__all__ = ["CentralPath", "follow_central_path"]

# Where the sum of the products of point and slack, in nats, is as small as this there is no further to go.
ROUNDING = 1e-15


def follow_central_path(
    instance: Instance, progress: Progress, *, tol: float, max_steps: int, start: Vector | None = None
) -> None:
    """Follow the central path from a law until the bounds in `progress` meet, adding a note at each step.

    Where the path stalls it is begun anew from a law that many multiplicative steps have brought closer.
    """
    path = CentralPath(instance, start)
    path.certify(progress, tol)
    stalled, warming = 0, 50
    for _ in range(max_steps - 1):
        if progress.gap <= tol or path.ended or stalled >= 20:
            return
        before = progress.gap
        if stalled >= 9 and warming <= 500 and progress.primal is not None:
            path, warming, stalled = CentralPath(instance, progress.primal, warming), 3 * warming, 0
        else:
            path.advance()
        path.certify(progress, tol)
        stalled = 0 if path.step > 0.5 or progress.gap < 0.8 * before else stalled + 1


class CentralPath:
    """An iterate near the central path: a point, the duals of the equalities, and the slacks.

    A budget adds one equality and one more letter, without output mass, that holds the unspent cost. With
    the equalities `E` (a column of ones and, with a budget, the scaled excess costs), the exact slacks of a
    point are ``E @ dual - gradient``; `slack` follows them and stays positive.
    """

    def __init__(self, instance: Instance, start: Vector | None, warming: int = 4) -> None:
        letters = len(instance.matrix)
        p = np.full(letters, 1.0 / letters) if start is None else start
        self.instance, self.letters, self.step = instance, letters, 1.0
        self.slack, self.dual = np.zeros(0), np.zeros(0)
        self.budgeted = instance.excess is not None
        self.channel, self.equalities, price = instance.matrix, np.ones((letters, 1)), 0.0
        if instance.excess is not None:
            self.scaled_excess = instance.excess / float(np.abs(instance.excess).max())
            self.channel = np.vstack([instance.matrix, np.zeros(instance.matrix.shape[1])])
            self.equalities = np.zeros((letters + 1, 2))
            self.equalities[:letters, 0] = 1.0
            self.equalities[:letters, 1] = self.scaled_excess
            self.equalities[letters, 1] = 1.0
            p, price = _inside_budget(instance, p, self.scaled_excess, warming)
        self._move_to(p)
        self._start_dual(price, 1e-6)

    def certify(self, progress: Progress, tol: float) -> None:
        """Offer the iterate to both sides; near the end, heal an output law that leaves it open."""
        progress.offer_primal(self.information, self.point[: self.letters])
        multiplier = self.instance.best_multiplier(self.divergences)
        progress.offer_dual(self.instance.ceiling(self.divergences, multiplier), self.output, multiplier)
        if progress.gap > tol > 0.1 * self.centrality:
            for weight in (0.3 * tol, 0.01 * tol):
                repaired_dual(self.instance, self.output, weight, progress)
        progress.note()

    def keep(self, letters: NDArray[np.intp]) -> bool:
        """Go on with some of the letters only, unless their law would spend more than the budget."""
        p = self.point[letters]
        if self.budgeted and float(p @ self.scaled_excess[letters]) >= 0.0:
            return False
        rows = np.append(letters, self.letters) if self.budgeted else letters
        self.instance, self.letters = self.instance.restricted(letters), len(letters)
        self.channel, self.equalities = self.instance.matrix, self.equalities[rows]
        if self.budgeted:
            self.channel = np.vstack([self.channel, np.zeros(self.channel.shape[1])])
            self.scaled_excess = self.scaled_excess[letters]
        self._move_to(p)
        self.slack = self.slack[rows]
        self.centrality = float(self.point @ self.slack)
        if float(self.point @ np.abs(self._exact_slack() - self.slack)) > 1e3 * self.centrality:
            # The law has moved by the mass that was dropped, and its slacks are no longer close to exact.
            self._start_dual(float(self.dual[-1]) if self.budgeted else 0.0, self.centrality)
        return True

    @property
    def ended(self) -> bool:
        """Whether rounding has ended the path, or broken it."""
        return not self.centrality >= ROUNDING

    def advance(self) -> None:
        """Make one predictor-corrector step, or a centring one after a short step."""
        with np.errstate(all="ignore"):
            try:
                self._advance()
            except np.linalg.LinAlgError:
                self.centrality = nan

    def _advance(self) -> None:
        point, slack, mu = self.point, self.slack, self.centrality / len(self.point)
        scale = np.sqrt(point / slack)
        design = self.channel * scale[:, None]
        design /= np.sqrt(np.maximum(self.output, LEAST_PROBABILITY))
        newton = _Newton(NormalSystem.of(design, scale), self.equalities, point, slack, self._exact_slack())
        if self.step < 0.1:
            move, slack_move, dual_move = newton.direction(np.full(len(point), 0.8 * mu))
        else:
            move, slack_move, _ = newton.direction()
            reach, slack_reach = longest_step(point, move), longest_step(slack, slack_move)
            predicted = float((point + reach * move) @ (slack + slack_reach * slack_move)) / len(point)
            centring = min(1.0, max((predicted / mu) ** 3, 1e-4 if self.step > 0.9 else 1e-2))
            target = np.full(len(point), centring * mu)
            if min(reach, slack_reach) > 0.1:
                target -= np.clip(move * slack_move, -3.0 * mu, 3.0 * mu)
            move, slack_move, dual_move = newton.direction(target)
        step = min(longest_step(point, move), longest_step(slack, slack_move))
        # Always short of the boundary, to which rounding could otherwise bring it.
        self._search(max(0.99, 1.0 - max(self.centrality, 1e-12)) * step, move, slack_move, dual_move)

    def _search(self, step: float, move: Vector, slack_move: Vector, dual_move: Vector) -> None:
        """Halve the step until the dual residual falls; then make the slacks exact where they are close."""
        point, slack, dual = self.point, self.slack, self.dual
        residual = float(point @ np.abs(self._exact_slack() - slack))
        for _ in range(10):
            self._move_to((point + step * move)[: self.letters])
            self.slack, self.dual = slack + step * slack_move, dual + step * dual_move
            exact = self._exact_slack()
            left = float(np.abs(self.point) @ np.abs(exact - self.slack))
            enough = max(0.5 * float(self.point @ self.slack), (1.0 - 0.3 * step) * residual, 1e-14)
            if left <= enough and self.point[-1] > 0.0:
                break
            step *= 0.5
        if self.budgeted and self.point[-1] <= 0.0:
            # Rounding has eaten the unspent budget.
            self.point[-1] = 0.1 * point[-1]
        self.step = step
        self.slack = np.where((exact > 0.5 * self.slack) & (exact < 2.0 * self.slack), exact, self.slack)
        self.centrality = float(self.point @ self.slack)

    def _move_to(self, p: Vector) -> None:
        p = p / p.sum()
        self.output = self.instance.output_law(p)
        self.divergences = self.instance.divergences(self.output)
        self.information = float(p @ self.divergences)
        self.point, self.gradient = p, self.divergences
        if self.budgeted:
            self.point = np.append(p, -(p @ self.scaled_excess))
            self.gradient = np.append(self.divergences, 0.0)

    def _start_dual(self, price: float, least: float) -> None:
        """Choose the dual point at a price so that all slacks are exact and positive."""
        lines = self.divergences - price * self.scaled_excess if self.budgeted else self.divergences
        top = float(lines.max())
        spread = max(top - float(self.point[: self.letters] @ lines), least)
        self.dual = np.array([top + 0.1 * spread, price][: self.equalities.shape[1]])
        self.slack = self._exact_slack()
        self.centrality = float(self.point @ self.slack)

    def _exact_slack(self) -> Vector:
        slack: Vector = self.equalities @ self.dual - self.gradient
        return slack


class _Newton:
    """The Newton equations at one iterate, bordered by the equalities."""

    def __init__(
        self, system: NormalSystem, equalities: Matrix, point: Vector, slack: Vector, exact_slack: Vector
    ) -> None:
        solved = system.solve(np.column_stack([equalities, exact_slack]))
        self.system, self.equalities, self.point, self.slack = system, equalities, point, slack
        self.basis, self.affine = solved[:, :-1], -solved[:, -1]
        self.border = equalities.T @ self.basis

    def direction(self, target: Vector | float | None = None) -> tuple[Vector, Vector, Vector]:
        """Return the moves of point, slack and dual towards given products of the first two (default 0)."""
        free, goal = self.affine, np.zeros(())
        if target is not None:
            goal = target / self.point
            free = free + self.system.solve(goal)
        dual: Vector = self.equalities.T @ free
        if len(dual) == 1:
            dual = dual / self.border[0]
        else:
            dual = np.asarray(np.linalg.solve(self.border, dual), dtype=np.float64)
        move: Vector = free - self.basis @ dual
        return move, goal - self.slack * (1.0 + move / self.point), dual


def _inside_budget(
    instance: Instance, p: Vector, scaled_excess: Vector, warming: int
) -> tuple[Vector, float]:
    """Return a law that spends strictly less than the budget, and the price of cost that goes with it.

    Near the least cost the probabilities span many orders of magnitude. A few steps of Blahut and Arimoto
    just within the budget, being multiplicative, find the orders where Newton steps would creep.
    """
    margin = -0.05 * float(scaled_excess.min())
    logarithm, price = tilt_to_budget(np.log(np.maximum(p, LEAST_PROBABILITY)), scaled_excess + margin)
    for _ in range(warming):
        divergences = instance.divergences(instance.output_law(np.exp(logarithm)))
        logarithm, price = tilt_to_budget(logarithm + divergences, scaled_excess + margin, price)
    # A little of the uniform law keeps every letter in the game.
    share = min(1e-3, 0.2 * margin / (float(np.maximum(scaled_excess, 0.0).mean()) + margin))
    return (1.0 - share) * np.exp(logarithm) + share / len(p), max(price, 1e-3)
