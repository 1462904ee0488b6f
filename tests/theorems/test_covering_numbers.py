"""Covering numbers: exact ones, published constants, and packings and covers that agree."""

from fractions import Fraction
from math import asin, ceil, exp, inf, log2, pi, sin, sqrt

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.numerics.ball_measures import grassmann_ball, sphere_ball, stiefel_ball
from tests.reference.shared import greedy_packing, orthonormal_tuples

covering = ib.shared.covering
RADII = st.floats(0.02, 3.0)
HOW = st.sampled_from(["packing", "greedy"])


@given(eps=RADII, n=st.integers(1, 40), how=HOW, data=st.data())
@settings(max_examples=60, deadline=None)
def test_ends_are_in_order_and_fall_with_the_radius(eps, n, how, data) -> None:
    k = data.draw(st.integers(1, n))
    for function in (
        lambda e: covering.ball(n, e, upper_by=how),
        lambda e: covering.sphere(n, e, upper_by=how),
        lambda e: covering.grassmann(n, k, e, upper_by=how),
        lambda e: covering.grassmann(n, k, e, field="complex", upper_by=how),
        lambda e: covering.stiefel(n, k, e, upper_by=how),
        lambda e: covering.ellipsoid([1.0 / i for i in range(1, n + 1)], e, upper_by=how),
    ):
        lower, upper = function(eps)
        assert 0.0 <= lower <= upper < inf
        # No ball of the larger radius is needed more often than there are of the smaller one.
        assert function(1.3 * eps)[0] <= upper * (1 + 1e-12)


@pytest.mark.parametrize("eps", [0.05, 0.1, 0.3, 1 / 3, 0.5, 0.7, 0.999])
def test_intervals_and_points_are_exact(eps: float) -> None:
    # The double next to a third is below it: it needs a fourth interval.
    expected = log2(ceil(1 / Fraction(eps)))
    assert covering.ball(1, eps) == pytest.approx((expected, expected), abs=1e-14)
    assert covering.ellipsoid([2.0], 2 * eps) == pytest.approx((expected, expected), abs=1e-14)
    assert covering.sphere(1, eps) == (1.0, 1.0)
    assert covering.ball(4, 1.0) == covering.sphere(4, 2.0) == covering.grassmann(5, 5, eps) == (0.0, 0.0)


@pytest.mark.parametrize("eps", [0.03, 0.2, 0.618, 0.9, 1.2, 1.9])
def test_the_circle_is_exact(eps: float) -> None:
    arcs = log2(ceil(pi / (2 * asin(eps / 2))))
    assert covering.sphere(2, eps) == pytest.approx((arcs, arcs), abs=1e-14)
    assert covering.stiefel(2, 1, eps) == covering.sphere(2, eps)


def test_whole_numbers_of_arcs_are_decided_exactly() -> None:
    """Next to the radius that m arcs need, a double is on one side of it or the other."""
    assert covering.sphere(2, 1.0) == pytest.approx((log2(3), log2(3)), abs=1e-14)
    assert covering.grassmann(2, 1, 0.5) == pytest.approx((log2(3), log2(3)), abs=1e-14)
    for m in (2, 4, 5, 17, 1000):
        edge = sin(pi / (2 * m))
        fewer, more = (covering.grassmann(2, 1, edge * (1 + s)) for s in (1e-15, -1e-15))
        assert fewer == pytest.approx((log2(m), log2(m)), abs=1e-12)
        assert more == pytest.approx((log2(m + 1), log2(m + 1)), abs=1e-12)


def test_two_lines_cover_those_of_the_plane_where_the_small_ball_formula_proves_more() -> None:
    eps = sqrt(0.5)
    assert covering.grassmann(2, 1, eps) == (1.0, 1.0)
    # That formula, 2 / pi times the radius, would be the measure of the ball.
    assert -log2(2 / pi * eps) == pytest.approx(1.15, abs=5e-3)
    low, high = grassmann_ball(2, 1, eps)
    assert exp(low) <= 0.5 <= exp(high)


def test_published_brackets() -> None:
    lower, upper = covering.grassmann(10, 2, 0.1)
    assert upper == pytest.approx(77.15, abs=5e-3)
    assert 61.15 - 0.0075 <= lower <= 61.155
    assert covering.ellipsoid(1 / np.arange(1.0, 2001), 1e-2)[0] == pytest.approx(139.62, abs=5e-3)
    assert covering.ellipsoid(1 / np.arange(1.0, 2001), 1e-3)[0] == pytest.approx(1436.39, abs=5e-3)
    for eps, expected in ((1e-2, 144.27), (1e-3, 1442.70)):
        assert covering.asymptotic_ellipsoid(1, 1, eps) == pytest.approx(expected, abs=5e-3)
    assert covering.ball(3, 0.25) == pytest.approx((6.0, 3 * log2(9)), abs=1e-12)


