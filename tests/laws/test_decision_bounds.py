"""No bound of a decision is on the wrong side of the truth: thousands of problems, solved by enumeration."""

from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds._typing import Array, Vector
from itbounds.numerics.statistics.binary_divergence import first_argument_below
from itbounds.numerics.statistics.fano import least_error, least_error_of_order
from itbounds.numerics.statistics.renyi import arimoto_entropies

decision = ib.bounds.decision
PROBLEMS = 6000
# Entropies of the problems are rounded; the side is given away by more than that before the bound is asked.
DOWN, UP = 1.0 - 1e-12, 1.0 + 1e-12
DUST = 1e-14


def _below(entropy: Array) -> Array:
    return np.maximum(entropy * DOWN - DUST, 0.0)


def _joints(rng: np.random.Generator, count: int, k: int, m: int) -> Array:
    """Joint laws, many of them nearly deterministic or with zeros."""
    concentration = 10.0 ** rng.uniform(-1.5, 1.0, (count, 1, 1))
    cells = rng.gamma(concentration, size=(count, k, m)) * (rng.random((count, k, m)) > 0.1) + 1e-300
    return np.asarray(cells / cells.sum(axis=(1, 2), keepdims=True))


def _errors(joints: Array, guesses: int = 1) -> Vector:
    ordered = np.sort(joints, axis=1)
    return np.asarray(ordered[:, : joints.shape[1] - guesses].sum(axis=(1, 2)))


@pytest.mark.parametrize(("k", "m"), [(2, 2), (2, 5), (3, 4), (5, 3), (7, 2)])
def test_the_bayes_error_is_between_the_bounds_of_its_equivocation(k: int, m: int) -> None:
    joints = _joints(np.random.default_rng(k), PROBLEMS, k, m)
    errors, entropies = _errors(joints), arimoto_entropies(joints, 1.0)
    for size in range(1, k):
        low = least_error(_below(entropies), np.array(float(k)), np.array(float(size)))
        assert (low <= _errors(joints, size) * UP).all()
    for error, entropy in zip(errors[:2000], entropies[:2000], strict=True):
        feder_merhav = decision.feder_merhav(entropy * UP + DUST).value
        hellman_raviv = decision.hellman_raviv(entropy * UP + DUST).value
        assert error <= feder_merhav <= hellman_raviv * UP + 1e-15


@pytest.mark.parametrize("alpha", [0.05, 0.5, 0.9, 0.999, 1.001, 1.5, 2.0, 5.0, 40.0, 1000.0, inf])
@pytest.mark.parametrize(("k", "m"), [(2, 3), (4, 3), (6, 2)])
def test_arimoto_entropies_never_force_more_than_the_bayes_error(alpha: float, k: int, m: int) -> None:
    joints = _joints(np.random.default_rng(k), PROBLEMS, k, m)
    # Near order one the entropy itself is a difference divided by 1 - alpha.
    noise = 1e-13 / min(1.0, abs(1.0 - alpha)) * 10.0
    entropies = np.maximum(arimoto_entropies(joints, alpha) - noise, 0.0)
    low = least_error_of_order(entropies, np.array(float(k)), alpha)
    assert (low <= _errors(joints) * UP).all()
    if alpha >= 1000.0:
        assert np.abs(low - _errors(joints)).max() < 2e-3


def test_the_bounds_of_arimoto_are_not_monotone_in_the_order() -> None:
    """A monotone family is sometimes claimed; random problems refute it below order one."""
    joints = _joints(np.random.default_rng(5), PROBLEMS, 4, 3)
    orders = (0.05, 0.1, 0.25, 0.5, 1.0)
    values = [least_error_of_order(arimoto_entropies(joints, a), np.array(4.0), a) for a in orders]
    falls = [int((later < sooner - 1e-6).sum()) for sooner, later in pairwise(values)]
    assert sum(falls) > 100


