"""Published and hand-made numbers of the bounds on decisions, and what each says beyond a weaker one."""

from math import erf, exp, inf, log, sqrt

import numpy as np
import pytest

import itbounds as ib
from itbounds.kernels.measures import mutual_information
from itbounds.numerics.statistics.renyi import arimoto_entropies

decision = ib.bounds.decision
SYMMETRIC = np.full((4, 4), 0.1 / 3) + np.eye(4) * (0.9 - 0.1 / 3)


def test_the_symmetric_channel_attains_fano() -> None:
    information = mutual_information(np.full(4, 0.25), SYMMETRIC, unit="nat")
    equivocation = log(4.0) - information
    assert information == pytest.approx(0.951350, abs=5e-7)
    assert equivocation == pytest.approx(0.434944, abs=5e-7)
    assert decision.fano(equivocation, 4).value == pytest.approx(0.1, abs=1e-12)
    assert decision.kl_fano(information, 0.25).value == pytest.approx(0.1, abs=1e-12)
    assert decision.list_fano(equivocation, 4, 1).value == decision.fano(equivocation, 4).value
    assert decision.sason_verdu(equivocation, 4, 1).value == decision.fano(equivocation, 4).value
    assert decision.feder_merhav(equivocation).value == pytest.approx(0.313746, abs=5e-7)
    assert decision.hellman_raviv(equivocation).value == pytest.approx(0.313746, abs=5e-7)
    # The textbook form says nothing here.
    assert 1.0 - (information + log(2.0)) / log(4.0) == pytest.approx(-0.186, abs=5e-4)


def test_a_problem_at_random() -> None:
    joint = np.random.default_rng(0).dirichlet(np.full(12, 0.4)).reshape(4, 3)
    published = {1: 0.338926, 2: 0.407716, 5: 0.460163, 20: 0.472648, inf: 0.472687}
    for alpha, value in published.items():
        entropy = decision.arimoto_entropy(joint, alpha)
        assert decision.sason_verdu(entropy, 4, alpha).value == pytest.approx(value, abs=5e-7)
    equivocation = decision.arimoto_entropy(joint, 1)
    assert decision.feder_merhav(equivocation, k=4).value == pytest.approx(0.631339, abs=5e-7)
    assert decision.hellman_raviv(equivocation).value == pytest.approx(0.730486, abs=5e-7)


def test_uppers_of_an_equivocation() -> None:
    for entropy, chord, half in ((0.9, 0.585027, 0.649213), (1.2, 0.696036, 0.865617)):
        assert decision.feder_merhav(entropy).value == pytest.approx(chord, abs=5e-7)
        assert decision.hellman_raviv(entropy).value == pytest.approx(half, abs=5e-7)


@pytest.mark.parametrize("k", [2, 3, 10, 1000])
def test_uniform_laws_and_their_mixtures_attain_the_chords(k: int) -> None:
    assert decision.feder_merhav(log(k)).value == pytest.approx(1.0 - 1.0 / k, abs=1e-12)
    mixed = 0.3 * log(k) + 0.7 * log(k + 1)
    error = 0.3 * (1.0 - 1.0 / k) + 0.7 * (1.0 - 1.0 / (k + 1))
    assert decision.feder_merhav(mixed).value == pytest.approx(error, abs=1e-12)
    assert decision.feder_merhav(log(k), k=k).vacuous
    assert not decision.feder_merhav(0.9 * log(k), k=k).vacuous


def test_extreme_equivocations() -> None:
    assert decision.fano(0.0, 2).value == 0.0
    assert decision.fano(0.0, 2).vacuous
    assert decision.fano(log(4.0), 4).value == pytest.approx(0.75, abs=1e-7)
    assert decision.fano(1e-300, 2**53).value == pytest.approx(1e-300 / 720, rel=0.2)
    assert decision.fano(1.0, 2, unit="bit").value == pytest.approx(0.5, abs=1e-7)
    assert decision.list_fano(log(3.0), 10, 3).vacuous
    assert decision.kl_fano(inf, 0.25).value == 0.0
    assert decision.kl_fano(0.0, 0.25).value == pytest.approx(0.75, abs=1e-7)
    assert decision.kl_fano(0.0, 1.0).vacuous
    assert decision.feder_merhav(0.0).value == pytest.approx(0.0, abs=1e-15)
    assert decision.feder_merhav(1e6).value >= 1.0
    assert decision.feder_merhav(1e6).vacuous


def test_le_cam_for_a_mean_of_a_hundred() -> None:
    """N(mu, 1) with absolute error; the usual form with a quarter of the distance is half as good."""

    def bound(d: float) -> float:
        return decision.le_cam(d, erf(sqrt(100.0) * d / 2.0 / sqrt(2.0))).value

    assert erf(1.0 / sqrt(2.0)) == pytest.approx(0.682689, abs=5e-7)
    best = max(bound(d) for d in np.linspace(0.05, 0.3, 2001))
    assert best / 2.0 == pytest.approx(0.0169971, abs=5e-8)
    # The truth is the mean absolute error of the sample mean.
    assert best <= sqrt(2.0 / (np.pi * 100.0))


