"""The axioms of a Markov category (Fritz 2020, definition 2.1), on drawn spaces and kernels."""

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given

from itbounds.kernels import Distribution, Kernel, Space
from itbounds.testing.strategies import (
    composable_chains,
    deterministic_kernels,
    distributions,
    kernels,
    spaces,
)


def equal(a: Kernel, b: Kernel, atol: float = 1e-14) -> bool:
    return a.agrees_with(b, atol=atol)


@given(composable_chains(3))
def test_composition_is_associative(chain):
    f, g, h = chain
    assert equal((f >> g) >> h, f >> (g >> h))


@given(kernels())
def test_identities_are_units_bit_by_bit(f):
    assert ((Kernel.id(f.dom) >> f).matrix == f.matrix).all()
    assert ((f >> Kernel.id(f.cod)).matrix == f.matrix).all()


@given(kernels(), kernels(max_size=3), kernels(max_size=2))
def test_the_product_is_associative_with_the_unit_space_as_unit(f, g, h):
    left, right = (f @ g) @ h, f @ (g @ h)
    assert left.dom == right.dom
    assert left.cod == right.cod
    assert equal(left, right)
    unit = Kernel.id(Space.unit())
    for padded in (f @ unit, unit @ f):
        assert (padded.dom, padded.cod) == (f.dom, f.cod)
        assert (padded.matrix == f.matrix).all()


@given(composable_chains(2, max_size=3), composable_chains(2, max_size=3))
def test_interchange(first, second):
    (f, g), (h, k) = first, second
    assert equal((f >> g) @ (h >> k), (f @ h) >> (g @ k))


@given(spaces(), spaces())
def test_identities_of_products(x, y):
    assert equal(Kernel.id(x @ y), Kernel.id(x) @ Kernel.id(y), atol=0.0)


@given(spaces(), spaces())
def test_swap_is_an_involution(x, y):
    assert equal(Kernel.swap(x, y) >> Kernel.swap(y, x), Kernel.id(x @ y), atol=0.0)


@given(kernels(max_size=3), kernels(max_size=3))
def test_swap_is_natural(f, g):
    assert equal((f @ g) >> Kernel.swap(f.cod, g.cod), Kernel.swap(f.dom, g.dom) >> (g @ f))


@given(spaces(max_size=3), spaces(max_size=3), spaces(max_size=3))
def test_swap_satisfies_the_hexagon(x, y, z):
    steps = (Kernel.swap(x, y) @ Kernel.id(z)) >> (Kernel.id(y) @ Kernel.swap(x, z))
    assert equal(Kernel.swap(x, y @ z), steps, atol=0.0)


@given(spaces())
def test_copying_is_coassociative_counital_and_commutative(x):
    copy, identity, discard = Kernel.copy(x), Kernel.id(x), Kernel.discard(x)
    assert equal(copy >> (copy @ identity), copy >> (identity @ copy), atol=0.0)
    assert equal(copy >> (discard @ identity), identity, atol=0.0)
    assert equal(copy >> (identity @ discard), identity, atol=0.0)
    assert equal(copy >> Kernel.swap(x, x), copy, atol=0.0)


@given(spaces(max_size=3), spaces(max_size=3))
def test_copy_and_discard_of_products_are_made_of_those_of_the_factors(x, y):
    middle = Kernel.id(x) @ Kernel.swap(x, y) @ Kernel.id(y)
    assert equal(Kernel.copy(x @ y), (Kernel.copy(x) @ Kernel.copy(y)) >> middle, atol=0.0)
    assert equal(Kernel.discard(x @ y), Kernel.discard(x) @ Kernel.discard(y), atol=0.0)
    assert equal(Kernel.copy(Space.unit()), Kernel.id(Space.unit()), atol=0.0)


@given(kernels())
def test_discard_is_natural(f):
    assert equal(f >> Kernel.discard(f.cod), Kernel.discard(f.dom))


@given(deterministic_kernels())
def test_copy_is_natural_for_functions(f):
    assert f.is_deterministic
    assert equal(f >> Kernel.copy(f.cod), Kernel.copy(f.dom) >> (f @ f), atol=0.0)


@given(kernels())
def test_copy_is_natural_only_for_functions(f):
    spread = (f.matrix * (1.0 - f.matrix)).max()
    assume(spread == 0.0 or spread > 1e-9)
    natural = equal(f >> Kernel.copy(f.cod), Kernel.copy(f.dom) >> (f @ f), atol=1e-12)
    assert natural == f.is_deterministic


@given(st.data(), deterministic_kernels())
def test_functions_compose_as_functions(data, f):
    g = data.draw(deterministic_kernels(dom=f.cod))
    table = f.matrix.argmax(axis=1)
    assert ((f >> g).matrix.argmax(axis=1) == g.matrix.argmax(axis=1)[table]).all()
    assert (f >> g).is_deterministic


@given(st.data(), distributions(), spaces())
def test_a_distribution_is_a_kernel_from_the_unit_space(data, p, y):
    f = data.draw(kernels(dom=p.space, cod=y))
    q = p >> f
    assert isinstance(q, Distribution)
    assert q.dom == Space.unit()
    assert q.probabilities == pytest.approx(p.probabilities @ f.matrix, abs=1e-15)
    assert isinstance(p @ q, Distribution)


@given(distributions(max_size=3), distributions(max_size=3))
def test_marginals_are_discards(p, q):
    pair = p @ q
    assert equal(pair.marginal(0), pair >> (Kernel.id(p.space) @ Kernel.discard(q.space)))
    assert equal(pair.marginal(0), p)
    assert equal(pair.marginal([1]), q)
    assert equal(pair.marginal([1, 0]), pair >> Kernel.swap(p.space, q.space))
    assert pair.marginal([1, 0]).space == q.space @ p.space


@given(st.data(), spaces(max_size=3), spaces(max_size=3), spaces(max_size=3), spaces(max_size=3))
def test_marginals_of_kernels_keep_the_order_asked_for(data, a, x, y, z):
    f = data.draw(kernels(dom=a, cod=x @ y @ z))
    rotated = f.marginal([2, 0, 1])
    assert rotated.cod == z @ x @ y
    assert equal(rotated.marginal([1, 2, 0]), f)
    assert equal(f.marginal([2, 0]), rotated.marginal([0, 1]))
