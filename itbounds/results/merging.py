"""Fewer and larger quantities by the chain rule, for proofs that are read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import TypeAlias

from itbounds.forms.entropic import Information

__all__ = ["merged"]

_Key: TypeAlias = tuple[int, int]
"""A group, or `_ENTROPY` for both of an entropy, with a condition or with all that is below."""

_ENTROPY = -1
_NOTHING: Mapping[Information, int] = MappingProxyType({})


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
    collected: dict[Information, Fraction] = {}
    for weight, quantity in informations:
        own = quantity.canonical
        if own.terms:
            collected[own] = collected[own] + weight if own in collected else weight
    if len(collected) < 2:
        return tuple((weight, quantity) for quantity, weight in collected.items() if weight)
    scale = lcm(*(weight.denominator for weight in collected.values()))
    pool = _Pool()
    for quantity, weight in collected.items():
        pool.add(quantity, int(weight * scale))
    waiting = sorted(collected)
    while waiting:
        quantity = waiting.pop()
        while quantity in pool.weights and (found := pool.partner(quantity)) is not None:
            other, union = found
            shared = min(pool.weights[quantity], pool.weights[other])
            for part in (quantity, other):
                pool.add(part, -shared)
            pool.add(union, shared)
            waiting.append(union)
    ordered = sorted(pool.weights.items(), key=_order)
    return tuple((Fraction(weight, scale), quantity) for quantity, weight in ordered)


@dataclass
class _Pool:
    """Quantities with weights, found by a group and the condition, or a group and what it is on top of.

    Of several partners the one that has been there for longest is taken.
    """

    weights: dict[Information, int] = field(default_factory=dict)
    _by_condition: dict[_Key, dict[Information, int]] = field(default_factory=dict)
    _by_top: dict[_Key, dict[Information, int]] = field(default_factory=dict)
    _count: int = 0

    def add(self, quantity: Information, weight: int) -> None:
        """Change a weight; what has none is forgotten."""
        if quantity in self.weights:
            self.weights[quantity] += weight
            if not self.weights[quantity]:
                del self.weights[quantity]
                for table, key in self._places(quantity):
                    del table[key][quantity]
        else:
            self.weights[quantity] = weight
            self._count += 1
            for table, key in self._places(quantity):
                table.setdefault(key, {})[quantity] = self._count

    def partner(self, quantity: Information) -> tuple[Information, Information] | None:
        """Return a quantity with which one merges, and the result."""
        best: tuple[int, Information, Information] | None = None
        for other, age, union in self._partners(quantity):
            if other != quantity and (best is None or age < best[0]):
                best = age, other, union
        return None if best is None else best[1:]

    def _partners(self, quantity: Information) -> Iterator[tuple[Information, int, Information]]:
        first, second, condition = quantity
        for shared, added in ((first, second), (second, first)):
            # As the lower one, I(A;B|C) + I(A;D|BC); as the upper one, of any that this is on top of.
            for upper, age in self._by_condition.get((shared, condition | added), _NOTHING).items():
                more = upper.second if upper.first == shared else upper.first
                yield upper, age, Information(shared, added | more, condition).canonical
            for lower, age in self._by_top.get((shared, condition), _NOTHING).items():
                base = lower.second if lower.first == shared else lower.first
                yield lower, age, Information(shared, base | added, lower.condition).canonical
        if first == second:
            # H(A|C) + H(B|AC) = H(AB|C)
            for upper, age in self._by_condition.get((_ENTROPY, condition | first), _NOTHING).items():
                both = first | upper.first
                yield upper, age, Information(both, both, condition)
            for lower, age in self._by_top.get((_ENTROPY, condition), _NOTHING).items():
                both = first | lower.first
                yield lower, age, Information(both, both, lower.condition)

    def _places(self, quantity: Information) -> Iterator[tuple[dict[_Key, dict[Information, int]], _Key]]:
        first, second, condition = quantity
        yield self._by_condition, (first, condition)
        yield self._by_top, (first, condition | second)
        if first == second:
            yield self._by_condition, (_ENTROPY, condition)
            yield self._by_top, (_ENTROPY, condition | first)
        else:
            yield self._by_condition, (second, condition)
            yield self._by_top, (second, condition | first)


def _order(item: tuple[Information, int]) -> tuple[int, Information]:
    """Small conditions first."""
    return item[0].condition.bit_count(), item[0]
