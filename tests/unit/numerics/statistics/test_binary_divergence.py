"""Divergences of two letters and their inverses against exact digits, rounded to the safe side."""

from math import inf, log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf

from itbounds.numerics.statistics.binary_divergence import (
    binary_divergence,
    binary_entropy,
    divergence_above,
    divergence_below,
    first_argument_below,
)
from itbounds.numerics.statistics.bisection import last_certain

near_zero = st.floats(1e-300, 1e-3)
shares = st.one_of(st.floats(0.0, 1.0), near_zero, st.floats(0.999, 1.0))


def _exact(q: float, p: float) -> mpf:
    q, p = mpf(q), mpf(p)
    first = mpf(0) if q == 0 else mpf(inf) if p == 0 else q * mp.log(q / p)
    second = mpf(0) if q == 1 else mpf(inf) if p == 1 else (1 - q) * mp.log((1 - q) / (1 - p))
    return first + second


@settings(max_examples=500, deadline=None)
@given(q=shares, p=shares, step=st.integers(-3, 3))
def test_the_error_covers_what_is_lost(q: float, p: float, step: int) -> None:
    with mp.workdps(400):
        for other in (p, min(1.0, max(0.0, q * (1.0 + step * 1e-9)))):
            value, error = binary_divergence(np.array(q), np.array(other))
            truth = _exact(q, other)
            if truth == inf:
                assert value == inf
            else:
                assert abs(mpf(float(value)) - truth) <= mpf(float(error))
                assert error <= 1e-11 * (1.0 + abs(q - other)) + 1e-13


@settings(max_examples=200, deadline=None)
@given(q=shares, level=st.one_of(st.floats(0.0, 10.0), st.floats(1e-12, 1e-6), st.floats(1.0, 1e6)))
def test_inverses_are_on_the_safe_side_and_close(q: float, level: float) -> None:
    above = float(divergence_above(np.array(q), np.array(level)))
    below = float(divergence_below(np.array(q), np.array(level)))
    first = float(first_argument_below(np.array(q), np.array(level)))
    assert first <= q
    assert below <= q <= above
    with mp.workdps(400):
        assert above == 1.0 or _exact(q, above) > level
        assert below == 0.0 or _exact(q, below) > level
        assert first == 0.0 or _exact(first, q) > level
        if level > 1e-6 and 1e-6 < q < 1.0 - 1e-6:
            # A step inwards of a relative millionth, and the level is no longer exceeded.
            inwards = mpf(above) - (mpf(above) - mpf(q)) * mpf("1e-6")
            assert above > 1.0 - 1e-12 or _exact(q, inwards) <= level
            inwards = mpf(below) + (mpf(q) - mpf(below)) * mpf("1e-6")
            assert below < 1e-290 or _exact(q, inwards) <= level


def test_known_answers() -> None:
    assert float(divergence_above(np.array(0.05), np.array(log(20) / 1000))) == pytest.approx(
        0.0686847466, abs=5e-11
    )
    levels = np.array([1e-9, 0.1, 3.0])
    np.testing.assert_allclose(divergence_above(np.zeros(3), levels), -np.expm1(-levels), rtol=1e-12)
    np.testing.assert_allclose(divergence_below(np.ones(3), levels), np.exp(-levels), rtol=1e-12)


def test_levels_beyond_every_divergence_are_guarded() -> None:
    """The levels of a large model, for which a bracket of the root has no change of sign."""
    q = np.array([0.0, 0.3, 1.0])
    assert divergence_above(q, np.array(4e5)).tolist() == [1.0, 1.0, 1.0]
    assert divergence_above(q, np.array(inf)).tolist() == [1.0, 1.0, 1.0]
    assert divergence_below(q, np.array(inf)).tolist() == [0.0, 0.0, 0.0]


def test_the_two_inverses_differ() -> None:
    """The inverse in the wrong argument is the commonest mistake about Fano's inequality."""
    right = first_argument_below(np.array(0.75), np.array(0.95))
    wrong = divergence_below(np.array(0.75), np.array(0.95))
    assert abs(right - wrong) > 0.01


def test_binary_entropy_is_exact_near_its_ends() -> None:
    points = np.array([1e-300, 1e-17, 1e-9, 0.11, 0.5, 0.999999])
    with mp.workdps(400):
        truths = [float(-mpf(p) * mp.log(p) - (1 - mpf(p)) * mp.log(1 - mpf(p))) for p in points]
    np.testing.assert_allclose(binary_entropy(points), truths, rtol=1e-14)


def test_bisection_reaches_neighbouring_doubles_on_either_side() -> None:
    start, end = np.array([0.0, 5.0, 0.0]), np.array([1e300, 0.0, 1.0])
    target = np.array([1e-200, 3.0, inf])
    found = last_certain(lambda x: np.where(start < end, x < target, x > target), start, end)
    assert found.tolist() == [np.nextafter(1e-200, 0.0), np.nextafter(3.0, 4.0), 1.0]
