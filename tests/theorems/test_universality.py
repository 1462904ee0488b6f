"""Known numbers of mixtures of models, codes of coins, and learning as lossy compression."""

from math import exp, inf, log

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.reductions import mutual_information
from itbounds.numerics.statistics.universal_coding import binomial_laws

bounds = ib.bounds.generalization
BIT = log(2.0)


def test_mixtures_of_coins() -> None:
    """Truth 0.3, uniform prior: the exact redundancy, by all models, and by the best ball."""
    points = (np.arange(20000) + 0.5) / 20000
    divergences = 0.3 * np.log(0.3 / points) + 0.7 * np.log(0.7 / (1 - points))
    prior = np.full(len(points), 1 / len(points))
    published = {
        10: (0.618816, 1.076744, 1.760636),
        100: (1.674580, 2.170786, 2.892043),
        1000: (2.816326, 3.315949, 4.041283),
    }
    for n, (exact, gibbs, ball) in published.items():
        heads = _binomial(n, 0.3)
        used = heads > 0.0
        # The uniform mixture gives every number of heads the same probability.
        assert float(heads[used] @ np.log(heads[used] * (n + 1))) == pytest.approx(exact, abs=5e-7)
        assert bounds.gibbs_regret(prior, divergences, n).value == pytest.approx(gibbs, abs=2e-6)
        best = bounds.ball_regret(prior, divergences, n)
        assert best.value == pytest.approx(ball, abs=2e-3)
        if n == 1000:
            assert best.terms["radius"] == pytest.approx(0.0005, abs=5e-5)


def _binomial(n: int, p: float) -> np.ndarray:
    from scipy.stats import binom

    return np.asarray(binom.pmf(np.arange(n + 1), n, p))


def test_many_models_that_are_copies_cost_little() -> None:
    prior, divergences = np.full(64, 1 / 64), np.full(64, inf)
    assert bounds.gibbs_regret(prior, divergences, 10).value == inf
    divergences[0] = 0.0
    assert bounds.gibbs_regret(prior, divergences, 10).value == pytest.approx(log(64), abs=1e-12)
    divergences[:16] = 0.0
    assert bounds.gibbs_regret(prior, divergences, 10).value == pytest.approx(log(4), abs=1e-12)
    assert bounds.gibbs_regret([1.0], [0.0], 10).value == pytest.approx(0.0, abs=1e-14)
    rng = np.random.default_rng(0)
    for _ in range(200):
        weights = rng.dirichlet(np.ones(5))
        distances = rng.exponential(0.1, 5)
        gibbs = bounds.gibbs_regret(weights, distances, 20).value
        assert gibbs <= bounds.ball_regret(weights, distances, 20).value + 1e-12


def test_regrets_of_coins() -> None:
    for n, shtarkov, mixture in (
        (1, 0.693147, 0.306853),
        (10, 1.539062, 1.053576),
        (100, 2.580971, 2.081600),
        (1000, 3.696431, 3.196172),
    ):
        lower, upper = bounds.jeffreys(n).value, bounds.nml(n).value
        assert upper == pytest.approx(shtarkov, abs=5e-7)
        assert lower == pytest.approx(mixture, abs=5e-7)
        assert lower <= upper <= bounds.kt_regret(n).value + 1e-12 <= 0.5 * log(n) + BIT + 1e-9
    assert bounds.nml(2).value == pytest.approx(0.916291, abs=5e-7)
    assert bounds.nml(100, 10).value == pytest.approx(15.963324, abs=5e-7)
    # All strings of five letters of three kinds, each at its own best law.
    total = sum(
        float(np.prod((np.array(counts) / 5.0) ** np.array(counts)))
        for string in np.ndindex(*(3,) * 5)
        for counts in [[string.count(letter) for letter in range(3)]]
    )
    assert exp(bounds.nml(5, 3).value) == pytest.approx(total, rel=1e-12)
    assert total == pytest.approx(8.5104, abs=5e-5)
    assert 0.5 * log(1000 / (2 * np.pi * np.e)) + log(np.pi) == pytest.approx(3.179669, abs=5e-7)
    for n, value in ((1, 0.693147), (2, 0.75377), (10, 1.23246)):
        between = bounds.coin_redundancy(n, 33).value
        assert between == pytest.approx(value, abs=1e-5)
        assert bounds.jeffreys(n).value <= between <= bounds.nml(n).value


def test_the_worst_sequence_of_krichevsky_and_trofimov_is_constant() -> None:
    for n in (1, 2, 7, 40):
        weights = np.concatenate([[0.0], np.cumsum(np.log1p(-0.5 / np.arange(1.0, n + 1.0)))])
        share = np.arange(n + 1) / n
        with np.errstate(divide="ignore", invalid="ignore"):
            best = n * np.nan_to_num(share * np.log(share) + (1 - share) * np.log1p(-share))
        choose = np.log(binomial_laws(n, 3)[1]) + n * BIT
        regrets = best + choose - weights - weights[::-1]
        assert regrets.max() == pytest.approx(bounds.kt_regret(n).value, abs=1e-12)


