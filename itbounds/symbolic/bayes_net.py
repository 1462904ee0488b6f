"""Bayesian networks: what a directed acyclic graph says about the variables at its nodes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from itbounds.errors import DomainError, DTypeError
from itbounds.symbolic.relation import Independence, independent
from itbounds.symbolic.variable import NOTHING, RV, Group, Joint, as_joint, natural_key

__all__ = ["connected", "d_separated", "is_graph", "local_markov"]

DAG_HINT = "a Bayesian network is an acyclic networkx.DiGraph, its nodes random variables or their names"


def is_graph(obj: Any) -> bool:
    """Whether something is a graph of networkx."""
    return hasattr(obj, "is_directed") and hasattr(obj, "adj")


def local_markov(graph: Any) -> tuple[Independence, ...]:
    r"""Return the ordered local Markov list: each variable is independent of its non-parents before it.

    .. math:: X_i \perp X_{\{1, \dots, i-1\} \setminus \mathrm{pa}(i)} \mid X_{\mathrm{pa}(i)}

    in a topological order. A law factorises along the graph exactly when it has these independences, and they
    imply, by the rules of semigraphoids alone, every independence that d-separation reads from the graph.
    Variables whose list is empty are left out.

    Parameters
    ----------
    graph : networkx.DiGraph
        Without cycles; the nodes are random variables or their names.

    Raises
    ------
    DTypeError
        If it is no directed graph, or a node is no random variable.
    DomainError
        If it has a cycle.

    References
    ----------
    T. Verma, J. Pearl, "Causal networks: semantics and expressiveness", UAI (1988) 352-359.

    Examples
    --------
    >>> import networkx as nx
    >>> for relation in local_markov(nx.DiGraph([("X", "Y"), ("Y", "Z"), ("X", "W")])):
    ...     print(relation)
    indep(Y; W | X)
    indep(Z; W,X | Y)
    """
    parents = _parents(graph)
    found, before = list[Independence](), NOTHING
    for variable in _topological(parents):
        above = as_joint(parents[variable])
        apart = before - above
        if len(apart):
            found.append(independent(variable, apart, given=above))
        before = before & variable
    return tuple(found)


def d_separated(graph: Any, first: Group, second: Group, given: Group = NOTHING) -> bool:
    """Whether a graph says that two groups are independent given a third.

    Parameters
    ----------
    graph : networkx.DiGraph
        Without cycles; the nodes are random variables or their names.
    first, second, given : RV, Joint, tuples of them
        Disjoint groups of its variables.

    Raises
    ------
    DTypeError
        If it is no directed graph, or a node is no random variable.
    DomainError
        If it has a cycle, a variable is not in it, or the groups overlap.

    References
    ----------
    J. Pearl, *Probabilistic Reasoning in Intelligent Systems* (1988), section 3.3; the search is that of
    R. D. Shachter, "Bayes-ball", UAI (1998) 480-487.

    Examples
    --------
    >>> import networkx as nx
    >>> from itbounds import rvs
    >>> X, Y, Z = rvs("X Y Z")
    >>> collider = nx.DiGraph([("X", "Z"), ("Y", "Z")])
    >>> d_separated(collider, X, Y), d_separated(collider, X, Y, Z)
    (True, False)
    """
    parents = _parents(graph)
    groups = [as_joint(group) for group in (first, second, given)]
    for variable in as_joint(groups):
        if variable not in parents:
            raise DomainError(f"the variable {variable} is not in the graph", value=variable)
    if sum(len(group) for group in groups) > len(as_joint(groups)):
        raise DomainError("the groups overlap", value=tuple(groups), hint="d-separation is of disjoint ones")
    one, other, seen = groups
    return not any(variable in other for variable in connected(parents, one, seen))


def connected(parents: Mapping[RV, tuple[RV, ...]], start: Joint, given: Joint) -> Iterator[RV]:
    """Yield what is connected with a group by a path that is active given another; some of it repeatedly.

    Parameters
    ----------
    parents : mapping from RV to tuple of RV
        A directed acyclic graph: the parents of every node.
    start, given : Joint
        Disjoint groups of nodes.
    """
    children: dict[RV, list[RV]] = {variable: [] for variable in parents}
    for variable, above in parents.items():
        for parent in above:
            children[parent].append(variable)
    informed, fresh = set[RV](), list(given)
    while fresh:  # a collider passes if it or a descendant is given
        if (variable := fresh.pop()) not in informed:
            informed.add(variable)
            fresh += parents[variable]
    visited = set[tuple[RV, bool]]()
    ahead = [(variable, True) for variable in start]  # True: met from a child, as the start is
    while ahead:
        step = variable, upwards = ahead.pop()
        if step in visited:
            continue
        visited.add(step)
        if variable not in given:
            yield variable
            ahead += [(child, False) for child in children[variable]]
        if (variable not in given) if upwards else (variable in informed):
            ahead += [(parent, True) for parent in parents[variable]]


def _parents(graph: Any) -> dict[RV, tuple[RV, ...]]:
    if not is_graph(graph) or not graph.is_directed():
        raise DTypeError(f"{graph!r} is no directed graph", value=graph, hint=DAG_HINT)
    names = {node: _variable(node) for node in graph.nodes}
    if len(set(names.values())) < len(names):
        raise DomainError("two nodes are the same random variable", value=tuple(names), hint=DAG_HINT)
    return {names[node]: tuple(names[p] for p in graph.predecessors(node)) for node in graph.nodes}


def _variable(node: Any) -> RV:
    if isinstance(node, RV):
        return node
    if isinstance(node, str):
        return RV(node)
    raise DTypeError(f"the node {node!r} is no random variable", value=node, hint=DAG_HINT)


def _topological(parents: dict[RV, tuple[RV, ...]]) -> Iterable[RV]:
    """Yield the variables, parents first, otherwise in natural order."""
    waiting = sorted(parents, key=lambda variable: natural_key(variable.name))
    done = set[RV]()
    while waiting:
        ready = next((v for v in waiting if done.issuperset(parents[v])), None)
        if ready is None:
            raise DomainError("the graph has a cycle", value=tuple(waiting), hint=DAG_HINT)
        waiting.remove(ready)
        done.add(ready)
        yield ready
