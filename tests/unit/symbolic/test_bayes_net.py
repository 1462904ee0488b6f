"""Bayesian networks: d-separation, the ordered local Markov list, and how they belong together."""

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from itbounds import RV, DomainError, DTypeError, rvs
from itbounds.symbolic.bayes_net import d_separated, is_graph, local_markov
from tests.reference.semigraphoid import closure, subsets

NAMES = ("A", "B", "C", "D", "E", "F")


@st.composite
def graphs(draw, most=6):
    """A random acyclic graph whose topological order is not that of its names."""
    size = draw(st.integers(2, most))
    names = draw(st.permutations(NAMES[:size]))
    edges = [pair for pair in combinations(names, 2) if draw(st.booleans())]
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(names))
    graph.add_edges_from(edges)
    return graph


def triples(names):
    """Every ordered choice of disjoint groups, the first two not empty."""
    for condition in subsets(names):
        rest = set(names) - condition
        for one in subsets(rest):
            for other in subsets(rest - one):
                if one and other:
                    yield one, other, condition


def joint(names):
    return tuple(RV(name) for name in names)


@given(graphs(most=5))
@settings(max_examples=15)
def test_d_separation_agrees_with_networkx_on_every_triple(graph):
    for one, other, condition in triples(graph.nodes):
        expected = nx.is_d_separator(graph, set(one), set(other), set(condition))
        assert d_separated(graph, joint(one), joint(other), joint(condition)) is expected


@given(graphs(most=5))
@settings(max_examples=15)
def test_the_semigraphoid_closure_of_the_local_list_is_d_separation(graph):
    stated = []
    for relation in local_markov(graph):
        for statement in relation.structure:
            groups = (statement.first, statement.second, statement.condition)
            stated.append(tuple(frozenset(variable.name for variable in group) for group in groups))
    known = closure(stated)
    for triple in triples(graph.nodes):
        assert (triple in known) is nx.is_d_separator(graph, *map(set, triple))


@given(graphs())
def test_the_local_list_has_one_entry_for_each_variable_with_a_stranger_before_it(graph):
    relations = local_markov(graph)
    order = [r.groups[0] for r in relations]
    assert len(set(order)) == len(order)
    for relation in relations:
        (variable,), strangers = relation.groups
        assert set(relation.condition) == {RV(name) for name in graph.predecessors(variable.name)}
        assert not set(strangers) & {RV(name) for name in nx.descendants(graph, variable.name)}
    # The number of missing edges is what the list states, pair by pair.
    pairs = sum(len(relation.groups[1]) for relation in relations)
    size = graph.number_of_nodes()
    assert pairs == size * (size - 1) // 2 - graph.number_of_edges()


def test_a_chain_and_a_collider():
    X, Y, Z = rvs("X Y Z")
    assert local_markov(nx.DiGraph([(X, Y), (Y, Z)]))[0].structure == (X >> Y >> Z).structure
    (alone,) = local_markov(nx.DiGraph([("X", "Z"), ("Y", "Z")]))
    assert str(alone) == "indep(Y; X)"


def test_nodes_may_be_variables_or_names():
    X, Y = rvs("X Y")
    one, other = nx.DiGraph([(X, "Z"), ("Y", "Z")]), nx.DiGraph([("X", "Z"), (Y, "Z")])
    assert local_markov(one) == local_markov(other)
    assert is_graph(nx.DiGraph())
    assert not is_graph("X -> Y")


def test_what_is_no_bayesian_network_is_refused():
    X, Y = rvs("X Y")
    with pytest.raises(DTypeError, match="no directed graph"):
        local_markov(nx.Graph([("X", "Y")]))
    with pytest.raises(DTypeError, match="no directed graph"):
        local_markov([("X", "Y")])
    with pytest.raises(DTypeError, match="node 3"):
        local_markov(nx.DiGraph([("X", 3)]))
    with pytest.raises(DomainError, match="cycle"):
        local_markov(nx.DiGraph([("X", "Y"), ("Y", "X")]))
    with pytest.raises(DomainError, match="same random variable"):
        local_markov(nx.DiGraph([(X, Y), ("X", Y)]))
    with pytest.raises(DomainError, match="not in the graph"):
        d_separated(nx.DiGraph([("X", "Y")]), X, RV("Z"))
    with pytest.raises(DomainError, match="overlap"):
        d_separated(nx.DiGraph([("X", "Y")]), X, Y, X)
