"""An information diagram shows the I-measure: every atom with its value, its sign, and in its place."""

import sys
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, strategies as st
from matplotlib.colors import to_rgb
from matplotlib.patches import Ellipse as Outline
from matplotlib.path import Path

import itbounds as ib
from itbounds.errors import DomainError, DTypeError, MissingExtraError, ParseError, ShapeError
from itbounds.plots.arrangement import Ellipse, middle, regions
from itbounds.semantics import evaluate
from itbounds.symbolic.atoms import atom, from_atoms

XOR = [[[1 / 4, 0], [0, 1 / 4]], [[0, 1 / 4], [1 / 4, 0]]]


def shown(ax):
    """The label of each atom, by its name."""
    return {patch.get_gid(): patch.get_label() for patch in ax.patches if patch.get_gid()}


def numbers(ax):
    return {name: float(Fraction(text.replace("−", "-"))) for name, text in shown(ax).items()}


def curves(ax):
    return [patch for patch in ax.patches if isinstance(patch, Outline)]


def within(disc, points):
    """Which points are inside of an ellipse, by its equation."""
    x, y = (points - disc.get_center()).T
    angle = np.deg2rad(disc.get_angle())
    u, v = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    return (2 * u / disc.get_width()) ** 2 + (2 * v / disc.get_height()) ** 2 < 1


def outlines(ax):
    return {patch.get_gid(): patch.get_path() for patch in ax.patches if patch.get_gid()}


@pytest.mark.parametrize("count", [2, 3, 4])
def test_every_atom_is_drawn_once_inside_its_variables_and_outside_of_the_others(count):
    order = ib.rvs("A B C D")[:count]
    ax = ib.plots.information_diagram(ib.H(*order))
    drawn = outlines(ax)
    assert len(drawn) == 2**count - 1
    grid = np.array(list(product(np.linspace(-2.6, 2.6, 60), repeat=2)))
    discs = dict(zip("ABCD", curves(ax), strict=False))
    member = {name: within(disc, grid) for name, disc in discs.items()}
    for name, outline in drawn.items():
        shared = name.split("|")[0].split(",")
        wanted = np.logical_and.reduce([member[v] == (v in shared) for v in member])
        found = outline.contains_points(grid)
        # The outline is a polygon: a point very near an edge may be on the other side.
        assert (found != wanted).sum() <= 1
        assert found.sum() > 8


@pytest.mark.parametrize("count", [2, 3, 4])
def test_labels_stand_in_their_atoms(count):
    order = ib.rvs("A B C D")[:count]
    marked = from_atoms(
        {frozenset(v for i, v in enumerate(order) if m >> i & 1): m for m in range(1, 1 << count)}, order
    )
    ax = ib.plots.information_diagram(marked, order)
    values, paths = shown(ax), outlines(ax)
    places = {text.get_text(): text.get_position() for text in ax.texts}
    assert len(set(values.values())) == 2**count - 1
    for name, label in values.items():
        assert paths[name].contains_point(places[label])


@given(st.lists(st.integers(0, 9), min_size=16, max_size=16).filter(any))
def test_the_atoms_of_a_law_have_the_values_of_their_expressions(weights):
    law = np.array(weights, dtype=float).reshape(2, 2, 2, 2) / sum(weights)
    order = ib.rvs("W X Y Z")
    for name, value in numbers(ib.plots.information_diagram(law, order)).items():
        inside = frozenset(ib.rvs(name.split("|")[0]))
        exact = evaluate(atom(inside, order), law, order)
        # Three decimals, or one digit of what is smaller.
        assert value == pytest.approx(exact, rel=0.06, abs=5.1e-4)
        assert np.sign(value) == (0 if abs(exact) < 1e-13 else np.sign(exact))


def test_the_exclusive_or_has_minus_one_bit_in_the_middle():
    ax = ib.plots.information_diagram(XOR)
    assert shown(ax) == {
        "X|Y,Z": "0", "Y|X,Z": "0", "Z|X,Y": "0", "X,Y|Z": "1", "X,Z|Y": "1", "Y,Z|X": "1", "X,Y,Z": "−1",
    }  # fmt: skip
    assert ax.get_title() == "information in bits"


def test_negative_atoms_are_hatched_and_red_positive_ones_blue_and_zeros_white():
    ax = ib.plots.information_diagram(XOR)
    patches = {patch.get_gid(): patch for patch in ax.patches if patch.get_gid()}
    assert {name for name, patch in patches.items() if patch.get_hatch()} == {"X,Y,Z"}
    red, _, blue = to_rgb(patches["X,Y,Z"].get_facecolor())
    assert red > blue
    red, _, blue = to_rgb(patches["X,Y|Z"].get_facecolor())
    assert blue > red
    assert to_rgb(patches["X|Y,Z"].get_facecolor()) == (1.0, 1.0, 1.0)


