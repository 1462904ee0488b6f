"""Collapsed regressions and variational embeddings: exact floors, lines below curves, and exact splits."""

from itertools import combinations
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.errors import DomainError
from itbounds.numerics.sample_targets import hamming_supports, squared_supports

representation = ib.representation

samples = st.lists(st.integers(-20, 20).map(lambda k: k / 4), min_size=1, max_size=9)


def exhaustive(y, points):
    """Return the least error over all partitions of the sorted targets into intervals."""
    y = np.sort(y)
    costs = []
    for cuts in combinations(range(1, len(y)), min(points, len(y)) - 1):
        cells = np.split(y, cuts)
        costs.append(sum(((cell - cell.mean()) ** 2).sum() for cell in cells) / len(y))
    return min(costs)


@given(samples, st.integers(1, 6))
@settings(max_examples=60)
def test_the_best_points_are_those_of_all_partitions(y, points):
    found = representation.regression_floor(y, points)
    truth = exhaustive(np.array(y), points)
    assert found.exact.lower - 1e-15 <= truth <= found.exact.upper + 1e-15
    assert found.exact.gap < 1e-9
    # The points attain it.
    distances = (np.array(y)[:, None] - found.points) ** 2
    assert distances.min(axis=1).mean() == pytest.approx(truth, abs=1e-12)


@given(samples)
@settings(max_examples=20)
def test_a_rate_never_does_worse_than_as_many_points(y):
    for points in range(1, len(set(y)) + 1):
        floor = representation.regression_floor(y, points).exact
        curve = representation.sample_distortion_rate(y, log(points), unit="nat")
        assert curve.lower <= floor.upper + 1e-12
        assert curve.lower <= np.var(y) / points**2 + 1e-12  # Gaussian targets are the worst
        assert curve.lower <= curve.upper


def test_known_curves_lie_between_the_ends():
    # K labels alike under the probability of error: R = ln K - h(D) - D ln (K - 1).
    for labels in (2, 10):
        supports = hamming_supports(np.ones(labels))
        for level in (0.02, 0.1, 0.3):
            entropy = -level * log(level) - (1 - level) * log(1 - level)
            rate = log(labels) - entropy - level * log(labels - 1)
            low, high = supports.least_error(rate)
            assert low <= level <= high < low + 2e-3
            assert supports.least_rate(level) <= rate + 1e-12
    # Many Gaussian quantiles are nearly a Gaussian law, whose curve is exponential.
    from scipy.special import ndtri

    values = ndtri((np.arange(300) + 0.5) / 300)
    low, high = squared_supports(values, np.ones(300), 0.5).least_error(0.5)
    assert low <= high <= low * 1.01
    assert low == pytest.approx(exp(-1.0), rel=0.02)


def test_the_curve_of_letters_agrees_with_the_program_for_them():
    law = np.array([4.0, 3.0, 2.0, 1.0])
    for level in (0.05, 0.2, 0.5):
        truth = ib.rate_distortion(law / 10.0, ib.distortions.hamming(4), level, unit="nat")
        low, high = hamming_supports(law).least_error(truth.value)
        assert low - 1e-9 <= level <= high + 1e-9
        assert high - low < 2e-3


def test_a_linear_encoder_splits_as_published():
    # Known answers in nats: x ~ N(0, 1), z = a x + N(0, 0.36), prior N(0, 1).
    for a, rate, information, excess in ((0.8, 0.510826, 0.510826, 0.0), (0.5, 0.315826, 0.263677, 0.052148)):
        found = representation.linear_embedding_capacity([[a]], [[1.0]], [[0.36]], unit="nat")
        for part, truth in zip(
            (found.rate, found.information, found.excess), (rate, information, excess), strict=True
        ):
            assert part.lower - 6e-7 <= truth <= part.upper + 6e-7
            assert part.width < 1e-12