def test_small_balls_have_the_published_measures() -> None:
    """Constants: 2/pi for lines of the plane, 1 for complex ones, and the Frobenius volume of O(2)."""
    tiny = 1e-5
    assert exp(grassmann_ball(2, 1, tiny)[0]) / tiny == pytest.approx(2 / pi, rel=1e-9)
    assert exp(grassmann_ball(2, 1, tiny, 2)[0]) / tiny**2 == pytest.approx(1.0, rel=1e-9)
    low, high = (exp(end) for end in stiefel_ball(2, 2, tiny))
    # The interval of length 2 eps over a volume of 4 pi sqrt 2.
    assert low <= 2 * tiny / (4 * pi * sqrt(2)) * (1 + 1e-9) <= high * (1 + 2e-9)
    assert high == pytest.approx(2 * tiny / 17.7715, rel=1e-5)
    assert exp(grassmann_ball(4, 2, 0.4)[0]) == pytest.approx(0.00640, abs=5e-6)
    assert exp(grassmann_ball(4, 1, 0.3)[0]) == pytest.approx(0.01149, rel=0.03)
    small = stiefel_ball(3, 2, 1e-3)
    assert exp(small[0]) / 1e-9 * 0.027 == pytest.approx(0.001013, rel=1e-3)


@pytest.mark.parametrize(
    ("n", "k", "eps"),
    [(3, 2, 0.8), (4, 2, 0.9), (5, 3, 1.6), (3, 3, 0.9), (2, 2, 0.5), (4, 4, 1.9), (5, 1, 0.9)],
)
def test_random_tuples_fall_into_balls_as_often_as_bracketed(n: int, k: int, eps: float) -> None:
    count = 60000
    tuples = orthonormal_tuples(np.random.default_rng(n * k), n, k, count)
    frobenius = np.sqrt(np.maximum(2 * k - 2 * np.einsum("nii->n", tuples[:, :k]), 0.0))
    _assert_share((frobenius <= eps).mean(), stiefel_ball(n, k, eps), count)
    if k < n:
        chordal = np.sqrt(np.maximum(k - (tuples[:, :k] ** 2).sum((1, 2)), 0.0))
        _assert_share((chordal <= 0.8 * eps).mean(), grassmann_ball(n, k, 0.8 * eps), count)
    if k == 1:
        _assert_share((frobenius <= eps).mean(), sphere_ball(n, eps), count)


def _assert_share(share: float, ends: tuple[float, float], count: int) -> None:
    noise = 5 * sqrt(share * (1 - share) / count)
    assert exp(ends[0]) <= share + noise
    assert exp(ends[1]) >= share - noise
    assert noise < share


@pytest.mark.parametrize("how", ["packing", "greedy"])
def test_packings_never_outnumber_the_balls_that_are_said_to_cover(how: str) -> None:
    """Points more than two radii apart need a ball each."""
    rng = np.random.default_rng(3)
    for eps in (0.25, 0.4, 0.6):
        points = rng.normal(size=(4000, 3))
        points /= np.linalg.norm(points, axis=1)[:, np.newaxis]
        assert log2(greedy_packing(points, 2 * eps)) <= covering.sphere(3, eps, upper_by=how)[1]
        solid = points * rng.random((4000, 1)) ** (1 / 3)
        assert log2(greedy_packing(solid, 2 * eps)) <= covering.ball(3, eps, upper_by=how)[1]
        stretched = solid * np.array([2.0, 1.0, 0.5])
        bound = covering.ellipsoid([2.0, 1.0, 0.5], eps, upper_by=how)[1]
        assert log2(greedy_packing(stretched, 2 * eps)) <= bound
        tuples = orthonormal_tuples(rng, 4, 2, 4000)
        bound = covering.stiefel(4, 2, eps, upper_by=how)[1]
        assert log2(greedy_packing(tuples.reshape(4000, 8), 2 * eps)) <= bound
        projections = np.einsum("nik,njk->nij", tuples, tuples).reshape(4000, 16) / sqrt(2)
        bound = covering.grassmann(4, 2, eps, upper_by=how)[1]
        assert log2(greedy_packing(projections, 2 * eps)) <= bound


