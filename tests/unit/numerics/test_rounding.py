"""The float intervals hold on every family that is hard for rounding, and unpadded ones do not."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.numerics.rate_rounding import (
    distortion_bounds,
    information_upper,
    least_distortion,
    rate_lower,
)
from itbounds.numerics.rounding import capacity_interval, mean_is_at_most, row_divergences, weighted_mean
from tests.reference import information as slow

EPS = 2.0**-53


def _matrix(family, rng):
    m, n = rng.integers(2, 9, size=2)
    if family == "dirichlet":
        return rng.dirichlet(np.ones(n), m)
    if family == "sharp":
        return rng.dirichlet(np.full(n, 0.05), m)
    if family == "zeros":
        matrix = rng.dirichlet(np.ones(n), m) * (rng.random((m, n)) < 0.5)
        matrix[np.arange(m), np.arange(m) % n] += 0.1
        return matrix / matrix.sum(axis=1, keepdims=True)
    if family == "nearly deterministic":
        matrix = np.full((m, n), 10.0 ** -rng.integers(3, 17))
        matrix[np.arange(m), np.arange(m) % n] = 1.0
        return matrix
    if family == "useless":
        row = rng.dirichlet(np.ones(n))
        return row + 1e-16 * rng.random((m, n))
    if family == "counts":
        return rng.integers(1, 1000, size=(m, n)).astype(float)
    if family == "constant rows":
        return np.tile(rng.dirichlet(np.ones(n)), (m, 1))
    if family == "rows off 1e-10":
        return rng.dirichlet(np.ones(n), m) * (1.0 + 1e-10 * rng.standard_normal((m, 1)))
    if family == "tiny entries":
        matrix = rng.dirichlet(np.ones(n), m)
        matrix[:, 0] = 10.0 ** -rng.integers(100, 320)
        return matrix
    if family == "larger":
        return rng.dirichlet(np.ones(30), 20)
    if family == "deterministic duplicates":
        return np.eye(n)[rng.integers(0, n, m)]
    if family == "rounded symmetric":
        e = round(float(rng.random()), 2)
        return np.array([[1.0 - e, e], [e, 1.0 - e]])
    raise ValueError(family)


FAMILIES = (
    "dirichlet",
    "sharp",
    "zeros",
    "nearly deterministic",
    "useless",
    "counts",
    "constant rows",
    "rows off 1e-10",
    "tiny entries",
    "larger",
    "deterministic duplicates",
    "rounded symmetric",
)


def _law(size, rng):
    kind = rng.integers(4)
    if kind == 0:
        return np.full(size, 1.0 / size)
    if kind == 1:
        return rng.dirichlet(np.ones(size))
    if kind == 2:
        law = rng.dirichlet(np.full(size, 0.1))
        law[0] = 1e-200
        return law
    return rng.integers(1, 50, size).astype(float)


@pytest.mark.parametrize("family", FAMILIES)
def test_capacity_interval_holds(family, rng):
    for _ in range(6):
        matrix = _matrix(family, rng)
        p, q = _law(len(matrix), rng), _law(matrix.shape[1], rng) + 1e-30
        lower, upper = capacity_interval(matrix, p, q)
        truth, roof = slow.information(matrix, p), slow.ceiling(matrix, q)
        assert lower <= truth <= lower + 2e-11
        assert roof <= upper <= roof + 2e-11


@pytest.mark.parametrize("family", FAMILIES)
def test_each_divergence_is_within_its_error(family, rng):
    for _ in range(4):
        matrix = _matrix(family, rng)
        law = rng.dirichlet(np.ones(matrix.shape[1])) + 1e-30
        values, errors = row_divergences(matrix, law)
        for row, value, error in zip(matrix, values, errors, strict=True):
            assert abs(slow.divergence(row, law) - float(value)) <= error < 1e-11


@pytest.mark.parametrize(("family", "least"), [("rows off 1e-10", 15), ("counts", 15)])
def test_a_lower_end_that_ignores_row_sums_is_wrong(family, least, rng):
    """Two families that break a certificate which takes the rows for normalised: ours must survive them."""
    wrong = 0
    for _ in range(40):
        matrix = _matrix(family, rng)
        p = np.full(len(matrix), 1.0 / len(matrix))
        output = p @ matrix
        naive = float(p @ (matrix * np.log(matrix / output)).sum(axis=1))
        truth = slow.information(matrix, p)
        wrong += naive > truth
        assert capacity_interval(matrix, p, output)[0] <= truth
    assert wrong >= least


def test_unpadded_ends_miss_the_truth(rng):
    """The padding is not decoration: without it the lower end of every other channel is too high."""
    missed = 0
    for _ in range(60):
        matrix, p = _matrix("dirichlet", rng), np.ones(1)
        p = np.full(len(matrix), 1.0 / len(matrix))
        values, _ = row_divergences(matrix, (p / matrix.sum(axis=1)) @ matrix)
        missed += float(p @ values) > slow.information(matrix, p)
    assert missed >= 10


def test_headroom_only_widens(rng):
    matrix = _matrix("dirichlet", rng)
    p, q = np.ones(len(matrix)), np.ones(matrix.shape[1])
    low, high = capacity_interval(matrix, p, q)
    wide_low, wide_high = capacity_interval(matrix, p, q, headroom=2.0)
    assert wide_low < low < high < wide_high


def test_a_row_that_is_not_absolutely_continuous_has_infinite_divergence():
    values, _ = row_divergences(np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([1.0, 0.0]))
    assert values[0] == np.inf
    assert abs(values[1]) < 1e-15


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=30), st.integers(0, 2**32 - 1))
def test_weighted_mean_is_within_its_error(values, seed):
    weights = np.random.default_rng(seed).random(len(values)) + 1e-3
    mean, error = weighted_mean(weights, np.array(values))
    with slow.mp.workdps(60):
        truth = slow.mp.fsum(a * b for a, b in zip(slow.exact(weights), slow.exact(values), strict=True))
        truth /= slow.mp.fsum(slow.exact(weights))
    assert abs(truth - mean) <= error


def test_mean_is_at_most_is_never_wrong(rng):
    sure = 0
    for _ in range(300):
        m = int(rng.integers(1, 12))
        weights, values = rng.random(m) + 1e-9, rng.standard_normal(m)
        with slow.mp.workdps(60):
            w, v = slow.exact(weights), slow.exact(values)
            mean = slow.mp.fsum(a * b for a, b in zip(w, v, strict=True)) / slow.mp.fsum(w)
        level = float(mean) + float(rng.integers(-2, 3)) * EPS
        if mean_is_at_most(weights, values, level):
            sure += 1
            assert mean <= level
        assert mean_is_at_most(weights, values, float(mean) + 1e-12 * m * np.abs(values).max())
    assert sure > 0


def test_a_law_on_letters_at_the_budget_is_within_it_exactly():
    assert mean_is_at_most(np.array([0.3, 0.7, 0.0]), np.array([0.1, 0.1, 5.0]), 0.1)
    assert not mean_is_at_most(np.array([0.3, 0.7, 1e-18]), np.array([0.1, 0.1, 5.0]), 0.1)


def _rate_instance(rng):
    m, n = rng.integers(1, 8, size=2)
    source = rng.dirichlet(np.ones(m)) if rng.random() < 0.7 else rng.integers(1, 40, m).astype(float)
    distortion = rng.random((m, n)) * 10.0 ** rng.integers(-2, 3)
    if rng.random() < 0.4:
        forbidden = rng.random((m, n)) < 0.4
        forbidden[:, int(rng.integers(n))] = False
        distortion[forbidden] = np.inf
    slope = float(10.0 ** rng.uniform(-3, 3))
    law = rng.dirichlet(np.ones(n))
    kernel = np.exp(-slope * distortion) @ law
    potentials = -np.log(np.maximum(kernel, 1e-300))
    level = float(rng.random() * distortion[np.isfinite(distortion)].max())
    return source, distortion, level, potentials, slope


def test_rate_lower_is_below_the_dual_value_and_close_to_it(rng):
    close = 0
    for _ in range(300):
        instance = _rate_instance(rng)
        truth = slow.rate_dual(*instance)
        lower = rate_lower(*instance)
        assert lower <= max(truth, 0)
        close += truth <= 0 or lower >= float(truth) - 1e-9
    assert close >= 295


def test_rate_lower_without_a_level(rng):
    source, distortion, _, potentials, _ = _rate_instance(rng)
    mask = np.where(np.isinf(distortion), np.inf, 0.0)
    truth = slow.rate_dual(source, mask, np.inf, np.zeros(len(source)), 0.0)
    assert rate_lower(source, mask, np.inf, np.zeros(len(source)), 0.0) <= max(truth, 0)
    assert rate_lower(source, distortion, np.inf, potentials, 1.0) == 0.0


def test_information_upper_is_above_the_information(rng):
    for family in FAMILIES:
        for _ in range(3):
            channel = _matrix(family, rng)
            source = _law(len(channel), rng)
            truth = slow.information(channel, source)
            assert truth <= information_upper(source, channel) <= truth + 2e-11


def test_a_single_reproduction_letter_carries_exactly_nothing():
    assert information_upper(np.array([0.3, 0.7]), np.array([[0.0, 1.0], [0.0, 1.0]])) == 0.0


def test_distortion_bounds_enclose(rng):
    for _ in range(100):
        m, n = rng.integers(1, 8, size=2)
        source, channel = rng.dirichlet(np.ones(m)), rng.dirichlet(np.ones(n), m)
        distortion = rng.random((m, n)) * 10.0 ** rng.integers(-3, 4)
        low, high = distortion_bounds(source, channel, distortion)
        assert low <= slow.mean_distortion(source, channel, distortion) <= high <= low * (1 + 1e-13) + 1e-300
        least = slow.mean_distortion(source, np.eye(n)[distortion.argmin(axis=1)], distortion)
        low, high = least_distortion(source, distortion)
        assert low <= least <= high


def test_a_forbidden_pair_that_is_used_has_infinite_distortion():
    channel, distortion = np.array([[0.5, 0.5]]), np.array([[1.0, np.inf]])
    assert distortion_bounds(np.ones(1), channel, distortion) == (np.inf, np.inf)


def test_an_upper_end_that_overflows_proves_nothing():
    """The sums of such a source overflow: an end that is not a number must not come out as 0."""
    channel = np.array([[0.9, 0.1], [0.1, 0.9], [0.9, 0.1]])
    with np.errstate(all="ignore"):
        assert information_upper(np.full(3, 1.7e308), channel) == np.inf
