r"""Sums over all sequences of n letters whose likelihood is below a level, without visiting every type.

Of a type the counts of all letters but two are fixed, a *head*; along the last two, the likelihood is
monotone, so that a level cuts off a binomial tail. All tails are tabulated once. Four letters have
:math:`n^2 / 2` heads: a sum over :math:`10^9` types is two million look-ups.

Sums are kept as logarithms. With :math:`F = n (\ln n + 1)`, X the largest logarithm of a letter's weight and
k letters, a term is put together from logarithms of factorials of total size 2F, each within :math:`12 u` of
itself (`itbounds.numerics.statistics.stirling`), from products of total size nX within :math:`11 u`, and by
:math:`3k + 10` additions of numbers up to F + nX. A tail by recursion has at most n times the error of a
ratio of two terms, :math:`(12 + 24 X) u`. Where a tail is a complement, its error and that of the whole count
at most three times. Hence the relative error of every sum,

.. math:: \epsilon = 3 u \bigl( (44 + 6k) F + (48 + 3k) n X + 12 n \bigr) + 10^{-12} .

A level has :math:`\delta = (48 + 2k) u n X + 4 n u`: logarithms within :math:`8 u`, one of them twice in the
difference of two letters, and the additions.
"""

from dataclasses import dataclass
from math import comb, inf, log

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Vector
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.stirling import stirling_remainder

__all__ = ["Cut", "ThresholdSums", "heads", "log_factorials"]

_BLOCK = 1 << 18
Places = NDArray[np.int64]


def heads(letters: int, n: int) -> int:
    """Return how many heads there are: counts of all letters but two."""
    return comb(n + letters - 2, n) if letters > 2 else 1


def log_factorials(n: int) -> Vector:
    """Return ln m! for m from 0 to n, each within 12 units of roundoff of m (ln m + 1), and 1e-13.

    Examples
    --------
    >>> log_factorials(5).round(12).tolist()
    [0.0, 0.0, 0.69314718056, 1.791759469228, 3.178053830348, 4.787491742782]
    """
    counts = np.arange(1.0, n + 1.0)
    logs = np.log(counts)
    values = 0.5 * (log(2.0 * np.pi) + logs) + counts * (logs - 1.0) + stirling_remainder(counts)
    return np.concatenate([[0.0], np.where(counts == 1.0, 0.0, values)])


@dataclass(frozen=True, eq=False)
class Cut:
    """Where a level cuts.

    Parameters
    ----------
    least_above, most_below : float
        The least level that is attained at or above, the largest below.
    cuts : array of int
        Of each head, how many of the likelier last letter are still below.
    """

    least_above: float
    most_below: float
    cuts: Places


@dataclass(frozen=True, eq=False)
class ThresholdSums:
    """Tables for one law of letters and one n; see the module.

    Parameters
    ----------
    levels : array of shape (heads,)
        The log-likelihood of each head with all the other letters the less likely last one.
    step : float
        What changing one of them to the likelier last letter adds.
    rest : array of int of shape (heads,)
        How many letters a head leaves.
    heads, tails, swapped : pairs of arrays
        For numbers of sequences and for probabilities: logarithms of the weights of the heads, and of the
        lower tails for either order of the last two letters.
    slack : float
        By how much a computed level may be wrong.
    error : float
        The relative error of every sum.
    """

    levels: Vector
    step: float
    rest: Places
    heads: tuple[Vector, Vector]
    tails: tuple[Vector, Vector]
    swapped: Vector
    starts: Places
    slack: float
    error: float

    @classmethod
    def of(cls, logs: Vector, letters: Vector, n: int) -> "ThresholdSums":
        """Make the tables.

        Parameters
        ----------
        logs : array of shape (k,)
            Logarithms of the distinct probabilities of letters, k at least 2, the largest first.
        letters : array of shape (k,)
            How many letters have each.
        n : int
            At least 1.
        """
        # The two letters that lie farthest apart, so that few levels fall together.
        order = [*range(1, len(logs) - 1), 0, len(logs) - 1]
        chances, sizes = logs[order], np.log(letters[order])
        factorials = log_factorials(n)
        rest: Places = np.array([n])
        levels, counted, weighted = np.zeros(1), np.full(1, factorials[n]), np.full(1, factorials[n])
        for chance, size in zip(chances[:-2], sizes[:-2], strict=True):
            ends = np.cumsum(rest + 1)
            parent = np.repeat(np.arange(len(rest)), rest + 1)
            used = np.arange(ends[-1]) - (ends - rest - 1)[parent]
            levels = levels[parent] + used * chance
            counted = counted[parent] + (used * size - factorials[used])
            weighted = weighted[parent] + (used * (size + chance) - factorials[used])
            rest = rest[parent] - used
        by_rest = np.argsort(rest, kind="stable")
        rest, levels = rest[by_rest], levels[by_rest]
        lengths = np.unique(rest)
        starts = np.zeros(n + 1, dtype=np.int64)
        starts[lengths] = np.cumsum(lengths + 1) - (lengths + 1)
        (up, low), (many, few) = chances[-2:], sizes[-2:]
        numbers = (
            _tails(lengths, starts, many, few, factorials),
            _tails(lengths, starts, few, many, factorials),
        )
        masses = _tails(lengths, starts, many + up, few + low, factorials)
        reverse = _tails(lengths, starts, few + low, many + up, factorials)
        whole = [_whole(lengths, a, b, factorials, n) for a, b in ((many, few), (many + up, few + low))]
        top = float(np.abs(logs).max() + np.log(letters).max())
        size, k = n * (log(n) + 1.0), len(logs)
        return cls(
            levels=levels + rest * low,
            step=float(up - low),
            rest=rest,
            heads=(counted[by_rest], weighted[by_rest]),
            tails=(
                _completed(lengths, starts, numbers[0], numbers[1], whole[0]),
                _completed(lengths, starts, masses, reverse, whole[1]),
            ),
            swapped=_completed(lengths, starts, numbers[1], numbers[0], whole[0]),
            starts=starts,
            slack=UNIT_ROUNDOFF * n * ((48 + 2 * k) * top + 4.0),
            error=3.0 * UNIT_ROUNDOFF * ((44 + 6 * k) * size + n * ((48 + 3 * k) * top + 12.0)) + 1e-12,
        )

    def cut(self, level: float) -> Cut:
        """Divide the sequences into those below a level and the others."""
        lowest, highest = inf, -inf
        cuts = np.empty(len(self.rest), dtype=np.int64)
        for block in self._blocks():
            rest, levels = self.rest[block], self.levels[block]
            places = np.ceil((level - levels) / self.step)
            here = np.clip(places, 0.0, rest + 1.0)
            cuts[block] = here
            at = levels + here * self.step
            lowest = min(lowest, float(at[here <= rest].min(initial=inf)))
            highest = max(highest, float((at - self.step)[here > 0.0].max(initial=-inf)))
        return Cut(lowest, highest, cuts)

    def below(self, cut: Cut) -> float:
        """Return the logarithm of the number of sequences below a level."""
        return self._sum_below(cut, 0)

    def mass_below(self, cut: Cut) -> float:
        """Return the logarithm of the probability of what is below a level."""
        return self._sum_below(cut, 1)

    def above(self, cut: Cut) -> float:
        """Return the logarithm of the number of sequences at or above a level."""
        parts = []
        for block in self._blocks():
            here, rest = cut.cuts[block], self.rest[block]
            some = here <= rest
            table = self.swapped[(self.starts[rest] + rest - here)[some]]
            parts.append(_log_sum(self.heads[0][block][some] + table))
        return _log_sum(np.array(parts))

    def _sum_below(self, cut: Cut, kind: int) -> float:
        parts = []
        for block in self._blocks():
            here, rest = cut.cuts[block], self.rest[block]
            some = here > 0
            table = self.tails[kind][(self.starts[rest] + here)[some] - 1]
            parts.append(_log_sum(self.heads[kind][block][some] + table))
        return _log_sum(np.array(parts))

    def _blocks(self) -> list[slice]:
        return [slice(start, start + _BLOCK) for start in range(0, len(self.rest), _BLOCK)]


