r"""A basis of the joint entropies that consists of elemental inequalities, and all others written in it.

For each set of at least two variables it has :math:`I(i; j \mid K)` of the set :math:`ijK`, where i and j are
its first two; and :math:`H(i \mid N \setminus i)` for each variable. By

.. math:: h(ijK) = h(iK) + h(jK) - h(K) - I(i; j \mid K)

the basis determines all joint entropies, in integers.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from itbounds.forms.entropic import Information
from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.elementals import elementals

__all__ = ["ElementalBasis", "elemental_basis"]


@dataclass(frozen=True, eq=False)
class ElementalBasis:
    """The elemental inequalities of so many variables, those of the basis first.

    Parameters
    ----------
    quantities : tuple of Information
        All of them; the first ``2 ** size - 1`` are the basis.
    heights : array of shape (2 ** size, 2 ** size - 1)
        Each joint entropy, by its mask, as a sum of multiples of the basis.
    others : array of shape (2 ** size - 1, r)
        Each quantity outside the basis, one a column, as a sum of multiples of the basis.
    """

    quantities: tuple[Information, ...]
    heights: Integers
    others: Integers


@lru_cache(maxsize=8)
def elemental_basis(size: int) -> ElementalBasis:
    """Return the basis of so many variables, at least one; it is made once, and its arrays are read-only.

    Examples
    --------
    >>> basis = elemental_basis(2)
    >>> basis.quantities[2], basis.others.shape
    (Information(first=1, second=2, condition=0), (3, 0))
    >>> basis.heights[0b11]
    array([1, 1, 1])
    """
    everything = (1 << size) - 1
    inside = [Information(1 << i, 1 << i, everything & ~(1 << i)) for i in range(size)]
    heights = np.zeros((1 << size, everything), dtype=np.int64)
    # At first with h(i) in place of H(i | rest).
    heights[1 << np.arange(size), np.arange(size)] = 1
    for mask in sorted(range(1, 1 << size), key=int.bit_count):
        first = mask & -mask
        second = (mask & ~first) & -(mask & ~first)
        if second:
            rest = mask & ~(first | second)
            heights[mask] = heights[rest | first] + heights[rest | second] - heights[rest]
            heights[mask, len(inside)] -= 1
            inside.append(Information(first, second, rest))
    for i in range(size):
        # H(i | rest) is h(i) less some informations.
        informations = heights[everything] - heights[everything & ~(1 << i)]
        informations[i] = 0
        heights -= heights[:, i, None] * informations
    every = elementals(size)
    known = set(inside)
    outside = [quantity for row in every.tolist() if (quantity := Information(*row)) not in known]
    one, other, behind = np.array(outside, dtype=np.int64).reshape(-1, 3).T
    others = heights[one | behind] + heights[other | behind] - heights[behind] - heights[one | other | behind]
    heights.flags.writeable = False
    columns = np.ascontiguousarray(others.T)
    columns.flags.writeable = False
    return ElementalBasis((*inside, *outside), heights, columns)
