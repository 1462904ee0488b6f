r"""Certain ends of a rate-distortion function in float64; the assumptions are those of `rounding`."""

from math import inf, isinf, nextafter

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.rounding import (
    SLACK,
    ULPS,
    UNIT_ROUNDOFF,
    gamma,
    row_divergences,
    sum_by_halves,
    weighted_mean,
)

__all__ = ["distortion_bounds", "information_upper", "least_distortion", "rate_lower"]

# Exponentials of less than this count as an absolute error: together they stay below _SMALL.
_NEGLIGIBLE_EXPONENT = -100.0
_SMALL = 2.0**-140
_UNDERFLOW = 2.0**-1000
_BLOCK = 1 << 16


def rate_lower(
    source: Vector,
    distortion: Matrix,
    level: float,
    potentials: Vector,
    slope: float,
    *,
    headroom: float = 1.0,
) -> float:
    r"""Return a certain lower end of :math:`R(D)`, in nats, from any potentials and slope :math:`s \ge 0`.

    .. math:: R(D) \ge \sum_x p_x a_x - s D - \ln \max_y \sum_x p_x e^{a_x - s d_{xy}}

    This is the variational formula of Donsker and Varadhan for :math:`I(p, Q)` with the function
    :math:`a_x - s d_{xy}`, whose mean under any feasible test channel is at least the first two terms.

    Parameters
    ----------
    source : array of shape (m,)
        Positive weights; the law is the weights normalised exactly.
    distortion : array of shape (m, n)
        Entries in :math:`[0, \infty]`; an infinite one forbids the pair.
    level : float
        The level :math:`D`; with infinity the slope must be 0 and the second term is absent.
    potentials, slope : array of shape (m,) and float
        The dual point.
    headroom : float
        Factor on the error bound, more than 1 for a claim that another order of summation must confirm.

    Notes
    -----
    The exponent :math:`t = a - s d` is computed with error at most :math:`u(|s d| + |t|)(1 + u)`, and where
    :math:`t \ge -100` this is at most :math:`\tau = u(|a| + 2 \max(100, t))` up to the slack, since
    :math:`|s d| \le |a| + |t|`. The exponential adds :math:`2 \ell u` and the sum of :math:`m` positive terms
    :math:`\gamma_m`. Smaller exponents are below :math:`e^{-99}` exactly and count as an absolute error.
    """
    m, n = distortion.shape
    if isinf(level) and slope != 0.0:
        return 0.0
    total = float(source.sum())
    largest, columns = -inf, np.zeros(n)
    step = max(1, _BLOCK // n)
    for start in range(0, m, step):
        block = distortion[start : start + step]
        with np.errstate(over="ignore"):
            scaled = slope * block if slope else np.where(np.isinf(block), inf, 0.0)
            exponent = potentials[start : start + step, None] - scaled
            largest = max(largest, float(exponent.max()))
            columns += source[start : start + step] @ np.exp(exponent)
    peak = float(columns.max()) + total * _SMALL
    if not np.isfinite(peak) or peak <= 0.0:
        return 0.0
    size = float(np.abs(potentials).max())
    tau = SLACK * UNIT_ROUNDOFF * (size + 2.0 * max(-_NEGLIGIBLE_EXPONENT, largest))
    if tau > 2.0**-10:
        return 0.0
    mean, error = weighted_mean(source, potentials)
    spent = 0.0 if isinf(level) else slope * level
    log_peak, log_total = float(np.log(peak)), float(np.log(total))
    value = mean - spent - log_peak + log_total
    relative = SLACK * (tau + gamma(2 * m + 8) + 4.0 * ULPS * UNIT_ROUNDOFF)
    logs = 2.0 * ULPS * UNIT_ROUNDOFF * (abs(log_peak) + abs(log_total)) + 2.0 * gamma(m)
    sums = 4.0 * UNIT_ROUNDOFF * (abs(mean) + spent + abs(log_peak) + abs(log_total))
    pad = error + SLACK * (relative + logs + sums)
    return max(0.0, nextafter(value - headroom * pad, -inf))


def information_upper(source: Vector, test_channel: Matrix, *, headroom: float = 1.0) -> float:
    r"""Return a certain upper end of :math:`I(p, Q)`, in nats; exactly 0 where all rows are the same letter.

    For any output law :math:`r`, :math:`I(p, Q) \le \sum_x p_x D(Q_x \| r)`, and the computed one exceeds the
    information by a term of second order only.
    """
    if np.count_nonzero(test_channel.any(axis=0)) == 1:
        return 0.0
    used = source > 0.0
    weights, channel = source[used], test_channel[used]
    law = (weights / channel.sum(axis=1)) @ channel
    values, errors = row_divergences(channel, law)
    mean, error = weighted_mean(weights, values + headroom * errors)
    end = nextafter(mean + headroom * error, inf)
    return max(0.0, end) if end < inf else inf  # what is not a number proves nothing


def distortion_bounds(source: Vector, test_channel: Matrix, distortion: Matrix) -> tuple[float, float]:
    r"""Return certain ends of :math:`\sum_x p_x \sum_y Q_{xy} d_{xy}`, rows and law normalised exactly.

    All terms are nonnegative and added in halves, so that the computed value has a relative error of at most
    :math:`\gamma_k` with k of the order of :math:`\log_2 m n`; the order is the same on every machine.
    Forbidden pairs that are used make both ends infinite.
    """
    m, n = distortion.shape
    forbidden = np.isinf(distortion)
    if (forbidden & (test_channel > 0.0)).any():
        return inf, inf
    finite = np.where(forbidden, 0.0, distortion)
    means = sum_by_halves(test_channel * finite) / sum_by_halves(test_channel)
    mean = float(sum_by_halves(source * means)) / float(sum_by_halves(source))
    if mean == 0.0 and ((source[:, None] > 0.0) & (test_channel > 0.0) & (finite > 0.0)).any():
        return 0.0, _UNDERFLOW
    # Twice two additions a halving, products and quotients.
    return _around(mean, 4 * (m.bit_length() + n.bit_length()) + 10)


def least_distortion(source: Vector, distortion: Matrix) -> tuple[float, float]:
    r"""Return certain ends of :math:`D_{\min} = \sum_x p_x \min_y d_{xy}`, the same on every machine."""
    mean = float(sum_by_halves(source * distortion.min(axis=1))) / float(sum_by_halves(source))
    return _around(mean, 4 * len(source).bit_length() + 10)


def _around(value: float, terms: int) -> tuple[float, float]:
    if value == 0.0:
        return 0.0, 0.0
    pad = SLACK * gamma(terms) * value + _UNDERFLOW
    return max(0.0, nextafter(value - pad, -inf)), nextafter(value + pad, inf)
