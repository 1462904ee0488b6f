r"""The constants of linear bounds of the test by the train loss, and the best of them.

With :math:`x = c C_2`, for a single loss c = 2 and for a pair c = 1, every :math:`x \in (0, \ln 2)` and
:math:`C_1 \ge 0` with :math:`e^x + e^{-x (1 + C_1)} \le 2` give :math:`R \le (1 + C_1) r + I / C_2`.
"""

from math import inf, log

import numpy as np

from itbounds._typing import Array

__all__ = ["best_rate", "least_excess"]

LARGEST = log(2.0)


def least_excess(x: Array) -> Array:
    r"""Return the least :math:`C_1 \ge 0` that goes with x, rounded up; infinite from :math:`\ln 2` on.

    Examples
    --------
    >>> import numpy as np
    >>> float(least_excess(np.array(np.log(1.5))).round(6))
    0.709511
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.where(x < LARGEST, -np.log1p(-np.expm1(x)) / x, inf)
    # Near ln 2 the logarithm loses digits of x; the roundings are those of expm1 relative to what is left.
    left = np.maximum(1.0 - np.expm1(np.minimum(x, LARGEST)), 2.0**-60)
    with np.errstate(over="ignore"):
        slack = 2.0**-50 * (2.0 + ratio + 4.0 / (x * left))
    return np.maximum(ratio - 1.0 + slack, 0.0)


def best_rate(train: float, information: float, factor: float) -> float:
    r"""Return an x that makes :math:`(1 + C_1(x)) r + c I / x` about as small as it can be.

    Parameters
    ----------
    train, information : float
        The mean training loss, positive, and the information in nats, finite and positive.
    factor : float
        The number c.

    Notes
    -----
    Every x is valid; this one is the best of three grids, each finer than the last.
    """
    ends = LARGEST * -np.expm1(-np.geomspace(1e-9, 0.5, 200))
    grid = np.unique(np.concatenate([np.geomspace(1e-15, 0.5 * LARGEST, 400), LARGEST - ends]))
    for _ in range(4):
        with np.errstate(over="ignore"):
            values = (1.0 + least_excess(grid)) * train + factor * information / grid
        best = int(np.argmin(values))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
        chosen = float(grid[best])
        grid = np.linspace(low, high, 101)
    return chosen
