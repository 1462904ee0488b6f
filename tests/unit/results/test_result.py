"""How a result reads: units round outward, text holds, and it is no truth value."""

from dataclasses import replace
from math import inf, isnan, nan

import pytest
from hypothesis import given, strategies as st

import itbounds as ib
from itbounds.errors import AmbiguousTruthError, UnitError
from itbounds.numerics.interval import Interval, outward_digits
from itbounds.units import BITS, NATS, as_unit


@given(st.floats(1e-300, 1e300))
def test_units_round_outward(value):
    from mpmath import mp, mpf

    with mp.workdps(60):
        true = mpf(value) / mp.log(2)
        assert mpf(BITS.floor(value)) <= true <= mpf(BITS.ceil(value))
        assert mpf(BITS.ceil(value)) - mpf(BITS.floor(value)) <= true * mpf(2) ** -49
    assert NATS.floor(value) == NATS.ceil(value) == value


def test_zero_and_infinity_convert_exactly():
    assert BITS.floor(0.0) == BITS.ceil(0.0) == 0.0
    assert BITS.ceil(inf) == inf


@pytest.mark.parametrize("name", ["dit", "", "BIT", None, 2, 0.5])
def test_an_unknown_unit_is_refused(name):
    with pytest.raises(UnitError, match="unit"):
        as_unit(name)


@given(st.floats(0, 100), st.floats(0, 1))
def test_printed_ends_hold(lower, width):
    from decimal import Decimal

    low, high = outward_digits(lower, lower + width)
    assert Decimal(low) <= Decimal(lower)
    assert Decimal(lower + width) <= Decimal(high)


def test_unknown_ends_are_printed_as_such():
    assert repr(Interval(-inf, inf, BITS)) == "[-∞, ∞] bit"
    assert outward_digits(0.25, inf)[1] == "∞"
    assert outward_digits(nan, 1.0)[0] == "?"


def test_conversion_keeps_the_truth_inside():
    result = ib.capacity(ib.zoo.bec(0.25), unit="nats", tol=1e-9)
    truth = 0.75
    assert result.unit is NATS
    assert result.to("bit").lower <= truth <= result.to("bit").upper
    assert result.to("bit").to("nat").lower_nats == result.lower_nats


def test_an_unknown_end_is_infinite_and_has_no_midpoint():
    result = replace(ib.capacity(ib.zoo.bec(0.25)), upper_nats=inf)
    assert result.upper == result.gap == inf
    assert isnan(result.value)


def test_a_result_is_no_truth_value():
    result = ib.capacity(ib.zoo.bec(0.25))
    with pytest.raises(AmbiguousTruthError, match="lower"):
        bool(result)
    with pytest.raises(TypeError):
        assert result


def test_renderings_say_the_same():
    result = ib.capacity(ib.zoo.bec(0.25))
    low, high = outward_digits(result.lower, result.upper)
    for text in (str(result), repr(result), result.to_latex(), result._repr_html_()):
        assert low in text
        assert high in text
    assert "\\in" in result.to_latex()
    assert result._repr_latex_().startswith("$")
    assert "OPTIMAL" in repr(result)


def test_an_exact_answer_prints_as_one_number():
    assert str(ib.capacity([[0.5, 0.5], [0.5, 0.5]]).to("nat")).startswith("C ")
    assert str(ib.rate_distortion([0.5, 0.5], [[0, 1], [1, 0]], 0.5)) == "R(D = 0.5) = 0 bit"
    assert ib.rate_distortion([0.5, 0.5], [[0, 1], [1, 0]], 0.5).to_latex() == r"R(D = 0.5) = 0\ \text{bit}"


def test_the_statement_names_the_very_level_and_budget_that_were_asked_for():
    level = 0.12345678901
    curve = ib.rate_distortion_curve([0.5, 0.5], ib.distortions.hamming(2))
    cost = ib.capacity(ib.zoo.bsc(0.1), cost=[0, 1], budget=level)
    for result in (ib.rate_distortion([0.5, 0.5], ib.distortions.hamming(2), level), curve.at(level), cost):
        assert f" = {level!r})" in str(result)
    assert curve.at(0.25).quantity == "R(D = 0.25)"
