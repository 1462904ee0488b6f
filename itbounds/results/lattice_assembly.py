"""From multipliers of reduced rows back to a certificate on the original variables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from itbounds.forms.entropic import UNIT, Information, Terms
from itbounds.lowering.lattice.program import Program
from itbounds.lowering.lattice.reduced import Reduced
from itbounds.lowering.lattice.semigraphoid import GIVEN
from itbounds.results.lattice_certificate import Combination, Lemma

__all__ = ["Assembly"]


@dataclass
class Assembly:
    """Lemmas and combinations under construction.

    Parameters
    ----------
    reduced : Reduced
        The reduced problem whose rows are spoken of.
    """

    reduced: Reduced
    lemmas: list[Lemma] = field(default_factory=list)
    _known: dict[object, int] = field(default_factory=dict)

    def combine(
        self, claim: Terms, program: Program, multipliers: Iterable[tuple[int, Fraction]]
    ) -> Combination | None:
        """Return the combination with multipliers of some rows of a program, None if they do not add up.

        The program is of the same reduced problem, perhaps with other inequalities.
        """
        used = [(factor, *program.locate(row), row) for row, factor in multipliers if factor]
        if any(factor < 0 and row >= program.equalities for factor, _, _, row in used):
            return None
        given = self.reduced.problem.given
        # In integers: all are multiplied by a common denominator.
        scale = lcm(*(value.denominator for value in claim.values()))
        for factor, kind, index, _ in used:
            scale = lcm(scale, factor.denominator)
            if kind == "given":
                scale = lcm(scale, *((factor * value).denominator for value in given[index].terms.values()))
        residual = {key: int(value * scale) for key, value in claim.items() if key and value}
        informations: dict[Information, int] = {}
        givens: dict[int, Fraction] = {}
        zeros: dict[int, int] = {}
        slack = 0
        orbits: dict[tuple[int, int], int] = {}
        for factor, kind, index, _ in used:
            times = int(factor * scale)
            match kind:
                case "information":
                    quantity = program.reduced.information(index).canonical
                    informations[quantity] = informations.get(quantity, 0) + times
                    _add(residual, -times, quantity.terms)
                case "given":
                    givens[index] = factor
                    whole = factor * scale
                    terms = given[index].terms
                    _add(residual, -1, {key: int(whole * value) for key, value in terms.items()})
                case "zero":
                    lemma = self._zero(*(int(part) for part in self.reduced.zeros[index]))
                    zeros[lemma] = zeros.get(lemma, 0) + times
                    _add(residual, -times, self.lemmas[lemma].zero.terms)
                case "link":
                    # The walk to the representative has this sum.
                    start = int(self.reduced.links[index])
                    for mask, step, parent in self._walk(start):
                        orbits[parent, step] = orbits.get((parent, step), 0) + times
                        _add(residual, -times, {mask: 1})
                        _add(residual, times, {parent: 1})
                case "unit":
                    slack += times
                    _add(residual, -times, {UNIT: 1})
        self._settle(residual, zeros, orbits)
        if residual:
            return None
        return Combination(
            dict(claim),
            tuple((Fraction(times, scale), quantity) for quantity, times in informations.items()),
            tuple((factor, index) for index, factor in sorted(givens.items())),
            tuple((Fraction(times, scale), index) for index, times in sorted(zeros.items()) if times),
            tuple((Fraction(times, scale), orbit) for orbit, times in orbits.items() if times),
            Fraction(slack, scale),
        )

    def pruned(
        self, combinations: tuple[Combination, ...]
    ) -> tuple[tuple[Lemma, ...], tuple[Combination, ...]]:
        """Return the lemmas that are needed, renumbered, and the combinations with their new numbers."""
        needed = {index for combination in combinations for _, index in combination.zeros}
        for index in reversed(range(len(self.lemmas))):
            if index in needed:
                needed.update(premise for _, premise in self.lemmas[index].premises)
        order = {index: number for number, index in enumerate(sorted(needed))}
        lemmas = tuple(
            Lemma(
                self.lemmas[index].zero,
                self.lemmas[index].source,
                tuple((factor, order[premise]) for factor, premise in self.lemmas[index].premises),
                self.lemmas[index].remainder,
            )
            for index in order
        )
        renumbered = tuple(
            Combination(
                part.claim,
                part.informations,
                part.givens,
                tuple((factor, order[index]) for factor, index in part.zeros),
                part.orbits,
                part.slack,
            )
            for part in combinations
        )
        return lemmas, renumbered

    def _settle(
        self,
        residual: dict[int, int],
        zeros: dict[int, int],
        orbits: dict[tuple[int, int], int] | None,
    ) -> None:
        """Rewrite a form towards columns, collecting the steps; without orbits only to closed sets.

        What is left are the joint entropies that no step rewrites.
        """
        reduced = self.reduced
        waiting = [key for key in residual if key > 0]
        while waiting:
            mask = waiting.pop()
            factor = residual.get(mask)
            if factor is None:
                continue
            moved: dict[int, int] = {}
            closed = reduced.sets.closure.close(mask)
            if closed != mask:
                # h(S) = h(cl S) - H(cl S | S)
                self._use(zeros, self._closure(mask), -factor)
                moved = {closed: 1}
            elif closed == reduced.sets.closure.close(0):
                self._use(zeros, self._closure(0), factor)
            elif orbits is None:
                continue
            else:
                index = reduced.sets.index(mask)
                parts = reduced.substitution.parts(index)
                if parts is not None:
                    first, second, bottom = (int(reduced.sets.masks[part]) for part in parts)
                    i, j, at = (int(part) for part in reduced.substitution.splits[index])
                    self._use(zeros, self._zero(i, j, at), -factor)
                    union = first | second
                    if union != mask:
                        self._use(zeros, self._closure(union), factor)
                    for part, sign in ((first, 1), (second, 1), (bottom, -1)):
                        if part:
                            moved[part] = moved.get(part, 0) + sign
                elif reduced.orbits is not None and (step := int(reduced.orbits.steps[index])) >= 0:
                    parent = int(reduced.sets.masks[reduced.orbits.parents[index]])
                    orbits[parent, step] = orbits.get((parent, step), 0) + factor
                    moved = {parent: 1}
                else:
                    continue
            del residual[mask]
            _add(residual, factor, moved)
            waiting += moved

    @staticmethod
    def _use(zeros: dict[int, int], lemma: int, factor: int) -> None:
        zeros[lemma] = zeros.get(lemma, 0) + factor

    def _walk(self, start: int) -> Iterable[tuple[int, int, int]]:
        """Yield the steps from a closed set to the representative of its orbit."""
        orbits, masks = self.reduced.orbits, self.reduced.sets.masks
        while orbits is not None and (step := int(orbits.steps[start])) >= 0:
            parent = int(orbits.parents[start])
            yield int(masks[start]), step, int(masks[parent])
            start = parent

    def _add(self, key: object, lemma: Lemma) -> int:
        self.lemmas.append(lemma)
        self._known[key] = len(self.lemmas) - 1
        return self._known[key]

    def _conclude(
        self,
        key: object,
        zero: Information,
        premises: dict[int, int],
        remainder: Iterable[Information],
    ) -> int:
        """Add a lemma whose premises add up to it and the remainder once closures are taken."""
        residual: dict[int, int] = {}
        for index, factor in premises.items():
            _add(residual, factor, self.lemmas[index].zero.terms)
        kept = [quantity.canonical for quantity in remainder if quantity.terms]
        for quantity in (zero, *kept):
            _add(residual, -1, quantity.terms)
        closures: dict[int, int] = {}
        self._settle(residual, closures, None)
        used = dict(premises)
        for index, factor in closures.items():
            self._use(used, index, -factor)
        if not kept and len(used) == 1 and self.lemmas[next(iter(used))].zero.canonical == zero.canonical:
            self._known[key] = next(iter(used))
            return self._known[key]
        return self._add(
            key,
            Lemma(
                zero.canonical,
                None,
                tuple((Fraction(factor), index) for index, factor in sorted(used.items()) if factor),
                tuple((Fraction(1), quantity) for quantity in kept),
            ),
        )

    def _fact(self, index: int) -> int:
        if (known := self._known.get(("fact", index))) is not None:
            return known
        source, quantity = self.reduced.problem.facts[index]
        return self._add(("fact", index), Lemma(quantity, source))

    def _rule(self, index: int) -> int:
        """The lemma that the target of a rule is a function of its source."""
        if (known := self._known.get(("rule", index))) is not None:
            return known
        closure = self.reduced.sets.closure
        rule = closure.rules[index]
        fact = self.reduced.problem.facts[rule.fact][1].canonical
        if fact.first == fact.second:
            return self._fact(rule.fact)
        # I(A;B|C) = 0 where A and B, with C, determine D: I(A*;B*|C) = H(D|C) + I(A*;D|CD) + I(A*;B*|CD).
        first, second, condition = fact
        premises = {self._fact(rule.fact): 1}
        wide = [part | condition for part in (first, second, first | second)]
        closed: list[int] = []
        for mask, sign in zip(wide, (-1, -1, 1), strict=True):
            ends = mask
            for step in closure.steps(mask, index):
                ends |= closure.rules[step].target
            closed.append(ends)
            if ends != mask:
                self._use(premises, self._closure(mask, index), -sign)
        del closed[2]
        determined = rule.target & ~condition
        union = closed[0] | closed[1]
        zero = Information(determined, determined, condition)
        remainder = [Information(closed[0], closed[1], condition | determined)]
        residual: dict[int, int] = {}
        for lemma, factor in premises.items():
            _add(residual, factor, self.lemmas[lemma].zero.terms)
        for quantity in (zero, *remainder):
            _add(residual, -1, quantity.terms)
        # Only the joint entropy of the union may be left; it equals that of its closure by earlier rules.
        if residual:
            self._use(premises, self._closure(union, index), -residual[max(residual)])
        return self._add(
            ("rule", index),
            Lemma(
                zero.canonical,
                None,
                tuple((Fraction(factor), lemma) for lemma, factor in sorted(premises.items()) if factor),
                tuple((Fraction(1), quantity.canonical) for quantity in remainder if quantity.terms),
            ),
        )

    def _closure(self, mask: int, before: int | None = None) -> int:
        r"""The lemma that the closure of a set is a function of it: sum H(B|A) = H(cl S|S) + sum I(B;S|A)."""
        key = ("closure", mask, before)
        if (known := self._known.get(key)) is not None:
            return known
        closure = self.reduced.sets.closure
        premises: dict[int, int] = {}
        remainder: list[Information] = []
        reached = mask
        for index in closure.steps(mask, before):
            lemma = self._rule(index)
            _, target, source = self.lemmas[lemma].zero.canonical
            premises[lemma] = premises.get(lemma, 0) + 1
            remainder.append(Information(target, reached, source))
            reached |= target
        grown = reached & ~mask
        if len(premises) == 1 and self.lemmas[next(iter(premises))].zero == (grown, grown, mask):
            self._known[key] = next(iter(premises))
            return self._known[key]
        return self._add(
            key,
            Lemma(
                Information(grown, grown, mask),
                None,
                tuple((Fraction(factor), lemma) for lemma, factor in premises.items()),
                tuple(
                    (Fraction(1), quantity.canonical) for quantity in remainder if quantity.canonical.terms
                ),
            ),
        )

    def _zero(self, i: int, j: int, at: int) -> int:
        """The lemma of an independence of two variables given a closed set."""
        sets, independences = self.reduced.sets, self.reduced.independences
        i, j = min(i, j), max(i, j)
        if (known := self._known.get(("zero", i, j, at))) is not None:
            return known
        if independences is None:
            raise AssertionError("a substitution without independences")  # pragma: no cover
        if independences.ages[i, j, at] == GIVEN:
            return self._given_zero(i, j, at)
        one, other, k = independences.premises(i, j, at)
        premises: dict[int, int] = {}
        for a, b, where in (one, other):
            if independences.ages[a, b, where] >= GIVEN:
                self._use(premises, self._zero(a, b, where), 1)
        a, b, below = one
        # The other term of I(a;b|K) + I(a;k|b(K)) = I(a;k|K) + I(a;b|k(K)), where one of them is wanted.
        if below == at:
            left = self._quantity(a, b, int(sets.joins[at, self._third(i, j, a)]))
        else:
            left = self._quantity(a, k, below)
        return self._conclude(("zero", i, j, at), self._quantity(i, j, at), premises, [left])

    @staticmethod
    def _third(i: int, j: int, a: int) -> int:
        return j if a == i else i

    def _quantity(self, i: int, j: int, at: int) -> Information:
        masks, joins = self.reduced.sets.masks, self.reduced.sets.joins
        bottom = int(masks[at])
        return Information(int(masks[joins[at, i]]), int(masks[joins[at, j]]), bottom).canonical

    def _given_zero(self, i: int, j: int, at: int) -> int:
        """Decompose a given independence down to two variables."""
        sets = self.reduced.sets
        bottom = int(sets.masks[at])
        for number, (_, fact) in enumerate(self.reduced.problem.facts):
            first, second, condition = fact.canonical
            if not (first >> i & 1 and second >> j & 1):
                first, second = second, first
            if not (first >> i & 1 and second >> j & 1) or condition & ~bottom or first == second:
                continue
            own, others = bottom & first, bottom & second
            core = condition | own | others
            if sets.index(core) != at or int(sets.masks[at]) != bottom:
                continue
            blocks = sets.closure.blocks
            a, b = (1 << i, 1 << j) if blocks is None else (blocks[i], blocks[j])
            remainder = [
                Information(first, others, condition),
                Information(own, second, condition | others),
                Information(first, second, core | a),
                Information(a, second, core | b),
            ]
            premises = {self._fact(number): 1}
            return self._conclude(("zero", i, j, at), self._quantity(i, j, at), premises, remainder)
        raise AssertionError("an independence that was not given")  # pragma: no cover


def _add(target: dict[int, int], factor: int, terms: Mapping[int, int]) -> None:
    """Add a multiple of a form in place, in integers; zeros are dropped."""
    for key, coefficient in terms.items():
        value = target.get(key, 0) + factor * coefficient
        if value:
            target[key] = value
        else:
            target.pop(key, None)
