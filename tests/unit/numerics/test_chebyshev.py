"""Neighbours in the maximum norm in a sample and in its parts against all distances, also where they tie."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds.numerics.chebyshev import Cloud
from itbounds.numerics.chebyshev.cloud import FEW
from itbounds.numerics.chebyshev.columns import Column
from itbounds.numerics.chebyshev.workers import ALONE


def points_of(kind, n, d, rng):
    points = rng.standard_normal((n, d))
    if kind == "rounded":
        return np.round(points, 1)
    if kind == "repeated":
        return points[rng.integers(0, max(n // 3, 1), n)]
    if kind == "atoms":
        points[rng.random(n) < 0.3] = 0.0
        points[:, 0] = rng.integers(0, 2, n)
    if kind == "heavy":
        return np.exp(6.0 * points)
    if kind == "constant":
        points[:, 0] = 1.0
    return points


KINDS = ("normal", "rounded", "repeated", "atoms", "heavy", "constant")


def distances(points):
    apart = np.zeros((len(points), len(points)))
    for values in points.T:
        np.maximum(apart, np.abs(np.subtract.outer(values, values)), out=apart)
    np.fill_diagonal(apart, np.inf)
    return apart


def agrees(points, k, parts):
    """Return whether neighbours and counts in all parts are those of the tables of distances."""
    n = len(points)
    cloud = Cloud.of(points).parted(np.arange(n), parts)
    near = cloud.radii(k)
    inside = cloud.closer(near[:, :, -1])
    for starts, radii, counts in zip(parts, near, inside, strict=True):
        for start, stop in zip(starts, [*starts[1:], n], strict=True):
            apart = distances(points[start:stop])
            expected = np.sort(np.partition(apart, k - 1, axis=1)[:, :k], axis=1)
            reach = expected[:, -1:]
            coincide = (apart == 0.0).sum(axis=1)
            # Differences of rounded decimals are equal only up to rounding.
            clearly = (apart < reach * (1.0 - 1e-12)).sum(axis=1)
            at_least = np.where(reach[:, 0] > 0.0, clearly, coincide)
            at_most = np.where(reach[:, 0] > 0.0, (apart < reach).sum(axis=1), coincide)
            here = counts[start:stop]
            if not (np.array_equal(radii[start:stop], expected) and (at_least <= here).all()):
                return False
            if not (here <= at_most).all():
                return False
    return True


@given(
    st.integers(24, 2 * FEW),
    st.integers(1, 12),
    st.integers(1, 5),
    st.sampled_from(KINDS),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=50, deadline=None)
def test_neighbours_in_all_parts_are_those_of_the_tables_of_distances(n, d, k, kind, seed):
    points = points_of(kind, n, d, np.random.default_rng(seed))
    halves = np.array([0, n // 2])
    quarters = np.array([0, n // 4, n // 2, n // 2 + n // 4])
    assert agrees(points, k, (np.zeros(1, dtype=np.int64), halves, quarters))


@given(st.integers(2, 9), st.integers(1, 3), st.sampled_from(KINDS), st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_few_points_have_neighbours(n, d, kind, seed):
    points = points_of(kind, n, d, np.random.default_rng(seed))
    assert agrees(points, n - 1, (np.zeros(1, dtype=np.int64),))


@pytest.mark.parametrize(("d", "kind"), [(1, "rounded"), (2, "atoms"), (8, "normal")])
def test_many_blocks_and_threads(d, kind):
    n = ALONE + 300
    points = points_of(kind, n, d, np.random.default_rng(d))
    assert agrees(points, 3, (np.zeros(1, dtype=np.int64), np.array([0, n // 2])))


def test_more_neighbours_than_fit_a_block():
    points = np.random.default_rng(0).standard_normal((1400, 2))
    assert agrees(points, 300, (np.zeros(1, dtype=np.int64),))


def test_parts_far_from_each_other():
    points = np.random.default_rng(0).standard_normal((600, 2))
    points[300:] += 100.0
    parts = (np.zeros(1, dtype=np.int64), np.array([0, 300]))
    assert agrees(points, 3, parts)
    near = Cloud.of(points).parted(np.arange(600), parts).radii(3)
    assert np.array_equal(near[0], near[1])


def test_points_in_another_order_have_the_same_neighbours():
    rng = np.random.default_rng(0)
    points, order = rng.standard_normal((500, 3)), rng.permutation(500)
    whole = (np.zeros(1, dtype=np.int64),)
    first, moved = Cloud.of(points), Cloud.of(points).parted(order, whole)
    assert np.array_equal(moved.radii(2)[0], first.radii(2)[0][order])
    halves = Cloud.of(points[:, :1]).beside(Cloud.of(points[:, 1:]))
    assert np.array_equal(halves.radii(2), first.radii(2))


@given(
    st.lists(st.floats(-1e6, 1e6) | st.integers(-3, 3).map(float), min_size=1, max_size=300),
    st.lists(st.floats(-1e7, 1e7) | st.integers(-4, 4).map(float), min_size=1, max_size=50),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_a_table_counts_as_bisection_does(values, numbers, equal):
    column = Column(np.array(values))
    expected = np.searchsorted(np.sort(values), numbers, side="right" if equal else "left")
    assert np.array_equal(column.below(np.array(numbers), equal=equal), expected)


@pytest.mark.parametrize("scale", [5e-324, 1e-300, 1.0, 1e300])
def test_a_table_takes_values_of_any_size(scale):
    values = scale * np.arange(-8.0, 9.0)
    numbers = np.concatenate([values, 0.5 * values, [-np.inf, np.inf, 1e308]])
    expected = np.searchsorted(values, numbers, side="left")
    assert np.array_equal(Column(values).below(numbers, equal=False), expected)
