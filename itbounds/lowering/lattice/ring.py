r"""The ring of sets that a problem speaks of.

Let every joint entropy that occurs belong to a family that is closed under unions and intersections. A
polymatroid on that family extends to all sets by :math:`f(A) = f(\text{smallest member containing } A)`, so
what follows from Shannon's inequalities on all sets follows from those on the family. By Birkhoff's theorem
the smallest such family consists of the unions of blocks: the block of a variable is the intersection of all
sets that contain it.
"""

from collections.abc import Iterable

__all__ = ["blocks"]


def blocks(size: int, masks: Iterable[int]) -> tuple[int, ...]:
    """Return the block of each variable.

    A variable that occurs nowhere has everything as its block.

    Examples
    --------
    >>> [bin(block) for block in blocks(3, [0b011, 0b111])]
    ['0b11', '0b11', '0b111']
    """
    everything = (1 << size) - 1
    found = [everything] * size
    for mask in set(masks):
        for i in range(size):
            if mask >> i & 1:
                found[i] &= mask
    return tuple(found)
