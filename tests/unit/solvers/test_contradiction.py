"""Infeasible is only what multipliers prove to be: small masses are no contradiction."""

import warnings

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import itbounds as ib
from itbounds.solvers.entropy_program.contradiction import contradicted

A, B, Y = ib.rvs("A B Y")


def decomposition(joint, other):
    """The program of the unique information, for two pairs of laws."""
    return ib.Program(
        minimize=ib.I((A, B), Y),
        model={(A, B, Y): ib.free(joint.shape)},
        subject_to=[ib.law(A, Y).eq(joint.sum(axis=1)), ib.law(B, Y).eq(other.sum(axis=0))],
    )


@given(st.integers(0, 2**32), st.floats(8.0, 40.0))
@settings(max_examples=15)
def test_a_law_meets_its_own_marginals_however_small_its_masses(seed, digits):
    rng = np.random.default_rng(seed)
    joint = rng.dirichlet(np.full(12, 0.3)).reshape(2, 3, 2)
    joint[0, 1, 1] *= 10.0**-digits
    program = decomposition(joint / joint.sum(), joint / joint.sum())
    assert not contradicted(program.lowered()[0].form)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ib.ConvergenceWarning)
        result = program.solve(throw=False)
    assert result.lower <= result.upper


@given(st.integers(0, 2**32), st.floats(1e-3, 0.3))
@settings(max_examples=15)
def test_marginals_that_differ_in_what_they_share_contradict(seed, share):
    rng = np.random.default_rng(seed)
    joint = rng.dirichlet(np.ones(12)).reshape(2, 3, 2)
    other = joint.copy()
    other[:, :, 0] *= 1.0 - share
    other /= other.sum()
    program = decomposition(joint, other)
    assert contradicted(program.lowered()[0].form)
    with pytest.raises(ib.InfeasibleError):
        program.solve()


def test_a_mean_out_of_reach_contradicts():
    X = ib.RV("X")
    cost = [1.0, 2.0, 4.0]
    for level, impossible in ((0.9, True), (1.0, False), (4.5, False)):
        program = ib.Program(maximize=ib.H(X), model={X: ib.free(3)}, subject_to=[ib.E(cost, X) <= level])
        assert contradicted(program.lowered()[0].form) is impossible
