"""Random variables as names, the groups they form, and the bar of conditioning."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from itbounds.errors import DomainError, DTypeError

if TYPE_CHECKING:
    from itbounds.symbolic.relation import MarkovChain

__all__ = [
    "NOTHING",
    "RV",
    "Given",
    "Group",
    "Joint",
    "as_joint",
    "as_written",
    "natural_order",
    "require_name",
    "rvs",
]

Group: TypeAlias = Union["RV", "Joint", Iterable["RV | Joint"]]
"""A random variable, or several taken jointly: ``X``, ``X & Y``, ``(X, Y)``."""


class _Grouping:
    """The operators that variables and groups share: ``&`` joins, ``|`` conditions, ``>>`` makes a chain."""

    __slots__ = ()

    def __and__(self, other: Group) -> "Joint":
        return Joint(as_joint(self).members | as_joint(other).members)

    def __rand__(self, other: Group) -> "Joint":
        return self.__and__(other)

    def __or__(self, condition: Group) -> "Given":
        return Given(as_joint(self), as_joint(condition), (as_written(self), as_written(condition)))

    def __ror__(self, group: Group) -> "Given":
        return Given(as_joint(group), as_joint(self), (as_written(group), as_written(self)))

    def __rshift__(self, following: Any) -> "MarkovChain":
        from itbounds.symbolic.relation import markov

        return markov(as_joint(self), following)

    def __rrshift__(self, preceding: Group) -> "MarkovChain":
        from itbounds.symbolic.relation import markov

        return markov(preceding, as_joint(self))


@dataclass(frozen=True, slots=True)
class RV(_Grouping):
    """A random variable; it is its name, and two of the same name are the same variable.

    Parameters
    ----------
    name : str
        An identifier.

    Raises
    ------
    DomainError
        If the name is no identifier.

    Examples
    --------
    >>> X, Y, Z = RV("X"), RV("Y"), RV("Z")
    >>> X & Y
    Joint.of('X', 'Y')
    >>> (X, Y) | Z
    Given(Joint.of('X', 'Y'), Joint.of('Z'))
    >>> print(X >> (Y, Z))
    X -> Y,Z
    """

    name: str

    def __post_init__(self) -> None:
        require_name(self.name, "random variable")

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"RV({self.name!r})"


@dataclass(frozen=True, slots=True)
class Joint(_Grouping):
    """Random variables taken jointly: a set, since joint entropies know neither order nor repetition.

    Parameters
    ----------
    members : frozenset of RV
        They are iterated in natural order, X2 before X10.
    """

    members: frozenset[RV]

    @classmethod
    def of(cls, *names: str) -> "Joint":
        """Return the group of the variables of these names."""
        return cls(frozenset(RV(name) for name in names))

    def __iter__(self) -> Iterator[RV]:
        return iter(natural_order(self.members))

    def __len__(self) -> int:
        return len(self.members)

    def __contains__(self, variable: RV) -> bool:
        return variable in self.members

    def __sub__(self, other: Group) -> "Joint":
        return Joint(self.members - as_joint(other).members)

    def __str__(self) -> str:
        return ",".join(variable.name for variable in self)

    def __repr__(self) -> str:
        return f"Joint.of({', '.join(repr(variable.name) for variable in self)})"


NOTHING = Joint(frozenset())
"""The empty group, whose entropy is zero."""


@dataclass(frozen=True, slots=True)
class Given:
    """A group before the bar and a group behind it, as in ``H((X, Y) | Z)``.

    Parameters
    ----------
    group, condition : Joint
        Sets, as entropies see them.
    written : tuple of two tuples of RV
        The same in the order in which they were written, which is that of the axes of a table.
    """

    group: Joint
    condition: Joint
    written: tuple[tuple[RV, ...], tuple[RV, ...]] = field(default=((), ()), compare=False, repr=False)

    def __or__(self, condition: Group) -> "Given":
        raise DomainError(
            f"a second bar, before {as_joint(condition)}",
            value=condition,
            hint="join conditions: H(X | (Y, Z))",
        )

    def __repr__(self) -> str:
        return f"Given({self.group!r}, {self.condition!r})"


def as_joint(group: Any) -> Joint:
    """Return the group that a variable, a joint or an iterable of them stands for.

    Raises
    ------
    DTypeError
        If something else is among them.

    Examples
    --------
    >>> as_joint([RV("X"), RV("Y") & RV("Z")])
    Joint.of('X', 'Y', 'Z')
    """
    if isinstance(group, Joint):
        return group
    if isinstance(group, RV):
        return Joint(frozenset((group,)))
    if isinstance(group, (tuple, list, set, frozenset)):
        return Joint(frozenset(member for part in group for member in as_joint(part).members))
    if isinstance(group, Given):
        hint = "the bar separates the last group of H or I from the condition: I((X, W), Y | Z)"
    elif isinstance(group, str):
        hint = f"itbounds.RV({group!r}) is a variable, and itbounds.parse reads whole expressions"
    elif hasattr(group, "groups"):
        hint = "`>>` binds tighter than `&` and `|`: write X >> (Y & Z), or X >> (Y, Z)"
    else:
        hint = "groups are made with & or as tuples: X & Y, (X, Y)"
    raise DTypeError(f"{group!r} is no random variable and no group of them", value=group, hint=hint)


def as_written(group: Any) -> tuple[RV, ...]:
    """Return the variables of a group in the order in which it was written; sets are in natural order.

    Raises
    ------
    DTypeError
        If something else is among them.

    Examples
    --------
    >>> as_written((RV("Y"), RV("X")))
    (RV('Y'), RV('X'))
    """
    if isinstance(group, (tuple, list)):
        return tuple(dict.fromkeys(variable for part in group for variable in as_written(part)))
    return tuple(as_joint(group))


def rvs(names: str) -> tuple[RV, ...]:
    """Return the random variables of these names, separated by spaces or commas.

    Raises
    ------
    DomainError
        If a name is no identifier, or comes twice.

    Examples
    --------
    >>> rvs("X Y1, Y2")
    (RV('X'), RV('Y1'), RV('Y2'))
    """
    if not isinstance(names, str):
        raise DTypeError(f"the names are {names!r}; one string is expected", value=names, hint='rvs("X Y Z")')
    found = names.replace(",", " ").split()
    twice = [name for i, name in enumerate(found) if name in found[:i]]
    if twice:
        raise DomainError(f"the name {twice[0]!r} comes twice in {names!r}", value=twice[0])
    return tuple(RV(name) for name in found)


def require_name(name: Any, what: str) -> str:
    """Return a name that is an identifier.

    Raises
    ------
    DomainError
        If it is none.
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise DomainError(
            f"{name!r} does not name a {what}", value=name, hint="names are identifiers: X, Y1, S_hat"
        )
    return name


def natural_order(variables: Iterable[RV]) -> tuple[RV, ...]:
    """Return variables sorted by name, numbers by value.

    Examples
    --------
    >>> natural_order([RV("X10"), RV("X9"), RV("W")])
    (RV('W'), RV('X9'), RV('X10'))
    """
    return tuple(sorted(variables, key=lambda variable: natural_key(variable.name)))


@lru_cache(maxsize=4096)
def natural_key(name: str) -> tuple[tuple[str, ...] | tuple[str | int, ...], str]:
    """Return a sort key that puts X9 before X10 and X_1 before X2; the name itself tells X1 from X_1."""
    parts = re.split(r"(\d+)", name)
    return tuple(int(part) if i % 2 else part.rstrip("_") for i, part in enumerate(parts)), name
