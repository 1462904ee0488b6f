r"""What may be added to a linear problem on joint entropies without being given: copies, named inequalities.

In the terms of `itbounds.forms.entropic`: bit i of a mask stands for variable i. Each axiom adds givens to a
problem, and the copies add variables behind those that there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal, TypeAlias, Union

from itbounds.forms.entropic import Given, Information, Terms, add_multiple

__all__ = ["Axiom", "CommonStep", "CopyStep", "InstanceStep", "Scope"]

Scope: TypeAlias = Literal["entropies", "linear rank functions"]

Axiom: TypeAlias = Union["CopyStep", "CommonStep", "InstanceStep"]


@dataclass(frozen=True)
class CopyStep:
    r"""New variables with the same law as some, jointly with others, and independent of all else given those.

    Parameters
    ----------
    sources : tuple of int
        The indices of the variables that are copied.
    over : int
        The mask of those over which.
    first : int
        The index of the first copy; there are this many variables before.
    """

    kind: ClassVar[str] = "copy"
    scope: ClassVar[Scope] = "entropies"

    sources: tuple[int, ...]
    over: int
    first: int

    @property
    def added(self) -> int:
        """The number of new variables."""
        return len(self.sources)

    @property
    def stated(self) -> int:
        """The number of givens.

        Examples
        --------
        >>> step = CopyStep((0, 1), 0b1100, 4)
        >>> step.stated == len(step.givens)
        True
        """
        return ((1 << len(self.sources)) - 1) * (1 << self.over.bit_count()) + 1

    @property
    def givens(self) -> tuple[Given, ...]:
        """What holds for the copies: equal joint entropies, and the independence.

        Examples
        --------
        >>> [dict(given.terms) for given in CopyStep((0,), 0, 2).givens]
        [{4: Fraction(1, 1), 1: Fraction(-1, 1)}, {3: Fraction(1, 1), 4: Fraction(1, 1), 7: Fraction(-1, 1)}]
        """
        found = []
        for chosen in range(1, 1 << len(self.sources)):
            taken = [k for k in range(len(self.sources)) if chosen >> k & 1]
            old = sum(1 << self.sources[k] for k in taken)
            new = sum(1 << self.first + k for k in taken)
            for below in _submasks(self.over):
                found.append(Given({new | below: Fraction(1), old | below: Fraction(-1)}, True))
        copies = (1 << len(self.sources)) - 1 << self.first
        rest = (1 << self.first) - 1 & ~self.over
        found.append(_zero(Information(rest, copies, self.over)))
        return tuple(found)


@dataclass(frozen=True)
class CommonStep:
    """A new variable that is the common information of two groups, as the ranks of subspaces have.

    Parameters
    ----------
    one, other : int
        The masks of the groups.
    first : int
        The index of the new variable.
    """

    kind: ClassVar[str] = "common information"
    scope: ClassVar[Scope] = "linear rank functions"
    added: ClassVar[int] = 1
    stated: ClassVar[int] = 3

    one: int
    other: int
    first: int

    @property
    def givens(self) -> tuple[Given, ...]:
        """What holds for the new variable.

        Examples
        --------
        >>> [dict(given.terms) for given in CommonStep(1, 2, 2).givens][0]
        {5: Fraction(1, 1), 1: Fraction(-1, 1)}
        """
        new = 1 << self.first
        size: dict[int, Fraction] = {new: Fraction(1)}
        add_multiple(size, Fraction(-1), Information(self.one, self.other, 0).terms)
        functions = (_zero(Information(new, new, group)) for group in (self.one, self.other))
        return *functions, Given(size, True)


@dataclass(frozen=True)
class InstanceStep:
    """A named inequality in four groups, on groups of the variables at hand, given others.

    Parameters
    ----------
    name : str
        As `itbounds.symbolic.non_shannon` has it.
    form : mapping from int to int
        Its coefficients by masks of the four groups.
    groups : tuple of int
        The masks that stand for the four groups.
    condition : int
        The mask of what is given.
    scope : {"entropies", "linear rank functions"}
        What it holds for.
    """

    kind: ClassVar[str] = "inequality"
    added: ClassVar[int] = 0
    stated: ClassVar[int] = 1

    name: str
    form: tuple[tuple[int, int], ...]
    groups: tuple[int, int, int, int]
    condition: int
    scope: Scope

    @property
    def terms(self) -> Terms:
        """The form that is not negative."""
        found: dict[int, Fraction] = {}
        for chosen, coefficient in self.form:
            mask = self.condition
            for k, group in enumerate(self.groups):
                if chosen >> k & 1:
                    mask |= group
            add_multiple(found, Fraction(coefficient), {mask: 1})
            if self.condition:
                add_multiple(found, Fraction(-coefficient), {self.condition: 1})
        return found

    @property
    def givens(self) -> tuple[Given, ...]:
        """The inequality."""
        return (Given(self.terms, False),)


def _zero(quantity: Information) -> Given:
    return Given({key: Fraction(value) for key, value in quantity.terms.items()}, True, (quantity,))


def _submasks(mask: int) -> Iterator[int]:
    """Yield all submasks, from none to all."""
    sub = 0
    while True:
        yield sub
        if sub == mask:
            return
        sub = sub - mask & mask
