"""Hypothesis strategies for string diagrams, and for ways to write the same arrow differently."""

from collections.abc import Sequence

from hypothesis import strategies as st

from itbounds.symbolic import Box, Diagram

__all__ = ["SIGNATURE", "diagrams", "rewritten", "wires"]

SIGNATURE: tuple[Box, ...] = (
    Box("p", (), "X"),
    Box("q", (), "Y"),
    Box("r", (), ("X", "Y")),
    Box("f", "X", "Y"),
    Box("g", "Y", "X"),
    Box("m", ("X", "Y"), "X"),
    Box("n", "Y", ("X", "Y")),
    Box("d", "X", "Y", deterministic=True),
    Box("e", ("Y", "X"), ("X", "Y"), deterministic=True),
)
"""Boxes on two objects, of many types: states, channels, several inputs and outputs, functions."""


@st.composite
def wires(
    draw: st.DrawFn, *, signature: Sequence[Box] = SIGNATURE, min_size: int = 0, max_size: int = 3
) -> tuple[str, ...]:
    """Draw a type: a tuple of objects of the signature."""
    objects = sorted({wire for box in signature for wire in box.dom + box.cod})
    return tuple(draw(st.lists(st.sampled_from(objects), min_size=min_size, max_size=max_size)))


@st.composite
def diagrams(
    draw: st.DrawFn,
    dom: tuple[str, ...] | None = None,
    cod: tuple[str, ...] | None = None,
    *,
    signature: Sequence[Box] = SIGNATURE,
    max_boxes: int = 4,
    max_width: int = 4,
) -> Diagram:
    """Draw a diagram with boxes of a signature, copies, discards and swaps.

    Parameters
    ----------
    draw : callable
        Supplied by Hypothesis.
    dom, cod : tuple of str, optional
        Its type; drawn where left out. Every object of `cod` needs a box without inputs that makes it alone.
    signature : sequence of Box
        The boxes it is made of.
    max_boxes : int
        The largest number of boxes, besides states that are added for outputs that nothing else makes.
    max_width : int
        The largest number of wires beside each other, if `dom` and `cod` are not longer.
    """
    start = draw(wires(signature=signature)) if dom is None else dom
    end = draw(wires(signature=signature)) if cod is None else cod
    width = max(max_width, len(start), len(end))
    diagram = Diagram.id(start)
    for _ in range(draw(st.integers(0, max_boxes))):
        diagram = _mixed(draw, diagram, width)
        fitting = [b for b in signature if len(diagram.cod) - len(b.dom) + len(b.cod) <= width]
        box = draw(st.sampled_from([box for box in fitting if _places(diagram.cod, box.dom)] or signature))
        places = _places(diagram.cod, box.dom)
        if places:
            diagram = _beside(diagram, draw(st.sampled_from(places)), box)
    diagram = _mixed(draw, diagram, width)
    for place, wire in enumerate(end):  # bring every output to its place
        sources = [i for i in range(place, len(diagram.cod)) if diagram.cod[i] == wire]
        if sources:
            source = draw(st.sampled_from(sources))
            if len(diagram.cod) < width and draw(st.booleans()):
                diagram = _beside(diagram, source, Diagram.copy(wire))
        else:
            state = next(box for box in signature if (box.dom, box.cod) == ((), (wire,)))
            source = len(diagram.cod)
            diagram = diagram @ state
        if source > place:
            before = diagram.cod[place:source]
            diagram = _beside(diagram, place, Diagram.swap(before, wire))
    rest = diagram.cod[len(end) :]
    return diagram >> Diagram.id(end) @ Diagram.discard(rest) if rest else diagram


@st.composite
def rewritten(draw: st.DrawFn, diagram: Diagram, *, steps: int = 3) -> Diagram:
    """Draw a diagram that is equal to the given one by the laws of Markov categories, written differently.

    Before or behind it, wires are copied of which one copy is discarded, exchanged twice, or led into boxes
    whose outputs are discarded.
    """
    for _ in range(draw(st.integers(1, steps))):
        ahead = draw(st.booleans())
        around = _detour(draw, diagram.dom if ahead else diagram.cod)
        diagram = around >> diagram if ahead else diagram >> around
    return diagram


def _detour(draw: st.DrawFn, through: tuple[str, ...]) -> Diagram:
    """Return an identity in disguise."""
    identity = Diagram.id(through)
    if not through:
        return draw(diagrams((), ()))
    place = draw(st.integers(0, len(through) - 1))
    wire, beside = through[place], through[place : place + 2]
    waste = draw(diagrams((wire,), (), max_boxes=2))
    ways = [
        Diagram.copy(wire) >> Diagram.id(wire) @ waste,
        Diagram.copy(wire) >> waste @ Diagram.id(wire),
        Diagram.copy(wire) >> Diagram.swap(wire, wire) >> Diagram.id(wire) @ Diagram.discard(wire),
    ]
    if len(beside) == 2:
        ways.append(Diagram.swap(*beside) >> Diagram.swap(*reversed(beside)))
    return _beside(identity, place, draw(st.sampled_from(ways)))


def _mixed(draw: st.DrawFn, diagram: Diagram, width: int) -> Diagram:
    """Copy, discard or exchange some wires at the end."""
    for kind in draw(st.lists(st.sampled_from(["copy", "copy", "swap", "swap", "discard"]), max_size=2)):
        if not diagram.cod:
            break
        place = draw(st.integers(0, len(diagram.cod) - 1))
        wire, beside = diagram.cod[place], diagram.cod[place : place + 2]
        if kind == "copy" and len(diagram.cod) < width:
            diagram = _beside(diagram, place, Diagram.copy(wire))
        elif kind == "discard":
            diagram = _beside(diagram, place, Diagram.discard(wire))
        elif kind == "swap" and len(beside) == 2:
            diagram = _beside(diagram, place, Diagram.swap(*beside))
    return diagram


def _places(current: tuple[str, ...], wanted: tuple[str, ...]) -> list[int]:
    """Return where some wires stand beside each other."""
    return [i for i in range(len(current) - len(wanted) + 1) if current[i : i + len(wanted)] == wanted]


def _beside(diagram: Diagram, place: int, step: Box | Diagram) -> Diagram:
    """Compose with a step on the wires from a place on."""
    after = diagram.cod[place + len(step.dom) :]
    return diagram >> Diagram.id(diagram.cod[:place]) @ step @ Diagram.id(after)
