"""Hand-made and published numbers of the bounds on gaps, supersamples, mixtures and lossy learning."""

from math import exp, inf, log, sqrt

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.reductions import mutual_information
from itbounds.numerics.statistics.plugin_information import plugin_information
from itbounds.numerics.statistics.universal_coding import binomial_laws

bounds = ib.bounds.generalization
BIT = log(2.0)


def test_the_mean_of_gaussians() -> None:
    """Squared error of the mean of n numbers: the gap is 2 / n, and I(S;W) is infinite."""
    for n, truth, published in ((10, 0.2, 0.504948), (100, 0.02, 0.143195), (1000, 0.002, 0.044777)):
        each = 0.5 * log(n / (n - 1))
        # The squared distance of a fresh datum is subgamma; this constant is that of the closed form.
        sigma = (n + 1) / n * sqrt(2.0)
        value = bounds.individual_sample([each] * n, sigma, width=inf).value
        assert value == pytest.approx(published, abs=5e-7)
        assert value > truth
    assert bounds.xu_raginsky(inf, 10, 0.5).value == inf
    assert bounds.xu_raginsky(inf, 10, 0.5).vacuous


def test_a_datum_learnt_by_heart() -> None:
    """One fair bit, weights equal to it, loss one if they differ: the gap is a half."""
    value = bounds.xu_raginsky(1.0, 1, 0.5, unit="bit").value
    assert value == pytest.approx(0.588705, abs=5e-7)
    assert value >= 0.5
    assert bounds.individual_sample([BIT], 0.5).value == pytest.approx(value, rel=1e-12)


def test_hundred_models_on_one_validation_set() -> None:
    bias = bounds.selection_bias(log(100), 0.5 / sqrt(500), width=1.0)
    assert bias.value == pytest.approx(0.067861, abs=5e-7)
    assert bias.target == "|bias|"


@pytest.mark.parametrize(
    ("information", "pinsker", "bretagnolle"),
    [
        (0.1, 0.2236, 0.3085),
        (0.5, 0.5, 0.6273),
        (1.0, 0.7071, 0.7951),
        (2.0, 1.0, 0.92987),
        (5.0, 1.58, 0.99663),
    ],
)
def test_total_variation_takes_the_better_inequality(
    information: float, pinsker: float, bretagnolle: float
) -> None:
    bound = bounds.total_variation(informations=[information])
    assert sqrt(information / 2) == pytest.approx(pinsker, abs=2e-3)
    assert sqrt(1 - exp(-information)) == pytest.approx(bretagnolle, abs=5e-5)
    assert bound.value == pytest.approx(min(sqrt(information / 2), sqrt(1 - exp(-information))), rel=1e-12)
    assert not bound.vacuous
    assert bound.value <= bounds.individual_sample([information], 0.5).value


def test_single_draws() -> None:
    assert bounds.maximal_leakage(10, 1000, 0.5, 0.05).value == pytest.approx(0.0827311, abs=5e-8)
    assert bounds.sibson(8, 1000, 0.5, 0.05, 2).value == pytest.approx(0.0856873, abs=5e-8)
    assert bounds.maximal_leakage(10, 1000, 0.5, 0.05).confidence == 0.95
    channel = ib.zoo.bsc(0.11)
    published = {1: 0.346632, 2: 0.475240, 500: 0.576380, inf: 0.576613}
    for order, value in published.items():
        assert bounds.sibson_information([0.5, 0.5], channel, order) == pytest.approx(value, abs=5e-7)
    # A model of k bits leaks at most k bits, whatever the data: a bound without a prior.
    assert bounds.maximal_leakage(80, 1000, 0.5, 0.05, unit="bit").value == pytest.approx(
        sqrt((80 * BIT + log(40)) / 2000), rel=1e-12
    )


@pytest.mark.parametrize(
    ("train", "information", "exact", "binary"),
    [
        (0.0, 0.05, 0.0721348, 0.0975412),
        (0.05, 0.05, 0.2038436, 0.2481250),
        (0.1, 0.02, 0.2101718, 0.2407673),
        (0.05, 0.01, 0.1050859, 0.1238043),
        (0.3, 0.02, 0.4753461, 0.4921755),
    ],
)
def test_pairs_of_losses(train: float, information: float, exact: float, binary: float) -> None:
    found = bounds.pair_inversion(information, train).value
    assert found == pytest.approx(exact, abs=5e-8)
    assert bounds.hellstrom_durisi(information, train).value == pytest.approx(binary, abs=5e-8)
    assert bounds.pair_inversion_lower(information, found).value == pytest.approx(train, abs=1e-9)
    linear = bounds.fast_rate_of_pairs(information, train)
    assert linear.value == pytest.approx(found, abs=1e-9)
    twice = 2 * train + 2.0781 * information
    assert found <= twice <= 2 * train + 3 * information


