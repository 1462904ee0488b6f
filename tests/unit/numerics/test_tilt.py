"""Tilts of output laws: monotone in the slope, safe at large slopes, and bounds that enclose closed forms."""

from math import inf, log

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.numerics import tilt
from itbounds.numerics.tilt import Tilting, bounds, slope_at
from tests.reference.rate_distortion import information, mean_distortion


def instance(seed, m=5, n=7):
    generator = np.random.default_rng(seed)
    return generator.dirichlet(np.ones(m)), generator.random((m, n)), generator.dirichlet(np.ones(n))


@given(st.integers(0, 10**6), st.floats(0.0, 200.0))
def test_the_tilted_channel_is_the_exponential_family_by_definition(seed, slope):
    _, distortion, law = instance(seed)
    channel = tilt.tilted_channel(distortion, law, slope)
    plain = law * np.exp(-slope * (distortion - distortion.min(axis=1, keepdims=True)))
    np.testing.assert_allclose(channel, plain / plain.sum(axis=1, keepdims=True), rtol=1e-12)


@given(st.integers(0, 10**6), st.floats(0.01, 0.99))
def test_the_slope_meets_the_level(seed, share):
    source, distortion, law = instance(seed)
    lowest = source @ distortion.min(axis=1)
    untilted = source @ distortion @ law
    level = lowest + share * (untilted - lowest)
    slope = slope_at(source, distortion, level, law)
    spent = mean_distortion(source, tilt.tilted_channel(distortion, law, slope), distortion)
    assert spent == pytest.approx(level, rel=1e-12)


@given(st.integers(0, 10**6), st.floats(0.0, 50.0), st.floats(0.1, 50.0))
def test_the_slope_is_found_again_from_the_distortion_of_its_tilt(seed, slope, start):
    source, distortion, law = instance(seed)
    level = mean_distortion(source, tilt.tilted_channel(distortion, law, slope), distortion)
    assert slope_at(source, distortion, level, law, start) == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("share", [1e-3, 1e-6, 1e-9, 1e-12])
def test_levels_next_to_the_least_are_met_at_slopes_that_underflow_plain_exponentials(share):
    source, distortion, law = instance(3)
    lowest = source @ distortion.min(axis=1)
    level = lowest + share
    channel = tilt.tilted_channel(distortion, law, slope_at(source, distortion, level, law))
    spent = mean_distortion(source, channel, distortion)
    assert spent - lowest == pytest.approx(share, rel=1e-3)
    assert np.isfinite(channel).all()


def test_a_slope_is_zero_where_the_level_leaves_room_and_infinite_where_the_support_is_too_poor():
    source, hamming = np.array([0.5, 0.5]), 1.0 - np.eye(2)
    assert slope_at(source, hamming, 0.5, np.array([0.5, 0.5])) == 0.0
    assert slope_at(source, hamming, 0.9, np.array([0.5, 0.5])) == 0.0
    assert slope_at(source, hamming, inf, np.array([0.5, 0.5])) == 0.0
    assert slope_at(source, hamming, 0.2, np.array([1.0, 0.0])) == inf
    assert slope_at(source, np.array([[0.0, inf], [inf, 0.0]]), 0.2, np.array([1.0, 0.0])) == inf


def test_an_infinite_slope_leaves_the_cheapest_letters():
    distortion = np.array([[1.0, 1.0, 3.0], [2.0, 0.5, inf]])
    channel = tilt.tilted_channel(distortion, np.array([0.25, 0.5, 0.25]), inf)
    np.testing.assert_allclose(channel, [[1 / 3, 2 / 3, 0.0], [0.0, 1.0, 0.0]])


@pytest.mark.parametrize("slope", [0.0, 1.0, 1e5])
def test_forbidden_pairs_get_nothing_at_any_slope(slope):
    distortion = np.array([[0.0, inf, 1.0], [inf, 0.0, 1.0]])
    channel = tilt.tilted_channel(distortion, np.full(3, 1 / 3), slope)
    assert channel[0, 1] == channel[1, 0] == 0.0
    np.testing.assert_allclose(channel.sum(axis=1), 1.0)


@given(st.integers(0, 10**6), st.floats(0.05, 0.95), st.floats(0.0, 100.0))
def test_any_law_and_any_slope_give_bounds_in_order_and_the_upper_one_is_a_rate(seed, share, slope):
    source, distortion, law = instance(seed)
    lowest = source @ distortion.min(axis=1)
    level = lowest + share * (source @ distortion @ law - lowest)
    lower, upper = bounds(source, distortion, level, law, slope)
    assert lower <= upper + 1e-12
    channel = tilt.tilted_channel(distortion, law, slope_at(source, distortion, level, law))
    # The value of the law bounds the rate of its channel, with equality if the law is the channel's output.
    assert information(source, channel) <= upper + 1e-12


@given(st.floats(0.01, 0.49))
def test_the_bounds_of_the_optimal_pair_meet_in_the_closed_form(level):
    half = np.array([0.5, 0.5])
    lower, upper = bounds(half, 1.0 - np.eye(2), level, half, log((1.0 - level) / level))
    rate = log(2.0) + level * log(level) + (1.0 - level) * log(1.0 - level)
    assert lower == pytest.approx(rate, abs=1e-14)
    assert upper == pytest.approx(rate, abs=1e-14)


@given(st.integers(0, 10**6), st.floats(0.1, 10.0))
def test_the_variance_is_minus_the_derivative_of_the_distortion(seed, slope):
    source, distortion, law = instance(seed)
    tilting = Tilting.of(source, distortion, 1.0)
    around = [tilting.expected(tilting.at(law, slope + shift)) for shift in (-1e-4, 1e-4)]
    difference = (around[0] - around[1]) / 2e-4
    assert tilting.variance(tilting.at(law, slope)) == pytest.approx(difference, rel=1e-5, abs=1e-9)


def test_the_scale_is_a_power_of_two_and_leaves_the_potentials_in_the_unit_of_the_distortion():
    source, distortion, law = instance(11)
    plain = Tilting.of(source, distortion, 0.4)
    scaled = Tilting.of(source, 1000.0 * distortion + 5.0, 405.0)
    assert np.log2(scaled.unit) == round(np.log2(scaled.unit))
    slope = 3.0
    first = plain.potentials(plain.at(law, slope * plain.unit))
    second = scaled.potentials(scaled.at(law, slope / 1000.0 * scaled.unit))
    np.testing.assert_allclose(second - first, slope / 1000.0 * 5.0, rtol=1e-9)
    assert 1.0 <= scaled.excess.max() < 2.0
