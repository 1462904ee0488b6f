r"""The independences of pairs of variables that follow from given ones by the rules of semigraphoids.

On closed sets, with :math:`i(K)` for the closure of :math:`K \cup i`, the chain rule says

.. math:: I(i; j \mid K) + I(i; k \mid j(K)) = I(i; k \mid K) + I(i; j \mid k(K)),

so that if the left side is zero both terms of the right side are. These are decomposition, weak union and
contraction.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds.forms.entropic import Information
from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.closed_sets import ClosedSets

__all__ = ["GIVEN", "TRIVIAL", "UNKNOWN", "Independences"]

UNKNOWN, TRIVIAL, GIVEN = 0, 1, 2
_Ages: TypeAlias = NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Independences:
    """Which pairs of variables are independent given which closed set, and in what order that was found.

    Parameters
    ----------
    sets : ClosedSets
    ages : array of shape (n, n, m)
        `UNKNOWN`; `TRIVIAL` where a variable is in the set; `GIVEN` where it is part of a given
        independence; else larger than for those from which it was concluded.
    """

    sets: ClosedSets
    ages: _Ages

    @classmethod
    def of(cls, sets: ClosedSets, facts: tuple[Information, ...]) -> "Independences":
        """Conclude all that the rules allow."""
        size = sets.closure.size
        ages = np.zeros((size, size, len(sets)), dtype=np.uint16)
        for i in range(size):
            inside = sets.masks >> i & 1 == 1
            ages[i][:, inside] = TRIVIAL
            ages[:, i, inside] = TRIVIAL
        found = cls(sets, ages)
        for fact in facts:
            found._state(fact.canonical)
        found._conclude()
        return found

    def _state(self, fact: Information) -> None:
        first, second, condition = fact
        if first & second:
            return
        masks = self.sets.masks
        core = condition | (masks & (first | second))
        here = np.flatnonzero((masks & condition == condition) & (self.sets.closure.close_all(core) == masks))
        for i in _bits(first):
            for j in _bits(second):
                new = here[self.ages[i, j, here] == UNKNOWN]
                self.ages[i, j, new] = self.ages[j, i, new] = GIVEN

    def _conclude(self) -> None:
        ages, joins = self.ages, self.sets.joins
        size, age, grown = self.sets.closure.size, GIVEN, True
        oldest = int(np.iinfo(ages.dtype).max)
        # A pair of i gives nothing new unless something about i is new since it was looked at.
        touched, looked = [age] * size, [[0] * size for _ in range(size)]
        while grown and age + size**2 <= oldest:  # what is not concluded is only not substituted
            grown = False
            for i in range(size):
                for j in range(size):
                    if i == j or looked[i][j] > touched[i]:
                        continue
                    here = np.flatnonzero(ages[i, j] >= GIVEN)
                    if not len(here):
                        continue
                    age += 1
                    looked[i][j] = age
                    raised = joins[here, j]
                    for k in range(size):
                        if k in (i, j):
                            continue
                        known = here[ages[i, k, raised] != UNKNOWN]
                        above = joins[known, k]
                        less, more = known[ages[i, k, known] == UNKNOWN], above[ages[i, j, above] == UNKNOWN]
                        if len(less):
                            ages[i, k, less] = ages[k, i, less] = age
                        if len(more):
                            ages[i, j, more] = ages[j, i, more] = age
                        if len(less) or len(more):
                            grown = True
                            touched[i] = age
                            touched[j] = age if len(more) else touched[j]
                            touched[k] = age if len(less) else touched[k]

    def pairs(self) -> Integers:
        """Return all independences that are not trivial.

        Returns
        -------
        array of shape (z, 3)
            Rows i < j and the index of the closed set.
        """
        size = self.sets.closure.size
        rows = [
            np.column_stack((np.full(len(here), i), np.full(len(here), j), here))
            for j in range(size)
            for i in range(j)
            if len(here := np.flatnonzero(self.ages[i, j] >= GIVEN))
        ]
        return np.concatenate(rows) if rows else np.zeros((0, 3), dtype=np.int64)

    def premises(self, i: int, j: int, at: int) -> tuple[tuple[int, int, int], tuple[int, int, int], int]:
        """Return two independences from which one was concluded, and the third variable `k`.

        The first of them is given the same set as the conclusion, or a smaller one.
        """
        joins = self.sets.joins
        for a, b in ((i, j), (j, i)):
            age = self.ages[a, b, at]
            for k in range(self.sets.closure.size):
                if k in (a, b):
                    continue
                # Less: I(a;k|K) and I(a;b|k(K)) leave nothing for I(a;b|K).
                raised = int(joins[at, k])
                if GIVEN <= self.ages[a, k, at] < age and UNKNOWN < self.ages[a, b, raised] < age:
                    return (a, k, at), (a, b, raised), k
                # More: I(a;b|L) and I(a;k|b(L)) leave nothing for I(a;b|k(L)), with k(L) = K.
                for below in np.flatnonzero((joins[:, k] == at) & (self.ages[a, b] >= GIVEN)).tolist():
                    raised = int(joins[below, b])
                    if self.ages[a, b, below] < age and UNKNOWN < self.ages[a, k, raised] < age:
                        return (a, b, below), (a, k, raised), k
        raise AssertionError("an independence without premises")  # pragma: no cover


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]