def test_assouad_for_a_mean_in_ten_dimensions() -> None:
    def bound(side: float) -> float:
        return decision.assouad(side * side / 2.0, erf(10.0 * side / 2.0 / sqrt(2.0)), 10).value

    best = max(bound(side) for side in np.linspace(0.05, 0.4, 2001))
    assert best / 2.0 == pytest.approx(0.016572, abs=5e-7)
    assert best <= 0.1


def test_van_trees_is_attained_by_gaussians_and_void_for_a_uniform_prior() -> None:
    assert decision.van_trees(10.0, 1.0).value == pytest.approx(0.0909091, abs=5e-8)
    assert decision.van_trees(10.0, 1.0).value <= 1.0 / 11.0
    assert decision.van_trees(10.0, inf).vacuous


def test_the_overlap_of_symmetric_observations_attains_the_lower_bound() -> None:
    for error in (0.01, 0.11, 0.4):
        overlap = 2.0 * sqrt(error * (1.0 - error))
        assert decision.bhattacharyya_lower(overlap).value == pytest.approx(error, rel=1e-12)
        assert decision.bhattacharyya(overlap).value >= error
    assert decision.bhattacharyya(1.0).vacuous
    assert decision.bhattacharyya_lower(1.0, 0.0).vacuous


def test_a_log_loss_bounds_the_error_through_the_equivocation() -> None:
    losses = -np.log(np.where(np.arange(400) % 10 == 0, 0.2, 0.9))
    bound = decision.cross_entropy(losses, largest=log(1e4))
    assert bound.confidence == 0.95
    mean, variance = float(losses.mean()), float(losses.var(ddof=1))
    by_hand = mean + sqrt(2 * variance * log(40) / 400) + 7 * log(1e4) * log(40) / (3 * 399)
    assert bound.value == pytest.approx(by_hand, rel=1e-12)
    in_bits = decision.cross_entropy(losses / log(2), largest=log(1e4) / log(2), unit="bit")
    assert in_bits.to("nat").value == pytest.approx(bound.value, rel=1e-12)
    assert bound.to("bit").value == pytest.approx(in_bits.value, rel=1e-12)
    assert decision.feder_merhav(bound.value, k=10).value < 0.5


def test_the_chords_are_never_looser_than_jensens_exponential() -> None:
    for entropy in np.linspace(0.0, 3.0, 50):
        assert decision.feder_merhav(entropy).value <= 1.0 - exp(-entropy) + 1e-12


def test_the_orders_meet_at_one() -> None:
    joint = np.random.default_rng(1).dirichlet(np.ones(12)).reshape(4, 3)
    middle = float(arimoto_entropies(joint, 1.0))
    for alpha in (1.0 - 1e-6, 1.0 + 1e-6):
        assert decision.arimoto_entropy(joint, alpha) == pytest.approx(middle, abs=1e-6)
        near = decision.sason_verdu(middle, 4, alpha).value
        assert near == pytest.approx(decision.fano(middle, 4).value, abs=1e-5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: decision.fano(2.0, 4), "check `k`, and `unit=`"),
        (lambda: decision.fano(-0.1, 4), "at least 0"),
        (lambda: decision.fano(0.5, 1), "at least 2"),
        (lambda: decision.fano(inf, 4), "infinite"),
        (lambda: decision.list_fano(0.5, 4, 4), "never misses"),
        (lambda: decision.sason_verdu(0.5, 4, 0.0), "order alpha is 0"),
        (lambda: decision.sason_verdu(1.5, 4, 2.0), "more than ln k"),
        (decision.feder_merhav, "either"),
        (lambda: decision.feder_merhav(0.5, information=0.5, k=4), "either"),
        (lambda: decision.feder_merhav(information=0.5), "give k="),
        (lambda: decision.feder_merhav(information=2.0, k=4), "more than ln k"),
        (lambda: decision.kl_fano(0.1, 0.0), "some value has one"),
        (lambda: decision.conditional_fano([0.1, 0.2], [0.5, 0.5], [2, 2, 2]), "k has 3 entries"),
        (lambda: decision.le_cam(0.1, 1.5), r"\[0, 1\]"),
        (lambda: decision.van_trees(0.0, 0.0), "proper prior"),
        (lambda: decision.cross_entropy([0.1], largest=1.0), "at least two"),
        (lambda: decision.cross_entropy([0.1, 2.0], largest=1.0), "mix the model"),
        (lambda: decision.cross_entropy([0.1, 0.2], largest=1.0, delta=0.0), "inside"),
        (lambda: decision.fano(0.1, 4, unit="dit"), "unknown unit"),
    ],
)
def test_misuse_says_what_to_do(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ib.ItboundsError, match=message):
        call()
