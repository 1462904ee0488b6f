r"""Linear statements on joint entropies, by bitmask: what is claimed, what is given, and its symmetries.

Bit `i` of a mask stands for variable `i`; a mask stands for the joint entropy of its variables. The number of
units in a form, its constant, has the key `UNIT`; free rates have the keys below it. The empty mask, whose
entropy is zero, is in no form.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple, TypeAlias

__all__ = [
    "UNIT",
    "EntropicProblem",
    "Given",
    "Information",
    "Terms",
    "add_multiple",
    "rate_key",
]

Terms: TypeAlias = Mapping[int, Fraction]
"""A linear form: the coefficient of each joint entropy, rate and unit."""

UNIT = -1
"""The key of the constant of a form."""

_EMPTY: tuple[()] = ()


def rate_key(index: int) -> int:
    """Return the key of a free rate.

    Examples
    --------
    >>> rate_key(0)
    -2
    """
    return UNIT - 1 - index


class Information(NamedTuple):
    r"""The quantity :math:`I(A; B \mid C)`, never negative for laws and for polymatroids.

    With equal groups it is the conditional entropy :math:`H(A \mid C)`.
    """

    first: int
    second: int
    condition: int

    @property
    def terms(self) -> dict[int, int]:
        """The form :math:`h(AC) + h(BC) - h(C) - h(ABC)`.

        Examples
        --------
        >>> Information(1, 1, 2).terms
        {3: 1, 2: -1}
        """
        first, second, condition = self
        found: dict[int, int] = {}
        joint = first | second | condition
        for mask, sign in ((first | condition, 1), (second | condition, 1), (condition, -1), (joint, -1)):
            if mask:
                value = found.get(mask, 0) + sign
                if value:
                    found[mask] = value
                else:
                    del found[mask]
        return found

    @property
    def canonical(self) -> "Information":
        """The same quantity with groups free of the condition and in order; an entropy has equal groups.

        Examples
        --------
        >>> Information(6, 3, 1).canonical
        Information(first=2, second=2, condition=1)
        """
        first, second = self.first & ~self.condition, self.second & ~self.condition
        if first & second in (first, second):
            first = second = first & second
        return Information(min(first, second), max(first, second), self.condition)


def add_multiple(target: dict[int, Fraction], factor: Fraction, terms: Mapping[int, Fraction | int]) -> None:
    """Add a multiple of a form to another one, in place; zeros are dropped.

    Examples
    --------
    >>> form = {1: Fraction(2)}
    >>> add_multiple(form, Fraction(-1, 2), {1: 4, 3: 1})
    >>> form
    {3: Fraction(-1, 2)}
    """
    for key, coefficient in terms.items():
        value = target.get(key, 0) + factor * coefficient
        if value:
            target[key] = Fraction(value)
        else:
            target.pop(key, None)


@dataclass(frozen=True)
class Given:
    r"""A form that is given to be nonnegative, or zero.

    Parameters
    ----------
    terms : mapping
        The form.
    equality : bool
        Whether it is zero.
    parts : tuple of Information
        Quantities of whose sum the form is a multiple, if it is known to be one. If that makes their sum at
        most zero, each of them is: an independence, or with equal groups a functional dependence.
    """

    terms: Terms
    equality: bool
    parts: tuple[Information, ...] = _EMPTY

    def states_zero(self) -> bool:
        """Whether the parts are indeed such a sum, and the form says that it is not positive.

        Examples
        --------
        >>> Given({3: Fraction(-2), 1: Fraction(2)}, False, (Information(2, 2, 1),)).states_zero()
        True
        """
        sums: dict[int, int] = {}
        for part in self.parts:
            for key, sign in part.terms.items():
                sums[key] = sums.get(key, 0) + sign
        total = {key: value for key, value in sums.items() if value}
        form = {key: value for key, value in self.terms.items() if key and value}
        if not total or total.keys() != form.keys():
            return False
        key = next(iter(total))
        one, other = form[key], total[key]
        proportional = all(form[mask] * other == one * value for mask, value in total.items())
        return proportional and (self.equality or (one < 0) != (other < 0))


@dataclass(frozen=True)
class EntropicProblem:
    """Whether a linear form is nonnegative, given others, for all polymatroids.

    Parameters
    ----------
    size : int
        The number of random variables.
    claim : mapping
        The form claimed to be nonnegative.
    given : tuple of Given
        What holds.
    generators : tuple of permutations
        Symmetries: the variable `i` becomes ``generator[i]``. Claim and givens must be invariant under them.
    rates : int
        The number of free rates.
    """

    size: int
    claim: Terms
    given: tuple[Given, ...] = _EMPTY
    generators: tuple[tuple[int, ...], ...] = _EMPTY
    rates: int = 0

    @property
    def everything(self) -> int:
        """The mask of all variables."""
        return (1 << self.size) - 1

    @cached_property
    def facts(self) -> tuple[tuple[int, Information], ...]:
        """The quantities that are zero because they are parts of a given, with its index."""
        return tuple(
            (index, part)
            for index, item in enumerate(self.given)
            if item.parts and item.states_zero()
            for part in item.parts
            if part.terms
        )

    def used_masks(self) -> Iterable[int]:
        """Yield the joint entropies that occur in the claim and the givens."""
        for item in self.given:
            yield from (key for key in item.terms if key > 0)
            for part in item.parts:
                yield from part.terms
        yield from (key for key in self.claim if key > 0)
