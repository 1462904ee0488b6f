"""The picture of a string diagram in numbers: shapes, curves and labels, for whatever draws them."""

from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TypeAlias

from itbounds.errors import DomainError
from itbounds.symbolic.box import Wires
from itbounds.symbolic.drawing.rows import Atom, Slot, rows
from itbounds.symbolic.drawing.sizes import LINE, STUB, Size, measured, text_width
from itbounds.symbolic.drawing.spacing import Link, spread
from itbounds.symbolic.terms import Term

__all__ = ["Curve", "Label", "Layout", "Point", "Shape", "arranged"]

Point: TypeAlias = tuple[float, float]
Row: TypeAlias = tuple[Slot, ...]

DIRECTIONS = ("down", "up", "right")
PASSING = ("wire", "input", "output")


@dataclass(frozen=True, slots=True)
class Shape:
    """A box, the triangle of a state, or the dot of a copy or a discard.

    Parameters
    ----------
    kind : str
        ``"box"``, ``"state"``, ``"copy"`` or ``"discard"``.
    corners : tuple of points
        Of a dot its centre alone.
    name : str
        What is written into it.
    place : point
        The centre of the name.
    """

    kind: str
    corners: tuple[Point, ...]
    name: str
    place: Point


@dataclass(frozen=True, slots=True)
class Curve:
    """A piece of wire between boxes, dots and ends of the diagram: cubic Bezier curves one after another.

    Parameters
    ----------
    name : str
        Its object.
    points : tuple of points
        Start, control, control, end and start of the next, and so on: one more than three for each cubic.
    """

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a wire; `anchor` is the side of the text that touches the place: "n", "e", "s" or "w"."""

    name: str
    place: Point
    anchor: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture: its parts, and the lower left and upper right corners of the rectangle that they need."""

    shapes: tuple[Shape, ...]
    curves: tuple[Curve, ...]
    labels: tuple[Label, ...]
    corners: tuple[Point, Point]


def arranged(term: Term, direction: str = "down") -> Layout:
    """Return the picture of a term: inputs on top for ``"down"``, at the bottom for ``"up"``, or at the left.

    Raises
    ------
    DomainError
        If the direction is another.
    """
    if direction not in DIRECTIONS:
        raise DomainError(
            f"a diagram cannot be drawn {direction!r}",
            value=direction,
            hint=f"one of {', '.join(DIRECTIONS)}",
        )
    inner, objects = rows(term)
    last = [strand for slot in inner[-1] for strand in slot.below] if inner else [*range(len(term.dom))]
    whole = (
        tuple(Slot(Atom("input", 0, (0,)), (), (strand,)) for strand in range(len(term.dom))),
        *inner,
        tuple(Slot(Atom("output", 1, ()), (strand,), ()) for strand in last),
    )
    made = {strand for row in inner for slot in row if slot.atom.box for strand in slot.below}
    return _Pen(objects, frozenset(made.difference(last)), direction).drawn(whole)


