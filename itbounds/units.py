"""Units of information: inside the package all is nats, a unit is a label that converts at the border."""

from dataclasses import dataclass
from math import inf, isinf, log, nextafter

from itbounds.errors import UnitError

__all__ = ["BITS", "NATS", "PURE", "Unit", "as_unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of information, known by how many nats it is worth.

    Parameters
    ----------
    name : str
        The singular, as printed after a number.
    nats : float
        The worth of one unit in nats, as a double within half a unit in the last place of the true value.

    Examples
    --------
    >>> from itbounds import BITS, NATS
    >>> BITS.to_nats(1.0)
    0.6931471805599453
    >>> str(NATS)
    'nat'
    """

    name: str
    nats: float

    def to_nats(self, value: float) -> float:
        """Convert a plain number in this unit to nats (rounded to nearest)."""
        return value * self.nats

    def from_nats(self, value: float) -> float:
        """Convert nats to this unit (rounded to nearest)."""
        return value / self.nats

    def floor(self, nats: float) -> float:
        """Return a number in this unit that is certainly at most `nats` nats."""
        return self._outward(nats, -inf)

    def ceil(self, nats: float) -> float:
        """Return a number in this unit that is certainly at least `nats` nats."""
        return self._outward(nats, inf)

    def _outward(self, nats: float, direction: float) -> float:
        if self.nats == 1.0 or nats == 0.0 or isinf(nats):
            return nats
        # The rounded ln 2 and the division together err by less than 1.5 u relative; a step is at least u.
        return nextafter(nextafter(nats / self.nats, direction), direction)

    def __str__(self) -> str:
        return self.name


BITS = Unit("bit", log(2.0))
NATS = Unit("nat", 1.0)
PURE = Unit("", 1.0)
"""What stands in the place of a unit where a result is a pure number, such as a contraction coefficient."""


def as_unit(unit: Unit | str) -> Unit:
    """Read a unit from a `Unit` or from its name (``"bit"``, ``"bits"``, ``"nat"``, ``"nats"``).

    Raises
    ------
    UnitError
        If the unit is not known.

    Examples
    --------
    >>> as_unit("bits") is BITS
    True
    """
    if isinstance(unit, Unit) and unit != PURE:
        return unit
    known = {"bit": BITS, "bits": BITS, "nat": NATS, "nats": NATS}
    if isinstance(unit, str) and unit in known:
        return known[unit]
    if isinstance(unit, Unit):
        raise UnitError("a pure number is in no unit of information", value=unit)
    hint = "use itbounds.BITS or itbounds.NATS, or 'bit' or 'nat'"
    raise UnitError(f"unknown unit {unit!r}", value=unit, hint=hint)
