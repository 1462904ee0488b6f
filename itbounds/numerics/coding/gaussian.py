r"""Codes of equal power for the real Gaussian channel: the best test, and the kappa-beta bound.

For a codeword x of power :math:`|x|^2 = n P` the best test between :math:`N(x, I)` and
:math:`N(0, (1 + P) I)` accepts where :math:`|y - \tfrac{1 + P}{P} x|^2` is small, which has a noncentral
chi-square law of noncentrality :math:`n / P` under the first and, divided by :math:`1 + P`, of noncentrality
:math:`n (1 + P) / P` under the second (Polyanskiy, Poor and Verdu, 2010).
"""

from math import exp, log, log1p, sqrt

import numpy as np

from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.log_sums import log_sum
from itbounds.numerics.statistics.noncentral import log_noncentral_tails

__all__ = ["log_power_beta", "log_shell_kappa", "shell_limit"]


def log_power_beta(snr: float, n: int, eps: float) -> tuple[float, float]:
    r"""Enclose :math:`\ln \beta_{1 - \epsilon}(N(x, I), N(0, (1 + P) I))` for :math:`|x|^2 = n P`.

    Parameters
    ----------
    snr : float
        The power P.
    n : int
        The length.
    eps : float
        The probability of rejecting the first law, in (0, 1).

    Examples
    --------
    >>> low, high = log_power_beta(1.0, 100, 1e-3)
    >>> round(-low / 0.6931471805599453, 6), high - low < 1e-7
    (30.365116, True)
    """
    level, centre = log(eps), n / snr
    low, high = _crossing(n, centre, level)
    # Thresholds of which it is certain that they reject too much, and too little.
    step = 1e-13 * high
    while (tails := log_noncentral_tails(low, n, centre))[1] - tails[2] < level:
        low, step = low - step, 2.0 * step
    step = 1e-13 * high
    while (tails := log_noncentral_tails(high, n, centre))[1] + tails[2] > level:
        high, step = high + step, 2.0 * step
    far = n * (1.0 + 1.0 / snr)
    # Quotients and noncentralities are rounded: both laws have densities that scale with their arguments.
    slack = 16.0 * UNIT_ROUNDOFF * (n + centre + far + high)
    least, _, down = log_noncentral_tails(low / (1.0 + snr), n, far)
    most, _, up = log_noncentral_tails(high / (1.0 + snr), n, far)
    return least - down - slack, min(0.0, most + up + slack)


def _crossing(n: int, noncentrality: float, level: float) -> tuple[float, float]:
    """Return points near the one with a given logarithm of the upper tail."""
    from scipy.optimize import brentq

    mean, spread = n + noncentrality, sqrt(2.0 * (n + 2.0 * noncentrality))
    low, high = mean, mean + spread

    def above(x: float) -> bool:
        return log_noncentral_tails(x, n, noncentrality)[1] > level

    while not above(low):
        low, high = max(0.5 * low, low - spread), low
    while above(high):
        low, high = high, high + spread
    root = float(
        brentq(lambda x: log_noncentral_tails(x, n, noncentrality)[1] - level, low, high, xtol=1e-13 * high)
    )
    return root, root


def shell_limit(snr: float, tau: float) -> float:
    r"""Return the limit of :math:`\kappa_\tau` as n grows, :math:`2 \Phi(\cdot) - 1`."""
    from scipy.special import erf, erfinv

    return float(erf(sqrt(1.0 + 2.0 * snr) / (1.0 + snr) * float(erfinv(tau))))


def log_shell_kappa(snr: float, n: int, tau: float) -> float:
    r"""Return :math:`\ln \kappa_\tau`, of the best test of the sphere of codewords against noise alone.

    The noise is :math:`N(0, (1 + P) I)`. Both laws depend on :math:`|y|^2` alone, noncentral and scaled
    chi-square. The logarithm of their ratio is concave, so that the test accepts on an interval.

    Parameters
    ----------
    snr, n
        As `log_power_beta`.
    tau : float
        With which probability every codeword must be accepted, in (0, 1).

    Returns
    -------
    float
        A lower end, by the threshold as a multiplier, up to the rounding of the ends of the interval, which
        counts to second order.

    Examples
    --------
    >>> round(log_shell_kappa(1.0, 1000, 1e-3), 2) == round(np.log(shell_limit(1.0, 1e-3)).item(), 2)
    True
    """
    from scipy.optimize import brentq

    power = n * snr
    peak = _peak(n, snr)

    def interval(width: float) -> tuple[float, float]:
        # The point on the right at the level of the point on the left.
        left = peak - width
        level, far = _log_ratio(n, snr, left), peak + 2.0 * width
        while _log_ratio(n, snr, far) > level:
            far += 2.0 * width
        right = brentq(lambda v: _log_ratio(n, snr, v) - level, peak, far, xtol=1e-12 * far)
        return left, float(right)

    def mass(left: float, right: float, *, sent: bool) -> float:
        scale, centre = (1.0, power) if sent else (1.0 + snr, 0.0)
        a, b = (log_noncentral_tails(v / scale, n, centre) for v in (left, right))
        # The difference of the smaller tails.
        return exp(b[0]) - exp(a[0]) if a[0] < a[1] else exp(a[1]) - exp(b[1])

    # Nothing is less likely under the noise than this, in relation: the best for a small tau.
    least = log(tau) - _log_ratio(n, snr, peak) - 1e-9
    ends = 1e-9 * peak, (1.0 - 1e-9) * peak
    if mass(*interval(ends[0]), sent=True) >= tau:
        return least
    width = float(brentq(lambda w: mass(*interval(w), sent=True) - tau, *ends, xtol=1e-12 * peak))
    left, right = interval(width)
    accepted, wrong = mass(left, right, sent=True), mass(left, right, sent=False)
    multiplier = exp(-_log_ratio(n, snr, left))
    noise = 1e-9 * wrong + 1e-13 * multiplier
    value = wrong + multiplier * (tau - accepted) - noise
    return max(least, log(value)) if value > 0.0 else least


def _log_ratio(n: int, snr: float, v: float) -> float:
    """Return the logarithm of the ratio of the two densities of the squared norm of the output."""
    from scipy.special import gammaln

    half, z = 0.5 * n, 0.25 * n * snr * v
    # The series of the Bessel function, around its largest term.
    top = 0.5 * (sqrt(half * half + 4.0 * z) - half)
    reach = 14.0 * sqrt(top + 1.0) + 40.0
    series = np.arange(max(0.0, np.floor(top - reach)), top + reach)
    terms = series * log(z) - gammaln(series + 1.0) - gammaln(half + series) + float(gammaln(half))
    return log_sum(terms)[0] - 0.5 * n * snr - 0.5 * v * snr / (1.0 + snr) + half * log1p(snr)


def _peak(n: int, snr: float) -> float:
    low, high = 0.5 * n, 2.0 * n * (1.0 + snr) + 50.0
    while high - low > 1e-8 * high:
        left, right = low + (high - low) / 3.0, high - (high - low) / 3.0
        rising = _log_ratio(n, snr, left) < _log_ratio(n, snr, right)
        low, high = (left, high) if rising else (low, right)
    return 0.5 * (low + high)
