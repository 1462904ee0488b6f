"""Closed forms and published numbers of channels and sources: the certified interval must contain each.

The closed forms are evaluated here; the decimal digits beside them are the recalled ones.
"""

import numpy as np
import pytest

import itbounds as ib


def h(x):
    """The binary entropy in bits."""
    return 0.0 if x in (0, 1) else -x * np.log2(x) - (1 - x) * np.log2(1 - x)


def _contains(result, truth, slack=4e-16):
    """Whether the interval contains a double that stands for the truth within its own rounding."""
    return (
        result.lower <= truth + slack * max(1.0, abs(truth))
        and truth - slack * max(1.0, abs(truth)) <= result.upper
    )


CAPACITIES = {
    "BSC(.11)": (ib.zoo.bsc(0.11), 1 - h(0.11), 0.500084),
    "BEC(.3)": (ib.zoo.bec(0.3), 0.7, 0.7),
    "Z(.5)": (ib.zoo.z_channel(0.5), np.log2(5 / 4), 0.321928),
    "Z(.1)": (ib.zoo.z_channel(0.1), np.log2(1 + 0.9 * 0.1 ** (0.1 / 0.9)), 0.762848),
    "noisy typewriter of 4": (ib.zoo.typewriter(4), 1.0, 1.0),
    "4-ary symmetric": (ib.zoo.q_ary_symmetric(4, 0.2), 2 - h(0.2) - 0.2 * np.log2(3), None),
    "3-ary erasure": (ib.zoo.q_ary_erasure(3, 0.25), 0.75 * np.log2(3), None),
    "noiseless": (np.eye(6), np.log2(6), None),
    "constant rows": (np.tile([0.2, 0.3, 0.5], (4, 1)), 0.0, 0.0),
    "a single input": ([[0.1, 0.9]], 0.0, 0.0),
    "a single output": ([[1.0], [1.0]], 0.0, 0.0),
    "deterministic with twins": (np.eye(3)[[0, 0, 1, 2, 2]], np.log2(3), None),
}


@pytest.mark.parametrize("name", CAPACITIES)
def test_capacity(name):
    channel, closed_form, digits = CAPACITIES[name]
    result = ib.capacity(channel)
    assert result.status is ib.Status.OPTIMAL
    assert _contains(result, closed_form)
    assert result.gap <= 1e-9
    if digits is not None:
        assert result.value == pytest.approx(digits, abs=6e-7)
    assert result.verify("ball").within(result.interval)


def test_z_channel_formula_and_its_input_law():
    """Z(q) has capacity log2(1 + 2^(-h(q) / (1 - q))); Z(.5) is reached at (.6, .4)."""
    for q in (0.1, 0.3, 0.5, 0.9, 0.99):
        assert _contains(ib.capacity(ib.zoo.z_channel(q)), np.log2(1 + 2 ** (-h(q) / (1 - q))))
    result = ib.capacity(ib.zoo.z_channel(0.5))
    np.testing.assert_allclose(sorted(result.witness.probabilities), [0.4, 0.6], atol=1e-4)
    uniform = h(0.25) - 0.5 * h(0.5)
    assert uniform == pytest.approx(0.311278, abs=6e-7)
    assert uniform < result.lower


def test_peers_that_go_wrong_here():
    """Channels on which published routines fail: both ends must hold, not only on symmetric channels."""
    assert _contains(ib.capacity([[1, 0], [0.5, 0.5]]), np.log2(5 / 4))
    assert ib.capacity(ib.zoo.z_channel(0.1)).value == pytest.approx(0.762848, abs=6e-7)
    assert ib.capacity(ib.zoo.z_channel(0.3)).value == pytest.approx(0.503698, abs=5e-5)
    assert ib.capacity([[0.9, 0.1], [0.6, 0.4]]).lower > 0.09


def test_binary_asymmetric_channel():
    """Muroga's closed form: log2(2^(c0) + 2^(c1)) with c = -W^(-1) H(W)."""
    for a, b in ((0.1, 0.4), (0.01, 0.3), (0.25, 0.6)):
        matrix = np.array([[1 - a, a], [b, 1 - b]])
        exponents = -np.linalg.solve(matrix, [h(a), h(b)])
        assert _contains(ib.capacity(ib.zoo.binary_asymmetric(a, b)), np.log2((2.0**exponents).sum()), 1e-13)


def test_capacity_of_a_product_is_the_sum():
    parts = [ib.zoo.bsc(0.1), ib.zoo.z_channel(0.4), ib.zoo.bec(0.2)]
    total = sum(ib.capacity(part).value for part in parts)
    assert ib.capacity(ib.zoo.product(*parts)).value == pytest.approx(total, abs=3e-9)


def test_awgn_with_power_constraint_on_a_grid():
    """A fine grid comes close to log2(1 + SNR) / 2 from below (Shannon, 1948)."""
    x = np.linspace(-6, 6, 97)
    edges = np.linspace(-10, 10, 161)
    from scipy.special import ndtr

    tails = np.concatenate([[-np.inf], edges, [np.inf]])
    cdf = ndtr(tails[None, :] - x[:, None])
    matrix = np.diff(cdf, axis=1)
    for power in (0.5, 1.0, 3.0):
        result = ib.capacity(matrix, cost=x**2, budget=power)
        shannon = 0.5 * np.log2(1 + power)
        assert result.status is ib.Status.OPTIMAL
        assert shannon - 3e-3 < result.lower <= result.upper < shannon


