"""Secrecy capacities: degraded channels exactly, others between two proved ends."""

from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib
from tests.reference import programs as by_hand


def h(x):
    return -x * np.log2(x) - (1.0 - x) * np.log2(1.0 - x)


@pytest.mark.parametrize(
    ("channel", "tapped", "truth"),
    [
        (ib.zoo.bsc(0.1), ib.zoo.bsc(0.2), h(0.2) - h(0.1)),
        (ib.zoo.bec(0.2), ib.zoo.bec(0.5), 0.3),
        (ib.zoo.bec(0.3), ib.zoo.bsc(0.2), h(0.2) - 0.3),  # a BEC(e) can be made a BSC(q) iff e <= 2q
        (ib.zoo.bsc(0.2), ib.zoo.bsc(0.1), 0.0),
        (ib.zoo.bsc(0.1), ib.zoo.bsc(0.1), 0.0),
        (np.eye(3), np.full((3, 2), 0.5), np.log2(3.0)),
    ],
)
def test_degraded_channels(channel, tapped, truth):
    """C_s = C_Y - C_Z for degraded symmetric channels (Wyner, 1975; Leung-Yan-Cheong, 1977)."""
    result = ib.secrecy_capacity(channel, tapped)
    assert result.status is ib.Status.OPTIMAL
    assert result.lower - 1e-12 <= truth <= result.upper + 1e-12
    for level in ("float", "ball"):
        assert result.verify(level).within(result.interval)


@pytest.mark.parametrize("seed", range(3))
def test_degraded_channels_agree_with_cvxpy(seed):
    rng = np.random.default_rng([91, seed])
    channel, further = rng.dirichlet(np.ones(3), 4), rng.dirichlet(np.ones(2 + seed), 3)
    result = ib.secrecy_capacity(channel, channel @ further, unit="nat")
    assert result.status is ib.Status.OPTIMAL
    assert result.verify().within(result.interval)
    expected = by_hand.degraded_secrecy(channel, further)
    assert result.lower - 1e-7 <= expected <= result.upper + 1e-7
    joint = result.witness.probabilities[:, None] * channel
    gain = information(joint) - information(joint @ further)
    assert gain == pytest.approx(result.lower, abs=1e-9)


def information(joint):
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    used = joint > 0.0
    return float(joint[used] @ np.log(joint[used] / product[used]))


def test_a_more_capable_channel_that_is_not_degraded_is_enclosed():
    """BSC(q) to the receiver and BEC(e) to the eavesdropper, e > h(q): not degraded, but more capable.

    At the uniform law I(X;Y) - I(X;Z) = e - h(q), which is attained (Nair, 2010).
    """
    result = ib.secrecy_capacity(ib.zoo.bsc(0.1), ib.zoo.bec(0.6))
    assert result.status is ib.Status.ATTAINED
    assert 0.6 - h(0.1) - 1e-9 <= result.lower <= result.upper
    assert result.upper < 1.0 - h(0.1)
    assert result.verify("ball").within(result.interval)


def test_any_two_channels_have_proved_ends_and_meddling_is_found():
    rng = np.random.default_rng(92)
    channel, tapped = rng.dirichlet(np.ones(3), 4), rng.dirichlet(np.ones(4), 4)
    result = ib.secrecy_capacity(channel, tapped)
    assert 0.0 <= result.lower <= result.upper <= ib.capacity(channel).upper + 1e-9
    again = ib.Result.from_dict(result.to_dict())
    assert again.verify().within(result.interval)
    own = result.certificate
    # A joint channel that is far off the given ones proves hardly anything.
    shifted = replace(own, channel=np.ascontiguousarray(own.channel[::-1]))
    for forged in (
        shifted,
        replace(own, both=np.ascontiguousarray(own.both[::-1])),
        replace(own, upper=0.5 * own.lower),
        replace(own, law=-own.law),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()
    with pytest.raises(ib.CompositionError):
        ib.secrecy_capacity(channel, tapped[:3])


@pytest.mark.parametrize("seed", range(2))
def test_a_state_that_all_see_is_one_program(seed):
    """The sum over states, and the concave program of the chain X - (Y, S) - Z, are the same number."""
    rng = np.random.default_rng([93, seed])
    states = rng.dirichlet(np.ones(3))
    channels, further = rng.dirichlet(np.ones(3), (3, 2 + seed)), rng.dirichlet(np.ones(2), (3, 3))
    result = ib.state_secrecy_capacity(states, channels, channels @ further, unit="nat")
    assert result.status is ib.Status.OPTIMAL
    for level in ("float", "ball"):
        assert result.verify(level).within(result.interval)
    S, X, Y, Z = ib.rvs("S X Y Z")
    program = ib.Program(
        maximize=ib.I(X, Y | S) - ib.I(X, Z | S),
        model={
            S: states,
            (X | S): ib.free(2 + seed),
            (Y | (S, X)): channels,
            (Z | (S, Y)): further,
        },
    )
    assert program.curvature() == "concave"
    whole = program.solve(unit="nat")
    assert whole.lower <= result.upper
    assert result.lower <= whole.upper
    by_state = sum(
        s * by_hand.degraded_secrecy(c, f) for s, c, f in zip(states, channels, further, strict=True)
    )
    assert result.lower - 1e-7 <= by_state <= result.upper + 1e-7


def test_a_state_that_all_see_is_a_mean_and_meddling_is_found():
    """Half of the time a BSC(0.1) against a BSC(0.2), else the other way round, and a state that never is."""
    good, bad = ib.zoo.bsc(0.1).matrix, ib.zoo.bsc(0.2).matrix
    result = ib.state_secrecy_capacity([0.5, 0.5, 0.0], [good, bad, good], [bad, good, bad])
    truth = 0.5 * (h(0.2) - h(0.1))
    assert result.lower <= truth <= result.upper
    assert result.witness.matrix.shape == (2, 2)
    again = ib.Result.from_dict(result.to_dict())
    assert again.verify().within(result.interval)
    own = result.certificate
    for forged in (
        replace(own, states=np.array([0.9, 0.1])),
        replace(own, parts=own.parts[:1]),
        replace(own, parts=own.parts[::-1], lower=own.upper, upper=own.upper),
    ):
        with pytest.raises(ib.ItboundsError):
            forged.verify()
    with pytest.raises(ib.ShapeError, match="for each of 2 states"):
        ib.state_secrecy_capacity([0.5, 0.5], [good], [bad])


def test_undegraded_states_leave_two_proved_ends():
    rng = np.random.default_rng(94)
    channels, tapped = rng.dirichlet(np.ones(3), (2, 3)), rng.dirichlet(np.ones(3), (2, 3))
    result = ib.state_secrecy_capacity([0.3, 0.7], channels, tapped)
    assert result.status is ib.Status.ATTAINED
    parts = [ib.secrecy_capacity(W, V) for W, V in zip(channels, tapped, strict=True)]
    assert result.lower == pytest.approx(0.3 * parts[0].lower + 0.7 * parts[1].lower, abs=1e-9)
    assert result.upper == pytest.approx(0.3 * parts[0].upper + 0.7 * parts[1].upper, abs=1e-9)
