"""Closed forms of Gaussian theory: the certified interval contains each, and no feasible point beats it."""

import json
from dataclasses import replace
from math import inf, log2

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

import itbounds as ib
from itbounds.numerics.gaussian_ends import bottleneck_ends, reverse_waterfilling_ends, waterfilling_ends
from itbounds.results import Result
from itbounds.testing.gaussian_strategies import integer_matrices

g = ib.gaussian
seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def holds(result, truth, slack=1e-14):
    assert result.status is ib.Status.OPTIMAL
    assert result.gap <= 1e-12
    return result.lower - slack <= truth <= result.upper + slack


WATER = [
    ([1.0, 2.0, 4.0], 3.0, 3.0, 0.5 * log2(3) + 0.5 * log2(1.5), 1.084963),
    ([1.0, 2.0, 4.0], 1.0, 2.0, 0.5, 0.5),
    ([1.0, 1.0], 3.0, 2.5, log2(2.5), 1.321928),
    ([0.5], 2.0, 2.5, 0.5 * log2(5), None),
    ([3.0, 5.0], 0.0, 3.0, 0.0, 0.0),
]


@pytest.mark.parametrize(("noise", "power", "level", "truth", "digits"), WATER)
def test_waterfilling(noise, power, level, truth, digits):
    result = g.waterfilling(noise, power)
    assert holds(result, truth)
    assert result.certificate.level == pytest.approx(level)
    if digits is not None:
        assert result.value == pytest.approx(digits, abs=6e-7)


RATES = [
    ([4.0, 1.0, 0.25], 1.0, 0.375, 0.5 * log2(4 / 0.375) + 0.5 * log2(1 / 0.375), 2.415037),
    ([4.0, 1.0, 0.25], 0.6, 0.2, 0.5 * log2(1 / 0.2**3), 3.482892),
    ([1.0], 0.25, 0.25, 1.0, 1.0),
    ([1.0, 1.0, 0.0], 0.5, 0.25, 2.0, 2.0),
    ([4.0, 1.0], 5.0, None, 0.0, 0.0),
    ([4.0, 1.0], 50.0, None, 0.0, 0.0),
    ([0.0], 0.0, None, 0.0, 0.0),
]


@pytest.mark.parametrize(("variances", "D", "level", "truth", "digits"), RATES)
def test_reverse_waterfilling(variances, D, level, truth, digits):
    result = g.reverse_waterfilling(variances, D)
    assert holds(result, truth)
    assert result.value == pytest.approx(digits, abs=6e-7)
    if level is not None:
        assert result.certificate.level == pytest.approx(level)


@pytest.mark.parametrize(("D", "digits"), [(0.3, 1.5), (0.5, 0.707519)])
def test_a_remote_gaussian_source(D, digits):
    """Var Y = 1, seen with mmse .2: one half of log((Var Y - mmse) / (D - mmse))."""
    assert g.reverse_waterfilling([1 - 0.2], D - 0.2).value == pytest.approx(digits, abs=6e-7)


def test_a_perfect_reproduction_has_no_rate():
    result = g.reverse_waterfilling([1.0, 0.0], 0.0)
    assert result.lower == result.upper == inf


def test_gaussian_bottleneck():
    rho = ib.gaussian.bottleneck([[1, 0.8], [0.8, 1]], 1, 1.0)
    assert rho.value == pytest.approx(0.471708, abs=6e-7)
    # The double nearest to 0.8 is meant, and the truth moves with it by less than the slack.
    assert holds(rho, -0.5 * log2(1 - 0.64 * 0.75))
    nats = g.bottleneck([[1, 0.5], [0.5, 1]], 1, 0.5, unit="nat")
    assert holds(nats, -0.5 * np.log1p(-0.25 * (1 - np.exp(-1.0))))
    assert g.bottleneck([[1, 0.5], [0.5, 1]], 1, 0.0).upper == 0.0
    assert g.bottleneck(np.eye(3), 2, 5.0).upper <= 1e-12
    copy = g.bottleneck([[2, 2], [2, 2]], 1, 3.0)
    assert holds(copy, 3.0)
    rich = g.bottleneck([[1, 0.5], [0.5, 1]], 1, 60.0)
    assert holds(rich, -0.5 * log2(0.75))


def test_the_slope_of_the_bottleneck_curve_begins_at_the_first_squared_correlation():
    cov = np.array([[2, 1, 1], [1, 3, 1], [1, 1, 2.0]])
    squares = np.linalg.eigvals(np.linalg.solve(cov[:2, :2], cov[:2, 2:] @ cov[2:, :2]) / cov[2, 2]).real
    small = g.bottleneck(cov, 2, 1e-6)
    assert small.value / 1e-6 == pytest.approx(squares.max(), rel=1e-5)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.integers(0, 40), seeds)
def test_no_split_of_the_power_beats_the_water(noise, power, rng):
    result = g.waterfilling(noise, power, unit="nat")
    shares = power * rng.dirichlet(np.ones(len(noise)))
    assert 0.5 * np.log1p(shares / np.array(noise)).sum() <= result.upper + 1e-12
    assert result.gap <= 1e-12
    assert result.verify().within(result.interval)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.floats(0.01, 100.0), seeds)
