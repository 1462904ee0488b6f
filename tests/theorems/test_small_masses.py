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
