"""What diagrams say about their wires holds for all kernels, and reaches the prover."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from itbounds import RV, Box, Diagram, ProofStatus, prove
from itbounds.numerics.entropies import entropies
from itbounds.symbolic import d_separated
from itbounds.testing.diagrams import SIGNATURE, diagrams
from tests.reference.diagrams import SIZES, joint_law, random_kernels

X = Diagram.id("X")


def test_wires_are_named_after_their_objects():
    chain = Box("p", (), ("X", "Y")) >> Box("step", "X", "X") @ Box("f", "Y", "Z")
    assert chain.variables == ("X1", "Y", "X2", "Z")


def test_numbered_names_meet_no_others():
    step = Box("step", "X", "X")
    assert (step @ Box("f", "X1", "X2")).variables == ("X_1", "X1", "X_2", "X2")
    assert Diagram.id("X1", "X1", "X11").variables == ("X1_1", "X1_2", "X11")
    assert len(set(Diagram.id("X", "X", "X1", "X1", "X_1", "X1_1", "X1_1").variables)) == 7


def test_a_state_is_a_root_and_a_channel_an_arrow():
    graph = (Box("p", (), "X") >> Diagram.copy("X") >> X @ Box("W", "X", "Y")).bayes_net()
    assert isinstance(graph, nx.DiGraph)
    assert list(graph.edges) == [("X", "Y")]


def test_inputs_and_outputs_of_one_box_may_depend_on_each_other():
    both = Box("h", ("X", "Y"), ("U", "V"))
    edges = set(Diagram(both).bayes_net().edges)
    assert edges == {("X", "Y"), ("X", "U"), ("Y", "U"), ("X", "V"), ("Y", "V"), ("U", "V")}
    function = Box("h", ("X", "Y"), ("U", "V"), deterministic=True)
    assert set(Diagram(function).bayes_net().edges) == edges - {("U", "V")}


def test_the_prover_takes_a_diagram():
    chain = Box("p", (), "X") >> Box("W", "X", "Y") >> Box("V", "Y", "Z")
    for given_ in (chain, chain.bayes_net(), [chain], [chain.bayes_net(), "H(X) == 1"]):
        assert prove("I(X;Z) <= I(X;Y)", given=given_).status is ProofStatus.PROVED
    assert prove("I(X;Z) <= I(Y;Z)", given=Box("p", (), ("X", "Y", "Z"))).status is ProofStatus.REFUTED


def test_the_prover_learns_what_is_a_function_of_what():
    f = Box("f", "X", "Y", deterministic=True)
    twice = Box("p", (), "X") >> Diagram.copy("X") >> f @ f
    assert twice.variables == ("X", "Y1", "Y2")
    assert prove("H(Y1) <= H(X)", given=twice).status is ProofStatus.PROVED
    assert prove("H(Y1,Y2) == H(Y1)", given=twice).status is ProofStatus.PROVED
    noisy = Box("p", (), "X") >> Diagram.copy("X") >> Box("f", "X", "Y") @ Box("f", "X", "Y")
    assert prove("H(Y1,Y2) == H(Y1)", given=noisy).status is not ProofStatus.PROVED
    assert prove("I(Y1;Y2|X) == 0", given=noisy).status is ProofStatus.PROVED


@settings(max_examples=40)
@given(st.data())
def test_every_independence_of_the_network_holds_for_all_kernels(data):
    diagram = data.draw(diagrams(max_boxes=4, max_width=3))
    wiring, rng = diagram.wiring, np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    count = len(wiring.wires)
    if not 2 <= count <= 7:
        return
    inputs = rng.dirichlet(np.full(np.prod([SIZES[w] for w in wiring.dom], dtype=int), 0.5))
    law = joint_law(
        wiring, random_kernels(list(SIGNATURE), rng), inputs.reshape([SIZES[w] for w in wiring.dom])
    )
    table, graph, names = entropies(law), diagram.bayes_net(), diagram.variables
    for one, other in combinations(range(count), 2):
        rest = [i for i in range(count) if i not in (one, other)]
        for size in range(len(rest) + 1):
            for given_ in combinations(rest, size):
                z = sum(1 << i for i in given_)
                a, b = 1 << one, 1 << other
                if d_separated(graph, RV(names[one]), RV(names[other]), [RV(names[i]) for i in given_]):
                    information = table[a | z] + table[b | z] - table[a | b | z] - table[z]
                    assert information == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=40)
@given(st.data())
def test_every_relation_holds_for_all_kernels(data):
    diagram = data.draw(diagrams(max_boxes=4, max_width=3))
    wiring, rng = diagram.wiring, np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    if not 1 <= len(wiring.wires) <= 8:
        return
    inputs = rng.dirichlet(np.full(np.prod([SIZES[w] for w in wiring.dom], dtype=int), 0.5))
    law = joint_law(
        wiring, random_kernels(list(SIGNATURE), rng), inputs.reshape([SIZES[w] for w in wiring.dom])
    )
    table, order = entropies(law), [RV(name) for name in diagram.variables]
    for relation in diagram.relations():
        value = sum(float(v) * table[mask] for mask, v in relation.expression.masks(order).items())
        assert value == pytest.approx(0.0, abs=1e-9)


def test_an_output_of_a_noisy_box_tells_of_the_others():
    """The chain of parents is needed: otherwise independence would be claimed of outputs that have none."""
    rng = np.random.default_rng(7)
    pair = Box("r", (), ("X", "Y"))
    law = joint_law(Diagram(pair).wiring, random_kernels([pair], rng), np.ones(()))
    table = entropies(law)
    assert table[1] + table[2] - table[3] > 1e-3
    assert not d_separated(Diagram(pair).bayes_net(), RV("X"), RV("Y"))
