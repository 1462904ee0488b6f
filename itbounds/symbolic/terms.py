"""Diagrams as they are written: boxes and structural arrows, one after another and side by side."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from itbounds.errors import CompositionError
from itbounds.symbolic.box import Box, Wires, type_text
from itbounds.symbolic.wiring import Node, Wiring

__all__ = [
    "Composite",
    "Generator",
    "Structure",
    "Tensor",
    "Term",
    "composite",
    "rebuilt",
    "steps",
    "tensor",
    "wiring_of",
]


@dataclass(frozen=True, slots=True)
class Structure:
    """An arrow that only copies, discards or permutes wires: a function from its outputs to its inputs.

    Parameters
    ----------
    kind : str
        ``"id"``, ``"copy"``, ``"discard"``, ``"swap"`` or ``"permutation"``.
    blocks : tuple of tuples of str
        What it was made with: the wires, of a swap those on the left and those on the right.
    sources : tuple of int
        For each output the input that it comes from.
    """

    kind: str
    blocks: tuple[Wires, ...]
    sources: tuple[int, ...]

    @property
    def dom(self) -> Wires:
        """The wires that enter."""
        return tuple(wire for block in self.blocks for wire in block)

    @property
    def cod(self) -> Wires:
        """The wires that leave."""
        dom = self.dom
        return tuple(dom[source] for source in self.sources)


@dataclass(frozen=True, slots=True, eq=False)
class Composite:
    """Arrows one after another; made by `composite`, which keeps it flat."""

    parts: "tuple[Term, ...]"
    dom: Wires
    cod: Wires


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """Arrows side by side; made by `tensor`, which keeps it flat."""

    parts: "tuple[Term, ...]"
    dom: Wires
    cod: Wires


Generator: TypeAlias = Box | Structure
Term: TypeAlias = Generator | Composite | Tensor


def composite(parts: Iterable[Term]) -> Term:
    """Return the composite of at least one arrow; identities leave no trace.

    Raises
    ------
    CompositionError
        If what leaves one arrow is not what enters the next, naming both types.
    """
    given = tuple(parts)
    for one, two in pairwise(given):
        if one.cod != two.dom:
            raise CompositionError(
                f"cannot compose {_typed(one)} with {_typed(two)}: "
                f"{type_text(one.cod)} leaves the first and {type_text(two.dom)} enters the second",
                value=(one.cod, two.dom),
                hint="discard, copy or swap wires in between, or put identities beside an arrow with @",
            )
    kept = list[Term]()
    for part in given:
        if isinstance(part, Composite):
            kept += part.parts
        elif not _is_identity(part):
            kept.append(part)
    if not kept:
        return given[0]
    return kept[0] if len(kept) == 1 else Composite(tuple(kept), given[0].dom, given[-1].cod)


def tensor(parts: Iterable[Term]) -> Term:
    """Return some arrows side by side; neighbouring identities become one, that of the unit disappears."""
    kept = list[Term]()
    for part in parts:
        for p in part.parts if isinstance(part, Tensor) else (part,):
            if kept and _is_identity(p) and _is_identity(kept[-1]):
                kept[-1] = _identity(kept[-1].dom + p.dom)
            elif p.dom or p.cod:
                kept.append(p)
    if len(kept) == 1:
        return kept[0]
    dom, cod = (tuple(wire for part in kept for wire in end(part)) for end in (_dom, _cod))
    return Tensor(tuple(kept), dom, cod) if kept else _identity(())


def steps(term: Term) -> Iterator[tuple[int, Generator]]:
    """Yield the generators, each after those that feed it, with the number of wires to the left of it."""
    ahead = [(0, term)]
    while ahead:
        offset, here = ahead.pop()
        if isinstance(here, Composite):
            ahead += [(offset, part) for part in reversed(here.parts)]
        elif isinstance(here, Tensor):
            beside = list[tuple[int, Term]]()
            for part in here.parts:
                beside.append((offset, part))
                offset += len(part.cod)  # by then, all on the left of it is drawn
            ahead += reversed(beside)
        else:
            yield offset, here


def wiring_of(term: Term) -> Wiring:
    """Return what is plugged into what."""
    nodes, current, fresh = list[Node](), list(range(len(term.dom))), len(term.dom)
    for offset, step in steps(term):
        inputs = tuple(current[offset : offset + len(step.dom)])
        if isinstance(step, Box):
            nodes.append(Node(step, inputs))
            outputs = list(range(fresh, fresh + len(step.cod)))
            fresh += len(outputs)
        else:
            outputs = [inputs[source] for source in step.sources]
        current[offset : offset + len(inputs)] = outputs
    return Wiring(term.dom, tuple(nodes), tuple(current))


def rebuilt(term: Term, image: Callable[[Generator], Term]) -> Term:
    """Return the term with another in the place of every generator."""
    done, ahead = list[Term](), [(term, False)]
    while ahead:
        here, entered = ahead.pop()
        if not isinstance(here, (Composite, Tensor)):
            done.append(image(here))
        elif not entered:
            ahead += [(here, True), *((part, False) for part in reversed(here.parts))]
        else:
            parts = done[-len(here.parts) :]
            del done[-len(here.parts) :]
            done.append(composite(parts) if isinstance(here, Composite) else tensor(parts))
    return done[0]


def _is_identity(term: Term) -> bool:
    return isinstance(term, Structure) and term.kind == "id"


def _identity(wires: Wires) -> Structure:
    return Structure("id", (wires,), tuple(range(len(wires))))


def _dom(term: Term) -> Wires:
    return term.dom


def _cod(term: Term) -> Wires:
    return term.cod


def _typed(term: Term) -> str:
    return f"{type_text(term.dom)} -> {type_text(term.cod)}"