@pytest.mark.parametrize(
    ("train", "information", "exact"),
    [
        (0.0, 0.05, 0.1369961),
        (0.05, 0.05, 0.2736547),
        (0.05, 0.01, 0.1295785),
        (0.1, 0.001, 0.1284158),
        (0.3, 0.02, 0.4949786),
    ],
)
def test_single_losses(train: float, information: float, exact: float) -> None:
    value = bounds.single_loss_inversion(information, train).value
    assert value == pytest.approx(exact, abs=5e-8)
    assert value <= train + bounds.sl_mi(information).value


@pytest.mark.parametrize(
    ("train", "information", "gap", "relaxed"),
    [
        (0.0, 0.05, 0.144270, 0.2),
        (0.05, 0.05, 0.251741, 0.4),
        (0.05, 0.01, 0.0842589, 0.129443),
        (0.1, 0.001, 0.0303078, 0.044),
        (0.3, 0.02, 0.260287, 0.389839),
    ],
)
def test_the_fast_rate_with_its_constants(
    train: float, information: float, gap: float, relaxed: float
) -> None:
    bound = bounds.fast_rate(information, train)
    assert bound.value - train == pytest.approx(gap, abs=5e-7)
    assert 4 * information + 4 * sqrt(information * train) == pytest.approx(relaxed, abs=5e-7)
    assert gap <= relaxed
    if train > 0.0:
        first, second = bound.terms["C_1"], bound.terms["C_2"]
        assert exp(2 * second) + exp(-2 * second * (1 + first)) <= 2.0
        fixed = bounds.fast_rate(information, train, rate=0.2).value
        assert bound.value <= fixed


@pytest.mark.parametrize(
    ("risk", "root", "single", "twice"),
    [
        (0.05, 0.263277, 0.025463, 0.050926),
        (0.3, 0.644894, 0.169195, 0.338390),
        (0.5, 0.832555, 0.311278, 0.622556),
        (1.0, 1.177410, 1.0, 2.0),
    ],
)
def test_interpolating_learners(risk: float, root: float, single: float, twice: float) -> None:
    """Test losses of mean R and no training loss: a difference tells R bits of its coin."""
    differences = np.array([[risk / 2, 0.0], [(1 - risk) / 2, (1 - risk) / 2], [0.0, risk / 2]])
    assert bounds.interpolation(float(mutual_information(differences))).value == pytest.approx(
        risk, abs=1e-12
    )
    assert bounds.ld_mi(risk, unit="bit").value == pytest.approx(root, abs=5e-7)
    column = np.array([[0.5, (1 - risk) / 2], [0.0, risk / 2]])
    information = float(mutual_information(column))
    assert information / BIT == pytest.approx(single, abs=1e-6)
    assert bounds.fast_rate(information, 0.0).value == pytest.approx(twice, abs=2e-6)
    assert bounds.pair_inversion(risk, 0.0, unit="bit").value == pytest.approx(risk, abs=1e-12)
    assert bounds.single_loss_inversion(information, 0.0).value == pytest.approx(risk, abs=1e-9)


def test_the_learner_by_heart_that_guesses() -> None:
    single = 0.215762
    assert bounds.cmi(4.0, 4, unit="bit").value == pytest.approx(1.17741, abs=5e-6)
    assert bounds.cmi(4.0, 4, unit="bit").vacuous
    assert bounds.ld_cmi([0.5 * BIT] * 4).value == pytest.approx(0.832555, abs=5e-7)
    assert bounds.sl_mi(single).value == pytest.approx(0.656904, abs=1e-6)
    assert bounds.sl_mi(single, centred=False).value == pytest.approx(1.313808, abs=2e-6)
    assert bounds.sl_mi(single, centred=False).vacuous
    assert bounds.hellstrom_durisi(0.5 * BIT, 0.0).value == pytest.approx(0.585786, abs=5e-7)
    assert bounds.hellstrom_durisi(0.5 * BIT, 0.0).value == pytest.approx(2 * (1 - exp(-0.5 * BIT)), abs=1e-9)


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


def test_the_bottleneck_is_only_a_shape() -> None:
    def shape(layer: float, encoder: float) -> float:
        bound = bounds.information_bottleneck(
            layer, 1000, 0.05, g1=0, g2=1, g3=1, encoder_information=encoder, unit="bit"
        )
        assert bound.evidence == "recalled"
        return bound.value

    for layer, encoder, value in ((2, 0, 0.048850), (2, 50, 0.192467), (20, 50, 0.222532)):
        assert shape(layer, encoder) == pytest.approx(value, abs=5e-7)
    with pytest.raises(TypeError):
        bounds.information_bottleneck(2.0, 1000, 0.05)


def test_the_bias_of_a_table_without_information() -> None:
    rng = np.random.default_rng(7)
    letters, sides = rng.integers(0, 3, (4000, 200)), rng.integers(0, 2, (4000, 200))
    found = plugin_information(letters, sides, permutations=5, rng=rng)
    assert found.bias.mean() == pytest.approx(0.005, rel=0.01)
    assert found.mean == pytest.approx(0.005, rel=0.05)
    assert found.null_mean == pytest.approx(found.mean, rel=0.05)
    # The square root makes much of little: a null information looks like a gap of a tenth.
    assert bounds.ld_mi(found.mean).value == pytest.approx(0.1, rel=0.05)
    assert found.corrected.mean() < 0.6 * found.mean


