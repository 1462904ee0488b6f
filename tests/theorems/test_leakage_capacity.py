"""Capacities under a limit on what an eavesdropper learns of the input."""

from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib


def holds(result, truth, *, slack=1e-12):
    assert result.lower - slack <= truth <= result.upper + slack
    for level in ("float", "ball"):
        assert result.verify(level).within(result.interval)


@pytest.mark.parametrize("limit", [0.0, 0.1, 0.25, 0.5, 0.7])
def test_erasures_leak_in_proportion(limit):
    """I = (1 - e) H(X) for both: (1 - e_1) L / (1 - e_2), up to a fair bit."""
    result = ib.leakage_capacity(ib.zoo.bec(0.2), ib.zoo.bec(0.5), limit)
    assert result.status is ib.Status.OPTIMAL
    holds(result, min(0.8 * limit / 0.5, 0.8))


@pytest.mark.parametrize("limit", [0.05, 0.3, 1.0])
def test_an_eavesdropper_with_the_same_channel_learns_the_same(limit):
    channel = ib.zoo.z_channel(0.3)
    most = ib.capacity(channel)
    holds(ib.leakage_capacity(channel, channel, limit), min(limit, most.value), slack=1e-9)


def test_a_deaf_eavesdropper_is_no_limit():
    result = ib.leakage_capacity(ib.zoo.bsc(0.1), [[0.5, 0.5], [0.5, 0.5]], 0.0)
    holds(result, ib.capacity(ib.zoo.bsc(0.1)).value, slack=1e-9)
    assert result.gap < 1e-8


def test_letters_that_are_not_told_apart_are_free():
    """Noiseless for the receiver; the eavesdropper merges two of three letters: one bit leaks nothing."""
    tapped = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    result = ib.leakage_capacity(np.eye(3), tapped, 0.0, tol=1e-3)
    holds(result, 1.0)
    # With H(Z) = L besides: 1 - t + h(t) at h(t) = L, t <= 1/3, for it is concave in L.
    t = 0.1
    limit = -t * np.log2(t) - (1.0 - t) * np.log2(1.0 - t)
    holds(ib.leakage_capacity(np.eye(3), tapped, limit), (1.0 - t) + limit, slack=1e-9)


def test_no_pair_of_laws_does_better_and_the_capacity_is_concave_in_the_limit():
    rng = np.random.default_rng(99)
    channel, tapped = rng.dirichlet(np.ones(3), 3), rng.dirichlet(np.ones(3), 3)

    def informations(law):
        joints = (law[:, None] * matrix for matrix in (channel, tapped))
        tables = [ib.entropies(joint) for joint in joints]
        return [h[1] + h[2] - h[3] for h in tables]

    points = np.array([informations(rng.dirichlet(np.full(3, 0.6))) for _ in range(400)])
    results = {limit: ib.leakage_capacity(channel, tapped, limit, tol=1e-4) for limit in (0.01, 0.03, 0.05)}
    for limit, result in results.items():
        told, leaked = points.T
        below, above = points[leaked <= limit], points[leaked > limit]
        shares = (limit - below[:, None, 1]) / (above[None, :, 1] - below[:, None, 1])
        best = float((below[:, None, 0] + shares * (above[None, :, 0] - below[:, None, 0])).max())
        assert best <= result.upper
        assert result.lower >= best - 1e-3
        assert float(told[leaked <= limit].max()) <= result.upper
    assert results[0.03].upper >= 0.5 * (results[0.01].lower + results[0.05].lower)


def test_many_letters_keep_both_ends_apart_and_true():
    rng = np.random.default_rng(100)
    channel, tapped = rng.dirichlet(np.ones(4), 6), rng.dirichlet(np.ones(4), 6)
    result = ib.leakage_capacity(channel, tapped, 0.05, tol=1e-3)
    assert 0.0 < result.lower <= result.upper <= ib.capacity(channel).upper + 1e-9
    assert result.verify().within(result.interval)
    law = result.witness.tensor
    joint = np.einsum("qx,xz->qxz", law, tapped)
    entropies = ib.entropies(joint)
    assert entropies[1 | 2] + entropies[1 | 4] - entropies[7] - entropies[1] <= 0.05


def test_meddling_and_misuse_are_found():
    result = ib.leakage_capacity(ib.zoo.bsc(0.1), ib.zoo.bsc(0.2), 0.1)
    assert ib.Result.from_dict(result.to_dict()).verify().within(result.interval)
    own = result.certificate
    for forged in (
        replace(own, budget=0.5 * own.budget),
        replace(own, price=0.5 * own.price),
        replace(own, splits=(5,)),
        replace(own, tapped=np.eye(2)),
        replace(own, joint=np.array([[0.5, 0.5]])),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()
    with pytest.raises(ib.DomainError, match="leakage"):
        ib.leakage_capacity(ib.zoo.bsc(0.1), ib.zoo.bsc(0.2), -0.1)
    with pytest.raises(ib.CompositionError):
        ib.leakage_capacity(ib.zoo.bsc(0.1), np.eye(3), 0.1)