def _log_sum(logs: Array) -> float:
    top = float(logs.max(initial=-inf))
    return top if top == -inf else top + log(float(np.exp(logs - top).sum()))


def _tails(lengths: Places, starts: Places, one: float, other: float, factorials: Vector) -> Vector:
    r"""Return :math:`\ln \sum_{k \le c} b_k`, or infinity where that is far beyond the last term.

    The terms are :math:`b_k = e^{k x + (s - k) y} / (k! (s - k)!)`, and the ratio of the sum to its last
    term obeys :math:`R_c = 1 + R_{c - 1} b_{c - 1} / b_c`, which only adds and multiplies.
    """
    odds = float(np.exp(other - one))
    if len(lengths) == 1:
        return _single_tail(int(lengths[0]), one, other, odds, factorials)
    table = np.empty(int((lengths + 1).sum()))
    ratios = np.ones(len(lengths))
    with np.errstate(over="ignore"):
        for c in range(int(lengths[-1]) + 1):
            first = int(np.searchsorted(lengths, c))
            sizes = lengths[first:]
            if c:
                ratios[first:] = 1.0 + ratios[first:] * (c / (sizes - c + 1) * odds)
            terms = c * one + (sizes - c) * other - factorials[c] - factorials[sizes - c]
            table[starts[sizes] + c] = terms + np.log(ratios[first:])
    return table


def _single_tail(size: int, one: float, other: float, odds: float, factorials: Vector) -> Vector:
    """Return the same for one s: a loop over numbers is faster than one over arrays of length one."""
    ratios = [1.0]
    for c in range(1, size + 1):
        ratios.append(1.0 + ratios[-1] * (c / (size - c + 1) * odds))
    counts = np.arange(size + 1.0)
    terms = counts * one + (size - counts) * other - factorials[: size + 1] - factorials[size::-1]
    table: Vector = terms + np.log(ratios)
    return table


def _whole(lengths: Places, one: float, other: float, factorials: Vector, n: int) -> Vector:
    """Return the logarithms of the sums over all k, by the binomial theorem."""
    totals = np.zeros(n + 1)
    totals[lengths] = lengths * np.logaddexp(one, other) - factorials[lengths]
    return totals


def _completed(lengths: Places, starts: Places, tails: Vector, reverse: Vector, whole: Vector) -> Vector:
    """Replace tails that are most of the whole by complements; their recursion may have overflowed."""
    sizes = np.repeat(lengths, lengths + 1)
    places = np.arange(len(tails)) - starts[sizes]
    last = places == sizes
    others = reverse[starts[sizes] + np.where(last, 0, sizes - places - 1)]
    with np.errstate(invalid="ignore", divide="ignore"):
        complements = whole[sizes] + np.log1p(-np.exp(np.minimum(others - whole[sizes], 0.0)))
    chosen = np.where(tails <= whole[sizes] - 0.5, tails, complements)
    return np.where(last, whole[sizes], chosen)
