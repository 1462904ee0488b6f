"""Pairs of laws and levels, as tests take them."""

from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.coding.spectrum import Spectrum, type_count
from itbounds.numerics.scalars import as_probability
from itbounds.numerics.validation import as_distribution

__all__ = ["as_families", "as_level_between", "as_pair", "require_types"]

_MOST_TYPES = 4_000_000


def as_pair(p: ArrayLike, q: ArrayLike) -> tuple[Vector, Vector]:
    """Return two laws on the same letters, each divided by its sum.

    Raises
    ------
    ShapeError
        If they have different numbers of letters.
    NotNormalizedError, NegativeProbabilityError, NonFiniteError, EmptyAlphabetError, DTypeError
        If one is no law.
    """
    first = as_distribution(p, name="law p", ndim=1)
    second = as_distribution(q, name="law q", ndim=1)
    if first.shape != second.shape:
        raise ShapeError(f"the laws have {len(first)} and {len(second)} letters", hint="use one alphabet")
    return first / first.sum(), second / second.sum()


def as_families(first: Any, second: Any) -> tuple[tuple[Vector, ...], tuple[Vector, ...]]:
    """Return two families of laws on the same letters; an array of shape (m, k) is m laws.

    Raises
    ------
    ShapeError
        If a family is empty, or the laws have different numbers of letters.
    """
    families = tuple(
        tuple(as_distribution(law, name=f"law of the {which} family", ndim=1) for law in np.atleast_2d(given))
        for which, given in (("first", first), ("second", second))
    )
    sizes = {len(law) for family in families for law in family}
    if len(sizes) != 1 or not all(families):
        raise ShapeError("the families are empty or on different letters", hint="give arrays of shape (m, k)")
    one, two = (tuple(law / law.sum() for law in family) for family in families)
    return one, two


def as_level_between(value: float, *, name: str) -> float:
    """Return a probability strictly between 0 and 1.

    Raises
    ------
    DomainError
        If it is not.
    """
    level = as_probability(value, name=name)
    if level in (0.0, 1.0):
        hint = "take one strictly between 0 and 1"
        raise DomainError(f"the {name} is {level!r}", value=level, hint=hint)
    return level


def require_types(letters: Spectrum | None, n: int) -> None:
    """Refuse a sum that does not fit.

    Raises
    ------
    DomainError
        If it has more than four million terms.
    """
    count = 1 if letters is None else type_count(len(letters.values), n)
    if count > _MOST_TYPES:
        raise DomainError(
            f"there are {count} types of {n} samples",
            value=n,
            hint=f"at most {_MOST_TYPES} are summed: take a smaller n, or an exponent",
        )
