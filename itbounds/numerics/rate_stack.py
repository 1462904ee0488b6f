"""Certain ends of the rates of a stack of small problems, each as `rate_rounding` has them for one."""

from math import inf

import numpy as np

from itbounds._typing import Array, Mask, Matrix, Vector
from itbounds.numerics.rounding import (
    SLACK,
    ULPS,
    UNIT_ROUNDOFF,
    gamma,
    row_divergences,
    sum_by_halves,
)

__all__ = ["informations_upper", "mean_distortions", "rates_lower", "tilts_within"]

_SMALL = 2.0**-140
_UNDERFLOW = 2.0**-400
_NEGLIGIBLE_EXPONENT = 100.0
_LEAST_ENTRY = 2.0**-500


def rates_lower(
    sources: Matrix,
    distortions: Array,
    levels: Vector,
    potentials: Matrix,
    slopes: Vector,
    *,
    headroom: float = 1.0,
) -> Vector:
    r"""Return certain lower ends of :math:`R(D)`, in nats, as `itbounds.numerics.rate_rounding.rate_lower`.

    The mean of the potentials is a plain sum here, which errs by :math:`\gamma_{2m + 2}` of its size.

    Parameters
    ----------
    sources, distortions, levels : arrays of shapes (k, m), (k, m, n) and (k,)
        Weights of the sources, finite distortions, finite levels.
    potentials, slopes : arrays of shapes (k, m) and (k,)
        The dual points.
    headroom : float
        Factor on the error bounds.
    """
    letters = sources.shape[1]
    total = sources.sum(axis=1)
    with np.errstate(all="ignore"):
        exponents = potentials[:, :, None] - slopes[:, None, None] * distortions
        columns = (sources[:, None, :] @ np.exp(exponents))[:, 0, :]
        peak = columns.max(axis=1) + total * _SMALL
        size = np.abs(potentials).max(axis=1)
        largest = exponents.max(axis=(1, 2))
        tau = SLACK * UNIT_ROUNDOFF * (size + 2.0 * np.maximum(_NEGLIGIBLE_EXPONENT, largest))
        terms = sources * potentials
        mean, spread = terms.sum(axis=1) / total, np.abs(terms).sum(axis=1) / total
        spent, log_peak, log_total = slopes * levels, np.log(peak), np.log(total)
        value = mean - spent - log_peak + log_total
        relative = tau + gamma(2 * letters + 8) + 4.0 * ULPS * UNIT_ROUNDOFF + gamma(4 * letters + 8) * spread
        logs = 2.0 * ULPS * UNIT_ROUNDOFF * (np.abs(log_peak) + np.abs(log_total)) + 2.0 * gamma(letters)
        sums = 4.0 * UNIT_ROUNDOFF * (np.abs(mean) + spent + np.abs(log_peak) + np.abs(log_total))
        pad = SLACK**2 * (relative + logs + sums) + _UNDERFLOW
        ends = np.nextafter(value - headroom * pad, -inf)
    known = np.isfinite(ends) & (tau <= 2.0**-10)
    return np.where(known, np.maximum(ends, 0.0), 0.0)


def informations_upper(sources: Matrix, channels: Array, *, headroom: float = 1.0) -> Vector:
    r"""Return certain upper ends of :math:`I(p, Q)`, in nats.

    As `itbounds.numerics.rate_rounding.information_upper`, with plain sums for the mean.
    """
    letters = sources.shape[1]
    laws = ((sources / channels.sum(axis=2))[:, None, :] @ channels)[:, 0, :]
    values, errors = row_divergences(channels, laws)
    terms = np.where(sources > 0.0, sources * (values + headroom * errors), 0.0)
    total = sources.sum(axis=1)
    error = SLACK * gamma(4 * letters + 8) * np.abs(terms).sum(axis=1) / total + _UNDERFLOW
    ends: Vector = np.nextafter(terms.sum(axis=1) / total + headroom * error, inf)
    return np.where(np.isfinite(ends), np.maximum(ends, 0.0), inf)


def mean_distortions(sources: Matrix, channels: Array, distortions: Array) -> Vector:
    """Return certain upper ends of the mean distortions, in the order of summation of `distortion_bounds`."""
    rows = sum_by_halves(channels * distortions) / sum_by_halves(channels)
    means = sum_by_halves(sources * rows) / sum_by_halves(sources)
    bits = sources.shape[1].bit_length() + distortions.shape[2].bit_length()
    ends: Vector = np.nextafter(means * (1.0 + SLACK * gamma(4 * bits + 10)) + _UNDERFLOW, inf)
    return ends


def tilts_within(
    sources: Matrix, distortions: Array, levels: Vector, laws: Matrix, slopes: Vector
) -> tuple[Array, Mask]:
    """Tilt laws so that their mean distortions are within the levels beyond rounding.

    Newton steps on the slopes aim a hair below the levels.

    Returns
    -------
    channels, within : arrays of shapes (k, m, n) and (k,)
        The tilts, and which of them are certainly within their level.
    """
    bits = sources.shape[1].bit_length() + distortions.shape[2].bit_length()
    excess = distortions - distortions.min(axis=2, keepdims=True)
    aims = levels * (1.0 - 2.0 * SLACK * gamma(4 * bits + 24))
    with np.errstate(all="ignore"):
        for step in range(7):
            channels = laws[:, None, :] * np.exp(-slopes[:, None, None] * excess)
            channels /= channels.sum(axis=2, keepdims=True)
            channels[channels < _LEAST_ENTRY] = 0.0
            highest = mean_distortions(sources, channels, distortions)
            within = highest <= levels
            if step == 6 or (within & (highest >= levels * (1.0 - 1e-12))).all():
                break
            means = (channels * distortions).sum(axis=2)
            squares = (channels * distortions**2).sum(axis=2)
            variance = (sources * (squares - means**2)).sum(axis=1)
            moves = ((sources * means).sum(axis=1) - aims) / variance
            # One more step within the level only where it still gains.
            moves = np.where(within & (highest >= levels * (1.0 - 1e-12)), 0.0, moves)
            slopes = np.maximum(slopes + np.nan_to_num(moves), 0.25 * slopes)
    return channels, within & np.isfinite(channels).all(axis=(1, 2))