@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(1, 3))
@settings(max_examples=25)
def test_the_levels_of_a_hierarchy_sum_to_the_rate_and_bound_what_they_carry(seed, first, second):
    rng = np.random.default_rng(seed)
    d = first + second
    a, source = rng.normal(size=(d, 3)), np.eye(3)
    root, other = rng.normal(size=(2, d, d))
    noise, prior = root @ root.T + np.eye(d), other @ other.T + np.eye(d)
    split = representation.linear_embedding_capacity(
        a, source, noise, prior=prior, levels=(first, second), unit="nat"
    )
    assert sum(level.lower for level in split.levels) <= split.rate.upper
    assert sum(level.upper for level in split.levels) >= split.rate.lower
    assert split.rate.lower <= split.information.upper + split.excess.upper
    assert split.rate.upper >= split.information.lower + split.excess.lower
    top = representation.linear_embedding_capacity(
        a[:first], source, noise[:first, :first], prior=prior[:first, :first], unit="nat"
    )
    assert split.levels[0].upper >= top.information.lower


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(2, 5))
@settings(max_examples=25)
def test_the_split_of_finite_posteriors_is_an_identity(seed, n, k):
    rng = np.random.default_rng(seed)
    table, prior, source = rng.dirichlet(np.ones(k), n), rng.dirichlet(np.ones(k)), rng.dirichlet(np.ones(n))
    found = representation.finite_embedding_capacity(table, prior, source=source, unit="nat")
    joint = source[:, None] * table
    mixed = joint.sum(axis=0)
    information = (joint * np.log(joint / np.outer(source, mixed))).sum()
    assert found.information.lower - 1e-14 <= information <= found.information.upper + 1e-14
    assert found.rate.lower <= found.information.upper + found.excess.upper
    assert found.rate.upper >= found.information.lower + found.excess.lower
    with pytest.raises(DomainError, match="mass where the prior has none"):
        representation.finite_embedding_capacity(np.eye(2), [1.0, 0.0])


def test_the_information_of_drawn_posteriors_is_that_of_their_law():
    # Two far apart tell a bit; n samples of a linear encoder tell nearly what the law does.
    far = representation.posterior_capacity([[-9.0], [9.0]], [[1.0], [1.0]])
    assert far.information.lower <= 1.0 <= far.information.upper
    rng = np.random.default_rng(0)
    means = 0.5 * rng.normal(size=(600, 1))
    drawn = representation.posterior_capacity(means, np.full((600, 1), 0.36), draws=8, unit="nat")
    variance = float(means.var())
    # The mixture of the samples has at most the entropy of a Gaussian law of its variance.
    assert drawn.information.lower <= 0.5 * log((variance + 0.36) / 0.36)
    assert drawn.information.upper == pytest.approx(0.5 * log((variance + 0.36) / 0.36), abs=0.06)
    assert drawn.rate.lower <= drawn.information.upper + drawn.excess.upper


def test_the_plane_of_an_exact_linear_autoencoder():
    decomposition = pytest.importorskip("sklearn.decomposition")
    from sklearn.datasets import load_digits

    x = load_digits().data[:600] + np.random.default_rng(0).random((600, 64))
    model = decomposition.FactorAnalysis(4, svd_method="lapack", max_iter=60, tol=1.0).fit(x)
    w, psi = model.components_.T, model.noise_variance_
    covariance = np.linalg.inv(np.eye(4) + (w.T / psi) @ w)
    encoder = covariance @ (w.T / psi)
    centred = x - model.mean_
    split = representation.linear_embedding_capacity(
        encoder, centred.T @ centred / len(x), covariance, unit="nat"
    )
    means = centred @ encoder.T
    rate = 0.5 * ((means**2).sum(axis=1) + np.trace(covariance) - 4 - np.linalg.slogdet(covariance)[1])
    assert split.rate.lower - 1e-9 <= rate.mean() <= split.rate.upper + 1e-9
    distortion = 0.5 * (
        64 * log(2 * np.pi)
        + np.log(psi).sum()
        + ((centred - means @ w.T) ** 2 / psi).sum(axis=1)
        + np.trace(covariance @ (w.T / psi) @ w)
    )
    # The posterior is the exact one: the two terms sum to the negative log-likelihood of each sample.
    assert np.abs(rate + distortion + model.score_samples(x)).max() < 1e-8
    report = ib.audit.elbo(rate, distortion, -model.score_samples(x), unit="nat")
    assert report.verdict is ib.audit.Verdict.CONSISTENT
