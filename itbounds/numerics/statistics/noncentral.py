r"""Tails of the noncentral chi-square law in logarithms, far below the least double.

With k degrees of freedom and noncentrality :math:`\lambda` it is a Poisson mixture of incomplete gamma
functions, and these are sums of positive terms :math:`g_s = e^{-y} y^s / \Gamma(s + 1)` with
:math:`y = x / 2`:

.. math:: F(x) = \sum_j w_j \sum_{s \ge k/2 + j} g_s, \qquad
          1 - F(x) = \sum_j w_j \Bigl( Q(b, y) + \sum_{b \le s < k/2 + j} g_s \Bigr)

with :math:`w_j` the Poisson probabilities of mean :math:`\lambda / 2`, and b zero or one half.
"""

from math import floor, inf, log, pi, sqrt

import numpy as np

from itbounds._typing import Vector
from itbounds.errors import DomainError
from itbounds.numerics.rounding import ULPS, UNIT_ROUNDOFF
from itbounds.numerics.statistics.log_sums import log_cumulative_sums, log_sum
from itbounds.numerics.statistics.stirling import stirling_remainder

__all__ = ["log_noncentral_tails", "log_poisson_terms"]

_MOST_TERMS = 20_000_000
_LEFT_OUT = 1e-15
"""More, relative to either tail, than the terms beyond twenty standard deviations, which are left out."""


def log_poisson_terms(orders: Vector, mean: float) -> tuple[Vector, float]:
    r"""Return :math:`\ln(e^{-y} y^s / \Gamma(s + 1))` for real orders s and a bound on the rounding error.

    Examples
    --------
    >>> import numpy as np
    >>> terms, error = log_poisson_terms(np.array([0.0, 20.0]), 20.0)
    >>> np.exp(terms).round(9).tolist(), error < 1e-12
    ([2e-09, 0.088835317], True)
    """
    from scipy.special import gammaln

    small = np.minimum(orders, 16.0)
    low = -mean + small * log(mean) - gammaln(small + 1.0)
    large = np.maximum(orders, 16.0)
    offset = mean - large
    ratio = offset / large
    close = np.abs(ratio) < 0.5
    logarithm = np.where(close, np.log1p(np.where(close, ratio, 0.0)), log(mean) - np.log(large))
    high = -(offset - large * logarithm) - 0.5 * np.log(2.0 * pi * large) - stirling_remainder(large)
    terms = np.where(orders < 16.0, low, high)
    sizes = np.where(
        orders < 16.0, mean + small * abs(log(mean)) + 40.0, np.abs(offset) + large * np.abs(logarithm) + 20.0
    )
    # Where logarithms are subtracted, each of them is rounded.
    sizes = sizes + np.where(close | (orders < 16.0), 0.0, large * (abs(log(mean)) + np.log(large)))
    return terms, 2.0 * (ULPS + 4.0) * UNIT_ROUNDOFF * float(sizes.max()) + 1e-14


def log_noncentral_tails(x: float, degrees: int, noncentrality: float) -> tuple[float, float, float]:
    r"""Return :math:`\ln F(x)`, :math:`\ln(1 - F(x))` and a bound on the error of either.

    Parameters
    ----------
    x : float
        Positive.
    degrees : int
        The degrees of freedom k, at least 1.
    noncentrality : float
        :math:`\lambda`, at least 0.

    Raises
    ------
    DomainError
        If there are more than twenty million terms.

    Examples
    --------
    >>> low, high, error = log_noncentral_tails(700.0, 1000, 1000.0)
    >>> round(low, 6), high > -1e-200, error < 1e-9
    (-251.59606, True, True)
    """
    y, half, mean = 0.5 * x, 0.5 * degrees, 0.5 * noncentrality
    top = max(mean, y - half, 0.0)
    last = int(top + 20.0 * sqrt(top + y + 1.0)) + 80
    base = half - floor(half)
    below = round(half - base)
    if below + last > _MOST_TERMS:
        raise DomainError(
            f"the law has a noncentrality of {noncentrality!r}",
            value=noncentrality,
            hint="that is too many terms: take a smaller n, or a larger signal-to-noise ratio",
        )
    mixture = np.arange(last + 1.0)
    weights, error = (
        log_poisson_terms(mixture, mean) if mean > 0.0 else (np.where(mixture == 0.0, 0.0, -inf), 0.0)
    )
    orders = base + np.arange(float(below + last + 1))
    terms, slip = log_poisson_terms(orders, y)
    above, summed = log_cumulative_sums(terms[: below - 1 if below else None : -1])
    lower, rounded = log_sum(weights + above[::-1])
    from scipy.special import log_ndtr

    start = float(log_ndtr(-sqrt(2.0 * y))) + log(2.0) if base else -inf
    inner, gathered = log_cumulative_sums(np.concatenate([[start], terms[:-1]]))
    upper, moved = log_sum(weights + inner[below:])
    slips = slip + max(summed, gathered) + 16.0 * ULPS * UNIT_ROUNDOFF * (1.0 + y)
    return min(lower, 0.0), min(upper, 0.0), error + slips + max(rounded, moved) + _LEFT_OUT
