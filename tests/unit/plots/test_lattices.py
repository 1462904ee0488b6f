"""The lattice shows what the certificate says: each quantity on its own joint entropies, with its factor."""

from fractions import Fraction

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

import itbounds as ib
from itbounds.errors import DomainError

ZHANG_YEUNG = "I(A;B) <= 2 I(A;B|C) + I(A;C|B) + I(B;C|A) + I(A;B|D) + I(C;D)"


@pytest.fixture(scope="module")
def processing():
    return ib.prove("I(X;Z) <= I(X;Y)", given="X -> Y -> Z")


def places(ax):
    """Where each set stands, by its name."""
    return {text.get_text().strip("$"): text.get_position() for text in ax.texts if "$" in text.get_text()}


def badges(ax):
    """The coefficient beside each set."""
    shown = {}
    for text in ax.texts:
        if "$" not in text.get_text():
            shown[text.xycoords.get_text().strip("$")] = Fraction(text.get_text().replace("−", "-"))
    return shown


def test_the_quantities_of_a_proof_stand_on_their_joint_entropies(processing):
    ax = ib.plots.lattice(processing)
    stand = places(ax)
    corners = {
        "I(X;Y|Z)": {"Z", r"X\,Z", r"X\,Y\,Z", r"Y\,Z"},
        "I(X;Z|Y)": {"Y", r"X\,Y", r"X\,Y\,Z", r"Y\,Z"},
    }
    assert {patch.get_gid() for patch in ax.patches} == set(corners)
    for patch in ax.patches:
        points = patch.get_xy()[:4]
        near = {min(stand, key=lambda name: np.hypot(*(np.array(stand[name]) - point))) for point in points}
        assert near == corners[patch.get_gid()]


def test_what_is_given_is_told_from_what_is_never_negative(processing):
    never, given = ib.plots.lattice(processing).patches
    assert never.get_facecolor()[3] > 0
    assert given.get_facecolor() == to_rgba("none")
    assert never.get_linestyle() != given.get_linestyle()
    assert (never.get_label(), given.get_label()) == (r"$I(X; Y \mid Z)$", r"$-I(X; Z \mid Y)$, zero")


def test_the_badges_are_the_claim(processing):
    assert badges(ib.plots.lattice(processing)) == {"Y": 1, "Z": -1, r"X\,Y": -1, r"X\,Z": 1}


def test_sets_stand_above_their_subsets_and_apart():
    ax = ib.plots.lattice(ib.prove("H(A,B,C,D,E) <= H(A) + H(B) + H(C) + H(D) + H(E)"))
    stand = places(ax)
    assert len(stand) == 32
    heights = {y: sum(1 for _, other in stand.values() if other == y) for _, y in stand.values()}
    assert [heights[y] for y in sorted(heights)] == [1, 5, 10, 10, 5, 1]
    points = np.array(list(stand.values()))
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    assert apart[~np.eye(32, dtype=bool)].min() > 0.4


def test_an_entropy_is_an_edge():
    ax = ib.plots.lattice(ib.prove("H(X) <= H(X,Y)"))
    (edge,) = ax.patches
    assert edge.get_gid() == "H(Y|X)"
    assert len(edge.get_xy()) == 2


def test_terms_that_have_no_shape_are_counted():
    ax = ib.plots.lattice(ib.prove("H(X,Y) <= 2 R", given=["H(X) <= R", "H(Y) <= R"]))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["$I(X; Y)$", "and 2 more, not drawn"]


def test_each_half_of_an_equation_is_a_picture():
    proof = ib.prove("I(X;Z|Y) = 0", given="W,X -> Y -> Z")
    assert badges(ib.plots.lattice(proof)) == {
        name: -value for name, value in badges(ib.plots.lattice(proof, part=1)).items()
    }
    with pytest.raises(DomainError, match="2 parts, not part 2"):
        ib.plots.lattice(proof, part=2)


def test_a_claim_that_is_not_implied_shows_the_polymatroid():
    proof = ib.prove(ZHANG_YEUNG)
    assert proof.status is ib.ProofStatus.NOT_IMPLIED
    ax = ib.plots.lattice(proof)
    shown = {}
    for text in places(ax):
        name, value = text.split(" : ")
        shown[name.replace(r"\,", "").replace(r"\emptyset", "")] = int(value)
    for mask in range(16):
        name = "".join(letter for i, letter in enumerate("ABCD") if mask >> i & 1)
        assert shown[name] == proof.counterexample.value(mask)
    total = sum(value * shown[name.split(" : ")[0].replace(r"\,", "")] for name, value in badges(ax).items())
    assert total < 0


def test_the_title_of_the_owner_stays(processing):
    axes = Figure().add_subplot()
    axes.set_title("mine")
    assert ib.plots.lattice(processing, axes) is axes
    assert axes.get_title() == "mine"
    assert ib.plots.lattice(processing).get_title() == r"$I(X; Z) \leq I(X; Y)$"


@pytest.mark.parametrize("claim", [ZHANG_YEUNG, "H(X_1,Y_hat) >= 3/2 I(X_1;Y_hat)"])
def test_every_label_can_be_set(claim, tmp_path):
    proof = ib.prove(claim, search=False)
    path = ib.plots.save(ib.plots.lattice(proof), tmp_path / "lattice.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_drawn():
    with pytest.raises(DomainError, match="refuted by a law"):
        ib.plots.lattice(ib.prove("I(X;Y|Z) <= I(X;Y)"))
    with pytest.raises(DomainError, match="64 sets"):
        ib.plots.lattice(ib.prove("H(A,B,C,D,E,F) <= H(A,B,C) + H(D,E,F)"))
