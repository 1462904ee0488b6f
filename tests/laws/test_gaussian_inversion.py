"""Bayesian inversion, disintegration and information in Gauss, with singular covariances among the rest."""

from math import inf, isinf

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given

from itbounds import DomainError
from itbounds.kernels import EuclideanSpace, GaussianKernel
from itbounds.numerics.covariance import pivoted_cholesky
from itbounds.testing.gaussian_strategies import gaussian_kernels, gaussian_laws, integer_matrices
from tests.reference import gaussian as reference

BLOCKS = EuclideanSpace(("x", "y"), (2, 2))


@st.composite
def priors_and_kernels(draw):
    p = draw(gaussian_laws())
    return p, draw(gaussian_kernels(dom=p.cod))


@given(priors_and_kernels())
def test_the_inverse_reproduces_the_joint_law(case):
    p, f = case
    q, back = p >> f, f.invert(p)
    backward = q >> GaussianKernel.copy(q.cod) >> (back @ GaussianKernel.id(q.cod))
    assert backward.agrees_with(f.joint(p), atol=1e-10)
    assert (back.dom, back.cod.size) == (f.cod, f.dom.size)
    forward = p >> GaussianKernel.copy(p.cod) >> (GaussianKernel.id(p.cod) @ f)
    assert forward.agrees_with(f.joint(p), atol=1e-10)


@given(priors_and_kernels())
def test_inverting_twice_returns_almost_surely(case):
    p, f = case
    assert f.invert(p).invert(p >> f).agrees_with(f, prior=p, atol=1e-8)


@given(st.data(), priors_and_kernels())
def test_inversion_is_a_contravariant_functor(data, case):
    p, f = case
    g = data.draw(gaussian_kernels(dom=f.cod))
    whole = (f >> g).invert(p)
    parts = g.invert(p >> f) >> f.invert(p)
    assert whole.agrees_with(parts, prior=p >> f >> g, atol=1e-8)


@given(gaussian_laws())
def test_identities_invert_to_identities(p):
    identity = GaussianKernel.id(p.cod)
    assert identity.invert(p).agrees_with(identity, prior=p, atol=1e-11)


@given(priors_and_kernels())
def test_two_inverses_are_equal_on_the_support_and_the_support_is_named(case):
    p, f = case
    q, back = p >> f, f.invert(p)
    if back.support is None:
        assert len(pivoted_cholesky(q.covariance)[1]) == q.cod.size
        return
    other = GaussianKernel(
        back.A + back.support.normals.sum(axis=0), back.b - back.support.normals.sum(axis=0) @ q.mean,
        back.noise_cov, dom=back.dom, cod=back.cod,
    )  # fmt: skip
    assert not other.agrees_with(back, atol=1e-6)
    assert other.agrees_with(back, prior=q, atol=1e-7)
    for draw in q.sample(5, rng=1):
        assert back.support.contains(draw)
        back.at(draw)
        with pytest.raises(DomainError, match="outside the support") as caught:
            back.at(draw + back.support.normals[0])
        assert "almost surely" in str(caught.value)


@given(integer_matrices(4, 4, bound=2), st.integers(0, 4))
def test_conditionals_are_those_of_exact_arithmetic(factor, rank):
    covariance = factor[:, :rank] @ factor[:, :rank].T
    law = GaussianKernel.state(np.zeros(4), covariance, cod=BLOCKS)
    gain, taken, rest = reference.conditional(reference.exact(covariance), [0, 1], [2, 3])
    found = law.conditional("y")
    assert found.noise_cov == pytest.approx(np.array(rest, dtype=float), abs=1e-12)
    slope = np.zeros((2, 2))
    slope[:, [i - 2 for i in taken]] = np.array(gain, dtype=float).reshape(2, len(taken))
    exact = GaussianKernel(slope, noise_cov=found.noise_cov, dom=found.dom, cod=found.cod)
    assert found.agrees_with(exact, prior=law.marginal("y"), atol=1e-10)
    assert (found.support is None) == (len(taken) == 2)


@given(integer_matrices(5, 5, bound=3), st.integers(0, 5), integer_matrices(1, 5, bound=20))
def test_the_rank_is_that_of_exact_arithmetic_in_any_units(factor, rank, exponents):
    covariance = factor[:, :rank] @ factor[:, :rank].T
    exact = reference.exact(covariance)
    units = 10.0 ** exponents[0]
    factor, taken = pivoted_cholesky(covariance * units * units[:, None])
    assert len(taken) == len(reference.basis(exact))
    back = factor / units[:, None]
    assert back @ back.T == pytest.approx(covariance, abs=1e-12)


