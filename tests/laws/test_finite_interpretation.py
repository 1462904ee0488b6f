"""Interpretation in FinStoch is a functor of Markov categories, and equals one sum over all wires."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from itbounds import Diagram
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.semantics.finite import finite
from itbounds.semantics.interpret import interpret, joint_law
from itbounds.testing.diagrams import SIGNATURE, diagrams, rewritten, wires
from tests.reference.diagrams import SIZES, evaluated, random_kernels


@st.composite
def worlds(draw):
    """A finite kernel for each box of the signature, as arrays with an axis for each wire."""
    return random_kernels(list(SIGNATURE), np.random.default_rng(draw(st.integers(0, 2**32 - 1))))


def as_given(tensors, typed=True):
    """The same as kernels on products of spaces, or as bare matrices."""
    kernels = {}
    for box in SIGNATURE:
        dom, cod = (
            Space(("",) * len(e), tuple(tuple(range(SIZES[w])) for w in e)) for e in (box.dom, box.cod)
        )
        matrix = tensors[box.name].reshape(dom.size, cod.size)
        if typed:
            kernels[box.name] = Kernel(dom, cod, matrix)
        else:
            kernels[box.name] = matrix if box.dom else matrix[0]
    return kernels


def equal(a, b):
    assert (a.dom, a.cod) == (b.dom, b.cod)
    return a.agrees_with(b, atol=1e-13)


@st.composite
def chains(draw, length):
    ends = [draw(wires()) for _ in range(length + 1)]
    return [draw(diagrams(ends[i], ends[i + 1], max_boxes=3)) for i in range(length)]


@given(worlds(), diagrams(max_boxes=6))
def test_the_interpretation_is_the_sum_over_all_wires(world, f):
    kernel = interpret(f, as_given(world), SIZES)
    expected = evaluated(f.wiring, world).reshape(kernel.dom.size, kernel.cod.size)
    assert np.abs(kernel.matrix - expected).max() <= 1e-13
    assert (kernel.dom.names, kernel.cod.names) == (f.dom, f.cod)
    assert isinstance(kernel, Distribution) == (not f.dom)
    bare = interpret(f, as_given(world, typed=False), SIZES)
    assert (bare.matrix == kernel.matrix).all()


@given(worlds(), diagrams(max_boxes=5))
def test_boxes_that_lead_nowhere_change_nothing(world, f):
    kernels = as_given(world)
    assert equal(finite(f.wiring, kernels, SIZES), finite(f.normal_form, kernels, SIZES))


@given(worlds(), chains(2))
def test_composites_go_to_composites(world, chain):
    f, g = chain
    F = as_given(world)
    assert equal(interpret(f >> g, F, SIZES), interpret(f, F, SIZES) >> interpret(g, F, SIZES))


@given(worlds(), diagrams(max_boxes=3), diagrams(max_boxes=3))
def test_products_go_to_products(world, f, g):
    F = as_given(world)
    assert equal(interpret(f @ g, F, SIZES), interpret(f, F, SIZES) @ interpret(g, F, SIZES))


@given(wires(), wires())
def test_structure_goes_to_structure(x, y):
    def at(names):
        return Space(names, tuple(tuple(range(SIZES[name])) for name in names))

    for diagram, kernel in [
        (Diagram.id(x), Kernel.id(at(x))),
        (Diagram.copy(x), Kernel.copy(at(x))),
        (Diagram.discard(x), Kernel.discard(at(x))),
        (Diagram.swap(x, y), Kernel.swap(at(x), at(y))),
    ]:
        found = interpret(diagram, {}, SIZES)
        assert equal(found, kernel)
        assert found.is_deterministic


@given(st.data(), worlds(), diagrams())
def test_equal_diagrams_have_equal_interpretations(data, world, f):
    g = data.draw(rewritten(f))
    F = as_given(world)
    assert f == g
    assert (interpret(f, F, SIZES).matrix == interpret(g, F, SIZES).matrix).all()


@given(worlds(), diagrams(max_boxes=4))
def test_copies_and_discards_are_natural_where_they_should_be(world, f):
    F = as_given(world)
    kernel = interpret(f, F, SIZES)
    assert equal(interpret(f >> Diagram.discard(f.cod), F, SIZES), Kernel.discard(kernel.dom))
    copied = interpret(f >> Diagram.copy(f.cod), F, SIZES)
    assert equal(copied, kernel >> Kernel.copy(kernel.cod))
    apart = interpret(Diagram.copy(f.dom) >> f @ f, F, SIZES)
    assert copied.agrees_with(apart, atol=1e-13) == kernel.is_deterministic


@given(st.data(), worlds(), diagrams(dom=(), max_boxes=4))
def test_the_joint_law_of_the_wires_has_the_interpretation_for_a_marginal(data, world, f):
    F = as_given(world)
    names = f.variables
    law = joint_law(f, F, SIZES)
    assert law.space.names == names
    assert abs(law.probabilities.sum() - 1.0) <= 1e-13
    chosen = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    part = joint_law(f, F, SIZES, variables=chosen)
    assert np.abs(part.probabilities - law.marginal(chosen).probabilities).max() <= 1e-13
    if len(set(f.wiring.outputs)) == len(f.cod):
        ends = law.marginal([names[wire] for wire in f.wiring.outputs])
        assert np.abs(ends.probabilities - interpret(f, F, SIZES).matrix[0]).max() <= 1e-13