def test_the_coefficients_of_an_expression_are_exact():
    ax = ib.plots.information_diagram("3/2*I(X;Y|Z) - H(X|Y,Z)")
    assert shown(ax)["X,Y|Z"] == "+3/2"
    assert shown(ax)["X|Y,Z"] == "−1"
    assert sum(text == "0" for text in shown(ax).values()) == 5
    assert ax.get_title() == "3/2*I(X;Y|Z) - H(X|Y,Z)"


def test_names_add_variables_to_an_expression_and_order_them():
    X, Y, _ = ib.rvs("X Y Z")
    ax = ib.plots.information_diagram(ib.I(X, Y), names="Y X Z")
    assert {name for name, text in shown(ax).items() if text != "0"} == {"Y,X|Z", "Y,X,Z"}
    assert ax.get_title() == "$I(X; Y)$"


def test_names_choose_and_order_the_variables_of_a_distribution():
    rng = np.random.default_rng(3)
    law = rng.dirichlet(np.ones(24)).reshape(2, 3, 4)
    joint = ib.Distribution.of(law, names="ABC")
    chosen = ib.plots.information_diagram(joint, names="C A")
    direct = ib.plots.information_diagram(law.sum(axis=1).T, names=("C", ib.RV("A")))
    assert shown(chosen) == shown(direct)
    assert [text.get_text() for text in chosen.texts][-2:] == ["$H(C)$", "$H(A)$"]
    assert set(shown(ib.plots.information_diagram(joint))) >= {"A|B,C", "A,B,C"}


def test_an_anonymous_distribution_gets_names():
    law = ib.Distribution.of([[0.5, 0.0], [0.0, 0.5]])
    assert shown(ib.plots.information_diagram(law)) == {"X|Y": "0", "X,Y": "1", "Y|X": "0"}
    four = ib.plots.information_diagram(np.full((2, 2, 2, 2), 1 / 16))
    assert shown(four)["X1|X2,X3,X4"] == "1"


def test_the_unit_and_the_title_of_the_owner():
    ax = ib.plots.information_diagram([[0.5, 0.0], [0.0, 0.5]], unit="nat")
    assert shown(ax)["X,Y"] == "0.693"
    assert ax.get_title() == "information in nats"
    ax.set_title("mine")
    assert ib.plots.information_diagram(XOR, ax=ax) is ax
    assert ax.get_title() == "mine"


def test_a_tiny_atom_keeps_a_digit_and_its_sign():
    tilted = np.full((2, 2), 0.25) + 1e-3 * np.array([[1, -1], [-1, 1]])
    assert shown(ib.plots.information_diagram(tilted))["X,Y"] == "1e−05"


@pytest.mark.parametrize(
    ("law", "names", "error", "message"),
    [
        ([0.5, 0.5], None, DomainError, "2, 3 or 4 variables, not of 1"),
        (np.full((2,) * 5, 1 / 32), None, DomainError, "not of 5"),
        (XOR, "X Y", ShapeError, "2 names for a law with 3 axes"),
        (XOR, ["X", "Y", "X"], DomainError, "twice"),
        ("I(X;Y) - R", None, DomainError, "no entropy"),
        ("I(X;Y", None, ParseError, r"expected '\)'"),
        ("I(X;Y) >= 0", None, ParseError, "relation"),
        ("I(X;Y)", "X Z", DomainError, "Y"),
        ({1, 2}, None, DTypeError, "set"),
    ],
)
def test_what_cannot_be_drawn(law, names, error, message):
    with pytest.raises(error, match=message):
        ib.plots.information_diagram(law, names)


@pytest.mark.parametrize("expression", ["3/2*I(X_1;Y_hat|alpha)", "I(X;Y)", "H(A,B,C,D)"])
def test_every_label_can_be_set(expression, tmp_path):
    ax = ib.plots.information_diagram(ib.parse(expression))
    assert ib.plots.save(ax, tmp_path / "diagram.png").read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"itbounds\[plot\]"):
        ib.plots.information_diagram(XOR)


def test_regions_of_discs_that_miss_each_other_are_the_discs():
    found = regions((Ellipse(-2.0, 0.0, 1.0, 1.0), Ellipse(2.0, 0.0, 1.0, 0.5, 30.0)))
    assert set(found) == {1, 2}
    x, y = found[2].T
    area = 0.5 * abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    assert area == pytest.approx(np.pi * 0.5, rel=1e-4)


def test_the_lens_of_two_circles_has_its_area():
    # Two unit circles at distance d share 2 arccos(d/2) - d/2 sqrt(4 - d^2).
    found = regions((Ellipse(-0.5, 0.0, 1.0, 1.0), Ellipse(0.5, 0.0, 1.0, 1.0)))
    x, y = found[3].T
    area = 0.5 * abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    assert area == pytest.approx(2 * np.pi / 3 - np.sqrt(3) / 2, rel=1e-4)
    assert Path(found[3]).contains_point(middle(found[3]))
    assert middle(found[3]) == pytest.approx((0.0, 0.0), abs=0.03)
