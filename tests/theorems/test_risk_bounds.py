"""Published and hand-made numbers of the bounds on risks, which dominates which, and traps with a guard."""

from math import comb, exp, expm1, inf, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib

g = ib.bounds.generalization
COMMON = {"empirical_risk": 0.05, "kl": 100.0, "n": 10_000, "delta": 0.05}


def test_one_instance_of_pac_bayes() -> None:
    root = {**COMMON, "constant": "root"}
    assert g.pac_bayes_kl(**root).value == pytest.approx(0.0886601, abs=5e-8)
    assert g.pac_bayes_kl(**COMMON).value == pytest.approx(0.0885635, abs=5e-8)
    assert g.mcallester(**root).value == pytest.approx(0.1235847, abs=5e-8)
    assert g.refined_pinsker(**root).value == pytest.approx(0.1045669, abs=5e-8)
    best = g.thiemann(**root)
    assert best.value == pytest.approx(0.0954735, abs=5e-8)
    assert best.terms["weight"] == pytest.approx(0.476295, abs=5e-7)
    assert g.alquier(**COMMON, inverse_temperature=2870.5).value == pytest.approx(0.121762, abs=5e-7)
    variance = 0.05 * 0.95 * 10_000 / 9999
    assert g.tolstikhin_seldin(variance=variance, **COMMON).value == pytest.approx(0.1096185, abs=5e-8)
    unexpected = g.unexpected_bernstein(second_moment=0.05, **COMMON)
    assert (unexpected.value, unexpected.terms["m"]) == (pytest.approx(0.0902357, abs=1e-7), 5.0)
    split = g.split_kl(0.05, 0.0, 100.0, 10_000, low=0.0, constant="root")
    assert split.value == pytest.approx(0.0888048, abs=5e-8)


def test_catoni_at_the_best_parameter_is_the_inverse_of_the_binary_divergence() -> None:
    """The infimum over C is no bound: a grid pays for its size, and depends on its range."""
    grid = np.geomspace(0.01, 10.0, 4001)
    best = min(g.catoni(**COMMON, c=float(c)).value for c in grid[::4])
    inverse = g.occam_kl(0.05, 10_000, 100.0).value
    assert inverse == pytest.approx(0.0875429, abs=5e-8)
    assert inverse <= best <= inverse + 1e-7
    paid = g.catoni(**COMMON, c=np.geomspace(0.01, 10.0, 120)).value
    limit = g.occam_kl(0.05, 10_000, 100.0 + log(120)).value
    assert limit == pytest.approx(0.0885533, abs=5e-8)
    assert limit <= paid <= limit + 1e-5
    assert g.catoni(**COMMON, c=[0.6]).value == g.catoni(**COMMON, c=0.6).value


def test_finite_classes_and_codes() -> None:
    code = {"n": 10_000, "code_length": 20, "unit": "bit"}
    assert g.occam(500, **code).value == pytest.approx(0.0625594, abs=5e-8)
    assert g.occam_kl(0.05, **code).value == pytest.approx(0.0636747, abs=5e-8)
    assert g.occam_hoeffding(0.05, **code).value == pytest.approx(0.0790333, abs=5e-8)
    none = (20 * log(2) + log(20)) / 10_000
    assert none == pytest.approx(0.00168587, abs=5e-9)
    assert g.occam(0, **code).value == pytest.approx(-expm1(-none), rel=1e-9)


def test_models_in_files_of_some_bytes() -> None:
    """A self-delimiting code pays for the length of its files, too; with 1/K^2 they would weigh too much."""
    assert g.description_length(800) == pytest.approx(567.887, abs=6e-3)
    published = {20: 0.1383, 50: 0.2298, 100: 0.3522, 1000: 0.9642}
    for size, value in published.items():
        length = g.description_length(8 * size)
        assert g.occam_kl(0.03, 1797, length).value == pytest.approx(value, abs=1e-4)
    weights = [2**bits * exp(-g.description_length(bits)) for bits in range(400)]
    assert sum(weights) <= 1.0
    assert sum(2**bits * exp(-bits * log(2) - 2 * log(bits)) for bits in range(1, 400)) > 1.6
    assert g.description_length(0, unit="bit") == pytest.approx(1.0)


