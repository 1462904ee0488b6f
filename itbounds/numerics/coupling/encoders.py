r"""Noisy functions T of a variable X with H(T) at most a rate and I(X; T) as large as can be found.

The maximum of :math:`I(X; T)` under :math:`H(T) \le R` is R if a function of X has the entropy R. Between the
entropies of two functions that differ at one letter x, T follows either with a probability: of the mass
:math:`p_x`, :math:`\delta` goes to the other value, and

.. math:: H(T) = R, \qquad I(X; T) = R - p_x h(\delta / p_x).

These are the moves of Ebrahimi, Chen and Khisti (2024, theorem 3), who show which of them are optimal next to
the entropy of a function; here all letters and values are tried and the moves are pushed until the rate is
used up.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.coupling.merging import all_functions, greedy_functions

__all__ = ["Encoder", "encoders"]

EXHAUSTIVE = 8
"""All functions of so many letters are tried, 4140 of them; of more, what greedy merging finds."""

_MOST_MOVES = 1_000_000
_MOST_CLIMBS = 60
_HALVINGS = 80


@dataclass(frozen=True, eq=False)
class Encoder:
    """A function of the letters, one of which may follow a second value with some probability.

    Parameters
    ----------
    information : float
        I(X; T) in nats, to rounding.
    labels : integer array of shape (n,)
        The value at each letter.
    letter, other : int
        The letter that is split, and its second value.
    moved : float
        The mass that goes to the second value; 0 for a function.
    """

    information: float
    labels: NDArray[np.int64]
    letter: int = 0
    other: int = 0
    moved: float = 0.0

    def matrix(self, law: Vector) -> Matrix:
        """Return the conditional laws of T, a row for each letter."""
        values = max(int(self.labels.max()), self.other if self.moved else 0) + 1
        matrix = np.zeros((len(law), values))
        matrix[np.arange(len(law)), self.labels] = 1.0
        if self.moved:
            share = min(1.0, self.moved / float(law[self.letter]))
            matrix[self.letter, self.labels[self.letter]] = 1.0 - share
            matrix[self.letter, self.other] += share
        return matrix


def encoders(law: Vector, rate: float) -> Iterator[Encoder]:
    """Yield encoders with an entropy of at most a rate, the most informative first.

    Parameters
    ----------
    law : array of shape (n,)
        Positive probabilities that sum to one.
    rate : float
        In nats, at least 0.

    Examples
    --------
    >>> best = next(encoders(np.array([0.7, 0.2, 0.1]), 0.6 * np.log(2)))
    >>> print(round(best.information / np.log(2), 6), best.labels, best.letter, best.other)
    0.51051 [0 0 1] 1 2
    """
    small = len(law) <= EXHAUSTIVE
    if small:
        maps = all_functions(len(law))
    else:
        found = greedy_functions(law, rate)
        maps = np.array([*found, _climbed(law, rate, found[0])])
    masses = np.zeros((len(maps), int(maps.max()) + 2))
    np.add.at(masses, (np.arange(len(maps))[:, np.newaxis], maps), law[np.newaxis, :])
    entropies = np.where(maps.max(axis=1) > 0, _surprise(masses).sum(axis=1), 0.0)
    whole, moves = np.flatnonzero(entropies <= rate), _crossings(law, rate, maps, masses, entropies)
    informations = np.concatenate([entropies[whole], moves.informations])
    for place in np.argsort(-informations, kind="stable").tolist():
        if place < len(whole):
            yield Encoder(float(informations[place]), maps[whole[place]])
        else:
            row, letter, other = (int(index[place - len(whole)]) for index in moves.where)
            moved = float(moves.moved[place - len(whole)])
            yield Encoder(float(informations[place]), maps[row], letter, other, moved)


def _climbed(law: Vector, rate: float, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move one letter after the other to another value, as long as the entropy grows within the rate."""
    letters = np.arange(len(law))
    for _ in range(_MOST_CLIMBS):
        masses = np.append(np.bincount(labels, weights=law), 0.0)
        left = masses[labels]
        entropy = float(_surprise(masses).sum())
        gains = _surprise(left - law)[:, np.newaxis] + _surprise(masses + law[:, np.newaxis])
        gains -= _surprise(left)[:, np.newaxis] + _surprise(masses)
        gains[letters, labels] = 0.0
        gains[gains > rate - entropy] = 0.0
        letter, value = np.unravel_index(int(gains.argmax()), gains.shape)
        if gains[letter, value] <= 0.0:
            break
        moved = labels.copy()
        moved[letter] = value
        labels = np.asarray(np.unique(moved, return_inverse=True)[1], dtype=np.int64).reshape(-1)
    return labels


@dataclass(frozen=True, eq=False)
class _Moves:
    where: tuple[NDArray[np.int64], ...]
    moved: Vector
    informations: Vector


def _crossings(
    law: Vector, rate: float, maps: NDArray[np.int64], masses: Matrix, entropies: Vector
) -> _Moves:
    """Return the moves of one letter during which the entropy passes the rate, and where it does."""
    values = np.arange(masses.shape[1])
    used = (masses > 0.0).sum(axis=1)
    # To a value that is in use, or to a new one; of many letters, only to the likeliest value or a new one.
    allowed = values[np.newaxis, :] <= used[:, np.newaxis]
    if maps.size * len(values) > _MOST_MOVES:
        likeliest = masses.argmax(axis=1)[:, np.newaxis]
        allowed &= (values == likeliest) | (values == used[:, np.newaxis])
    rows, letters, others = np.nonzero(allowed[:, np.newaxis, :] & (maps[:, :, np.newaxis] != values))
    start, end = masses[rows, maps[rows, letters]], masses[rows, others]
    weights = law[letters]
    rest = entropies[rows] - _surprise(start) - _surprise(end)
    first = entropies[rows]
    last = rest + _surprise(start - weights) + _surprise(end + weights)
    crossing = np.flatnonzero((first <= rate) != (last <= rate))
    start, end, rest, weights = (array[crossing] for array in (start, end, rest, weights))
    below = first[crossing] <= rate
    low, high = np.zeros(len(crossing)), weights.copy()
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        fits = rest + _surprise(start - middle) + _surprise(end + middle) <= rate
        ahead = fits == below
        low, high = np.where(ahead, middle, low), np.where(ahead, high, middle)
    moved = np.where(below, low, high)
    reached = rest + _surprise(start - moved) + _surprise(end + moved)
    spread = _surprise(moved) + _surprise(weights - moved) - _surprise(weights)
    where = tuple(np.asarray(index[crossing], dtype=np.int64) for index in (rows, letters, others))
    return _Moves(where, moved, reached - spread)


def _surprise(masses: Array) -> Array:
    positive = np.maximum(masses, 0.0)
    terms: Array = -positive * np.log(np.where(positive > 0.0, positive, 1.0))
    return terms
