"""Distortions in arrays of another library: iterated there, certified here."""

import warnings
from math import inf

import array_api_strict as strict
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import itbounds as ib
from itbounds.errors import ConvergenceWarning
from itbounds.forms import RateDistortionForm
from itbounds.numerics.array_namespace import Placement
from itbounds.numerics.tilt import Tilting
from itbounds.solvers.rate_distortion.array_tilt import PlacedTilting
from itbounds.solvers.rate_distortion.blahut_arimoto import BlahutArimoto, ConstrainedBlahutArimoto
from itbounds.testing.rate_distortion_families import FAMILIES, random_instance

DEVICES = (strict.Device("CPU_DEVICE"), strict.Device("device1"))
SINGLE_ONLY = strict.Device("no_float64")
KINDS = pytest.mark.parametrize("kind", [BlahutArimoto, ConstrainedBlahutArimoto], ids=lambda kind: kind.name)


def form_of(family, seed, largest=6):
    _, source, distortion, level = random_instance(
        np.random.default_rng(seed), family=family, largest=largest
    )
    return RateDistortionForm(source, distortion, level)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(FAMILIES)),
    st.integers(0, 2**32 - 1),
    st.sampled_from(DEVICES),
    st.floats(0.0, 40.0),
)
def test_tilts_are_those_of_numpy(family, seed, device, slope):
    form = form_of(family, seed)
    there = PlacedTilting.at_home(form, Placement(strict, strict.float64, device))
    here = Tilting.of(form.source, form.distortion, form.level)
    law = np.random.default_rng(seed).dirichlet(np.ones(form.distortion.shape[1])) + 1e-3
    placed, known = there.at(law, slope), here.at(law, slope)
    assert placed.kernel.device == device
    for find in (
        lambda tilting, point: point.partition,
        lambda tilting, point: point.mean,
        lambda tilting, point: tilting.ratios(point),
        lambda tilting, point: tilting.potentials(point),
        lambda tilting, point: tilting.lower(point),
        lambda tilting, point: tilting.variance(point),
    ):
        np.testing.assert_allclose(find(there, placed), find(here, known), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_steps_are_those_of_numpy(family):
    form = form_of(family, 7)
    here = ConstrainedBlahutArimoto(max_steps=25).solve(form, 1e-8)
    placement = Placement(strict, strict.float64)
    there = ConstrainedBlahutArimoto(max_steps=25, placement=placement).solve(form, 1e-8)
    assert there.steps == here.steps
    np.testing.assert_allclose(there.primal, here.primal, rtol=0.0, atol=1e-9)
    np.testing.assert_allclose(there.history, here.history, rtol=0.0, atol=1e-9)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_slopes_are_those_of_numpy(family):
    form = form_of(family, 5)
    here = BlahutArimoto(max_steps=400).solve(form, 1e-4)
    there = BlahutArimoto(max_steps=400, placement=Placement(strict, strict.float64)).solve(form, 1e-4)
    # What is left to gain is read at every eighth step there.
    assert there.steps <= here.steps + 8 * (here.stats["slopes"] + 1) if here.gap <= 1e-4 else there.gap < inf
    assert (
        max(here.history[-1, 0], there.history[-1, 0])
        <= min(here.history[-1, 1], there.history[-1, 1]) + 1e-9
    )


@KINDS
@pytest.mark.parametrize("device", DEVICES, ids=str)
def test_a_strict_array_gives_the_certified_interval(kind, device):
    p, d = np.array([0.5, 0.3, 0.2]), np.abs(np.subtract.outer(np.arange(3.0), np.linspace(0.0, 2.0, 4)))
    result = ib.rate_distortion(p, strict.asarray(d, device=device), 0.25, solver=kind.name, tol=1e-6)
    expected = ib.rate_distortion(p, d, 0.25)
    assert result.gap <= 1e-6
    assert result.lower <= expected.upper
    assert expected.lower <= result.upper
    assert result.verify("ball").width <= 1e-6
    assert result.certificate.distortion.dtype == np.float64
    assert result.provenance.solver == kind.name


@KINDS
def test_single_precision_widens_the_interval_and_no_more(kind):
    form = form_of("hamming", 3)
    array = strict.asarray(form.distortion, dtype=strict.float32, device=SINGLE_ONLY)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        result = ib.rate_distortion(form.source, array, form.level, solver=kind(max_steps=3000))
    expected = ib.rate_distortion(form.source, form.distortion, form.level)
    assert result.lower <= expected.upper
    assert expected.lower <= result.upper
    assert result.gap < 1e-4
    assert result.provenance.steps < 3000


def test_forbidden_pairs_stay_forbidden():
    p = np.array([0.5, 0.25, 0.25])
    d = np.array([[0.0, 1.0, np.inf], [1.0, 0.0, 1.0], [np.inf, 2.0, 0.0]])
    result = ib.rate_distortion(p, strict.asarray(d), 0.3, solver="blahut_arimoto", tol=1e-6)
    assert (result.witness.matrix[np.isinf(d)] == 0.0).all()
    expected = ib.rate_distortion(p, d, 0.3)
    assert result.lower <= expected.upper
    assert expected.lower <= result.upper


def test_stacks_and_other_solvers_read_such_arrays_too():
    stack, d = np.array([[0.5, 0.5], [0.4, 0.6]]), strict.asarray(1.0 - np.eye(2), device=DEVICES[1])
    known = [1.0 - 0.4689955935892812, 0.5019550008653874]  # 1 - h(0.1) and h(0.4) - h(0.1)
    for given_stack in (stack, strict.asarray(stack)):
        for solver in (None, "blahut_arimoto"):
            for result, value in zip(
                ib.rate_distortion(given_stack, d, 0.1, solver=solver), known, strict=True
            ):
                assert result.lower - 1e-12 <= value <= result.upper + 1e-12
    assert ib.rate_distortion(stack[0], d, 0.1).provenance.solver == "interior_point"


def test_a_place_that_was_chosen_is_kept():
    d = strict.asarray(1.0 - np.eye(2), device=DEVICES[1])
    chosen = BlahutArimoto(placement=Placement(np, np.float64), max_steps=500)
    assert ib.rate_distortion([0.4, 0.6], d, 0.1, solver=chosen).gap <= 1e-9
