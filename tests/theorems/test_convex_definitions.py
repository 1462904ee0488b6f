"""Known answers of the convex definitions."""

import numpy as np
import pytest

import itbounds as ib

HAMMING = ib.distortions.hamming(2)


def h(x):
    return -sum(p * np.log2(p) for p in (x, 1.0 - x) if p > 0.0)


def holds(result, truth, *, slack=1e-12):
    """The interval is proved at both levels, and contains the truth up to the rounding of the latter."""
    assert result.status is ib.Status.OPTIMAL
    for level in ("float", "ball"):
        assert result.verify(level).within(result.interval)
    assert result.lower - slack <= truth <= result.upper + slack


def symmetric(crossover):
    """A fair bit and its copy through a binary symmetric channel."""
    return np.array([[1.0 - crossover, crossover], [crossover, 1.0 - crossover]]) / 2.0


@pytest.mark.parametrize("level", [0.0, 0.02, 0.1, 0.2, 0.25, 0.4])
def test_side_information_at_both_ends(level):
    """R_X|Y(D) = h(p) - h(D) up to D = p (Gray, 1972)."""
    truth = h(0.25) - h(level) if level < 0.25 else 0.0
    holds(ib.conditional_rate_distortion(symmetric(0.25), HAMMING, level), truth)


@pytest.mark.parametrize("level", [0.0, 0.02, 0.1, 0.2, 0.25])
def test_side_information_at_the_decoder(level):
    """The lower convex envelope of h(p * D) - h(D) and of the point (p, 0) (Wyner and Ziv, 1976)."""
    p = 0.25

    def curve(x):
        return h(p * (1.0 - x) + x * (1.0 - p)) - h(x)

    low, high = 0.0, p  # the tangent through (p, 0), by bisection on the sign of the distance
    for _ in range(100):
        middle = 0.5 * (low + high)
        slope = (curve(middle + 1e-6) - curve(middle - 1e-6)) / 2e-6 if middle > 1e-5 else -np.inf
        low, high = (middle, high) if curve(middle) + slope * (p - middle) < 0.0 else (low, middle)
    truth = curve(level) if level <= low else curve(low) * (p - level) / (p - low)
    holds(ib.wyner_ziv(symmetric(p), HAMMING, level), truth, slack=1e-9)


@pytest.mark.parametrize("level", [0.05, 0.1, 0.2])
def test_erased_side_information_costs_nothing_extra(level):
    """With side information that is the bit or nothing, R_WZ(D) = R_X|Y(D) = e (1 - h(D / e))."""
    erased = 0.5
    joint = np.array([[0.25, 0.25, 0.0], [0.0, 0.25, 0.25]])
    truth = erased * (1.0 - h(level / erased))
    holds(ib.wyner_ziv(joint, HAMMING, level), truth)
    holds(ib.conditional_rate_distortion(joint, HAMMING, level), truth)


@pytest.mark.parametrize("level", [0.1, 0.166538, 0.2, 0.5])
def test_a_bit_seen_through_noise(level):
    """R(D) = 1 - h((D - q) / (1 - 2q))."""
    truth = 1.0 - h((level - 0.1) / 0.8)
    holds(ib.remote_rate_distortion(symmetric(0.1), HAMMING, level), truth)


def test_erasures_are_allowed_and_forbidden_pairs_are_not():
    """Estimates 0, 1 and "erased", wrong ones forbidden: R(D) = H(X|Y) - what the erasures save."""
    erasure = [[0.0, np.inf, 1.0], [np.inf, 0.0, 1.0]]
    holds(ib.remote_rate_distortion(np.eye(2) / 2.0, erasure, 0.2), 0.8)
    result = ib.wyner_ziv(symmetric(0.25), erasure, 0.0)
    holds(result, h(0.25))


def test_a_redundancy_is_a_capacity_with_its_equaliser():
    """All laws that have a weight in the least favourable prior are as far from the mixture as the value."""
    family = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]])
    result = ib.minimax_redundancy(family)
    holds(result, ib.capacity(family).value, slack=1e-9)
    prior = result.witness.probabilities
    distances = (family * np.log2(family / (prior @ family))).sum(axis=1)
    assert distances.max() <= result.upper + 1e-6
    assert np.allclose(distances[prior > 1e-6], result.value, atol=1e-6)


def test_two_costs():
    """A noiseless ternary channel whose last two letters are limited: only the second limit is felt."""
    result = ib.capacity_under_costs(np.eye(3), [[0, 1, 0], [0, 0, 1]], [0.5, 0.25])
    holds(result, 0.5 + 0.75 * np.log2(8 / 3) - 0.0)
    one = ib.capacity_under_costs(np.eye(3), [[0, 0, 1]], [0.25])
    holds(one, ib.capacity(np.eye(3), cost=[0, 0, 1], budget=0.25).value, slack=1e-9)


def test_two_distortions():
    """Errors at 0 and errors at 1, limited separately: a Z-shaped channel at levels (0, 1/4)."""
    once, other = [[0, 1], [0, 0]], [[0, 0], [1, 0]]
    truth = h(0.25) - 0.5 * h(0.5)
    holds(ib.rate_distortion_under_limits([0.5, 0.5], [once, other], [0.0, 0.25]), truth)
