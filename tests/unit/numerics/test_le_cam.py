"""Enclosures of Le Cam divergences, correlations and ratios, against exact rationals and balls."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.numerics.contraction_balls import le_cam_balls, variation_balls
from itbounds.numerics.correlation import (
    correlation_ball_bounds,
    correlation_bounds,
    input_joint,
    leading_functions,
)
from itbounds.numerics.divergence_ratio import ball_ratio_below, challenger, ratio_below
from itbounds.numerics.le_cam import bracket_bounds, hellinger_ceilings, le_cam, normalised_rows, variations
from itbounds.numerics.le_cam_search import bracket
from itbounds.testing.strategies import stochastic_matrices
from tests.reference.contraction import exact_laws, exact_le_cam, exact_variation, squared_correlation

WEIGHTS = [(0.5, 0.5), (0.25, 0.75), (0.0, 1.0), (1.0, 0.0), (1e-9, 1.0), (2.0**-140, 0.9), (0.7, 0.30000001)]
pairs = st.integers(1, 5).flatmap(lambda n: stochastic_matrices(2, n))


@given(pairs, st.sampled_from(WEIGHTS), st.sampled_from([1.0, 1.0 + 1e-10, 0.7]))
def test_the_enclosures_hold_and_are_close(matrix, weights, scale):
    matrix = matrix * np.array([[scale], [1.0]])
    value, slope = exact_le_cam(*exact_laws(matrix), weights)
    rows = normalised_rows(matrix)
    points = np.array([weights])
    for found in (le_cam(rows[:1], rows[1:], points), le_cam_balls(matrix[:1], matrix[1:], points)):
        assert found.lower[0] <= value <= found.upper[0]
        assert found.falling[0] <= slope <= found.rising[0]
        assert found.upper[0] - found.lower[0] < 1e-13
    assert found.upper[0] - found.lower[0] < 3e-16
    truth = exact_variation(*exact_laws(matrix))
    for low, high in (variations(rows[:1], rows[1:]), variation_balls(matrix[:1], matrix[1:])):
        assert low[0] <= truth <= high[0] <= low[0] + 1e-14


def test_mpmath_intervals_agree_with_arb(rng):
    matrix, points = rng.dirichlet(np.ones(4), 2), np.array([[0.3, 0.7]])
    one = le_cam_balls(matrix[:1], matrix[1:], points, backend="iv")
    two = le_cam_balls(matrix[:1], matrix[1:], points)
    assert one.lower[0] == pytest.approx(two.lower[0], abs=1e-16)
    assert variation_balls(matrix[:1], matrix[1:], backend="iv")[0][0] == pytest.approx(
        variation_balls(matrix[:1], matrix[1:])[0][0], abs=1e-16
    )


def test_a_tiny_divergence_keeps_its_digits():
    matrix = np.array([[0.5 + 2.0**-40, 0.5 - 2.0**-40], [0.5 - 2.0**-40, 0.5 + 2.0**-40]])
    found = le_cam(matrix[:1], matrix[1:], np.array([[0.5, 0.5]]))
    truth = 4 * (2.0**-40) ** 2
    assert found.lower[0] == pytest.approx(truth, rel=1e-3)
    assert found.upper[0] == pytest.approx(truth, rel=1e-3)


@given(pairs)
def test_tangents_at_the_bracket_bound_all_weights_tightly(matrix):
    rows = normalised_rows(matrix)
    left, right = bracket(rows[:1], rows[1:])
    bound = bracket_bounds(le_cam(rows[:1], rows[1:], left), le_cam(rows[:1], rows[1:], right), (left, right))
    laws = exact_laws(matrix)
    grid = [(t, 1.0 - t) for t in np.linspace(0.0, 1.0, 41)] + [tuple(left[0]), tuple(right[0])]
    values = [exact_le_cam(*laws, weights)[0] for weights in grid]
    assert max(values) <= bound[0]
    assert bound[0] <= float(max(values)) + 1e-12
    assert max(values) <= hellinger_ceilings(rows)[0, 1]


def test_weights_in_the_wrong_order_prove_nothing(rng):
    rows = rng.dirichlet(np.ones(3), 2)
    left, right = np.array([[0.6, 0.4]]), np.array([[0.2, 0.8]])
    slopes = [le_cam(rows[:1], rows[1:], ends) for ends in (left, right)]
    assert bracket_bounds(*slopes, (left, right))[0] == 1.0


@given(st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(lambda shape: stochastic_matrices(*shape)))
def test_correlations_are_enclosed(matrix):
    truth = sqrt(squared_correlation(np.ones(len(matrix)), matrix))
    low, high = correlation_bounds(matrix)
    assert low - 1e-14 <= truth <= high + 1e-14
    assert high - low < 1e-12
    sharp_low, sharp_high = correlation_ball_bounds(matrix)
    assert sharp_low <= high**2 * (1 + 1e-15)
    assert low**2 <= sharp_high * (1 + 1e-15)
    assert sharp_low <= sharp_high <= 1.0


def test_correlation_of_a_law_and_a_channel_is_that_of_their_joint_law(rng):
    law, matrix = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(4), 3) * 1.5
    joint = input_joint(law, matrix)
    truth = squared_correlation(law, matrix / 1.5)
    for low, high in (
        correlation_ball_bounds(matrix, law),
        correlation_ball_bounds(matrix, law, backend="iv"),
        correlation_ball_bounds(joint),
    ):
        assert low - 1e-15 <= truth <= high + 1e-15
        assert high - low < 1e-13
    first, second = leading_functions(joint)
    assert first @ joint @ second == pytest.approx(sqrt(truth), rel=1e-12)


def test_where_a_letter_is_nearly_impossible_nothing_is_proved():
    assert correlation_bounds(np.array([[1.0, 0.0], [0.0, 1e-300]])) == (0.0, 1.0)


def test_the_challenger_beats_random_laws_and_its_ratio_is_certain(rng):
    matrix, law = rng.dirichlet(np.ones(3), 4), rng.dirichlet(np.ones(4))
    other = challenger(matrix, law, 0.9 * np.eye(4) + 0.1 * law)
    value = ratio_below(matrix, law, other)
    assert squared_correlation(law, matrix) - 1e-6 < value
    for q in rng.dirichlet(np.ones(4), 300):
        assert ratio_below(matrix, law, q) <= value + 1e-9
    sharp = ball_ratio_below(matrix, law, other)
    assert value <= sharp <= value + 1e-12
    assert ball_ratio_below(matrix, law, other, backend="iv") == pytest.approx(sharp, abs=1e-15)
    assert ratio_below(matrix, law, law) == 0.0
    assert ratio_below(matrix, np.array([0.5, 0.5, 0.0, 0.0]), law) == 0.0


def test_a_ratio_with_zeros():
    matrix = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.5, 0.5]])
    law, other = np.array([0.5, 0.25, 0.25]), np.array([1.0, 0.0, 0.0])
    assert ratio_below(matrix, law, other) == pytest.approx(1.0, abs=1e-13)
    assert ball_ratio_below(matrix, law, other) == pytest.approx(1.0, abs=2e-16)


def test_rows_are_divided_by_their_sums_rounded_once():
    rows = normalised_rows(np.array([[1.0, 2.0**-60, 2.0**-60], [3.0, 1.0, 0.0]]))
    assert abs(Fraction(float(rows[0, 1])) - Fraction(1, 2**60 + 2)) < Fraction(1, 2**110)
    assert rows[1].tolist() == [0.75, 0.25, 0.0]
