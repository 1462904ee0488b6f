"""Types: finite sets of letters, and their products."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from itbounds._typing import Mask
from itbounds.errors import CompositionError, DomainError, EmptyAlphabetError, ShapeError
from itbounds.numerics.scalars import as_count

__all__ = ["Letter", "Space"]

_LONGEST_LISTED = 40
Letter = Hashable
"""What an alphabet is made of: numbers, strings, tuples of them."""


@dataclass(frozen=True, slots=True)
class Space:
    """A typed finite product of alphabets; without factors it is the unit, which has one letter.

    A factor without a name and with the letters 0, 1, ... is *anonymous*, as the spaces of bare arrays are:
    it meets any factor of its size. Others must agree in their letters and, if both have one, in their name.

    Parameters
    ----------
    names : tuple of str
        The name of each factor, ``""`` for none.
    alphabets : tuple of tuples
        The letters of each factor, distinct and hashable.

    Raises
    ------
    ShapeError
        If there is not one name for each alphabet.
    EmptyAlphabetError
        If an alphabet has no letter.
    DomainError
        If an alphabet repeats a letter.

    Examples
    --------
    >>> weather = Space.of(["sun", "rain"], "weather")
    >>> print(weather @ Space.of(3))
    weather:2 x 3
    >>> (weather @ Space.of(3)).size
    6
    """

    names: tuple[str, ...]
    alphabets: tuple[tuple[Letter, ...], ...]

    def __post_init__(self) -> None:
        names = tuple(str(name) for name in self.names)
        alphabets = tuple(tuple(_plain(letter) for letter in letters) for letters in self.alphabets)
        if len(names) != len(alphabets):
            raise ShapeError(
                f"{len(names)} names for {len(alphabets)} alphabets", hint="give each alphabet one name"
            )
        for name, letters in zip(names, alphabets, strict=True):
            if not letters:
                raise EmptyAlphabetError(f"the alphabet {name!r} has no letter", where=name)
            if len(set(letters)) < len(letters):
                twice = next(letter for i, letter in enumerate(letters) if letter in letters[:i])
                hint = "merge the rows or columns of equal label, or number them"
                raise DomainError(
                    f"the alphabet {name!r} has {twice!r} twice", where=name, value=twice, hint=hint
                )
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "alphabets", alphabets)

    @classmethod
    def of(cls, letters: int | Iterable[Letter], name: str = "") -> "Space":
        """Return a space with one factor, from its letters or from their number (then they are 0, 1, ...).

        Examples
        --------
        >>> Space.of(4, "X")
        Space.of(4, 'X')
        """
        if isinstance(letters, Iterable):
            return cls((name,), (tuple(letters),))
        # Numbers are distinct: a million of them are not looked at one by one.
        space = object.__new__(cls)
        object.__setattr__(space, "names", (str(name),))
        object.__setattr__(space, "alphabets", (tuple(range(as_size(letters))),))
        return space

    @classmethod
    def unit(cls) -> "Space":
        """Return the empty product, the space of one letter from which distributions come."""
        return cls((), ())

    @property
    def shape(self) -> tuple[int, ...]:
        """The size of each factor."""
        return tuple(len(letters) for letters in self.alphabets)

    @property
    def size(self) -> int:
        """The number of letters of the product."""
        return prod(self.shape)

    @property
    def factors(self) -> tuple["Space", ...]:
        """The spaces that this is the product of."""
        pairs = zip(self.names, self.alphabets, strict=True)
        return tuple(Space((name,), (letters,)) for name, letters in pairs)

    @property
    def anonymous(self) -> bool:
        """Whether all there is to know is the size."""
        return not any(self.names) and all(
            letters == tuple(range(len(letters))) for letters in self.alphabets
        )

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters in the order of rows and columns: of a product, tuples with the last factor fastest.

        Examples
        --------
        >>> (Space.of("ab") @ Space.of(2)).letters
        (('a', 0), ('a', 1), ('b', 0), ('b', 1))
        """
        return self.alphabets[0] if len(self.alphabets) == 1 else tuple(product(*self.alphabets))

    def letters_at(self, which: Mask) -> tuple[Letter, ...]:
        """Return the letters where a mask is true, in order, without listing those of a whole product."""
        places = np.flatnonzero(which)
        if len(self.alphabets) == 1:
            return tuple(self.alphabets[0][i] for i in places)
        columns = zip(
            *(index.tolist() for index in np.unravel_index(places, self.shape or (1,))), strict=True
        )
        return tuple(
            tuple(letters[i] for letters, i in zip(self.alphabets, indices, strict=False))
            for indices in columns
        )

    def meets(self, other: "Space") -> bool:
        """Return whether an arrow into this space may be followed by one out of the other."""
        if self.size != other.size:
            return False
        if self == other or self.anonymous or other.anonymous:
            return True
        if len(self.names) != len(other.names):
            return False
        return all(_agree(a, b) for a, b in zip(self.factors, other.factors, strict=True))

    def require(self, other: "Space", what: str) -> None:
        """Refuse a space that does not meet this one.

        Raises
        ------
        CompositionError
            Naming both spaces, and where they differ.
        """
        if self.meets(other):
            return
        hint = "the sizes differ"
        if self.shape == other.shape:
            differ = next(
                i
                for i, (a, b) in enumerate(zip(self.factors, other.factors, strict=True))
                if not _agree(a, b)
            )
            hint = f"the names of factor {differ} differ"
            if self.alphabets[differ] != other.alphabets[differ]:
                hint = (
                    f"the letters of factor {differ} differ: {_some(self, differ)} and {_some(other, differ)}"
                )
        raise CompositionError(f"{what}: {self} does not meet {other}", value=(self, other), hint=hint)

    def positions(self, names: str | int | Iterable[str | int]) -> tuple[int, ...]:
        """Return the positions of the factors with these names; a number is a position already.

        Raises
        ------
        DomainError
            For a name that no factor has, or that two have, and for a factor asked for twice.
        """
        wanted = [names] if isinstance(names, (str, int)) else list(names)
        found: list[int] = []
        for name in wanted:
            here = [i for i, own in enumerate(self.names) if own == name] if isinstance(name, str) else [name]
            if len(here) != 1 or not 0 <= here[0] < len(self.names):
                hint = f"the factors of {self} are {self.names}; a factor may also be given by its position"
                raise DomainError(f"{name!r} does not name one factor", where=name, hint=hint)
            found += here
        if len(set(found)) < len(found):
            raise DomainError(f"a factor is asked for twice in {wanted}", where=wanted)
        return tuple(found)

    def select(self, positions: Sequence[int]) -> "Space":
        """Return the product of the factors at these positions, in this order."""
        return Space(tuple(self.names[i] for i in positions), tuple(self.alphabets[i] for i in positions))

    def __matmul__(self, other: "Space") -> "Space":
        """Return the product of two spaces."""
        return Space(self.names + other.names, self.alphabets + other.alphabets)

    def __str__(self) -> str:
        pairs = zip(self.names, self.shape, strict=True)
        return " x ".join(f"{name}:{size}" if name else str(size) for name, size in pairs) or "1"

    def __repr__(self) -> str:
        parts = []
        for name, letters in zip(self.names, self.alphabets, strict=True):
            numbered = letters == tuple(range(len(letters)))
            first = str(len(letters)) if numbered else _listed(letters)
            parts.append(f"Space.of({first}, {name!r})" if name else f"Space.of({first})")
        return " @ ".join(parts) or "Space.unit()"


