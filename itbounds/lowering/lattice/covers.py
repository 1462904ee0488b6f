r"""Which inequalities describe the polymatroids on a lattice of closed sets: those at covers.

If :math:`A` and :math:`B` cover :math:`K`, then :math:`f(A) + f(B) \ge f(K) + f(A \vee B)`; if :math:`A` is
the only cover of :math:`K`, then :math:`f(A) \ge f(K)`. All other inequalities of submodularity and
monotonicity are sums of these, by induction from the top of the lattice.
"""

import numpy as np

from itbounds._typing import Mask
from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.closed_sets import ClosedSets

__all__ = ["cover_inequalities", "cover_representatives"]


def cover_representatives(sets: ClosedSets) -> Mask:
    """Return which variables, added to a closed set, lead to a cover; the first one for each cover.

    Returns
    -------
    array of bool of shape (m, n)
    """
    size = sets.closure.size
    outside: Mask = sets.masks[:, None] >> np.arange(size) & 1 == 0
    if sets.closure.is_trivial:
        return outside
    reached = sets.masks[sets.joins]
    chosen: Mask = outside.copy()
    for i in range(size):
        own = reached[:, i, None]
        inside = outside & (reached & ~own == 0)
        inside[:, i:] &= reached[:, i:] != own  # of variables that lead to the same set the first is chosen
        chosen[:, i] &= ~inside.any(axis=1)
    return chosen


def cover_inequalities(sets: ClosedSets, at: Integers | None = None) -> Integers:
    """Return the inequalities at covers, as indices of closed sets.

    Parameters
    ----------
    sets : ClosedSets
    at : array, optional
        The indices of the closed sets :math:`K` to look at; all by default.

    Returns
    -------
    array of shape (r, 4)
        Indices of :math:`A`, :math:`B`, :math:`K` and their join; for a monotonicity :math:`A` is :math:`B`.
    """
    here = np.arange(len(sets)) if at is None else at
    chosen = cover_representatives(sets)[here]
    joins = sets.joins
    blocks = []
    for j in range(sets.closure.size):
        for i in range(j):
            bottom = here[chosen[:, i] & chosen[:, j]]
            first, second = joins[bottom, i], joins[bottom, j]
            blocks.append(np.column_stack((first, second, bottom, joins[first, j])))
    single = chosen.sum(axis=1) == 1
    bottom = here[single]
    only = joins[bottom, chosen[single].argmax(axis=1)] if len(bottom) else bottom
    blocks.append(np.column_stack((only, only, bottom, only)))
    return np.concatenate(blocks).astype(np.int64)