def test_models_that_few_data_rebuild() -> None:
    assert g.littlestone_warmuth(1000, 20).value == pytest.approx(0.107685, abs=5e-7)
    assert g.sample_compression(0, 1000, 20).value == pytest.approx(0.102090, abs=5e-7)
    assert g.sample_compression(20, 1000, 20).value == pytest.approx(0.156884, abs=5e-7)
    choices = log(comb(1000, 20)) + log(1000)
    assert g.occam_kl(20 / 980, 980, choices).value == pytest.approx(0.159146, abs=5e-7)
    assert g.sample_compression(0, 360, 19).value == pytest.approx(0.2112, abs=5e-5)
    assert g.sample_compression(0, 50, 0).value == pytest.approx(g.occam(0, 50, log(50)).value, rel=1e-12)


def test_fifty_errors_in_a_thousand() -> None:
    assert g.clopper_pearson(50, 1000).value == pytest.approx(0.0628634, abs=5e-8)
    both = g.clopper_pearson_lower(50, 1000, 0.025).value, g.clopper_pearson(50, 1000, 0.025).value
    assert both == (pytest.approx(0.0373354, abs=5e-8), pytest.approx(0.0653905, abs=5e-8))
    assert g.held_out_kl(0.05, 1000).value == pytest.approx(0.0686847466, abs=5e-11)
    assert g.held_out_hoeffding(0.05, 1000).value == pytest.approx(0.0887023, abs=5e-8)
    losses = [1.0] * 50 + [0.0] * 950
    assert g.held_out_bernstein(losses).value == pytest.approx(0.0773455, abs=5e-8)
    for none in (g.clopper_pearson(0, 1000), g.held_out_kl(0.0, 1000)):
        assert none.value == pytest.approx(1.0 - 0.05**1e-3, rel=1e-12)
        assert none.value == pytest.approx(0.00299125, abs=5e-9)


def test_the_constant_for_every_time_is_half_of_the_logarithm() -> None:
    """It is the regret at the risk that was seen; that of the Shtarkov sum is proved for one n only."""
    for n in (1, 10, 1000, 10**6):
        regrets = [g.anytime_kl(share, n).terms["regret"] for share in (0.0, 0.3, 0.5, 1.0)]
        assert max(regrets) <= 0.5 * log(n) + log(2) + 1e-9
    ends = g.anytime_kl(0.0, 10**6).terms["regret"]
    assert ends == pytest.approx(0.5 * log(pi * 10**6), abs=1e-6)
    # At the ends the logarithm of the Shtarkov sum is too small by half of ln 2.
    assert ends - g.pac_bayes_kl(0.0, 0.0, 10**6).terms["ln xi(n)"] == pytest.approx(0.5 * log(2), abs=1e-3)


def test_calibration_of_five_hundred() -> None:
    assert g.conformal_coverage(500, 0.1).value == pytest.approx(0.9002, abs=5e-5)
    assert g.conformal_conditional(500, 0.1).value == pytest.approx(0.877321, abs=5e-7)
    # Products that are integers but for rounding: 10 times 0.3 is 3.
    assert g.conformal_coverage(9, 0.3).terms["l"] == 3.0
    assert g.conformal_coverage(4, 0.1).value == pytest.approx(1.0)


def test_majority_votes() -> None:
    tandem = g.tandem_vote(0.02, 3.0, 1797, constant="root")
    first = g.first_order_vote(0.06, 3.0, 1797, constant="root")
    assert tandem.value == pytest.approx(0.168474, abs=5e-7)
    assert first.value == pytest.approx(0.178045, abs=5e-7)
    assert g.c_bound(0.55, 0.3, 3.0, 1797).vacuous
    assert g.c_bound(0.2, 0.5, 0.0, 10**9).value == pytest.approx(1.0 - 0.36 / 1e-9, rel=1.0)


def test_one_draw() -> None:
    assert g.disintegrated_renyi(0.05, 100.0, 10_000, constant="root").value == pytest.approx(
        0.0903254, abs=5e-8
    )
    same = g.pac_bayes_kl(**COMMON).value
    assert g.disintegrated_kl(0.05, 100.0, 10_000).value == pytest.approx(same, rel=1e-13)
    # A model that the posterior likes less than the prior does cannot be better than its training loss.
    assert g.disintegrated_kl(0.05, -1e6, 10_000).value == pytest.approx(0.05, abs=1e-9)


