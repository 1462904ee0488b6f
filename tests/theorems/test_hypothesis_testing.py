"""Known numbers of tests and their exponents, and what holds between them."""

from math import exp, inf, log

import numpy as np
import pytest

import itbounds as ib

testing = ib.bounds.hypothesis_testing
P, Q = [0.2, 0.8], [0.5, 0.5]


def test_the_best_test_of_a_hundred_coins() -> None:
    best = testing.neyman_pearson(P, Q, 0.05, 100, unit="nat")
    assert exp(-best.value) == pytest.approx(1.240586e-6, rel=5e-7)
    assert best.value == pytest.approx(13.59993, abs=5e-6)
    assert best.terms["at least"] <= best.value <= best.terms["at most"] <= best.terms["at least"] + 1e-9
    nearly = testing.stein_second_order(P, Q, 0.05, 100, unit="nat")
    assert nearly.value == pytest.approx(12.45606, abs=5e-6)
    assert nearly.direction == "approximation"
    assert best.value <= testing.stein_converse(P, Q, 0.05, 100, unit="nat").value


def test_exponents_of_two_coins() -> None:
    assert testing.stein_exponent(P, Q, unit="nat").value == pytest.approx(0.192745, abs=5e-7)
    assert testing.stein_exponent(Q, P, unit="nat").value == pytest.approx(0.223144, abs=5e-7)
    chernoff = testing.chernoff_information(P, Q, unit="nat")
    assert chernoff.value == pytest.approx(0.0527532, abs=5e-8)
    assert chernoff.terms["lambda"] == pytest.approx(0.481567, abs=5e-7)


def test_the_tradeoff_starts_in_steins_exponent_and_meets_chernoffs() -> None:
    """With the laws exchanged it would start in the other relative entropy."""
    assert testing.hoeffding_exponent(P, Q, 0.0, unit="nat").value == pytest.approx(0.192745, abs=5e-7)
    assert testing.hoeffding_exponent(P, Q, 0.1, unit="nat").value == pytest.approx(0.0221253, abs=5e-8)
    meeting = testing.chernoff_information(P, Q, unit="nat").value
    assert testing.hoeffding_exponent(P, Q, meeting, unit="nat").value == pytest.approx(meeting, abs=1e-9)
    assert testing.hoeffding_exponent(P, Q, 0.3, unit="nat").value == pytest.approx(0.0, abs=1e-12)
    assert testing.hoeffding_exponent([0.2, 0.5, 0.3], [0.5, 0.5, 0.0], 0.2).value == inf


def test_the_exponents_are_limits_of_the_best_test() -> None:
    n, p, q = 1000, [0.2, 0.3, 0.5], [0.5, 0.25, 0.25]
    stein = testing.stein_exponent(p, q, unit="nat").value
    best = testing.neyman_pearson(p, q, 0.3, n, unit="nat").value
    approximation = testing.stein_second_order(p, q, 0.3, n, unit="nat").value
    assert best / n == pytest.approx(stein, abs=0.02)
    assert abs(best - approximation) < 2.0
    rate = 0.05
    falling = testing.neyman_pearson(p, q, exp(-rate * n), n, unit="nat").value
    assert falling / n == pytest.approx(testing.hoeffding_exponent(p, q, rate, unit="nat").value, abs=0.01)


def test_a_letter_that_decides() -> None:
    best = testing.neyman_pearson([0.5, 0.5, 0.0], [0.0, 0.5, 0.5], 0.25, 2, unit="nat")
    # Two letters that Q allows have probability 1/4 under P: they may all be rejected.
    assert best.value > 25.0
    assert testing.neyman_pearson([1.0, 0.0], [0.0, 1.0], 0.1).value == inf
    assert testing.chernoff_information([1.0, 0.0], [0.0, 1.0]).value == inf
    assert testing.stein_exponent([0.5, 0.5], [1.0, 0.0]).value == inf
    assert testing.neyman_pearson(P, P, 0.25, 7).value == pytest.approx(-np.log2(0.75), abs=1e-9)


def test_errors_far_below_the_least_double() -> None:
    best = testing.neyman_pearson(P, Q, 1e-3, 10_000, unit="nat")
    assert 1700.0 < best.value < 1927.5
    assert best.terms["at most"] - best.terms["at least"] < 1e-8


def test_families_are_as_near_as_their_nearest_pair() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.dirichlet(np.ones(3), 4), rng.dirichlet(np.ones(3), 3)
    for pair, whole in (
        (testing.stein_exponent, testing.composite_stein),
        (testing.chernoff_information, testing.composite_chernoff),
    ):
        pairs = [pair(p, q).value for p in first for q in second]
        assert whole(first, second).value == pytest.approx(min(pairs), rel=1e-9)


def test_sanov_bounds_every_n_and_is_the_limit() -> None:
    from scipy.stats import binom

    for level in (0.55, 0.7, 0.9, 1.0):
        exponent = testing.sanov([0.5, 0.5], [0.0, 1.0], level, unit="nat").value
        for n in (1, 10, 200):
            tail = float(binom.sf(np.ceil(n * level - 1e-9) - 1, n, 0.5))
            assert -log(tail) / n >= exponent * (1.0 - 1e-12)
    assert testing.sanov([0.5, 0.5], [0.0, 1.0], 1.0, unit="nat").value == pytest.approx(log(2), abs=1e-9)
    assert testing.sanov([0.5, 0.5], [0.0, 1.0], 1.1).value == inf
    assert testing.sanov([0.5, 0.5], [0.0, 1.0], 0.4).vacuous


def test_walds_test_needs_between_its_two_bounds() -> None:
    alpha, beta = 0.05, 0.02
    p, q = np.array([0.3, 0.7]), np.array([0.6, 0.4])
    steps, low, high = np.log(p / q), log(alpha), -log(beta)
    # The exact mean, by carrying the law of the walk along until almost nothing is left.
    positions, mean = {0.0: 1.0}, 0.0
    for _ in range(400):
        mean += sum(positions.values())
        following: dict[float, float] = {}
        for place, mass in positions.items():
            for step, share in zip(steps, p, strict=True):
                at = round(place + step, 9)
                if low < at < high:
                    following[at] = following.get(at, 0.0) + mass * share
        positions = following
    assert testing.wald_sample_size(p, q, alpha, beta).value <= mean
    assert mean <= testing.sprt_sample_size(p, q, alpha, beta).value
    assert testing.wald_sample_size(p, q, 0.5, 0.5).vacuous
    assert testing.sprt_sample_size(p, p, alpha, beta).vacuous


def test_every_length_attains_hoeffdings_tradeoff() -> None:
    for n in (1, 5, 30, 200):
        for rate in (0.01, 0.05, 0.1, 0.2):
            best = testing.neyman_pearson(P, Q, exp(-n * rate), n, unit="nat").terms["at most"]
            assert best >= n * testing.hoeffding_exponent(P, Q, rate, unit="nat").terms["at least"]
