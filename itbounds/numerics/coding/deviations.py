"""How unlikely it is that a mean of independent samples reaches a level: Cramer's exponent, enclosed."""

from math import inf, log

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.log_sums import log_sum

__all__ = ["deviation_exponent"]


def deviation_exponent(law: Vector, values: Vector, level: float) -> tuple[float, float, float]:
    r"""Enclose :math:`\sup_{t \ge 0} t c - \ln \mathbb{E} e^{t f}` in nats.

    Parameters
    ----------
    law : array of shape (k,)
        Probabilities that sum to one.
    values : array of shape (k,)
        The values f of the letters.
    level : float
        The level c.

    Returns
    -------
    lower, upper, multiplier : float
        The function at a multiplier t, and with what its slope there leaves open; both infinite if no
        letter reaches the level.

    Examples
    --------
    >>> import numpy as np
    >>> low, high, t = deviation_exponent(np.array([0.5, 0.5]), np.array([0.0, 1.0]), 0.8)
    >>> round(low, 9), round(high, 9), round(t, 6)
    (0.192744757, 0.192744757, 1.386294)
    """
    used = law > 0.0
    logs, excess = np.log(law[used]), values[used] - level
    top = float(excess.max())
    if top < 0.0:
        return inf, inf, inf
    scale = float(np.abs(excess).max())
    if scale == 0.0 or float(law[used] @ excess) >= 0.0:
        return 0.0, 0.0, 0.0
    # The level is subtracted with one rounding, which a multiplier t makes t times as large.
    rounding = 2.0 * UNIT_ROUNDOFF * (float(np.abs(values[used]).max()) + abs(level) + scale)

    def at(t: float) -> tuple[float, float, float]:
        exponents = logs + t * excess
        total, slip = log_sum(exponents)
        weights = np.exp(exponents - total)
        noise = slip + t * rounding + 8.0 * UNIT_ROUNDOFF * (float(-logs.min()) + len(logs) + 4.0)
        return -total, -float(weights @ excess), noise

    if top == 0.0:
        most = -log(float(law[used][excess == 0.0].sum()))
        far = 800.0 / max(float(-excess[excess < 0.0].max()), 1e-300)
        value, _, noise = at(far)
        return max(0.0, value - noise), most + noise, far
    low, high = 0.0, 1.0 / scale
    while at(high)[1] > 0.0:
        low, high = high, 2.0 * high
    while (middle := 0.5 * (low + high)) not in (low, high) and high - low > 1e-15 * high:
        if at(middle)[1] > 0.0:
            low = middle
        else:
            high = middle
    value, slope, noise = at(low)
    # The function is concave, and its maximum lies between the two.
    return max(0.0, value - noise), value + max(0.0, slope) * (high - low) + 2.0 * noise, low
