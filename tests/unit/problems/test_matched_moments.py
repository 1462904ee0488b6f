"""Entropies and divergences at given means by the exponential family, against the general program."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.exponential_family import Moments, matched
from itbounds.results.moment_certificate import MomentCertificate

KINDS = ["plain", "scaled", "repeated", "integers", "concentrated", "vertex", "null letter"]


def _instance(kind, seed):
    rng = np.random.default_rng(100 * KINDS.index(kind) + seed)
    features = rng.normal(size=(3, 12))
    law, prior = rng.dirichlet(np.ones(12)), rng.dirichlet(np.ones(12))
    if kind == "scaled":
        features *= np.array([[1e-3], [1.0], [1e4]])
    if kind == "repeated":
        features = np.vstack([features, features[0], 1.0 - 2.0 * features[1]])
    if kind == "integers":
        features = np.round(features)
    if kind == "concentrated":
        law = np.where(np.arange(12) < 5, law, 1e-9)
        law /= law.sum()
    if kind == "vertex":
        law = np.eye(12)[3]
    if kind == "null letter":
        law[0] = prior[0] = 0.0
        law, prior = law / law.sum(), prior / prior.sum()
    return features, features @ law, prior


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_both_agree_with_the_general_program(kind, seed):
    features, means, prior = _instance(kind, seed)
    warnings.simplefilter("ignore", ib.ConvergenceWarning)  # the general method need not close its gap
    for call in (
        lambda solver: ib.maximum_entropy(features, means, unit="nat", solver=solver),
        lambda solver: ib.information_projection(prior, features, means, unit="nat", solver=solver),
    ):
        own, general = call(None), call("interior_point")
        assert own.gap <= 1e-9
        assert own.lower <= general.upper
        assert general.lower <= own.upper
        assert own.verify("ball").within(own.interval)
        assert np.abs(features @ own.witness.probabilities - means).max() <= 1e-9 * (
            1 + np.abs(features).max()
        )


@pytest.mark.parametrize("kind", ["plain", "scaled", "repeated", "integers", "concentrated", "null letter"])
def test_interior_means_take_a_few_steps_of_newton(kind):
    features, means, prior = _instance(kind, 7)
    result = ib.information_projection(prior, features, means)
    assert result.provenance.solver == "newton"
    assert result.provenance.steps < 30
    assert ib.Result.from_dict(result.to_dict()).verify("ball").within(result.interval)


def test_means_out_of_reach_are_refused_as_before():
    with pytest.raises(ib.InfeasibleError):
        ib.maximum_entropy([0.0, 1.0, 2.0], 2.5)
    with pytest.raises(ib.InfeasibleError):
        ib.information_projection([0.5, 0.5, 0.0], [0.0, 1.0, 2.0], 1.5)


def test_meddling_is_found():
    features, means, prior = _instance("plain", 5)
    own = ib.information_projection(prior, features, means).certificate
    for forged in (
        replace(own, prior=np.roll(prior, 1)),
        replace(own, means=means + 1e-6),
        replace(own, law=np.roll(own.law, 1)),
        replace(own, law=own.law[:-1]),
        replace(own, multipliers=own.multipliers + 0.1),
        replace(own, slack=own.slack + 1.0),
        replace(own, slack=0.0 * own.slack),
        replace(own, lower=own.upper, upper=own.upper),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()


def test_any_law_and_any_multipliers_enclose_the_entropy():
    features, means, _ = _instance("plain", 6)
    problem = Moments(features, means, None)
    law, multipliers, _ = matched(problem)
    best = MomentCertificate.of(problem, law, multipliers)
    rng = np.random.default_rng(1)
    for scale in (1e-6, 1e-3, 1.0):
        worse = MomentCertificate.of(problem, law, multipliers + scale * rng.normal(size=3))
        assert worse.upper >= best.lower
        assert worse.verify().lower >= worse.lower
    # Along what no feature sees, laws have the means and less entropy.
    *_, unseen = np.linalg.svd(np.vstack([features, np.ones(12)]))[2]
    other = law + 0.5 * law.min() * unseen
    less = MomentCertificate.of(problem, other, multipliers)
    assert less.lower < best.lower
    assert less.upper == pytest.approx(best.upper, abs=1e-12)
