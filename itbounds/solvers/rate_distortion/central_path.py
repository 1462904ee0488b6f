"""Points near the central path of a rate-distortion problem, and the Newton equations that lead along it."""

from dataclasses import dataclass, replace
from math import inf

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.lattice_tilt import LatticeTilting
from itbounds.numerics.tilt import Tilting, TiltPoint
from itbounds.solvers.newton import NormalSystem, longest_step

__all__ = ["NewtonEquations", "PathPoint", "Step"]


@dataclass(frozen=True, eq=False)
class PathPoint:
    r"""A law and a slope with the slacks that complement them.

    On the central path :math:`r_y z_y = s w = \mu` for all y, with the slack :math:`z_y = \nu - c_y` of the
    dual constraint and the room :math:`w = D - \mathrm{E} d` below the level; off it both may be violated.

    Parameters
    ----------
    tilt : TiltPoint
        Law r and slope s.
    slack : array of shape (n,)
        z, positive.
    bound : float
        The multiplier :math:`\nu` of the law's normalisation: 1 at the optimum.
    ratios : array of shape (n,)
        c, computed from the smoothed source.
    room : float
        w, nonnegative; 0 where the slope is fixed.
    distortion : float
        The expected distortion.
    """

    tilt: TiltPoint
    slack: Vector
    bound: float
    ratios: Vector
    room: float
    distortion: float

    @classmethod
    def central(cls, tilting: Tilting, tilt: TiltPoint) -> "PathPoint":
        """Choose the slacks of a law and a slope."""
        ratios = tilting.ratios(tilt)
        bound = 1.05 * float(ratios.max()) + 1e-6
        slack = bound - ratios
        room = float(tilt.output_law @ slack) / (len(slack) * tilt.slope) if tilt.slope > 0.0 else 0.0
        return cls(tilt, slack, bound, ratios, room, tilting.expected(tilt))

    @property
    def law(self) -> Vector:
        """The law r."""
        return self.tilt.output_law

    @property
    def product(self) -> float:
        """The mean of the products of law and slack, slope and room."""
        return (float(self.law @ self.slack) + self.tilt.slope * self.room) / (len(self.law) + 1)

    @property
    def finite(self) -> bool:
        """Whether all of its parts are finite."""
        return bool(
            np.isfinite(self.ratios).all() and np.isfinite(self.slack).all() and np.isfinite(self.distortion)
        )

    def dual_error(self) -> float:
        """Return how far the slacks are from those of the dual constraints, in the mean over the law."""
        return float(self.law @ np.abs(self.bound - self.ratios - self.slack))

    def level_error(self, tilting: Tilting) -> float:
        """Return the signed violation of the constraint on the distortion, 0 where there is none."""
        return 0.0 if tilting.level == inf else self.distortion + self.room - tilting.level

    def snapped(self) -> "PathPoint":
        """Replace slacks by the exact ones where these are within a factor of two."""
        exact = self.bound - self.ratios
        near = (exact > 0.5 * self.slack) & (exact < 2.0 * self.slack)
        return replace(self, slack=np.where(near, exact, self.slack))


@dataclass(frozen=True, eq=False)
class Step:
    """A direction: the increments of law, slack, bound, slope and room."""

    law: Vector
    slack: Vector
    bound: float
    slope: float
    room: float


