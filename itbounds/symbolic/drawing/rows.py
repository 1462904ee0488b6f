"""The rows of a string diagram: what is drawn side by side, boxes as early and states as late as possible."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from itbounds.symbolic.box import Box, Wires
from itbounds.symbolic.terms import Term, steps

__all__ = ["Atom", "Slot", "rows"]


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that is drawn.

    Parameters
    ----------
    kind : str
        ``"box"``, ``"state"``, ``"copy"``, ``"discard"``, ``"crossing"``, or ``"wire"`` for one that passes.
    entering : int
        How many wires enter.
    sources : tuple of int
        For each wire that leaves, the entering one that it continues; of a box -1.
    box : Box or None
        Of a box or a state.
    """

    kind: str
    entering: int
    sources: tuple[int, ...]
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """An atom at its place in a row, with the numbers of the strands above and below it.

    A strand is a piece of wire from one atom that is no mere wire or crossing to the next.
    """

    atom: Atom
    above: tuple[int, ...]
    below: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """An atom in the order of drawing, with the number of wires to the left of it."""

    offset: int
    atom: Atom
    row: int = 0


WIRE = Atom("wire", 1, (0,))


def rows(term: Term) -> tuple[tuple[tuple[Slot, ...], ...], Wires]:
    """Return the rows of a term, each from left to right, and the objects of all strands.

    Atoms slide along the wires past those that they do not touch, by interchange: to the earliest row that
    they can reach, states then to the latest. The order from left to right stays as it was written.
    """
    drawn = list[_Step]()
    for offset, atom in _atoms(term):
        _slide_up(drawn, _Step(offset, atom))
    for place in reversed(range(len(drawn))):
        if drawn[place].atom.kind == "state":
            _slide_down(drawn, place)
    return _slots(term.dom, drawn)


def _atoms(term: Term) -> Iterator[tuple[int, Atom]]:
    for offset, step in steps(term):
        if isinstance(step, Box):
            kind = "box" if step.dom else "state"
            yield offset, Atom(kind, len(step.dom), (-1,) * len(step.cod), step)
            continue
        count = len(step.dom)
        if step.kind == "copy":
            for i in range(count):
                yield offset + 2 * i, Atom("copy", 1, (0, 0))
            if count > 1:
                yield offset, Atom("crossing", 2 * count, (*range(0, 2 * count, 2), *range(1, 2 * count, 2)))
        elif step.kind == "discard":
            for _ in range(count):
                yield offset, Atom("discard", 1, ())
        elif step.sources != tuple(range(count)):
            yield offset, Atom("crossing", count, step.sources)


def _exchanged(upper: _Step, lower: _Step) -> tuple[_Step, _Step] | None:
    """Return the lower step and then the upper one, if neither uses what the other makes."""
    if lower.offset >= upper.offset + len(upper.atom.sources):
        shift = upper.atom.entering - len(upper.atom.sources)
        return replace(lower, offset=lower.offset + shift), upper
    if lower.offset + lower.atom.entering <= upper.offset:
        shift = len(lower.atom.sources) - lower.atom.entering
        return lower, replace(upper, offset=upper.offset + shift)
    return None


def _slide_up(drawn: list[_Step], step: _Step) -> None:
    """Insert a step at the end of the row below the first that is in its way."""
    passed, row, moved = list[tuple[_Step, _Step]](), 0, step
    for upper in reversed(drawn):
        pair = _exchanged(upper, moved)
        if pair is None:
            row = upper.row + 1
            break
        passed.append(pair)
        moved = pair[0]
    over = [pair for pair in passed if pair[1].row > row]
    settled = replace(over[-1][0] if over else step, row=row)
    drawn[len(drawn) - len(over) :] = [settled, *(other for _, other in reversed(over))]


def _slide_down(drawn: list[_Step], place: int) -> None:
    """Move a step to the row above the first that is in its way, or to the last row."""
    passed, row, moved = list[tuple[_Step, _Step]](), drawn[-1].row, drawn[place]
    for lower in drawn[place + 1 :]:
        pair = _exchanged(moved, lower)
        if pair is None:
            row = lower.row - 1
            break
        passed.append(pair)
        moved = pair[1]
    over = [pair for pair in passed if pair[0].row <= row]
    settled = replace(over[-1][1] if over else drawn[place], row=row)
    drawn[place : place + 1 + len(over)] = [*(other for other, _ in over), settled]


def _slots(dom: Wires, drawn: list[_Step]) -> tuple[tuple[tuple[Slot, ...], ...], Wires]:
    objects, current = list(dom), list(range(len(dom)))
    found = list[tuple[Slot, ...]]()
    for number in range(drawn[-1].row + 1 if drawn else 0):
        here = [Slot(WIRE, (strand,), (strand,)) for strand in current]
        for step in drawn:
            if step.row == number:
                place = _place(here, step.offset)
                taken = here[place : place + step.atom.entering]
                above = tuple(strand for slot in taken for strand in slot.above)
                below = list[int]()
                for port, source in enumerate(step.atom.sources):
                    if step.atom.kind == "crossing":
                        below.append(above[source])
                    else:
                        below.append(len(objects))
                        objects.append(step.atom.box.cod[port] if step.atom.box else objects[above[source]])
                here[place : place + len(taken)] = [Slot(step.atom, above, tuple(below))]
        current = [strand for slot in here for strand in slot.below]
        found.append(tuple(here))
    return tuple(found), tuple(objects)


def _place(here: list[Slot], offset: int) -> int:
    """Return the first slot before which so many wires leave the row; discards there are passed."""
    before = 0
    for place, slot in enumerate(here):
        if before >= offset and slot.below:
            return place
        before += len(slot.below)
    return len(here)