class _Pen:
    """Draws rows, in coordinates across and along the wires, which it turns into the direction at the end."""

    def __init__(self, objects: Wires, labelled: frozenset[int], direction: str) -> None:
        self.objects = objects
        self.labelled = labelled
        self.direction = direction
        self.upright = direction != "right"
        self.shapes = list[Shape]()
        self.labels = list[Label]()
        self.anchors: dict[int, list[Point]] = {strand: [] for strand in range(len(objects))}
        self.forked = set[int]()

    def drawn(self, whole: tuple[Row, ...]) -> Layout:
        """Return the picture."""
        sizes = [
            [measured(slot, self.objects, self.labelled, upright=self.upright) for slot in row]
            for row in whole
        ]
        centres = spread([[size.room for size in row] for row in sizes], _links(whole, sizes))
        first = min((centre for row in centres for centre in row), default=0.0)
        centres = [[centre - first for centre in row] for row in centres]
        tops, ends = _ports(whole, sizes, centres)
        along = 0.0
        for number, row in enumerate(whole):
            if number and whole[number - 1]:
                slant = max([0.0, *(abs(x - ends[number - 1][strand]) for strand, x in tops[number].items())])
                along += (0.3 if len(whole) > 2 else 0.9) + 0.3 * min(slant, 3.0)
            height = max([size.along for size in sizes[number]], default=0.0)
            below = along + height + self._stub(row)
            for slot, size, centre in zip(row, sizes[number], centres[number], strict=True):
                start = along + (height - size.along) / 2
                for strand in slot.above:
                    self.anchors[strand].append((tops[number][strand], along))
                self._lead(slot, centre, (start, start + size.along), tops[number], ends[number])
                for strand in slot.below:
                    self.anchors[strand].append((ends[number][strand], below))
                if slot.atom.box:
                    self._shape(slot, size, centre, start)
                    for strand in self.labelled.intersection(slot.below):
                        self._label(strand, (ends[number][strand], (along + height + below) / 2), "beside")
            along = below
        return self._layout()

    def _stub(self, row: Row) -> float:
        """Return how far wires have to run straight below a row for their labels."""
        made = [strand for slot in row if slot.atom.box for strand in slot.below]
        names = [self.objects[strand] for strand in made if strand in self.labelled]
        return max([0.0, *(STUB if self.upright else text_width(name) + 0.2 for name in names)])

    def _lead(
        self,
        slot: Slot,
        centre: float,
        extent: tuple[float, float],
        tops: dict[int, float],
        ends: dict[int, float],
    ) -> None:
        """Lead wires to what is in a slot and on from it, and draw the dots among it."""
        kind, (start, end) = slot.atom.kind, extent
        if kind in ("input", "output"):
            self._label((slot.above + slot.below)[0], (centre, start), kind)
        elif kind in ("copy", "discard"):
            dot = (centre, start + 0.12 if kind == "copy" else end - 0.12)
            self.shapes.append(Shape(kind, (self._turned(dot),), "", self._turned(dot)))
            for strand in slot.above + slot.below:
                self.anchors[strand].append(dot)
            self.forked.update(slot.below)
        elif kind != "wire":
            for strand in slot.above:
                self.anchors[strand].append((tops[strand], start))
        for strand in slot.below:
            self.anchors[strand].append((ends[strand], end))

    def _shape(self, slot: Slot, size: Size, centre: float, start: float) -> None:
        end, left, right = start + size.along, centre - size.half, centre + size.half
        corners, share = [(left, start), (right, start), (right, end), (left, end)], 0.5
        if slot.atom.kind == "state":
            corners, share = [(centre, start), (right, end), (left, end)], 0.66
        turned = tuple(self._turned(corner) for corner in corners)
        name = slot.atom.box.name if slot.atom.box else ""
        place = self._turned((centre, start + share * size.along))
        self.shapes.append(Shape(slot.atom.kind, turned, name, place))

    def _label(self, strand: int, place: Point, role: str) -> None:
        across, along = place
        if role == "beside":
            shifted = (across + 0.08, along) if self.upright else (across - 0.08, along)
            self.labels.append(
                Label(self.objects[strand], self._turned(shifted), "w" if self.upright else "s")
            )
            return
        shift = -0.1 if role == "input" else 0.1
        anchor = {"down": "sn", "up": "ns", "right": "ew"}[self.direction][role == "output"]
        self.labels.append(Label(self.objects[strand], self._turned((across, along + shift)), anchor))

    def _turned(self, place: Point) -> Point:
        across, along = place
        x, y = {"down": (across, -along), "up": (across, along), "right": (along, -across)}[self.direction]
        return round(x, 3) + 0.0, round(y, 3) + 0.0

    def _layout(self) -> Layout:
        curves = tuple(
            Curve(
                self.objects[strand], tuple(map(self._turned, _bent(anchors, forked=strand in self.forked)))
            )
            for strand, anchors in self.anchors.items()
        )
        points = [point for curve in curves for point in curve.points]
        points += [corner for shape in self.shapes for corner in shape.corners]
        points += [corner for label in self.labels for corner in _text_corners(label)]
        xs, ys = zip(*points or [(0.0, 0.0)], strict=True)
        corners = (min(xs) - 0.1, min(ys) - 0.1), (max(xs) + 0.1, max(ys) + 0.1)
        return Layout(tuple(self.shapes), curves, tuple(self.labels), corners)


