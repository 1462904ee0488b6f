r"""Partitions of an alphabet with the least sum of costs: all of them, those in intervals, or a search.

The cost of a class with the masses v over the letters of Y, of total p, is

.. math:: \psi(v) = (\beta - 1) p \ln p - \beta \sum_y v_y \ln v_y,

and the sum over the classes of T is :math:`H(T) - \beta I(T; Y) + \beta H(Y)`. It is concave in v.
"""

from collections.abc import Sequence
from math import inf, log

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.ball_backends import ball_arithmetic
from itbounds.numerics.rounding import UNIT_ROUNDOFF

__all__ = [
    "best_intervals",
    "best_partition",
    "class_costs",
    "class_costs_from_below",
    "cost_error",
    "interval_laws",
    "searched_partition",
    "subset_laws",
]


def class_costs(laws: Array, beta: float) -> Array:
    """Return the costs of classes, for masses along the last axis."""
    totals = laws.sum(axis=-1)
    result: Array = (beta - 1.0) * _negentropy(totals) - beta * _negentropy(laws).sum(axis=-1)
    return result


def _negentropy(values: Array) -> Array:
    result: Array = values * np.log(np.where(values > 0.0, values, 1.0))
    return result


def class_costs_from_below(weights: Sequence[Sequence[int]], total: int, beta: float) -> Vector:
    """Return lower ends of the costs of classes of integer masses, by ball arithmetic."""
    balls = ball_arithmetic(None)
    found = np.empty(len(weights))
    with balls.precision(128 + total.bit_length()):
        (slope, whole) = balls.exact([beta, total])
        for i, masses in enumerate(weights):
            positive = [mass for mass in masses if mass]
            parts = [mass / whole for mass in balls.exact([sum(positive), *positive])]
            terms = [part * log for part, log in zip(parts, balls.logs(parts), strict=True)]
            found[i] = balls.ends((slope - 1) * terms[0] - slope * balls.total(terms[1:]))[0]
    return found


def cost_error(shape: tuple[int, int], beta: float) -> float:
    r"""Bound the rounding error of the cost of any partition of a joint law, and of adding it up.

    A sum of up to m = |X||Y| masses, normalised by another one, has a relative error below
    :math:`(2 m + 4) u`, and :math:`v \ln v` one of that times :math:`v (1 + |\ln v|)` and a few more. The sum
    of :math:`v |\ln v|` over all classes is at most :math:`\ln m`.
    """
    cells = shape[0] * shape[1]
    size = (2.0 * beta + 2.0) * (1.0 + log(cells + 1.0))
    return (4.0 * cells + 2.0 * shape[0] + 64.0) * UNIT_ROUNDOFF * size


def subset_laws(joint: Matrix) -> Matrix:
    """Return the masses of all sets of letters, by mask."""
    laws = np.zeros((1, joint.shape[1]))
    for row in joint:
        laws = np.concatenate((laws, laws + row))
    return laws


def best_partition(costs: Vector) -> tuple[float, list[int]]:
    """Return the least sum of costs over all partitions, and the masks of its classes.

    Parameters
    ----------
    costs : array of shape (2**n,)
        Of each set of letters; that of the empty set is not used.

    Examples
    --------
    >>> best_partition(np.array([0.0, 2.0, 2.0, 3.0]))
    (3.0, [3])
    """
    best, choice = np.zeros(len(costs)), np.zeros(len(costs), dtype=np.int64)
    for mask in range(1, len(costs)):
        # Some class has the lowest letter.
        low = mask & -mask
        parts = np.array([low])
        rest = mask ^ low
        while rest:
            bit = rest & -rest
            parts = np.concatenate((parts, parts | bit))
            rest ^= bit
        sums = costs[parts] + best[mask ^ parts]
        place = int(sums.argmin())
        best[mask], choice[mask] = sums[place], parts[place]
    masks, left = list[int](), len(costs) - 1
    while left:
        masks.append(int(choice[left]))
        left ^= int(choice[left])
    return float(best[-1]), masks


