"""A stack of channels: in order, certified one by one, at one with single calls, and refused by place."""

import warnings

import numpy as np
import pytest

import itbounds as ib
from itbounds.numerics.rounding import capacity_interval, capacity_intervals
from itbounds.solvers.capacity.stacked import solve_stack
from itbounds.testing import channel_families

SHAPES = [(4, 4), (2, 2), (3, 7), (7, 3), (1, 5), (5, 1), (1, 1), (16, 9)]


def hard_stack(shape, count, rng):
    """Channels of all families that have the shape, sharpened now and then, and constant ones."""
    m, n = shape
    kinds = list(channel_families.FAMILIES.values()) if min(shape) > 1 else [channel_families.dirichlet]
    drawn = [np.tile(rng.dirichlet(np.ones(n)), (m, 1)), np.eye(n)[np.arange(m) % n]]
    while len(drawn) < count:
        W = kinds[int(rng.integers(len(kinds)))](m, n, rng)
        if W.shape == shape:
            sharp = W ** int(rng.integers(1, 9))
            drawn.append(sharp / sharp.sum(axis=1, keepdims=True))
    return np.array(drawn)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_channel_of_a_stack_is_certified_and_agrees_with_a_single_call(shape, rng):
    stack = hard_stack(shape, 40, rng)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ib.ConvergenceWarning)
        results = ib.capacity(stack, tol=1e-9, unit="nat")
    assert len(results) == len(stack)
    for W, result in zip(stack, results, strict=True):
        single = ib.capacity(W, tol=1e-9, unit="nat")
        assert result.status is ib.Status.OPTIMAL
        assert result.upper_nats - result.lower_nats <= 1e-9
        assert max(result.lower, single.lower) <= min(result.upper, single.upper)
        assert np.array_equal(result.certificate.matrix, W)
        assert result.verify().within(result.interval)
        assert type(result.witness) is type(single.witness)
        assert result.witness.space == single.witness.space
        assert len(result.history) == result.provenance.steps >= 1


def test_results_survive_json_and_ball_arithmetic(rng):
    for result in ib.capacity(hard_stack((4, 4), 12, rng)):
        again = ib.Result.from_dict(result.to_dict())
        assert again.verify("ball").width < 1e-9
        assert again.interval == result.interval


def test_a_forged_certificate_of_a_stack_is_refused(rng):
    from dataclasses import replace

    result = ib.capacity(rng.dirichlet(np.ones(4), (2, 4)))[0]
    forged = replace(result.certificate, lower=result.certificate.lower + 1e-6)
    with pytest.raises(ib.CertificateError):
        forged.verify()


@pytest.mark.parametrize("shape", SHAPES)
def test_ends_of_a_stack_are_those_of_its_channels_up_to_rounding(shape, rng):
    stack = hard_stack(shape, 30, rng)
    p, q = (rng.dirichlet(np.ones(size), len(stack)) for size in shape)
    p[::3, 0], q[::4, -1] = 1e-310, 1e-320
    if shape[1] > 1:
        q[::5, 0] = 0.0
    lower, upper = capacity_intervals(stack, p, q, headroom=3.0)
    for place, W in enumerate(stack):
        low, high = capacity_interval(W, p[place], q[place])
        assert lower[place] <= low
        assert upper[place] >= high
        assert lower[place] >= low - 1e-11
        assert upper[place] == high or upper[place] <= high + 1e-11


def test_what_the_run_leaves_open_is_left_to_single_calls(rng, monkeypatch):
    from itbounds.solvers.capacity import stacked

    monkeypatch.setattr(stacked, "solve_stack", lambda stack, tol: solve_stack(stack, tol, max_steps=3))
    stack = rng.dirichlet(np.ones(5), (20, 5))
    results = ib.capacity(stack)
    assert all(result.status is ib.Status.OPTIMAL for result in results)
    assert max(result.provenance.steps for result in results) > 3


def test_kernels_keep_their_letters_and_costs_hold_for_all(rng):
    letters = ib.Space.of("abc", "sent")
    kernels = [ib.Kernel(letters, ib.Space.of(4), rng.dirichlet(np.ones(4), 3)) for _ in range(3)]
    assert all(result.witness.space == letters for result in ib.capacity(kernels))
    for W, result in zip(kernels, ib.capacity(kernels, cost=[0, 1, 2], budget=0.5), strict=True):
        single = ib.capacity(W, cost=[0, 1, 2], budget=0.5)
        assert result.interval == single.interval
    named = ib.capacity(kernels, solver="hybrid")
    assert [result.provenance.solver for result in named] == ["hybrid"] * 3


def test_an_empty_stack_has_no_results_and_a_bad_channel_is_named():
    assert ib.capacity(np.empty((0, 4, 4))) == []
    stack = np.full((3, 2, 2), 0.5)
    for value, error in ((0.6, ib.NotNormalizedError), (np.nan, ib.NonFiniteError)):
        bad = stack.copy()
        bad[1, 0, 0] = value
        with pytest.raises(error, match="channel 1"):
            ib.capacity(bad)
    with pytest.raises(ib.EmptyAlphabetError):
        ib.capacity(np.empty((2, 0, 3)))
    with pytest.raises(ib.DomainError):
        ib.capacity(stack, cost=[0.0, 1.0])