@given(gaussian_laws(BLOCKS))
def test_a_joint_law_is_its_marginal_and_its_conditional(law):
    back = law.marginal("x") >> GaussianKernel.copy(law.cod.select([0]))
    again = back >> (GaussianKernel.id(law.cod.select([0])) @ law.conditional("x"))
    assert again.agrees_with(law, atol=1e-10)


@given(gaussian_laws(EuclideanSpace(("x", "y", "z"), (1, 2, 1))))
@example(
    GaussianKernel.state(
        np.zeros(4),
        [
            [3, 0, 1, 3],
            [0, 0, 0, 0],
            [1, 0, 1, 1],
            [3, 0, 1, 3],
        ],  # z is x, given which its rounding is nothing
        cod=EuclideanSpace(("x", "y", "z"), (1, 2, 1)),
    )
)
def test_conditioning_step_by_step_is_conditioning_at_once(law):
    x, y, z = np.split(law.sample(1, rng=5)[0], [1, 3])
    once = law.condition({"z": z, "x": x})
    steps = law.condition({"x": x}).condition({"z": z})
    assert once.agrees_with(steps, atol=1e-7)
    assert law.condition({}).agrees_with(law)
    assert law.condition({"x": x, "y": y, "z": z}).cod.size == 0


@given(gaussian_laws(BLOCKS))
def test_chain_rule_of_entropy_and_symmetry_of_information(law):
    x, y = law.marginal("x"), law.marginal("y")
    information = law.mutual_information("x", "y")
    assert information == pytest.approx(law.mutual_information("y", "x"), abs=1e-9)
    assert isinf(information) == bool(law.shared("x", "y"))
    if not isinf(law.entropy()):
        assert law.entropy() == pytest.approx(x.entropy() + law.conditional("x").entropy(), abs=1e-9)
        assert information == pytest.approx(x.entropy() + y.entropy() - law.entropy(), abs=1e-9)
        assert information == pytest.approx(law.relative_entropy(x @ y), abs=1e-9)
    assert (law.entropy() == -inf) == (not law.spread.is_whole)
    assert (law.relative_entropy(x @ y) == inf) == isinf(information)


@given(gaussian_laws(EuclideanSpace(("x", "y", "z"), (1, 2, 1))))
def test_chain_rule_of_information(law):
    whole = law.mutual_information("x", ["y", "z"])
    parts = law.mutual_information("x", "z") + law.mutual_information("x", "y", given="z")
    assert isinf(whole) == isinf(parts)
    if not isinf(whole):
        assert whole == pytest.approx(parts, abs=1e-9)


@given(st.data(), gaussian_laws(BLOCKS))
def test_processing_loses_information(data, law):
    f = data.draw(gaussian_kernels(dom=EuclideanSpace.of(2, "y")))
    after = law >> (GaussianKernel.id(EuclideanSpace.of(2, "x")) @ f)
    assert after.mutual_information([0], [1]) <= law.mutual_information("x", "y") + 1e-9


@given(st.data(), gaussian_laws())
def test_processing_brings_laws_together(data, p):
    q, f = data.draw(gaussian_laws(p.cod)), data.draw(gaussian_kernels(dom=p.cod))
    assert (p >> f).relative_entropy(q >> f) <= p.relative_entropy(q) + 1e-9
    assert p.relative_entropy(p) == pytest.approx(0.0, abs=1e-12)


@given(priors_and_kernels())
def test_samples_have_the_moments(case):
    """Of 4000 samples, each within 8 standard errors: Bernstein's inequality gives a miss odds below 1e-9."""
    p, f = case
    n = 4000
    inputs = p.sample(n, rng=11)
    outputs = f.sample(n, rng=12, inputs=inputs)
    joint = f.joint(p)
    drawn = np.hstack([inputs, outputs]) - joint.mean
    variances = joint.covariance.diagonal()
    assert (np.abs(drawn.mean(axis=0)) <= 8 * np.sqrt(variances / n) + 1e-9).all()
    error = np.sqrt((np.outer(variances, variances) + joint.covariance**2) / n)
    assert (np.abs(drawn.T @ drawn / n - joint.covariance) <= 8 * error + 1e-9).all()