def test_tables_give_estimates_and_say_so() -> None:
    rng = np.random.default_rng(8)
    u = rng.integers(0, 2, (2, 3000, 3))
    wrong = rng.random((2, 3000, 3)) < 0.5
    losses = np.stack([np.where(u == 0, 0, wrong), np.where(u == 1, 0, wrong)], axis=-1)
    table = bounds.Supersample(losses, u)
    exact = bounds.interpolation(table)
    assert exact.value == pytest.approx(table.risk, abs=2e-3)
    assert exact.direction == "approximation"
    for estimate in (bounds.ld_cmi(table), bounds.ld_mi(table), bounds.e_cmi(table)):
        assert estimate.value == pytest.approx(0.832555, abs=0.02)
        assert estimate.direction == "approximation"
        assert any("certifies nothing" in assumption for assumption in estimate.assumptions)
        assert estimate.terms["plug-in"] > 0.3
        assert 0.0 < estimate.terms["chance alone, mean"] < estimate.terms["chance alone, 95 %"] < 0.002
        assert 0.0 <= estimate.terms["bias (Miller-Madow)"] < 0.001
    assert bounds.sl_mi(table).value == pytest.approx(0.656904, abs=0.02)
    assert bounds.pair_inversion(table).value == pytest.approx(table.risk, abs=0.01)
    assert bounds.single_loss_inversion(table).value == pytest.approx(table.risk, abs=1e-6)
    labelled = bounds.Supersample(losses, u, predictions=losses.astype(int))
    assert bounds.f_cmi(labelled).value == pytest.approx(bounds.e_cmi(table).value, rel=1e-12)


def test_column_u_is_the_training_column() -> None:
    rng = np.random.default_rng(9)
    u = rng.integers(0, 2, (1, 100, 4))
    losses = np.where(np.arange(2) == u[..., None], 0.0, 1.0)
    table = bounds.Supersample(losses, u)
    assert (table.empirical_risk, table.risk, table.gap) == (0.0, 1.0, 1.0)
    assert bounds.Supersample(losses, 1 - u).gap == -1.0
    assert table.interpolates
    assert not bounds.Supersample(losses, 1 - u).interpolates


TABLE = np.zeros((1, 10, 2, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bounds.xu_raginsky(-1.0, 10, 0.5), "at least 0"),
        (lambda: bounds.xu_raginsky(1.0, 0, 0.5), "at least 1"),
        (lambda: bounds.xu_raginsky(1.0, 10, 0.0), "sigma"),
        (lambda: bounds.individual_sample([], 0.5), "one for each training point"),
        (bounds.total_variation, "either"),
        (lambda: bounds.total_variation([1.5]), "at most 1"),
        (lambda: bounds.sibson(1.0, 10, 0.5, 0.05, 1.0), "use xu_raginsky"),
        (lambda: bounds.maximal_leakage(1.0, 10, 0.5, 0.0), "inside"),
        (lambda: bounds.sibson_information([1.0], [[0.5, 0.5]] * 2, 2.0), "1 letters"),
        (lambda: bounds.cmi(1.0, 1), "the entropy of n coins"),
        (lambda: bounds.ld_mi(0.9), "the entropy of a coin"),
        (lambda: bounds.pair_inversion(0.1), "empirical_risk is missing"),
        (lambda: bounds.pair_inversion(0.1, 1.5), r"\[0, 1\]"),
        (lambda: bounds.pair_inversion(bounds.Supersample(TABLE, TABLE[..., 0]), 0.1), "leave it out"),
        (lambda: bounds.fast_rate(0.1, 0.1, rate=0.4), "below 0.34657"),
        (lambda: bounds.f_cmi(bounds.Supersample(TABLE, TABLE[..., 0])), "give predictions="),
        (lambda: bounds.interpolation(bounds.Supersample(TABLE + 1.0, TABLE[..., 0])), "use pair_inversion"),
        (lambda: bounds.Supersample(TABLE[..., 0], TABLE[..., 0]), "is expected"),
        (lambda: bounds.Supersample(TABLE + 2.0, TABLE[..., 0]), "rescale"),
        (lambda: bounds.Supersample(TABLE, TABLE[..., 0] + 2), "the training column"),
        (lambda: bounds.gibbs_regret([0.5, 0.5], [0.1], 3), "one each is needed"),
        (lambda: bounds.lossy_identity([1.0], [[0.5, 0.5]], [[1.0]]), "do not compose"),
        (lambda: bounds.leave_one_out(5.0, 3), "the index left out"),
        (lambda: bounds.nml(0), "at least 1"),
    ],
)
def test_misuse_says_what_to_do(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ib.ItboundsError, match=message):
        call()
