"""Tilts of output laws in any library of the Array API standard: matrices lie there, vectors on the host."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, log
from typing import Any

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import RateDistortionForm
from itbounds.numerics.array_namespace import Placement, doubles
from itbounds.numerics.tilt import Tilting, TiltPoint

__all__ = ["PlacedPoint", "PlacedTilting"]

# What is left to gain is read on the host every so many steps: each reading makes a device wait.
_CHECK_EVERY = 8
# Without progress for so many steps rounding has the last word.
_PATIENCE = 2000


@dataclass(frozen=True, eq=False)
class PlacedPoint(TiltPoint):
    """The tilt of one output law at one slope, with its matrices in a namespace.

    Parameters
    ----------
    kernel, weighted : arrays of shape (m, n)
        As in `TiltPoint`, where the tilting is placed.
    """

    kernel: Any
    weighted: Any


@dataclass(frozen=True, eq=False)
class PlacedTilting(Tilting):
    """A source and its distortion with everything that has the size of the distortion in a namespace.

    Parameters
    ----------
    excess : array of shape (m, n)
        As in `Tilting`, in the dtype of the placement.
    forbidden : array of shape (m, n), optional
        Zero where the distortion is infinite, one elsewhere; ``None`` if it is finite.
    placement : Placement
        Where they lie.
    """

    excess: Any
    forbidden: Any
    placement: Placement

    @classmethod
    def at_home(cls, form: RateDistortionForm, placement: Placement) -> "PlacedTilting":
        """Prepare a form on the host, and put its matrices where they are to be worked on."""
        host = Tilting.of(form.source, form.distortion, form.level)
        allowed = None if host.forbidden is None else placement.put((~host.forbidden).astype(np.float64))
        excess = placement.put(host.excess)
        return cls(host.source, excess, allowed, host.floor, host.unit, host.level, placement)

    @property
    def least(self) -> float:
        """What weights of an output law are raised to, lest they and their products become subnormal."""
        return float(self.placement.least**0.8)

    def at(self, output_law: Vector, slope: float) -> PlacedPoint:
        """Tilt an output law at a scaled slope: one exponential per pair."""
        xp = self.placement.namespace
        kernel = xp.exp(xp.clip(self.excess * -slope, min=0.42 * log(self.placement.least)))
        if self.forbidden is not None:
            kernel = kernel * self.forbidden
        weighted = kernel * self.excess
        law = self.placement.put(output_law)
        partition, weight = doubles(xp.stack([kernel @ law, weighted @ law]))
        mean = weight / np.where(partition > 0.0, partition, inf)
        return PlacedPoint(output_law, slope, kernel, weighted, partition, mean)

    def variance(self, point: TiltPoint) -> float:
        """Return the mean conditional variance: minus the derivative of `expected` in the slope."""
        law = self.placement.put(point.output_law)
        second = doubles((point.weighted * self.excess) @ law) / point.partition
        return max(0.0, float(self.source @ (second - point.mean**2)))

    def ratios(self, point: TiltPoint) -> Vector:
        """Return the induced over the given output weight of each letter: at most 1 at an optimum."""
        return doubles(self.placement.put(self.source / point.partition) @ point.kernel)

    def meet(self, point: TiltPoint, *, rtol: float = 1e-13, max_steps: int = 200) -> TiltPoint | None:
        """Tilt a positive output law to the level, as closely as the dtype can tell."""
        return super().meet(point, rtol=max(rtol, 32.0 * self.placement.epsilon), max_steps=max_steps)

    def settle(self, start: TiltPoint, tol: float, step: Callable[[], bool]) -> Vector:
        """Iterate at one slope until a quarter of the tolerance is left to gain, and return the output law.

        Parameters
        ----------
        start : TiltPoint
            Where to begin.
        tol : float
            The tolerance in nats.
        step : callable
            Counts a step, and says whether it was the last.
        """
        xp, kernel = self.placement.namespace, start.kernel
        source, law = (self.placement.put(vector) for vector in (self.source, start.output_law))
        best, idle, steps = inf, 0, 0
        while True:
            ratios = (source / (kernel @ law)) @ kernel
            steps, last = steps + 1, step()
            if last or steps % _CHECK_EVERY == 1:
                most = float(xp.max(ratios))
                left = log(most) if 0.0 < most < inf else 0.0
                idle = 0 if left < best else idle + _CHECK_EVERY
                best = min(best, left)
                if last or left <= 0.25 * tol or idle >= _PATIENCE:
                    return doubles(law)
            law = xp.clip(law * ratios, min=self.least)
            law = law / xp.sum(law)
