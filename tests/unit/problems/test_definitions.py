"""Convex definitions against the same programs written by hand in cvxpy."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import itbounds as ib
from tests.reference import programs as by_hand

TOLERANCE = 1e-7  # of cvxpy


def agrees(result, expected):
    """Compare a verified result, in its unit, with a number that is right to 1e-7."""
    assert result.status is ib.Status.OPTIMAL
    assert result.verify().within(result.interval)
    assert result.lower - TOLERANCE <= expected <= result.upper + TOLERANCE


def random(*parts):
    return np.random.default_rng(parts)


def joint_law(seed, shape):
    """Zeros, unbalanced alphabets and, every third time, a deterministic last variable."""
    rng = random(41, seed)
    joint = rng.dirichlet(np.ones(int(np.prod(shape)))).reshape(shape)
    if seed % 3 == 1:
        joint[rng.random(shape) < 0.3] = 0.0
        joint[(0,) * len(shape)] += 0.1
    if seed % 3 == 2:
        masses = joint.sum(axis=-1)
        joint = np.zeros(shape)
        letters = rng.integers(shape[-1], size=shape[:-1])
        np.put_along_axis(joint, letters[..., None], masses[..., None], axis=-1)
    return joint / joint.sum()


@pytest.mark.parametrize(("seed", "shape"), list(enumerate([(2, 3, 2), (4, 2, 3), (2, 2, 5), (3, 3, 3)])))
def test_decompositions(seed, shape):
    joint = joint_law(seed, shape)
    least = by_hand.least_information(joint)
    entropies = ib.entropies(joint, unit="nat")
    first, second = (entropies[k] + entropies[4] - entropies[k | 4] for k in (1, 2))
    whole = entropies[3] + entropies[4] - entropies[7]
    parts = ib.pid(joint, unit="nat")
    for part, expected in zip(
        parts, (first + second - least, least - second, least - first, whole - least), strict=True
    ):
        agrees(part, expected)


def level_between(joint, distortion, share):
    """A level that is a share of the way from the least distortion to that of the best constant estimate."""
    source = joint.sum(axis=1)
    least, most = source @ distortion.min(axis=1), (source @ distortion).min()
    return (1.0 - share) * least + share * most


@pytest.mark.parametrize(("seed", "shape"), [(0, (3, 2)), (1, (2, 4)), (8, (5, 2)), (4, (3, 3))])
def test_rates_with_side_information(seed, shape):
    joint = joint_law(seed, shape)
    joint = joint[joint.sum(axis=1) > 0.0][:, joint.sum(axis=0) > 0.0]
    wrong = np.arange(len(joint))[:, None] % 2 != np.arange(2)
    distortion = wrong + 0.2 * random(42, seed).random(wrong.shape)
    least, most = joint.sum(axis=1) @ distortion.min(axis=1), (joint.T @ distortion).min(axis=1).sum()
    assert least < most - 0.01  # otherwise the rate is zero
    level = 0.6 * least + 0.4 * most
    conditional = ib.conditional_rate_distortion(joint, distortion, level, unit="nat")
    agrees(conditional, by_hand.conditional_rate_distortion(joint, distortion, level))
    decoder = ib.wyner_ziv(joint, distortion, level, unit="nat")
    functions = list(product(range(2), repeat=joint.shape[1]))
    table = np.array([[[row[f[y]] for f in functions] for y in range(joint.shape[1])] for row in distortion])
    agrees(decoder, by_hand.wyner_ziv(joint, table, level))
    estimates = np.einsum("xu,xy,xyu->", decoder.witness.matrix, joint, table)
    assert estimates <= level + 1e-9
    nothing = ib.rate_distortion(joint.sum(axis=1), distortion, level, unit="nat")
    assert conditional.lower <= decoder.upper
    assert decoder.lower <= nothing.upper


@pytest.mark.parametrize(("seed", "shape"), [(0, (3, 2)), (1, (5, 2)), (2, (3, 3)), (4, (2, 4))])
def test_remote_rates(seed, shape):
    joint = joint_law(seed, shape)
    joint = joint[joint.sum(axis=1) > 0.0]
    distortion = random(43, seed).random((shape[1], 3))
    source = joint.sum(axis=1)
    means = joint @ distortion / source[:, None]
    level = level_between(joint, means, 0.5)
    result = ib.remote_rate_distortion(joint, distortion, level, unit="nat")
    agrees(result, by_hand.rate_distortion(source, means, level))


@pytest.mark.parametrize("seed", range(3))
def test_several_costs_and_several_distortions(seed):
    rng = random(44, seed)
    channel, costs = rng.dirichlet(np.full(4, 0.3), 5), rng.random((2, 5))
    budgets = costs.mean(axis=1)
    result = ib.capacity_under_costs(channel, costs, budgets, unit="nat")
    agrees(result, by_hand.capacity(channel, costs, budgets))
    assert (costs @ result.witness.probabilities <= budgets + 1e-9).all()
    source, distortions = rng.dirichlet(np.ones(4)), rng.random((2, 4, 3))
    levels = [level_between(source[:, None], d, 0.8) for d in distortions]
    levels[1] = max(levels[1], float(source @ distortions[1][range(4), distortions[0].argmin(axis=1)]))
    rate = ib.rate_distortion_under_limits(source, distortions, levels, unit="nat")
    agrees(rate, by_hand.rate_distortion_under_limits(source, distortions, levels))


def test_what_cannot_be_asked_is_refused_with_the_remedy():
    hamming = ib.distortions.hamming(2)
    joint = [[0.45, 0.05], [0.05, 0.45]]
    with pytest.raises(ib.InfeasibleError) as caught:
        ib.remote_rate_distortion(joint, hamming, 0.05)
    assert caught.value.minimum == pytest.approx(0.1)
    with pytest.raises(ib.DomainError, match="merge side letters"):
        ib.wyner_ziv(np.full((2, 13), 1 / 26), hamming, 0.1)
    with pytest.raises(ib.ShapeError, match="rows"):
        ib.conditional_rate_distortion(joint, ib.distortions.hamming(3), 0.1)
    with pytest.raises(ib.ShapeError, match="one level for each"):
        ib.capacity_under_costs(np.eye(2), [[0, 1]], [0.1, 0.2])
    with pytest.raises(ib.InfeasibleError, match="least cost"):
        ib.capacity_under_costs(np.eye(2), [[1, 2], [0, 1]], [0.5, 1])
    with pytest.raises(ib.InfeasibleError):
        ib.capacity_under_costs(np.eye(2), [[1, 0], [0, 1]], [0.4, 0.4])


@pytest.mark.parametrize(("seed", "shape"), [(0, (3, 2)), (1, (2, 4)), (2, (4, 3))])
def test_private_releases(seed, shape):
    joint = joint_law(seed, shape)
    joint = joint[joint.sum(axis=1) > 0.0][:, joint.sum(axis=0) > 0.0]
    distortion = random(45, seed).random((len(joint), 3))
    result = ib.private_distortion(joint, distortion, 0.05, unit="nat")
    agrees(result, by_hand.least_distortion_under_leakage(joint, distortion, 0.05))


@pytest.mark.parametrize("seed", range(3))
def test_semantic_rates(seed):
    rng = random(46, seed)
    source, truth = rng.dirichlet(np.ones(4)), rng.random((4, 3 + seed))
    gains = np.log(truth / (source @ truth))
    wanted = 0.5 * float(source @ gains.max(axis=1)) + 0.5 * float((source @ gains).max())
    result = ib.semantic_rate(source, truth, wanted, unit="nat")
    agrees(result, by_hand.rate_distortion(source, -gains, -wanted))
    assert (source[:, None] * result.witness.matrix * gains).sum() >= wanted - 1e-9


def test_a_projection_that_moves_nothing_is_zero_and_meddling_is_found():
    prior, features = np.array([0.2, 0.3, 0.5, 0.0]), np.array([[0.0, 1.0, 2.0, 7.0]])
    still = ib.information_projection(prior, features, features @ prior, solver="interior_point")
    assert still.lower == 0.0
    assert still.verify("ball").within(still.interval)
    moved = ib.information_projection(prior, features, 1.7, solver="interior_point")
    again = ib.Result.from_dict(moved.to_dict())
    assert again.verify("ball").within(moved.interval)
    own = moved.certificate
    for forged in (
        replace(own, prior=np.array([0.25, 0.25, 0.5, 0.0])),
        replace(own, logs=own.logs + 1e-9),
        replace(own, means=np.array([1.6])),
        replace(own, lower=own.upper, upper=own.upper),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()
