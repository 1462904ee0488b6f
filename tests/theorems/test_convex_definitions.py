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


TRUTH = np.array([[1.0, 0.1], [0.5, 0.5], [0.1, 1.0]])


@pytest.mark.parametrize("slope", [0.5, 1.0, 2.0, 5.0])
def test_semantic_rates_on_their_parametric_curve(slope):
    """R(s) = s G(s) - E log sum_j P(y_j) m_xj^s, with fair labels by symmetry (Lu, 2025)."""
    gains = np.log2(TRUTH / TRUTH.mean(axis=0))
    weights = 0.5 * 2.0 ** (slope * gains)
    sums = weights.sum(axis=1)
    told = float((weights * gains / sums[:, None]).sum()) / 3.0
    truth = slope * told - float(np.log2(sums).mean())
    published = {0.5: (0.041488, 0.136359), 1.0: (0.372228, 0.373669), 2.0: (0.551630, 0.613242)}
    assert np.allclose((told, truth), published.get(slope, (0.573535, 0.666546)), atol=1e-6)
    result = ib.semantic_rate([1 / 3] * 3, TRUTH, told)
    holds(result, truth)
    assert result.lower >= told


def test_matched_labels_waste_nothing_and_tautologies_say_nothing():
    """T(y|x) = P(y|x) / max_x P(y|x) makes the semantic information the mutual information."""
    source = np.array([0.5, 0.3, 0.2])
    channel = np.array([[0.8, 0.2], [0.5, 0.5], [0.1, 0.9]])
    joint = source[:, None] * channel
    told = float((joint * np.log2(channel / joint.sum(axis=0))).sum())
    result = ib.semantic_rate(source, channel / channel.max(axis=0), told)
    holds(result, told)
    assert np.allclose(result.witness.matrix, channel, atol=1e-3)
    holds(ib.semantic_rate(source, np.ones((3, 2)), 0.0), 0.0)
    # Where the truth is 0, the label is not given: two labels that exclude each other.
    holds(ib.semantic_rate([0.5, 0.5], np.eye(2), 1.0), 1.0)


def test_what_labels_cannot_carry_is_refused():
    with pytest.raises(ib.InfeasibleError, match="at most"):
        ib.semantic_rate([1 / 3] * 3, TRUTH, 0.6)
    with pytest.raises(ib.DomainError, match="largest entry"):
        ib.semantic_rate([1 / 3] * 3, 2.0 * TRUTH, 0.1)
    with pytest.raises(ib.DomainError, match="drop it"):
        ib.semantic_rate([1 / 3] * 3, TRUTH * [1, 0], 0.1)
    with pytest.raises(ib.InfeasibleError, match="letter 0"):
        ib.semantic_rate([1 / 3] * 3, TRUTH * [[0], [1], [1]], 0.1)
    with pytest.raises(ib.ShapeError):
        ib.semantic_rate([0.5, 0.5], TRUTH, 0.1)


@pytest.mark.parametrize("distortion", [0.0, 0.05, 0.2, 0.5])
def test_privacy_of_a_bit_that_is_its_own_secret(distortion):
    """Leakage L = 1 - h(D) at distortion D, read backwards."""
    result = ib.private_distortion(np.eye(2) / 2.0, HAMMING, 1.0 - h(distortion), tol=1e-8)
    slack = 1e-9 if distortion else 1e-6  # at D = 0 the slope is infinite: a rounded level matters
    holds(result, distortion, slack=slack)
    assert result.unit.name == ""


def test_perfect_privacy_of_a_noisy_secret():
    """Nothing may leak of a secret seen through a BSC: the release is independent of the data."""
    result = ib.private_distortion(symmetric(0.2), HAMMING, 0.0)
    holds(result, 0.5)
    assert ib.private_distortion(symmetric(0.2), HAMMING, 1.0).upper <= 1e-9


def test_largest_entropy_is_exponential():
    """A die of mean 4.5 (Jaynes, 1957), by bisection on the one multiplier."""
    letters = np.arange(1.0, 7.0)
    low, high = -5.0, 5.0
    for _ in range(200):
        slope = 0.5 * (low + high)
        weights = np.exp(slope * letters)
        low, high = (slope, high) if weights @ letters / weights.sum() < 4.5 else (low, slope)
    law = np.exp(low * letters) / np.exp(low * letters).sum()
    result = ib.maximum_entropy(letters, 4.5)
    holds(result, -float(law @ np.log2(law)))
    assert np.allclose(result.witness.probabilities, law, atol=1e-6)
    holds(ib.maximum_entropy(letters, 3.5), np.log2(6.0))
    holds(ib.maximum_entropy(letters, 1.0), 0.0)


def test_projections_obey_the_pythagorean_identity():
    """D(q || p) = D(q || q*) + D(q* || p) on a linear family (Csiszár, 1975)."""
    prior = np.array([0.4, 0.3, 0.2, 0.1, 0.0])
    features = np.array([[0.0, 1.0, 2.0, 3.0, 4.0], [1.0, 0.0, 0.0, 1.0, 5.0]])
    q = np.array([0.25, 0.25, 0.3, 0.2, 0.0])
    result = ib.information_projection(prior, features, features @ q)
    nearest = result.witness.probabilities

    def divergence(a, b):
        used = a > 0.0
        return float(a[used] @ np.log2(a[used] / b[used]))

    assert divergence(q, prior) == pytest.approx(divergence(q, nearest) + result.value, abs=1e-6)
    holds(result, divergence(nearest, prior), slack=1e-8)
    holds(ib.information_projection(prior, features, features @ prior), 0.0)
    with pytest.raises(ib.InfeasibleError):
        ib.information_projection(prior, features[0], 4.0)
    with pytest.raises(ib.ShapeError, match="one mean each"):
        ib.maximum_entropy(features, 1.0)


def test_dependency_in_a_metric():
    """Two bits with covariance c: mass c is too much at each of two cells, one letter off its place."""
    metric = [[0.0, 2.0], [2.0, 0.0]]
    joint = np.array([[0.4, 0.1], [0.2, 0.3]])
    covariance = 0.4 * 0.3 - 0.1 * 0.2
    holds(ib.wasserstein_dependency(joint, HAMMING, HAMMING), 2.0 * covariance)
    holds(ib.wasserstein_dependency(joint, metric, HAMMING), 2.0 * covariance)
    independent = np.outer([0.3, 0.7], [0.2, 0.5, 0.3])
    holds(ib.wasserstein_dependency(independent, HAMMING, ib.distortions.hamming(3)), 0.0)
    with pytest.raises(ib.ShapeError):
        ib.wasserstein_dependency(joint, HAMMING, ib.distortions.hamming(3))
