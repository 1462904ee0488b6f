"""Numbers of a call: informations become nats, on the side that keeps the bound valid."""

from math import inf, isinf, nextafter
from typing import Any, Literal

from itbounds.errors import DomainError
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.scalars import as_count, as_level, as_probability
from itbounds.units import NATS, Unit, as_unit

__all__ = ["as_alphabet", "as_delta", "as_information", "padded", "require_at_most"]


def as_information(
    value: Any, unit: Unit | str, *, name: str, towards: Literal["down", "up"], finite: bool = True
) -> float:
    """Return a nonnegative information in nats, rounded down or up if it comes in another unit.

    Raises
    ------
    DomainError
        If it is negative or NaN, or infinite although `finite` is asked for.
    UnitError
        If the unit is not known.
    """
    chosen = as_unit(unit)
    given = as_level(value, name=name, finite=finite)
    nats = chosen.to_nats(given)
    if chosen == NATS or nats == 0.0 or isinf(nats):
        return nats
    # The worth of the unit and the product are both rounded.
    side = -inf if towards == "down" else inf
    return nextafter(nextafter(nats, side), side)


def as_alphabet(value: Any, *, name: str = "number k of letters") -> int:
    """Return a number of letters that leaves a choice: at least 2, and at most 2^53."""
    count = as_count(value, name=name, minimum=2)
    if count > 2**53:
        raise DomainError(f"the {name} is {count}; at most 2^53 letters are told apart", value=count)
    return count


def as_delta(value: Any) -> float:
    """Return the probability with which a bound may fail: inside (0, 1)."""
    level = as_probability(value, name="probability of failure delta")
    if not 0.0 < level < 1.0:
        raise DomainError(
            f"the probability of failure delta is {level!r}; it must be inside (0, 1)", value=level
        )
    return level


def require_at_most(nats: float, most: float, *, name: str, meaning: str, hint: str) -> None:
    """Refuse an information beyond what is possible, rounding aside."""
    if nats > most * (1.0 + 1e-9):
        raise DomainError(
            f"the {name} is {nats!r} nat, more than {meaning}, {most!r} nat", value=nats, hint=hint
        )


def padded(value: float, *, towards: Literal["down", "up"], size: float | None = None) -> float:
    """Move a computed number by more than its rounding error: some operations on terms of total `size`.

    Sixty-four units of roundoff cover a dozen operations and two logarithms or roots. What overflows is at
    least the largest double.
    """
    if value == inf:
        return inf if towards == "up" else nextafter(inf, 0.0)
    slack = 64.0 * UNIT_ROUNDOFF * (abs(value) if size is None else size)
    return value - slack if towards == "down" else value + slack
