"""The axioms of a Markov category (Fritz 2020, definition 2.1) in Gauss, singular noise included."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from itbounds import CompositionError
from itbounds.kernels import EuclideanSpace, GaussianKernel
from itbounds.testing.gaussian_strategies import (
    euclidean_spaces,
    gaussian_chains,
    gaussian_kernels,
    gaussian_laws,
)


def equal(a, b, atol=1e-11):
    return a.agrees_with(b, atol=atol)


@given(gaussian_chains(3))
def test_composition_is_associative(chain):
    f, g, h = chain
    assert equal((f >> g) >> h, f >> (g >> h), atol=1e-9)


@given(gaussian_kernels())
def test_identities_are_units(f):
    for same in (GaussianKernel.id(f.dom) >> f, f >> GaussianKernel.id(f.cod)):
        assert equal(same, f)
        assert (same.dom, same.cod) == (f.dom, f.cod)


@given(gaussian_kernels(), gaussian_kernels(), gaussian_kernels())
def test_the_product_is_associative_with_the_unit_space_as_unit(f, g, h):
    left, right = (f @ g) @ h, f @ (g @ h)
    assert (left.dom, left.cod) == (right.dom, right.cod)
    assert equal(left, right, atol=0.0)
    unit = GaussianKernel.id(EuclideanSpace.unit())
    for padded in (f @ unit, unit @ f):
        assert (padded.dom, padded.cod) == (f.dom, f.cod)
        assert equal(padded, f, atol=0.0)


@given(gaussian_chains(2), gaussian_chains(2))
def test_interchange(first, second):
    (f, g), (h, k) = first, second
    assert equal((f >> g) @ (h >> k), (f @ h) >> (g @ k))


@given(gaussian_kernels(), gaussian_kernels())
def test_swap_is_natural_and_an_involution(f, g):
    swap = GaussianKernel.swap
    assert equal((f @ g) >> swap(f.cod, g.cod), swap(f.dom, g.dom) >> (g @ f))
    assert equal(swap(f.dom, g.dom) >> swap(g.dom, f.dom), GaussianKernel.id(f.dom @ g.dom), atol=0.0)


@given(euclidean_spaces(), euclidean_spaces(), euclidean_spaces())
def test_swap_satisfies_the_hexagon(x, y, z):
    swap, identity = GaussianKernel.swap, GaussianKernel.id
    steps = (swap(x, y) @ identity(z)) >> (identity(y) @ swap(x, z))
    assert equal(swap(x, y @ z), steps, atol=0.0)


@given(euclidean_spaces())
def test_copying_is_coassociative_counital_and_commutative(x):
    copy, identity, discard = GaussianKernel.copy(x), GaussianKernel.id(x), GaussianKernel.discard(x)
    assert equal(copy >> (copy @ identity), copy >> (identity @ copy), atol=0.0)
    assert equal(copy >> (discard @ identity), identity, atol=0.0)
    assert equal(copy >> (identity @ discard), identity, atol=0.0)
    assert equal(copy >> GaussianKernel.swap(x, x), copy, atol=0.0)


@given(euclidean_spaces(), euclidean_spaces())
def test_copy_of_a_product_is_made_of_those_of_the_factors(x, y):
    copy, identity = GaussianKernel.copy, GaussianKernel.id
    middle = identity(x) @ GaussianKernel.swap(x, y) @ identity(y)
    assert equal(copy(x @ y), (copy(x) @ copy(y)) >> middle, atol=0.0)


@given(gaussian_kernels())
def test_discard_is_natural(f):
    assert equal(f >> GaussianKernel.discard(f.cod), GaussianKernel.discard(f.dom), atol=0.0)


@given(gaussian_kernels())
def test_copy_is_natural_exactly_for_functions(f):
    natural = equal(f >> GaussianKernel.copy(f.cod), GaussianKernel.copy(f.dom) >> (f @ f), atol=1e-12)
    assert natural == f.is_deterministic


@given(gaussian_chains(2))
def test_functions_compose_as_functions(chain):
    f, g = (GaussianKernel(k.A, k.b, dom=k.dom, cod=k.cod) for k in chain)
    assert (f >> g).is_deterministic
    x = np.arange(1.0, f.dom.size + 1)
    assert (f >> g).at(x).mean == pytest.approx(g.A @ (f.A @ x + f.b) + g.b, abs=1e-12)


@given(st.data(), gaussian_laws())
def test_a_law_is_a_kernel_from_the_unit_space(data, p):
    f = data.draw(gaussian_kernels(dom=p.cod))
    q = p >> f
    assert q.is_state
    assert q.mean == pytest.approx(f.A @ p.mean + f.b, abs=1e-12)
    assert q.covariance == pytest.approx(f.A @ p.covariance @ f.A.T + f.noise_cov, abs=1e-10)


@given(gaussian_laws(), gaussian_laws())
def test_marginals_are_discards(p, q):
    pair = p @ q
    assert equal(pair.marginal(0), pair >> (GaussianKernel.id(p.cod) @ GaussianKernel.discard(q.cod)))
    assert equal(pair.marginal([1, 0]), pair >> GaussianKernel.swap(p.cod, q.cod))
    assert pair.marginal([1, 0]).cod == q.cod @ p.cod


@given(gaussian_kernels(), gaussian_kernels())
def test_spaces_that_do_not_meet_are_named(f, g):
    if f.cod.meets(g.dom):
        assert (f >> g).A.shape == (g.cod.size, f.dom.size)
    else:
        with pytest.raises(CompositionError, match="cannot compose") as caught:
            f >> g
        assert str(f.cod) in str(caught.value)
        assert str(g.dom) in str(caught.value)