def _listed(letters: Sequence[Letter]) -> str:
    """Write the letters of an alphabet, of a long one the first and the last."""
    if len(letters) <= _LONGEST_LISTED:
        return repr(list(letters))
    first, second, *_, last = letters
    return f"[{first!r}, {second!r}, ..., {last!r}]"


def as_size(size: int) -> int:
    """Return the size of an alphabet.

    Raises
    ------
    DomainError
        If it is a bool or negative.
    EmptyAlphabetError
        If it is zero.
    """
    count = as_count(size, name="size of an alphabet", minimum=0)
    if count == 0:
        raise EmptyAlphabetError("an alphabet has no letter", value=0)
    return count


def _plain(letter: Letter) -> Letter:
    """Turn a numpy scalar into the Python value that it stands for."""
    item = letter.item() if isinstance(letter, np.generic) else letter
    return tuple(_plain(part) for part in item) if type(item) is tuple else item


def _agree(a: Space, b: Space) -> bool:
    """Whether two single factors may be identified."""
    if a.shape != b.shape:
        return False
    if a.anonymous or b.anonymous:
        return True
    return a.alphabets == b.alphabets and (a.names == b.names or "" in a.names + b.names)


def _some(space: Space, factor: int) -> str:
    letters = space.alphabets[factor]
    shown = ", ".join(repr(letter) for letter in letters[:3])
    return f"({shown}, ...)" if len(letters) > 3 else f"({shown})"
