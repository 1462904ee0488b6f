"""Mixtures, selected estimates and variants with a variance, held against enumeration and brute force."""

from itertools import product
from math import exp, log

import numpy as np
import pytest

import itbounds as ib
from itbounds._typing import Array
from itbounds.numerics.reductions import mutual_information, relative_entropy
from itbounds.numerics.statistics.fast_rate import least_excess

bounds = ib.bounds.generalization
UP, DUST = 1.0 + 1e-11, 1e-13


def _laws(rng: np.random.Generator, *shape: int) -> Array:
    cells = rng.gamma(10.0 ** rng.uniform(-1.0, 1.0, (shape[0], *(1,) * (len(shape) - 1))), size=shape) + 1e-9
    return np.asarray(cells / cells.sum(axis=-1, keepdims=True))


@pytest.mark.parametrize(("letters", "models", "n"), [(2, 2, 1), (2, 4, 4), (3, 3, 3), (4, 5, 2)])
def test_no_mixture_costs_more_than_its_models_near_the_truth(letters: int, models: int, n: int) -> None:
    rng = np.random.default_rng([letters, models, n])
    family, truth, prior = (
        _laws(rng, 1500, models, letters),
        _laws(rng, 1500, letters),
        _laws(rng, 1500, models),
    )
    inside = rng.random(1500) < 0.3
    truth = np.where(inside[:, None], family[:, 0], truth)
    strings = np.array(list(product(range(letters), repeat=n)))
    mixture = np.einsum("bm,bms->bs", prior, family[:, :, strings].prod(axis=3))
    redundancies = np.asarray(relative_entropy(truth[:, strings].prod(axis=2), mixture, axis=1))
    divergences = np.asarray(relative_entropy(np.broadcast_to(truth[:, None], family.shape), family, axis=2))
    for weights, distances, redundancy in zip(prior, divergences, redundancies, strict=True):
        gibbs = bounds.gibbs_regret(weights, distances * UP + DUST, n).value
        assert redundancy <= gibbs + DUST
        assert gibbs <= bounds.ball_regret(weights, distances * UP + DUST, n).value + 1e-12


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_every_code_of_a_coin_pays_between_jeffreys_and_shtarkov(n: int) -> None:
    rng = np.random.default_rng(n)
    strings = np.array(list(product((0, 1), repeat=n)))
    biases = np.linspace(0.0, 1.0, 401)
    laws = np.where(strings[None] == 1, biases[:, None, None], 1.0 - biases[:, None, None]).prod(axis=2)
    best = laws.max(axis=0)
    forced, regret = bounds.coin_redundancy(n, 9).value, bounds.nml(n).value
    assert bounds.jeffreys(n).value <= forced <= regret
    for code in rng.dirichlet(np.full(2**n, 2.0), 300):
        worst = float(np.max(relative_entropy(laws, np.broadcast_to(code, laws.shape), axis=1)))
        # The biases that are enumerated are not all biases.
        assert worst >= forced - 1e-4
        assert float(np.log(best / code).max()) >= regret - 1e-4
    shtarkov = best / best.sum()
    assert float(np.max(relative_entropy(laws, np.broadcast_to(shtarkov, laws.shape), axis=1))) <= (
        regret + 1e-4
    )


def test_no_selected_estimate_is_more_biased_than_its_information() -> None:
    rng = np.random.default_rng(1)
    count, estimates = 3000, 3
    values = np.array(list(product((0.0, 1.0), repeat=estimates)))
    law, choice = _laws(rng, count, 8), _laws(rng, count, 8, estimates)
    joint = law[:, :, None] * choice
    means = law @ values
    biases = (joint * (values[None] - means[:, None, :])).sum(axis=(1, 2))
    informations = np.asarray(mutual_information(joint)) * UP + DUST
    tight = 0
    for bias, information in zip(biases, informations, strict=True):
        value = bounds.selection_bias(information, 0.5, width=1.0).value
        assert abs(bias) <= value + DUST
        tight += abs(bias) > 0.5 * value
    assert tight > 10


def test_a_variance_in_the_place_of_the_training_loss_never_helps() -> None:
    """For losses 0 and 1 the variant with a variance is a fast rate with a larger training loss."""
    rng = np.random.default_rng(2)
    for _ in range(200):
        train = float(rng.uniform(0.01, 0.5))
        square = float(rng.uniform(train**2, train))
        information = float(10.0 ** rng.uniform(-4, -1))
        plain = bounds.fast_rate(information, train).value - train
        x = log(2.0) * (1.0 - np.geomspace(1e-6, 1.0 - 1e-6, 4000))
        excess = least_excess(x)
        for weight in (0.2, 0.5, 0.9, 0.999):
            variance = train - (1.0 - weight**2) * square
            # The constraint has C_1 weight^2 where the plain form has C_1.
            variants = excess / weight**2 * variance + 2.0 * information / x
            assert variants.min() >= plain - 1e-9
    published = bounds.fast_rate(0.01, 0.1).value - 0.1
    assert published == pytest.approx(0.110172, abs=5e-7)


def test_close_models_count_together() -> None:
    """A thousand models next to the truth and one far away: the number of models does not matter."""
    divergences = np.append(np.full(1000, 1e-5), 3.0)
    bound = bounds.gibbs_regret(np.full(1001, 1 / 1001), divergences, 100)
    assert bound.value == pytest.approx(-log(1000 / 1001 * exp(-1e-3)), abs=1e-9)
    assert bound.to("bit").value == pytest.approx(bound.value / log(2.0), rel=1e-12)
