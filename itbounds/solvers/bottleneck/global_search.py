"""The default solver of the information bottleneck: posteriors are added while one would help."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np

from itbounds.forms import BottleneckForm, EncoderSolution
from itbounds.numerics.threads import blas_threads
from itbounds.solvers.base import Solver
from itbounds.solvers.bottleneck.column_generation import Point, generate
from itbounds.solvers.bottleneck.posteriors import Posteriors
from itbounds.solvers.bottleneck.slopes import at_rate, solution

__all__ = ["ColumnGeneration"]


@dataclass(frozen=True)
class ColumnGeneration(Solver[BottleneckForm]):
    r"""Solve the bottleneck over the laws of the posterior, where it is convex.

    At a slope, the best weights of given posteriors are found by an interior-point method, weights and
    posteriors are polished by Newton's method, and posteriors that violate the dual constraint are added
    until a search finds none. A limit on the complexity is met by a search for its slope; between two
    encoders one is drawn at random and named in the representation.

    Parameters
    ----------
    max_rounds : int
        How often posteriors are added at one slope.
    max_slopes : int
        How many slopes are tried for one rate.
    threads : int, optional
        The number of BLAS threads; ``None`` leaves the setting alone.
    """

    name: ClassVar[str] = "column_generation"
    accepts: ClassVar[type[BottleneckForm]] = BottleneckForm

    max_rounds: int = 25
    max_slopes: int = 60
    threads: int | None = 1

    def solve(self, form: BottleneckForm, tol: float) -> EncoderSolution:
        """Return encoder and dual point, with a searched gap of at most `tol` nats, or the best found."""
        with blas_threads(self.threads), np.errstate(all="ignore"):
            if form.rate == inf:
                return self._at_slope(form, tol)
            return at_rate(
                form, tol, lambda problem, near: self._point(problem, tol, near), max_slopes=self.max_slopes
            )

    def _at_slope(self, form: BottleneckForm, tol: float) -> EncoderSolution:
        problem = Posteriors.of(form.joint, form.slope)
        point = generate(problem, 0.5 * tol * form.slope, max_rounds=self.max_rounds)
        return solution(point, point.encoder, point.excess / form.slope <= tol, point.rounds)

    def _point(self, problem: Posteriors, tol: float, near: Point) -> Point:
        return generate(problem, 0.1 * tol * problem.slope, start=near.points, max_rounds=self.max_rounds)
