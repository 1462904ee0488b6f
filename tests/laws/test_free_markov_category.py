"""The laws of Markov categories hold between diagrams, and no others: interpretations tell the rest apart."""

import numpy as np
from hypothesis import given, settings, strategies as st

from itbounds import Box, Diagram
from itbounds.symbolic import Node, Wiring
from itbounds.symbolic.wiring import normal_form
from itbounds.testing.diagrams import SIGNATURE, diagrams, rewritten, wires
from tests.reference.diagrams import evaluated, random_kernels

COPY, SWAP, ID, DISCARD = Diagram.copy, Diagram.swap, Diagram.id, Diagram.discard


def same(*arrows):
    """Whether all are equal, with equal hashes."""
    return len(set(arrows)) == 1


@st.composite
def chains(draw, length):
    """Diagrams each of which can follow the one before."""
    ends = [draw(wires()) for _ in range(length + 1)]
    return [draw(diagrams(ends[i], ends[i + 1], max_boxes=3)) for i in range(length)]


@given(chains(3))
def test_composition_is_associative_with_units(chain):
    f, g, h = chain
    assert same((f >> g) >> h, f >> (g >> h))
    assert same(f, ID(f.dom) >> f, f >> ID(f.cod))


@given(diagrams(), diagrams(), diagrams())
def test_side_by_side_is_associative_with_units(f, g, h):
    assert same((f @ g) @ h, f @ (g @ h))
    assert same(f, ID() @ f, f @ ID())
    assert same(ID(f.dom) @ ID(g.dom), ID(f.dom, g.dom))


@given(chains(2), chains(2))
def test_interchange(first, second):
    (f, g), (h, k) = first, second
    assert same((f @ h) >> (g @ k), (f >> g) @ (h >> k))


@given(diagrams(), diagrams())
def test_swap_is_natural_and_its_own_inverse(f, g):
    assert same((f @ g) >> SWAP(f.cod, g.cod), SWAP(f.dom, g.dom) >> (g @ f))
    assert same(SWAP(f.dom, g.dom) >> SWAP(g.dom, f.dom), ID(f.dom, g.dom))


@given(wires(), wires(), wires())
def test_swap_satisfies_the_hexagon(x, y, z):
    assert same(SWAP(x, y + z), SWAP(x, y) @ ID(z) >> ID(y) @ SWAP(x, z))


@given(wires(), wires())
def test_every_type_is_a_commutative_comonoid_made_of_those_of_its_wires(x, y):
    assert same(COPY(x) >> COPY(x) @ ID(x), COPY(x) >> ID(x) @ COPY(x))
    assert same(ID(x), COPY(x) >> DISCARD(x) @ ID(x), COPY(x) >> ID(x) @ DISCARD(x))
    assert same(COPY(x), COPY(x) >> SWAP(x, x))
    assert same(COPY(x + y), COPY(x) @ COPY(y) >> ID(x) @ SWAP(x, y) @ ID(y))
    assert same(DISCARD(x + y), DISCARD(x) @ DISCARD(y))
    assert same(COPY(), DISCARD(), ID())


@given(diagrams())
def test_discard_is_natural(f):
    assert same(f >> DISCARD(f.cod), DISCARD(f.dom))


@given(diagrams())
def test_copy_is_natural_for_deterministic_diagrams_only(f):
    natural = f >> COPY(f.cod) == COPY(f.dom) >> f @ f
    assert natural == f.is_deterministic


@given(diagrams(signature=[box for box in SIGNATURE if box.deterministic or not box.dom]))
def test_what_is_made_of_functions_is_a_function(f):
    if all(box.deterministic for box in f.boxes):
        assert f.is_deterministic
        assert same(f >> COPY(f.cod), COPY(f.dom) >> f @ f)


def test_copy_is_not_natural_for_a_stochastic_box():
    noisy, function = Box("f", "X", "Y"), Box("f", "X", "Y", deterministic=True)
    assert noisy >> COPY("Y") != COPY("X") >> noisy @ noisy
    assert function >> COPY("Y") == COPY("X") >> function @ function
    assert Diagram(noisy) != Diagram(function)


