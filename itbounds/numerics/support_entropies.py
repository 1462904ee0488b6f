"""Joint entropies of a law on few points of a large product: the points are grouped, set by set."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.surprise import entropy_sum, surprise
from itbounds.numerics.validation import as_distribution

__all__ = ["Codes", "support_codes", "support_entropies", "support_of"]

Codes: TypeAlias = NDArray[np.int64]


def support_codes(p: ArrayLike | None, points: ArrayLike) -> tuple[Vector, list[Codes]]:
    """Return the probabilities of points, divided by their sum, and the letter numbers of each variable.

    Without probabilities all points are equally likely.

    Raises
    ------
    ShapeError
        If the points are no table with one row for each probability.
    """
    table = np.asarray(points)
    if p is None:
        if table.ndim != 2 or not table.size:
            raise ShapeError(
                f"the points have shape {table.shape}", value=table.shape, hint="give one row for each point"
            )
        probabilities = np.full(len(table), 1.0 / len(table))
    else:
        probabilities = as_distribution(p, name="law")
    if table.ndim != 2 or len(table) != len(probabilities):
        raise ShapeError(
            f"the points have shape {table.shape}, the probabilities {probabilities.shape}",
            value=table.shape,
            hint="give one row of letters for each probability",
        )
    columns = [np.unique(column, return_inverse=True)[1].reshape(-1) for column in table.T]
    return probabilities / probabilities.sum(), columns


def support_of(p: ArrayLike | None) -> tuple[Vector, list[Codes]]:
    """Return the probabilities above zero of a joint law, and the letter numbers of their points.

    Raises
    ------
    DomainError
        If there is no law.
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.
    """
    if p is None:
        raise DomainError("neither a law nor points are given", hint="pass samples as points=")
    law = as_distribution(p, name="law", ndim=None)
    support = np.nonzero(law)
    weights = law[support]
    # Letters of probability zero take part in nothing: the others are numbered anew.
    codes = [np.unique(column, return_inverse=True)[1].reshape(-1) for column in support]
    return weights / weights.sum(), codes


def support_entropies(probabilities: Vector, codes: list[Codes], masks: Iterable[int]) -> Vector:
    """Return the joint entropy in nats for each mask, from the letter numbers of the points of the support.

    Sets are visited so that those with a common beginning share its grouping of the points, and only the
    groupings of one set are kept at a time. A point that is alone in its group stays alone in all larger
    sets: its share of the entropy is settled, and it takes no more part. Variables of large entropy come
    first, so that this is soon the case for most.
    """
    wanted = list(masks)
    found = np.zeros(len(wanted))
    if not wanted or not max(wanted):
        return found
    root = _Grouping.of(probabilities, codes)
    ranks = _ranks(probabilities, codes)
    sets = sorted((tuple(sorted(ranks[i] for i in _bits(mask))), where) for where, mask in enumerate(wanted))
    variable = {rank: i for i, rank in enumerate(ranks)}
    path: list[tuple[int, _Grouping]] = []
    for place, (members, where) in enumerate(sets):
        common = 0
        while common < min(len(path), len(members)) and path[common][0] == members[common]:
            common += 1
        del path[common:]
        follows = place + 1 < len(sets) and sets[place + 1][0][: len(members)] == members
        for rank in members[common:]:
            last = rank == members[-1] and not follows
            grouping = path[-1][1] if path else root
            later = [variable[other] for other in range(rank + 1, len(ranks))]
            path.append((rank, grouping.split(variable[rank], [] if last else later, last)))
        if path:
            found[where] = path[-1][1].entropy
    return found


@dataclass(frozen=True, eq=False)
class _Grouping:
    """Points grouped by their letters in a set of variables, without those whose entropy is settled.

    Parameters
    ----------
    weights : array, or the probability of each point if all have the same
    groups, count : the number of each point's group, and a number above all
    columns, letters : the letters of the variables that may still come, and how many each has
    settled : the entropy of the points that are alone
    entropy : that of the set
    """

    weights: Vector | float
    groups: Codes
    count: int
    columns: dict[int, Codes]
    letters: dict[int, int]
    settled: float
    entropy: float

    @classmethod
    def of(cls, probabilities: Vector, codes: list[Codes]) -> "_Grouping":
        """Put all points into one group, each once."""
        number = np.zeros(len(probabilities), dtype=np.int64)
        for column in codes:
            number = _numbered(number * (int(column.max(initial=0)) + 1) + column)
        first = np.unique(number, return_index=True)[1]
        weights = _added(number, probabilities)
        first, weights = first[weights > 0.0], weights[weights > 0.0]
        letters = {i: int(column.max(initial=0)) + 1 for i, column in enumerate(codes)}
        # Short letters are quicker to fetch.
        columns = {i: codes[i][first].astype(np.min_scalar_type(size - 1)) for i, size in letters.items()}
        even = float(weights[0]) if (weights == weights[0]).all() else None
        groups = np.zeros(len(first), dtype=np.int64)
        return cls(weights if even is None else even, groups, 1, columns, letters, 0.0, 0.0)

    def split(self, variable: int, later: list[int], last: bool) -> "_Grouping":
        """Group by one more variable as well; `later` ones are still to come, none after the last."""
        size = self.count * self.letters[variable]
        packed = self.groups * self.letters[variable]
        packed += self.columns[variable]
        if size > 4 * len(packed) + 1024:  # most of a table would stay empty
            if last and isinstance(self.weights, float):
                counts = _run_lengths(np.sort(packed))
                return self._with(self.settled + _even_entropy(counts, self.weights))
            packed = _numbered(packed)
            size = int(packed.max(initial=-1)) + 1
        counts = np.bincount(packed, minlength=size)
        if isinstance(self.weights, float):
            entropy = self.settled + _even_entropy(counts, self.weights)
        else:
            law = _added(packed, self.weights, size)
            entropy = self.settled + entropy_sum(law[counts > 0])
        if last:
            return self._with(entropy)
        columns = {i: self.columns[i] for i in later}
        weights, settled = self.weights, self.settled
        alone = int(np.count_nonzero(counts == 1))
        least = 1
        if 4 * alone > len(packed):
            least = 2
            stays = np.flatnonzero(counts[packed] > 1)
            if isinstance(weights, float):
                settled += alone * entropy_sum(np.array([weights]))
            else:
                settled += entropy_sum(law[counts == 1])
                weights = weights[stays]
            packed = packed[stays]
            columns = {i: column[stays] for i, column in columns.items()}
        kept = counts >= least
        found = int(np.count_nonzero(kept))
        if 3 * found < size:
            packed, size = (np.cumsum(kept) - 1)[packed], found
        return _Grouping(weights, packed, size, columns, self.letters, settled, entropy)

    def _with(self, entropy: float) -> "_Grouping":
        """Return the entropy of a set that no further set begins with."""
        return _Grouping(self.weights, self.groups, 0, {}, {}, 0.0, entropy)


def _numbered(words: Codes) -> Codes:
    """Number the values that occur, in increasing order."""
    order = np.argsort(words)
    found = np.empty(len(words), dtype=np.int64)
    found[order] = np.cumsum(np.diff(words[order], prepend=words[order[:1]]) != 0)
    return found


def _run_lengths(words: Codes) -> Codes:
    """Return how often each value comes in an ordered array."""
    ends = np.flatnonzero(np.append(words[1:] != words[:-1], len(words) > 0))
    return np.diff(ends, prepend=-1)


def _even_entropy(counts: Codes, weight: float) -> float:
    """Return the entropy of groups of so many points of one weight each, few of whose sizes differ."""
    found = np.bincount(counts)
    sizes = np.flatnonzero(found)
    return float(found[sizes] @ surprise(weight * sizes.astype(np.float64)))


def _added(groups: Codes, weights: Vector, count: int = 0) -> Vector:
    """Return the sums over groups."""
    return np.asarray(np.bincount(groups, weights=weights, minlength=count), dtype=np.float64)


def _ranks(probabilities: Vector, codes: list[Codes]) -> list[int]:
    """Return the place of each variable in the order of falling entropy."""
    own = [-entropy_sum(_added(column, probabilities)) for column in codes]
    ranks: list[int] = np.argsort(np.argsort(own, kind="stable"), kind="stable").tolist()
    return ranks


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]
