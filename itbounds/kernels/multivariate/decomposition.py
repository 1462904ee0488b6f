"""The lattice of redundancies of several sources, and what of each is not in the lower ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from itbounds._typing import Count
from itbounds.errors import DomainError
from itbounds.units import BITS, Unit

__all__ = ["InformationDecomposition", "Node", "below", "inverted", "redundancy_nodes"]

Node = tuple[tuple[int, ...], ...]
"""A set of groups of sources, none of which contains another: ``((0,), (1, 2))``."""


@dataclass(frozen=True, slots=True)
class InformationDecomposition:
    r"""A partial information decomposition of :math:`I(X_1, \dots, X_n; Y)`.

    A node :math:`\{A_1\} \dots \{A_k\}` stands for what the groups of sources :math:`A_i` tell each by
    itself; nodes are ordered by :math:`\alpha \preceq \beta` if every group of :math:`\beta` contains one of
    :math:`\alpha` (Williams and Beer, 2010). The atoms are the Möbius inverse of the redundancies:
    :math:`I_\cap(\beta) = \sum_{\alpha \preceq \beta} \Pi(\alpha)`.

    Parameters
    ----------
    sources : int
        The number of sources.
    redundancies : dict
        The redundancy of each node.
    atoms : dict
        The part that belongs to each node alone.
    unit : Unit
        The unit of the numbers.

    Examples
    --------
    >>> from itbounds import i_min
    >>> parts = i_min([[[0.25, 0], [0, 0.25]], [[0, 0.25], [0.25, 0]]])     # y = x1 xor x2
    >>> parts.redundant, parts.unique1, parts.unique2, parts.synergistic
    (0.0, 0.0, 0.0, 1.0)
    """

    sources: int
    redundancies: Mapping[Node, float]
    atoms: Mapping[Node, float]
    unit: Unit = BITS

    @property
    def information(self) -> float:
        """The information of all sources together, the redundancy of the top."""
        return self.redundancies[(tuple(range(self.sources)),)]

    @property
    def redundant(self) -> float:
        """What every source tells by itself."""
        return self.atoms[tuple((source,) for source in range(self.sources))]

    @property
    def synergistic(self) -> float:
        """What only all sources together tell."""
        return self.atoms[(tuple(range(self.sources)),)]

    @property
    def unique1(self) -> float:
        """What the first of two sources tells alone.

        Raises
        ------
        DomainError
            If there are not two sources: use `atoms`.
        """
        return self._unique(0)

    @property
    def unique2(self) -> float:
        """What the second of two sources tells alone."""
        return self._unique(1)

    def _unique(self, source: int) -> float:
        if self.sources != 2:
            raise DomainError(
                f"there are {self.sources} sources, not two",
                value=self.sources,
                hint="atoms[((0,),)] is what the first source tells and no group of others",
            )
        return self.atoms[((source,),)]

    def text(self) -> str:
        """Return the atoms as a table, from the bottom of the lattice to the top, sources counted from 1.

        Examples
        --------
        >>> from itbounds import mmi
        >>> print(mmi([[[0.5, 0], [0, 0]], [[0, 0], [0, 0.5]]]).text())     # y = x1 = x2
        {1}{2}  1.000000
        {1}     0.000000
        {2}     0.000000
        {12}    0.000000  bit
        """
        names = {node: "".join(f"{{{_digits(group)}}}" for group in node) for node in self.atoms}
        width = max(map(len, names.values()))
        lines = [f"{names[node]:{width}s}  {value:.6f}" for node, value in self.atoms.items()]
        return "\n".join(lines) + f"  {self.unit}"


def _digits(group: tuple[int, ...]) -> str:
    return "".join(str(source + 1) for source in group)


@cache
def redundancy_nodes(sources: Count) -> tuple[Node, ...]:
    """Return the nodes of the redundancy lattice, none before one that is below it.

    There are 1, 4, 18 and 166 of them for one to four sources (Dedekind's numbers less two).

    Examples
    --------
    >>> redundancy_nodes(2)
    (((0,), (1,)), ((0,),), ((1,),), ((0, 1),))
    >>> [len(redundancy_nodes(n)) for n in (1, 2, 3, 4)]
    [1, 4, 18, 166]
    """
    groups = [group for size in range(1, sources + 1) for group in combinations(range(sources), size)]
    nodes = [tuple(node) for node in _antichains(groups) if node]
    counts = {node: sum(below(other, node) for other in nodes) for node in nodes}
    return tuple(sorted(nodes, key=lambda node: (counts[node], node)))


def _antichains(groups: list[tuple[int, ...]]) -> Iterator[list[tuple[int, ...]]]:
    if not groups:
        yield []
        return
    for rest in _antichains(groups[:-1]):
        yield rest
        last = set(groups[-1])
        if not any(last <= set(group) or last >= set(group) for group in rest):
            yield [*rest, groups[-1]]


def below(lower: Node, upper: Node) -> bool:
    """Whether every group of the upper node contains a group of the lower one.

    Examples
    --------
    >>> below(((0,), (1,)), ((0,),)), below(((0,),), ((1,),))
    (True, False)
    """
    return all(any(set(small) <= set(group) for small in lower) for group in upper)


def inverted(redundancies: Mapping[Node, float]) -> dict[Node, float]:
    """Return the Möbius inverse over the lattice, for nodes given from the bottom up."""
    atoms: dict[Node, float] = {}
    for node, value in redundancies.items():
        atoms[node] = value - sum(atom for other, atom in atoms.items() if below(other, node))
    return atoms
