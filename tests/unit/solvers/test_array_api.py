"""Channels in arrays of another library: iterated there, certified here."""

import warnings

import array_api_strict as strict
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.errors import ConvergenceWarning
from itbounds.forms import CapacityForm
from itbounds.numerics.array_namespace import Placement, is_foreign, to_host
from itbounds.solvers.capacity.array_blahut_arimoto import ArrayInstance
from itbounds.solvers.capacity.blahut_arimoto import BlahutArimoto
from itbounds.solvers.capacity.instance import Instance

DEVICES = (strict.Device("CPU_DEVICE"), strict.Device("device1"))


def channel(seed, inputs=5, outputs=7):
    W = np.random.default_rng(seed).dirichlet(np.ones(outputs), inputs)
    W[0, 1:3] = 0.0
    return W / W.sum(axis=1, keepdims=True)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    inputs=st.integers(2, 8),
    outputs=st.integers(3, 8),
    steps=st.integers(1, 70),
    budgeted=st.booleans(),
    device=st.sampled_from(DEVICES),
)
def test_the_bounds_are_those_of_numpy(seed, inputs, outputs, steps, budgeted, device):
    W = channel(seed, inputs, outputs)
    cost, budget = (np.arange(float(inputs)), 0.3 * (inputs - 1)) if budgeted else (None, None)
    form = CapacityForm(W, cost, budget)
    # A gap below zero is never met: only the limit ends the steps.
    placed = BlahutArimoto(max_steps=steps, placement=Placement(strict, strict.float64, device))
    there, here = placed.solve(form, -1.0), BlahutArimoto(max_steps=steps).solve(form, -1.0)
    assert there.steps == here.steps == steps
    np.testing.assert_allclose(there.history[-1, 0], here.history[-1, 0], rtol=0.0, atol=1e-12)
    np.testing.assert_allclose(there.history[0], here.history[0], rtol=0.0, atol=1e-12)
    # The upper bound may rise from step to step, and was read at some of them only.
    assert there.history[-1, 1] >= here.history[-1, 1] - 1e-12


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("budget", [None, 1.5])
def test_the_laws_are_those_of_numpy(seed, budget):
    W = np.random.default_rng(seed).dirichlet(np.ones(8), 6)
    form = CapacityForm(W, None if budget is None else np.arange(6.0), budget)
    there = BlahutArimoto(max_steps=40, placement=Placement(strict, strict.float64)).solve(form, -1.0)
    here = BlahutArimoto(max_steps=40).solve(form, -1.0)
    assert there.steps == here.steps == 40
    np.testing.assert_allclose(there.primal, here.primal, rtol=0.0, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(DEVICES))
def test_the_reductions_are_those_of_numpy(seed, device):
    form = CapacityForm(channel(seed), bonus=np.linspace(0.0, 1.0, 5))
    placement = Placement(strict, strict.float64, device)
    there, here = ArrayInstance.of(form, placement), Instance.of(form)
    p = np.random.default_rng(seed).dirichlet(np.ones(5))
    q = there.output_law(placement.put(p))
    assert q.device == device
    np.testing.assert_allclose(to_host(q), here.output_law(p), rtol=1e-12)
    expected = here.divergences(here.output_law(p))
    np.testing.assert_allclose(to_host(there.divergences(q)), expected, rtol=0.0, atol=1e-12)


@pytest.mark.parametrize("device", DEVICES, ids=str)
@pytest.mark.parametrize("budget", [None, 1.5])
def test_a_strict_array_gives_the_certified_interval(device, budget):
    W = channel(3)
    cost = None if budget is None else np.arange(5.0)
    array = strict.asarray(W, device=device)
    result = ib.capacity(array, cost=cost, budget=budget, solver="blahut_arimoto", tol=1e-6)
    expected = ib.capacity(W, cost=cost, budget=budget, tol=1e-9)
    assert result.gap <= 1e-6
    assert result.lower <= expected.upper
    assert expected.lower <= result.upper
    assert result.verify("ball").width <= 1e-6
    assert result.certificate.matrix.dtype == np.float64
    assert len(result.history) <= result.provenance.steps // 8 + 1  # the bounds were read now and then


@pytest.mark.parametrize("device", DEVICES, ids=str)
def test_single_precision_widens_the_interval_and_no_more(device):
    array = strict.asarray(channel(4), dtype=strict.float32, device=device)
    meant = to_host(array)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        result = ib.capacity(array, solver="blahut_arimoto", tol=1e-6)
    expected = ib.capacity(meant, tol=1e-9)
    assert result.lower <= expected.upper
    assert expected.lower <= result.upper
    assert result.gap < 1e-5
    assert result.certificate.matrix.dtype == np.float64


def test_the_dtype_and_the_device_are_kept():
    array = strict.asarray(channel(5), dtype=strict.float32, device=DEVICES[1])
    placement = Placement.of(array)
    assert (placement.dtype, placement.device) == (strict.float32, DEVICES[1])
    assert Placement.of(strict.asarray([[1, 0], [0, 1]])).dtype == strict.float64
    moved = placement.put(np.array([0.5, 0.5]))
    assert (moved.dtype, moved.device) == (strict.float32, DEVICES[1])


def test_every_other_solver_and_verb_reads_such_arrays_too():
    W = channel(6)
    array = strict.asarray(W, device=DEVICES[1])
    assert ib.capacity(array).lower == ib.capacity(W).lower
    # Integers are iterated as floats.
    noiseless = ib.capacity(strict.asarray([[1, 0], [0, 1]]), solver="blahut_arimoto")
    assert noiseless.lower <= 1.0 <= noiseless.upper
    stack = strict.asarray(np.array([channel(7), channel(8)]), device=DEVICES[1])
    for result, seed in zip(ib.capacity(stack, solver="blahut_arimoto", tol=1e-3), (7, 8), strict=True):
        assert result.lower <= ib.capacity(channel(seed)).upper


def test_limits_of_steps_and_time_end_with_an_interval():
    array = strict.asarray(channel(9))
    for limited in (BlahutArimoto(max_steps=3), BlahutArimoto(max_seconds=0.0)):
        with pytest.warns(ConvergenceWarning):
            result = ib.capacity(array, solver=limited)
        assert result.lower <= ib.capacity(channel(9)).value <= result.upper
        assert result.provenance.steps <= 3


def test_numpy_arrays_and_lists_are_not_foreign():
    assert is_foreign(strict.asarray([1.0]))
    assert not any(is_foreign(obj) for obj in (np.eye(2), np.float64(1.0), [[1.0]], None))
