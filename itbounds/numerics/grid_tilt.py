"""The slope at which the tilt of a law on a grid meets a distortion level."""

from math import inf, log

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.grid_rounding import tilt_ends
from itbounds.numerics.separable import GridDistortion
from itbounds.numerics.separable_sums import sums_of

__all__ = ["slope_meeting", "slope_within"]

_SMALLEST = 1e-290
_LONGEST = 3.0


def slope_meeting(
    source: Vector,
    distortion: GridDistortion,
    level: float,
    law: Vector,
    slope: float,
    *,
    rtol: float = 1e-10,
) -> tuple[float, Vector]:
    """Return the slope at which the tilt of a law meets the level, and its partition function.

    A guarded secant rule: the logarithm of the mean distortion is nearly linear in that of the slope.

    Parameters
    ----------
    source, distortion, level : array of shape (N,), GridDistortion, float
        The instance; the level is positive.
    law : array of shape (N,)
        Nonnegative weights.
    slope : float
        A positive guess.
    rtol : float
        The relative error of the distortion at which to stop.

    Examples
    --------
    >>> from itbounds.numerics.differences import DifferenceDistortion
    >>> hamming = DifferenceDistortion.of(2, 1.0, "absolute")
    >>> half = np.array([0.5, 0.5])
    >>> slope, _ = slope_meeting(half, hamming, 0.25, half, 1.0)
    >>> round(float(np.exp(-slope)), 9)          # D / (1 - D)
    0.333333333
    """
    low, high = 0.0, inf
    last: tuple[float, float] | None = None
    partition = law
    for _ in range(80):
        sums = sums_of(distortion, slope)
        partition = sums.partition(law).values
        mean = float(source @ (sums.weighted(law).values / np.maximum(partition, _SMALLEST)))
        error = log(mean / level) if mean > 0.0 else -inf
        if abs(error) <= rtol:
            break
        low, high = (slope, high) if error > 0.0 else (low, slope)
        rate = -1.0
        if last is not None and abs(error - last[1]) > 1e-14 and error > -inf:
            rate = min(-0.02, (error - last[1]) / (log(slope) - log(last[0])))
        last = (slope, error) if error > -inf else None
        trial = slope * float(np.exp(min(_LONGEST, max(-_LONGEST, -error / rate))))
        if not low < trial < high:
            trial = 2.0 * low if high == inf else (low * high) ** 0.5 if low > 0.0 else 0.25 * high
        if trial == slope or not _SMALLEST < trial < 1.0 / _SMALLEST:
            break
        slope = trial
    return slope, partition


def slope_within(
    source: Vector,
    distortion: GridDistortion,
    level: float,
    law: Vector,
    slope: float,
    *,
    headroom: float,
) -> float:
    """Return the slope of a tilt that is within the level beyond rounding, a hair above it."""
    slope, _ = slope_meeting(source, distortion, level, law, slope, rtol=1e-13)
    for attempt in range(40):
        most, _ = tilt_ends(source, distortion, law, slope, headroom=headroom)
        if most <= level or most == inf:
            break
        # Where the distortion hardly answers to the slope, steps in proportion to the excess are too short.
        slope *= 1.0 + max(2.0 * 1.5**attempt * (most / level - 1.0), 1e-15)
    return slope
