"""The classical way: the self-consistent equations, followed from keeping everything to keeping little."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np

from itbounds.forms import BottleneckForm, EncoderSolution
from itbounds.solvers.base import Solver
from itbounds.solvers.bottleneck.column_generation import Point
from itbounds.solvers.bottleneck.posteriors import Posteriors
from itbounds.solvers.bottleneck.slopes import at_rate, solution

__all__ = ["ReverseAnnealing"]

_FIRST = 1e4
_SMALLEST = 1e-12


@dataclass(frozen=True)
class ReverseAnnealing(Solver[BottleneckForm]):
    r"""Iterate the self-consistent equations while the slope falls to the one that is wanted.

    .. math:: Q(t | x) \propto r_t e^{-\beta D(p_x \| v_t)}, \qquad
              r_t = \sum_x p_x Q(t | x), \qquad v_t = \sum_x p_x Q(t | x)\, p_x / r_t

    (Tishby, Pereira and Bialek, 1999.) Every letter begins with a codeword of its own, and codewords merge as
    the slope falls; started with few codewords and a rising slope the iteration ends in poorer optima.

    Parameters
    ----------
    steps : int
        The iterations at one slope.
    cooling : float
        The factor from one slope to the next.
    max_slopes : int
        How many slopes are tried for one rate.
    """

    name: ClassVar[str] = "reverse_annealing"
    accepts: ClassVar[type[BottleneckForm]] = BottleneckForm

    steps: int = 3000
    cooling: float = 0.7
    max_slopes: int = 60

    def solve(self, form: BottleneckForm, tol: float) -> EncoderSolution:
        """Return encoder and dual point; the search for a better posterior tells how good they are."""
        with np.errstate(all="ignore"):
            if form.rate == inf:
                point = self._anneal(Posteriors.of(form.joint, form.slope), tol)
                found = point.excess <= tol * form.slope
                return solution(point, point.encoder, found, point.rounds)
            return at_rate(
                form, tol, lambda problem, near: self._anneal(problem, tol, near), max_slopes=self.max_slopes
            )

    def _anneal(self, problem: Posteriors, tol: float, near: Point | None = None) -> Point:
        # A neighbouring slope below the present one has merged codewords that are needed again: start anew.
        slopes = [problem.slope]
        while slopes[-1] < _FIRST:
            slopes.append(slopes[-1] / self.cooling)
        weights, points = problem.law, problem.rows
        if near is not None and near.problem.slope >= problem.slope:
            slopes, weights, points = [problem.slope], near.weights, near.points
        rounds = 0
        for slope in reversed(slopes):
            stage = problem.at(slope)
            last = inf
            for _ in range(self.steps if slope == problem.slope else self.steps // 20):
                rounds += 1
                logs, encoder = stage.encode(weights, points)
                flow = stage.law[:, None] * encoder
                weights = flow.sum(axis=0)
                kept = weights > _SMALLEST
                weights, flow = weights[kept] / weights[kept].sum(), flow[:, kept]
                points = (flow.T @ stage.rows) / flow.sum(axis=0)[:, None]
                value = stage.objective(logs)
                if last - value <= 1e-3 * tol:
                    break
                last = value
        logs, encoder = problem.encode(weights, points)
        potentials = np.log(problem.law) - logs
        _, heights = problem.climb(np.vstack([points, problem.rows, problem.relevant[None]]), potentials)
        excess = max(0.0, float(heights.max()))
        return Point(problem, weights, points, logs, encoder, excess, rounds)
