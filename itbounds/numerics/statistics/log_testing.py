r"""The best binary test of two measures that are known by their logarithms: types, shells, classes.

A test that rejects with probability at most :math:`\epsilon` under P accepts with at least
:math:`\beta_{1 - \epsilon}(P, Q)` under Q, which may be far below the least double. With p and q known up
to factors :math:`e^{\pm\delta}`, every test moves both of its errors by no more, so that

.. math:: e^{-\delta} \beta'_{1 - \epsilon e^{\delta}} \le \beta_{1 - \epsilon}
          \le e^{\delta} \beta'_{1 - \epsilon e^{-\delta}}

with :math:`\beta'` that of the computed numbers: an ordering by the likelihood ratio, and one fraction.
"""

from dataclasses import dataclass
from math import inf, log, log1p

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.log_sums import log_sum

__all__ = ["RandomisedTest", "log_beta"]


@dataclass(frozen=True)
class RandomisedTest:
    r"""The enclosure of :math:`\ln \beta_{1 - \epsilon}` and the test that attains its upper end.

    Parameters
    ----------
    lower, upper : float
        Of the logarithm of the error under Q.
    threshold : float
        The test rejects P where :math:`\ln (p / q)` is below, and accepts where it is above.
    share : float
        The probability with which it rejects at the threshold.
    """

    lower: float
    upper: float
    threshold: float
    share: float


def log_beta(log_p: Vector, log_q: Vector, error: float, eps: float) -> RandomisedTest:
    r"""Enclose :math:`\ln \beta_{1 - \epsilon}(P, Q)` for measures on finitely many points.

    Parameters
    ----------
    log_p, log_q : arrays of shape (n,)
        Logarithms of P, which sums to one, and of Q, any measure; minus infinity stands for 0.
    error : float
        How much each entry may be wrong.
    eps : float
        The level, in (0, 1).

    Examples
    --------
    >>> import numpy as np
    >>> test = log_beta(np.log([0.5, 0.5]), np.log([0.9, 0.1]), 0.0, 0.25)
    >>> round(float(np.exp(test.upper)), 12), round(test.share, 12), test.upper - test.lower < 1e-13
    (0.55, 0.5, True)
    """
    # Where P has no mass nothing need be accepted; where Q has none, accepting is free and comes last.
    used = log_p > -inf
    p, q = log_p[used], log_q[used]
    ratio = p - q
    order = np.argsort(ratio, kind="stable")
    p, q, ratio = p[order], q[order], ratio[order]
    finite = np.abs(q[q > -inf])
    # The ratio is rounded once; sorting is exact for numbers that differ by that.
    delta = error + 2.0 * UNIT_ROUNDOFF * float(np.abs(p).max(initial=0.0) + finite.max(initial=0.0))
    lower, _, _ = _at(p, q, ratio, log(eps) + delta, outward=-1.0)
    upper, threshold, share = _at(p, q, ratio, log(eps) - delta, outward=1.0)
    return RandomisedTest(lower - delta, upper + delta, threshold, share)


def _at(
    p: Vector, q: Vector, ratio: Vector, log_level: float, *, outward: float
) -> tuple[float, float, float]:
    """Reject the smallest ratios up to a level; what the summation may err by goes into the level."""
    noise = 4.0 * UNIT_ROUNDOFF * (len(p) + 40.0 + abs(log_level))
    level = log_level - outward * noise
    # Masses in units of the level: those that underflow are of no account to it.
    masses = np.exp(np.minimum(p - level, 700.0))
    rejected = np.cumsum(masses)
    edge = int(np.searchsorted(rejected, 1.0))
    if edge >= len(p):
        return -inf, inf, 1.0
    before = float(rejected[edge - 1]) if edge else 0.0
    share = min(1.0, max(0.0, (1.0 - before) / float(masses[edge])))
    share = min(1.0, max(0.0, share * (1.0 - outward * 4.0 * UNIT_ROUNDOFF)))
    rest = q[edge:].copy()
    rest[0] += log1p(-share) if share < 1.0 else -inf
    value, error = log_sum(rest)
    kept = abs(log1p(-share)) if share < 1.0 else 0.0
    return value + outward * (error + 4.0 * UNIT_ROUNDOFF * kept), float(ratio[edge]), share
