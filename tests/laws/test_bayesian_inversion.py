"""Bayesian inversion and disintegration (Cho and Jacobs 2019), and the data-processing inequality."""

from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, given

from itbounds.kernels import Distribution, Kernel, Space
from itbounds.kernels.measures import (
    conditional_entropy,
    entropy,
    joint,
    mutual_information,
    relative_entropy,
)
from itbounds.testing.strategies import degraded_pairs, distributions, kernels


@st.composite
def priors_and_kernels(draw, max_size=4):
    p = draw(distributions(max_size=max_size))
    return p, draw(kernels(dom=p.space, max_size=max_size))


@given(priors_and_kernels())
def test_the_inverse_reproduces_the_joint_law(case):
    p, f = case
    forward = p >> Kernel.copy(p.space) >> (Kernel.id(p.space) @ f)
    back = f.invert(p)
    q = p >> f
    backward = q >> Kernel.copy(q.space) >> (back @ Kernel.id(q.space))
    assert forward.agrees_with(backward, atol=1e-14)
    assert forward.agrees_with(joint(p, f), atol=1e-15)
    assert (back.dom, back.cod) == (f.cod, f.dom)


@given(priors_and_kernels())
def test_null_rows_are_the_outputs_that_never_occur_and_are_uniform(case):
    p, f = case
    back = f.invert(p)
    never = [
        y for y, mass in zip(f.cod.letters, (p.matrix @ (f.matrix > 0.0))[0], strict=True) if mass == 0.0
    ]
    assert list(back.null_rows) == never
    for letter in back.null_rows:
        row = back.matrix[f.cod.letters.index(letter)]
        assert row == pytest.approx(1.0 / f.dom.size)
    assert np.isfinite(back.matrix).all()


@given(priors_and_kernels())
def test_inverting_twice_returns_almost_surely(case):
    p, f = case
    again = f.invert(p).invert(p >> f)
    assert again.agrees_with(f, prior=p, atol=1e-12)


@given(st.data(), priors_and_kernels(max_size=3))
def test_inversion_is_a_contravariant_functor(data, case):
    p, f = case
    g = data.draw(kernels(dom=f.cod, max_size=3))
    whole = (f >> g).invert(p)
    parts = g.invert(p >> f) >> f.invert(p)
    assert whole.agrees_with(parts, prior=p >> f >> g, atol=1e-12)


@given(distributions())
def test_identities_invert_to_identities(p):
    identity = Kernel.id(p.space)
    assert identity.invert(p).agrees_with(identity, prior=p, atol=0.0)


@given(st.data(), distributions(max_size=3))
def test_swap_inverts_to_swap(data, p):
    q = data.draw(distributions(max_size=3))
    swap = Kernel.swap(p.space, q.space)
    assert swap.invert(p @ q).agrees_with(Kernel.swap(q.space, p.space), prior=q @ p, atol=0.0)


@given(priors_and_kernels())
def test_posteriors_are_those_of_exact_arithmetic(case):
    p, f = case
    back = f.invert(p).matrix
    prior = [Fraction(v) for v in p.probabilities.tolist()]
    for y, column in enumerate(f.matrix.T.tolist()):
        weights = [a * Fraction(w) for a, w in zip(prior, column, strict=True)]
        if sum(weights) > 0:
            exact = [float(w / sum(weights)) for w in weights]
            assert back[y] == pytest.approx(exact, rel=4e-15, abs=0.0)


def test_posteriors_survive_underflow():
    p = Distribution.of([1.0 - 1e-300, 1e-300])
    f = Kernel.of([[1.0, 0.0, 0.0], [1.0 - 1e-200, 1e-200, 0.0]])
    back = f.invert(p)
    assert back.matrix[1].tolist() == [0.0, 1.0]
    assert back.null_rows == (2,)
    g = Kernel.of([[1.0 - 3e-308, 3e-308], [1.0 - 1e-308, 1e-308]])
    assert g.invert([0.5, 0.5]).matrix[1] == pytest.approx([0.75, 0.25], rel=1e-15)


def test_a_rare_condition_is_rare_even_after_a_good_test():
    prior = Distribution(Space.of(["ill", "well"], "state"), [0.01, 0.99])
    test = Kernel(prior.space, Space.of(["+", "-"], "test"), [[0.90, 0.10], [0.05, 0.95]])
    posterior = test.invert(prior)
    assert posterior.matrix[0, 0] == pytest.approx(2 / 13, rel=1e-15)
    assert posterior.dom.names == ("test",)
    assert posterior.cod.alphabets == (("ill", "well"),)


@given(st.data(), degraded_pairs())
def test_processing_loses_information(data, pair):
    f, _, degraded = pair
    p = data.draw(distributions(space=f.dom))
    assert mutual_information(p, degraded) <= mutual_information(p, f) + 1e-12


@given(st.data(), kernels())
def test_processing_brings_laws_together(data, f):
    p, q = data.draw(distributions(space=f.dom)), data.draw(distributions(space=f.dom))
    assert relative_entropy(p >> f, q >> f) <= relative_entropy(p, q) + 1e-12


@given(priors_and_kernels())
def test_information_is_the_same_from_both_ends_and_by_chain_rule(case):
    p, f = case
    information = mutual_information(p, f)
    assert mutual_information(p >> f, f.invert(p)) == pytest.approx(information, rel=1e-9, abs=1e-12)
    assert mutual_information(joint(p, f)) == pytest.approx(information, abs=1e-12)
    assert entropy(p >> f) - conditional_entropy(p, f) == pytest.approx(information, abs=1e-12)
    assert entropy(joint(p, f)) == pytest.approx(entropy(p) + conditional_entropy(p, f), abs=1e-12)


@given(priors_and_kernels())
def test_information_is_the_divergence_from_independence(case):
    p, f = case
    pair = joint(p, f)
    apart = Distribution(pair.space, (p @ (p >> f)).probabilities)
    assume(float(pair.probabilities[pair.probabilities > 0].min()) > 1e-200)
    assert relative_entropy(pair, apart) == pytest.approx(mutual_information(p, f), abs=1e-12)


@given(priors_and_kernels())
def test_functions_carry_all_that_they_show(case):
    p, f = case
    function = Kernel.deterministic(f.matrix.argmax(axis=1).tolist(), f.cod, dom=f.dom)
    assert mutual_information(p, function) == pytest.approx(entropy(p >> function), abs=1e-12)
