"""The band of a curve holds at every argument: no fresh solve leaves it, and few solves make it."""

import json

import numpy as np
import pytest

import itbounds as ib
from itbounds.errors import AmbiguousTruthError, DomainError
from itbounds.results import CapacityCertificate
from itbounds.results.capacity_cost_proof import CapacityCostProof, CostPoint
from itbounds.results.envelope import Node, band, bend, tangent


def _grid(kind, size):
    if kind == "gauss":
        x = np.linspace(-5, 5, size)
        weights, distortion = np.exp(-x * x / 2), (x[:, None] - x) ** 2
    elif kind == "laplace":
        x = np.linspace(-8, 8, size)
        weights, distortion = np.exp(-np.abs(x)), np.abs(x[:, None] - x)
    else:
        x = np.linspace(-1, 1, size)
        weights, distortion = np.ones(size), (x[:, None] - x) ** 2
    return weights / weights.sum(), distortion


def _sources(rng):
    yield "random", rng.dirichlet(np.ones(20)), rng.random((20, 20))
    yield "rectangular", rng.dirichlet(np.ones(12)), rng.random((12, 5))
    yield "hamming", rng.dirichlet(np.ones(20)), ib.distortions.hamming(20)
    yield "binary", np.array([0.4, 0.6]), ib.distortions.hamming(2)
    yield "erasure", np.full(5, 0.2), ib.distortions.erasure(5)
    yield "a letter of probability zero", np.array([0.3, 0.0, 0.7]), ib.distortions.hamming(3)
    for kind in ("gauss", "laplace", "uniform"):
        yield kind, *_grid(kind, 30)


def test_no_fresh_solve_leaves_a_rate_band(rng):
    for name, source, distortion in _sources(rng):
        curve = ib.rate_distortion_curve(source, distortion)
        assert curve.status is ib.Status.OPTIMAL, name
        assert curve.gap <= 1e-3
        assert curve.provenance.steps <= 100, name
        ends = [curve.x[0], curve.x[-1]]
        for level in [
            *ends,
            *rng.uniform(*ends, 8),
            *(ends[0] + (ends[1] - ends[0]) * 10.0 ** -rng.uniform(2, 7, 3)),
        ]:
            fresh, here = ib.rate_distortion(source, distortion, level), curve.at(level)
            low, high = np.interp(level, curve.x, curve.lower), np.interp(level, curve.x, curve.upper)
            assert low <= fresh.upper, name
            assert fresh.lower <= high, name
            assert here.lower <= fresh.upper, name
            assert fresh.lower <= here.upper, name
            assert low - 1e-12 <= here.lower, name
            assert here.upper <= high + 1e-12, name
            assert here.verify().within(here.interval), name


def _channels(rng):
    yield "random", rng.dirichlet(np.ones(20), 25), rng.random(25)
    yield "nearly deterministic", 0.999 * np.eye(12) + 0.001 / 12, rng.random(12)
    yield "binary", ib.zoo.z_channel(0.3).matrix, np.array([0.0, 1.0])
    yield "power", ib.zoo.bsc(0.1).matrix, np.array([1.0, 1.0])
    yield "negative costs", rng.dirichlet(np.ones(6), 8), rng.standard_normal(8)


def test_no_fresh_solve_leaves_a_cost_band(rng):
    for name, matrix, cost in _channels(rng):
        curve = ib.capacity_cost_curve(matrix, cost)
        assert curve.status is ib.Status.OPTIMAL, name
        assert curve.provenance.steps <= 100, name
        for budget in [curve.x[0], curve.x[-1], *rng.uniform(curve.x[0], curve.x[-1], 8)]:
            fresh, here = ib.capacity(matrix, cost=cost, budget=budget), curve.at(budget)
            assert np.interp(budget, curve.x, curve.lower) <= fresh.upper, name
            assert fresh.lower <= np.interp(budget, curve.x, curve.upper), name
            assert here.lower <= fresh.upper, name
            assert fresh.lower <= here.upper, name
            assert here.verify().within(here.interval), name


def test_a_binary_curve_contains_its_closed_form():
    curve = ib.rate_distortion_curve([0.4, 0.6], ib.distortions.hamming(2), tol=1e-4)
    level = np.linspace(1e-6, 0.4, 500)

    def h(x):
        return -x * np.log2(x) - (1 - x) * np.log2(1 - x)

    truth = h(0.4) - h(level)
    assert (np.interp(level, curve.x, curve.lower) <= truth + 1e-15).all()
    assert (truth <= np.interp(level, curve.x, curve.upper) + 1e-15).all()
    assert curve.gap <= 1e-4


