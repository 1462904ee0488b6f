"""The spaces that stand for the wires of a diagram, read off the kernels that stand for its boxes."""

from collections.abc import Mapping
from math import prod
from typing import Any, Protocol

from itbounds.errors import CompositionError, DomainError, UnknownNameError
from itbounds.kernels import Space
from itbounds.symbolic.box import Box
from itbounds.symbolic.wiring import Wiring

__all__ = ["Arrow", "kernel_of", "wire_spaces"]


class Arrow(Protocol):
    """A kernel of any kind between finite spaces."""

    @property
    def dom(self) -> Space:
        """The letters that go in."""

    @property
    def cod(self) -> Space:
        """The letters that come out."""


def kernel_of(box: Box, kernels: Mapping[str, Any]) -> Any:
    """Return what stands for a box.

    Raises
    ------
    UnknownNameError
        If nothing does.
    """
    if box.name not in kernels:
        raise UnknownNameError(
            f"the box {box.name!r} has no kernel",
            where=box.name,
            hint=f"there are kernels for {', '.join(map(repr, kernels)) or 'none'}",
        )
    return kernels[box.name]


def wire_spaces(
    wiring: Wiring, kernels: Mapping[str, Arrow], spaces: Mapping[str, int | Space]
) -> dict[str, Space]:
    """Return the space of every object of a wiring: one factor, with the name of the wire.

    What is known comes from `spaces` and from the two ends of every kernel. A kernel whose spaces have one
    factor for each wire says what each of them is; one that has a single factor for several wires, as bare
    matrices have, says only how large their product is.

    Raises
    ------
    CompositionError
        If two sources disagree about a wire, naming the box, the wire and both spaces.
    DomainError
        If nothing says how large a wire is.
    """
    found: dict[str, tuple[Space, str]] = {}
    for wire, given in spaces.items():
        _claim(found, wire, given if isinstance(given, Space) else Space.of(given), "`spaces`")
    products: list[tuple[str, tuple[str, ...], Space]] = []
    for node in wiring.nodes:
        kernel = kernels[node.box.name]
        for names, space, verb in ((node.box.dom, kernel.dom, "takes"), (node.box.cod, kernel.cod, "gives")):
            who = f"the box {node.box.name!r} {verb}"
            if len(names) == 1:
                _claim(found, names[0], space, who)
            elif len(names) == len(space.names):
                for name, factor in zip(names, space.factors, strict=True):
                    _claim(found, name, factor, who)
            else:
                products.append((who, names, space))
    while products:
        solved = [item for item in products if _divide(found, *item)]
        if not solved:
            who, names, space = products[0]
            raise DomainError(
                f"{who} {' @ '.join(names)} with {space.size} letters; how many each has is not known",
                where=names,
                hint=f"give spaces={{{names[0]!r}: size, ...}}, or a kernel whose spaces are products",
            )
        products = [item for item in products if item not in solved]
    for wire in (*wiring.dom, *wiring.wires):
        if wire not in found:
            hint = f"give spaces={{{wire!r}: size}}"
            raise DomainError(f"the wire {wire!r} touches no box that has a kernel", where=wire, hint=hint)
    return {wire: _named(found[wire][0], wire) for wire in wiring.wires}


def _claim(found: dict[str, tuple[Space, str]], wire: str, space: Space, who: str) -> None:
    """Record what a source says of a wire; letters and names win over mere sizes."""
    if wire not in found:
        found[wire] = space, who
        return
    known, other = found[wire]
    if not known.meets(space):
        raise CompositionError(
            f"{who} {space} on the wire {wire!r}; {other} {known}",
            where=wire,
            value=(space, known),
            hint="an object is one space: its size, letters and name are the same wherever the wire goes",
        )
    if known.anonymous and not space.anonymous:
        found[wire] = space, who


def _divide(found: dict[str, tuple[Space, str]], who: str, names: tuple[str, ...], space: Space) -> bool:
    """Use what a kernel says of the product of several wires, if at most one of them is not known."""
    unknown = [name for name in names if name not in found]
    if len(unknown) > 1:
        return False
    known = prod(found[name][0].size for name in names if name in found)
    if unknown and space.size % known == 0:
        _claim(found, unknown[0], Space.of(space.size // known), who)
    elif unknown or known != space.size:
        sizes = ", ".join(f"{name}: {found[name][0].size}" for name in names if name in found)
        raise CompositionError(
            f"{who} {space} on the wires {' @ '.join(names)}, of which {sizes}", where=names, value=space
        )
    return True


def _named(space: Space, wire: str) -> Space:
    """Make a space a single factor with the name of the wire."""
    return Space.of(space.size if space.anonymous else space.letters, wire)