def _links(whole: tuple[Row, ...], sizes: list[list[Size]]) -> list[Link]:
    """Return the wires between neighbouring rows: those that pass are stiff, those that bend anyway soft."""
    found = list[Link]()
    for number, (upper, lower) in enumerate(pairwise(whole)):
        starts = [(i, k) for i, slot in enumerate(upper) for k in range(len(slot.below))]
        ends = [(i, k) for i, slot in enumerate(lower) for k in range(len(slot.above))]
        for (i, port), (j, end) in zip(starts, ends, strict=True):
            above, below = upper[i], lower[j]
            kinds = above.atom.kind, below.atom.kind
            leaving, entering = sizes[number][i].leaving[port], sizes[number + 1][j].entering[end]
            alone = len(above.below) == len(below.above) == 1
            bends = kinds[0] == "copy" or "crossing" in kinds
            passing = kinds[0] in PASSING and kinds[1] in PASSING
            weight = 20.0 if passing else 0.2 if bends else 5.0 if alone else 1.0
            found.append(Link(number, i, leaving, j, entering, weight, alone))
    return found


def _ports(
    whole: tuple[Row, ...], sizes: list[list[Size]], centres: list[list[float]]
) -> tuple[list[dict[int, float]], list[dict[int, float]]]:
    """Return for each row where strands enter it and where they leave it.

    The arms of a copy and the wires of a crossing spread as far as those that they are joined to, if there is
    room: so they need no second bend.
    """
    tops, ends = list[dict[int, float]](), list[dict[int, float]]()
    for row, measures, places in zip(whole, sizes, centres, strict=True):
        tops.append({})
        ends.append({})
        for slot, size, x in zip(row, measures, places, strict=True):
            tops[-1] |= {strand: x + port for strand, port in zip(slot.above, size.entering, strict=True)}
            ends[-1] |= {strand: x + port for strand, port in zip(slot.below, size.leaving, strict=True)}
    for number, row in enumerate(whole):
        edges = [
            (x - size.room.left, x + size.room.right)
            for x, size in zip(centres[number], sizes[number], strict=True)
        ]
        for place, (slot, x) in enumerate(zip(row, centres[number], strict=True)):
            left = edges[place - 1][1] if place else -inf
            right = edges[place + 1][0] if place + 1 < len(row) else inf
            if slot.atom.kind == "copy":
                first, second = slot.below
                ends[number][first] = min(max(tops[number + 1][first], left), x - 0.15)
                ends[number][second] = max(min(tops[number + 1][second], right), x + 0.15)
            elif slot.atom.kind == "crossing":
                for own, other in ((tops[number], ends[number - 1]), (ends[number], tops[number + 1])):
                    joined = {strand: other[strand] for strand in slot.above}
                    if all(left < wanted < right for wanted in joined.values()):
                        own.update(joined)
    return tops, ends


def _bent(anchors: list[Point], *, forked: bool) -> list[Point]:
    """Return Bezier points through some anchors: straight where they are above each other, else S-shaped."""
    kept = anchors[:1]
    for i, (across, along) in enumerate(anchors[1:], 1):
        ahead = anchors[i + 1][0] if i + 1 < len(anchors) else None
        straight = abs(kept[-1][0] - across) < 1e-6 and ahead is not None and abs(ahead - across) < 1e-6
        if (across, along) != kept[-1] and not straight:
            kept.append((across, along))
    points = kept[:1]
    for place, ((a, start), (b, end)) in enumerate(pairwise(kept)):
        middle = (start + end) / 2
        first = (b, start) if forked and place == 0 else (a, middle)
        points += [first, (b, middle), (b, end)]
    return points


def _text_corners(label: Label) -> tuple[Point, Point]:
    (x, y), width = label.place, text_width(label.name)
    left = {"w": x, "e": x - width}.get(label.anchor, x - width / 2)
    low = {"s": y, "n": y - LINE / 2}.get(label.anchor, y - LINE / 4)
    return (left, low), (left + width, low + LINE / 2)
