"""The inequalities among the sets that a problem names, their unions and intersections: a first attempt.

They are few and need not be elemental, so where they suffice the proof is short and found at once; where
they do not, nothing is known.
"""

from dataclasses import replace

import numpy as np

from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.reduced import Reduced, quantity_rows

__all__ = ["local_problem"]


def local_problem(reduced: Reduced, most: int = 150) -> Reduced | None:
    """Return the problem with the inequalities among named sets only, or None if these are too many."""
    masks = reduced.sets.masks
    used = np.array(sorted({*reduced.problem.used_masks(), 0}), dtype=np.int64)
    named = np.unique(reduced.sets.indices(used))
    if len(named) > most:
        return None
    pairs = np.stack(np.meshgrid(masks[named], masks[named], indexing="ij")).reshape(2, -1)
    around = np.concatenate((pairs[0] | pairs[1], pairs[0] & pairs[1]))
    wider = np.unique(reduced.sets.indices(np.unique(around)))
    if len(wider) <= most:
        named = wider
    quadruples = _quadruples(reduced, named)
    rows, kept = quantity_rows(reduced, quadruples)
    return replace(reduced, inequalities=quadruples[kept], rows=rows)


def _quadruples(reduced: Reduced, named: Integers) -> Integers:
    """Return A, B, their meet and their join where all four are named, and H(A | K) for K inside A."""
    masks = reduced.sets.masks
    left, right = (grid.ravel() for grid in np.meshgrid(named, named, indexing="ij"))
    inside = (masks[left] & ~masks[right] == 0) & (left != right)
    bottom, top = left[inside], right[inside]
    chains = np.column_stack((top, top, bottom, top))
    across = (left < right) & (masks[left] & ~masks[right] != 0) & (masks[right] & ~masks[left] != 0)
    first, second = left[across], right[across]
    # Intersections of closed sets are closed; many unions are the same.
    meets = np.searchsorted(masks, masks[first] & masks[second])
    unions, places = np.unique(masks[first] | masks[second], return_inverse=True)
    joins = reduced.sets.indices(unions)[places]
    both = np.isin(meets, named) & np.isin(joins, named)
    return np.concatenate((chains, np.column_stack((first, second, meets, joins))[both])).astype(np.int64)
