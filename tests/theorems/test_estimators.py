"""Estimates from samples: closed forms, published numbers, ceilings, and what must not be believed."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.errors import AmbiguousTruthError, DomainError, NonFiniteError, ShapeError
from itbounds.estimators import further_laws, laws
from itbounds.estimators.gaussian import gaussian_bias
from itbounds.estimators.gaussianity import canonical_directions, departures, left_dependence, mardia
from itbounds.estimators.layers import pairwise_bounds
from itbounds.estimators.nearest import local_informations
from itbounds.estimators.tables import entropy_of_counts
from itbounds.numerics.mixture_information import gaussian_mixture_information
from itbounds.numerics.statistics.plugin_information import table_informations

e = ib.estimators
SEEDS = st.integers(0, 2**32 - 1)


def drawn(law, n, seed=0):
    return law.sample(np.random.default_rng(seed), n)


# --- Gaussian


def test_gaussian_reference_in_ten_dimensions():
    law = laws.gaussian_law(0.9, 10)
    assert abs(law.information.lower - 8.303656) < 5e-7
    found = e.gaussian(*drawn(law, 4000), unit="nat")
    assert found.reliable
    assert 8.303656 in found.interval


def test_the_gaussian_estimate_has_no_bias_in_few_samples():
    """24 samples of 3 + 2 dimensions: the log determinant alone is too large by more than 0.13 nats."""
    law = laws.gaussian_law(0.0, 1)
    rng = np.random.default_rng(5)
    values = []
    for _ in range(3000):
        x, y = rng.standard_normal((24, 3)), rng.standard_normal((24, 2))
        values.append(-0.5 * np.log1p(-(canonical_directions(x, y)[2] ** 2)).sum())
    assert law.information.lower == 0.0
    error = np.std(values) / np.sqrt(len(values))
    assert gaussian_bias(24, 3, 2) > 0.13
    assert abs(np.mean(values) - gaussian_bias(24, 3, 2)) < 4.0 * error


def test_gaussian_estimates_refuse_other_laws():
    x, y = drawn(laws.student_law(0.6, 4), 1000)
    found = e.gaussian(x, y)
    assert not found.reliable
    assert any("not Gaussian" in reason for reason in found.reasons)


def test_mardia_accepts_gaussian_samples_at_its_level():
    rng = np.random.default_rng(2)
    chances = np.array([mardia(rng.standard_normal((300, 3))) for _ in range(400)])
    assert (chances < 0.01).mean(axis=0).max() < 0.035
    assert chances.max() <= 1.0


def test_tests_of_gaussianity_keep_their_level_together():
    """All tests of a sample at 5 %: of 300 samples not more than chance allows."""
    rng = np.random.default_rng(3)
    alarms = sum(
        bool(departures(*rng.standard_normal((2, 120, d)))[0]) for d in (1, 1, 2) for _ in range(100)
    )
    assert alarms <= 30


@pytest.mark.parametrize("name", ["cross", "width 0.4", "size 2", "shape 4", "ranks", "exponentials of"])
def test_departures_from_gaussian_laws_are_found(name):
    """With Gaussian margins, short tails, two modes, skewness: 150 samples, hardly ever believed."""
    (law,) = (law for law in e.suite("fresh") if name in law.name and "cubes" not in law.name)
    assert sum(e.gaussian(*drawn(law, 150, seed)).reliable for seed in range(15)) <= 2


def test_dependence_of_scales_is_seen_where_correlations_vanish():
    x, y = np.random.default_rng(0).standard_normal((2, 300))
    assert left_dependence(x, y)[0] > 1e-3
    (law,) = (law for law in e.suite("fresh") if "cross" in law.name)
    x, y = drawn(law, 300)
    assert abs(np.corrcoef(x[:, 0], y[:, 0])[0, 1]) < 0.2
    assert left_dependence(x[:, 0], y[:, 0])[0] < 1e-6


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_linear_bijections_leave_the_gaussian_estimate(seed):
    rng = np.random.default_rng(seed)
    x, y = drawn(laws.gaussian_law(0.7, 2), 60, seed)
    turned = x @ (rng.standard_normal((2, 2)) + 3.0 * np.eye(2)) + 5.0
    assert e.gaussian(turned, y).value == pytest.approx(e.gaussian(x, y).value, abs=1e-9)


# --- plug-in


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_plain_plugin_estimate_is_the_information_of_the_table(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 4, (2, 60))
    found = e.plugin(x, y, correction="none", unit="nat")
    assert found.value == pytest.approx(float(table_informations(x[None], y[None])[0]), abs=1e-12)
    named = e.plugin([f"a{i}" for i in x], np.column_stack([y, y]), correction="none", unit="nat")
    assert named.value == pytest.approx(found.value, abs=1e-12)


def test_corrections_by_hand():
    counts = np.array([1.0, 2.0, 5.0])
    plain = log(8) - (2 * log(2) + 5 * log(5)) / 8
    assert entropy_of_counts(counts, "none") == pytest.approx(plain)
    assert entropy_of_counts(counts, "miller-madow") == pytest.approx(plain + 2 / 16)
    # G(1) = -gamma - ln 2, G(2) = G(1) + 2, G(2k + 1) = G(2k), G(2k + 2) = G(2k) + 2 / (2k + 1).
    first = -0.5772156649015329 - log(2)
    grassberger = log(8) - (first + 2 * (first + 2) + 5 * (first + 2 + 2 / 3)) / 8
    assert entropy_of_counts(counts, "grassberger") == pytest.approx(grassberger)
    shares = (1 - 1 / 8) * counts / 8
    chao_shen = -(shares * np.log(shares) / (1 - (1 - shares) ** 8)).sum()
    assert entropy_of_counts(counts, "chao-shen") == pytest.approx(chao_shen)


def test_corrections_take_bias_off():
    rng = np.random.default_rng(0)
    pairs = rng.integers(0, 5, (80, 2, 150))
    mean = {
        name: np.mean([e.plugin(x, y, correction=name, unit="nat").value for x, y in pairs])
        for name in ("none", "miller-madow", "chao-shen", "grassberger")
    }
    assert mean["none"] > 0.045
    assert max(abs(mean[name]) for name in ("miller-madow", "grassberger")) < 0.015
    assert abs(mean["chao-shen"]) < mean["none"] / 2


def test_letters_that_were_hardly_seen_are_not_believed():
    x, y = np.random.default_rng(0).integers(0, 60, (2, 400))
    found = e.plugin(x, y)
    assert not found.reliable
    assert any("occur once" in reason for reason in found.reasons)


# --- nearest neighbours


def test_ksg_agrees_with_its_definition():
    from scipy.special import digamma

    rng = np.random.default_rng(3)
    x = rng.standard_normal((120, 2))
    y = x[:, :1] + 0.5 * rng.standard_normal((120, 1))
    terms, rounded, _ = local_informations(x, y, 3)
    for i in range(120):
        apart_x = np.delete(np.abs(x - x[i]).max(axis=1), i)
        apart_y = np.delete(np.abs(y - y[i]).max(axis=1), i)
        radius = np.sort(np.maximum(apart_x, apart_y))[2]
        inside = [int((apart < radius).sum()) for apart in (apart_x, apart_y)]
        expected = digamma(3) + digamma(120) - digamma(inside[0] + 1) - digamma(inside[1] + 1)
        assert terms[i] == pytest.approx(expected, abs=1e-12)
    assert rounded == 0.0


@pytest.mark.parametrize(("n", "printed"), [(200, 2.52), (1000, 3.57)])
def test_nearest_neighbours_of_a_function_see_a_number_that_grows(n, printed):
    """I(X; tanh 3X) is infinite; the printed numbers are of one sample, in nats, scaled to variance one."""
    x = np.random.default_rng(0).standard_normal((n, 1))
    y = np.tanh(3.0 * x)
    terms = local_informations(x / x.std(), y / y.std(), 3)[0]
    assert abs(terms.mean() - printed) < 0.3
    found = e.ksg(x, y, unit="nat")
    assert not found.reliable
    assert found.value > printed


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_increasing_maps_of_a_coordinate_leave_nearest_neighbours_alone(seed):
    x, y = drawn(laws.gaussian_law(0.6, 2), 60, seed)
    assert e.ksg(np.exp(x), y**3) == e.ksg(x, y)


def test_heavy_tails_do_not_hide_information_from_nearest_neighbours():
    """Scaled to variance one, 250 samples of this law show 0.12 nats too little on average."""
    law = further_laws.gamma_exponential(1.0)
    values = [e.ksg(*drawn(law, 250, seed), unit="nat").value for seed in range(40)]
    assert abs(np.mean(values) - law.information.lower) < 0.04


def test_ksg_of_almost_a_function_is_not_believed():
    found = e.ksg(*drawn(laws.gaussian_law(0.999999), 1000), unit="nat")
    assert found.value < 6.0 < laws.gaussian_law(0.999999).information.lower
    assert not found.reliable


def test_ksg_of_letters_is_close_to_counting():
    rng = np.random.default_rng(1)
    x = rng.integers(0, 3, 900)
    y = (x + (rng.uniform(size=900) < 0.3)) % 3
    assert e.ksg(x, y).value == pytest.approx(e.plugin(x, y).value, abs=0.02)


def test_ksg_sees_rounded_values():
    x, y = drawn(laws.gaussian_law(0.7), 500)
    found = e.ksg(np.round(x, 1), np.round(y, 1))
    assert not found.reliable
    assert any("rounded" in reason for reason in found.reasons)


def test_ksg_in_many_dimensions_is_not_believed():
    found = e.ksg(*drawn(laws.gaussian_law(0.9, 5), 500))
    assert found.value < laws.gaussian_law(0.9, 5).information.lower / log(2) - 1.0
    assert not found.reliable


# --- bins and layers


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_monotone_maps_leave_bins_alone(seed):
    x, y = drawn(laws.gaussian_law(0.6), 80, seed)
    assert e.binned(np.exp(x), y**3) == e.binned(x, y)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=9), st.floats(0.3, 3.0))
@settings(max_examples=40, deadline=None)
def test_pairwise_bounds_enclose_the_information_of_the_mixture(levels, sigma):
    places = np.array(levels)
    law = np.full(len(places), 1.0 / len(places))
    low, high = gaussian_mixture_information(places / sigma, law, cells=4000)
    (below, _), (above, _) = pairwise_bounds(places[:, None], sigma)
    assert below <= high + 1e-9
    assert above >= low - 1e-9


def test_layers_with_little_noise_are_not_believed():
    found = e.noisy_layer(np.random.default_rng(0).standard_normal((300, 4)), 1e-3, unit="nat")
    assert found.value == pytest.approx(log(300), abs=1e-6)
    assert not found.reliable
    with pytest.raises(DomainError):
        e.noisy_layer([[0.0]] * 9, 0.0)


# --- laws


def test_informations_of_the_laws_by_other_means():
    # The capacity of binary signals through Gaussian noise at 0 dB, 0.4859 bits.
    low, high = gaussian_mixture_information(np.array([-1.0, 1.0]), np.array([0.5, 0.5]))
    assert low <= 0.4859 * log(2) + 5e-5
    assert high >= 0.4859 * log(2) - 5e-5
    assert high - low < 1e-6
    # Student's t with many degrees is Gaussian; its tails alone carry information.
    many = laws.student_law(0.6, 1e6).information.lower
    assert many == pytest.approx(laws.gaussian_law(0.6).information.lower, abs=1e-5)
    # The two formulas of uniform noise agree where they meet.
    assert laws.uniform_noise(0.5).information.lower == pytest.approx(0.5)
    assert laws.uniform_noise(0.5 + 1e-9).information.lower == pytest.approx(0.5)


def test_the_information_of_student_laws_by_simulation():
    from scipy.stats import multivariate_t, t

    x, y = drawn(laws.student_law(0.6, 3), 100_000)
    joint = multivariate_t(shape=[[1.0, 0.6], [0.6, 1.0]], df=3).logpdf(np.hstack([x, y]))
    ratio = joint - t(3).logpdf(x[:, 0]) - t(3).logpdf(y[:, 0])
    error = ratio.std() / np.sqrt(len(ratio))
    assert abs(ratio.mean() - laws.student_law(0.6, 3).information.lower) < 4.0 * error


def test_the_information_of_two_views_of_a_sign_by_simulation():
    def log_density(sum_of_squares, dot, s, d):
        return -0.5 * (sum_of_squares + d * s * s) + np.logaddexp(s * dot, -s * dot) - log(2)

    law = laws.bimodal(1.5)
    x, y = drawn(law, 200_000)
    ratio = (
        log_density((x**2 + y**2)[:, 0], (x + y)[:, 0], 1.5, 2)
        - log_density((x**2)[:, 0], x[:, 0], 1.5, 1)
        - log_density((y**2)[:, 0], y[:, 0], 1.5, 1)
    )
    error = ratio.std() / np.sqrt(len(ratio))
    assert abs(ratio.mean() - law.information.lower) < 4.0 * error
    assert law.information.width < 1e-5


def test_coverage_on_a_small_suite():
    """Wherever the verdict says reliable, intervals cover at their rate, up to binomial error."""
    chosen = [
        law
        for law in e.suite()
        if any(word in law.name for word in ("0.6, 1", "0.25", "sign of size 1", "2 levels", "independent"))
    ]
    assert len(chosen) >= 5
    table = e.benchmark(chosen, sizes=(250,), trials=20, rng=1)
    assert table.failures == ()
    believed = [score for score in table if score.estimator in ("KSG", "plug-in, miller-madow")]
    assert sum(score.reliable for score in believed) > 40
    wrong = [score for score in table if "t, 4 degrees" in score.law and score.estimator == "Gaussian"]
    assert all(score.reliable < score.trials / 2 for score in wrong)
    assert wrong
    assert len(table.to_frame()) == len(table)
    assert "believe" in repr(table)


# --- the object, and misuse


def test_estimates_convert_outward_and_survive_json():
    found = e.gaussian(*drawn(laws.gaussian_law(0.6), 300))
    nats = found.to("nat")
    assert nats.value == pytest.approx(found.value * log(2))
    assert nats.interval.lower <= found.interval.lower * log(2)
    assert nats.interval.upper >= found.interval.upper * log(2)
    assert e.Estimate.from_dict(found.to_dict()) == found
    assert found.interval.unit == found.unit == ib.BITS
    with pytest.raises(AmbiguousTruthError):
        bool(found)


def test_too_few_samples_are_never_reliable():
    x, y = drawn(laws.gaussian_law(0.6), 12)
    for estimator in (e.gaussian, e.ksg, e.binned, e.plugin):
        assert not estimator(x, y).reliable


@pytest.mark.parametrize("estimator", [e.gaussian, e.ksg, e.binned, e.plugin, e.transfer_entropy])
def test_samples_that_are_no_pairs_are_refused(estimator):
    with pytest.raises(ShapeError, match="pairs"):
        estimator(np.arange(200.0), np.arange(199.0) ** 2)


def test_other_misuse_is_refused_with_a_remedy():
    x = np.random.default_rng(0).standard_normal(50)
    with pytest.raises(NonFiniteError):
        e.ksg(x, np.where(x > 1, np.nan, x))
    with pytest.raises(NonFiniteError):
        e.plugin(x, np.where(x > 1, np.nan, x))
    with pytest.raises(DomainError, match="constant"):
        e.gaussian(x, np.ones(50))
    with pytest.raises(DomainError, match="miller-madow"):
        e.plugin(x, x, correction="jackknife")
    with pytest.raises(ShapeError, match="ksg"):
        e.binned(np.column_stack([x, x]), x)
    with pytest.raises(ShapeError, match="diagonal"):
        e.infonce(np.zeros((3, 4)))
    with pytest.raises(DomainError, match="samples"):
        e.ksg([1.0, 2.0], [1.0, 3.0])
