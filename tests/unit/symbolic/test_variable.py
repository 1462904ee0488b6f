"""Random variables, their groups, and the operators of both."""

import copy
import pickle

import pytest
from hypothesis import given, strategies as st

from itbounds import RV, DomainError, DTypeError, H, I, rvs
from itbounds.symbolic import Given, Joint, as_joint
from itbounds.symbolic.variable import natural_order
from itbounds.testing.expressions import groups

W, X, Y, Z = VARIABLES = rvs("W X Y Z")


def test_a_variable_is_its_name():
    assert RV("X") == X
    assert hash(RV("X")) == hash(X)
    assert X != Y
    assert str(X) == "X"
    assert eval(repr(X), {"RV": RV}) == X


@pytest.mark.parametrize("name", ["", "1X", "X Y", "X,Y", "X'", "X-1", None, 3])
def test_names_are_identifiers(name):
    with pytest.raises(DomainError):
        RV(name)


def test_many_at_once():
    assert rvs("X, Y Z") == (X, Y, Z)
    assert rvs("") == ()
    with pytest.raises(DomainError, match="twice"):
        rvs("X Y X")
    with pytest.raises(DTypeError):
        rvs(["X"])


@given(groups(VARIABLES), groups(VARIABLES), groups(VARIABLES))
def test_joining_is_a_semilattice(a, b, c):
    assert a & b == b & a
    assert (a & b) & c == a & (b & c)
    assert a & a == a
    assert hash(a & b) == hash(b & a)
    assert (a & b) - b == a - b
    assert eval(repr(a), {"Joint": Joint}) == a


def test_tuples_join_too():
    assert X & Y == as_joint((X, Y)) == as_joint([X & Y, Y]) == (X,) & Y
    assert as_joint({X, Y, Z}) == X & (Y, Z)
    assert tuple(X & W & Y) == (W, X, Y)
    assert W in X & W
    assert len(as_joint(())) == 0


def test_the_bar():
    assert Given(as_joint(X), as_joint(Y)) == X | Y
    assert (X, Y) | Z == X & Y | Z == Given(X & Y, as_joint(Z))
    assert X | (Y, Z) == X | Y & Z == Given(as_joint(X), Y & Z)
    with pytest.raises(DomainError, match="second bar"):
        X | Y | Z


@pytest.mark.parametrize("names", ["X1 X2 X9 X10 X11", "A A1 A01 A1b2 A1b10", "Z10_2 Z10_10", "_1 _2 a"])
def test_numbers_are_sorted_by_value(names):
    variables = rvs(names)
    assert set(natural_order(reversed(variables))) == set(variables)
    assert natural_order(reversed(variables)) == natural_order(variables)
    digits = [v for v in variables if v.name[1:].isdecimal()]
    assert list(natural_order(digits)) == sorted(digits, key=lambda v: (v.name[0], int(v.name[1:]), v.name))


@pytest.mark.parametrize(
    ("ask", "remedy"),
    [
        (lambda: H("X"), "itbounds.RV"),
        (lambda: H(X >> Y), "binds tighter"),
        (lambda: X >> Y & Z, "binds tighter"),
        (lambda: X & Y >> Z, "binds tighter"),
        (lambda: I(X | Y, Z | W), "two bars"),
        (lambda: H(X & 3), "groups are made"),
        (lambda: X & (Y | Z), "bar"),
        (lambda: H(X) + Y, "write H"),
    ],
)
def test_misuse_names_the_remedy(ask, remedy):
    with pytest.raises((DTypeError, DomainError), match=remedy):
        ask()


@given(st.sampled_from([X, X & Y, (X, Y) | Z, H(X, Y | Z) - 3, X >> Y >> Z, H(X) <= 1]))
def test_everything_survives_pickle_and_copy(thing):
    assert pickle.loads(pickle.dumps(thing)) == thing
    assert copy.deepcopy(thing) == thing
