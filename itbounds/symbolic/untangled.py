"""A normal form written as a term again, its boxes in rows and its wires with few crossings."""

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from itbounds.errors import DomainError
from itbounds.symbolic.box import Box, Wires
from itbounds.symbolic.terms import Structure, Term, composite, tensor
from itbounds.symbolic.wiring import Wiring

__all__ = ["permutation", "untangled"]

SWEEPS = 8


@dataclass(frozen=True, slots=True)
class _Item:
    """A box in a row, or a wire that passes: the strands above it, and for each wire below it the strands."""

    box: Box | None
    above: tuple[int, ...]
    below: tuple[tuple[int, ...], ...]


Row: TypeAlias = tuple[_Item, ...]


def untangled(form: Wiring) -> Term:
    """Return a term whose wiring has this normal form.

    Each wire that is used several times is copied where it begins. Within the rows, boxes and passing wires
    are ordered by the means of the places that they are joined to, below and above in turn, which is the
    barycentre heuristic, and then neighbours are exchanged while that helps. The number of crossings is not
    claimed to be the least.

    References
    ----------
    K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system structures",
    IEEE Transactions on Systems, Man, and Cybernetics 11 (1981) 109-125.
    """
    rows, objects = _rows(form)
    best, fewest = rows, _crossings(rows)
    for sweep in range(SWEEPS):
        rows = _fanned(_swept(rows, upwards=sweep % 2 == 0))
        if (count := _crossings(rows)) < fewest:
            best, fewest = rows, count
    return composite(_parts(form.dom, _exchanged(_fanned(best)), objects))


def permutation(wires: Wires, order: Sequence[int]) -> Term:
    """Return the arrow whose outputs are these wires in another order, side by side where it falls apart.

    Raises
    ------
    DomainError
        If the order does not name every wire once.
    """
    if sorted(order) != list(range(len(wires))):
        raise DomainError(
            f"{tuple(order)} does not order {len(wires)} wires",
            value=tuple(order),
            hint="for each output the position of its input, from 0 on",
        )
    parts, start = list[Term](), 0
    for end in range(1, len(wires) + 1):
        if max(order[start:end]) < end:
            block, sources = wires[start:end], tuple(i - start for i in order[start:end])
            turn = sources[0]
            if turn == 0:
                parts.append(Structure("id", (block,), sources))
            elif sources == (*range(turn, len(block)), *range(turn)):
                parts.append(Structure("swap", (block[:turn], block[turn:]), sources))
            else:
                parts.append(Structure("permutation", (block,), sources))
            start = end
    return tensor(parts)


def _rows(form: Wiring) -> tuple[list[Row], Wires]:
    """Return the inputs, rows of boxes, and the outputs; and the objects of the strands between them."""
    users: list[list[int]] = [[] for _ in form.wires]
    objects, above = list[str](), list[tuple[int, ...]]()
    for inputs in (*(node.inputs for node in form.nodes), form.outputs):
        above.append(tuple(range(len(objects), len(objects) + len(inputs))))
        for wire in inputs:
            users[wire].append(len(objects))
            objects.append(form.wires[wire])
    levels = _levels(form)
    count = max(levels, default=0) + 2
    items: list[list[_Item]] = [[] for _ in range(count)]
    ends = {s: (count - 1 if i == len(form.nodes) else levels[i]) for i, own in enumerate(above) for s in own}

    def lead(level: int, box: Box | None, entering: tuple[int, ...], wires: Sequence[int]) -> None:
        items[level].append(_Item(box, entering, tuple(tuple(users[wire]) for wire in wires)))
        for strand in (strand for wire in wires for strand in users[wire]):
            for between in range(level + 1, ends[strand]):
                items[between].append(_Item(None, (strand,), ((strand,),)))

    for wire in range(len(form.dom)):
        lead(0, None, (), (wire,))
    for node, level, entering, wires in zip(form.nodes, levels, above[:-1], form.produced, strict=True):
        lead(level, node.box, entering, wires)
    items[-1] = [_Item(None, (strand,), ()) for strand in above[-1]]
    return [tuple(row) for row in items], tuple(objects)


