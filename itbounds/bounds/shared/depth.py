r"""How many levels of a series with terms :math:`2^{-\alpha j}` an accuracy needs, and how many are enough.

Decided without rounding where :math:`\alpha` is an integer or the exponent is one, and with a margin of
:math:`2^{-40}` to the safe side elsewhere.
"""

from fractions import Fraction
from math import ceil, exp2, expm1, floor, log

from itbounds.errors import DomainError
from itbounds.units import BITS

__all__ = ["certain_levels", "enough_levels"]

_MARGIN = 2.0**-40
_MOST = 2**20


def certain_levels(alpha: float, eps: float) -> int:
    r"""Return the number of levels j with :math:`2^{-\alpha j} > \epsilon`, rounded down.

    Examples
    --------
    >>> [certain_levels(1.0, eps) for eps in (1.0, 0.6, 0.5, 0.0625)]
    [0, 1, 1, 4]
    """
    if eps >= 1.0:
        return 0
    levels = _bounded(floor(BITS.from_nats(-log(eps)) / alpha) + 2, alpha, eps)
    while levels > 0 and not _exceeds(alpha, levels - 1, eps):
        levels -= 1
    return levels


def _exceeds(alpha: float, level: int, eps: float) -> bool:
    exponent = Fraction(alpha) * level
    if exponent.denominator == 1 and exponent < 2000:
        return Fraction(1, 2**exponent.numerator) > Fraction(eps)
    return exp2(-alpha * level) * (1.0 - _MARGIN) > eps


def enough_levels(alpha: float, eps: float) -> int:
    r"""Return an L with :math:`\sum_{j \ge L} 2^{-\alpha j} \le \epsilon`, the least one if it is known.

    Examples
    --------
    >>> [enough_levels(1.0, eps) for eps in (2.0, 1.0, 0.9, 0.0625)]
    [0, 1, 2, 5]
    """
    # The sum over all levels from 0 is 1 / (1 - 2^-alpha).
    room = -expm1(-BITS.to_nats(alpha))
    start = floor(BITS.from_nats(-log(eps) - log(room)) / alpha) - 1
    levels = _bounded(max(0, start), alpha, eps)
    while not _holds(alpha, levels, eps, room):
        levels += 1
    return levels


def _holds(alpha: float, levels: int, eps: float, room: float) -> bool:
    if alpha == ceil(alpha) and alpha * (levels + 1) < 2000:
        step = Fraction(1, 2 ** int(alpha))
        return step**levels <= Fraction(eps) * (1 - step)
    return exp2(-alpha * levels) * (1.0 + _MARGIN) <= eps * room


def _bounded(levels: int, alpha: float, eps: float) -> int:
    if levels > _MOST:
        raise DomainError(
            f"accuracy {eps!r} at smoothness {alpha!r} needs about {levels} levels",
            value=eps,
            hint=f"at most {_MOST} are counted; use a coarser accuracy or a larger smoothness",
        )
    return levels
