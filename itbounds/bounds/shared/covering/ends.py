"""Ends of the logarithm of a number of balls: rounded to whole numbers, then outward in a unit."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, exp, floor, inf, log, log1p, nextafter
from typing import Literal, TypeAlias

import numpy as np

from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_positive
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Ends", "UpperBy", "counted", "drawn", "in_unit", "radius_and_proof", "whole"]

UpperBy: TypeAlias = Literal["packing", "greedy"]
Ends: TypeAlias = tuple[float, float]
_MARGIN = 1e-11
_GRAIN = 2.0**-48
_COUNTED = 20.0
# The share of the accuracy that the net of a random covering takes.
_SHARES = np.geomspace(1e-6, 0.5, 60).tolist()

_LEAST = 1e-100


def radius_and_proof(eps: float, upper_by: UpperBy) -> tuple[float, UpperBy]:
    """Return the checked radius and what proves the upper end."""
    if upper_by not in ("packing", "greedy"):
        raise DomainError(f"upper_by is {upper_by!r}", value=upper_by, hint="use 'packing' or 'greedy'")
    radius = as_positive(eps, name="radius eps")
    if radius < _LEAST:
        hint = "cover a larger body instead: only the ratio to its size matters"
        raise DomainError(
            f"the radius eps is {radius!r}; below {_LEAST!r} squares vanish", value=eps, hint=hint
        )
    return radius, upper_by


def drawn(
    net: Callable[[float], float], share: Callable[[float], float], shares: list[float] | None = None
) -> float:
    r"""Return the logarithm of how many random centres cover a net, and with it everything.

    Of a net of M points, at a share of the radius, a random ball of the rest of the radius covers a share
    :math:`\mu` on average; after T such choices fewer than one point is left if :math:`T > \ln M / \mu`.
    """
    best = inf
    for part in shares or _SHARES:
        points = net(part)
        if points <= 0.0:
            return 0.0
        # The two radii add up to less than the whole, rounding or not.
        steps = log(points) - share(part + _GRAIN)
        best = min(best, steps + log1p(exp(-steps)) if steps > -700.0 else 0.0)
    return best + _MARGIN


def counted(lower: float, upper: float) -> Ends:
    """Round the ends to logarithms of whole numbers, as far as these are told apart."""
    lower = max(lower, 0.0)
    if lower < _COUNTED:
        lower = log(max(1, ceil(exp(lower) * (1.0 - _MARGIN))))
    if upper < _COUNTED:
        upper = log(max(1, floor(exp(upper) * (1.0 + _MARGIN))))
    return lower, upper


def whole(low: Fraction | int, high: Fraction | int) -> Ends:
    """Return the logarithms of the least integers that are no less than two numbers."""
    return log(ceil(low)), log(ceil(high))


def in_unit(ends: Ends, unit: Unit | str) -> Ends:
    """Return the ends in a unit, outward; a power of two has its logarithm in bits exactly."""
    chosen = as_unit(unit)
    return _end(ends[0], chosen, chosen.floor, -inf), _end(ends[1], chosen, chosen.ceil, inf)


def _end(nats: float, unit: Unit, outward: Callable[[float], float], side: float) -> float:
    if nats < _COUNTED:
        count = round(exp(nats))
        if log(count) == nats and count.bit_count() == 1:
            bits = float(count.bit_length() - 1)
            if unit == BITS or bits == 0.0:
                return bits
    return outward(nextafter(nats, side))