@given(st.data())
def test_equality_is_a_congruence(data):
    f = data.draw(diagrams())
    g = data.draw(rewritten(f))
    assert same(f, g)
    before, after = data.draw(diagrams(cod=f.dom)), data.draw(diagrams(dom=f.cod))
    beside = data.draw(diagrams())
    assert same(before >> f >> after, before >> g >> after)
    assert same(f @ beside, g @ beside)
    assert same(beside @ f, beside @ g)
    put = data.draw(diagrams(("X",), ("Y",), max_boxes=2))
    assert same(f.substitute({"f": put}), g.substitute({"f": put}))


@given(chains(2), diagrams(), st.data())
def test_substitution_is_a_functor(chain, h, data):
    f, g = chain
    images = {"f": data.draw(diagrams(("X",), ("Y",), max_boxes=2)), "p": data.draw(diagrams((), ("X",)))}
    assert same((f >> g).substitute(images), f.substitute(images) >> g.substitute(images))
    assert same((f @ h).substitute(images), f.substitute(images) @ h.substitute(images))
    assert same(f, f.substitute({box.name: box for box in SIGNATURE}))


@given(diagrams(max_boxes=6))
def test_the_normal_form_is_one(f):
    form = f.normal_form
    assert normal_form(form) == form
    used = {wire for node in form.nodes for wire in node.inputs} | set(form.outputs)
    assert all(used.intersection(wires) for wires in form.produced)


@given(st.data())
def test_the_order_of_independent_boxes_does_not_matter(data):
    wiring = data.draw(diagrams(max_boxes=6, max_width=5)).wiring
    shuffled = _shuffled(wiring, data.draw(st.randoms(use_true_random=False)))
    assert normal_form(shuffled) == normal_form(wiring)


@settings(max_examples=100)
@given(st.data())
def test_diagrams_are_equal_exactly_if_their_interpretations_are(data):
    """Random kernels of full support tell all else apart: on these boxes the laws are complete."""
    one = data.draw(diagrams(max_boxes=5, cod=data.draw(wires(min_size=1)))).wiring
    other = _replugged(one, data)
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    agree = True
    for _ in range(3):
        kernels = random_kernels(list(SIGNATURE), rng)
        left, right = evaluated(one, kernels), evaluated(other, kernels)
        assert np.allclose(evaluated(normal_form(one), kernels), left, rtol=0.0, atol=1e-12)
        agree &= np.allclose(left, right, rtol=0.0, atol=1e-12)
    assert agree == (normal_form(one) == normal_form(other))


def _shuffled(wiring, random):
    """The same boxes in another order that is possible."""
    waiting, ready, number = list(range(len(wiring.nodes))), [], {i: i for i in range(len(wiring.dom))}
    while waiting:
        free = [i for i in waiting if all(wire in number for wire in wiring.nodes[i].inputs)]
        chosen = random.choice(free)
        waiting.remove(chosen)
        node = wiring.nodes[chosen]
        ready.append(Node(node.box, tuple(number[wire] for wire in node.inputs)))
        for wire in wiring.produced[chosen]:
            number[wire] = len(number)
    return Wiring(wiring.dom, tuple(ready), tuple(number[wire] for wire in wiring.outputs))


def _replugged(wiring, data):
    """Another wiring of the same boxes: an input or two moved to another wire of the same object."""
    nodes, outputs = list(wiring.nodes), list(wiring.outputs)
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(nodes)))
        ports = outputs if place == len(nodes) else list(nodes[place].inputs)
        if not ports:
            continue
        end = len(wiring.wires) if place == len(nodes) else wiring.produced[place].start
        port = data.draw(st.integers(0, len(ports) - 1))
        fitting = [w for w in range(end) if wiring.wires[w] == wiring.wires[ports[port]]]
        others = [wire for wire in fitting if wire != ports[port]]
        ports[port] = data.draw(st.sampled_from(others or fitting))
        if place < len(nodes):
            nodes[place] = Node(nodes[place].box, tuple(ports))
    return Wiring(wiring.dom, tuple(nodes), tuple(outputs))
