"""Regions of two rates and Wyner's common information: published numbers, brute force, refused forgeries."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import itbounds as ib
from itbounds.errors import CertificateError, DomainError, ShapeError
from itbounds.results import certificate_from_dict
from itbounds.results.funnel_certificate import FunnelCertificate
from itbounds.results.mac_certificate import MacCertificate
from itbounds.results.wyner_certificate import WynerCertificate

ADDER = np.eye(3)[np.add.outer([0, 1], [0, 1])]
XOR = np.eye(2)[np.bitwise_xor.outer([0, 1], [0, 1])]


def _binary_entropy(p: np.ndarray) -> np.ndarray:
    p = np.asarray(p, dtype=float)
    return -sum(np.where(q > 0.0, q * np.log2(np.where(q > 0.0, q, 1.0)), 0.0) for q in (p, 1.0 - p))


def _convolved(a: np.ndarray, b: float) -> np.ndarray:
    return a * (1.0 - b) + b * (1.0 - a)


def _entropy(law: np.ndarray) -> float:
    positive = law[law > 0.0]
    return -float(positive @ np.log2(positive))


def _mac_value(channel: np.ndarray, p: np.ndarray, q: np.ndarray, weights: tuple[float, float]) -> float:
    """Return the weighted sum of the best corner of the pentagon, by definition."""
    joint = np.einsum("a,b,aby->aby", p, q, channel)
    total = _entropy(joint.sum(axis=(0, 1)))
    noise = sum(p[a] * q[b] * _entropy(channel[a, b]) for a, b in product(range(len(p)), range(len(q))))
    given_second = sum(q[b] * _entropy(p @ channel[:, b]) for b in range(len(q))) - noise
    given_first = sum(p[a] * _entropy(q @ channel[a]) for a in range(len(p))) - noise
    both = total - noise
    first, second = weights
    return max(
        first * given_second + second * (both - given_second),
        first * (both - given_first) + second * given_first,
    )


def _agree(corners: np.ndarray, expected: list[list[float]], tol: float) -> bool:
    """Whether two convex regions have the same support function, up to a tolerance."""
    angles = np.linspace(0.0, np.pi / 2.0, 61)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    sides = [(directions @ np.array(points).T).max(axis=1) for points in (corners, expected)]
    return bool(np.abs(sides[0] - sides[1]).max() <= tol)


def test_two_adding_senders_reach_a_bit_and_a_half() -> None:
    # Liao (1972); Cover and Thomas, Elements of Information Theory, 2nd edition, section 15.3.
    region = ib.mac_region(ADDER)
    expected = [[0, 0], [1, 0], [1, 0.5], [0.5, 1], [0, 1]]
    assert _agree(region.vertices, expected, 1e-6)
    assert _agree(region.outer_vertices, expected, 1e-3)
    result = region.support([1, 1])
    assert result.lower <= 1.5 <= result.upper <= 1.5 + 1e-6
    assert result.upper < np.log2(3.0) - 0.08, "dependent inputs would reach log 3"
    assert result.verify("ball").width <= 1e-6
    assert region.verify() <= 2e-3


def test_the_exclusive_or_is_shared_by_time_alone() -> None:
    region = ib.mac_region(XOR)
    assert np.allclose(region.vertices, [[0, 0], [1, 0], [0, 1]], atol=1e-9)
    assert _agree(region.outer_vertices, [[0, 0], [1, 0], [0, 1]], 1e-9)


def test_independent_channels_leave_a_rectangle() -> None:
    first, second = ib.zoo.bsc(0.1).matrix, ib.zoo.bec(0.3).matrix
    both = np.einsum("ay,bz->abyz", first, second).reshape(2, 2, -1)
    capacities = 1.0 - float(_binary_entropy(np.array(0.1))), 0.7
    region = ib.mac_region(both)
    for corners in (region.vertices, region.outer_vertices):
        assert _agree(corners, [[0, 0], [capacities[0], 0], [*capacities], [0, capacities[1]]], 1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_no_product_law_exceeds_the_bound_and_the_best_one_attains_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    channel = rng.dirichlet(np.full(3, 0.5), size=(2, 2))
    weights = [(1.0, 1.0), (1.0, 0.4), (0.3, 1.0)][seed]
    grid = [np.array([1.0 - t, t]) for t in np.linspace(0.0, 1.0, 41).tolist()]
    best = max(_mac_value(channel, p, q, weights) for p in grid for q in grid)
    result = ib.mac_region(channel, tol=0.05).support(weights, tol=1e-5)
    assert best <= result.upper
    assert result.lower >= best - 1e-12
    assert result.gap <= 1e-5
    assert result.lower <= _mac_value(
        channel, *_marginals(result.witness.probabilities.reshape(2, 2)), weights
    ) + 1e-12  # fmt: skip


def _marginals(joint: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return joint.sum(axis=1), joint.sum(axis=0)


def test_with_three_letters_each_the_bound_holds_and_says_what_it_is() -> None:
    channel = np.random.default_rng(5).dirichlet(np.full(4, 0.3), size=(3, 3))
    region = ib.mac_region(channel, tol=0.3)
    assert not region.closing
    assert "dependent inputs" in region.provenance.notes[0]
    result = region.support([1, 1])
    assert result.status is ib.Status.ATTAINED
    assert result.lower < result.upper
    flat = ib.capacity(channel.reshape(9, 4))
    assert result.upper <= flat.upper + 1e-6, "no worse than the cut around both senders"


@pytest.mark.parametrize("swapped", [False, True])
def test_bergmans_region_of_two_symmetric_channels(swapped: bool) -> None:
    # Bergmans (1973): R1 = h(a * p1) - h(p1), R2 = 1 - h(a * p2); converse by Mrs. Gerber's lemma.
    channels = [ib.zoo.bsc(0.05), ib.zoo.bsc(0.2)]
    a = np.linspace(0.0, 0.5, 20001)
    own = _binary_entropy(_convolved(a, 0.05)) - _binary_entropy(np.array(0.05))
    common = 1.0 - _binary_entropy(_convolved(a, 0.2))
    region = ib.broadcast_region(*(channels[::-1] if swapped else channels), tol=0.05)
    for strong, weak in ((1.0, 3.0), (1.0, 4.0), (1.0, 1.0), (2.0, 1.0), (0.0, 1.0)):
        truth = float(np.max(strong * own + weak * common)) if weak > strong else strong * float(own.max())
        result = region.support((weak, strong) if swapped else (strong, weak))
        assert result.lower - 1e-12 <= truth <= result.upper + 1e-8
        assert result.gap <= 1e-6
    assert result.verify("ball").width <= 1e-6


def test_erasures_are_shared_by_time() -> None:
    # For two erasure channels the region is the triangle of the capacities (Cover, 1998).
    region = ib.broadcast_region(ib.zoo.bec(0.2), ib.zoo.bec(0.5))
    assert _agree(region.vertices, [[0, 0], [0.8, 0], [0, 0.5]], 1e-3)
    assert _agree(region.outer_vertices, [[0, 0], [0.8, 0], [0, 0.5]], 1e-3)


def test_a_broadcast_channel_that_is_not_degraded_is_refused() -> None:
    with pytest.raises(DomainError, match="garbling"):
        ib.broadcast_region(ib.zoo.bec(0.4), ib.zoo.bsc(0.15))


@pytest.mark.parametrize("crossover", [0.05, 0.2])
def test_wyner_common_information_of_a_symmetric_pair(crossover: float) -> None:
    # Wyner (1975), section II.
    other = (1.0 - np.sqrt(1.0 - 2.0 * crossover)) / 2.0
    truth = 1.0 + float(_binary_entropy(np.array(crossover)) - 2.0 * _binary_entropy(np.array(other)))
    law = np.array([[1.0 - crossover, crossover], [crossover, 1.0 - crossover]]) / 2.0
    result = ib.wyner_common_information(law)
    assert result.lower <= truth <= result.upper
    assert result.status is ib.Status.OPTIMAL
    assert result.verify("ball").width <= 1e-5


@pytest.mark.parametrize("seed", range(2))
def test_a_common_variable_makes_the_pair_independent(seed: int) -> None:
    law = np.random.default_rng(seed).dirichlet(np.ones(6)).reshape(2, 3)
    result = ib.wyner_common_information(law)
    given = result.witness.matrix
    triple = (law.reshape(-1, 1) * given).reshape(2, 3, -1)
    shares = triple.sum(axis=(0, 1))
    products = np.einsum("xu,yu->xyu", triple.sum(axis=1), triple.sum(axis=0))
    assert np.allclose(triple[..., shares > 0], (products / np.where(shares > 0, shares, 1))[..., shares > 0])
    told = _entropy(law.ravel()) + _entropy(shares) - _entropy(triple.ravel())
    assert told <= result.upper + 1e-9
    assert result.gap <= 1e-5
    information = _entropy(law.sum(axis=0)) + _entropy(law.sum(axis=1)) - _entropy(law.ravel())
    assert result.upper >= information


def test_wyner_common_information_at_its_extremes() -> None:
    assert ib.wyner_common_information(np.outer([0.3, 0.7], [0.2, 0.8])).upper <= 1e-5
    assert ib.wyner_common_information(np.eye(2) / 2.0).value == pytest.approx(1.0, abs=1e-6)
    zero = ib.wyner_common_information([[0.3, 0.2], [0.0, 0.5]])
    assert 0.0 < zero.lower <= zero.upper <= zero.lower + 1e-5


def test_forged_regions_are_refused() -> None:
    proof = ib.mac_region(ADDER, tol=0.2).support([1, 1]).certificate
    assert isinstance(proof, MacCertificate)
    assert certificate_from_dict(proof.to_dict()).verify().within(proof.verify())
    cut = slice(0, None, len(proof.nodes) - 1)
    forgeries = (
        replace(proof, lower=proof.lower * 1.001),
        replace(proof, upper=proof.upper * 0.999),
        replace(proof, first=np.array([0.9, 0.1])),
        replace(proof, first=np.array([0.75, 0.25])),
        # With the ends of the interval alone, and without one of them.
        replace(proof, nodes=proof.nodes[cut], laws=proof.laws[cut], conditional=proof.conditional[cut]),
        replace(proof, nodes=proof.nodes[:-1], laws=proof.laws[:-1], conditional=proof.conditional[:-1]),
        replace(proof, axis=-1),
        replace(proof, weights=np.array([1.0, 1.1])),
    )
    for forged in forgeries:
        with pytest.raises(CertificateError):
            forged.verify()


def test_forged_common_information_is_refused() -> None:
    proof = ib.wyner_common_information([[0.4, 0.1], [0.2, 0.3]]).certificate
    assert isinstance(proof, WynerCertificate)
    for forged in (
        replace(proof, splits=proof.splits[:3]),
        replace(proof, potentials=proof.potentials + np.eye(2)),
        replace(proof, joint=proof.joint[::-1]),
        replace(proof, first=proof.first[::-1]),
        replace(proof, upper=proof.lower),
    ):
        with pytest.raises(CertificateError):
            forged.verify()


def test_forged_broadcast_regions_are_refused() -> None:
    result = ib.broadcast_region(ib.zoo.bsc(0.05), ib.zoo.bsc(0.2), tol=0.2).support([1, 3])
    proof = result.certificate
    for change in ({"splits": ()}, {"shares": proof.shares[:1]}, {"upper": proof.lower}, {"swapped": True}):
        with pytest.raises(CertificateError):
            replace(proof, **change).verify()


def test_malformed_questions_are_refused() -> None:
    with pytest.raises(ShapeError, match="three axes"):
        ib.mac_region(np.eye(2))
    region = ib.mac_region(XOR)
    for weights in ([0.0, 0.0], [-1.0, 1.0]):
        with pytest.raises(DomainError):
            region.support(weights)
    with pytest.raises(ib.AmbiguousTruthError):
        bool(region)


def test_the_funnel_of_a_symmetric_pair_is_an_erasure() -> None:
    # Below, the bound of cells; above, the letter told with probability u and nothing else.
    joint = np.array([[0.45, 0.05], [0.05, 0.45]])
    information = 1.0 - float(_binary_entropy(np.array(0.1)))
    for utility in (0.0, 0.2, 0.7, 0.95):
        result = ib.privacy_funnel(joint, utility)
        assert result.lower <= utility * information <= result.upper + 1e-9
        assert result.gap <= 1e-5
        assert result.verify("ball").width <= 1e-5


@pytest.mark.parametrize("seed", range(2))
def test_no_encoder_leaks_less_than_the_funnel_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    joint = rng.dirichlet(np.ones(6)).reshape(3, 2)
    result = ib.privacy_funnel(joint, 0.6)
    encoders = [result.witness.matrix, *rng.dirichlet(np.full(3, 0.2), size=(400, 3))]
    law, least = joint.sum(axis=1), np.inf
    for encoder in encoders:
        told = _information(law[:, None] * encoder)
        leaked = _information(encoder.T @ joint)
        assert told < 0.6 - 1e-9 or leaked >= result.lower - 1e-12
        least = min(least, leaked if told >= 0.6 - 1e-9 else np.inf)
    assert result.lower <= least <= result.upper + 1e-9
    assert result.gap <= 1e-4
    assert result.lower >= 0.6 - (_entropy(joint.ravel()) - _entropy(joint.sum(axis=0))) - 1e-9


def _information(joint: np.ndarray) -> float:
    return _entropy(joint.sum(axis=0)) + _entropy(joint.sum(axis=1)) - _entropy(joint.ravel())


def test_too_much_utility_and_forged_funnels_are_refused() -> None:
    joint = np.array([[0.4, 0.1], [0.2, 0.3]])
    with pytest.raises(ib.InfeasibleError, match="entropy of the letter"):
        ib.privacy_funnel(joint, 1.1)
    proof = ib.privacy_funnel(joint, 0.4).certificate
    assert isinstance(proof, FunnelCertificate)
    assert certificate_from_dict(proof.to_dict()).verify("ball").width <= 1e-5
    for forged in (
        replace(proof, utility=proof.utility * 1.01),
        replace(proof, splits=proof.splits[:2]),
        replace(proof, price=proof.price + 0.1),
        replace(proof, encoder=np.ones((2, 1))),
        replace(proof, lower=proof.upper),
    ):
        with pytest.raises(CertificateError):
            forged.verify()
