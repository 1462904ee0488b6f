r"""The largest code that a bound on its error probability allows, in logarithms.

Random coding bounds have the form :math:`\epsilon \le \mathbb{E} \min\{1, (M - 1) e^{-g}\}` with a gain g of
the channel's noise; the converse of an erasure channel is :math:`\epsilon \ge \mathbb{E} (1 - e^{g} / M)^+`
with g the logarithm of how many codewords can be told apart. Both are monotone in M.
"""

from collections.abc import Callable
from math import exp, inf, log, log1p

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.log_sums import log_sum

__all__ = ["guessing_size", "log_union_error", "log_union_size"]


def log_union_error(log_law: Vector, gains: Vector, log_rivals: float) -> tuple[float, float]:
    r"""Return :math:`\ln \mathbb{E} \min\{1, e^{r - g}\}` and a bound on its error, entries taken as exact.

    Examples
    --------
    >>> import numpy as np
    >>> value, _ = log_union_error(np.log([0.5, 0.5]), np.log([8.0, 1.0]), np.log(2.0))
    >>> round(float(np.exp(value)), 12)
    0.625
    """
    value, error = log_sum(log_law + np.minimum(log_rivals - gains, 0.0))
    return value, error + 4.0 * UNIT_ROUNDOFF * (abs(log_rivals) + abs(value) + 50.0)


def log_union_size(log_law: Vector, gains: Vector, error: float, eps: float) -> float:
    r"""Return the largest :math:`\ln M` with :math:`\mathbb{E} \min\{1, (M - 1) e^{-g}\} \le \epsilon`.

    Parameters
    ----------
    log_law, gains : arrays of shape (k,)
        Logarithms of probabilities, and the gains.
    error : float
        By how much the logarithm of the mean may be wrong for the rounding of these.
    eps : float
        The error probability, in (0, 1).

    Returns
    -------
    float
        In nats, rounded down; at least 0, which is no code.

    Examples
    --------
    >>> import numpy as np
    >>> round(float(np.exp(log_union_size(np.log([0.5, 0.5]), np.log([8.0, 1.0]), 0.0, 0.625))), 9)
    3.0
    """
    log_eps = log(eps) * (1.0 + 2.0 * UNIT_ROUNDOFF) - 4.0 * UNIT_ROUNDOFF

    def holds(rivals: float) -> bool:
        value, slip = log_union_error(log_law, gains, rivals)
        return value + slip + error <= log_eps

    low, high = log_eps + float(gains.min()) - error - 1.0, float(gains.max()) + 1.0
    rivals = _halve(holds, min(low, high), high)
    if rivals == -inf:
        return 0.0
    size = rivals + log1p(exp(-rivals)) if rivals > 0.0 else log1p(exp(rivals))
    return size * (1.0 - 16.0 * UNIT_ROUNDOFF)


def guessing_size(log_law: Vector, gains: Vector, error: float, gain_error: float, eps: float) -> float:
    r"""Return the least :math:`\ln M` with :math:`\mathbb{E} (1 - e^{g} / M)^+ \ge \epsilon`, rounded up.

    Parameters
    ----------
    log_law, gains, eps
        As `log_union_size`.
    error, gain_error : float
        How much an entry of either may be wrong.

    Examples
    --------
    >>> import numpy as np
    >>> round(float(np.exp(guessing_size(np.log([0.5, 0.5]), np.log([8.0, 1.0]), 0.0, 0.0, 0.25))), 9)
    2.0
    """
    law = np.exp(log_law)
    size = float(np.abs(gains).max())

    def excluded(value: float) -> bool:
        misses = -np.expm1(np.minimum(gains - value, 0.0))
        slip = gain_error + 4.0 * UNIT_ROUNDOFF * (size + abs(value))
        total = float(law @ misses) * (1.0 - 2.0 * error - 2.0 * (len(law) + 40.0) * UNIT_ROUNDOFF)
        # A gain that is off moves a miss by as much at most, where there is one.
        return total - 1.01 * slip * float(law[gains < value + slip].sum()) > eps

    low, high = float(gains.min()), float(gains.max()) - log1p(-eps) + 1.0
    while not excluded(high):
        high += 1.0 + abs(high)
    return -_halve(lambda value: excluded(-value), -high, -low)


def _halve(holds: Callable[[float], bool], known: float, far: float) -> float:
    """Return a point at which a claim holds, next to one where it is not seen to; it holds at `known`."""
    if not holds(known):
        return -inf
    if holds(far):
        return far
    while True:
        middle = 0.5 * (known + far)
        if middle in (known, far) or abs(far - known) <= 1e-14 * abs(known):
            return known
        if holds(middle):
            known = middle
        else:
            far = middle
