"""The proof that a form on joint entropies is concave in a free kernel: a flow on the entropy lattice."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from itbounds.errors import CertificateError
from itbounds.lowering.programs.entropy_graph import Arc, EntropyGraph
from itbounds.symbolic.factorization import Factorization

__all__ = ["ConcavityProof", "Obstacle", "Share", "check", "prove_concave"]


@dataclass(frozen=True, slots=True)
class Share:
    """A conditional entropy H(i|B) with its weight.

    Parameters
    ----------
    given, variable : int
        The mask of B and the position of i.
    weight : Fraction
        Positive, unless the entropy is affine.
    affine : bool
        Whether the entropy is affine in the free kernel.
    """

    given: int
    variable: int
    weight: Fraction
    affine: bool


@dataclass(frozen=True)
class ConcavityProof:
    r"""A form on joint entropies as a sum of conditional entropies and a constant.

    .. math:: \sum_S c_S H(S) = \sum_e \lambda_e H(i_e \mid B_e) + \sum_e \mu_e H(i_e \mid B_e) + \text{const}

    with :math:`\lambda_e \ge 0`,

    where those with :math:`\mu_e` are affine in the free kernel, and all are concave.

    Parameters
    ----------
    shares : tuple of Share
        The terms.
    """

    shares: tuple[Share, ...]

    @property
    def concave(self) -> tuple[Share, ...]:
        """The terms that are strictly needed to be concave."""
        return tuple(share for share in self.shares if not share.affine)

    @property
    def is_affine(self) -> bool:
        """Whether every term is affine."""
        return not self.concave

    def text(self, model: Factorization) -> str:
        """Return the sum as text."""

        def named(share: Share) -> str:
            bar = ",".join(map(str, model.members(share.given)))
            size = "" if abs(share.weight) == 1 else f"{abs(share.weight)} "
            return f"{size}H({model.order[share.variable]}{'|' + bar if bar else ''})"

        parts: list[str] = []
        for share in sorted(self.shares, key=lambda s: (s.affine, s.weight < 0, s.given.bit_count())):
            sign = "-" if share.weight < 0 else "+" if parts else ""
            note = " (affine)" if share.affine else ""
            parts.append(f"{sign} {named(share)}{note}" if parts else f"{sign}{named(share)}{note}")
        return " ".join([*parts, "+ constant"]) if parts else "constant"


@dataclass(frozen=True)
class Obstacle:
    """Why no proof was found: a family of sets whose entropies cannot be made up for.

    Parameters
    ----------
    against : tuple of int
        The sets with negative coefficients that stand in the way.
    helping : tuple of int
        The sets with positive coefficients that could have been used, and do not suffice.
    """

    against: tuple[int, ...]
    helping: tuple[int, ...]

    def text(self, model: Factorization) -> str:
        """Return the sets as text."""

        def named(masks: tuple[int, ...]) -> str:
            return ", ".join(f"H({','.join(map(str, model.members(mask)))})" for mask in masks)

        tail = f"; only {named(self.helping)} could make up for it" if self.helping else ""
        return f"the negative {named(self.against)}{tail}"


def prove_concave(graph: EntropyGraph, coefficients: Mapping[int, Fraction]) -> ConcavityProof | Obstacle:
    """Decide by a flow whether a form is a sum of concave and affine conditional entropies.

    Parameters
    ----------
    graph : EntropyGraph
        The lattice.
    coefficients : mapping from int to Fraction
        The coefficient of each joint entropy, by the mask of the set.

    Returns
    -------
    ConcavityProof or Obstacle
        The flow of least total weight on edges that are not affine, or a cut.
    """
    import networkx as nx

    demands = _demands(graph, coefficients)
    if not demands:
        return ConcavityProof(())
    scale = lcm(*(value.denominator for value in demands.values()))
    needs = {node: int(value * scale) for node, value in demands.items()}
    network = nx.DiGraph()
    network.add_node(0, demand=-sum(needs.values()))
    uses: dict[tuple[int, int], Arc] = {}
    for arc in graph.arcs:
        network.add_edge(arc.tail, arc.head, weight=0 if arc.affine else 1)
        uses[arc.tail, arc.head] = arc
        if arc.affine:
            network.add_edge(arc.head, arc.tail, weight=0)
    for node, need in needs.items():
        network.add_node(node, demand=need)
    try:
        _, flows = nx.network_simplex(network)
    except nx.NetworkXUnfeasible:
        return _cut(network, needs)
    return ConcavityProof(_shares(flows, uses, scale))


def _demands(graph: EntropyGraph, coefficients: Mapping[int, Fraction]) -> dict[int, Fraction]:
    sums: dict[int, Fraction] = {}
    for mask, value in coefficients.items():
        node = graph.node(mask)
        sums[node] = sums.get(node, Fraction(0)) + value
    return {node: value for node, value in sums.items() if node and value}


def _shares(flows: Any, uses: Mapping[tuple[int, int], Arc], scale: int) -> tuple[Share, ...]:
    found = []
    for (tail, head), arc in uses.items():
        amount = flows[tail].get(head, 0) - (flows[head].get(tail, 0) if arc.affine else 0)
        if amount:
            found.append(Share(arc.given, arc.variable, Fraction(amount, scale), arc.affine))
    return tuple(found)


def _cut(network: Any, needs: Mapping[int, int]) -> Obstacle:
    import networkx as nx

    for tail, head in list(network.edges):
        network.edges[tail, head].pop("capacity", None)
    for node, need in {0: -sum(needs.values()), **needs}.items():
        if need > 0:
            network.add_edge(node, "sink", capacity=need)
        elif need < 0:
            network.add_edge("source", node, capacity=-need)
    network.add_nodes_from(("source", "sink"))
    _, (closed, _) = nx.minimum_cut(network, "source", "sink")
    inside = [node for node in closed if node in needs]
    return Obstacle(
        tuple(sorted(node for node in inside if needs[node] < 0)),
        tuple(sorted(node for node in inside if needs[node] > 0)),
    )


def check(graph: EntropyGraph, coefficients: Mapping[int, Fraction], proof: ConcavityProof) -> None:
    """Check a proof in exact arithmetic; nothing of how it was found is used.

    Raises
    ------
    CertificateError
        If a term is not concave, one that is used both ways is not affine, or the sum is another form.
    """
    model = graph.model
    left = _demands(graph, coefficients)
    for share in proof.shares:
        if not 0 <= share.variable < len(model.order) or share.given >> share.variable & 1:
            raise CertificateError("a term of the proof is no conditional entropy")
        both = share.given | 1 << share.variable
        if model.free_above(both).bit_count() > 1:
            raise CertificateError("a term of the proof has two free kernels above it")
        if share.affine and not _is_affine(graph, share):
            raise CertificateError("a term of the proof that is called affine is not known to be so")
        if share.weight < 0 and not share.affine:
            raise CertificateError("a term of the proof has a negative weight")
        for node, value in ((graph.node(both), share.weight), (graph.node(share.given), -share.weight)):
            if node:
                left[node] = left.get(node, Fraction(0)) - value
    if any(left.values()):
        raise CertificateError("the terms of the proof do not add up to the form")


def _is_affine(graph: EntropyGraph, share: Share) -> bool:
    """Whether d-separation from every choice, by networkx, says that P(i|B) is always the same."""
    import networkx as nx

    model = graph.model
    closed = model.closure(share.given)
    if graph.node(share.given | 1 << share.variable) == graph.node(share.given):
        return True
    if graph.node(share.given) == 0:
        return False
    parents, choices = graph.with_choices
    network = nx.DiGraph([(above, node) for node, several in parents.items() for above in several])
    network.add_nodes_from(parents)
    given = set(model.members(closed))
    return bool(nx.is_d_separator(network, set(choices), {model.order[share.variable]}, given))
