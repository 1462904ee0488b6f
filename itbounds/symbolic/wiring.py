"""Wirings: what is plugged into what, boxes with ports, and wires used any number of times or never."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from itbounds.errors import CompositionError
from itbounds.symbolic.box import Box, Wires, type_text

__all__ = ["Node", "Wiring", "merged", "normal_form"]


@dataclass(frozen=True, slots=True)
class Node:
    """A box in a wiring, with the numbers of the wires that enter it, in order."""

    box: Box
    inputs: tuple[int, ...]


@dataclass(frozen=True)
class Wiring:
    """Boxes and the wires that join them; copies, discards and swaps are not drawn, only what they do.

    Wires are numbered: those of the domain first, then what leaves the first node, the second, and so on. A
    wire may be used any number of times, which copies it, or never, which discards it.

    Parameters
    ----------
    dom : tuple of str
        The wires that enter.
    nodes : tuple of Node
        Each after those that its inputs come from.
    outputs : tuple of int
        The numbers of the wires that leave.

    Attributes
    ----------
    wires : tuple of str
        The object of every wire, by number.
    cod : tuple of str
        The objects of the wires that leave.
    produced : tuple of range
        For each node the numbers of the wires that leave it.

    Raises
    ------
    CompositionError
        If a node or an output uses a wire that is not there yet, or of another object than its box expects.

    Examples
    --------
    >>> wiring = Wiring((), (Node(Box("p", (), "X"), ()), Node(Box("f", "X", "Y"), (0,))), (0, 1))
    >>> wiring.wires, wiring.cod, wiring.produced
    (('X', 'Y'), ('X', 'Y'), (range(0, 1), range(1, 2)))
    """

    dom: Wires
    nodes: tuple[Node, ...]
    outputs: tuple[int, ...]

    def __post_init__(self) -> None:
        wires = list(self.dom)
        for node in self.nodes:
            _require(node.inputs, wires, f"the box {node.box.name!r}", node.box.dom)
            wires += node.box.cod
        _require(self.outputs, wires, "the codomain", None)

    @cached_property
    def wires(self) -> Wires:
        """The object of every wire, by number."""
        return self.dom + tuple(wire for node in self.nodes for wire in node.box.cod)

    @cached_property
    def cod(self) -> Wires:
        """The objects of the wires that leave."""
        return tuple(self.wires[wire] for wire in self.outputs)

    @cached_property
    def produced(self) -> tuple[range, ...]:
        """The numbers of the wires that leave each node."""
        found, start = list[range](), len(self.dom)
        for node in self.nodes:
            found.append(range(start, start + len(node.box.cod)))
            start = found[-1].stop
        return tuple(found)


def normal_form(wiring: Wiring) -> Wiring:
    r"""Return the one wiring that stands for all diagrams equal to this one by the laws of Markov categories.

    Three steps, each linear in the size:

    1. Two deterministic boxes that are the same and have the same inputs are made one; downwards from the
       inputs, so that boxes behind them may become the same in turn. One application of
       :math:`f \mathbin{;} \mathrm{copy} = \mathrm{copy} \mathbin{;} (f \otimes f)`, read from right to left.
    2. A box from which no path leads to an output is removed: :math:`f \mathbin{;} \mathrm{del} =
       \mathrm{del}`, from the last box upwards.
    3. The boxes are numbered in the order in which a depth-first walk against the wires, from the first
       output to the last and at each box from the first input to the last, leaves them.

    The other laws (associativity, units, interchange, the symmetry, and the commutative comonoids) do not
    change a wiring at all, except for the order of its boxes. In step 3 that order is read off the ports
    alone; every remaining box is met, so it is a function of the isomorphism class, and no search for an
    isomorphism is needed.

    *Equal normal forms iff equal by the laws.* Every step applies a law, so a diagram equals its normal form.
    Conversely each law, applied within any diagram, leaves the normal form as it is: for step 1 because the
    table of boxes met so far sends both sides to the same entry, for step 2 because only what is unreachable
    differs. Not claimed: that diagrams of different normal forms differ in every category (an interpretation
    may satisfy more equations than the laws, a box may be deterministic without being declared so, and almost
    sure equality is a matter of kernels).

    Examples
    --------
    >>> f = Box("f", "X", "Y", deterministic=True)
    >>> normal_form(Wiring(("X",), (Node(f, (0,)), Node(f, (0,))), (1, 2))).outputs
    (1, 1)
    """
    same = merged(wiring)
    makers = {
        wires.start: Node(node.box, tuple(same[wire] for wire in node.inputs))
        for node, wires in zip(wiring.nodes, wiring.produced, strict=True)
    }
    homes = {wire: wires.start for wires in wiring.produced for wire in wires}
    outputs = tuple(same[wire] for wire in wiring.outputs)
    order = _walk({start: [homes[w] for w in node.inputs if w in homes] for start, node in makers.items()},
                  [homes[wire] for wire in outputs if wire in homes])  # fmt: skip
    number = {wire: wire for wire in range(len(wiring.dom))}
    nodes, fresh = list[Node](), len(wiring.dom)
    for start in order:
        node = makers[start]
        nodes.append(Node(node.box, tuple(number[wire] for wire in node.inputs)))
        for wire in range(start, start + len(node.box.cod)):
            number[wire] = fresh
            fresh += 1
    return Wiring(wiring.dom, tuple(nodes), tuple(number[wire] for wire in outputs))


def merged(wiring: Wiring) -> tuple[int, ...]:
    """Return for each wire the first that equals it, deterministic boxes being functions of their inputs.

    Examples
    --------
    >>> f = Box("f", "X", "Y", deterministic=True)
    >>> merged(Wiring(("X",), (Node(f, (0,)), Node(f, (0,))), (1, 2)))
    (0, 1, 1)
    """
    same, known = list(range(len(wiring.dom))), dict[Node, range]()
    for node, wires in zip(wiring.nodes, wiring.produced, strict=True):
        call = Node(node.box, tuple(same[wire] for wire in node.inputs))
        same += known.setdefault(call, wires) if node.box.deterministic else wires
    return tuple(same)


def _walk(above: dict[int, list[int]], starts: Sequence[int]) -> list[int]:
    """Return what is reached against the wires, each after all that is above it: depth-first, post-order."""
    order, entered, left = list[int](), set[int](), set[int]()
    ahead = [*reversed(starts)]
    while ahead:
        here = ahead[-1]
        if here not in entered:
            entered.add(here)
            ahead += reversed(above[here])
            continue
        ahead.pop()
        if here not in left:
            left.add(here)
            order.append(here)
    return order


def _require(used: Sequence[int], wires: Sequence[str], what: str, wanted: Wires | None) -> None:
    if any(not 0 <= wire < len(wires) for wire in used):
        raise CompositionError(
            f"{what} uses the wires {tuple(used)}; before it there are {len(wires)}",
            value=tuple(used),
            hint="wires are numbered from 0, the nodes in the order in which they feed each other",
        )
    found = tuple(wires[wire] for wire in used)
    if wanted is not None and found != wanted:
        raise CompositionError(
            f"{what} expects {type_text(wanted)} and gets {type_text(found)}", value=(wanted, found)
        )
