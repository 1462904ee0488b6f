"""Entropy inequalities the slow and obvious way: every elemental written out, one dense program."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from itbounds.forms.entropic import Given


def information(first: int, second: int, condition: int) -> dict[int, int]:
    """I(A;B|C) = h(A C) + h(B C) - h(A B C) - h(C), from the definition."""
    found: dict[int, int] = {}
    pairs = (
        (first | condition, 1),
        (second | condition, 1),
        (first | second | condition, -1),
        (condition, -1),
    )
    for mask, sign in pairs:
        found[mask] = found.get(mask, 0) + sign
    return {mask: value for mask, value in found.items() if mask and value}


def elementals(size: int) -> list[dict[int, int]]:
    everything = (1 << size) - 1
    rows = [information(1 << i, 1 << i, everything & ~(1 << i)) for i in range(size)]
    for i, j in combinations(range(size), 2):
        for mask in range(1 << size):
            if not mask & (1 << i | 1 << j):
                rows.append(information(1 << i, 1 << j, mask))
    return rows


def implied(size: int, claim: dict[int, Fraction], given: Sequence[Given] = ()) -> bool:
    """Whether a homogeneous claim follows: minimise it over the cone cut off at one."""

    def dense(rows: Sequence[object]) -> np.ndarray:
        matrix = np.zeros((len(rows), 1 << size))
        for k, row in enumerate(rows):
            for mask, value in dict(row).items():
                matrix[k, mask] = float(value)
        return matrix

    above = dense([*elementals(size), *(item.terms for item in given if not item.equality)])
    equal = dense([item.terms for item in given if item.equality])
    cost = dense([claim])[0]
    found = linprog(
        cost,
        A_ub=-above,
        b_ub=np.zeros(len(above)),
        A_eq=equal if len(equal) else None,
        b_eq=np.zeros(len(equal)) if len(equal) else None,
        bounds=[(0.0, 0.0), *[(0.0, 1.0)] * ((1 << size) - 1)],
        method="highs-ds",
    )
    assert found.status == 0, found.message
    return bool(found.fun > -1e-7)


def entropies(law: np.ndarray) -> np.ndarray:
    """All joint entropies in nats, one marginal sum after another; axis i is bit i."""
    size = law.ndim
    values = np.zeros(1 << size)
    for mask in range(1, 1 << size):
        others = tuple(i for i in range(size) if not mask >> i & 1)
        marginal = law.sum(axis=others).ravel()
        positive = marginal[marginal > 0.0]
        values[mask] = -float(positive @ np.log(positive))
    return values


def evaluate(terms: dict[int, Fraction], values: np.ndarray) -> float:
    return float(sum(float(value) * values[mask] for mask, value in terms.items()))