def interval_laws(joint: Matrix) -> Array:
    """Return the masses of the letters from i to j, both included, at [i, j]; zero for j < i."""
    return np.stack([np.cumsum(np.where(np.arange(len(joint))[:, None] < i, 0.0, joint), axis=0)
                     for i in range(len(joint))])  # fmt: skip


def best_intervals(costs: Matrix) -> tuple[float, list[tuple[int, int]]]:
    """Return the least sum of costs over partitions into intervals, and their first and last letters.

    Examples
    --------
    >>> best_intervals(np.array([[1.0, 1.5], [np.inf, 1.0]]))
    (1.5, [(0, 1)])
    """
    size = len(costs)
    best, choice = np.zeros(size + 1), np.zeros(size + 1, dtype=np.int64)
    for end in range(1, size + 1):
        sums = best[:end] + costs[:end, end - 1]
        choice[end] = int(sums.argmin())
        best[end] = sums[choice[end]]
    parts, end = list[tuple[int, int]](), size
    while end:
        parts.append((int(choice[end]), end - 1))
        end = int(choice[end])
    return float(best[-1]), parts[::-1]


def searched_partition(
    joint: Matrix, beta: float, rng: np.random.Generator, *, starts: int = 24
) -> list[int]:
    """Return the class of each letter in a good partition, by merging classes and moving letters."""
    count = len(joint)
    first = [_merged(joint, beta), [0] * count, list(range(count))]
    first += [rng.integers(1 + rng.integers(count), size=count).tolist() for _ in range(starts)]
    tried = [_moved(joint, labels, beta) for labels in first]
    return min(tried, key=lambda found: found[0])[1]


def _merged(joint: Matrix, beta: float) -> list[int]:
    """Merge the two classes that gain most, down to one, and return the best partition on the way."""
    groups, laws = [[x] for x in range(len(joint))], joint.copy()
    best, chosen = inf, list[list[int]]()
    while True:
        costs = class_costs(laws, beta)
        if float(costs.sum()) < best:
            best, chosen = float(costs.sum()), [list(group) for group in groups]
        if len(groups) == 1:
            break
        gains = class_costs(laws[:, None] + laws[None], beta) - costs[:, None] - costs[None]
        gains[np.tril_indices(len(groups))] = inf
        i, j = np.unravel_index(int(gains.argmin()), gains.shape)
        groups[i] += groups.pop(j)
        laws[i] += laws[j]
        laws = np.delete(laws, j, axis=0)
    labels = [0] * len(joint)
    for label, group in enumerate(chosen):
        for x in group:
            labels[x] = label
    return labels


def _moved(joint: Matrix, labels: list[int], beta: float) -> tuple[float, list[int]]:
    """Move single letters to the class where they cost least, until nothing is gained."""
    count = len(joint)
    labels, laws = list(labels), np.zeros((count + 1, joint.shape[1]))
    for x, label in enumerate(labels):
        laws[label] += joint[x]
    for _ in range(100):
        changed = False
        for x in range(count):
            laws[labels[x]] = np.maximum(laws[labels[x]] - joint[x], 0.0)
            if labels.count(labels[x]) == 1:
                laws[labels[x]] = 0.0
            costs = class_costs(laws + joint[x], beta) - class_costs(laws, beta)
            better = int(costs[:count].argmin())
            if costs[better] < costs[labels[x]] - 1e-14:
                labels[x], changed = better, True
            laws[labels[x]] += joint[x]
        if not changed:
            break
    classes = {label: k for k, label in enumerate(dict.fromkeys(labels))}
    tidy = [classes[label] for label in labels]
    sums = np.zeros((len(classes), joint.shape[1]))
    np.add.at(sums, tidy, joint)
    return float(class_costs(sums, beta).sum()), tidy
