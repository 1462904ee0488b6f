"""From a solver's point to one that is feasible beyond rounding: a hair of the safest choice is mixed in."""

from math import inf

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.rate_rounding import distortion_bounds, least_distortion
from itbounds.numerics.rounding import mean_is_at_most
from itbounds.numerics.tilt import slope_at, tilted_channel

__all__ = ["as_law", "channel_within_level", "within_budget", "within_level"]

# Smaller entries of a test channel are dropped: any test channel is a witness, and tiny entries lose
# precision.
_LEAST_ENTRY = 2.0**-500
_ROUNDING = 4e-16


def as_law(point: Vector | None, size: int) -> Vector:
    """Return a solver's point as a law, the uniform one if there is none worth the name."""
    if point is None or point.shape != (size,) or not np.isfinite(point).all():
        return np.full(size, 1.0 / size)
    law = np.maximum(point, 0.0)
    total = float(law.sum())
    return law / total if total > 0.0 else np.full(size, 1.0 / size)


def within_budget(law: Vector, cost: Vector, budget: float) -> Vector:
    """Mix in the cheapest letter until the mean cost is within the budget beyond rounding."""
    if mean_is_at_most(law, cost, budget):
        return law
    cheapest = np.zeros_like(law)
    cheapest[int(cost.argmin())] = 1.0
    excess = max(0.0, float(law @ (cost - budget)))
    slack = budget - float(cost.min())
    share, step = (excess / (excess + slack) if excess else 0.0), _ROUNDING * len(law)
    while share + step < 1.0:
        share += step
        mixed: Vector = (1.0 - share) * law + share * cheapest
        if mean_is_at_most(mixed, cost, budget):
            return mixed
        step *= 8.0
    return cheapest


def within_level(source: Vector, channel: Matrix, distortion: Matrix, level: float) -> Matrix:
    """Mix in the least distorting channel until the mean distortion is within the level beyond rounding."""
    high = distortion_bounds(source, channel, distortion)[1]
    if high <= level:
        return channel
    least = tilted_channel(distortion, np.ones(distortion.shape[1]), inf)
    low = least_distortion(source, distortion)[0]
    share = max(0.0, (high - level) / (high - low)) if high < inf else 1.0
    step = _ROUNDING * sum(channel.shape)
    while share + step < 1.0:
        share += step
        mixed: Matrix = (1.0 - share) * channel + share * least
        if distortion_bounds(source, mixed, distortion)[1] <= level:
            return mixed
        step *= 8.0
    return least


def channel_within_level(
    source: Vector, distortion: Matrix, level: float, output_law: Vector, start: float = 0.0
) -> Matrix:
    """Return the tilt of an output law that meets a level, feasible beyond rounding.

    Parameters
    ----------
    source : array of shape (m,)
        The source; letters of probability 0 are reproduced at their least distortion.
    distortion : array of shape (m, n)
        Entries in [0, ∞].
    level : float
        The level; with infinity every pair that is not forbidden is as good as any other.
    output_law : array of shape (n,)
        The law to tilt.
    start : float
        A guess of the slope.
    """
    used = source > 0.0
    channel = tilted_channel(distortion, np.ones(distortion.shape[1]), inf)
    law, active = source[used], distortion[used]
    slope = slope_at(law, active, level, output_law, start)
    if slope < inf:
        tilted = tilted_channel(active, output_law, slope)
        tilted[tilted < _LEAST_ENTRY] = 0.0
        channel[used] = tilted if level == inf else within_level(law, tilted, active, level)
    return channel