def test_classical_bounds() -> None:
    assert g.vapnik_chervonenkis(0.0, 10, 10_000).value == pytest.approx(0.268910, abs=5e-7)
    assert g.uniform_stability(0.0, 0.001, 1000).value == pytest.approx(0.195511, abs=5e-7)
    # For every margin at once the constant is four, and the margin has its own price.
    by_hand = 0.05 + 4 * 2 / 100 + sqrt(log(2) / 1e4) + sqrt(log(40) / 2e4)
    assert g.margin(0.05, 0.5, 1.0, 1.0, 10_000).value == pytest.approx(by_hand, rel=1e-12)
    assert g.massart(2**10, sqrt(50), 50).value == pytest.approx(sqrt(20 * log(2) / 50), rel=1e-12)


def test_posteriors() -> None:
    one = g.gaussian_kl([1.0, -1.0], 0.25)
    assert one == pytest.approx(0.5 * 2 * (0.25 - 1 + log(4) + 1), rel=1e-13)
    assert 0.0 <= g.gaussian_kl([0.0], 1.0 + 1e-12) <= 1e-15
    assert g.gaussian_kl([0.0] * 5, 1.0, unit="bit") <= 1e-14
    assert g.gaussian_kl([1e200], 1.0, 0.0, 1e-200) == inf
    assert g.categorical_kl([1, 0, 0, 0], [0.25] * 4) == pytest.approx(log(4), rel=1e-13)
    assert g.categorical_kl([0.5, 0.5], [1.0, 0.0]) == inf


@settings(max_examples=600, deadline=None)
@given(
    risk=st.floats(0.0, 1.0), kl=st.floats(0.0, 1e4), n=st.integers(1, 10**5), delta=st.floats(1e-12, 0.99),
    weight=st.floats(0.01, 1.99), c=st.floats(0.01, 20.0),
)  # fmt: skip
def test_which_bound_dominates_which(
    risk: float, kl: float, n: int, delta: float, weight: float, c: float
) -> None:
    slack = 1.0 + 1e-12
    exact = g.pac_bayes_kl(risk, kl, n, delta).value
    assert exact <= g.pac_bayes_kl(risk, kl, n, delta, constant="root").value * slack
    assert risk <= exact <= 1.0
    for looser in (g.mcallester, g.thiemann, g.refined_pinsker):
        assert exact <= looser(risk, kl, n, delta).value * slack
    assert g.thiemann(risk, kl, n, delta).value <= g.thiemann(risk, kl, n, delta, weight).value * slack
    assert g.thiemann(risk, kl, n, delta).value <= g.refined_pinsker(risk, kl, n, delta).value * slack
    # What no C reaches, without the constant; and Hoeffding's lemma behind the exact one.
    assert g.occam_kl(risk, n, kl, delta).value <= g.catoni(risk, kl, n, delta, c).value * slack + 1e-12
    assert (
        g.catoni(risk, kl, n, delta, c).value
        <= g.alquier(risk, kl, n, delta, inverse_temperature=c * n).value * slack + 1e-12
    )
    assert g.occam_kl(risk, n, kl, delta).value <= g.occam_hoeffding(risk, n, kl, delta).value * slack
    assert exact <= g.private_prior(risk, kl, n, 0.1, delta).value * slack
    assert exact <= g.sampled_gibbs(risk, 1000, kl, n, delta).value * slack


@settings(max_examples=150, deadline=None)
@given(data=st.data(), n=st.integers(1, 3000), delta=st.floats(1e-9, 0.9), length=st.floats(0.0, 3000.0))
def test_exact_tails_are_never_looser_than_chernoff(
    data: st.DataObject, n: int, delta: float, length: float
) -> None:
    errors = data.draw(st.integers(0, n))
    exact = g.occam(errors, n, length, delta).value
    # Both are rounded up, and the logarithm of a tail by 2e-13.
    assert exact <= g.occam_kl(errors / n, n, length, delta).value + 1e-12
    assert g.clopper_pearson(errors, n, delta).value <= exact


