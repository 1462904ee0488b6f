"""Permutations of variables: how they are written, and what they leave as it is."""

import pytest

from itbounds import RV, parse, rvs
from itbounds.errors import DomainError, DTypeError
from itbounds.symbolic.symmetry import as_permutation, require_invariance

X, Y, Z = rvs("X Y Z")


@pytest.mark.parametrize(
    "written", ["(X Y Z)", "(Y, Z, X)", {"X": "Y", "Y": "Z", "Z": "X"}, {X: Y, Y: Z, Z: X}]
)
def test_three_ways_to_write_a_cycle(written):
    assert as_permutation(written, (X, Y, Z)) == {X: Y, Y: Z, Z: X}


def test_what_is_left_out_stays():
    assert as_permutation("", (X, Y)) == {X: X, Y: Y}
    assert as_permutation(" (X) (Y Z) ", (X, Y, Z)) == {X: X, Y: Z, Z: Y}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("X Y", "not written in cycles"),
        ("((X Y))", "not written in cycles"),
        ("(X Y)(Y Z)", "two variables to one"),
        ({"X": "Y"}, "two variables to one"),
        ("(X W)", "moves W, which does not occur"),
        ("(X 1)", "does not name"),
    ],
)
def test_what_is_no_permutation(written, said):
    with pytest.raises(DomainError, match=said):
        as_permutation(written, (X, Y, Z))


def test_other_objects_are_refused():
    for written in (3, {1: "X"}):
        with pytest.raises(DTypeError):
            as_permutation(written, (X, Y, Z))


def test_invariance_is_up_to_scale_and_direction():
    swap = {X: Y, Y: X}
    stated = [parse("H(X) <= R"), parse("3 R >= 3 H(Y)"), parse("H(X|Y) == H(Y|X)"), parse("indep(X; Y)")]
    require_invariance([swap], stated, [parse("H(X) + H(Y)"), parse("R")])
    for relation in ("H(X) <= 1", "H(X) == H(X,Y)", "2 H(X) <= H(Y)"):
        with pytest.raises(DomainError, match="makes of"):
            require_invariance([swap], [parse(relation)], [])
    with pytest.raises(DomainError, match="not invariant"):
        require_invariance([swap], stated, [parse("H(X) + 2 H(Y)")])


def test_an_equality_is_not_an_inequality():
    with pytest.raises(DomainError, match="makes of"):
        require_invariance([{X: Y, Y: X}], [parse("H(X) == 1"), parse("H(Y) >= 1")], [])


def test_variables_without_digits_keep_their_names():
    assert as_permutation({"W_hat": "W_hat"}, (RV("W_hat"),)) == {RV("W_hat"): RV("W_hat")}
