"""Binary hypothesis tests of finite laws: the best test of a level, and the exponent of the Bayes error."""

from math import inf

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.rounding import SLACK, ULPS, UNIT_ROUNDOFF, gamma

__all__ = ["chernoff_information", "neyman_pearson_beta"]


def neyman_pearson_beta(p: Vector, q: Vector, alpha: float) -> tuple[float, float]:
    r"""Enclose the least probability under Q of a test that accepts with at least :math:`\alpha` under P.

    .. math:: \beta_\alpha(P, Q) = \min_{\mathbb{E}_P T \ge \alpha} \mathbb{E}_Q T
              = \max_{\lambda \ge 0} \lambda \alpha - \sum_x (\lambda P_x - Q_x)^+

    Parameters
    ----------
    p, q : arrays of shape (n,)
        Nonnegative; they stand for laws, and need not sum to one exactly.
    alpha : float
        The power :math:`\alpha`, a fraction of the sum of `p`.

    Returns
    -------
    lower, upper : float
        From the likelihood ratio test, and from its threshold as a multiplier.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = neyman_pearson_beta(np.array([0.5, 0.5]), np.array([0.9, 0.1]), 0.75)
    >>> bool(low <= 0.55 <= high <= low + 1e-13)
    True
    """
    n = len(p)
    p, q = p / p.sum(), q / q.sum()
    # Ratios may overflow for tiny p: then they come last, where they belong.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        cost = np.where(p > 0.0, q / p, inf)
    order = np.argsort(cost, kind="stable")
    mass = np.cumsum(p[order])
    cut = min(int(np.searchsorted(mass, alpha)), int(np.count_nonzero(p)) - 1)
    chosen, edge = order[:cut], order[cut]
    share = min(1.0, max(0.0, (alpha - float(p[chosen].sum())) / float(p[edge])))
    multiplier = float(cost[edge])
    relative = 4.0 * SLACK * gamma(n + 8)
    # What the rounding of the mass may lack is bought at the price of the edge.
    upper = float(q[chosen].sum()) + share * float(q[edge])
    upper = upper * (1.0 + relative) + relative * multiplier if multiplier < inf else 1.0
    gains = np.where(cost < multiplier, multiplier * p - q, 0.0) if multiplier < inf else np.zeros(n)
    lower = multiplier * alpha - float(gains.sum()) if multiplier < inf else 0.0
    lower -= relative * (multiplier + 1.0) if multiplier < inf else 0.0
    return max(0.0, lower), min(1.0, upper)


def chernoff_information(p: Vector, q: Vector) -> tuple[float, float, float]:
    r"""Enclose the Chernoff information of two laws in nats.

    .. math:: C(P, Q) = \max_{0 \le \lambda \le 1} -\ln \sum_x P_x^\lambda Q_x^{1 - \lambda}

    Parameters
    ----------
    p, q : arrays of shape (n,)
        Nonnegative; they stand for laws, and need not sum to one exactly.

    Returns
    -------
    lower, upper : float
        Infinite for laws without a common letter.
    order : float
        A maximising :math:`\lambda`, nearly.

    Notes
    -----
    The function is concave: its value anywhere is a lower end, and its tangent there bounds it everywhere.

    Examples
    --------
    >>> import numpy as np
    >>> low, high, order = chernoff_information(np.array([0.8, 0.2]), np.array([0.5, 0.5]))
    >>> round(low, 7), round(high, 7), round(order, 6)
    (0.0527532, 0.0527532, 0.481567)
    """
    both = (p > 0.0) & (q > 0.0)
    if not both.any():
        return inf, inf, 0.5
    log_p, log_q = np.log(p[both]) - np.log(p.sum()), np.log(q[both]) - np.log(q.sum())
    difference = log_p - log_q

    def at(order: float) -> tuple[float, float]:
        exponents = log_q + order * difference
        top = float(exponents.max())
        weights = np.exp(exponents - top)
        total = float(weights.sum())
        return -top - float(np.log(total)), -float(weights @ difference) / total

    low, high = 0.0, 1.0
    if at(0.0)[1] <= 0.0:
        high = 0.0
    elif at(1.0)[1] >= 0.0:
        low = 1.0
    while (middle := 0.5 * (low + high)) not in (low, high):
        if at(middle)[1] > 0.0:
            low = middle
        else:
            high = middle
    value, slope = at(low)
    size = float(np.abs(log_p).max() + np.abs(log_q).max()) + 2.0
    n = len(p)
    noise = SLACK * (gamma(2 * n + 8 * ULPS) + 16.0 * UNIT_ROUNDOFF) * 4.0 * size
    reach = max(0.0, slope) * (1.0 - low) + max(0.0, -slope) * low
    return max(0.0, value - noise), value + reach + 2.0 * noise, low
