"""Ends of entropies that hold although weights and sums were rounded."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from mpmath import mp, mpf

from itbounds.numerics.law_entropy import common_weights, entropy_ball_ends, entropy_ends, rounded_weights

weights = st.lists(st.integers(0, 10**30), min_size=1, max_size=12).filter(any)


def exact_entropy(values):
    with mp.workdps(80):
        total = mpf(sum(values))
        return mp.fsum(-mpf(v) / total * mp.log(mpf(v) / total) for v in values if v)


@given(weights)
def test_ends_contain_the_entropy_of_integers(values):
    truth = exact_entropy(values)
    low, high = entropy_ends(rounded_weights(values, sum(values)))
    assert low <= truth <= high
    assert high - low <= 1e-13
    for backend in ("arb", "iv"):
        low, high = entropy_ball_ends(values, backend=backend)
        assert low <= truth <= high
        assert high - low <= 1e-14


@given(weights, st.integers(0, 2**32 - 1))
def test_ends_hold_for_the_weights_before_rounding(values, seed):
    """Any doubles within one rounding of the weights will do."""
    rng = np.random.default_rng(seed)
    rounded = rounded_weights(values, sum(values))
    near = rounded * (1 + rng.choice([-1, 0, 1], size=len(values)) * 2.0**-54)
    low, high = entropy_ends(near)
    assert low <= exact_entropy(values) <= high


def test_headroom_widens():
    law = np.array([0.1, 0.2, 0.7])
    (low, high), (least, most) = entropy_ends(law), entropy_ends(law, headroom=3.0)
    assert least < low < high < most


def test_certain_laws_have_no_entropy():
    assert entropy_ends(np.array([0.0, 3.0])) == (0.0, 0.0)
    assert entropy_ball_ends([0, 7, 0]) == (0.0, 0.0)


@given(st.lists(st.floats(0.0, 1e9), min_size=1, max_size=8).filter(any))
def test_common_weights_are_in_the_exact_ratio(values):
    found = common_weights(np.array(values))
    place = int(np.argmax(values))
    for value, weight in zip(values, found, strict=True):
        assert Fraction(weight, found[place]) == Fraction(value) / Fraction(values[place])


def test_quotients_are_rounded_once():
    assert rounded_weights([1, 2 * 10**40, 10**40], 3 * 10**40).tolist() == [1 / (3 * 10**40), 2 / 3, 1 / 3]
    assert rounded_weights([], 1).tolist() == []
    with pytest.raises(ZeroDivisionError):
        rounded_weights([1], 0)
