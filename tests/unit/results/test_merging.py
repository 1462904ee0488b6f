"""Quantities merged by the chain rule: the same sum, fewer terms, as by trying all pairs."""

import random
from fractions import Fraction

from itbounds.forms.entropic import Information, add_multiple
from itbounds.lowering.lattice.elementals import elementals
from itbounds.results.merging import merged


def pair(one: Information, other: Information) -> Information | None:
    """The quantity of two disjoint groups, or entropy, that two are the sum of, by looking at their forms."""
    total: dict[int, Fraction] = {}
    for part in (one, other):
        add_multiple(total, Fraction(1), part.terms)
    masks = [*total, 0]
    for first in masks:
        for second in masks:
            for condition in masks:
                if condition & ~(first & second) == 0 and first | second in total:
                    found = Information(first & ~condition, second & ~condition, condition).canonical
                    apart = found.first == found.second or not found.first & found.second
                    if apart and found.terms == total:
                        return found
    return None


def test_nothing_more_can_be_merged() -> None:
    rng, shorter = random.Random(2), 0
    for _ in range(25):
        quantities = [Information(*row) for row in elementals(rng.randrange(2, 5)).tolist()]
        chosen = [
            (Fraction(rng.randrange(1, 4), rng.choice((1, 2))), rng.choice(quantities))
            for _ in range(rng.randrange(16))
        ]
        found = merged(chosen)
        total: dict[int, Fraction] = {}
        for sign, items in ((1, chosen), (-1, found)):
            for weight, quantity in items:
                assert weight > 0
                add_multiple(total, sign * weight, quantity.terms)
        assert not total
        left = [quantity for _, quantity in found]
        assert len(set(left)) == len(left)
        assert all(pair(a, b) is None for i, a in enumerate(left) for b in left[:i])
        shorter += len(found) < len({quantity for _, quantity in chosen})
    assert shorter > 5
