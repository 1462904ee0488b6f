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
