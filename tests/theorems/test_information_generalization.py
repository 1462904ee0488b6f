"""Hand-made and published numbers of the bounds on gaps and of those by supersamples."""

from math import exp, inf, log, sqrt

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.reductions import mutual_information
from itbounds.numerics.statistics.plugin_information import plugin_information

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


@pytest.mark.parametrize(("statistic", "pooled"), [("pair", False), ("difference", True), ("single", True)])
def test_the_standard_error_is_that_of_repetitions(statistic: str, pooled: bool) -> None:
    """One learner for all rows of a draw: rows are no independent observations."""
    values, errors = [], []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        u = rng.integers(0, 2, (1, 300, 5))
        wrong = np.repeat(rng.random((1, 300, 1)) < 0.5, 5, axis=2)
        losses = np.stack([np.where(u == 0, 0, wrong), np.where(u == 1, 0, wrong)], axis=-1)
        table = bounds.Supersample(losses, u, permutations=25, seed=seed)
        values.append(table.information(statistic, pooled=pooled).mean)
        errors.append(table.standard_error(statistic, pooled=pooled))
    assert np.std(values) == pytest.approx(np.mean(errors), rel=0.35)


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
