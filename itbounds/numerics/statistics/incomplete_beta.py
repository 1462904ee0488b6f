r"""The incomplete beta function in logarithms, by a series of positive terms, with its rounding error.

.. math:: I_x(a, b) = \frac{x^a (1 - x)^b}{a B(a, b)}
          \sum_{k \ge 0} \frac{(a + b)_k}{(a + 1)_k} x^k

The ratio of its terms falls to x, or rises to it where b < 1, which bounds what is left out. The series is
used for :math:`x \le (a + 1) / (a + b + 2)`, where it is quick, and the reflection
:math:`1 - I_{1 - x}(b, a)` beyond.
"""

from math import exp, inf, lgamma, log, log1p

import numpy as np

from itbounds.numerics.rounding import UNIT_ROUNDOFF

__all__ = ["log_beta", "log_gamma", "log_incomplete_beta"]

_LGAMMA = 2.0**-46
"""The error of `math.lgamma` in units of one plus its size; the tests hold it against mpmath."""
_FAINT = 2.0**-1000
"""More than what underflow takes away."""


def log_gamma(x: float) -> tuple[float, float]:
    r"""Return :math:`\ln \Gamma(x)` for positive x and a bound on its error.

    Examples
    --------
    >>> log_gamma(1.0)[0]
    0.0
    """
    value = lgamma(x)
    return value, _LGAMMA * (1.0 + abs(value))


def log_beta(a: float, b: float) -> tuple[float, float]:
    r"""Return :math:`\ln B(a, b)` for positive arguments and a bound on its error."""
    parts = (log_gamma(a), log_gamma(b), log_gamma(a + b))
    size = sum(abs(value) for value, _ in parts)
    error = sum(error for _, error in parts) + 8.0 * UNIT_ROUNDOFF * size
    return parts[0][0] + parts[1][0] - parts[2][0], error


def log_incomplete_beta(x: float, a: float, b: float) -> tuple[float, float]:
    r"""Return :math:`\ln I_x(a, b)` and a bound on its error.

    Parameters
    ----------
    x : float
        From 0 to 1.
    a, b : float
        Positive.

    Examples
    --------
    >>> value, error = log_incomplete_beta(0.5, 0.5, 0.5)
    >>> abs(value + log(2.0)) <= error < 1e-12
    True
    """
    if x <= 0.0 or x >= 1.0:
        return (-inf, 0.0) if x <= 0.0 else (0.0, 0.0)
    if x <= (a + 1.0) / (a + b + 2.0):
        return _series(x, 1.0 - x, a, b)
    value, error = _series(1.0 - x, x, b, a)
    # The slope of ln I in ln(1 - x) is at most b / x, and 1 - x is rounded.
    error += 2.0 * UNIT_ROUNDOFF * b / x
    share = exp(value)
    slope = share / (1.0 - share) if share < 1.0 else inf
    result = log1p(-share) if share < 1.0 else -inf
    return result, 2.0 * slope * (error + 4.0 * UNIT_ROUNDOFF) + 4.0 * UNIT_ROUNDOFF * abs(result) + _FAINT


def _series(x: float, rest: float, a: float, b: float) -> tuple[float, float]:
    total, term, k, block = 1.0, 1.0, 0, 32
    while True:
        steps = np.arange(k, k + block, dtype=np.float64)
        terms = term * np.cumprod(x * ((a + b + steps) / (a + 1.0 + steps)))
        total, term = total + float(terms.sum()), float(terms[-1])
        k, block = k + block, min(2 * block, 1 << 16)
        ratio = max(x, x * ((a + b + k) / (a + 1.0 + k)))
        if ratio < 1.0 and term * ratio / (1.0 - ratio) <= UNIT_ROUNDOFF * total:
            break
    beta, error = log_beta(a, b)
    parts = (a * log(x), b * log(rest), -log(a), -beta, log(total))
    size = sum(abs(part) for part in parts)
    # A term carries the roundings of all before it; the last ones that matter are far below the first.
    error += 16.0 * UNIT_ROUNDOFF * (size + b) + (8.0 * k + 8.0) * UNIT_ROUNDOFF
    return sum(parts), error
