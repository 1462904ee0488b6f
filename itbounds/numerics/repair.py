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
        channel[used] = _tilted_within(law, active, level, output_law, slope)
    return channel


def _tilted_within(
    source: Vector, distortion: Matrix, level: float, output_law: Vector, slope: float
) -> Matrix:
    """Raise a slope by a hair until its tilt is within the level beyond rounding.

    Near the least distortion this is far cheaper in rate than mixing, which wants a share of the channel.
    """
    channel = _thinned(distortion, output_law, slope)
    excess = distortion_bounds(source, channel, distortion)[1] - level
    if excess <= 0.0 or not 0.0 < slope < inf:
        return channel if excess <= 0.0 else within_level(source, channel, distortion, level)
    finite = np.where(channel > 0.0, distortion, 0.0)
    unit = float(finite.max()) or 1.0  # squares of very large or small distortions would be out of range
    finite /= unit
    means = (channel * finite).sum(axis=1, keepdims=True)
    # The distortion falls with the slope at the rate of its variance.
    variance = float(source @ (channel * (finite - means) ** 2).sum(axis=1))
    step = max(excess, 1e-16 * level) / unit / max(variance, 1e-300) / unit
    while 0.0 < step <= 100.0 * slope:
        raised = _thinned(distortion, output_law, slope + step)
        if distortion_bounds(source, raised, distortion)[1] <= level:
            return raised
        step *= 2.0
    return within_level(source, channel, distortion, level)


def _thinned(distortion: Matrix, output_law: Vector, slope: float) -> Matrix:
    channel = tilted_channel(distortion, output_law, slope)
    channel[channel < _LEAST_ENTRY] = 0.0
    return channel
