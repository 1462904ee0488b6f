"""Critics, classifiers and sequences: ceilings, identities, and limits that no score passes."""

from math import inf, log, nextafter

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.errors import DomainError
from itbounds.estimators import laws
from itbounds.numerics.statistics.jensen_shannon import least_relative_entropy

e = ib.estimators
SEEDS = st.integers(0, 2**32 - 1)


def drawn(law, n, seed=0):
    return law.sample(np.random.default_rng(seed), n)


# --- critics


def test_infonce_of_the_best_critic_stays_below_its_ceiling():
    """True information 9.792589 nats; with batches of 128 the best critic gets 4.8328 of 4.85203 nats."""
    law = laws.gaussian_law(0.99, 5)
    assert abs(law.information.lower - 9.792589) < 5e-7
    x, y = (part.reshape(24, 128, 5) for part in drawn(law, 24 * 128))
    scores = law.ratio(x[:, :, None, :], y[:, None, :, :])
    found = e.infonce(scores, unit="nat")
    assert found.ceiling == pytest.approx(4.85203, abs=1e-5)
    assert found.value < found.ceiling
    assert found.interval.upper <= nextafter(found.ceiling, inf)
    assert abs(found.value - 4.8328) < 0.02
    assert not found.reliable


@given(SEEDS, st.integers(2, 40), st.floats(0.1, 30.0))
@settings(max_examples=40, deadline=None)
def test_no_critic_takes_infonce_above_its_ceiling(seed, k, scale):
    scores = scale * np.random.default_rng(seed).standard_normal((k, k))
    assert e.infonce(scores, unit="nat").value <= log(k) + 1e-12


def test_the_jackknife_of_infonce_leaves_pairs_out():
    from itbounds.estimators.contrastive import _bound, _leave_out

    scores = 3.0 * np.random.default_rng(0).standard_normal((12, 12))
    left_out = []
    for i in range(12):
        rest = np.delete(np.arange(12), i)
        left_out.append(_bound(scores[np.ix_(rest, rest)]))
    assert _leave_out(scores) == pytest.approx(left_out)


@given(SEEDS, st.floats(0.1, 20.0))
@settings(max_examples=40, deadline=None)
def test_nwj_never_exceeds_dv_and_smile_without_clipping_is_dv(seed, scale):
    joint, product = scale * np.random.default_rng(seed).standard_normal((2, 50))
    found = e.dv(joint, product, unit="nat")
    assert e.nwj(joint, product, unit="nat").value <= found.value + 1e-9
    assert e.smile(joint, product, tau=1e3, unit="nat").value == pytest.approx(found.value, abs=1e-9)


def test_a_constant_critic_sees_nothing():
    assert e.dv(np.full(80, 7.0), np.full(80, 7.0)).value == pytest.approx(0.0, abs=1e-12)
    assert e.nwj(np.ones(80), np.ones(80)).value == 0.0
    assert e.infonce(np.full((9, 9), 3.0)).value == pytest.approx(0.0, abs=1e-12)


def test_the_variance_of_the_mean_of_exponentials_is_chi_square():
    """Of the best critic, rho^2 / (1 - rho^2), which is at least e^I - 1."""
    law = laws.gaussian_law(0.5)
    x, y = drawn(law, 400_000)
    weights = np.exp(law.ratio(x, np.roll(y, 1, axis=0)))
    assert np.mean(weights) == pytest.approx(1.0, abs=0.01)
    assert np.var(weights) == pytest.approx(0.25 / 0.75, rel=0.05)
    assert np.exp(law.information.lower) - 1.0 <= 0.25 / 0.75


def test_informations_beyond_the_logarithm_of_the_samples_are_not_believed():
    law = laws.gaussian_law(0.99, 5)
    x, y = drawn(law, 2000)
    other = drawn(law, 2000, seed=1)[0]
    for form in (e.dv, e.nwj, e.smile):
        assert not form(law.ratio(x, y), law.ratio(other, y)).reliable


def test_smile_may_exceed_the_information():
    """Where the critic is far too large on true pairs, clipping hides what it says of the others."""
    found = e.smile(np.full(200, 50.0), np.full(200, 50.0), tau=1.0, unit="nat")
    assert found.value == pytest.approx(49.0)
    assert found.relation == "neither"


# --- classifiers


@pytest.mark.parametrize(
    ("divergence", "least"), [(0.1, 0.301553), (0.3, 1.020981), (0.5, 2.101954), (0.6, 3.095821)]
)
def test_least_relative_entropies_of_a_divergence(divergence, least):
    assert abs(least_relative_entropy(divergence) - least) < 1e-6


@given(SEEDS, st.integers(2, 6), st.floats(0.05, 3.0))
@settings(max_examples=200, deadline=None)
def test_no_pair_of_laws_beats_the_least_relative_entropy(seed, size, spread):
    p, q = np.random.default_rng(seed).dirichlet(np.full(size, spread), 2) + 1e-12
    p, q = p / p.sum(), q / q.sum()
    middle = (p + q) / 2
    divergence = 0.5 * float((p * np.log(p / middle)).sum() + (q * np.log(q / middle)).sum())
    assert least_relative_entropy(divergence - 1e-12) <= float((p * np.log(p / q)).sum()) + 1e-9


def test_the_best_classifier_bounds_the_information_from_below():
    law = laws.gaussian_law(0.8)
    x, y = drawn(law, 5000)
    true, shuffled = law.ratio(x, y), law.ratio(drawn(law, 5000, seed=1)[0], y)
    found = e.jensen_shannon(np.logaddexp(0, -true), np.logaddexp(0, shuffled), unit="nat")
    assert found.relation == "lower"
    assert found.reliable
    assert 0.5 * law.information.lower < found.interval.lower
    assert found.interval.upper < law.information.lower
    with pytest.raises(DomainError, match="logarithms"):
        e.jensen_shannon([-1.0, 0.5], [0.1, 0.2])


# --- sequences


def test_transfer_entropy_of_a_linear_sequence():
    """b = 0.8, residual variance 0.5: 0.41209 nats forward, none backward."""
    rng = np.random.default_rng(4)
    x = rng.standard_normal(5000)
    y = np.append(0.0, 0.8 * x[:-1]) + np.sqrt(0.5) * rng.standard_normal(5000)
    assert abs(0.5 * log(1 + 0.64 / 0.5) - 0.41209) < 5e-6
    forward, backward = (e.transfer_entropy(*pair, unit="nat") for pair in ((x, y), (y, x)))
    assert forward.reliable
    assert 0.41209 in forward.interval
    assert 0.0 in backward.interval
    assert backward.interval.upper < 0.01


def test_transfer_entropy_of_letters():
    rng = np.random.default_rng(4)
    x = rng.integers(0, 2, 5000)
    y = np.roll(x, 1) ^ (rng.uniform(size=5000) < 0.11)
    law = np.zeros((2, 2, 2))
    for new in range(2):
        for past in range(2):
            law[new, past] = (0.89 if new == past else 0.11) / 4
    exact = e.law_transfer_entropy(law)
    assert exact == pytest.approx(0.500084, abs=1e-6)
    assert exact in e.transfer_entropy(x, y, method="plugin").interval
    assert exact in e.transfer_entropy(x, y, method="plugin", history=2).interval
