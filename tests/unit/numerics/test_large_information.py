"""One pass over a large joint law gives what the general road gives, or nothing."""

from math import log

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.errors import NegativeProbabilityError, NonFiniteError, NotNormalizedError
from itbounds.numerics.large_information import FAIR, information_of_large
from itbounds.numerics.reduction_errors import mutual_information_with_error
from itbounds.numerics.reductions import mutual_information

LAWS = {
    "uniform weights": lambda rng: rng.random((300, 200)),
    "rows of few letters": lambda rng: rng.dirichlet(np.full(150, 0.02), 150),
    "counts with zeros": lambda rng: rng.integers(0, 3, (170, 190)),
    "a permutation": lambda rng: np.eye(150)[rng.permutation(150)],
    "a band": lambda rng: np.exp(-(np.subtract.outer(np.arange(140), np.arange(140.0)) ** 2)),
    "two columns": lambda rng: rng.random((9000, 2)) ** 6,
    "one heavy cell": lambda rng: np.pad([[1e9]], (0, 149)) + np.eye(150),
    "single precision": lambda rng: rng.random((130, 140)).astype(np.float32) ** 3,
    "by columns": lambda rng: np.asfortranarray(rng.random((300, 200)) ** 4),
}


@pytest.mark.parametrize("name", LAWS)
def test_both_roads_agree_within_the_error_of_the_general_one(name):
    joint = LAWS[name](np.random.default_rng(0))
    value, error = mutual_information_with_error(joint)
    found = information_of_large(joint)
    if found is not None:
        assert abs(found - value) <= error + 1e-14 * value
    # Probes may miss the entries of a permutation, and a heavy cell leaves little information.
    assert found is not None or name in {"a permutation", "one heavy cell"}
    assert abs(mutual_information(joint) - value) <= error + 1e-14 * value


@given(st.integers(-800, 800), st.integers(1, 40), st.integers(0, 2**32))
def test_powers_of_two_change_nothing(power, exponent, seed):
    joint = np.random.default_rng(seed).random((128, 129)) ** exponent
    scaled = np.ldexp(joint, power)
    assert mutual_information(scaled) == pytest.approx(mutual_information(joint), rel=2e-14)


@given(st.floats(1e-12, 1e3))
def test_no_digits_are_lost_to_near_independence(strength):
    # In a law 1 + s or 1 on the two halves of a square the information is that of two letters.
    joint = np.ones((128, 128))
    joint[:64, :64] += strength
    joint[64:, 64:] += strength
    exact = mutual_information(joint[::64, ::64])
    assert mutual_information(joint) == pytest.approx(exact, rel=1e-12)
    if strength < 1e-3:
        assert information_of_large(joint) is None


def test_the_threshold_bounds_the_loss():
    # A few units of rounding of sums so many times the information are below its thirteenth digit.
    assert 8 * FAIR * 2.0**-53 < 1e-13


def test_what_is_no_law_is_refused_as_on_the_general_road():
    joint = np.random.default_rng(1).random((200, 200))
    with pytest.raises(NegativeProbabilityError):
        mutual_information(joint - 0.01)
    with pytest.raises(NonFiniteError):
        mutual_information(np.where(joint < 0.5, joint, np.nan))
    with pytest.raises(NonFiniteError):
        mutual_information(np.where(joint < 0.5, joint, np.inf))
    with pytest.raises(NotNormalizedError):
        mutual_information(np.zeros((200, 200)))


def test_zeros_and_subnormals_are_harmless():
    joint = np.diag(np.full(200, 5e-324)) + np.diag(np.full(199, 0.25), 1)
    assert mutual_information(joint) == pytest.approx(log(199), rel=1e-14)


def test_entries_that_vanish_beside_the_others_count_as_zeros():
    joint = np.ldexp(np.full((200, 200), 1e-4) + np.eye(200), 240)
    joint[0, 1] = 1e-300
    found = information_of_large(joint)
    joint[0, 1] = 0.0
    assert found == pytest.approx(mutual_information(joint), rel=1e-14)
    assert found > 5.0


def test_an_entry_that_is_too_large_to_be_scaled_leaves_the_general_road():
    joint = np.full((200, 200), 1e-60)
    joint[1, 1] = 1e290
    assert information_of_large(joint) is None
    assert mutual_information(joint) >= 0.0