@pytest.mark.parametrize(("k", "m"), [(2, 2), (3, 4), (6, 3)])
def test_no_information_buys_more_accuracy_than_fano_allows_for_its_prior(k: int, m: int) -> None:
    joints = _joints(np.random.default_rng(k), PROBLEMS, k, m)
    priors = joints.sum(axis=2)
    entropies = -np.where(priors > 0, priors * np.log(np.maximum(priors, 1e-300)), 0.0).sum(axis=1)
    informations = entropies - arimoto_entropies(joints, 1.0) + 1e-13
    largest = np.minimum(priors.max(axis=1) * UP, 1.0)
    low = first_argument_below(1.0 - largest, informations)
    errors = _errors(joints)
    assert (low <= errors * UP + 1e-14).all()
    assert (low > 0.5 * errors).mean() > 0.1
    for case in range(200):
        single = decision.kl_fano(informations[case], largest[case]).value
        assert single == pytest.approx(low[case], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("unit", ["nat", "bit"])
def test_public_functions_agree_with_enumeration_in_both_units(unit: str) -> None:
    rng = np.random.default_rng(11)
    for k, m in ((2, 3), (4, 4)):
        joints = _joints(rng, 100, k, m)
        for joint, error in zip(joints, _errors(joints), strict=True):
            worth = ib.units.as_unit(unit).from_nats(float(arimoto_entropies(joint, 1.0)))
            second = decision.arimoto_entropy(joint, 2, unit=unit)
            lows = (
                decision.fano(_below(worth), k, unit=unit),
                decision.sason_verdu(_below(second), k, 2, unit=unit),
                decision.conditional_fano([_below(worth)] * 3, [0.5, 0.25, 0.25], [k, k, k + 1], unit=unit),
            )
            ups = (
                decision.feder_merhav(worth * UP + DUST, unit=unit),
                decision.hellman_raviv(worth * UP + DUST, unit=unit),
            )
            assert all(bound.value <= error * UP for bound in lows)
            assert all(bound.value >= error for bound in ups)
            assert lows[2].value <= lows[0].value * UP


def test_side_information_is_averaged_after_the_inversion() -> None:
    rng = np.random.default_rng(3)
    for _ in range(300):
        weights = rng.dirichlet(np.ones(3))
        joints = _joints(rng, 3, 4, 3)
        truth = float(weights @ _errors(joints))
        entropies = arimoto_entropies(joints, 1.0)
        bound = decision.conditional_fano(_below(entropies), weights, 4)
        # The function of Fano is convex in the entropy: conditioning gives no less than the average entropy.
        plain = decision.fano(_below(weights @ entropies), 4)
        assert plain.value - 1e-12 <= bound.value <= truth * UP


def test_the_overlap_of_two_laws_encloses_the_error_of_deciding() -> None:
    rng = np.random.default_rng(7)
    pairs = rng.gamma(10.0 ** rng.uniform(-1.5, 1.0, (PROBLEMS, 1, 1)), size=(PROBLEMS, 2, 4)) + 1e-300
    pairs /= pairs.sum(axis=2, keepdims=True)
    priors = rng.random(PROBLEMS)
    overlaps = np.sqrt(pairs[:, 0] * pairs[:, 1]).sum(axis=1)
    truths = np.minimum(priors[:, None] * pairs[:, 0], (1.0 - priors[:, None]) * pairs[:, 1]).sum(axis=1)
    for overlap, prior, truth in zip(overlaps, priors, truths, strict=True):
        assert decision.bhattacharyya(min(overlap * UP, 1.0), prior).value >= truth
        assert decision.bhattacharyya_lower(min(overlap * DOWN, 1.0), prior).value <= truth


def test_le_cam_is_below_the_risk_under_the_uniform_prior() -> None:
    rng = np.random.default_rng(13)
    for _ in range(PROBLEMS):
        laws = rng.dirichlet(np.full(4, 10.0 ** rng.uniform(-1, 1)), size=2)
        losses = rng.random((2, 5)) * (rng.random((2, 5)) > 0.3)
        risk = (laws.T @ losses).min(axis=1).sum() / 2.0
        separation = losses.sum(axis=0).min()
        variation = 0.5 * np.abs(laws[0] - laws[1]).sum()
        assert decision.le_cam(separation, min(variation + 1e-15, 1.0)).value <= risk


def test_assouad_is_below_the_risk_under_the_uniform_prior() -> None:
    rng = np.random.default_rng(17)
    for _ in range(PROBLEMS // 2):
        d = int(rng.integers(1, 4))
        laws = rng.dirichlet(np.full(5, 10.0 ** rng.uniform(-1, 1)), size=(2,) * d)
        losses = rng.random((d, 2, 4))
        risk, variation = 0.0, 0.0
        for j in range(d):
            split = np.moveaxis(laws, j, 0)
            mixtures = split.reshape(2, -1, 5).mean(axis=1)
            risk += float((mixtures.T @ losses[j]).min(axis=1).sum()) / 2.0
            variation = max(variation, float(0.5 * np.abs(split[0] - split[1]).sum(axis=-1).max()))
        separation = float(losses.sum(axis=1).min())
        assert decision.assouad(separation, min(variation + 1e-15, 1.0), d).value <= risk


@settings(max_examples=300, deadline=None)
@given(a=st.floats(2.01, 50.0), b=st.floats(2.01, 50.0), n=st.integers(1, 1000))
def test_van_trees_is_below_the_bayes_risk_of_coins(a: float, b: float, n: int) -> None:
    total = a + b
    mixed = (total - 1.0) * (total - 2.0) / ((a - 1.0) * (b - 1.0))
    first = (total - 1.0) * (total - 2.0) / ((a - 1.0) * (a - 2.0))
    second = (total - 1.0) * (total - 2.0) / ((b - 1.0) * (b - 2.0))
    prior = (a - 1.0) ** 2 * first + (b - 1.0) ** 2 * second - 2.0 * (a - 1.0) * (b - 1.0) * mixed
    risk = a * b / (total * (total + 1.0) * (total + n))
    assert decision.van_trees(n * mixed * UP, prior * UP + 1e-9).value <= risk


def test_the_certificate_of_a_log_loss_fails_as_rarely_as_it_says() -> None:
    rng = np.random.default_rng(19)
    truth = np.array([0.9, 0.07, 0.03])
    losses = -np.log(np.array([0.8, 0.15, 0.05]))
    entropy = float(-(truth * np.log(truth)).sum())
    mean = float(truth @ losses)
    draws = losses[rng.choice(3, p=truth, size=(2000, 40))]
    bounds = np.array([decision.cross_entropy(row, largest=3.0, delta=0.2).value for row in draws])
    assert mean > entropy
    assert (bounds < mean).mean() <= 0.2
    # The sample mean alone does not deserve that confidence.
    assert (draws.mean(axis=1) < mean).mean() > 0.4
