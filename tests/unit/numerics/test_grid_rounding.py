"""The ends of grids in float64 against balls: certain for any points, and close."""

import numpy as np
from hypothesis import given, strategies as st

from itbounds.numerics import balls
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.grid_rounding import dual_end, mean_distortion, tilt_ends
from itbounds.numerics.tilt import tilted_channel


@given(
    st.integers(2, 25),
    st.sampled_from(["squared", "absolute"]),
    st.floats(0.01, 200.0),
    st.integers(0, 2**32 - 1),
)
def test_the_ends_hold_for_any_points_and_are_close(size, rho, slope, seed):
    rng = np.random.default_rng(seed)
    distortion = DifferenceDistortion.of(size, 2.0 / size, rho)
    matrix = np.asarray(distortion)
    source, law = rng.dirichlet(np.full(size, 0.3)), rng.dirichlet(np.ones(size))
    potentials = rng.normal(size=size) * rng.choice([0.1, 5.0])
    level = float(rng.uniform(0.0, 0.3))
    exact = max(0.0, balls.rate_distortion_lower(source, matrix, level, potentials, slope))
    found = dual_end(source, distortion, level, potentials, slope)
    assert exact - 1e-11 <= found <= exact
    most, rate = tilt_ends(source, distortion, law, slope)
    channel = tilted_channel(matrix, law, slope)
    # The rows of the channel are rounded themselves, by a few units in the last place.
    assert balls.rate_distortion_upper(source, channel) <= rate + 1e-14
    used = channel > 0.0
    ratio = np.log(np.where(used, channel, 1.0)) - np.log(np.where(used, law / law.sum(), 1.0))
    assert rate <= float(source @ (channel * ratio).sum(axis=1)) + 1e-10
    mean = float(source @ (channel * matrix).sum(axis=1)) / source.sum()
    assert mean * (1.0 - 1e-13) <= most <= mean * (1.0 + 1e-10) + 1e-200
    column = mean_distortion(source, distortion.column(0))
    assert float(source @ matrix[:, 0]) / source.sum() <= column * (1.0 + 1e-15) + 1e-300


def test_a_law_of_one_letter_tells_nothing_and_one_that_underflows_proves_nothing():
    distortion = DifferenceDistortion.of(5, 1.0, "squared")
    source, one = np.full(5, 0.2), np.eye(5)[2]
    most, rate = tilt_ends(source, distortion, one, 0.0)
    assert rate == 0.0
    assert 2.0 <= most <= 2.0 + 1e-12
    assert tilt_ends(source, distortion, one, 1e6) == (most, 0.0)
    assert tilt_ends(source, distortion, one + np.eye(5)[3], 1e6) == (np.inf, np.inf)
    assert dual_end(source, distortion, 0.1, np.full(5, -1e4), 1.0) == 0.0
