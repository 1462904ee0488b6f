"""What parts of a sample do not show: causes of false confidence, each with what reveals it."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.estimators import laws
from itbounds.estimators.diagnostics import behind_variance, rests_on_few, third_moment
from itbounds.estimators.gaussianity import left_dependence, unseen_departure

e = ib.estimators
SEEDS = st.integers(0, 2**32 - 1)


def drawn(law, n, seed=0):
    return law.sample(np.random.default_rng(seed), n)


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=12), SEEDS)
@settings(max_examples=40, deadline=None)
def test_moments_of_counted_terms_are_those_of_the_terms(values, seed):
    terms = np.array(values, dtype=float)
    counts = np.random.default_rng(seed).integers(1, 5, len(terms)).astype(float)
    spelt = np.repeat(terms, counts.astype(int))
    assert behind_variance(terms, counts) == pytest.approx(behind_variance(spelt))
    assert third_moment(terms, counts) == pytest.approx(third_moment(spelt), abs=1e-12)
    assert 0.0 <= behind_variance(terms, counts) <= counts.sum() * (1.0 + 1e-12)


def test_a_variance_rests_on_as_many_samples_as_its_kurtosis_says():
    rng = np.random.default_rng(0)
    assert behind_variance(rng.standard_normal(30_000)) / 30_000 == pytest.approx(1.0 / 3.0, rel=0.05)
    assert behind_variance(np.ones(50)) == 0.0
    assert "do not vary" in rests_on_few(0.0, "terms")[0]
    assert rests_on_few(25.0, "terms") == ()


def test_rare_letters_that_say_most_are_not_believed():
    """One pair in two hundred holds half of the information: 250 samples miss it one time in four."""
    law = laws.table_law(np.array([[0.97, 0.01], [0.015, 0.005]]))
    for seed in range(30):
        assert not e.plugin(*drawn(law, 250, seed)).reliable
    assert e.plugin(*drawn(law, 20_000)).reliable


def test_bins_reach_as_far_as_neighbours_see():
    """Uniform noise wider than its signal: six bins lose two thirds of the information."""
    law = laws.uniform_noise(1.5)
    found = [e.binned(*drawn(law, 250, seed), unit="nat") for seed in range(25)]
    believed = [estimate for estimate in found if estimate.reliable]
    assert len(believed) >= 10
    assert np.mean([estimate.value for estimate in found]) < 0.5 * law.information.lower
    misses = sum(law.information.lower not in estimate.interval for estimate in believed)
    assert misses <= 3


def test_true_pairs_vouch_for_the_tail_of_the_product():
    """At the best critic the second moment of the weights is their mean over true pairs."""
    joint, product = np.linspace(0.0, 2.0, 100), np.linspace(-1.0, 0.5, 100)
    weights = np.exp(product - 1.0)
    seen = np.exp(joint - 1.0).mean() - weights.mean() ** 2
    assert seen > 5.0 * weights.var(ddof=1)
    found = e.nwj(joint, product, unit="nat")
    least = 1.96 * sqrt(joint.var(ddof=1) / 100 + seen / 100)
    assert found.value - found.interval.lower >= least
    assert found.interval.upper - found.value >= least


@pytest.mark.parametrize("form", [e.dv, e.nwj])
def test_reliable_intervals_of_critics_cover_where_weights_have_heavy_tails(form):
    """Correlation 0.9: weights with infinite third moment. 200 samples a trial."""
    law = laws.gaussian_law(0.9)
    shift = 1.0 if form is e.nwj else 0.0
    rng = np.random.default_rng(2)
    found = []
    for _ in range(100):
        (x, y), other = law.sample(rng, 200), law.sample(rng, 200)[0]
        found.append(form(law.ratio(x, y) + shift, law.ratio(other, y) + shift, unit="nat"))
    believed = [estimate for estimate in found if estimate.reliable]
    assert len(believed) > 20
    hits = sum(law.information.lower in estimate.interval for estimate in believed)
    assert hits >= 0.93 * len(believed)


def test_smile_sees_in_true_pairs_what_the_clip_takes():
    """Scores of independent pairs within the limit, and one true pair above it."""
    rng = np.random.default_rng(0)
    joint, product = rng.normal(0.5, 1.0, 400), rng.normal(-0.5, 1.0, 400)
    assert e.smile(joint, product).reliable
    joint[0] = 6.0
    assert any("true pairs" in reason for reason in e.smile(joint, product).reasons)


def test_other_pairs_of_a_batch_show_rare_terms():
    """Student's t without correlation: its information lies in tails that few true pairs reach."""
    law = laws.student_law(0.0, 5)
    rng = np.random.default_rng(0)
    believed = 0
    for _ in range(20):
        x, y = law.sample(rng, 100)
        found = e.infonce(law.ratio(x[:, None, :], y[None, :, :]))
        believed += found.reliable
    assert believed <= 2


def test_gaussian_intervals_allow_for_departures_that_do_not_show():
    x, y = drawn(laws.gaussian_law(0.5), 200)
    found = e.gaussian(x, y, unit="nat")
    allowed = unseen_departure(200, 0.05 / 8.0)
    assert found.interval.lower <= found.value - allowed
    assert found.interval.upper >= found.value + allowed
    assert unseen_departure(400, 0.01) == pytest.approx(unseen_departure(200, 0.01) / 2.0)


def test_dependence_that_may_be_left_is_seen_in_proportion_to_its_mean_square():
    """The information left is half the sum of squared means; one time in ten more is not excluded."""
    rng = np.random.default_rng(0)
    x, z = rng.standard_normal((2, 4000))
    y = z * np.exp(0.3 * x)
    chance, most = left_dependence(y, x)
    assert chance < 1e-6
    # Y given X is Gaussian with variance e^{0.6 x}: h(Y) - h(Y|X), both of normal scores, by quadrature.
    grid = np.linspace(-9.0, 9.0, 1201)
    density = np.exp(-0.5 * grid**2) / np.sqrt(2.0 * np.pi) * 0.015
    scale = np.exp(0.3 * grid)
    mixed = (density * np.exp(-0.5 * (grid[:, None] / scale) ** 2) / scale).sum(axis=1) / np.sqrt(2.0 * np.pi)
    own = -0.015 * float(mixed @ np.log(np.maximum(mixed, 1e-300)))
    truth = own - 0.5 * np.log(2.0 * np.pi * np.e) - float(density @ np.log(scale))
    assert 0.75 * truth < most < 2.0 * truth
    least = left_dependence(z, x)
    assert least[0] > 1e-3
    assert least[1] < 0.005


def test_transfer_entropy_of_other_laws_is_not_believed():
    """A sequence driven by four levels: the Gaussian formula gives 0.05 nats too much."""
    (law,) = (law for law in e.suite("fresh") if "driven by 4" in law.name)
    assert not any(e.transfer_entropy(*drawn(law, 300, seed)).reliable for seed in range(10))
