"""Numbers that are exact."""

from fractions import Fraction
from math import isfinite
from numbers import Rational
from typing import Any

from itbounds.errors import DTypeError, NonFiniteError

__all__ = ["as_decimal", "as_rational"]


def as_rational(value: Any, *, name: str = "coefficient") -> Fraction:
    """Return an exact number.

    Raises
    ------
    DTypeError
        For a float, which would only be near the number that is meant, a bool, and all else.

    Examples
    --------
    >>> as_rational(2)
    Fraction(2, 1)
    """
    if type(value) is Fraction:
        return value
    hint = "coefficients are integers or fractions.Fraction"
    if isinstance(value, bool):
        hint = "`==` asks whether two forms are identical; the relation is a.eq(b)"
    elif isinstance(value, Rational):
        # The parts may be fixed-width integers of numpy, which must not enter exact arithmetic.
        return Fraction(int(value.numerator), int(value.denominator))
    elif isinstance(value, float):
        hint = f'use fractions.Fraction, as in Fraction("{value!s}"), or a string for itbounds.parse'
    raise DTypeError(f"the {name} {value!r} is no exact number", value=value, hint=hint)


def as_decimal(value: float) -> Fraction:
    """Return the shortest decimal that rounds to a float, the number that is meant.

    Raises
    ------
    NonFiniteError
        For an infinity or a NaN.

    Examples
    --------
    >>> as_decimal(0.3)
    Fraction(3, 10)
    """
    if not isfinite(value):
        raise NonFiniteError(f"the number {value!r} is not finite", value=value, hint="leave it out")
    return Fraction(repr(float(value)))
