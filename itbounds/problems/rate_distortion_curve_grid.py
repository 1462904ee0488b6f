"""The nodes of a rate-distortion curve on a large grid: each starts at its neighbour, none makes a matrix."""

from dataclasses import dataclass, field, replace
from math import inf, log
from typing import Any

import numpy as np

from itbounds._typing import Vector
from itbounds.errors import InfeasibleError
from itbounds.forms.grid_rate_distortion import GridStart
from itbounds.kernels import Distribution
from itbounds.numerics.coercion import frozen
from itbounds.numerics.grid_rounding import mean_distortion
from itbounds.numerics.grid_tilt import slope_within
from itbounds.numerics.separable import GridDistortion
from itbounds.problems.rate_distortion_grid import cheapest_letter, grid_form, points_above_and_below
from itbounds.results.certificate import HEADROOM
from itbounds.results.envelope import Node
from itbounds.results.grid_rate_proof import GridRateDistortionProof, GridRatePoint
from itbounds.solvers import Solver, find

__all__ = ["GridSampler"]


@dataclass(frozen=True, eq=False)
class GridSampler:
    """Solves single levels of one source on a grid into nodes of the curve.

    Parameters
    ----------
    source, distortion : Distribution, GridDistortion
        The question.
    solver : Solver or str, optional
        Who solves the levels.
    tol : float
        The gap to aim for at a node, in nats.
    solved : list of GridRatePoint
        What was solved so far: the nearest level is where the next one starts.
    """

    source: Distribution
    distortion: GridDistortion
    solver: Solver[Any] | str | None
    tol: float
    solved: list[GridRatePoint] = field(default_factory=list)

    @property
    def law(self) -> Vector:
        """The law of the source."""
        return self.source.probabilities

    def proof(self, points: tuple[GridRatePoint, ...]) -> GridRateDistortionProof:
        """Return the proof that has these points."""
        return GridRateDistortionProof(self.law, self.distortion, self.source.cod, points)

    def node(self, point: GridRatePoint) -> tuple[GridRatePoint, Node]:
        """Certify the points of one level."""
        certificate = self.proof((point,)).certificate(0).claimed()
        sure = replace(point, lower=certificate.lower, upper=certificate.upper)
        return sure, self.proof((sure,)).node(0)

    def at(self, level: float) -> tuple[GridRatePoint, Node]:
        """Solve a level strictly inside of the range, from the nearest one that was solved."""
        near = min(self.solved, key=lambda point: abs(log(point.level / level)), default=None)
        # On all sources the slope is nearly inverse to the level.
        start = None if near is None else GridStart(near.output_law, near.slope * near.level / level)
        form = grid_form(self.law, self.distortion, level, start)
        raw = find(self.solver, form).solve(form, self.tol)
        point = GridRatePoint(level, *points_above_and_below(form, raw))
        self.solved.append(point)
        return self.node(point)

    def mix(self, left: GridRatePoint, right: GridRatePoint, level: float) -> tuple[GridRatePoint, Node]:
        """Mix two neighbours for a level between: output laws, tilted to the level, and dual points alike."""
        share = (level - left.level) / (right.level - left.level)
        law = frozen((1.0 - share) * left.output_law + share * right.output_law)
        potentials = frozen(0.5 * (left.potentials + right.potentials))
        dual_slope = 0.5 * (left.dual_slope + right.dual_slope)
        start = next((point.slope for point in (right, left) if 0.0 < point.slope < inf), 1.0 / level)
        slope = slope_within(self.law, self.distortion, level, law, start, headroom=HEADROOM)
        return self.node(GridRatePoint(level, law, slope, potentials, dual_slope))

    def least(self) -> tuple[GridRatePoint, Node]:
        r"""Return the left end, level 0, where the source itself is kept: its rate is the entropy.

        The potentials :math:`-\ln p` prove it at any slope so large that
        :math:`\sum_{k \ne 0} e^{-s \rho_k}` is next to nothing.
        """
        if not self.distortion.distinct:
            raise InfeasibleError(
                "a penalty is 0 for letters that differ: at level 0 there is no tilt",
                minimum=0.0,
                hint="begin the curve above it, as with least=1e-3",
            )
        slope = 1.0 / self.distortion.largest
        while self.distortion.tail(slope) > 0.01 * self.tol:
            slope *= 2.0
        used = self.law > 0.0
        potentials = np.where(used, -np.log(np.where(used, self.law, 1.0)), 0.0)
        return self.node(GridRatePoint(0.0, self.law, inf, frozen(potentials), slope))

    def most(self) -> tuple[GridRatePoint, Node]:
        """Return the right end, where one letter will do and the rate is 0."""
        letter = cheapest_letter(self.law, self.distortion)
        level = mean_distortion(self.law, self.distortion.column(letter), headroom=HEADROOM)
        law = np.zeros(self.distortion.size)
        law[letter] = 1.0
        return self.node(GridRatePoint(level, frozen(law), 0.0, frozen(np.zeros_like(law)), 0.0))