def test_no_split_of_the_distortion_beats_the_water(variances, D, rng):
    sizes = np.array(variances, dtype=float)
    result = g.reverse_waterfilling(sizes, D, unit="nat")
    parts = np.minimum(D * rng.dirichlet(np.ones(len(sizes))), sizes)
    assert 0.5 * np.log(sizes / parts).sum() >= result.lower - 1e-12
    assert result.gap <= 1e-12
    assert result.verify().within(result.interval)


@given(integer_matrices(4, 6, bound=3), integer_matrices(2, 2, bound=3), st.integers(1, 9))
def test_no_gaussian_encoder_beats_the_bottleneck(factor, encoder, noise):
    """A noisy view T of X, its rate and relevance from Gaussian kernels: below the certified limit."""
    cov = factor @ factor.T + np.eye(4)
    pair = ib.GaussianKernel.state(np.zeros(4), cov, cod={"x": 2, "y": 2})
    view = ib.GaussianKernel(encoder, np.zeros(2), noise * np.eye(2), dom={"x": 2}, cod={"t": 2})
    spread = ib.GaussianKernel.copy({"x": 2}) >> (ib.GaussianKernel.id({"x": 2}) @ view)
    law = pair >> (spread @ ib.GaussianKernel.id({"y": 2}))
    rate = law.mutual_information("x", "t")
    result = g.bottleneck(cov, 2, rate)
    assert law.mutual_information("t", "y") <= result.upper + 1e-9
    assert result.gap <= 1e-9
    assert result.upper <= min(rate, pair.mutual_information("x", "y")) + 1e-9


def test_certificates_are_kept_and_refuse_what_is_not_so():
    cov = [[2, 1, 1], [1, 3, 1], [1, 1, 2.0]]
    results = [
        g.waterfilling([1, 2, 4], 3), g.reverse_waterfilling([4, 1, 0.25], 1), g.bottleneck(cov, 2, 1.0),
    ]  # fmt: skip
    for result in results:
        again = Result.from_dict(json.loads(json.dumps(result.to_dict())))
        assert (again.lower, again.upper) == (result.lower, result.upper)
        for level in ("float", "ball"):
            assert again.verify(level).within(result.interval)
        tight = replace(result.certificate, upper=result.certificate.lower - 1e-9)
        with pytest.raises(ib.CertificateError, match="not inside the claim"):
            tight.verify()
    water, reverse, neck = (result.certificate for result in results)
    above, below = neck.squares_high + 1e-6, 0.9 * neck.squares_low
    forged = {
        "exceeds the power": replace(water, powers=water.powers * 1.001),
        "negative": replace(water, powers=np.array([4.0, -1.0, 0.0])),
        "level is not positive": replace(water, level=0.0),
        "exceeds the distortion": replace(reverse, total=0.999),
        "larger than its variance": replace(reverse, distortions=np.array([0.3, 0.3, 0.3])),
        "smaller than claimed": replace(neck, squares_low=above, squares_high=above),
        "larger than claimed": replace(neck, squares_low=below, squares_high=below),
        "rates exceed": replace(neck, rates=neck.rates * 1.001),
        "slope": replace(neck, slope=-1.0),
        "not positive definite": replace(neck, covariance=np.ones((3, 3))),
        "symmetric": replace(neck, covariance=neck.covariance + np.eye(3, k=1)),
    }  # fmt: skip
    for says, certificate in forged.items():
        with pytest.raises(ib.CertificateError, match=says):
            certificate.verify()


def test_both_ball_arithmetics_prove_the_claim():
    for result in (g.waterfilling([1, 2, 4], 3), g.reverse_waterfilling([4, 1, 0.25], 1)):
        proof = result.certificate
        sizes, limit, parts = (
            (proof.noise, proof.power, proof.powers)
            if proof.kind == "waterfilling"
            else (proof.variances, proof.total, proof.distortions)
        )
        ends = waterfilling_ends if proof.kind == "waterfilling" else reverse_waterfilling_ends
        for backend in ("arb", "iv"):
            lower, upper = ends(sizes, limit, parts, proof.level, backend=backend)
            assert proof.lower <= lower <= upper <= proof.upper
    neck = g.bottleneck([[2, 1, 1], [1, 3, 1], [1, 1, 2]], 2, 1.0).certificate
    for backend in ("arb", "iv"):
        lower, upper = bottleneck_ends(
            (neck.squares_low, neck.squares_high), (neck.rate_low, neck.rate_high), neck.rates, neck.slope,
            backend=backend,
        )  # fmt: skip
        assert neck.lower <= lower <= upper <= neck.upper


def test_misuse_is_named():
    with pytest.raises(ib.DomainError, match="noise 1 is 0"):
        g.waterfilling([1.0, 0.0], 1.0)
    with pytest.raises(ib.DomainError, match=r"variance 1 is -1\.0"):
        g.reverse_waterfilling([1.0, -1.0], 1.0)
    with pytest.raises(ib.DomainError, match="power"):
        g.waterfilling([1.0], -1.0)
    with pytest.raises(ib.DomainError, match="infinite"):
        g.reverse_waterfilling([1.0], inf)
    with pytest.raises(ib.DomainError, match="none are left for Y"):
        g.bottleneck(np.eye(2), 2, 1.0)
    with pytest.raises(ib.DomainError, match="covariance of X is not positive definite"):
        g.bottleneck(np.ones((3, 3)), 2, 1.0)
    with pytest.raises(ib.DomainError, match="eigenvalue"):
        g.bottleneck([[1, 2], [2, 1]], 1, 1.0)
