r"""The two linear programs of a reduced problem.

The *decision* minimises the claim over the cone, cut off by :math:`h(N) \le 1`; the claim follows exactly if
the minimum is zero, and else a minimiser is a counterexample. The *explanation* has as its dual the identity
with the least sum of multipliers: relax every inequality to minus its price, and minimise the claim.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from itbounds._typing import Mask, Vector
from itbounds.forms.linear import Integers, LinearForm, SparseRows
from itbounds.lowering.lattice.reduced import Reduced

__all__ = ["Program", "RowKind"]

RowKind = Literal["zero", "link", "given", "information", "unit"]


@dataclass(frozen=True, eq=False)
class Program:
    """The rows of a reduced problem, equalities first.

    Parameters
    ----------
    reduced : Reduced
    rows : SparseRows
    equalities : int
    kinds : list of (RowKind, int)
        For each block of rows its kind, with the index of each row in it.
    """

    reduced: Reduced
    rows: SparseRows
    equalities: int
    kinds: tuple[tuple[RowKind, Integers], ...]

    @classmethod
    def of(cls, reduced: Reduced) -> "Program":
        """Collect the rows: equalities of the reductions and the givens, then inequalities."""
        problem = reduced.problem
        width = reduced.width + 1 + problem.rates
        forms = [reduced.reduce(item.terms) for item in problem.given]
        equal = [k for k, form in enumerate(forms) if form and problem.given[k].equality]
        unequal = [k for k, form in enumerate(forms) if form and not problem.given[k].equality]
        blocks: list[tuple[RowKind, Integers, SparseRows]] = [
            ("zero", np.arange(len(reduced.zeros)), reduced.zero_rows),
            ("link", np.arange(len(reduced.links)), reduced.link_rows),
            ("given", np.array(equal, dtype=np.int64), _rows([forms[k] for k in equal], width)),
            ("given", np.array(unequal, dtype=np.int64), _rows([forms[k] for k in unequal], width)),
            ("information", np.arange(len(reduced.inequalities)), reduced.rows),
        ]
        if any(key == reduced.width for form in forms for key in form) or -1 in problem.claim:
            blocks.append(("unit", np.zeros(1, dtype=np.int64), _rows([{reduced.width: Fraction(1)}], width)))
        rows = SparseRows.empty(width)
        for _, _, block in blocks:
            rows = rows.above(block)
        equalities = sum(len(index) for _, index, _ in blocks[:3])
        return cls(reduced, rows, equalities, tuple((kind, index) for kind, index, _ in blocks))

    def locate(self, row: int) -> tuple[RowKind, int]:
        """Return what a row is: its kind and its index among those of the kind."""
        for kind, index in self.kinds:
            if row < len(index):
                return kind, int(index[row])
            row -= len(index)
        raise IndexError(row)

    def rows_of(self, wanted: RowKind) -> list[int]:
        """Return the numbers of the rows of a kind."""
        found: list[int] = []
        first = 0
        for kind, index in self.kinds:
            if kind == wanted:
                found += range(first, first + len(index))
            first += len(index)
        return found

    def exact_row(self, row: int) -> Mapping[int, Fraction | int]:
        """Return a row in exact numbers; all but those of givens are of integers."""
        kind, index = self.locate(row)
        if kind == "given":
            return self.reduced.reduce(self.reduced.problem.given[index].terms)
        return {column: int(value) for column, value in self.rows.entries(row).items()}

    @property
    def spanning(self) -> Mask:
        """All equalities, a submodularity below each set that has one, and all monotonicities.

        Without reductions so many rows are a basis of the joint entropies; with them, nearly.
        """
        found = np.arange(len(self.rows)) < self.equalities
        places = np.array(self.rows_of("information"), dtype=np.int64)
        first, second, _, whole = self.reduced.inequalities.T
        _, once = np.unique(whole, return_index=True)
        found[places[once]] = True
        found[places[first == second]] = True
        return found

    def cost(self, claim: dict[int, Fraction]) -> Vector:
        """Return a reduced form as a vector."""
        cost = np.zeros(self.rows.width)
        for column, value in claim.items():
            cost[column] = float(value)
        return cost

    def decision(self, claim: dict[int, Fraction]) -> LinearForm:
        """Minimise a reduced form over the part of the cone where the joint entropy of all is at most one."""
        reduced, width = self.reduced, self.rows.width
        top = {column: Fraction(-value) for column, value in self._top().items()}
        lower, upper = np.full(width, -np.inf), np.full(width, np.inf)
        lower[reduced.width :], upper[reduced.width :] = -1.0, 1.0
        lower[reduced.width] = 0.0
        right = np.zeros(len(self.rows) + 1)
        right[-1] = -1.0
        rows = self.rows.above(_rows([top], width))
        return LinearForm(self.cost(claim), rows, right, self.equalities, lower, upper)

    def explanation(
        self, claim: dict[int, Fraction], among: Integers | None = None, prices: Vector | None = None
    ) -> LinearForm:
        """Minimise a reduced form where inequalities may be violated by their price, one by default.

        Its dual is the cheapest combination of the rows, or only of some rows if given, that gives the form.
        """
        kept = np.arange(len(self.rows)) if among is None else among
        equalities = int(np.count_nonzero(kept < self.equalities))
        rows = self.rows.take(kept)
        right = np.full(len(kept), -1.0) if prices is None else -prices
        right[:equalities] = 0.0
        free = np.full(self.rows.width, np.inf)
        return LinearForm(self.cost(claim), rows, right, equalities, -free, free)

    def _top(self) -> dict[int, int]:
        everything = self.reduced.sets.index(self.reduced.problem.everything)
        return self.reduced.column_terms(everything)


def _rows(forms: list[dict[int, Fraction]], width: int) -> SparseRows:
    starts = np.cumsum([0, *(len(form) for form in forms)])
    columns = np.array([key for form in forms for key in form], dtype=np.int64)
    values = np.array([float(value) for form in forms for value in form.values()], dtype=np.float64)
    return SparseRows(starts.astype(np.int64), columns, values, width)
