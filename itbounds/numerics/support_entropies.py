"""Joint entropies of a law on few points of a large product: the points are grouped, set by set."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.surprise import entropy_sum
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
    """Points grouped by their letters in a set of variables, without those whose entropy is settled."""

    weights: Vector
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
            packed = number * (int(column.max(initial=0)) + 1) + column
            number = _numbered(packed)
        first = np.unique(number, return_index=True)[1]
        weights = _added(number, probabilities)
        first, weights = first[weights > 0.0], weights[weights > 0.0]
        columns = {i: column[first] for i, column in enumerate(codes)}
        letters = {i: int(column.max(initial=0)) + 1 for i, column in columns.items()}
        return cls(weights, np.zeros(len(first), dtype=np.int64), 1, columns, letters, 0.0, 0.0)

    def split(self, variable: int, later: list[int], last: bool) -> "_Grouping":
        """Group by one more variable as well; `later` ones are still to come, none after the last."""
        letters = self.letters[variable]
        packed, size = self.groups * letters, self.count * letters
        packed += self.columns[variable]
        if size > 4 * len(packed) + 1024:  # most of a table would stay empty
            packed = _numbered(packed)
        law = _added(packed, self.weights)
        used = law > 0.0
        entropy = self.settled + entropy_sum(law[used])
        if last:
            return _Grouping(self.weights, self.groups, 0, {}, {}, 0.0, entropy)
        groups = (np.cumsum(used) - 1)[packed]
        law = law[used]
        columns = {i: self.columns[i] for i in later}
        weights, settled = self.weights, self.settled
        if 4 * len(law) > len(groups):
            alone = np.bincount(groups, minlength=len(law)) == 1
            stays = ~alone[groups]
            if 4 * int(stays.sum()) < 3 * len(groups):
                settled += entropy_sum(law[alone])
                groups = (np.cumsum(~alone) - 1)[groups[stays]]
                weights, law = weights[stays], law[~alone]
                columns = {i: column[stays] for i, column in columns.items()}
        return _Grouping(weights, groups, len(law), columns, self.letters, settled, entropy)


def _numbered(words: Codes) -> Codes:
    """Number the values that occur, in increasing order."""
    order = np.argsort(words)
    found = np.empty(len(words), dtype=np.int64)
    found[order] = np.cumsum(np.diff(words[order], prepend=words[order[:1]]) != 0)
    return found


def _added(groups: Codes, weights: Vector) -> Vector:
    """Return the sums over groups."""
    return np.asarray(np.bincount(groups, weights=weights, minlength=1), dtype=np.float64)


def _ranks(probabilities: Vector, codes: list[Codes]) -> list[int]:
    """Return the place of each variable in the order of falling entropy."""
    own = [-entropy_sum(_added(column, probabilities)) for column in codes]
    ranks: list[int] = np.argsort(np.argsort(own, kind="stable"), kind="stable").tolist()
    return ranks


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]
