"""Sums over grids against dense matrices, with the errors they claim."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.errors import DomainError, NonFiniteError, ShapeError
from itbounds.kernels.distortions import difference
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.grid_tilt import slope_meeting, slope_within
from itbounds.numerics.positive_sums import PositiveSums


def lopsided(x):
    return np.where(x > 0.0, x, -2.0 * x)


PENALTIES = ["squared", "absolute", lopsided]


@given(
    st.sampled_from(PENALTIES),
    st.sampled_from([2, 7, 100, 600, 1100]),
    st.floats(0.0, 60.0),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
def test_the_sums_are_those_of_the_dense_matrix_within_the_errors_claimed(rho, size, slope, seed, sparse):
    rng = np.random.default_rng(seed)
    weights = rng.random(size) * 10.0 ** rng.uniform(-80, 0, size)
    if sparse:
        weights[rng.random(size) > 5.0 / size] = 0.0
    distortion = DifferenceDistortion.of(size, 5.0 / size, rho)
    dense = np.asarray(distortion)
    kernel = np.exp(-slope * dense)
    sums = PositiveSums(distortion, slope)
    for found, exact in (
        (sums.partition(weights), kernel @ weights),
        (sums.columns(weights), weights @ kernel),
        (sums.weighted(weights), (kernel * dense) @ weights),
    ):
        # The dense products err, too, by far less than both bounds together.
        assert (np.abs(found.values - exact) <= 2.0 * found.relative * exact + found.rest).all()
        assert 0.0 < found.relative < 1e-10


def test_fourier_transforms_agree_up_to_the_largest_value():
    distortion = DifferenceDistortion.of(500, 0.02, lopsided)
    weights = np.random.default_rng(0).random(500)
    sums = PositiveSums(distortion, 3.0)
    exact = sums.partition(weights).values
    assert np.abs(sums.fast_partition(weights) - exact).max() <= 1e-13 * exact.max()


@pytest.mark.parametrize("rho", PENALTIES)
def test_the_slope_meets_the_level_and_a_hair_more_is_within_it(rho):
    rng = np.random.default_rng(3)
    distortion = DifferenceDistortion.of(60, 0.1, rho)
    dense = np.asarray(distortion)
    source, law = rng.dirichlet(np.ones(60)), rng.dirichlet(np.ones(60))

    def mean(slope):
        tilt = law * np.exp(-slope * dense)
        return float(source @ ((tilt * dense).sum(axis=1) / tilt.sum(axis=1)))

    slope, _ = slope_meeting(source, distortion, 0.3, law, 1.0)
    assert mean(slope) == pytest.approx(0.3, rel=1e-9)
    within = slope_within(source, distortion, 0.3, law, slope, headroom=3.0)
    assert within >= slope * (1.0 - 1e-9)
    assert mean(within) < 0.3 < mean(within * (1.0 - 1e-9))


def test_small_ones_are_dense_on_request_and_large_ones_never():
    assert np.array_equal(np.asarray(difference([0.0, 1.0, 2.0], "absolute"))[0], [0.0, 1.0, 2.0])
    with pytest.raises(DomainError, match="too large"):
        np.asarray(difference(np.arange(10_000.0)))


@pytest.mark.parametrize(
    ("grid", "rho", "error", "what"),
    [
        ([0.0, 1.0, 3.0], "squared", DomainError, "point 1"),
        ([1.0, 0.0], "squared", DomainError, "increasing"),
        ([1.0], "squared", ShapeError, "at least two"),
        ([0.0, 1.0], "cubic", DomainError, "cubic"),
        ([0.0, 1.0], lambda x: x, DomainError, "at least 0"),
        ([0.0, 1.0], lambda x: x * x + 1.0, DomainError, "subtract"),
        ([0.0, 1.0], lambda x: 1.0, ShapeError, "shape"),
        ([0.0, 1.0], lambda x: np.where(x == 0.0, 0.0, np.inf), NonFiniteError, "-1 steps"),
    ],
)
def test_what_is_no_grid_or_no_penalty_is_refused(grid, rho, error, what):
    with pytest.raises(error, match=what):
        difference(grid, rho)


def test_a_function_may_be_called_as_a_named_penalty_is():
    def absolute(x):
        return x * x

    found = np.asarray(difference(np.arange(3.0), absolute))
    assert np.array_equal(found, np.asarray(difference(np.arange(3.0), "squared")))
    law = np.full(3, 1 / 3)
    direct = PositiveSums(difference(np.arange(3.0), absolute), 1.0).partition(law).values
    assert direct == pytest.approx(np.exp(-found) @ law, rel=1e-14)


@pytest.mark.parametrize("size", [100, 600, 2100])
def test_slopes_beyond_all_differences_leave_the_weights_themselves(size):
    distortion = DifferenceDistortion.of(size, 1.0, "squared")
    weights = np.random.default_rng(1).random(size)
    sums = PositiveSums(distortion, 1e9)
    assert np.array_equal(sums.partition(weights).values, weights)
    assert np.array_equal(sums.weighted(weights).values, np.zeros(size))


def test_points_far_from_zero_are_no_uniform_grid_because_they_are_close():
    assert difference(1e6 + 1e-5 * np.arange(4)).step == pytest.approx(1e-5, rel=1e-4)
    with pytest.raises(DomainError, match="no uniform"):
        difference(1e6 + 1e-8 * np.array([0.0, 1.0, 9.0, 10.0]))
