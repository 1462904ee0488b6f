"""An exact polymatroid that violates a claim: what Shannon's inequalities alone cannot exclude."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON
from itbounds.errors import CertificateError
from itbounds.forms.entropic import UNIT, Given, Terms
from itbounds.forms.linear import Integers

__all__ = ["Polymatroid"]

_TABULATED = 6
"""For so few variables there is a table of all elemental inequalities."""


@dataclass(frozen=True)
class Polymatroid:
    """A nonnegative, monotone and submodular function on sets of variables, with values for rates.

    Parameters
    ----------
    variables, rates : tuple of str
        The names.
    table : mapping from int to int
        Values on a family of masks that is closed under intersection and contains the set of all variables;
        another set has the value of the smallest member that contains it.
    rate_values : tuple of Fraction
        The values of the rates.
    unit : int
        The value of one unit, which is positive if there are constants.
    """

    kind: ClassVar[str] = "polymatroid"

    variables: tuple[str, ...]
    rates: tuple[str, ...]
    table: Mapping[int, int]
    rate_values: tuple[Fraction, ...] = ()
    unit: int = 0

    def value(self, mask: int) -> int:
        """Return the value of a set of variables."""
        known = self.table.get(mask)
        if known is not None:
            return known
        smallest = (1 << len(self.variables)) - 1
        for member in self.table:
            if member & mask == mask:
                smallest &= member
        return self.table[smallest]

    def evaluate(self, terms: Terms) -> Fraction:
        """Return the value of a form."""
        scale = lcm(*(coefficient.denominator for coefficient in terms.values()))
        whole, rational = 0, Fraction(0)
        for key, coefficient in terms.items():
            times = coefficient.numerator * (scale // coefficient.denominator)
            if key > 0:
                whole += times * self.value(key)
            elif key == UNIT:
                whole += times * self.unit
            elif key < UNIT:
                rational += times * self.rate_values[UNIT - 1 - key]
        return (whole + rational) / scale

    def violates(self, claim: Terms) -> bool:
        """Whether the value of a form is negative."""
        return self.evaluate(claim) < 0

    def verify(self, claim: Terms, given: tuple[Given, ...] = ()) -> Fraction:
        """Check exactly that it is a polymatroid with what is given and without what is claimed.

        Returns
        -------
        Fraction
            The negative value of the claim.

        Raises
        ------
        CertificateError
            If it is no counterexample.
        """
        self._check_shape()
        if len(self.table) == 1 << len(self.variables):
            self._check_elementals()
        else:
            self._check_family()
        for index, item in enumerate(given):
            value = self.evaluate(item.terms)
            if value < 0 or (item.equality and value):
                raise CertificateError("the polymatroid violates a given", where=index, value=value)
        value = self.evaluate(claim)
        if value >= 0:
            raise CertificateError("the polymatroid does not violate the claim", value=value)
        if any(UNIT in terms for terms in (claim, *(item.terms for item in given))) and self.unit <= 0:
            raise CertificateError("the unit must be positive", value=self.unit)
        return value

    def _check_shape(self) -> None:
        everything = (1 << len(self.variables)) - 1
        if everything not in self.table or len(self.rate_values) != len(self.rates):
            raise CertificateError("the table of the polymatroid is not complete")
        if any(not 0 <= mask <= everything for mask in self.table):
            raise CertificateError("the table of the polymatroid has sets of other variables")
        if self.value(0) != 0:
            raise CertificateError("the polymatroid has a positive value on the empty set")
        if max(map(abs, self.table.values())) >= 1 << 60:
            raise CertificateError("the values of the polymatroid are too large")

    def _check_elementals(self) -> None:
        """Check the elemental inequalities on the cube of all sets."""
        size = len(self.variables)
        if size <= _TABULATED:
            self._check_table()
            return
        cube = np.array([self.table[mask] for mask in range(1 << size)], dtype=np.int64)
        if any(self.value((1 << size) - 1) < self.table[(1 << size) - 1 & ~(1 << i)] for i in range(size)):
            raise CertificateError("the polymatroid is not monotone")
        for j in range(size):
            for i in range(j):
                slices = cube.reshape(1 << (size - 1 - j), 2, 1 << (j - i - 1), 2, 1 << i)
                gap = slices[:, 1, :, 0] + slices[:, 0, :, 1] - slices[:, 0, :, 0] - slices[:, 1, :, 1]
                if (gap < 0).any():
                    raise CertificateError("the polymatroid is not submodular")

    def _check_table(self) -> None:
        """Check them all at once, by a table of the sets in each."""
        size = len(self.variables)
        values = np.array([self.table[mask] for mask in range(1 << size)], dtype=np.int64)
        larger, smaller, squares = _few_elementals(size)
        if (values[larger] < values[smaller]).any():
            raise CertificateError("the polymatroid is not monotone")
        one, other, bottom, top = values[squares]
        if (one + other < bottom + top).any():
            raise CertificateError("the polymatroid is not submodular")

    def _check_family(self) -> None:
        """Check that intersections of members are members, and the inequalities of two variables at each."""
        masks = np.array(sorted(self.table), dtype=np.int64)
        values = np.array([self.table[mask] for mask in masks.tolist()], dtype=np.int64)
        size = len(self.variables)
        joins = np.empty((len(masks), size), dtype=np.int64)
        for row, mask in enumerate(masks.tolist()):
            meets = masks & mask
            at = np.minimum(np.searchsorted(masks, meets), len(masks) - 1)
            if (masks[at] != meets).any():
                raise CertificateError("the family of the polymatroid is not closed under intersection")
            above = masks[meets == mask]
            for i in range(size):
                joins[row, i] = np.bitwise_and.reduce(above[above >> i & 1 == 1])
        joins = np.searchsorted(masks, joins)
        if (values[joins] < values[:, np.newaxis]).any():
            raise CertificateError("the polymatroid is not monotone")
        for j in range(size):
            for i in range(j):
                both = joins[joins[:, i], j]
                if (values[joins[:, i]] + values[joins[:, j]] < values + values[both]).any():
                    raise CertificateError("the polymatroid is not submodular")

    def to_dict(self) -> JSON:
        """Return the polymatroid as JSON data."""
        return {
            "kind": self.kind,
            "variables": list(self.variables),
            "rates": list(self.rates),
            "table": {str(mask): value for mask, value in self.table.items()},
            "rate_values": [str(value) for value in self.rate_values],
            "unit": self.unit,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Polymatroid":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            tuple(data["variables"]),
            tuple(data["rates"]),
            {int(mask): int(value) for mask, value in data["table"].items()},
            tuple(map(Fraction, data["rate_values"])),
            int(data["unit"]),
        )


@lru_cache(maxsize=_TABULATED + 1)
def _few_elementals(size: int) -> tuple[Integers, Integers, Integers]:
    """Return all sets and each without a variable, for monotonicity, and the four sets of each square."""
    everything = (1 << size) - 1
    smaller = [everything & ~(1 << i) for i in range(size)]
    squares = [
        (mask | 1 << i, mask | 1 << j, mask, mask | 1 << i | 1 << j)
        for j in range(size)
        for i in range(j)
        for mask in range(1 << size)
        if not mask & (1 << i | 1 << j)
    ]
    return (
        np.full(size, everything),
        np.array(smaller, dtype=np.int64),
        np.array(squares, dtype=np.int64).reshape(-1, 4).T,
    )
