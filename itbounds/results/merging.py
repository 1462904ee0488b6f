"""Fewer and larger quantities by the chain rule, for proofs that are read."""

from collections.abc import Iterable
from fractions import Fraction

from itbounds.forms.entropic import Information

__all__ = ["merged"]


def merged(informations: Iterable[tuple[Fraction, Information]]) -> tuple[tuple[Fraction, Information], ...]:
    r"""Merge quantities with positive weights, :math:`I(A; B \mid C) + I(A; D \mid BC) = I(A; BD \mid C)`.

    With equal groups the rule also covers entropies: :math:`I(A; B \mid C) + H(A \mid BC) = H(A \mid C)`. The
    merging is greedy, so that the result is short but perhaps not shortest.

    Examples
    --------
    >>> one = Fraction(1)
    >>> merged([(one, Information(1, 2, 0)), (one, Information(1, 4, 2)), (one, Information(1, 1, 6))])
    ((Fraction(1, 1), Information(first=1, second=1, condition=0)),)
    """
    weights: dict[Information, Fraction] = {}
    for weight, quantity in informations:
        own = quantity.canonical
        if own.terms:
            weights[own] = weights.get(own, Fraction(0)) + weight
    waiting = sorted(weights)
    while waiting:
        quantity = waiting.pop()
        while quantity in weights and (found := _partner(quantity, weights)) is not None:
            other, union = found
            weight = min(weights[quantity], weights[other])
            for part in (quantity, other):
                weights[part] -= weight
                if not weights[part]:
                    del weights[part]
            weights[union] = weights.get(union, Fraction(0)) + weight
            waiting.append(union)
    return tuple((weight, quantity) for quantity, weight in sorted(weights.items(), key=_order))


def _partner(
    quantity: Information, weights: dict[Information, Fraction]
) -> tuple[Information, Information] | None:
    """Return a quantity with which one merges, and the result."""
    for other in weights:
        if other == quantity:
            continue
        for lower, upper in ((quantity, other), (other, quantity)):
            for shared, added in ((lower.first, lower.second), (lower.second, lower.first)):
                if upper.condition != lower.condition | added:
                    continue
                for own, more in ((upper.first, upper.second), (upper.second, upper.first)):
                    if own == shared:
                        union = Information(shared, added | more, lower.condition).canonical
                        return other, union
            entropies = lower.first == lower.second and upper.first == upper.second
            if entropies and upper.condition == lower.condition | lower.first:
                both = lower.first | upper.first
                return other, Information(both, both, lower.condition)
    return None


def _order(item: tuple[Information, Fraction]) -> tuple[int, Information]:
    """Small conditions first."""
    return item[0].condition.bit_count(), item[0]
