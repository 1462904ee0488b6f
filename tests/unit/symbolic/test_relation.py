"""Relations and the structure in them."""

import pytest
from hypothesis import assume, given, strategies as st

from itbounds import NATS, AmbiguousTruthError, DTypeError, H, I, ShapeError, parse, rvs
from itbounds.semantics import evaluate
from itbounds.symbolic import (
    ConditionalIndependence,
    Expression,
    FunctionalDependence,
    Joint,
    as_relation,
    function_of,
    independent,
    markov,
    rate,
)
from itbounds.testing.expressions import expressions, groups, joint_laws, rationals

W, X, Y, Z = VARIABLES = rvs("W X Y Z")
NOTHING = Joint.of()


def ci(a, b, c=""):
    return ConditionalIndependence(*(Joint.of(*names) for names in (a, b, c)))


def fd(source, target):
    return FunctionalDependence(Joint.of(*source), Joint.of(*target))


@given(expressions(VARIABLES), expressions(VARIABLES))
def test_the_form_is_greater_minus_smaller(a, b):
    assert (a <= b).expression == (b >= a).expression == b - a
    assert (a <= b) == (b >= a)
    assert hash(a <= b) == hash(b >= a)
    assert a.eq(b).expression == a - b
    assert a.eq(b) == b.eq(a)
    assert hash(a.eq(b)) == hash(b.eq(a))
    assert a.eq(b) != (a <= b)
    assert (a.eq(b).kind, (a <= b).kind) == ("eq", "ge")


def test_numbers_stand_on_either_side():
    assert (H(X) >= 0) == (H(X) >= 0)
    assert (rate("R") <= 1) == (rate("R") <= 1)
    assert (rate("R") <= 1).rate_names == ("R",)


def test_a_relation_has_no_truth_value():
    with pytest.raises(AmbiguousTruthError, match="two relations"):
        _ = 0 <= H(X) <= 1
    with pytest.raises(AmbiguousTruthError):
        assert X >> Y >> Z


def test_the_identity_of_forms_is_no_relation():
    """A constraint written with == is a bool, and is caught."""
    with pytest.raises(DTypeError, match=r"a\.eq\(b\)"):
        as_relation(H(Y | X) == 0)
    with pytest.raises(DTypeError, match=">= 0"):
        as_relation(H(Y | X))
    with pytest.raises(DTypeError):
        as_relation(3)
    assert as_relation("H(Y|X) = 0") == H(Y | X).eq(0) == as_relation(H(Y | X).eq(0))


@given(
    groups(VARIABLES),
    groups(VARIABLES),
    groups(VARIABLES, min_size=0),
    rationals(),
    st.sampled_from(["le", "ge", "eq"]),
)
def test_vanishing_quantities_are_recognised_in_raw_forms(a, b, c, scale, how):
    """The statements found say the same as the form: their expressions sum to it."""
    assume(scale)
    quantity = Expression(dict((scale * I(a, b | c)).entropies))
    relation = {"le": quantity <= 0, "ge": quantity >= 0, "eq": quantity.eq(0)}[how]
    total = sum((statement.expression for statement in relation.structure), Expression())
    says_zero = how == "eq" or (how == "le") == (scale > 0)
    assert total == (I(a, b | c) if says_zero else 0)
    for statement in relation.structure:
        if isinstance(statement, ConditionalIndependence):
            parts = (statement.first, statement.second, statement.condition)
            assert len(statement.first) > 0
            assert len(statement.second) > 0
        else:
            parts = (statement.source, statement.target)
            assert len(statement.target) > 0
        assert len(Joint(frozenset().union(*(p.members for p in parts)))) == sum(map(len, parts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H(Y|X) = 0", [fd("X", "Y")]),
        ("H(X,Y) = H(X)", [fd("X", "Y")]),
        ("H(X) = H(X,Y)", [fd("X", "Y")]),
        ("3 H(Y) <= 0", [fd("", "Y")]),
        ("H(X) + H(Y) = H(X,Y)", [ci("X", "Y")]),
        ("H(X,Z) + H(Y,Z) = H(X,Y,Z) + H(Z)", [ci("X", "Y", "Z")]),
        ("I(X,Y;X,Z|W) = 0", [fd("W", "X"), ci("Y", "Z", "WX")]),
        ("I(X;Y) >= 0", []),
        ("I(X;Y) = R", []),
        ("I(X;Y) = 1", []),
        ("H(X) = H(Y)", []),
        ("H(X) + H(Y) = 0", []),
        ("2 H(X,Y) = H(X)", []),
        ("I(X;Y) + I(X;Z) = 0", []),
        ("H(X) = H(X)", []),
    ],
)
def test_structure_of_raw_relations(text, expected):
    assert list(parse(text).structure) == expected


def test_chains():
    chain = W >> X >> Y >> Z
    assert chain == markov(W, X, Y, Z) == W >> (X >> Y >> Z) == (W >> X) >> (Y >> Z)
    assert chain.structure == (ci("W", "Y", "X"), ci("Z", "WX", "Y"))
    assert chain.expression == I(W, Y | X) + I((W, X), Z | Y)
    assert ((W, X) >> Y >> Z).structure == (ci("Z", "WX", "Y"),)
    assert (X >> (Y & W) >> Z).structure == (ci("X", "Z", "WY"),)
    assert (X >> Y).expression == 0
    assert (X >> Y).variables == (X, Y)
    assert (W >> X >> Y).substitute({X: (X, Z)}) == W >> (X, Z) >> Y
    with pytest.raises(ShapeError):
        X >> ()
    with pytest.raises(ShapeError):
        markov(X)


@given(joint_laws(4))
def test_a_chain_reversed_has_the_same_laws(p):
    """The two sums are identical forms: each is the sum of links minus the whole."""
    W_X_Y_Z, Z_Y_X_W = W >> X >> Y >> Z, Z >> Y >> X >> W
    assert W_X_Y_Z.expression == Z_Y_X_W.expression
    assert evaluate(W_X_Y_Z.expression, p, VARIABLES, unit=NATS) >= -1e-13


def test_independence():
    assert independent(X, Y, Z).structure == (ci("X", "Y"), ci("Z", "XY"))
    assert independent(X, Y, Z).expression == H(X) + H(Y) + H(Z) - H(X, Y, Z)
    assert independent(X, Y, given=Z).structure == (ci("X", "Y", "Z"),)
    assert independent(X, Y) == I(X, Y).eq(0)
    assert independent(X, X).structure == (fd("", "X"),)
    assert independent(X, Y, given=W).substitute({W: ()}) == independent(X, Y)
    with pytest.raises(ShapeError):
        independent(X)


def test_functions():
    assert function_of(Z, (X, Y)) == H(Z | X, Y).eq(0)
    assert function_of(Z, (X, Y)).structure == (fd("XY", "Z"),)
    assert function_of(X, (X, Y)).structure == ()


def test_masks_of_statements():
    assert ci("X", "Y", "WZ").masks(VARIABLES) == (0b0010, 0b0100, 0b1001)
    assert fd("X", "YZ").masks(VARIABLES) == (0b0010, 0b1100)
    with pytest.raises(ValueError, match="not in the order"):
        fd("X", "Y").masks([X])


def test_substitution_keeps_sides():
    relation = (I(X, Z) <= I(X, Y) + rate("R")).substitute({Z: W, "R": 1})
    assert str(relation) == "I(W;X) <= I(X;Y) + 1"
