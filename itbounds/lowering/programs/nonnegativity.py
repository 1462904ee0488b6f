"""Whether a functional can be negative at all: Shannon's inequalities, tried one after the other."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations

import numpy as np

from itbounds.lowering.programs.instance import Tally

__all__ = ["is_nonnegative"]


def is_nonnegative(tally: Tally) -> bool:
    r"""Return whether a functional is seen to be a sum of nonnegative parts, whatever the law.

    The parts are conditional mutual informations :math:`H(A) + H(B) - H(A \cup B) - H(A \cap B)`, conditional
    entropies, entropies, means of tables without a negative entry, and a constant. They are taken off
    greedily, the largest sets first: False only says that this did not succeed.

    Examples
    --------
    >>> one = Fraction(1)
    >>> is_nonnegative(Tally({0b01: one, 0b10: one, 0b11: -one}))
    True
    >>> is_nonnegative(Tally({0b01: one, 0b11: -one}))
    False
    """
    if tally.constant < 0 or any((np.sign(float(t.weight)) * t.values < 0.0).any() for t in tally.tables):
        return False
    return _is_sum_of_informations(tally.entropies)


def _is_sum_of_informations(entropies: Mapping[int, Fraction]) -> bool:
    left = {mask: value for mask, value in entropies.items() if value and mask}
    while negative := [mask for mask, value in left.items() if value < 0]:
        part = _part(left, max(negative, key=lambda mask: (mask.bit_count(), mask)))
        if part is None:
            return False
        share = min(abs(left[mask]) for mask, sign in part.items() if sign * left.get(mask, 0) > 0)
        for mask, sign in part.items():
            left[mask] = left.get(mask, Fraction(0)) - sign * share
        left = {mask: value for mask, value in left.items() if value and mask}
    return True


def _part(left: Mapping[int, Fraction], union: int) -> dict[int, int] | None:
    """Return the signs of an inequality that has a negative set, made of positive ones."""
    positive = [mask for mask, value in left.items() if value > 0]
    within = [mask for mask in positive if mask & ~union == 0]
    pairs = [(a, b) for a, b in combinations(within, 2) if a | b == union]
    # A meeting that is negative as well is taken off with it; one that is not would have to be paid for.
    for a, b in sorted(pairs, key=lambda pair: -((pair[0] & pair[1]).bit_count())):
        if a & b == 0 or left.get(a & b, 0) < 0:
            return {a: 1, b: 1, union: -1, a & b: -1}
    above = [mask for mask in positive if union & ~mask == 0]
    return {min(above): 1, union: -1} if above else None