def test_learning_is_lossy_compression() -> None:
    rng = np.random.default_rng(4)
    for _ in range(300):
        task, reference = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(3))
        sampler, algorithm = rng.dirichlet(np.ones(4), 3), rng.dirichlet(np.ones(3), 4)
        split = bounds.lossy_identity(task, sampler, algorithm, reference)
        left = float((task @ sampler) @ (algorithm * np.log(algorithm / reference)).sum(axis=1))
        assert split.value == pytest.approx(left, abs=1e-12)
        whole = float(mutual_information((task @ sampler)[:, None] * algorithm))
        assert split.terms["I(T;W)"] + split.terms["I(S;W|T)"] == pytest.approx(whole, abs=1e-12)
        total = (task @ sampler)[:, None] * algorithm
        density = np.log(algorithm / reference)
        variance = float((total * density**2).sum() - (total * density).sum() ** 2)
        parts = split.terms["V_wit (experimental)"] + split.terms["V_bet (experimental)"]
        assert parts == pytest.approx(variance, abs=1e-12)
    own = bounds.lossy_identity(task, sampler, algorithm)
    assert own.terms["D(P_W‖Q_W)"] == pytest.approx(0.0, abs=1e-14)
    blind = bounds.lossy_identity(task, sampler, [reference] * 4, reference)
    assert blind.value == pytest.approx(0.0, abs=1e-12)


def test_tasks_need_as_many_data_as_they_have_bits() -> None:
    assert bounds.sample_complexity(log(8), 2).value == pytest.approx(3.0, abs=1e-12)
    rng = np.random.default_rng(5)
    for _ in range(200):
        task, loss = rng.dirichlet(np.ones(3)), rng.random((3, 3))
        sampler, algorithm = rng.dirichlet(np.ones(4), 3), rng.dirichlet(np.ones(3), 4)
        level = float((task[:, None] * (sampler @ algorithm) * loss).sum())
        rate = ib.rate_distortion(task, loss, level, tol=1e-6, unit="nat").lower
        extra = bounds.lossy_identity(task, sampler, algorithm).terms["I(S;W|T)"]
        # The sample here is two bits.
        assert bounds.sample_complexity(max(rate, 0.0), 2, max(extra - 1e-12, 0.0)).value <= 2.0


def test_no_code_misses_less_often_than_one_shot_allows() -> None:
    rng = np.random.default_rng(6)
    beyond = 0
    for _ in range(300):
        tasks, models, level = 6, 4, 0.25
        law, loss = rng.dirichlet(np.ones(tasks)), rng.random((tasks, models))
        slope = rng.exponential(4.0)
        output = rng.dirichlet(np.ones(models))
        # Any law of the models gives a valid point after its excess is taken off.
        tilted = -np.log(np.exp(slope * (level - loss)) @ output)
        excess = (law * np.exp(tilted)) @ np.exp(slope * (level - loss))
        tilted = tilted - log(excess.max())
        value = bounds.one_shot_learning(law, tilted, 1, 2).value
        pairs = [(a, b) for a in range(models) for b in range(models)]
        truth = min(float(law @ (loss[:, list(pair)].min(axis=1) > level)) for pair in pairs)
        assert value <= truth + 1e-12
        beyond += value > 0.0
    assert bounds.one_shot_learning([1 / 8] * 8, [log(8)] * 8, 2, 2).value == pytest.approx(0.5, abs=1e-12)
    assert bounds.one_shot_learning([1 / 8] * 8, [log(8)] * 8, 3, 2).vacuous


def test_the_dual_point_of_a_rate_gives_tilted_informations() -> None:
    rng = np.random.default_rng(10)
    law, level = rng.dirichlet(np.full(8, 0.7)), 0.2
    loss = np.abs(np.linspace(0.0, 1.0, 8)[:, None] - np.linspace(0.0, 1.0, 8)[None])
    proof = ib.rate_distortion(law, loss, level, unit="nat").certificate
    excess = float((law @ np.exp(proof.potentials[:, None] - proof.slope * loss)).max())
    tilted = proof.potentials - proof.slope * level - log(excess)
    rate = ib.rate_distortion(law, loss, level, unit="nat")
    assert float(law @ tilted) == pytest.approx(rate.lower, abs=1e-6)
    value = bounds.one_shot_learning(law, tilted, 1, 2).value
    truth = min(float(law @ (loss[:, [a, b]].min(axis=1) > level)) for a in range(8) for b in range(8))
    assert value <= truth + 1e-12
