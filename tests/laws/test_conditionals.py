"""Conditionals, disintegration, almost sure equality and conditional independence, from their definitions."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, given

import itbounds as ib
from itbounds import errors
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.kernels.measures import joint
from itbounds.semantics import evaluate
from itbounds.testing.strategies import deterministic_kernels, distributions, kernels, spaces


@st.composite
def pairs_out(draw, count=2, max_size=3):
    """A kernel to a product of several spaces, and those spaces."""
    ends = [draw(spaces(max_size=max_size)) for _ in range(count)]
    cod = ends[0]
    for end in ends[1:]:
        cod = cod @ end
    return draw(kernels(cod=cod, max_size=max_size)), ends


@given(pairs_out())
def test_a_kernel_is_its_marginal_and_its_conditional(case):
    """f = (f_X, then copy X beside a copy of A) >> (id_X (x) f|X): Fritz 2020, definition 11.5."""
    f, (x, y) = case
    a = f.dom
    conditional = f.conditional(0)
    assert (conditional.dom, conditional.cod) == (x @ a, y)
    together = Kernel.copy(a) >> ((f.marginal(0) >> Kernel.copy(x)) @ Kernel.id(a))
    again = together >> (Kernel.id(x) @ conditional)
    assert again.agrees_with(f, atol=1e-14)
    never = ~(f.marginal(0).matrix > 0.0).T.ravel()
    assert (conditional.support == ~never).all()
    assert np.isfinite(conditional.matrix).all()
    assert conditional.matrix[never] == pytest.approx(1.0 / y.size)


@given(pairs_out(count=3))
def test_conditioning_twice_is_conditioning_on_both(case):
    f, (x, y, z) = case
    both = f.conditional([0, 1])
    one = f.conditional(0).conditional(0)
    assert (both.dom, both.cod) == (x @ y @ f.dom, z)
    assert one.dom == y @ x @ f.dom
    swapped = (Kernel.swap(x, y) @ Kernel.id(f.dom)) >> one
    assert np.abs(both.matrix - swapped.matrix)[both.support].max(initial=0.0) <= 1e-13


@given(st.data(), distributions(max_size=3))
def test_disintegration_gives_the_joint_law_back_and_is_almost_surely_unique(data, p):
    f = data.draw(kernels(dom=p.space, max_size=3))
    law = joint(p, f)
    marginal, channel = law.disintegrate(0)
    assert joint(marginal, channel).agrees_with(law, atol=1e-15)
    assert channel.agrees_with(f, prior=p, atol=1e-13)
    assert (channel.support == (p.probabilities > 0.0)).all()
    back = f.invert(p)
    assert law.conditional(1).agrees_with(back, prior=p >> f, atol=1e-13)
    assert law.conditional(1).null_rows == back.null_rows


@given(st.data(), distributions())
def test_almost_sure_equality_is_equality_of_joint_laws(data, p):
    """f ~ g under p iff the joints agree: Cho and Jacobs 2019, definition 5.1."""
    y = data.draw(spaces())
    f = data.draw(kernels(dom=p.space, cod=y))
    rows = f.matrix.copy()
    for x in data.draw(st.lists(st.integers(0, p.space.size - 1), unique=True)):
        rows[x] = data.draw(distributions(y)).probabilities
    g = Kernel(p.space, y, rows)
    assume(all(d == 0.0 or d > 1e-6 for d in np.abs(f.matrix - g.matrix).max(axis=1)))
    assume(all(mass == 0.0 or mass > 1e-6 for mass in p.probabilities))
    assert f.agrees_with(g, prior=p) == joint(p, f).agrees_with(joint(p, g), atol=1e-13)
    assert f.agrees_with(g) == (f.matrix == g.matrix).all()


@given(st.data(), distributions())
def test_almost_sure_determinism_is_copying_almost_surely(data, p):
    f = data.draw(kernels(dom=p.space) | deterministic_kernels(dom=p.space))
    spread = (f.matrix * (1.0 - f.matrix)).max(axis=1)
    assume(all(s == 0.0 or s > 1e-9 for s in spread))
    left, right = f >> Kernel.copy(f.cod), Kernel.copy(f.dom) >> (f @ f)
    assert f.is_almost_surely_deterministic(p) == left.agrees_with(right, prior=p)
    if f.is_deterministic:
        assert f.is_almost_surely_deterministic(p)


@given(st.data(), distributions(max_size=3))
def test_a_markov_chain_is_independent_given_its_middle(data, p):
    f = data.draw(kernels(dom=p.space, max_size=3))
    g = data.draw(kernels(dom=f.cod, max_size=3))
    chain = joint(p, f) >> (Kernel.id(p.space) @ (Kernel.copy(f.cod) >> (Kernel.id(f.cod) @ g)))
    assert chain.independent(0, 2, given=1)
    assert chain.independent(2, 0, given=1)
    assert (p @ (p >> f)).independent(0, 1)


@given(st.data(), spaces(max_size=2), spaces(max_size=2), spaces(max_size=2))
def test_independence_is_zero_mutual_information(data, x, y, z):
    """And the distance is that to the law put together from its two channels; I >= 2 TV^2 (Pinsker)."""
    law = data.draw(distributions(x @ y @ z))
    named = Distribution.of(law.tensor, names="XYZ")
    information = evaluate(ib.parse("I(X;Y|Z)"), named, unit="nat")
    if law.independent(0, 1, given=2):
        assert information <= 1e-8
    w, channels = law.disintegrate(2)
    pair = Kernel.copy(w.space) >> (channels.marginal(0) @ channels.marginal(1))
    glued = joint(w, pair).marginal([1, 2, 0])
    distance = 0.5 * np.abs(glued.probabilities - law.probabilities).sum()
    assume(abs(distance - 1e-9) > 1e-12)
    assert law.independent(0, 1, given=2, atol=1e-9) == (distance <= 1e-9)
    assert information >= 2.0 * distance**2 - 1e-12


def test_exclusive_or_is_pairwise_independent_only():
    xor = Distribution.of([[[1 / 4, 0], [0, 1 / 4]], [[0, 1 / 4], [1 / 4, 0]]], names="XYZ")
    for one, other, rest in ["XYZ", "YZX", "ZXY"]:
        assert xor.independent(one, other)
        assert not xor.independent(one, other, given=rest)
    assert not xor.independent("X", ["Y", "Z"])
    assert xor.independent("X", ["Y", "Z"], atol=0.6)
    assert xor.conditional(["X", "Y"]).is_deterministic
    with pytest.raises(errors.DomainError, match="twice"):
        xor.independent("X", "X")


def test_the_medical_test_by_disintegration():
    prior = Distribution(Space.of(["ill", "well"], "state"), [0.01, 0.99])
    test = Kernel(prior.space, Space.of(["+", "-"], "test"), [[0.90, 0.10], [0.05, 0.95]])
    seen, posterior = joint(prior, test).disintegrate("test")
    assert posterior.matrix[0, 0] == pytest.approx(2 / 13, rel=1e-14)
    assert seen.probabilities == pytest.approx([0.0585, 0.9415], rel=1e-14)
    assert (posterior.dom.names, posterior.cod.letters) == (("test",), ("ill", "well"))


def test_what_never_occurs_is_flagged_and_never_nan():
    law = Distribution.of([[[0.5, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.25, 0.25]]], names="XYZ")
    _, channel = law.disintegrate(["Y", "X"])
    assert channel.null_rows == ((0, 1), (1, 0))
    assert channel.support.tolist() == [True, False, False, True]
    assert channel.matrix.tolist() == [[1.0, 0.0], [0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]
    tiny = Distribution.of([[1.0, 0.0], [1e-310, 3e-310]])
    assert tiny.disintegrate(0)[1].matrix[1] == pytest.approx([0.25, 0.75], rel=1e-12)
