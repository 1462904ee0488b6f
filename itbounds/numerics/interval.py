"""A closed interval of information, in nats or in a unit, whose ends hold."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil, isfinite, log10

from itbounds.units import NATS, Unit

__all__ = ["Interval", "outward_digits"]

_FEWEST, _MOST = 3, 9


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
        return f"[{low}, {high}] {self.unit}".rstrip()


def outward_digits(lower: float, upper: float, *, fewest: int = _FEWEST) -> tuple[str, str]:
    """Write two ends with as many decimals as their distance deserves, rounded outward: the text holds too.

    Nine decimals are the most, so that the last bits of a machine's sums do not show, and at least `fewest`.

    Examples
    --------
    >>> outward_digits(0.5000839, 0.5000848)
    ('0.5000839', '0.5000848')
    >>> outward_digits(0.25, 0.25 + 1e-13)
    ('0.250000000', '0.250000001')
    """
    width = upper - lower
    decimals = fewest
    if isfinite(width):
        decimals = _MOST if width <= 10.0**-_MOST else min(_MOST, max(fewest, ceil(-log10(width))))
    return _rounded(lower, decimals, ROUND_FLOOR), _rounded(upper, decimals, ROUND_CEILING)


def _rounded(value: float, decimals: int, rounding: str) -> str:
    if not isfinite(value):
        return "∞" if value > 0 else "-∞" if value < 0 else "?"
    if value == int(value):
        return str(int(value))
    return f"{Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=rounding):f}"