def test_tails_far_below_the_least_double() -> None:
    for n in (10_000, 1_000_000):
        value = g.occam(0, n, 5000.0).value
        assert value == pytest.approx(-expm1(-(5000.0 + log(20)) / n), rel=1e-9)
        few = g.occam(n // 1000, n, 5000.0).value
        assert value < few <= g.occam_kl(1e-3, n, 5000.0).value
    assert g.occam(3, 10, 1e9).value == 1.0
    assert g.occam(3, 10, 1e9).vacuous


def test_units_and_ends() -> None:
    """Informations in bits mean the same; no error is too many, no code and no relative entropy too large."""
    for call in (
        lambda x, unit: g.pac_bayes_kl(0.1, x, 1000, unit=unit),
        lambda x, unit: g.occam(10, 1000, x, unit=unit),
        lambda x, unit: g.disintegrated_kl(0.1, x, 1000, unit=unit),
        lambda x, unit: g.sample_compression(1, 100, 5, message_length=x, unit=unit),
        lambda x, unit: g.tandem_vote(0.1, x, 1000, unit=unit),
    ):
        assert call(20.0, "bit").value == pytest.approx(call(20.0 * log(2.0), "nat").value, rel=1e-13)
    assert g.clopper_pearson(10, 10).value == g.held_out_kl(1.0, 10).value == 1.0
    assert g.pac_bayes_kl(0.03, 4e5, 100).value == 1.0
    assert g.pac_bayes_kl(0.03, inf, 100).vacuous
    assert g.catoni(0.03, inf, 100).vacuous
    assert g.clopper_pearson_lower(0, 10).vacuous
    assert g.held_out_kl(0.0, 10**9).value == pytest.approx(log(20) / 1e9, rel=1e-6)


def test_a_large_sample_has_a_closed_constant() -> None:
    below, beyond = (g.pac_bayes_kl(0.1, 0.0, n).terms["ln xi(n)"] for n in (2**20, 2**20 + 1))
    assert below < beyond < below + 1.5e-3
    assert beyond <= log(2) + 0.5 * log(2**20 + 1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: g.clopper_pearson(11, 10), "not their share"),
        (lambda: g.clopper_pearson(0.05, 100), "must be an integer"),
        (lambda: g.clopper_pearson(5, 100, 0.0), "inside"),
        (lambda: g.held_out_kl(1.5, 100), r"\[0, 1\]"),
        (lambda: g.held_out_bernstein([0.5]), "at least two"),
        (lambda: g.held_out_bernstein([0.5, 3.0]), "largest="),
        (lambda: g.pac_bayes_kl(0.1, -1.0, 10), "at least 0"),
        (lambda: g.pac_bayes_kl(0.1, 1.0, 10, constant="2sqrt"), "'root'"),
        (lambda: g.pac_bayes_kl(0.1, 1.0, 10, unit="dit"), "unknown unit"),
        (lambda: g.thiemann(0.1, 1.0, 10, weight=2.0), "inside"),
        (lambda: g.catoni(0.1, 1.0, 10, c=[]), "at least one value"),
        (lambda: g.catoni(0.1, 1.0, 10, c=-1.0), "must be positive"),
        (lambda: g.unexpected_bernstein(0.1, 0.2, 1.0, 10), "no smaller than their squares"),
        (lambda: g.split_kl(0.1, 0.1, 1.0, 10, low=1.0, high=0.0), "a <= mu < b"),
        (lambda: g.split_prior(0.1, 1.0, 100, 100), "keep data"),
        (lambda: g.disintegrated_renyi(0.1, 1.0, 10, order=1.0), "above 1"),
        (lambda: g.sample_compression(0, 10, 10), "no data are left"),
        (lambda: g.conformal_coverage(10, 0.0), "inside"),
        (lambda: g.vapnik_chervonenkis(0.0, 30, 10), "twice the sample size"),
        (lambda: g.margin(0.0, 3.0, 1.0, 1.0, 10), "norm times radius"),
        (lambda: g.uniform_stability(2.0, 0.1, 10), "largest="),
        (lambda: g.gaussian_kl([0.0], 0.0), "not positive"),
        (lambda: g.gaussian_kl([0.0, 1.0], [1.0, 1.0, 1.0]), "do not match"),
        (lambda: g.categorical_kl([0.5, 0.5], [1.0]), "shape"),
    ],
)
def test_misuse_says_what_to_do(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ib.ItboundsError, match=message):
        call()
