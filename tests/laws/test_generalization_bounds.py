"""No bound on a gap is on the wrong side of it: thousands of learning problems, solved by enumeration."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

import itbounds as ib
from itbounds._typing import Array
from itbounds.numerics.reductions import mutual_information, relative_entropy
from itbounds.numerics.statistics.binary_divergence import divergence_above
from itbounds.numerics.statistics.supersample import (
    pair_information,
    risk_above,
    risk_below,
    single_information,
)
from itbounds.testing.learning_problems import LearningProblems, random_learning_problems
from itbounds.testing.supersample_problems import SupersampleProblems
from tests.reference import learning

bounds = ib.bounds.generalization
# Informations and gaps are rounded; that much is given away before a bound is asked.
UP, DUST = 1.0 + 1e-11, 1e-13
SHAPES = [(2, 1, 2), (2, 2, 3), (2, 3, 2), (3, 2, 3), (3, 1, 4)]
KINDS = ["levels", "binary", "interpolating"]
PROBLEMS = 350


def _draw(shape: tuple[int, int, int], kind: str, count: int = PROBLEMS) -> LearningProblems:
    k, n, m = shape
    rng = np.random.default_rng([*shape, KINDS.index(kind)])
    return random_learning_problems(rng, count, k=k, n=n, m=m, kind=kind)


def _above(values: Array) -> Array:
    return values * UP + DUST


@pytest.mark.parametrize("kind", KINDS)
def test_the_vectorised_enumeration_is_the_slow_one(kind: str) -> None:
    problems = _draw((2, 2, 3), kind, 6)
    found = SupersampleProblems(problems)
    statistics = {
        "pair": lambda a, b: (a, b),
        "difference": lambda a, b: round(b - a, 12),
        "single": lambda a, b: a,
    }
    for b in range(6):
        law, algorithm, loss = problems.law[b], problems.algorithm[b], problems.loss[b]
        risk, empirical = learning.risks(law, algorithm, loss, 2)
        whole, parts = learning.weight_informations(law, algorithm, 2)
        assert problems.risk[b] == pytest.approx(risk, abs=1e-12)
        assert problems.empirical_risk[b] == pytest.approx(empirical, abs=1e-12)
        assert problems.information[b] == pytest.approx(whole, abs=1e-12)
        assert problems.single_informations[b] == pytest.approx(parts, abs=1e-12)
        for name, statistic in statistics.items():
            given, free = learning.coin_informations(law, algorithm, loss, 2, statistic)
            assert found.mean(found.informations(name))[b] == pytest.approx(given, abs=1e-12)
            assert found.unconditional(name).mean(axis=1)[b] == pytest.approx(free, abs=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_gap_is_above_what_weights_allow(shape: tuple[int, int, int], kind: str) -> None:
    problems = _draw(shape, kind)
    n = problems.size
    gaps = np.abs(problems.risk - problems.empirical_risk) - DUST
    whole, parts = _above(problems.information), _above(problems.single_informations)
    variations, squares = np.minimum(_above(problems.variations), 1.0), _above(problems.chi_squares)
    variance = _above(problems.variance)
    distances, slopes = problems.transport(np.arange(float(problems.algorithm.shape[2])))
    for b, gap in enumerate(gaps):
        individual = bounds.individual_sample(parts[b], 0.5).value
        pinsker = bounds.total_variation(informations=parts[b]).value
        exact = bounds.total_variation(variations[b]).value
        assert gap <= exact <= pinsker + 1e-10
        assert pinsker <= individual * UP
        assert individual <= bounds.xu_raginsky(whole[b] + n * DUST, n, 0.5).value * UP
        assert gap <= bounds.chi_square(squares[b], variance[b]).value
        assert gap <= bounds.wasserstein(_above(distances[b]), slopes[b] * UP + DUST).value


@pytest.mark.parametrize("order", [1.5, 2.0, 8.0, np.inf])
@pytest.mark.parametrize("shape", [(2, 3, 2), (3, 2, 3), (2, 6, 2)])
def test_a_gap_of_one_draw_is_as_rare_as_sibson_says(shape: tuple[int, int, int], order: float) -> None:
    problems = _draw(shape, "binary")
    informations = _above(problems.sibson(order)) + 1e-10
    for delta in (0.05, 0.5, 0.9):
        values = [bounds.sibson(i, problems.size, 0.5, delta, order).value for i in informations]
        assert (problems.tail(np.array(values)) <= delta).all()
        if order == np.inf:
            leaks = [bounds.maximal_leakage(i, problems.size, 0.5, delta).value for i in informations]
            assert leaks == values


def test_sibsons_information_grows_with_the_order_up_to_leakage() -> None:
    problems = _draw((3, 2, 3), "levels", 2000)
    orders = [0.3, 0.9, 1.0, 1.1, 2.0, 10.0, 300.0, np.inf]
    values = [problems.sibson(order) for order in orders]
    for low, high in pairwise(values):
        assert (low <= high + 1e-9).all()
    assert np.abs(values[2] - problems.information).max() < 1e-12
    assert (values[-1] <= np.log(problems.algorithm.shape[2]) + 1e-12).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_risk_is_above_what_coins_allow(shape: tuple[int, int, int], kind: str) -> None:
    problems = _draw(shape, kind)
    found = SupersampleProblems(problems)
    n, risk, low = problems.size, problems.risk, np.clip(problems.empirical_risk, 0.0, 1.0)
    gaps = np.abs(risk - low)
    pairs, differences = found.informations("pair"), found.informations("difference")
    weights = found.informations("weights")
    single = found.unconditional("single")
    chain = [found.mean(each) for each in (differences, pairs, weights)]
    for coarser, finer in pairwise(chain):
        assert (coarser <= finer + DUST).all()
    assert (n * chain[2] <= found.whole + 1e-11).all()
    assert (found.whole <= problems.information + 1e-11).all()
    free = found.unconditional("difference")
    assert (free.mean(axis=1) <= chain[0] + DUST).all()
    assert (gaps <= found.mean_root(_above(differences)) + DUST).all()
    assert (gaps <= np.sqrt(2.0 * _above(free)).mean(axis=1) + DUST).all()
    assert (gaps <= np.sqrt(2.0 * _above(single)).mean(axis=1) + DUST).all()
    for information in (_above(chain[1]), _above(found.unconditional("pair").mean(axis=1))):
        upper = risk_above(low + DUST, information, pair_information)
        assert (risk <= upper + DUST).all()
        assert (risk >= risk_below(low, information, pair_information) - DUST).all()
        assert (upper <= 2.0 * divergence_above(low + DUST, information) - low + 1e-9).all()
    if kind == "interpolating":
        # Nothing is to be gained here: with a hundredth less of information the bound would be wrong.
        assert (risk > risk_above(low, 0.99 * free.mean(axis=1), pair_information)).mean() > 0.9
    averages = _above(single.mean(axis=1))
    assert (risk <= risk_above(low + DUST, averages, single_information) + DUST).all()
    assert (
        risk_above(low + DUST, averages, single_information) <= low + np.sqrt(2.0 * averages) + 1e-9
    ).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(2, 2, 3), (3, 2, 3)])
def test_public_functions_say_the_same_of_coins(shape: tuple[int, int, int], kind: str) -> None:
    problems = _draw(shape, kind, 12)
    found = SupersampleProblems(problems)
    low, risk = np.clip(problems.empirical_risk, 0.0, 1.0), problems.risk
    pairs, singles = found.mean(found.informations("pair")), found.unconditional("single").mean(axis=1)
    whole = found.whole
    for b in range(12):
        gap, most = abs(risk[b] - low[b]), min(pairs[b] * UP + DUST, np.log(2.0))
        single = min(singles[b] * UP + DUST, np.log(2.0))
        assert gap <= bounds.cmi(whole[b] * UP, problems.size).value + DUST
        assert gap <= bounds.e_cmi(most).value + DUST
        assert gap <= bounds.sl_mi(single).value + DUST
        upper = bounds.pair_inversion(most, low[b]).value
        assert risk[b] <= upper + DUST
        assert bounds.pair_inversion_lower(most, low[b]).value <= risk[b] + DUST
        assert upper <= bounds.hellstrom_durisi(most, low[b]).value + 1e-9
        assert upper <= bounds.fast_rate_of_pairs(most, low[b]).value + 1e-9
        js = bounds.single_loss_inversion(single, low[b]).value
        assert risk[b] <= js + DUST
        assert js <= bounds.fast_rate(single, low[b]).value + 1e-9


@pytest.mark.parametrize("shape", [(2, 1, 2), (2, 2, 2), (2, 3, 2), (3, 2, 2)])
def test_the_risk_of_an_interpolating_learner_is_an_information(shape: tuple[int, int, int]) -> None:
    problems = _draw(shape, "interpolating")
    found = SupersampleProblems(problems)
    assert problems.empirical_risk.max() == 0.0
    free = found.unconditional("difference").mean(axis=1)
    given = found.mean(found.informations("difference"))
    assert np.abs(free / np.log(2.0) - problems.risk).max() < 1e-12
    # Given the supersample the number is only a bound, and often not the risk.
    assert (given / np.log(2.0) >= problems.risk - 1e-12).all()
    if problems.size > 1 or shape[0] > 2:
        assert ((given / np.log(2.0) - problems.risk) > 1e-3).mean() > 0.3
    for value, risk in zip(free[:50], problems.risk[:50], strict=True):
        assert bounds.interpolation(value).value == pytest.approx(risk, abs=1e-12)


@pytest.mark.parametrize(("k", "n"), [(2, 1), (2, 2), (3, 2), (2, 4)])
def test_leaving_one_out_bounds_the_risk_of_an_interpolating_learner(k: int, n: int) -> None:
    problems = _draw((k, n, 2), "interpolating", 200)
    power = k ** np.arange(n - 1, -1, -1)
    truth = np.zeros(200)
    for data in product(range(k), repeat=n + 1):
        mass = problems.law[:, list(data)].prod(axis=1)
        tables: dict[tuple[int, ...], Array] = {}
        for out in range(n + 1):
            sample = data[:out] + data[out + 1 :]
            chances = problems.algorithm[:, int(np.array(sample) @ power)]
            for w in range(chances.shape[1]):
                losses = tuple(problems.codes[0, w, list(data)].tolist())
                table = tables.setdefault(losses, np.zeros((200, n + 1)))
                table[:, out] += chances[:, w] / (n + 1)
        truth += mass * np.asarray(mutual_information(np.stack(list(tables.values()), axis=1)))
    for value, risk in zip(truth, problems.risk, strict=True):
        assert risk <= bounds.leave_one_out(value * UP + DUST, n).value + DUST


def test_the_uncorrected_pair_inversion_is_not_exact_beyond_one() -> None:
    """The first term alone was once proposed as exact; for larger risks a binary entropy does better."""

    def first(r: Array | float, big: Array | float) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = [
                np.where(x > 0, x * np.log(2 * x / (r + big)), 0.0) for x in (np.asarray(r), np.asarray(big))
            ]
        return np.asarray(terms[0] + terms[1])

    risk = 0.471
    information = float(pair_information(np.array(risk), np.array(0.85))[0])
    grid = np.linspace(risk, 1.0, 100001)
    uncorrected = grid[first(risk, grid) <= information].max()
    right = bounds.pair_inversion(information, risk).value
    assert right == pytest.approx(0.85, abs=1e-9)
    assert uncorrected > right + 0.01
    # A law of two losses that attains the exact left side, found by brute force.
    best = min(
        first(risk - both, 0.85 - both) for both in np.linspace(max(0.0, risk + 0.85 - 1.0), risk, 10001)
    )
    assert best == pytest.approx(information, abs=1e-9)


def test_some_pair_of_losses_attains_the_exact_inversion() -> None:
    rng = np.random.default_rng(2)
    for train, test in rng.random((500, 2)):
        both = max(0.0, train + test - 1.0)
        table = np.array([[train - both, test - both], [test - both, train - both]])
        rest = 1.0 - table.sum() / 2.0
        joint = np.vstack([table, [rest, rest]]) / 2.0
        attained = float(mutual_information(joint))
        least = float(pair_information(np.array(train), np.array(test))[0])
        assert attained == pytest.approx(least, abs=1e-12)


@pytest.mark.parametrize("shape", [(2, 2, 3), (3, 2, 3), (2, 4, 2)])
def test_the_gap_of_a_gibbs_law_is_an_information(shape: tuple[int, int, int]) -> None:
    drawn = _draw(shape, "levels")
    rng = np.random.default_rng(shape)
    prior = rng.dirichlet(np.ones(shape[2]), PROBLEMS)
    heats = 10.0 ** rng.uniform(-1.0, 2.0, PROBLEMS)
    weights = prior[:, None, :] * np.exp(-heats[:, None, None] * drawn.empirical_risks)
    problems = replace(drawn, algorithm=weights / weights.sum(axis=2, keepdims=True))
    joint = problems.joint
    both = joint.sum(axis=2, keepdims=True) * joint.sum(axis=1, keepdims=True)
    flat = joint.reshape(PROBLEMS, -1), both.reshape(PROBLEMS, -1)
    lautum = np.asarray(relative_entropy(flat[1], flat[0], axis=1))
    gaps = problems.risk - problems.empirical_risk
    assert np.abs(heats * gaps - problems.information - lautum).max() < 1e-11
    for heat, gap, information in zip(heats, gaps, problems.information, strict=True):
        bound = bounds.gibbs_algorithm(heat, problems.size, 0.5)
        assert -1e-13 <= gap <= bound.value
        # Weights as they are, with a part of the gap put down to compression.
        assert gap <= bounds.lossy_weights(information * UP + DUST, 0.0, problems.size, 0.5).value


def test_noise_hides_what_gradients_tell() -> None:
    """One step on one sign: the information of the sum of a sign and noise, by quadrature."""
    grid = np.linspace(-12.0, 12.0, 48001)
    for noise in (0.5, 1.0, 3.0):
        bells = [np.exp(-((grid - sign) ** 2) / (2.0 * noise**2)) for sign in (-1.0, 1.0)]
        truth = float(mutual_information(np.stack(bells)))
        bound = bounds.noisy_gradients([1.0], [noise], 1.0, 1, n=1, sigma=0.5)
        assert truth <= bound.terms["information"] + 1e-12
        assert bound.terms["information"] == pytest.approx(0.5 * np.log1p(1.0 / noise**2), rel=1e-12)
    with pytest.raises(ib.DomainError, match="no noise"):
        bounds.noisy_gradients([1.0], [0.0], 1.0, 1, n=1, sigma=0.5)
