"""Single numbers at the border: levels, positive numbers, probabilities and counts."""

from math import inf, isnan
from numbers import Integral, Real
from typing import Any

import numpy as np

from itbounds.errors import DomainError, DTypeError

__all__ = ["as_count", "as_level", "as_positive", "as_probability", "as_real", "as_tolerance"]


def as_real(value: Any, *, name: str) -> float:
    """Return a real number (infinities allowed) as a float.

    Raises
    ------
    DTypeError
        If it is no real number; a bool is none.
    DomainError
        If it is NaN.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    real = isinstance(value, Real) or hasattr(value, "__float__")
    foreign = (bool, np.bool_, str, complex, np.complexfloating, np.timedelta64, np.datetime64, np.void)
    if isinstance(value, foreign) or not real:
        raise DTypeError(f"the {name} is {value!r} ({type(value).__name__}), not a real number", value=value)
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise DTypeError(f"the {name} is {value!r}, not a real number", value=value) from error
    except OverflowError:
        number = inf if value > 0 else -inf
    if isnan(number):
        raise DomainError(f"the {name} is NaN", value=number)
    return number


def as_level(value: Any, *, name: str = "level", minimum: float = 0.0, finite: bool = False) -> float:
    """Return a real number at least `minimum`, such as a distortion level or a budget.

    Raises
    ------
    DomainError
        If it is NaN, below the minimum, or infinite although `finite` is asked for.
    DTypeError
        If it is no real number.

    Examples
    --------
    >>> as_level(0.25, name="distortion level")
    0.25
    """
    number = as_real(value, name=name)
    if number < minimum:
        raise DomainError(f"the {name} is {number!r}; it must be at least {minimum!r}", value=number)
    if finite and number == inf:
        raise DomainError(f"the {name} is infinite", value=number)
    return number


def as_positive(value: Any, *, name: str) -> float:
    """Return a finite positive number, such as a tolerance or a standard deviation.

    Raises
    ------
    DomainError
        If it is NaN, infinite, zero or negative.
    """
    number = as_real(value, name=name)
    if not 0.0 < number < inf:
        raise DomainError(f"the {name} is {number!r}; it must be positive and finite", value=number)
    return number


def as_tolerance(value: Any, *, name: str = "tolerance") -> float:
    """Return a tolerance: finite and positive.

    Raises
    ------
    DomainError
        If it is NaN, infinite, zero or negative.
    """
    return as_positive(value, name=name)


def as_probability(value: Any, *, name: str) -> float:
    """Return a number in the closed unit interval.

    Raises
    ------
    DomainError
        If it lies outside, or is NaN.
    """
    number = as_real(value, name=name)
    if not 0.0 <= number <= 1.0:
        raise DomainError(f"the {name} is {number!r}; it must lie in [0, 1]", value=number)
    return number


def as_count(value: Any, *, name: str, minimum: int = 1, unlimited: bool = False) -> int:
    """Return an integer of at least `minimum`; 3.0 and True are no integers here.

    Raises
    ------
    DomainError
        If it is no integer, too small, or beyond the largest double unless it may be `unlimited`.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (bool, np.bool_, np.timedelta64)) or not isinstance(value, Integral):
        raise DomainError(f"the {name} is {value!r}; it must be an integer", value=value)
    count = int(value)
    if count < minimum:
        raise DomainError(f"the {name} is {count}; it must be at least {minimum}", value=count)
    if not unlimited and count.bit_length() > 1023:
        message = f"the {name} is an integer of {count.bit_length()} bits; it must be below 2^1023"
        raise DomainError(message, value=count)
    return count
