"""How large the parts of a string diagram are, in units of a little more than three letters."""

from dataclasses import dataclass

from itbounds.symbolic.box import Wires
from itbounds.symbolic.drawing.rows import Slot
from itbounds.symbolic.drawing.spacing import Room

__all__ = ["LINE", "PITCH", "STUB", "Size", "measured", "text_width"]

PITCH = 0.8
"""The least distance between neighbouring wires."""

LINE = 0.8
"""The height of a box with one line of text."""

STUB = 0.36
"""How far wires run straight beside their labels."""

LETTER = 0.17
PADDING = 0.2


@dataclass(frozen=True, slots=True)
class Size:
    """What a slot needs.

    Parameters
    ----------
    room : Room
        To either side of its centre, with a distance to the neighbours.
    half : float
        Of a box or state, half its extent across the wires.
    along : float
        Its extent along the wires.
    entering, leaving : tuple of float
        Where wires meet it, from its centre.
    """

    room: Room
    half: float
    along: float
    entering: tuple[float, ...]
    leaving: tuple[float, ...]


def text_width(name: str) -> float:
    """Return about how wide a name is when it is set."""
    return LETTER * max(len(name.replace("_", "")), 1)


def measured(slot: Slot, objects: Wires, labelled: frozenset[int], *, upright: bool) -> Size:
    """Return what a slot needs, with the labels of its wires.

    Parameters
    ----------
    slot : Slot
    objects : tuple of str
        Of all strands.
    labelled : frozenset of int
        The strands whose names stand beside them, where they begin.
    upright : bool
        Whether the wires run up or down, so that text lies across them.
    """
    atom = slot.atom
    beside = labelled if upright and atom.box else frozenset()
    widths = [text_width(objects[strand]) if strand in beside else 0.0 for strand in slot.below]
    pitch = max([PITCH, *(width + 0.3 for width in widths)])
    entering, leaving = _ports(atom.entering, PITCH), _ports(len(slot.below), pitch)
    half = along = 0.0
    if atom.box is not None:
        half, along = _extent(text_width(atom.box.name), upright=upright, state=not atom.box.dom)
        half = max(half, leaving[-1] + 0.3, entering[-1] + 0.3 if entering else 0.0)
    elif atom.kind == "copy":
        along = 0.45
    elif atom.kind == "discard":
        along = 0.3
    elif atom.kind == "crossing":
        along = 0.5 + 0.15 * max(abs(port - source) for port, source in enumerate(atom.sources))
    elif atom.kind in ("input", "output") and upright:
        half = max(text_width(objects[strand]) for strand in slot.above + slot.below) / 2 - PADDING
    reach = max([half + PADDING, *(port + PITCH / 2 for port in entering + leaving)])
    right = max([reach, *(port + width + 0.25 for port, width in zip(leaving, widths, strict=True))])
    return Size(Room(reach, right), half, along, entering, leaving)


def _ports(count: int, pitch: float) -> tuple[float, ...]:
    return tuple((i - (count - 1) / 2) * pitch for i in range(count))


def _extent(width: float, *, upright: bool, state: bool) -> tuple[float, float]:
    """Return half the extent across, and the extent along, that a name needs in a box or in a triangle."""
    if not state:
        return (width / 2 + 0.2, LINE) if upright else (LINE / 2, width + 0.4)
    if upright:
        return max(0.5, 1.05 * width + 0.2), max(LINE, 0.35 * width + 0.6)
    return 0.65, 1.3 * width + 0.55
