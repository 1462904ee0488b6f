r"""Where the Le Cam divergence of two laws is largest: brackets around the top of a concave function.

Nothing here is trusted: `itbounds.numerics.le_cam` encloses what is found.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix, Vector
from itbounds.numerics.le_cam import (
    Slopes,
    blocks,
    bracket_bounds,
    hellinger_ceilings,
    le_cam,
    normalised_rows,
)

__all__ = ["Pairs", "best_pairs", "bracket"]

Indices: TypeAlias = NDArray[np.signedinteger[Any]]

# Weights are 1 / (1 + e^-t); e^-100 is above the least weight that the enclosures take.
_FARTHEST = 100.0
_HALVINGS = 56
_HALF_WIDTH = 2.0**-24
_BATCH = 64
_HALF = np.array([0.5, 0.5])


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of rows that may attain the largest Le Cam divergence, each with a bracket of weights.

    Parameters
    ----------
    rows : integer array of shape (k, 2)
        Row numbers.
    left, right : arrays of shape (k, 2)
        The brackets.
    best : integer array of shape (2,)
        The rows of the best pair.
    weights : array of shape (2,)
        Their best weights.
    """

    rows: Indices
    left: Matrix
    right: Matrix
    best: Indices
    weights: Vector


def _weights(t: Vector) -> Matrix:
    return np.stack([1.0 / (1.0 + np.exp(-t)), 1.0 / (1.0 + np.exp(t))], axis=1)


def _slope(first: Matrix, second: Matrix, t: Vector) -> Vector:
    weights = _weights(t)
    mixture = weights[:, :1] * first + weights[:, 1:] * second
    safe = np.where(mixture > 0.0, mixture, 1.0)
    slope: Vector = ((first / safe) * (second / safe) * (first - second)).sum(axis=1)
    return slope


def bracket(first: Matrix, second: Matrix) -> tuple[Matrix, Matrix]:
    """Return weights closely to the left and to the right of the top, by bisection of the slope.

    Parameters
    ----------
    first, second : arrays of shape (k, n)
        The two laws of each pair.
    """
    size = len(first)
    low, high = np.full(size, -_FARTHEST), np.full(size, _FARTHEST)
    at_zero, at_one = _slope(first, second, low) <= 0.0, _slope(first, second, high) >= 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        rising = _slope(first, second, middle) > 0.0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    middle = 0.5 * (low + high)
    left, right = _weights(middle - _HALF_WIDTH), _weights(middle + _HALF_WIDTH)
    left[at_zero], right[at_zero] = np.array([0.0, 1.0]), _weights(np.array([-_FARTHEST]))
    left[at_one], right[at_one] = _weights(np.array([_FARTHEST])), np.array([1.0, 0.0])
    # Two equal laws have slope zero throughout.
    both = at_zero & at_one
    left[both] = right[both] = _HALF
    return left, right


def best_pairs(matrix: Matrix, *, enough: float) -> Pairs:
    """Search for the pair of rows and the weights with the largest Le Cam divergence.

    Pairs whose overlap shows that they cannot attain it are left out; those whose tangent at equal weights
    shows it are kept with that; the others are bracketed, the most promising first.

    Parameters
    ----------
    matrix : array of shape (m, n)
        At least two rows.
    enough : float
        A bound that exceeds the best value by less than this is not sharpened.
    """
    rows = normalised_rows(matrix)
    pairs = np.stack(np.triu_indices(len(rows), 1), axis=1)
    ceiling = hellinger_ceilings(rows)[pairs[:, 0], pairs[:, 1]]
    order = np.argsort(-ceiling, kind="stable")
    pairs, ceiling = pairs[order], ceiling[order]

    floor, top, weights = _best(rows, pairs[:1], *bracket(*_laws(rows, pairs[:1])))
    best = pairs[top]
    count = max(1, int(np.count_nonzero(ceiling > floor)))
    pairs, ceiling = pairs[:count], ceiling[:count]
    left = np.tile(_HALF, (count, 1))
    right = left.copy()
    slopes = _slopes(rows, pairs, left)
    bound = np.minimum(bracket_bounds(slopes, slopes, (left, right)), ceiling)
    top = int(slopes.lower.argmax())
    if slopes.lower[top] >= floor:
        floor, best, weights = float(slopes.lower[top]), pairs[top], _HALF

    waiting, size = np.argsort(-bound, kind="stable"), _BATCH
    while len(waiting := waiting[bound[waiting] > floor + enough]):
        batch, waiting, size = waiting[:size], waiting[size:], 2 * size
        left[batch], right[batch] = bracket(*_laws(rows, pairs[batch]))
        value, top, found = _best(rows, pairs[batch], left[batch], right[batch])
        if value > floor:
            floor, best, weights = value, pairs[batch[top]], found
    return Pairs(pairs, left, right, best, weights)


def _laws(rows: Matrix, pairs: Indices) -> tuple[Matrix, Matrix]:
    return rows[pairs[:, 0]], rows[pairs[:, 1]]


def _slopes(rows: Matrix, pairs: Indices, weights: Matrix) -> Slopes:
    """Enclose in blocks, so that no table of all pairs is made."""
    found = [le_cam(*_laws(rows, pairs[part]), weights[part]) for part in blocks(len(pairs), rows.shape[1])]
    columns = ((one.lower, one.upper, one.falling, one.rising) for one in found)
    return Slopes(*(np.concatenate(parts) for parts in zip(*columns, strict=True)))


def _best(rows: Matrix, pairs: Indices, left: Matrix, right: Matrix) -> tuple[float, int, Vector]:
    """Return the best certain value among both ends of the brackets, its pair and its weights."""
    at_left, at_right = (_slopes(rows, pairs, ends).lower for ends in (left, right))
    top = int(np.maximum(at_left, at_right).argmax())
    ends = left if at_left[top] >= at_right[top] else right
    return float(max(at_left[top], at_right[top])), top, ends[top].copy()
