"""A closed interval of information, in nats or in a unit, whose ends hold."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil, isfinite, log10

from itbounds.units import NATS, Unit

__all__ = ["Interval", "outward_digits"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval that contains the truth.

    Parameters
    ----------
    lower, upper : float
        The ends, in `unit`.
    unit : Unit
        The unit of the ends.

    Examples
    --------
    >>> from itbounds import BITS
    >>> Interval(0.0, 1.0, BITS)
    [0, 1] bit
    >>> 0.5 in Interval(0.0, 1.0)
    True
    """

    lower: float
    upper: float
    unit: Unit = NATS

    @property
    def width(self) -> float:
        """The length of the interval."""
        return self.upper - self.lower

    def __contains__(self, value: float) -> bool:
        return self.lower <= value <= self.upper

    def within(self, other: "Interval") -> bool:
        """Whether this interval lies inside another one of the same unit."""
        return other.lower <= self.lower and self.upper <= other.upper

    def __repr__(self) -> str:
        low, high = outward_digits(self.lower, self.upper)
        return f"[{low}, {high}] {self.unit}"


def outward_digits(lower: float, upper: float) -> tuple[str, str]:
    """Write two ends with as many decimals as their distance deserves, rounded outward: the text holds too.

    Examples
    --------
    >>> outward_digits(0.50008391, 0.50008397)
    ('0.5000839', '0.5000840')
    """
    width = upper - lower
    decimals = 3
    if isfinite(width):
        decimals = 12 if width <= 1e-11 else min(12, max(3, ceil(-log10(width))))
    return _rounded(lower, decimals, ROUND_FLOOR), _rounded(upper, decimals, ROUND_CEILING)


def _rounded(value: float, decimals: int, rounding: str) -> str:
    if not isfinite(value):
        return "∞" if value > 0 else "-∞" if value < 0 else "?"
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=rounding):f}"
