"""How a joint law factorises: which conditional laws are given, which are functions, which may be chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

from itbounds.errors import DomainError, DTypeError, EmptyAlphabetError
from itbounds.symbolic.variable import RV, natural_key

__all__ = ["Factor", "Factorization", "Free", "Kind", "free"]

Kind: TypeAlias = Literal["fixed", "deterministic", "free"]


@dataclass(frozen=True, slots=True)
class Free:
    """A conditional law that may be chosen; made by `free`."""

    sizes: tuple[int, ...]


def free(size: int | tuple[int, ...]) -> Free:
    """Return the mark of a conditional law that an information program may choose.

    Parameters
    ----------
    size : int or tuple of int
        The number of letters of the variable, or of each variable of a group.

    Raises
    ------
    DTypeError
        If a size is no integer.
    EmptyAlphabetError
        If a size is not positive.

    Examples
    --------
    >>> from itbounds import rvs
    >>> X, Y = rvs("X Y")
    >>> model = {X: free(2), (Y | X): [[0.9, 0.1], [0.1, 0.9]]}
    >>> model[X]
    Free(sizes=(2,))
    """
    sizes = size if isinstance(size, tuple) else (size,)
    found = []
    for value in sizes:
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            raise DTypeError(f"the size {value!r} is no integer", value=value)
        found.append(value.__index__())
        if found[-1] < 1:
            raise EmptyAlphabetError(f"an alphabet of {value} letters", value=value)
    return Free(tuple(found))


@dataclass(frozen=True, slots=True)
class Factor:
    """The conditional law of some variables given others.

    Parameters
    ----------
    group, given : tuple of RV
        In the order of the axes of its table: those of `given` come first.
    kind : {"fixed", "deterministic", "free"}
        Whether it is given, given and a function, or to be chosen.
    """

    group: tuple[RV, ...]
    given: tuple[RV, ...]
    kind: Kind

    def __str__(self) -> str:
        letter = {"fixed": "P", "deterministic": "P", "free": "K"}[self.kind]
        bar = f"|{','.join(map(str, self.given))}" if self.given else ""
        note = {"fixed": "", "deterministic": " (a function)", "free": " (free)"}[self.kind]
        return f"{letter}({','.join(map(str, self.group))}{bar}){note}"


@dataclass(frozen=True)
class Factorization:
    """A directed acyclic graph of conditional laws. Sets of variables are bitmasks over `order`.

    Parameters
    ----------
    factors : tuple of Factor
        Every variable in one group; they are kept in topological order.

    Raises
    ------
    DomainError
        If a variable has two laws or none, or the laws depend on one another in a circle.
    """

    factors: tuple[Factor, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "factors", _sorted(self.factors))

    @cached_property
    def order(self) -> tuple[RV, ...]:
        """The variables, parents first."""
        return tuple(variable for factor in self.factors for variable in factor.group)

    @cached_property
    def bits(self) -> dict[RV, int]:
        """The mask of each variable."""
        return {variable: 1 << i for i, variable in enumerate(self.order)}

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """What each variable is drawn from: within a group, also from the variables before it.

        The variables of a function of several values are each a function of its arguments alone.
        """
        found = []
        for factor in self.factors:
            above = self.mask(factor.given)
            for variable in factor.group:
                found.append(above)
                if factor.kind != "deterministic":
                    above |= self.bits[variable]
        return tuple(found)

    @cached_property
    def functions(self) -> int:
        """The variables that are functions of their parents."""
        return self.mask(v for factor in self.factors if factor.kind == "deterministic" for v in factor.group)

    @cached_property
    def blocks(self) -> tuple[tuple[Factor, ...], ...]:
        """The free factors, those that make one conditional law by the chain rule taken together."""
        found: list[list[Factor]] = []
        for factor in self.factors:
            if factor.kind != "free":
                continue
            given = set(factor.given)
            for block in found:
                if given == {*block[0].given, *(v for part in block for v in part.group)}:
                    block.append(factor)
                    break
            else:
                found.append([factor])
        return tuple(map(tuple, found))

    @cached_property
    def block_masks(self) -> tuple[int, ...]:
        """The variables of each block."""
        return tuple(self.mask(v for part in block for v in part.group) for block in self.blocks)

    def mask(self, variables: Iterable[RV]) -> int:
        """Return the bitmask of some variables.

        Raises
        ------
        DomainError
            If one of them has no law.
        """
        total = 0
        for variable in variables:
            if variable not in self.bits:
                known = ", ".join(map(str, self.order))
                raise DomainError(
                    f"the variable {variable} is not in the model", value=variable, hint=f"known are {known}"
                )
            total |= self.bits[variable]
        return total

    def members(self, mask: int) -> tuple[RV, ...]:
        """Return the variables of a bitmask."""
        return tuple(variable for i, variable in enumerate(self.order) if mask >> i & 1)

    def ancestors(self, mask: int) -> int:
        """Return some variables with all that they are drawn from."""
        for i in reversed(range(len(self.order))):
            if mask >> i & 1:
                mask |= self.parents[i]
        return mask

    def closure(self, mask: int) -> int:
        """Return some variables with all functions of them."""
        for i, above in enumerate(self.parents):
            if self.functions >> i & 1 and above & ~mask == 0:
                mask |= 1 << i
        return mask

    def free_above(self, mask: int) -> int:
        """Return which blocks the law of some variables depends on, as a bitmask over `blocks`."""
        above = self.ancestors(mask)
        return sum(1 << k for k, block in enumerate(self.block_masks) if above & block)

    def pruned(self, variables: Iterable[RV]) -> "Factorization":
        """Return the factorisation without the factors that some variables do not depend on."""
        above = self.ancestors(self.mask(variables))
        return Factorization(tuple(f for f in self.factors if self.mask(f.group) & above))

    def __str__(self) -> str:
        return " ".join(str(factor) for factor in self.factors)


def _sorted(factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    homes: dict[RV, Factor] = {}
    for factor in factors:
        for variable in factor.group:
            if variable in homes:
                raise DomainError(
                    f"the variable {variable} has two laws: {homes[variable]} and {factor}", value=variable
                )
            homes[variable] = factor
    for factor in factors:
        for variable in factor.given:
            if variable not in homes:
                hint = f"give its law too: {{{variable}: p}}, or {{{variable}: itbounds.free(size)}}"
                raise DomainError(
                    f"{factor} depends on {variable}, which has no law", value=variable, hint=hint
                )
    waiting = sorted(factors, key=lambda factor: [natural_key(v.name) for v in factor.group])
    done, found = set[RV](), list[Factor]()
    while waiting:
        ready = next((factor for factor in waiting if done.issuperset(factor.given)), None)
        if ready is None:
            names: Any = ", ".join(str(factor) for factor in waiting)
            raise DomainError(f"the laws depend on one another in a circle: {names}", value=waiting)
        waiting.remove(ready)
        done.update(ready.group)
        found.append(ready)
    return tuple(found)