def test_noiseless_channel_under_a_mean_cost_is_a_maximum_entropy():
    """Costs 0..4 on a noiseless channel: the exponential tilt (Jaynes, 1957)."""
    from scipy.optimize import brentq

    cost = np.arange(5.0)

    def tilt(t):
        weights = np.exp(-t * cost)
        return weights / weights.sum()

    for budget in (0.2, 1.0, 1.7):
        law = tilt(brentq(lambda t, mean: tilt(t) @ cost - mean, -5, 50, args=(budget,), xtol=1e-15))
        truth = -(law * np.log2(law)).sum()
        assert _contains(ib.capacity(np.eye(5), cost=cost, budget=budget), truth, 1e-13)
    assert _contains(ib.capacity(np.eye(5), cost=cost, budget=2.0), np.log2(5))


RATES = {
    "Bern(.4), D=.1": ([0.4, 0.6], ib.distortions.hamming(2), 0.1, h(0.4) - h(0.1), 0.501955),
    "Bern(.4), D=.119203": ([0.4, 0.6], ib.distortions.hamming(2), 0.119203, h(0.4) - h(0.119203), 0.443885),
    "Bern(.11), D=.05": ([0.11, 0.89], ib.distortions.hamming(2), 0.05, h(0.11) - h(0.05), 0.213519),
    "3-ary uniform": (
        [1 / 3] * 3,
        ib.distortions.hamming(3),
        0.141019,
        np.log2(3) - h(0.141019) - 0.141019,
        0.857043,
    ),
    "8-ary uniform": (
        [1 / 8] * 8,
        ib.distortions.hamming(8),
        0.2,
        3 - h(0.2) - 0.2 * np.log2(7),
        None,
    ),
    "erasures of 4 letters": ([0.25] * 4, ib.distortions.erasure(4), 0.3, 0.7 * 2, None),
    "remote binary": (
        [0.5, 0.5],
        [[0.1, 0.9], [0.9, 0.1]],
        0.166538,
        1 - h((0.166538 - 0.1) / 0.8),
        0.586739,
    ),
    "remote binary, coarser": (
        [0.5, 0.5],
        [[0.1, 0.9], [0.9, 0.1]],
        0.234385,
        1 - h((0.234385 - 0.1) / 0.8),
        0.346933,
    ),
    "lossless": ([0.5, 0.25, 0.25], ib.distortions.hamming(3), 0.0, 1.5, 1.5),
    "nothing to say": ([0.5, 0.5], ib.distortions.hamming(2), 0.5, 0.0, 0.0),
}


@pytest.mark.parametrize("name", RATES)
def test_rate(name):
    source, distortion, level, closed_form, digits = RATES[name]
    result = ib.rate_distortion(source, distortion, level)
    assert result.status is ib.Status.OPTIMAL
    assert _contains(result, closed_form, 1e-15)
    assert result.gap <= 1e-9
    if digits is not None:
        assert result.value == pytest.approx(digits, abs=2e-6)
    assert result.verify("ball").within(result.interval)


def test_the_two_ends_of_the_range():
    """R(D_min) of a Hamming source is its entropy; R vanishes from D_max on, exactly, and not before."""
    source = [0.2, 0.5, 0.3]
    entropy = -sum(p * np.log2(p) for p in source)
    distortion = ib.distortions.hamming(3)
    assert _contains(ib.rate_distortion(source, distortion, 0), entropy, 1e-15)
    for level in (0.5, 0.7, 5.0, np.inf):
        result = ib.rate_distortion(source, distortion, level)
        assert (result.lower, result.upper) == (0.0, 0.0)
    assert ib.rate_distortion(source, distortion, 0.49).lower > 0.0


def test_a_level_within_rounding_of_the_least_counts_as_it():
    rng = np.random.default_rng(3)
    source, distortion = rng.dirichlet(np.ones(7)), rng.random((7, 4))
    least = float(source @ distortion.min(axis=1))
    here = ib.rate_distortion(source, distortion, least)
    assert any("least distortion" in note for note in here.provenance.notes)
    for level in (np.nextafter(least, 0), np.nextafter(least, 1)):
        near = ib.rate_distortion(source, distortion, level)
        assert near.lower <= here.upper
        assert here.lower <= near.upper
    with pytest.raises(ib.InfeasibleError) as caught:
        ib.rate_distortion(source, distortion, least - 1e-6)
    assert caught.value.minimum == pytest.approx(least)


def test_gaussian_source_on_a_grid():
    """On a fine grid R(D) is close to log2(1 / D) / 2; the grid explains 1e-6."""
    x = np.linspace(-7, 7, 200)
    weights = np.exp(-x * x / 2)
    distortion = (x[:, None] - x) ** 2
    for level in (0.1, 0.3, 0.6):
        result = ib.rate_distortion(weights / weights.sum(), distortion, level)
        assert result.status is ib.Status.OPTIMAL
        assert result.value == pytest.approx(0.5 * np.log2(1 / level), abs=1e-6)


def test_forbidden_pairs_everywhere_leave_a_constant_rate():
    """Only the diagonal is allowed: the source must be kept whole, whatever the level."""
    only_itself = np.array([[0.0, np.inf], [np.inf, 0.5]])
    entropy = h(0.2)
    for level in (0.4, 0.45, 3.0, np.inf):
        assert _contains(ib.rate_distortion([0.2, 0.8], only_itself, level), entropy, 1e-15)


def test_log_loss_reproduction_is_conditional_entropy():
    """Under logarithmic loss R(D) = H(X) - D (Courtade and Weissman, 2014)."""
    source = np.array([0.5, 0.5])
    grid = np.linspace(0.0, 1.0, 401)
    candidates = np.stack([grid, 1 - grid], axis=1)
    with np.errstate(divide="ignore"):
        distortion = -np.log2(candidates).T
    for level in (0.3, 0.6, 0.9):
        result = ib.rate_distortion(source, distortion, level)
        assert result.upper == pytest.approx(1 - level, abs=2e-5)
        assert result.upper >= 1 - level