def _levels(form: Wiring) -> list[int]:
    """Return the rows of the boxes: the first possible, for states the last before they are used."""
    made = dict.fromkeys(range(len(form.dom)), 0)
    levels = list[int]()
    for node, wires in zip(form.nodes, form.produced, strict=True):
        levels.append(1 + max([0, *(made[wire] for wire in node.inputs)]))
        made |= dict.fromkeys(wires, levels[-1])
    last = dict.fromkeys(form.outputs, max(levels, default=0) + 1)
    for node, level in zip(form.nodes, levels, strict=True):
        for wire in node.inputs:
            last[wire] = min(level, last.get(wire, level))
    for i, (node, wires) in enumerate(zip(form.nodes, form.produced, strict=True)):
        if not node.inputs:
            levels[i] = min(last[wire] for wire in wires if wire in last) - 1
    low = min(levels, default=1) - 1
    return [level - low for level in levels]


def _strands(row: Row) -> list[int]:
    return [strand for item in row for group in item.below for strand in group]


def _crossings(rows: Sequence[Row]) -> int:
    """Return how often wires cross between the rows."""
    total = 0
    for upper, lower in pairwise(rows):
        places = {strand: place for place, strand in enumerate(s for item in lower for s in item.above)}
        seen = list[int]()
        for strand in _strands(upper):
            total += len(seen) - bisect_right(seen, places[strand])
            insort(seen, places[strand])
    return total


def _swept(rows: list[Row], *, upwards: bool) -> list[Row]:
    """Return the rows between the first and the last ordered by what is below them, or above them."""
    found = list(rows)
    inner = range(1, len(rows) - 1)
    for number in reversed(inner) if upwards else inner:
        if upwards:
            joined = [strand for item in found[number + 1] for strand in item.above]
        else:
            joined = _strands(found[number - 1])
        places = {strand: place for place, strand in enumerate(joined)}
        keys = list[float]()
        for place, item in enumerate(found[number]):
            ends = _strands((item,)) if upwards else item.above
            own = [places[strand] for strand in ends]
            keys.append(sum(own) / len(own) if own else place * len(joined) / len(found[number]))
        order = sorted(range(len(keys)), key=keys.__getitem__)
        found[number] = tuple(found[number][i] for i in order)
    return found


def _fanned(rows: list[Row]) -> list[Row]:
    """Return the rows with the copies of each wire in the order of what they lead to."""
    found = list(rows)
    for number, lower in enumerate(rows[1:]):
        places = {strand: place for place, strand in enumerate(s for item in lower for s in item.above)}
        found[number] = tuple(
            replace(item, below=tuple(tuple(sorted(group, key=places.__getitem__)) for group in item.below))
            for item in rows[number]
        )
    return found


def _exchanged(rows: list[Row]) -> list[Row]:
    """Return the rows after exchanges of neighbours that each lessen the crossings."""
    found, better = list(rows), True
    while better:
        better = False
        for number in range(1, len(found) - 1):
            for place in range(len(found[number]) - 1):
                row = list(found[number])
                row[place : place + 2] = reversed(row[place : place + 2])
                around = _fanned([found[number - 1], tuple(row), found[number + 1]])
                if _crossings(around) < _crossings(found[number - 1 : number + 2]):
                    found[number - 1 : number + 1] = around[:2]
                    better = True
    return found


def _parts(dom: Wires, rows: Sequence[Row], objects: Wires) -> Iterator[Term]:
    """Yield what follows each other: the boxes of a row, the copies of what leaves them, the crossings."""
    arrow: Term = Structure("id", (dom,), tuple(range(len(dom))))
    for upper, lower in pairwise(rows):
        if upper is not rows[0]:
            arrow = tensor(item.box or _identity(objects[item.above[0]]) for item in upper)
        yield arrow
        groups = [group for item in upper for group in item.below]
        yield tensor(_copied(wire, len(group)) for wire, group in zip(arrow.cod, groups, strict=True))
        strands = _strands(upper)
        order = [strands.index(strand) for item in lower for strand in item.above]
        yield permutation(tuple(objects[strand] for strand in strands), order)


def _identity(wire: str) -> Structure:
    return Structure("id", ((wire,),), (0,))


def _copied(wire: str, count: int) -> Term:
    """Return the arrow from a wire to so many of its copies."""
    if count == 0:
        return Structure("discard", ((wire,),), ())
    arrow: Term = _identity(wire)
    for more in range(1, count):
        arrow = composite(
            (arrow, tensor((Structure("copy", ((wire,),), (0, 0)), *[_identity(wire)] * (more - 1))))
        )
    return arrow
