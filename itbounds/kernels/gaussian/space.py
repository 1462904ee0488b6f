"""Types of Gaussian kernels: products of named blocks, each a Euclidean space with a dimension."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from itbounds._typing import Count
from itbounds.errors import CompositionError, DomainError, ShapeError
from itbounds.numerics.scalars import as_count

__all__ = ["EuclideanSpace", "SpaceLike", "as_euclidean"]


@dataclass(frozen=True, slots=True)
class EuclideanSpace:
    r"""A product of blocks :math:`\mathbb R^{d_1} \times \dots \times \mathbb R^{d_k}`; without any, a point.

    A block without a name is *anonymous*, as those of bare arrays are. A space of anonymous blocks meets
    every space of its dimension; others must agree block by block.

    Parameters
    ----------
    names : tuple of str
        The name of each block, ``""`` for none.
    dims : tuple of int
        The dimension of each block.

    Raises
    ------
    ShapeError
        If there is not one name for each dimension.
    DomainError
        For a negative dimension.

    Examples
    --------
    >>> plane = EuclideanSpace.of(2, "position")
    >>> print(plane @ EuclideanSpace.of(1, "time"))
    position:2 x time:1
    """

    names: tuple[str, ...]
    dims: tuple[int, ...]

    def __post_init__(self) -> None:
        names = tuple(str(name) for name in self.names)
        dims = tuple(as_count(dim, name="dimension of a block", minimum=0) for dim in self.dims)
        if len(names) != len(dims):
            raise ShapeError(f"{len(names)} names for {len(dims)} blocks", hint="give each block one name")
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "dims", dims)

    @classmethod
    def of(cls, dim: Count, name: str = "") -> "EuclideanSpace":
        """Return a space with one block."""
        return cls((name,), (dim,))

    @classmethod
    def unit(cls) -> "EuclideanSpace":
        """Return the empty product, a single point, from which Gaussian laws come."""
        return cls((), ())

    @property
    def size(self) -> int:
        """The dimension of the whole."""
        return sum(self.dims)

    @property
    def blocks(self) -> tuple["EuclideanSpace", ...]:
        """The spaces that this is the product of."""
        return tuple(EuclideanSpace((n,), (d,)) for n, d in zip(self.names, self.dims, strict=True))

    @property
    def anonymous(self) -> bool:
        """Whether all there is to know is the dimension."""
        return not any(self.names)

    @property
    def components(self) -> tuple[str, ...]:
        """What each coordinate is called: the name of its block, and its number there if the block has many.

        Examples
        --------
        >>> EuclideanSpace(("x", "y", ""), (2, 1, 1)).components
        ('x[0]', 'x[1]', 'y', '[3]')
        """
        labels: list[str] = []
        for name, dim in zip(self.names, self.dims, strict=True):
            if name:
                labels += [name] if dim == 1 else [f"{name}[{i}]" for i in range(dim)]
            else:
                labels += [f"[{len(labels) + i}]" for i in range(dim)]
        return tuple(labels)

    def coordinates(self, positions: Sequence[int]) -> tuple[int, ...]:
        """Return the numbers of the coordinates of the blocks at these positions, in their order."""
        starts = [sum(self.dims[:i]) for i in range(len(self.dims))]
        return tuple(starts[i] + j for i in positions for j in range(self.dims[i]))

    def positions(self, names: str | int | Iterable[str | int]) -> tuple[int, ...]:
        """Return the positions of the blocks with these names; a number is a position already.

        Raises
        ------
        DomainError
            For a name that no block has, or that two have, and for a block asked for twice.
        """
        wanted = [names] if isinstance(names, (str, int)) else list(names)
        found: list[int] = []
        for name in wanted:
            here = [i for i, own in enumerate(self.names) if own == name] if isinstance(name, str) else [name]
            if len(here) != 1 or not 0 <= here[0] < len(self.names):
                hint = f"the blocks of {self} are {self.names}; a block may also be given by its position"
                raise DomainError(f"{name!r} does not name one block", where=name, hint=hint)
            found += here
        if len(set(found)) < len(found):
            raise DomainError(f"a block is asked for twice in {wanted}", where=wanted)
        return tuple(found)

    def select(self, positions: Sequence[int]) -> "EuclideanSpace":
        """Return the product of the blocks at these positions, in this order."""
        return EuclideanSpace(tuple(self.names[i] for i in positions), tuple(self.dims[i] for i in positions))

    def meets(self, other: "EuclideanSpace") -> bool:
        """Return whether an arrow into this space may be followed by one out of the other."""
        if self.size != other.size:
            return False
        if self == other or self.anonymous or other.anonymous:
            return True
        pairs = zip(self.names, other.names, strict=False)
        return self.dims == other.dims and all(a == b or not a or not b for a, b in pairs)

    def require(self, other: "EuclideanSpace", what: str) -> None:
        """Refuse a space that does not meet this one.

        Raises
        ------
        CompositionError
            Naming both spaces.
        """
        if not self.meets(other):
            hint = "the dimensions differ" if self.size != other.size else "the blocks differ"
            message = f"{what}: {self} does not meet {other}"
            raise CompositionError(message, value=(self, other), hint=hint)

    def __matmul__(self, other: "EuclideanSpace") -> "EuclideanSpace":
        """Return the product of two spaces."""
        return EuclideanSpace(self.names + other.names, self.dims + other.dims)

    def __str__(self) -> str:
        pairs = zip(self.names, self.dims, strict=True)
        return " x ".join(f"{name}:{dim}" if name else str(dim) for name, dim in pairs) or "1"


SpaceLike = EuclideanSpace | Mapping[str, int] | str | int | None
"""A space; a dict from its blocks to their dimensions; the name, or the dimension, of a single block."""


def as_euclidean(space: SpaceLike, size: int | None = None) -> EuclideanSpace:
    """Read a space; a lone name, or nothing, stands for one block of dimension `size` (none if it is 0).

    Raises
    ------
    ShapeError
        If the space has not the dimension `size`, or a lone name has none to go by.
    """
    if isinstance(space, EuclideanSpace):
        found = space
    elif isinstance(space, Mapping):
        found = EuclideanSpace(tuple(space), tuple(space.values()))
    elif isinstance(space, str) or space is None:
        if size is None:
            raise ShapeError(f"the space {space!r} has no dimension", hint="give a dict {name: dimension}")
        found = EuclideanSpace.of(size, space or "") if size or space else EuclideanSpace.unit()
    else:
        found = EuclideanSpace.of(space)
    if size is not None and found.size != size:
        raise ShapeError(f"the space {found} has dimension {found.size}; the arrays have {size}", value=found)
    return found
