"""Neighbours in the maximum norm against all distances, by trees and by sets of bits, also with ties."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds.numerics.chebyshev import neighbours_within, radii_of_neighbours


def distances(points):
    return np.abs(points[:, None, :] - points[None, :, :]).max(axis=2)


@given(st.integers(5, 150), st.integers(1, 12), st.integers(1, 4), st.booleans(), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_neighbours_are_those_of_the_table_of_distances(n, d, k, rounded, seed):
    points = np.random.default_rng(seed).standard_normal((n, d))
    points = np.round(points, 1) if rounded else points
    apart = distances(points)
    np.fill_diagonal(apart, np.inf)
    expected = np.sort(apart, axis=1)[:, :k]
    radii = radii_of_neighbours(points, k)
    assert np.array_equal(radii, expected)
    reach = np.where(radii[:, -1] > 0, radii[:, -1], 1.0)
    # Differences of rounded decimals are equal only up to rounding.
    inside = (apart < reach[:, None] * (1 - 1e-12)).sum(axis=1)
    assert np.array_equal(neighbours_within(points, reach), inside)


@pytest.mark.parametrize("d", [1, 8])
def test_more_points_than_a_block(d):
    points = np.random.default_rng(0).standard_normal((2300, d))
    apart = distances(points)
    np.fill_diagonal(apart, np.inf)
    radii = radii_of_neighbours(points, 3)
    assert np.array_equal(radii, np.sort(apart, axis=1)[:, :3])
    assert np.array_equal(neighbours_within(points, radii[:, -1]), np.full(2300, 2))
