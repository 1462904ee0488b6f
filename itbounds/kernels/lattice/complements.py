"""What makes up for what a variable does not tell, and nothing more."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from itbounds._typing import Count
from itbounds.errors import DomainError
from itbounds.kernels.lattice.observable import Observable
from itbounds.numerics.scalars import as_count

__all__ = ["complements"]


def complements(
    part: Observable, whole: Observable | None = None, *, limit: Count | None = None
) -> Iterator[Observable]:
    r"""Yield the complements of a variable X in a variable Y that determines it.

    They are the Z with :math:`Z \le Y`, :math:`X \vee Z = Y` and :math:`X \wedge Z = 0`: with X they tell Y,
    and they have nothing in common with X. There is one always, and more than one in general, so that the
    lattice is not distributive.

    Parameters
    ----------
    part : Observable
        The variable X.
    whole : Observable, optional
        The variable Y; the point of the sample space where it is left out.
    limit : int, optional
        Stop after so many; they are made one by one as they are asked for.

    Raises
    ------
    DomainError
        If X is no function of Y.

    Notes
    -----
    The values of Y fall into fibres, one for each value of X. A complement is a partition of the values of Y
    none of whose blocks has two values of one fibre, and such that the bipartite graph of fibres and blocks,
    with the values of Y as edges, is connected. All of them are enumerated by restricted growth strings; that
    the graph can still become connected bounds the number of blocks.

    Examples
    --------
    Of the first of two fair bits, the second bit is a complement, and so is the exclusive or of both; four
    more tell more than they need to.

    >>> first = Observable("0011", [1 / 4] * 4)
    >>> [found.codes.tolist() for found in complements(first) if found.count == 2]
    [[0, 1, 0, 1], [0, 1, 1, 0]]
    >>> len(list(complements(first)))
    6
    """
    top = part.everything() if whole is None else whole
    if not part <= top:
        raise DomainError(
            "the part is no function of the whole, so that it has no complement there",
            hint="give its join with the part as the whole",
        )
    found = _enumerate(part, top)
    return found if limit is None else islice(found, as_count(limit, name="limit", minimum=0))


def _enumerate(part: Observable, top: Observable) -> Iterator[Observable]:
    used = top.codes >= 0
    fibre_of = np.zeros(top.count, dtype=np.int64)
    fibre_of[top.codes[used]] = part.codes[used]
    fibres = fibre_of.tolist()
    # A connected graph on the fibres and the blocks has at least as many edges as nodes but one.
    most = top.count - part.count + 1
    for blocks in _assignments(fibres, most):
        if _connected(fibres, blocks):
            yield top.map(dict(zip(top.letters, blocks, strict=True)).__getitem__)


def _assignments(fibres: list[int], most: int) -> Iterator[list[int]]:
    """Yield the block of every value such that no block has two values of one fibre."""
    size = len(fibres)
    chosen: list[int] = []
    members: list[set[int]] = []

    def grow() -> Iterator[list[int]]:
        if len(chosen) == size:
            yield list(chosen)
            return
        fibre = fibres[len(chosen)]
        for block, inside in enumerate(members):
            if fibre not in inside:
                inside.add(fibre)
                chosen.append(block)
                yield from grow()
                chosen.pop()
                inside.remove(fibre)
        if len(members) < most:
            members.append({fibre})
            chosen.append(len(members) - 1)
            yield from grow()
            chosen.pop()
            members.pop()

    return grow()


def _connected(fibres: list[int], blocks: list[int]) -> bool:
    """Whether fibres and blocks hang together, by union and find."""
    offset = max(fibres) + 1
    parent = list(range(offset + max(blocks) + 1))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for fibre, block in zip(fibres, blocks, strict=True):
        parent[root(fibre)] = root(offset + block)
    return len({root(node) for node in range(len(parent))}) == 1
