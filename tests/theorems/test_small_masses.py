"""Laws with masses far below rounding: what is said of them is proved again, at both levels."""

import numpy as np
import pytest

import itbounds as ib

SIZES = ((2, 2), (3, 2), (4, 4))


def scattered(seed, shape):
    """A law whose masses spread over dozens of orders of magnitude."""
    law = np.exp(-np.random.default_rng(seed).exponential(30.0, shape))
    return law / law.sum()


def proved_again(result):
    for level in ("float", "ball"):
        assert result.verify(level).within(result.interval)


@pytest.mark.parametrize("shape", SIZES)
def test_common_information(shape):
    for seed in range(3):
        joint = scattered(seed, shape)
        result = ib.wyner_common_information(joint, tol=1e-3)
        proved_again(result)
        assert 0.0 <= result.lower <= result.upper < np.inf


@pytest.mark.parametrize("joint", [[[1e-300, 0.0], [0.3, 0.2], [0.1, 0.4]], scattered(0, (5, 1))])
def test_private_releases(joint):
    result = ib.privacy_funnel(joint, 0.0)
    proved_again(result)
    assert result.upper <= 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_nothing_kept_is_nothing_told(seed):
    law = np.random.default_rng(seed).dirichlet(np.ones(3))
    for joint in (law[:, None], scattered(seed, (4, 3))):
        result = ib.information_bottleneck(joint, beta=1.0)
        proved_again(result)
        assert result.rate == result.upper == 0.0


@pytest.mark.filterwarnings("ignore::itbounds.ConvergenceWarning")
@pytest.mark.parametrize("seed", [12, 35, 36])
def test_the_least_distortion_is_met_however_unlikely_some_letters_are(seed):
    """What is hidden is a constant, and one estimate of it is best: nothing need be told."""
    rng = np.random.default_rng(seed)
    seen = rng.dirichlet(np.ones(6)) * 10.0 ** -rng.uniform(0.0, 12.0, 6)
    distortion = rng.random((1, 4))
    level = float((seen / seen.sum() @ np.repeat(distortion, 6, axis=0)).min())
    result = ib.remote_rate_distortion((seen / seen.sum())[:, None], distortion, level)
    assert result.upper <= 1e-6
    proved_again(result)


@pytest.mark.filterwarnings("ignore::itbounds.ConvergenceWarning")
@pytest.mark.parametrize("seed", range(3))
def test_what_three_pairs_tell_of_synergy_has_two_ends(seed):
    law = scattered(seed, (4, 4, 4))
    pairs = [law.sum(axis=axis) for axis in (1, 0, 2)]
    bounds, parts = ib.synergy_bounds(*pairs), ib.pid(law).synergistic
    proved_again(bounds)
    assert bounds.lower <= parts.upper
    assert parts.lower <= bounds.upper < np.inf


@pytest.mark.filterwarnings("ignore::itbounds.ConvergenceWarning")
def test_costs_that_are_large_against_the_room_below_a_level():
    """The level is the least distortion but for rounding, among costs in the hundreds."""
    joint = np.array(
        [
            [1.5072166827739297e-07, 2.2366237423551195e-08, 1.3083198536551521e-08],
            [6.8019592393234034e-06, 9.9997544406668437e-01, 2.2205942230071696e-11],
            [6.0373144152532215e-24, 7.7851064780001828e-10, 1.7567002255420141e-05],
        ]
    )
    costs = [
        [216.27714713501322, 703.0591790647098],
        [128.55948668021333, 920.0127869949384],
        [561.6580541060637, 643.7196108284666],
    ]
    result = ib.wyner_ziv(joint, costs, 128.56711159138965)
    proved_again(result)
    assert 0.0 <= result.lower <= result.upper <= 1e-6


def test_a_level_a_rounding_above_the_least_one():
    """At the least distortion two of three fair letters are told apart and the third says what it likes.

    So the rate is 2/3 of a bit; what room there is above that level makes it smaller, by its slope.
    """
    joint = np.array(
        [
            [0.1328580163761579, 0.20047531686160977],
            [0.1328580166899321, 0.20047531705785468],
            [0.1328580167120337, 0.20047531630241194],
        ]
    )
    result = ib.conditional_rate_distortion(joint, [[2, 0, 1], [2, 2, 2], [0, 1, 0]], 0.6666666678289069)
    proved_again(result)
    assert result.status is ib.Status.OPTIMAL
    assert 2 / 3 - 1e-7 <= result.lower <= result.upper <= 2 / 3


@pytest.mark.filterwarnings("ignore::itbounds.ConvergenceWarning")
@pytest.mark.parametrize("seed", range(6))
def test_nothing_leaks_of_secrets_that_are_almost_independent(seed):
    """Releasing one letter always leaks nothing, so that there is an answer."""
    rng = np.random.default_rng(seed)
    row = rng.dirichlet(np.ones(8)) * (1.0 + 10.0 ** -rng.uniform(6.0, 12.0) * rng.random((8, 8)))
    joint, costs = row / row.sum(), rng.random((8, 3))
    result = ib.private_distortion(joint, costs, 0.0)
    proved_again(result)
    assert 0.0 <= result.lower <= result.upper < np.inf


@pytest.mark.parametrize("worth", [0.0, 1.0, 1e3])
def test_what_costs_the_same_for_every_release(worth):
    joint = [[0.0, 0.0], [0.0, 0.0], [0.375, 0.625]]
    result = ib.private_distortion(joint, [[0, 1], [1, 0], [worth, worth]], 0.5)
    proved_again(result)
    assert result.lower <= worth <= result.upper <= worth + 1e-9
