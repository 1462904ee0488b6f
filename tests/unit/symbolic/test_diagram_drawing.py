"""Pictures of diagrams: nothing overlaps, every wire goes from port to port, TikZ and SVG say the same."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from itbounds import Box, Diagram, DomainError
from itbounds.symbolic import Node, Wiring
from itbounds.symbolic.drawing import arranged, svg_text, tikz_text
from itbounds.symbolic.drawing.names import formula, tex
from itbounds.symbolic.drawing.rows import rows
from itbounds.symbolic.drawing.spacing import Link, Room, spread
from itbounds.symbolic.terms import steps
from itbounds.symbolic.wiring import normal_form
from itbounds.testing.diagrams import SIGNATURE, diagrams

X = Diagram.id("X")
P, F, G = Box("p", (), "X"), Box("f", "X", "Y"), Box("g", "Y", "Z")
LONG = tuple(
    Box(
        {"p": "prior", "f": "encoder", "n": "noisy channel", "m": "decoder"}.get(box.name, box.name),
        *ends,
        **kind,
    )
    for box in SIGNATURE
    for ends, kind in [((box.dom, box.cod), {"deterministic": box.deterministic})]
)
DIRECTIONS = st.sampled_from(["down", "up", "right"])
DRAWN = diagrams(signature=SIGNATURE, max_boxes=7, max_width=5) | diagrams(signature=LONG, max_boxes=5)


def kinds(grid):
    return [[slot.atom.kind for slot in row if slot.atom.kind != "wire"] for row in grid]


def test_rows_hold_what_can_stand_side_by_side():
    grid, _ = rows((P >> Diagram.copy("X") >> F @ X).term)
    assert kinds(grid) == [["state"], ["copy"], ["box"]]
    grid, _ = rows(((F >> G) @ (F >> G)).term)
    assert kinds(grid) == [["box", "box"], ["box", "box"]]
    grid, _ = rows((X @ F >> F @ Diagram.id("Y")).term)
    assert kinds(grid) == [["box", "box"]]


def test_states_stand_where_they_are_used():
    late = (F >> G) @ P >> Box("h", ("Z", "X"), "Y")
    grid, _ = rows(late.term)
    assert kinds(grid) == [["box"], ["box", "state"], ["box"]]


def test_crossings_are_drawn_even_if_they_undo_each_other():
    twice = Diagram.swap("X", "Y") >> Diagram.swap("Y", "X")
    assert twice == Diagram.id("X", "Y")
    assert kinds(rows(twice.term)[0]) == [["crossing"], ["crossing"]]
    assert kinds(rows(Diagram.copy("X", "Y").term)[0]) == [["copy", "copy"], ["crossing"]]
    assert rows(Diagram.swap("X", ()).term)[0] == ()


@given(DRAWN)
def test_rows_are_the_diagram(diagram):
    grid, objects = rows(diagram.term)
    nodes, wire = [], dict(enumerate(range(len(diagram.dom))))
    for row in grid:
        for slot in row:
            if slot.atom.box:
                nodes.append(Node(slot.atom.box, tuple(wire[strand] for strand in slot.above)))
                start = len(diagram.dom) + sum(len(node.box.cod) for node in nodes[:-1])
                wire |= {strand: start + port for port, strand in enumerate(slot.below)}
            else:
                ends = zip(slot.below, slot.atom.sources, strict=True)
                wire |= {strand: wire[slot.above[source]] for strand, source in ends}
    last = [strand for slot in grid[-1] for strand in slot.below] if grid else range(len(diagram.dom))
    again = Wiring(diagram.dom, tuple(nodes), tuple(wire[strand] for strand in last))
    assert normal_form(again) == diagram.normal_form
    assert Counter(node.box for node in nodes) == Counter(diagram.boxes)
    assert tuple(objects[strand] for strand in last) == diagram.cod
    drawn = Counter(kind for row in kinds(grid) for kind in row)
    written = Counter()
    for _, step in steps(diagram.term):
        if not isinstance(step, Box):
            written[step.kind] += len(step.dom)
    assert (drawn["copy"], drawn["discard"]) == (written["copy"], written["discard"])


@given(DRAWN, DIRECTIONS)
def test_boxes_do_not_overlap(diagram, direction):
    picture = arranged(diagram.term, direction)
    extents = [extent(shape.corners) for shape in picture.shapes if shape.name]
    for i, (left, right, low, high) in enumerate(extents):
        for other in extents[:i]:
            apart = max(other[0] - right, left - other[1], other[2] - high, low - other[3])
            assert apart > 0.05
    assert Counter(shape.name for shape in picture.shapes if shape.name) == Counter(
        box.name for box in diagram.boxes
    )


@given(DRAWN, DIRECTIONS)
def test_wires_pass_no_box_and_no_dot_but_those_that_they_are_joined_to(diagram, direction):
    picture = arranged(diagram.term, direction)
    for curve in picture.curves:
        path = list(sampled(curve.points))
        for shape in picture.shapes:
            if shape.name:
                assert not any(inside(point, shape.corners) for point in path)
            else:
                ends = (curve.points[0], curve.points[-1])
                near = min(distance(point, shape.place) for point in path)
                assert shape.place in ends or near > 0.1


@given(DRAWN, DIRECTIONS)
def test_every_port_has_its_wire(diagram, direction):
    picture = arranged(diagram.term, direction)
    flow = {"down": (0, -1), "up": (0, 1), "right": (1, 0)}[direction]
    starts, ends = ([curve.points[i] for curve in picture.curves] for i in (0, -1))

    def along(point):
        return point[0] * flow[0] + point[1] * flow[1]

    boxes = {}
    for shape in picture.shapes:
        edges = [along(corner) for corner in shape.corners]
        if not shape.name:
            entering, leaving = ends.count(shape.place), starts.count(shape.place)
            assert (entering, leaving) == ((1, 2) if shape.kind == "copy" else (1, 0))
            continue
        left, right, low, high = extent(shape.corners)
        on = [
            sum(abs(along(p) - edge) < 1e-9 and left <= p[0] <= right and low <= p[1] <= high for p in points)
            for points, edge in ((ends, min(edges)), (starts, max(edges)))
        ]
        boxes.setdefault(shape.name, set()).add(tuple(on))
    assert boxes == {box.name: {(len(box.dom), len(box.cod))} for box in diagram.boxes}
    copies = sum(shape.kind == "copy" for shape in picture.shapes)
    made = sum(len(box.cod) for box in diagram.boxes)
    assert len(picture.curves) == len(diagram.dom) + made + 2 * copies


@given(DRAWN, DIRECTIONS)
def test_the_ends_bear_names_and_all_is_within_the_picture(diagram, direction):
    picture = arranged(diagram.term, direction)
    anchors = Counter(label.anchor for label in picture.labels)
    first, last = {"down": "sn", "up": "ns", "right": "ew"}[direction]
    named = {anchor: [label.name for label in picture.labels if label.anchor == anchor] for anchor in anchors}
    if direction != "right" or not diagram.boxes:
        assert named.get(first, []) == list(diagram.dom)
    assert named.get(last, []) == list(diagram.cod)
    (left, low), (right, high) = picture.corners
    points = [point for curve in picture.curves for point in sampled(curve.points)]
    points += [label.place for label in picture.labels]
    assert all(left <= x <= right and low <= y <= high for x, y in points)


@given(DRAWN)
def test_upwards_is_downwards_in_a_mirror(diagram):
    down, up = arranged(diagram.term), arranged(diagram.term, "up")
    assert [curve.points for curve in up.curves] == [
        tuple((x, -y + 0.0) for x, y in curve.points) for curve in down.curves
    ]


def test_a_direction_is_one_of_three():
    with pytest.raises(DomainError, match="down, up, right"):
        arranged(P, "left")


@settings(max_examples=15)
@given(DRAWN, st.booleans())
def test_tikz_draws_every_part(diagram, labels):
    picture = arranged(diagram.term)
    text = tikz_text(picture, labels=labels)
    lines = text.splitlines()
    assert lines[0].startswith(r"\begin{tikzpicture}")
    assert lines[-1] == r"\end{tikzpicture}"
    assert all(line.startswith("  \\") and line.endswith(";") for line in lines[1:-1])
    assert all(text.count(a) == text.count(b) for a, b in ("()", "{}", "[]"))
    boxes = [shape for shape in picture.shapes if shape.name]
    assert text.count(r"\draw ") == len(picture.curves)
    assert text.count(r"\draw[fill=white]") == len(boxes)
    assert text.count(r"\fill ") == len(picture.shapes) - len(boxes)
    assert text.count(r"\node") == len(boxes) + labels * len(picture.labels)
    assert "nan" not in text
    for curve in picture.curves:
        x, y = curve.points[-1]
        assert f"({x:g}, {y:g});" in text


def test_tikz_is_as_it_was():
    """A golden text: a diagram in a paper does not change when the package does, unless that is meant."""
    assert (Diagram.copy("X") >> F @ X).to_tikz() == GOLDEN


def test_names_are_safe_in_tex():
    assert tex("50% & {more} #1_$ ~^\\") == (
        r"50\% \& \{more\} \#1\_\$ \textasciitilde{}\textasciicircum{}\textbackslash{}"
    )
    assert tex("W_1''") == "$W_{1}''$"
    assert formula("f'g") is None


@settings(max_examples=15)
@given(DRAWN)
def test_svg_is_well_formed_and_draws_every_part(diagram):
    picture = arranged(diagram.term)
    tags = Counter(re.sub("{.*}", "", element.tag) for element in ET.fromstring(svg_text(picture)).iter())
    boxes = sum(bool(shape.name) for shape in picture.shapes)
    parts = (len(picture.curves), boxes, len(picture.shapes) - boxes, boxes + len(picture.labels))
    assert tuple(tags[tag] for tag in ("path", "polygon", "circle", "text")) == parts


def test_svg_escapes_names():
    assert "a&lt;b &amp; c" in Diagram(Box("a<b & c", (), "X"))._repr_svg_()


@given(st.data())
def test_spreading_keeps_distances_and_is_straight_where_it_can_be(data):
    room = st.builds(Room, st.floats(0.1, 2.0), st.floats(0.1, 2.0))
    grid = data.draw(st.lists(st.lists(room, min_size=1, max_size=4), min_size=1, max_size=4))
    links = [
        Link(
            i, data.draw(st.integers(0, len(upper) - 1)), 0.0, data.draw(st.integers(0, len(lower) - 1)), 0.0
        )
        for i, (upper, lower) in enumerate(pairwise(grid))
    ]
    centres = spread(grid, links, sweeps=200)
    for row, own in zip(grid, centres, strict=True):
        for i in range(1, len(row)):
            assert own[i] - own[i - 1] >= row[i - 1].right + row[i].left - 1e-9
    for link in links:  # a chain of single wires has no reason to bend
        assert centres[link.row][link.upper] == pytest.approx(centres[link.row + 1][link.lower], abs=1e-3)


def test_spreading_is_the_quadratic_program():
    """Two wires that want the same place stand as near to it as they may."""
    grid = [[Room(0.0, 0.0)], [Room(1.0, 1.0), Room(1.0, 1.0)]]
    (top,), (left, right) = spread(grid, [Link(0, 0, 0.0, 0, 0.0), Link(0, 0, 0.0, 1, 0.0)])
    assert (left - top, right - top) == pytest.approx((-1.0, 1.0))
    (top,), (left, right) = spread(grid, [Link(0, 0, 0.0, 0, 0.0, 3.0), Link(0, 0, 0.0, 1, 0.0, 1.0)])
    assert (left - top, right - top) == pytest.approx((-0.5, 1.5), abs=1e-6)


def test_rigid_wires_are_straight_if_a_little_room_is_missing():
    grid = [[Room(0.5, 0.5), Room(0.5, 0.5)], [Room(0.6, 0.6), Room(0.5, 0.5)]]
    rigid = [Link(0, 0, 0.0, 0, 0.0, rigid=True), Link(0, 1, 0.1, 1, 0.0, rigid=True)]
    upper, lower = spread(grid, rigid, sweeps=0)
    assert (lower[0] - upper[0], lower[1] - upper[1]) == pytest.approx((0.0, 0.1))
    assert lower[1] - lower[0] >= 1.1 - 1e-9


def test_a_hidden_markov_chain_is_drawn_with_straight_emissions():
    start, step, emit = Box("p", (), "S"), Box("T", "S", "S"), Box("E", "S", "O")
    chain = Diagram(start)
    for time in range(3):
        chain = chain >> Diagram.id(("O",) * time) @ (Diagram.copy("S") >> emit @ step)
    chain = chain >> Diagram.id("O", "O", "O") @ emit
    for curve in arranged(chain.term).curves:
        if curve.name == "O":
            assert len({x for x, _ in curve.points}) == 1


def extent(corners):
    xs, ys = zip(*corners, strict=True)
    return min(xs), max(xs), min(ys), max(ys)


def distance(one, other):
    return ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5


def sampled(points, count=24):
    """Points on a chain of cubics."""
    for start in range(0, len(points) - 1, 3):
        a, b, c, d = points[start : start + 4]
        for k in range(count + 1):
            t = k / count
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            yield tuple(sum(w * p[i] for w, p in zip(weights, (a, b, c, d), strict=True)) for i in (0, 1))


def inside(point, corners, margin=0.02):
    """Whether a point is well inside of a convex polygon."""
    signs = []
    for (x, y), (u, v) in zip(corners, corners[1:] + corners[:1], strict=True):
        length = distance((x, y), (u, v))
        signs.append(((u - x) * (point[1] - y) - (v - y) * (point[0] - x)) / length)
    return all(sign > margin for sign in signs) or all(sign < -margin for sign in signs)


GOLDEN = r"""\begin{tikzpicture}[x=1.1cm, y=1.1cm, line width=0.6pt, line cap=round, line join=round]
  \draw (0.45, 0) -- (0.45, -0.42);
  \draw (0.45, -0.42) .. controls (0, -0.42) and (0, -0.585) .. (0, -0.75) -- (0, -1.05);
  \draw (0.45, -0.42) .. controls (0.9, -0.42) and (0.9, -0.585) .. (0.9, -0.75) -- (0.9, -2.15);
  \draw (0, -1.85) -- (0, -2.15);
  \fill (0.45, -0.42) circle[radius=2pt];
  \draw[fill=white] (-0.3, -1.05) -- (0.3, -1.05) -- (0.3, -1.85) -- (-0.3, -1.85) -- cycle;
  \node at (0, -1.45) {$f$};
  \node[anchor=south, inner sep=1pt] at (0.45, 0.1) {\small $X$};
  \node[anchor=north, inner sep=1pt] at (0, -2.25) {\small $Y$};
  \node[anchor=north, inner sep=1pt] at (0.9, -2.25) {\small $X$};
\end{tikzpicture}"""