def test_a_curve_proves_itself_again_after_json(rng):
    curves = [
        ib.rate_distortion_curve(rng.dirichlet(np.ones(6)), rng.random((6, 4)), tol=1e-2),
        ib.capacity_cost_curve(rng.dirichlet(np.ones(5), 7), rng.random(7), tol=1e-2),
    ]
    for curve in curves:
        back = ib.Curve.from_dict(json.loads(json.dumps(curve.to_dict(), allow_nan=False)))
        np.testing.assert_array_equal(back.x, curve.x)
        np.testing.assert_array_equal(back.lower, curve.lower)
        assert back.verify("ball") == curve.gap
        middle = 0.5 * (curve.x[0] + curve.x[-1])
        assert back.at(middle).lower_nats == curve.at(middle).lower_nats


def test_units_and_range(rng):
    curve = ib.rate_distortion_curve([0.5, 0.5], ib.distortions.hamming(2), tol=1e-3, unit="nat")
    assert curve.gap <= 1e-3
    assert curve.to("bit").gap <= 1e-3 / np.log(2) * (1 + 1e-12)
    with pytest.raises(DomainError, match="range"):
        curve.at(0.6)
    with pytest.raises(DomainError, match="D is NaN"):
        curve.at(np.nan)
    with pytest.raises(AmbiguousTruthError):
        bool(curve)


def test_a_limit_of_solves_is_honest(rng):
    curve = ib.rate_distortion_curve(rng.dirichlet(np.ones(10)), rng.random((10, 10)), tol=1e-5, max_solves=6)
    assert curve.provenance.steps <= 6
    assert curve.status is ib.Status.GAP_OPEN
    assert curve.gap > 1e-5


def test_a_source_of_one_letter_has_a_curve():
    curve = ib.rate_distortion_curve([1.0], [[0.3]])
    assert curve.at(curve.x[0]).upper == 0.0


def test_bend_is_the_widest_place():
    """Of x**2 between 0 and 1: the tangents cross in the middle, one half below the chord."""
    left, right = Node(0.0, 0.0, 0.0, 0.0), Node(1.0, 1.0, 1.0, 2.0)
    middle = bend(left, right)
    assert middle.x == pytest.approx(0.5)
    assert middle.gap == pytest.approx(0.5)
    xs, lows, highs = band((left, right))
    np.testing.assert_allclose(xs, [0, 0.5, 1])
    grid = np.linspace(0, 1, 101)
    assert (np.interp(grid, xs, lows) <= grid**2 + 1e-15).all()
    assert (np.interp(grid, xs, highs) >= grid**2 - 1e-15).all()


def test_a_node_without_a_tangent_bounds_only_itself():
    node = Node(0.0, 1.0, 0.9, None)
    assert tangent(node, 0.0) == 0.9
    assert tangent(node, 0.1) == -np.inf


def test_a_loose_dual_point_leaves_the_band_valid():
    # The upper end is cut off at ln 2 here: its tangent, moved down with it, would cut the curve.
    laws = np.array([0.5, 0.5]), np.array([0.4, 0.6])
    noiseless, cost = np.eye(2), np.array([0.0, 1.0])
    certificate = CapacityCertificate.of(noiseless, *laws, cost=cost, budget=0.5, multiplier=3.0)
    point = CostPoint(0.5, *laws, 3.0, certificate.lower, certificate.upper)
    node = CapacityCostProof(noiseless, cost, ib.Space.of(2), (point,)).node(0)
    for budget in (0.2, 0.3, 0.4):
        truth = ib.capacity(noiseless, cost=cost, budget=budget, unit="nat")
        assert -tangent(node, budget) >= truth.lower


def test_the_band_begins_at_the_last_level_that_counts_as_the_least():
    law = np.array([1.12482292e-08, 4.15828041e-07, 1.11121139e-04, 9.99888442e-01, 9.48753569e-09])
    distortion = np.full((5, 2), 1000.0) + np.random.default_rng(2).random((5, 2)) * 1e-12
    curve = ib.rate_distortion_curve(law / law.sum(), distortion, tol=1e-2)
    for level in (curve.x[0], np.nextafter(curve.x[0], np.inf)):
        fresh = ib.rate_distortion(law / law.sum(), distortion, float(level), tol=1e-2)
        assert fresh.lower <= np.interp(level, curve.x, curve.upper)
        assert fresh.upper >= np.interp(level, curve.x, curve.lower)