class NewtonEquations:
    r"""The linearised optimality conditions at a point, factored once.

    With the Hessian :math:`H = K^\top \mathrm{diag}(p/u^2) K`, the gradient g of the distortion in the law,
    and the variance V of the distortion, the unknowns solve

    .. math::
        (H + Z/R)\,\delta r + \delta\nu\,\mathbf 1 + \delta s\, g = t/r - (\nu - c), \quad
        \mathbf 1^\top \delta r = 1 - \mathbf 1^\top r, \quad
        g^\top \delta r - (V + w/s)\,\delta s = D - \mathrm{E} d - t/s

    where t is the value of the products aimed at.

    Parameters
    ----------
    tilting : Tilting
        The instance with its smoothed source.
    point : PathPoint
        Where to linearise.
    free : bool
        Whether the slope is an unknown; else it stays as it is.

    Raises
    ------
    numpy.linalg.LinAlgError
        If rounding has spoiled the matrix beyond repair.
    """

    def __init__(self, tilting: Tilting, point: PathPoint, free: bool) -> None:
        self.tilting, self.point, self.free = tilting, point, free
        tilt, law = point.tilt, point.law
        scale = np.sqrt(law / point.slack)
        self.system = _system(tilting, tilt, scale)
        self.toward_bound = self.system.solve(np.ones(len(law)))
        self.weight = float(self.toward_bound.sum())
        self.gradient = self.toward_slope = np.zeros(len(law))
        self.cross, self.curvature = 0.0, 1.0
        if free:
            self.gradient = tilting.gradient(tilt)
            self.toward_slope = self.system.solve(self.gradient)
            self.cross = float(self.toward_slope.sum())
            # The Schur complement is nonnegative by Cauchy and Schwarz, up to rounding.
            schur = float(self.gradient @ self.toward_slope) - self.cross**2 / self.weight
            self.curvature = tilting.variance(tilt) + point.room / tilt.slope + max(0.0, schur)

    def step(self, target: float, correction: Vector | float = 0.0, slope_correction: float = 0.0) -> Step:
        """Aim at one value of all products, less a second-order correction of each."""
        point = self.point
        aims = (target - correction) / point.law
        unbound = self.system.solve(aims - (point.bound - point.ratios))
        surplus = float(unbound.sum()) - (1.0 - float(point.law.sum()))
        slope = room = 0.0
        if self.free:
            aim = (target - slope_correction) / point.tilt.slope
            pull = float(self.gradient @ unbound) + point.distortion + aim - self.tilting.level
            slope = (pull - self.cross / self.weight * surplus) / self.curvature
            room = aim - point.room * (1.0 + slope / point.tilt.slope)
        bound = (surplus - self.cross * slope) / self.weight
        law = unbound - bound * self.toward_bound - slope * self.toward_slope
        return Step(law, aims - point.slack * (1.0 + law / point.law), bound, slope, room)

    def reach(self, step: Step) -> float:
        """Return the longest step, at most 1, that keeps law, slack and room nonnegative."""
        point = self.point
        reach = min(longest_step(point.law, step.law), longest_step(point.slack, step.slack))
        if self.free:
            if step.room < 0.0:
                reach = min(reach, -point.room / step.room)
            # The distortion is far from linear in the slope: it is at most halved, or multiplied by five.
            allowed = (4.0 if step.slope > 0.0 else 0.5) * point.tilt.slope
            reach = min(reach, allowed / max(abs(step.slope), 1e-300))
        return reach

    def moved(self, step: Step, length: float) -> PathPoint:
        """Go along a direction: one exponential per pair of letters."""
        point, tilting = self.point, self.tilting
        law = point.law + length * step.law
        tilt = tilting.at(law / law.sum(), point.tilt.slope + length * step.slope)
        return PathPoint(
            tilt,
            point.slack + length * step.slack,
            point.bound + length * step.bound,
            tilting.ratios(tilt),
            point.room + length * step.room,
            tilting.expected(tilt),
        )

    def search(self, step: Step, length: float) -> tuple[PathPoint, float] | None:
        """Halve a step until no violation outgrows its measure; ``None`` if nothing finite is met."""
        point = self.point
        violation, misfit = point.dual_error(), abs(point.level_error(self.tilting))
        for _ in range(10):
            found = self.moved(step, length)
            size = len(found.law) * found.product
            shrink = 1.0 - 0.3 * length
            fits = found.dual_error() <= max(0.5 * size, shrink * violation, 1e-14)
            if self.free and fits:
                # One slope for both, or a growing slope would look like a growing violation.
                slope = min(point.tilt.slope, found.tilt.slope)
                off = slope * abs(found.level_error(self.tilting))
                fits = off <= max(shrink * point.tilt.slope * misfit, 0.5 * size, 1e-13)
            if fits:
                break
            length *= 0.5
        return (found.snapped(), length) if found.finite else None


def _system(tilting: Tilting, tilt: TiltPoint, scale: Vector) -> NormalSystem:
    """Factor the Newton matrix of the law, from its design or, where there is none, from its Hessian."""
    if isinstance(tilting, LatticeTilting):
        return NormalSystem.of_gram(tilting.gram(tilt) * scale * scale[:, None], scale)
    design = tilt.kernel * (np.sqrt(tilting.source) / tilt.partition)[:, None]
    design *= scale
    return NormalSystem.of(design.T, scale)
