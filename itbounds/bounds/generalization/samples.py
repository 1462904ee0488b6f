"""What the bounds on generalisation take: sample sizes, scales of losses, and informations one by one."""

from collections.abc import Iterable
from math import fsum, inf, sqrt

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.inputs import as_information, padded
from itbounds.errors import DomainError, EmptyAlphabetError
from itbounds.numerics.scalars import as_count, as_level, as_positive, as_real
from itbounds.units import Unit

__all__ = ["as_informations", "as_levels", "as_sample_size", "as_width", "mean", "mean_root", "root"]


def as_sample_size(n: Count) -> int:
    """Return the number n of training data: at least one, and at most 2^53."""
    count = as_count(n, name="sample size n")
    if count > 2**53:
        raise DomainError(f"the sample size n is {count}; at most 2^53 data are told apart", value=count)
    return count


def as_width(width: Number | None, sigma: float) -> float:
    """Return the range of a loss, without which no gap is possible: by default twice its sigma."""
    if width is None:
        return 2.0 * sigma
    size = as_real(width, name="width of the loss")
    return inf if size == inf else as_positive(size, name="width of the loss")


def as_informations(values: ArrayLike, unit: Unit | str, *, name: str = "information") -> list[float]:
    """Return informations in nats, rounded up; infinite ones are allowed, as no bound is lost by them.

    Raises
    ------
    EmptyAlphabetError
        If there is none.
    """
    given = np.ravel(values).tolist()
    if not given:
        raise EmptyAlphabetError(f"the list of {name}s is empty", hint="give one for each training point")
    return [as_information(value, unit, name=name, towards="up", finite=False) for value in given]


def as_levels(values: ArrayLike, *, name: str) -> list[float]:
    """Return nonnegative numbers without a unit, of which there is at least one.

    Raises
    ------
    EmptyAlphabetError
        If there is none.
    """
    given = np.ravel(values).tolist()
    if not given:
        raise EmptyAlphabetError(f"the list of {name}s is empty", hint="give one for each training point")
    return [as_level(value, name=name) for value in given]


def mean(values: Iterable[float]) -> float:
    """Return the mean of nonnegative numbers, rounded to nearest, infinite if one of them is."""
    given = list(values)
    return inf if inf in given else fsum(given) / len(given)


def root(square: float) -> float:
    """Return a square root, rounded up, with room for a dozen operations that made the square."""
    return inf if square == inf else padded(sqrt(square), towards="up")


def mean_root(squares: Iterable[float]) -> float:
    """Return the mean of square roots, rounded up as `root`."""
    average = mean(inf if square == inf else sqrt(square) for square in squares)
    return average if average == inf else padded(average, towards="up")
