"""Small problems decided in integers, without a solver: by pivots from a basis of elemental inequalities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

import numpy as np

from itbounds.errors import InfeasibleError
from itbounds.forms.entropic import UNIT, EntropicProblem, Information, Terms, rate_key
from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.elemental_basis import ElementalBasis, elemental_basis
from itbounds.numerics.integer_simplex import Tableau
from itbounds.results.lattice_certificate import Combination
from itbounds.results.merging import merged
from itbounds.results.polymatroid import Polymatroid
from itbounds.symbolic.shorten import positive_form

__all__ = ["DirectDecider"]

_LARGEST = 1 << 30
_SHORTENED = 16


@dataclass(eq=False)
class DirectDecider:
    """The search for nonnegative multipliers of all elemental inequalities, and of what is given.

    Parameters
    ----------
    problem : EntropicProblem
        Its symmetries are not looked at.
    """

    problem: EntropicProblem
    pivots: int = field(default=0, init=False)

    def decide(self, claim: Terms) -> Combination | dict[int, int] | None:
        """Return an identity that proves a claim, or an integer point that violates it, or None.

        The point has a value for each joint entropy, rate and unit that is not zero. There is neither if the
        numbers do not fit 64 bits, or too many steps would be needed.

        Raises
        ------
        InfeasibleError
            If the claim fails only because constants in what is given contradict one another.
        """
        try:
            found = self._decide(claim)
            if isinstance(found, dict) and self._has_unit and not found.get(UNIT):
                # It fails along a direction; with constants it must fail at a point that has what is given.
                start = self._decide({UNIT: Fraction(-1)})
                if isinstance(start, Combination):
                    raise InfeasibleError("what is given contradicts itself", hint="look at its constants")
                if start is None:
                    return None
                return _moved(start, found, claim)
        except OverflowError:
            return None
        return found

    def polymatroid(
        self, point: Mapping[int, int], variables: tuple[str, ...], rates: tuple[str, ...]
    ) -> Polymatroid:
        """Return a point as an integer polymatroid."""
        table = {mask: point.get(mask, 0) for mask in range(1 << self.problem.size)}
        values = tuple(Fraction(point.get(rate_key(index), 0)) for index in range(self.problem.rates))
        return Polymatroid(variables, rates, table, values, point.get(UNIT, 0))

    @property
    def rows(self) -> int:
        """How many inequalities and equalities there are."""
        return len(self._basis.quantities) + len(self.problem.given) + self._has_unit

    @cached_property
    def _basis(self) -> ElementalBasis:
        return elemental_basis(self.problem.size)

    @cached_property
    def _has_unit(self) -> bool:
        return UNIT in self.problem.claim or any(UNIT in item.terms for item in self.problem.given)

    @cached_property
    def _keys(self) -> list[int]:
        """The keys of a form that are no joint entropies."""
        return [UNIT] * self._has_unit + [rate_key(index) for index in range(self.problem.rates)]

    @cached_property
    def _scales(self) -> list[int]:
        """By what each given is multiplied to have integer coefficients."""
        return [_denominator(item.terms) for item in self.problem.given]

    @cached_property
    def _givens(self) -> Integers:
        """The givens, one a column, with a row for each of the basis, the unit and the rates."""
        columns = [
            self._column(item.terms, scale)
            for item, scale in zip(self.problem.given, self._scales, strict=True)
        ]
        return np.array(columns, dtype=np.int64).T

    def _column(self, terms: Terms, scale: int) -> Integers:
        """Return a multiple of a form by the basis, then its unit and its rates."""
        heights = self._basis.heights
        whole = _multiple(terms, scale)
        if sum(map(abs, whole.values())) * self.problem.size > _LARGEST:
            raise OverflowError("coefficients are too large")
        extra = [whole.pop(key, 0) for key in self._keys]
        entropies = np.array(list(whole.values()), dtype=np.int64)
        column: Integers = entropies @ heights[list(whole)] if whole else np.zeros_like(heights[0])
        return np.concatenate((column, extra)) if extra else column

    def _tableau(self, target: Integers) -> Tableau:
        """Return the first tableau: the basis, the unit and the rates are inside, the rest is outside.

        The variables are numbered: elemental inequalities, unit, rates, then givens.
        """
        others = self._basis.others
        elementary, extra = len(self._basis.quantities), len(target) - len(others)
        width = others.shape[1]
        table = np.zeros((len(target) + 1, width + len(self.problem.given) + 1), dtype=np.int64)
        table[: len(others), :width] = others
        if self.problem.given:
            table[:-1, width:-1] = self._givens
        table[:-1, -1] = target
        # Each quantity, given inequality and unit costs one. That of elemental quantities adds up to the same
        # for all that sum to the same, so what the others cost matters alone.
        charged = len(others) + self._has_unit
        table[-1, width:-1] = table[:charged, width:-1].sum(axis=0)
        table[-1, width:-1] -= np.array([not item.equality for item in self.problem.given], dtype=np.int64)
        basic = np.concatenate((np.arange(len(others)), elementary + np.arange(extra)))
        outside = np.arange(len(others), len(others) + width + len(self.problem.given))
        outside[width:] += extra
        return Tableau(table, basic, outside, len(target), np.ones(len(outside), dtype=np.bool_))

    def _decide(self, claim: Terms) -> Combination | dict[int, int] | None:
        scale = _denominator(claim)
        target = self._column(claim, scale)
        tableau = self._tableau(target)
        size, elementary = len(self._basis.others), len(self._basis.quantities)
        first_given = elementary + len(target) - size
        for number, item in enumerate(self.problem.given):
            if item.equality:
                tableau.free(elementary - size + number)
        row = tableau.expel_all(first_given, elementary + self._has_unit)
        if row is None:
            row = tableau.repair()
        self.pivots += tableau.pivots
        if row == -1:
            return None
        if row is not None:
            return self._point(tableau, row, first_given)
        if self.problem.given:
            tableau.cheapen()
        informations: list[tuple[Fraction, Information]] = []
        givens: list[tuple[Fraction, int]] = []
        slack, common = Fraction(0), tableau.scale * scale
        for variable, value in zip(tableau.basic.tolist(), tableau.table[:-1, -1].tolist(), strict=True):
            if not value:
                continue
            if variable < elementary:
                informations.append((Fraction(value, common), self._basis.quantities[variable]))
            elif variable >= first_given:
                index = variable - first_given
                givens.append((Fraction(value * self._scales[index], common), index))
            else:
                slack = Fraction(value, common)
        quantities = merged(informations)
        if len(quantities) > 2 and not givens and len(claim) <= _SHORTENED:
            quantities = _shorter(claim, quantities)
        return Combination(claim, quantities, tuple(sorted(givens, key=_index)), slack=slack)

    def _point(self, tableau: Tableau, row: int, first_given: int) -> dict[int, int]:
        """Return the point that a row of the tableau is: it has what is given, and violates the target."""
        elementary, size = len(self._basis.quantities), len(self._basis.others)
        entries = tableau.coefficients(row, first_given)
        if tableau.table[row, -1] > 0:
            entries = -entries
        heights = self._basis.heights @ entries[:size]
        others = dict(zip(self._keys, entries[elementary:].tolist(), strict=True))
        found = dict(enumerate(heights.tolist())) | others
        common = gcd(*found.values())
        return {key: value // common for key, value in found.items() if value}


def _denominator(terms: Terms) -> int:
    return lcm(*(value.denominator for value in terms.values()))


def _multiple(terms: Terms, scale: int) -> dict[int, int]:
    """Return a form with integer coefficients; the scale is a multiple of their denominators."""
    return {key: value.numerator * (scale // value.denominator) for key, value in terms.items()}


def _shorter(
    claim: Terms, quantities: tuple[tuple[Fraction, Information], ...]
) -> tuple[tuple[Fraction, Information], ...]:
    """Return a shorter sum of quantities that is the claim but for its constant, if one is easily found."""
    entropies = {key: value for key, value in claim.items() if key > 0}
    scale = _denominator(entropies)
    short = positive_form(_multiple(entropies, scale))
    if short is None or len(short) >= len(quantities):
        return quantities
    return tuple(
        (Fraction(amount, scale), Information(first, second or first, condition))
        for (first, second, condition), amount in short.items()
    )


def _index(item: tuple[Fraction, int]) -> int:
    return item[1]


def _moved(start: Mapping[int, int], direction: Mapping[int, int], claim: Terms) -> dict[int, int]:
    """Return a point moved so far along a direction that it violates a claim."""

    def at(point: Mapping[int, int]) -> Fraction:
        return sum((value * point.get(key, 0) for key, value in claim.items()), Fraction(0))

    factor = max(0, at(start) // -at(direction)) + 1
    return {key: start.get(key, 0) + factor * direction.get(key, 0) for key in {*start, *direction}}
