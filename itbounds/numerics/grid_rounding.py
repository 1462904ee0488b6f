"""Certain ends of a rate-distortion function on a uniform grid: sums of positive terms, rounded outward."""

from math import inf, isfinite, nextafter

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.rounding import SLACK, ULPS, UNIT_ROUNDOFF, gamma, weighted_mean
from itbounds.numerics.separable import GridDistortion
from itbounds.numerics.separable_sums import sums_of

__all__ = ["dual_end", "mean_distortion", "tilt_ends"]

_SMALLEST = 2.0**-900
_LOG = 2 * ULPS


def dual_end(
    source: Vector,
    distortion: GridDistortion,
    level: float,
    potentials: Vector,
    slope: float,
    *,
    headroom: float = 1.0,
) -> float:
    r"""Return a certain lower end of :math:`R(D)`, in nats, from potentials and a slope.

    .. math:: R(D) \ge \sum_i p_i a_i - s D - \ln \max_j \sum_i p_i e^{a_i - s d_{ij}}

    Every factor :math:`p_i e^{a_i}` carries the error of one exponential and one product, the sums those of
    `PositiveSums`; both logarithms are of computed numbers.
    """
    total = float(source.sum())
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        columns = sums_of(distortion, slope).columns(source * np.exp(potentials))
        peak = float(columns.values.max()) * (1.0 + 2.0**-50) + columns.rest
    if not isfinite(peak) or peak <= _SMALLEST:
        return 0.0
    # What underflows in the products counts as a part of the rest, which is far from the smallest peak.
    mean, error = weighted_mean(source, potentials)
    spent, log_peak, log_total = slope * level, float(np.log(peak)), float(np.log(total))
    relative = columns.relative + gamma(2 * _LOG + 4) + 4.0 * gamma(_LOG + len(source))
    logs = UNIT_ROUNDOFF * (_LOG + 4) * (abs(mean) + spent + abs(log_peak) + abs(log_total))
    value = mean - spent - log_peak + log_total
    return max(0.0, nextafter(value - headroom * SLACK * (error + relative + logs), -inf))


def tilt_ends(
    source: Vector,
    distortion: GridDistortion,
    output_law: Vector,
    slope: float,
    *,
    headroom: float = 1.0,
) -> tuple[float, float]:
    r"""Return certain upper ends of the mean distortion and of the rate of a tilted law, the rate in nats.

    With :math:`u = K r` and :math:`v = (K \cdot d) r` the test channel :math:`Q_{ij} = r_j K_{ij} / u_i` has

    .. math:: \mathrm E\, d = \sum_i p_i \frac{v_i}{u_i} , \qquad
              I(p, Q) \le - s\, \mathrm E\, d - \sum_i p_i \ln u_i + \ln \sum_j r_j .

    All sums but that of the logarithms have positive terms, or are differences of two such sums that err
    relative to both. A law of one point tells nothing: its rate is 0.

    Returns
    -------
    distortion, rate : float
        Both infinite where a partition function is too small for the bounds.
    """
    letters = np.flatnonzero(output_law)
    if len(letters) == 1:
        return mean_distortion(source, distortion.column(int(letters[0])), headroom=headroom), 0.0
    sums = sums_of(distortion, slope)
    with np.errstate(under="ignore"):
        partition, weighted = sums.partition(output_law), sums.weighted(output_law)
    used = source > 0.0
    u, v, weights = partition.values[used], weighted.values[used], source[used]
    if not float(u.min()) > _SMALLEST**0.5 or not np.isfinite(u).all():
        return inf, inf
    total, size = float(weights.sum()), len(source)
    mean = float(np.sum(weights * (v / u))) / total
    relative = headroom * SLACK * (partition.relative + gamma(2 * size + 6))
    spread = float(np.sum(weights * (weighted.sizes[used] / u))) / total
    loose = headroom * SLACK * weighted.relative * spread + partition.rest / float(u.min())
    loose += weighted.rest * float(np.sum(weights / u)) / total
    most = nextafter(mean * (1.0 + 2.0 * relative) + 2.0 * loose, inf)
    least = max(0.0, mean * (1.0 - 2.0 * relative) - 2.0 * loose - partition.rest / float(u.min()) * mean)
    logs = np.log(u)
    average, error = weighted_mean(weights, logs)
    mass = float(np.log(output_law.sum()))
    # Each logarithm errs relative to itself, and by the relative error of its argument.
    errors = (
        error
        + partition.relative
        + gamma(size)
        + SLACK * _LOG * UNIT_ROUNDOFF * (float(weights @ np.abs(logs)) / total + abs(mass))
    )
    size_of_terms = slope * least + abs(average) + abs(mass)
    value = -slope * least - average + mass
    pad = headroom * SLACK * (errors + 4.0 * UNIT_ROUNDOFF * size_of_terms)
    end = nextafter(value + pad, inf)
    return most, max(0.0, end) if end < inf else inf


def mean_distortion(source: Vector, column: Vector, *, headroom: float = 1.0) -> float:
    """Return a certain upper end of the mean of one column of the distortion."""
    mean, error = weighted_mean(source, column)
    return nextafter(mean + headroom * error, inf)
