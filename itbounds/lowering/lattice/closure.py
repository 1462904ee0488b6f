r"""Functional dependences: the closure of a set is all that is a function of it.

Where :math:`h` is zero on :math:`H(B \mid A)` for each dependence, :math:`h(S) = h(\mathrm{cl}\, S)`, so only
closed sets need a variable of the program.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from itbounds.forms.entropic import EntropicProblem, Information
from itbounds.forms.linear import Integers

__all__ = ["Closure", "Rule"]


class Rule(NamedTuple):
    """That the target is a function of the source, with the fact it comes from.

    If the fact is no functional dependence, it is an independence of two groups both of which, with the
    condition, determine the target; then the condition alone does.
    """

    source: int
    target: int
    fact: int


@dataclass(frozen=True)
class Closure:
    """A closure operator on masks.

    Parameters
    ----------
    size : int
        The number of variables.
    rules : tuple of Rule
        Each may use those before it for its justification.
    blocks : tuple of int, optional
        The blocks of a ring of sets: then only unions of blocks are closed.
    """

    size: int
    rules: tuple[Rule, ...] = ()
    blocks: tuple[int, ...] | None = None

    @classmethod
    def of(cls, problem: EntropicProblem, blocks: tuple[int, ...] | None = None) -> "Closure":
        """Find the dependences among the facts of a problem, and those that its independences add."""
        facts = [information.canonical for _, information in problem.facts]
        rules = [
            Rule(condition, first, index)
            for index, (first, second, condition) in enumerate(facts)
            if first == second
        ]
        closure = cls(problem.size, tuple(rules), blocks)
        grown = True
        while grown:
            grown = False
            for index, (first, second, condition) in enumerate(facts):
                target = closure.close(first | condition) & closure.close(second | condition)
                if first != second and target & ~closure.close(condition):
                    closure = cls(closure.size, (*closure.rules, Rule(condition, target, index)), blocks)
                    grown = True
        return closure

    @property
    def is_trivial(self) -> bool:
        """Whether every set is closed."""
        singles = self.blocks is None or all(block == 1 << i for i, block in enumerate(self.blocks))
        return singles and not self.rules

    def close(self, mask: int) -> int:
        """Return all that is a function of a set, whatever the blocks.

        Examples
        --------
        >>> bin(Closure(3, (Rule(0b001, 0b010, 0), Rule(0b011, 0b100, 1))).close(0b001))
        '0b111'
        """
        for index in self.steps(mask):
            mask |= self.rules[index].target
        return mask

    def steps(self, mask: int, before: int | None = None) -> Iterable[int]:
        """Yield the rules that lead from a set to its closure, in order, perhaps only those before one."""
        rules = self.rules[:before]
        grown = True
        while grown:
            grown = False
            for index, rule in enumerate(rules):
                if rule.source & ~mask == 0 and rule.target & ~mask:
                    mask |= rule.target
                    grown = True
                    yield index

    @cached_property
    def _pairs(self) -> tuple[tuple[int, int], ...]:
        """All that a closed union of blocks has to contain (second) if it contains something (first)."""
        pairs = [(rule.source, rule.target) for rule in self.rules]
        if self.blocks is not None:
            pairs += [(1 << i, block) for i, block in enumerate(self.blocks) if block != 1 << i]
        return tuple((source, _closed(source, pairs)) for source in dict.fromkeys(s for s, _ in pairs))

    def union_of_blocks(self, mask: int) -> int:
        """Return the smallest closed union of blocks that contains a set."""
        return _closed(mask, self._pairs)

    def close_all(self, masks: Integers) -> Integers:
        """Return the smallest closed unions of blocks that contain some sets, as `union_of_blocks`."""
        closed = masks.copy()
        # Small arrays, many steps: what is allocated once is most of the time saved.
        common, held = np.empty_like(closed), np.empty(closed.shape, dtype=np.bool_)
        while True:
            before = closed.copy()
            for source, target in self._pairs:
                np.bitwise_and(closed, source, out=common)
                np.equal(common, source, out=held)
                np.multiply(held, target, out=common)
                np.bitwise_or(closed, common, out=closed)
            if np.array_equal(closed, before):
                return closed

    def justification(self, index: int, facts: tuple[Information, ...]) -> Information:
        """Return the quantity that a rule says is zero."""
        rule = self.rules[index]
        fact = facts[rule.fact].canonical
        if fact.first == fact.second:
            return fact
        return Information(rule.target & ~rule.source, rule.target & ~rule.source, rule.source)


def _closed(mask: int, pairs: Iterable[tuple[int, int]]) -> int:
    """Return a set with all that it has to contain."""
    before = -1
    while before != mask:
        before = mask
        for source, target in pairs:
            if source & ~mask == 0:
                mask |= target
    return mask
