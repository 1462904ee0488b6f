"""The lattice of closed sets, found from the bottom without looking at all subsets."""

from dataclasses import dataclass

import numpy as np

from itbounds.errors import SolveError
from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.closure import Closure

__all__ = ["ClosedSets"]


@dataclass(frozen=True, eq=False)
class ClosedSets:
    """The closed sets of a closure operator.

    Parameters
    ----------
    closure : Closure
    masks : array of shape (m,)
        The closed sets, ascending.
    joins : array of shape (m, n)
        The index of the smallest closed set that contains a closed set and a variable.
    """

    closure: Closure
    masks: Integers
    joins: Integers

    def __len__(self) -> int:
        return len(self.masks)

    @classmethod
    def of(cls, closure: Closure, most: int = 1 << 18) -> "ClosedSets":
        """Find all closed sets.

        Raises
        ------
        SolveError
            If there are more than `most`.

        Examples
        --------
        >>> from itbounds.lowering.lattice.closure import Rule
        >>> ClosedSets.of(Closure(3, (Rule(0b011, 0b100, 0),))).masks
        array([0, 1, 2, 4, 5, 6, 7])
        """
        singles = np.int64(1) << np.arange(closure.size, dtype=np.int64)
        if closure.is_trivial:
            if 1 << closure.size > most:
                raise _too_many(most)
            masks = np.arange(1 << closure.size, dtype=np.int64)
            return cls(closure, masks, masks[:, None] | singles)
        frontier = closure.close_all(np.zeros(1, dtype=np.int64))
        known, seen, above = frontier, [frontier], []
        while len(frontier):
            raised = frontier[:, None] | singles
            # Many of them are the same.
            different, places = np.unique(raised, return_inverse=True)
            closed = closure.close_all(different)
            above.append(closed[places].reshape(raised.shape))
            frontier = np.setdiff1d(np.unique(closed), known, assume_unique=True)
            known = np.union1d(known, frontier)
            seen.append(frontier)
            if len(known) > most:
                raise _too_many(most)
        order = np.argsort(np.concatenate(seen))
        return cls(closure, known, np.searchsorted(known, np.concatenate(above)[order]))

    def index(self, mask: int) -> int:
        """Return the index of the closure of a set."""
        return int(np.searchsorted(self.masks, self.closure.union_of_blocks(mask)))

    def indices(self, masks: Integers) -> Integers:
        """Return the indices of the closures of some sets."""
        return np.searchsorted(self.masks, self.closure.close_all(masks))


def _too_many(most: int) -> SolveError:
    return SolveError(
        f"the problem has more than {most} sets of variables that determine different things",
        hint="state functional dependences and symmetries, or use fewer variables",
    )
