"""A region is drawn with its exact corners, and each facet carries its inequality."""

from fractions import Fraction

import numpy as np
import pytest
from matplotlib.figure import Figure

import itbounds as ib
from itbounds.errors import DomainError

SOURCES = ["H(X) == 1", "H(Y) == 1", "I(X;Y) == 1/2", "H(A|X) == 0", "H(B|Y) == 0", "H(X,Y|A,B) == 0"]


@pytest.fixture(scope="module")
def slepian_wolf():
    return ib.region("R S", SOURCES, ["H(A) <= R", "H(B) <= S"])


@pytest.fixture
def axes():
    return Figure().add_subplot()


def test_the_boundary_goes_through_the_corners(slepian_wolf):
    ax = ib.plots.region(slepian_wolf)
    boundary, corners = (line.get_xydata() for line in ax.lines)
    exact = [[float(value) for value in vertex.point] for vertex in slepian_wolf.vertices]
    np.testing.assert_array_equal(corners, exact)
    np.testing.assert_array_equal(boundary[1:-1], exact)
    # The rays run parallel to the axes and leave the figure.
    assert boundary[0][0] == exact[0][0]
    assert boundary[0][1] > ax.get_ylim()[1]
    assert boundary[-1][1] == exact[-1][1]
    assert boundary[-1][0] > ax.get_xlim()[1]


def test_points_are_shaded_exactly_if_they_are_in_the_region(slepian_wolf):
    ax = ib.plots.region(slepian_wolf)
    (shade,) = ax.patches
    inside = shade.get_path()
    for x in range(1, 16):
        for y in range(1, 16):
            point = Fraction(2 * x + 1, 20), Fraction(2 * y + 1, 20)
            if sum(point) != Fraction(3, 2) and Fraction(1, 2) not in point:
                assert inside.contains_point(tuple(map(float, point))) == (point in slepian_wolf)


def test_facets_and_corners_are_labelled(slepian_wolf):
    shown = [text.get_text() for text in ib.plots.region(slepian_wolf).texts]
    assert shown == [
        r"$2 R \geq 1$",
        r"$2 R + 2 S \geq 3$",
        r"$2 S \geq 1$",
        r"$(1/2, 1)$",
        r"$(1, 1/2)$",
    ]


def test_that_a_rate_is_not_negative_is_not_said():
    region = ib.region("R S", ["H(X) == 1", "H(X|A,B) == 0"], ["H(A) <= R", "H(B) <= S"])
    assert ib.plots.region(region).texts[0].get_text() == r"$R + S \geq 1$"


def test_without_labels_and_with_a_legend(axes, slepian_wolf):
    ib.plots.region(slepian_wolf, axes, label="Slepian and Wolf", annotate=False)
    assert len(axes.texts) == 0
    assert axes.get_legend().get_texts()[0].get_text() == "Slepian and Wolf"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$R$ [bit]", "$S$ [bit]")


def test_a_second_region_has_room_and_its_own_colour(axes, slepian_wolf):
    wider = ib.region(
        "R S",
        [line.replace("== 1", "== 3") for line in SOURCES[:2]] + SOURCES[2:],
        ["H(A) <= R", "H(B) <= S"],
    )
    ib.plots.region(wider, axes)
    limits = axes.get_xlim(), axes.get_ylim()
    ib.plots.region(slepian_wolf, axes)
    assert (axes.get_xlim(), axes.get_ylim()) == limits
    first, _, second, _ = axes.lines
    assert first.get_color() != second.get_color()


def test_the_region_draws_itself(axes, slepian_wolf):
    assert slepian_wolf.plot(axes) is axes
    assert len(axes.lines) == 2


def test_every_label_can_be_set(slepian_wolf, tmp_path):
    path = ib.plots.save(ib.plots.region(slepian_wolf), tmp_path / "region.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_only_a_plane_can_be_drawn():
    region = ib.region(["R"], ["H(X) == 1", "H(X) <= R"])
    with pytest.raises(DomainError, match="1 coordinates"):
        ib.plots.region(region)


def test_labels_run_along_their_edges_in_a_figure_of_any_shape(slepian_wolf):
    for size in ((3, 6), (8, 3)):
        ax = ib.plots.region(slepian_wolf, Figure(size).add_subplot())
        (label,) = (text for text in ax.texts if "R + 2 S" in text.get_text())
        corners = ax.transData.transform(ax.lines[1].get_xydata())
        right, up = corners[-1] - corners[0]
        assert label.get_rotation() == pytest.approx(np.degrees(np.arctan2(up, right)) % 360)
