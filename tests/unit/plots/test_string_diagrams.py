"""Figures of string diagrams: all parts are there, and text fits where it stands."""

from collections import Counter

import pytest
from hypothesis import given, settings
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

import itbounds as ib
from itbounds import Box, Diagram
from itbounds.plots import string_diagram, string_equation
from itbounds.symbolic.drawing import arranged
from itbounds.testing.diagrams import diagrams

X = Diagram.id("X")
P, F = Box("p", (), "X"), Box("f", "X", "Y")
WORDS = (
    Box("prior law", (), "Health")
    >> Diagram.copy("Health")
    >> Diagram.id("Health") @ Box("medical test", "Health", ("Outcome", "Cost"))
    >> Diagram.id("Health", "Outcome") @ Diagram.discard("Cost")
)


@settings(max_examples=10)
@given(diagrams())
def test_every_part_is_a_patch_with_its_name(diagram):
    axes = string_diagram(diagram)
    picture = arranged(diagram.term)
    wanted = Counter(shape.name or shape.kind for shape in picture.shapes)
    wanted += Counter(f"wire {curve.name}" for curve in picture.curves)
    assert Counter(patch.get_gid() for patch in axes.patches) == wanted
    names = Counter(shape.name for shape in picture.shapes if shape.name)
    assert len(axes.texts) == sum(names.values()) + len(picture.labels)


@pytest.mark.parametrize("direction", ["down", "up", "right"])
@pytest.mark.parametrize("width", [None, 1.6, 9.0])
def test_names_fit_into_their_boxes(direction, width):
    ax = None if width is None else Figure(figsize=(width, width)).add_subplot()
    axes = string_diagram(WORDS, ax, direction=direction)
    figure = axes.get_figure()
    figure.canvas.draw()
    boxes = {patch.get_gid(): patch for patch in axes.patches if isinstance(patch, Polygon)}
    assert set(boxes) == {"prior law", "medical test"}
    inner = [text for text in axes.texts if text.get_text() in boxes]
    assert len(inner) == 2
    for text in inner:
        around = boxes[text.get_text()].get_window_extent()
        own = text.get_window_extent()
        assert around.x0 < own.x0
        assert own.x1 < around.x1
        assert around.y0 < own.y0
        assert own.y1 < around.y1
    extents = [text.get_window_extent() for text in axes.texts]
    assert not any(one.overlaps(other) for i, one in enumerate(extents) for other in extents[:i])


def test_a_new_figure_has_the_size_of_the_diagram():
    small, large = (string_diagram(d).get_figure().get_size_inches() for d in (F, WORDS))
    assert (small < large).all()
    wide = string_diagram(F, extent=(9.0, 7.0)).get_figure().get_size_inches()
    assert tuple(wide / wide.min()) == pytest.approx((9 / 7, 1.0))


def test_axes_that_are_given_are_used():
    ax = Figure().add_subplot()
    assert string_diagram(P >> F, ax) is ax


def test_wires_may_be_without_names():
    assert [text.get_text() for text in string_diagram(P >> F, labels=False).texts] == ["$p$", "$f$"]
    assert [text.get_text() for text in string_diagram(P >> F).texts].count("$Y$") == 1


def test_an_equation_shows_its_sides_at_one_scale():
    left, right = F >> Diagram.copy("Y"), Diagram.copy("X") >> F @ F
    axes = string_equation(left, right, symbol=r"$\neq$", labels=False)
    boxes = [patch.get_extents() for patch in axes.patches if patch.get_gid() == "f"]
    assert len(boxes) == 3
    assert len({(round(box.width, 6), round(box.height, 6)) for box in boxes}) == 1
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])
    (symbol,) = [text for text in axes.texts if text.get_text() == r"$\neq$"]
    xs = sorted((box.x0 + box.x1) / 2 for box in boxes)
    here = axes.transData.transform(symbol.get_position())[0]
    assert xs[0] < here < xs[1]
    assert len(string_equation(left, left, left).texts) == 3 * 5 + 2


def test_no_diagram_is_refused():
    with pytest.raises(ib.DTypeError, match="no diagram"):
        string_diagram("f")
    with pytest.raises(ib.DomainError, match="down, up, right"):
        string_diagram(F, direction="left")
