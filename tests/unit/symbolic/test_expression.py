"""Forms on joint entropies: Shannon's identities, and what is no exact number."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given

from itbounds import RV, DomainError, DTypeError, H, I, NonFiniteError, ShapeError, parse, rvs
from itbounds.symbolic import Expression, Joint, Quantity, rate, rates
from itbounds.testing.expressions import expressions, groups

W, X, Y, Z = VARIABLES = rvs("W X Y Z")


@given(groups(VARIABLES), groups(VARIABLES), groups(VARIABLES, min_size=0), groups(VARIABLES))
def test_shannons_identities(a, b, c, d):
    assert H(a | c) == H(a & c) - H(c)
    assert I(a, b | c) == H(a | c) - H(a | b & c) == I(b, a | c)
    assert H((a, b) | c) == H(a | c) + H(b | a & c)
    assert I(a & d, b | c) == I(a, b | c) + I(d, b | a & c)
    assert I(a, a | c) == H(a | c)
    assert I(a, b, d | c) == I(a, b | c) - I(a, b | c & d) == I(d, a, b | c)
    assert H(a | a & c) == 0
    assert I(a, b | a & c) == 0


def test_interaction_of_four_is_inclusion_and_exclusion():
    expected = H(W) + H(X) + H(Y) + H(Z) - H(W, X) - H(W, Y) - H(W, Z) - H(X, Y) - H(X, Z) - H(Y, Z)
    expected = expected + H(W, X, Y) + H(W, X, Z) + H(W, Y, Z) + H(X, Y, Z) - H(W, X, Y, Z)
    assert I(W, X, Y, Z) == expected


def test_after_the_bar_everything_is_condition():
    assert H(X, Y | Z) == H((X, Y) | Z)
    assert H(X | Z, W) == H(X | (Z, W))
    assert I(X, Y | Z, W) == I(X, Y | (Z, W))
    assert I((X, W), Y | Z) == I(X & W, Y | Z)
    assert H(()) == 0
    assert I(X, ()) == 0


def test_missing_groups_are_refused():
    with pytest.raises(ShapeError):
        H()
    with pytest.raises(ShapeError):
        I(X)
    with pytest.raises(ShapeError):
        I(X | Y)


def test_rates_and_constants():
    first, second = rates("R1 R2")
    form = 2 * first - second / 3 + H(X) - Fraction(1, 2)
    assert form.rates == {"R1": 2, "R2": Fraction(-1, 3)}
    assert form.constant == Fraction(-1, 2)
    assert form.rate_names == ("R1", "R2")
    assert form.variables == (X,)
    assert not form.is_homogeneous
    assert H(X).is_homogeneous
    assert (form - form + 3).is_constant
    assert form - form + 3 == 3
    assert hash(form - form + 3) == hash(3)
    assert form.substitute({"R1": H(Y), "R2": 3}) == 2 * H(Y) + H(X) - Fraction(3, 2)
    assert form.coefficient("R1") == 2
    assert form.coefficient(X) == 1
    assert form.coefficient((X, Y)) == 0
    assert rate("R1") != H(RV("R1"))
    with pytest.raises(DomainError):
        rate("R 1")


@pytest.mark.parametrize("number", [2, Fraction(2), np.int64(2), sympy.Integer(2), sympy.Rational(2)])
def test_exact_numbers_of_any_library(number):
    assert H(X) * number == number * H(X) == H(X) + H(X)
    assert H(X) - number == -(number - H(X))
    form = H(X) * number
    assert all(type(part) is int for c in form.entropies.values() for part in (c.numerator, c.denominator))


@pytest.mark.parametrize("number", [0.5, np.float64(0.5), 1j, Decimal("0.5"), "2", None, True, X])
def test_all_else_is_refused(number):
    for ask in (
        lambda: H(X) * number,
        lambda: number * H(X),
        lambda: H(X) + number,
        lambda: number - H(X),
        lambda: H(X) / number,
        lambda: Expression({frozenset({X}): number}),
    ):
        with pytest.raises(DTypeError):
            ask()


@pytest.mark.parametrize("number", [1j, Decimal("0.5"), "2", None, True, X])
def test_what_is_no_number_stands_in_no_relation(number):
    for ask in (lambda: H(X) <= number, lambda: H(X) >= number, lambda: H(X).eq(number)):
        with pytest.raises(DTypeError):
            ask()


@pytest.mark.parametrize("number", [0.3, np.float64(0.3), 1e-300, 0.1 + 0.2, -2.5])
def test_floats_in_relations_are_read_as_in_strings(number):
    meant = Fraction(repr(float(number)))
    assert float(meant) == number
    assert (H(X) <= number) == (H(X) <= meant) == (number >= H(X))
    assert (H(X) >= number) == (H(X) >= meant)
    assert H(X).eq(number) == H(X).eq(meant)
    assert (H(X) <= 0.3) == parse("H(X) <= 0.3")


@pytest.mark.parametrize("number", [np.inf, -np.inf, np.nan])
def test_relations_have_finite_numbers(number):
    with pytest.raises(NonFiniteError, match="not finite"):
        _ = H(X) <= number


def test_forms_are_linear():
    with pytest.raises(DomainError, match="not linear"):
        H(X) * H(Y)
    assert (H(X) - H(X) + 2) * H(Y) == 2 * H(Y) == H(Y) * (H(X) - H(X) + 2)
    with pytest.raises(DomainError, match="zero"):
        H(X) / 0


def test_forms_cannot_be_changed():
    form = H(X)
    with pytest.raises(TypeError):
        form.entropies[frozenset({X})] = Fraction(2)
    with pytest.raises(AttributeError):
        form.constant = Fraction(1)


def test_masks_are_of_the_order_given():
    assert H(X, Z).masks([Z, Y, X]) == {0b101: 1}
    with pytest.raises(DomainError, match="not in the order"):
        H(X, Z).masks([X, Y])
    with pytest.raises(DomainError, match="twice"):
        H(X).masks([X, X])
    with pytest.raises(DomainError, match="more than"):
        Expression.from_masks({4: 1}, [X, Y])
    assert Expression.from_masks({0: 5, 1: 0, 2: 1}, [X, Y]) == H(Y)


@given(expressions(VARIABLES, rates=("R",), constant=True))
def test_identity_is_of_forms(a):
    assert a == Expression(dict(a.entropies), dict(a.rates), a.constant)
    assert a != a + H(X)
    assert a != a + 1
    assert a != "H(X)"
    assert {a: 1}[a + 0] == 1


def test_substitution_of_nothing_makes_a_constant():
    assert I(X, Y | Z).substitute({Z: ()}) == I(X, Y)
    assert H(X, Y).substitute({X: (), Y: ()}) == 0
    with pytest.raises(DTypeError):
        H(X).substitute({3: X})


def test_quantities_are_written_as_on_the_board():
    assert str(Quantity((Joint.of("W", "X"), Joint.of("Y")), Joint.of("Z"))) == "I(W,X;Y|Z)"
    assert str(Quantity((Joint.of("X"),))) == "H(X)"
