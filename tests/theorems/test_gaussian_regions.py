"""Closed forms of Gaussian channels with two users."""

from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib

g = ib.gaussian


def rate(ratio):
    return 0.5 * np.log2(1.0 + ratio)


@pytest.mark.parametrize("weights", [(1, 0), (0, 1), (1, 1), (2, 1), (1, 3), (0.25, 0.3)])
def test_two_senders_have_a_pentagon(weights):
    """T. M. Cover, J. A. Thomas, Elements of Information Theory (2006), section 15.1.2."""
    region = g.mac_region([4.0, 2.5], 0.5)
    one, two, both = rate(8.0), rate(5.0), rate(13.0)
    corners = np.array([[one, 0.0], [one, both - one], [both - two, two], [0.0, two]])
    result = region.support(weights)
    truth = float((corners @ np.array(weights)).max())
    assert result.lower - 1e-12 <= truth <= result.upper + 1e-12
    assert result.gap < 1e-12
    assert np.allclose(region.vertices[1:], corners, atol=1e-12)
    assert np.allclose(region.outer_vertices[1:], corners, atol=1e-11)
    assert region.verify("ball") <= 1e-12


@pytest.mark.parametrize("weights", [(1, 0), (0, 1), (1, 1), (2, 1), (1, 1.5), (1, 2), (1, 3.9), (1, 6)])
@pytest.mark.parametrize("swapped", [False, True])
def test_two_receivers_share_the_power(weights, swapped):
    """Cover and Thomas (2006), section 15.1.3, against the best of many splits."""
    power, noises = 10.0, np.array([1.0, 4.0])
    share = np.linspace(0.0, 1.0, 200001) * power
    first, second = rate(share / noises[0]), 0.5 * np.log2((power + noises[1]) / (share + noises[1]))
    turn = slice(None, None, -1) if swapped else slice(None)
    rates = np.stack((first, second)[turn])
    region = g.broadcast_region(power, noises[turn])
    result = region.support(weights)
    best = float((np.array(weights) @ rates).max())
    assert result.lower - 1e-8 <= best <= result.upper + 1e-12
    assert result.gap < 1e-12
    assert (region.vertices @ np.array(weights)).max() <= result.upper + 1e-12
    # Every split lies within what the proved bounds leave.
    normals = np.array([proof.weights for proof in region.certificates])
    bounds = np.array([proof.upper for proof in region.certificates]) / np.log(2.0)
    assert (normals @ rates <= bounds[:, None] + 1e-12).all()
    assert region.gap <= 1e-12
    assert region.verify() <= 1e-12


def test_equal_noises_share_time_and_no_power_sends_nothing():
    region = g.broadcast_region(3.0, [1.0, 1.0])
    assert np.allclose(region.vertices, [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], atol=1e-9)
    assert g.broadcast_region(0.0, [1.0, 2.0]).support([1, 1]).upper == 0.0
    assert g.mac_region([0.0, 3.0], 1.0).support([1, 0]).upper == 0.0


def test_grids_of_the_line_stay_within():
    """A finite channel made of the Gaussian one by cutting the output cannot do better."""
    peak = ib.zoo.awgn_grid(2.0, inputs=5, outputs=12)
    amplitudes = np.array(peak.dom.letters)
    single = ib.capacity(peak, cost=amplitudes**2, budget=1.0)
    assert single.upper <= g.mac_region([1.0, 0.0], 1.0).support([1, 1]).upper


def test_meddling_and_misuse_are_found():
    mac = g.mac_region([3.0, 1.0], 1.0).support([1, 2])
    broadcast = g.broadcast_region(3.0, [1.0, 2.0]).support([1, 2])
    for result in (mac, broadcast):
        again = ib.Result.from_dict(result.to_dict())
        assert again.verify("ball").within(result.interval)
    for forged in (
        replace(mac.certificate, noise=0.5),
        replace(mac.certificate, powers=np.array([3.0, -1.0])),
        replace(broadcast.certificate, power=4.0),
        replace(broadcast.certificate, noises=np.array([1.0, 0.0])),
        replace(broadcast.certificate, weights=np.array([0.0, 0.0])),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()
    with pytest.raises(ib.ShapeError, match="two users"):
        g.mac_region([1.0], 1.0)
    with pytest.raises(ib.DomainError, match="noise"):
        g.mac_region([1.0, 1.0], 0.0)
    with pytest.raises(ib.DomainError, match="leave it out"):
        g.broadcast_region(1.0, [0.0, 1.0])
    with pytest.raises(ib.DomainError, match="power"):
        g.broadcast_region(-1.0, [1.0, 1.0])
