"""What a diagram says about its wires as random variables: independences, and what is a function of what."""

from collections.abc import Iterator
from typing import Any

from itbounds.symbolic.bayes_net import local_markov
from itbounds.symbolic.relation import Relation, function_of
from itbounds.symbolic.variable import RV
from itbounds.symbolic.wiring import Wiring, merged

__all__ = ["bayes_net", "relations", "variable_names"]


def variable_names(wiring: Wiring) -> tuple[str, ...]:
    """Return a name for the random variable on every wire: that of its object, numbered if there are several.

    Examples
    --------
    >>> from itbounds import Box
    >>> step = Box("step", "X", "X")
    >>> variable_names((Box("p", (), ("X", "Y")) >> step @ Box("f", "Y", "Z")).wiring)
    ('X1', 'Y', 'X2', 'Z')
    """
    objects = wiring.wires
    taken = {name for name in objects if objects.count(name) == 1}
    names = list(objects)
    for name in dict.fromkeys(objects):
        places = [i for i, other in enumerate(objects) if other == name]
        if len(places) > 1:
            stem = f"{name}_" if name[-1].isdigit() else name
            while any(f"{stem}{k}" in taken for k in range(1, len(places) + 1)):
                stem += "_"
            for k, place in enumerate(places, 1):
                names[place] = f"{stem}{k}"
                taken.add(names[place])
    return tuple(names)


def bayes_net(wiring: Wiring) -> Any:
    """Return the Bayesian network of a wiring; see `Diagram.bayes_net`."""
    import networkx as nx

    names = variable_names(wiring)
    graph = nx.DiGraph()
    graph.add_nodes_from(names)
    entering = range(len(wiring.dom))
    graph.add_edges_from((names[i], names[j]) for j in entering for i in range(j))
    for node, wires in zip(wiring.nodes, wiring.produced, strict=True):
        for wire in wires:
            graph.add_edges_from((names[i], names[wire]) for i in node.inputs)
            if not node.box.deterministic:
                graph.add_edges_from((names[i], names[wire]) for i in range(wires.start, wire))
    return graph


def relations(wiring: Wiring) -> tuple[Relation, ...]:
    """Return what the wires satisfy under every interpretation; see `Diagram.relations`."""
    variables = [RV(name) for name in variable_names(wiring)]

    def functions() -> Iterator[Relation]:
        for node, wires in zip(wiring.nodes, wiring.produced, strict=True):
            if node.box.deterministic:
                yield function_of([variables[i] for i in wires], [variables[i] for i in node.inputs])
        for wire, first in enumerate(merged(wiring)):
            if wire != first:
                yield function_of(variables[wire], variables[first])
                yield function_of(variables[first], variables[wire])

    return (*local_markov(bayes_net(wiring)), *functions())
