"""A rate that a user gives, in nats: two ends, since the worth of a unit is rounded."""

from math import inf, nextafter
from typing import NamedTuple

from itbounds.numerics.scalars import as_level
from itbounds.units import Unit

__all__ = ["Rate", "as_rate"]


class Rate(NamedTuple):
    """A rate in nats, rounded down and up."""

    budget: float
    ceiling: float


def as_rate(rate: float, unit: Unit, *, name: str = "rate", finite: bool = False) -> Rate:
    """Return a rate in nats: what a witness may spend, and what no bound may be below.

    Raises
    ------
    DomainError
        If it is negative or NaN, or infinite where it has to be finite.
    """
    nats = unit.to_nats(as_level(rate, name=name, finite=finite))
    if unit.nats == 1.0 or nats in (0.0, inf):
        return Rate(nats, nats)
    # The rounded unit and the product err by less than 1.5 u relative; a step is at least u.
    low, high = (nextafter(nextafter(nats, end), end) for end in (0.0, inf))
    return Rate(low, high)
