r"""Independences as substitutions.

Where A and B are independent given K, :math:`h(A \vee B) = h(A) + h(B) - h(K)`.

Only the closed sets that no independence splits keep a column; for a Markov chain these are the intervals.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.closed_sets import ClosedSets
from itbounds.lowering.lattice.semigraphoid import Independences

__all__ = ["Substitution"]


@dataclass(frozen=True, eq=False)
class Substitution:
    """How joint entropies of closed sets are written with those of unsplit ones.

    Parameters
    ----------
    sets : ClosedSets
    splits : array of shape (m, 3)
        For each closed set the variables i and j and the index of K, or -1 where it is not split.
    """

    sets: ClosedSets
    splits: Integers
    _expanded: dict[int, dict[int, int]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, sets: ClosedSets, pairs: Integers) -> "Substitution":
        """Split every set that an independence splits.

        Parameters
        ----------
        sets : ClosedSets
        pairs : array of shape (z, 3)
            As `Independences.pairs` returns them; empty for no substitution at all.
        """
        splits = np.full((len(sets), 3), -1)
        if len(pairs):
            i, j, bottom = pairs.T
            first, second = sets.joins[bottom, i], sets.joins[bottom, j]
            whole = sets.joins[first, j]
            proper = (whole != first) & (whole != second)
            splits[whole[proper]] = pairs[proper]
        return cls(sets, splits)

    @classmethod
    def by(cls, independences: Independences) -> "Substitution":
        """Split every set that one of some independences splits."""
        return cls.of(independences.sets, independences.pairs())

    @property
    def unsplit(self) -> NDArray[np.bool_]:
        """Which closed sets keep their own joint entropy."""
        return self.splits[:, 0] < 0

    def parts(self, index: int) -> tuple[int, int, int] | None:
        """Return the indices of A, B and K for a closed set that is split."""
        i, j, bottom = self.splits[index].tolist()
        if i < 0:
            return None
        return int(self.sets.joins[bottom, i]), int(self.sets.joins[bottom, j]), bottom

    def expand(self, index: int) -> dict[int, int]:
        """Write the joint entropy of a closed set as a combination of those of unsplit ones."""
        if (known := self._expanded.get(index)) is not None:
            return known
        found: dict[int, int] = {}
        parts = self.parts(index)
        if parts is None:
            found[index] = 1
        else:
            for part, sign in zip(parts, (1, 1, -1), strict=True):
                for key, value in self.expand(part).items():
                    total = found.get(key, 0) + sign * value
                    if total:
                        found[key] = total
                    else:
                        found.pop(key, None)
        self._expanded[index] = found
        return found

    def fingerprints(self, columns: Integers) -> NDArray[np.uint64]:
        """Return a number for each closed set that is linear in its expansion, modulo 2^64.

        Combinations of joint entropies with different expansions have different fingerprints but for an
        accident of odds 2^-64, which would lose a row, and with it perhaps a proof, but make no false one.

        Parameters
        ----------
        columns : array of shape (m,)
            The column of each unsplit closed set, -1 for a joint entropy that is zero.
        """
        rng = np.random.default_rng(20)
        numbers = rng.integers(1, 1 << 63, size=int(columns.max(initial=0)) + 2, dtype=np.uint64)
        numbers[-1] = 0
        prints = numbers[columns]
        split = np.flatnonzero(~self.unsplit)
        sizes = np.bitwise_count(self.sets.masks[split])
        for count in np.unique(sizes):
            now = split[sizes == count]
            i, j, bottom = self.splits[now].T
            first, second = self.sets.joins[bottom, i], self.sets.joins[bottom, j]
            prints[now] = prints[first] + prints[second] - prints[bottom]
        return prints