def test_explicit_covers_never_undercut_the_lower_end() -> None:
    """Nets that are known to cover: the faces of a cube pushed to the sphere, and a grid in the disc."""
    for pieces in (2, 4, 8, 16):
        # The map from the cube to the sphere does not stretch; half a diagonal of a square is the radius.
        radius = sqrt(2) / pieces
        assert covering.sphere(3, radius)[0] <= log2(6 * pieces**2)
    for pieces in (2, 3, 5, 12):
        assert covering.ball(2, sqrt(2) / pieces)[0] <= log2(pieces**2)
        assert covering.ellipsoid([1.0, 1.0, 0.01], sqrt(2) / pieces + 0.01)[0] <= log2(pieces**2)


def test_random_centres_close_the_bracket_in_high_dimensions() -> None:
    for packing, greedy in (
        (covering.sphere(64, 0.3), covering.sphere(64, 0.3, upper_by="greedy")),
        (covering.grassmann(64, 4, 0.05), covering.grassmann(64, 4, 0.05, upper_by="greedy")),
        (covering.stiefel(16, 4, 0.2), covering.stiefel(16, 4, 0.2, upper_by="greedy")),
    ):
        assert greedy[0] == packing[0]
        assert greedy[1] - greedy[0] < 0.2 * (packing[1] - packing[0])


@pytest.mark.parametrize("eps", [1e-6, 0.3, 1.0, 1.4])
def test_brackets_hold_in_very_many_dimensions(eps: float) -> None:
    """The ends are in order, and the dimension is what the radius is raised to."""
    for function, dimension in (
        (lambda **how: covering.sphere(10**5, eps, **how), 10**5 - 1),
        (lambda **how: covering.grassmann(600, 50, eps, **how), 50 * 550),
        (lambda **how: covering.stiefel(400, 30, eps, **how), 400 * 30 - 30 * 31 // 2),
    ):
        (lower, packing), (same, greedy) = function(), function(upper_by="greedy")
        assert lower == same <= greedy <= packing
        if eps == 1e-6:
            assert lower > dimension * log2(1 / eps) * 0.9
            assert packing - lower == pytest.approx(dimension, rel=0.02)


def test_units_and_fields() -> None:
    bits, nats = covering.sphere(9, 0.1), covering.sphere(9, 0.1, unit="nat")
    assert nats == pytest.approx([end * 0.6931471805599453 for end in bits], rel=1e-12)
    assert covering.grassmann(7, 5, 0.2) == covering.grassmann(7, 2, 0.2)
    assert covering.grassmann(7, 2, 0.2, field="complex")[0] > covering.grassmann(7, 2, 0.2)[1]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: covering.ball(0, 0.1), "must be at least 1"),
        (lambda: covering.ball(2, 0.0), "positive"),
        (lambda: covering.sphere(2, float("nan")), "NaN"),
        (lambda: covering.grassmann(3, 4, 0.1), "use k <= n"),
        (lambda: covering.stiefel(3, 0, 0.1), "must be at least 1"),
        (lambda: covering.sphere(3, 0.1, upper_by="volume"), "'packing' or 'greedy'"),
        (lambda: covering.grassmann(3, 1, 0.1, field="quaternion"), "'real' or 'complex'"),
        (lambda: covering.ellipsoid([1.0, -1.0], 0.1), "negative"),
    ],
)
def test_misuse_is_refused_with_the_remedy(call, match: str) -> None:
    with pytest.raises(ib.DomainError, match=match):
        call()


def test_linear_sharing_pays_beyond_k_tasks() -> None:
    table = {1: (1524, 281), 4: (1588, 1124), 8: (1674, 2249), 64: (2874, 17991)}
    for m, (joint, separate) in table.items():
        assert ib.shared.linear_bits(m, 64, 4, 0.1) == pytest.approx((joint, separate), abs=0.5)
    first = ib.shared.crossover(64, 4, 0.1)
    for m in range(1, 12):
        joint, separate = ib.shared.linear_bits(m, 64, 4, 0.1)
        assert (joint < separate) is (m >= first)
    # In dimensions, and in the limit of fine accuracies in bits.
    assert ib.shared.crossover(64, 4) == ib.shared.crossover(64, 4, 1e-90) == 5


@given(n=st.integers(2, 30), data=st.data())
@settings(max_examples=40, deadline=None)
def test_orthonormal_tasks_never_gain_by_linear_sharing(n: int, data) -> None:
    k = data.draw(st.integers(1, n - 1))
    m = data.draw(st.integers(1, k))
    eps = data.draw(st.floats(0.01, 0.5))
    joint, separate = ib.shared.linear_bits(m, n, k, eps)
    assert joint > separate
    assert ib.shared.crossover(n, k) > m
