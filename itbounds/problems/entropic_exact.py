"""Small reduced programs decided in integers, without a solver."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np

from itbounds.errors import InfeasibleError
from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.program import Program
from itbounds.numerics.integer_simplex import Tableau
from itbounds.problems.entropic_point import Point

__all__ = ["ExactProgram"]

_LARGEST = 1 << 30


@dataclass(eq=False)
class ExactProgram:
    """The search for multipliers of the rows of a program.

    Parameters
    ----------
    program : Program
        Of a few dozen columns and some hundred rows.
    pivots : int
        How many steps were made.
    """

    program: Program
    pivots: int = field(default=0, init=False)

    def decide(self, target: dict[int, Fraction]) -> "list[tuple[int, Fraction]] | Point | None":
        """Return multipliers of rows that sum to a reduced form, or a point where it is negative, or None.

        There is neither if the numbers do not fit 64 bits, or too many steps would be needed.

        Raises
        ------
        InfeasibleError
            If the form is nonnegative unless constants in what is given contradict one another.
        """
        unit = self.program.reduced.width
        try:
            found = self._decide(target)
            if not isinstance(found, Point) or found.values[unit] or not self.program.rows_of("unit"):
                return found
            # It is negative along a direction; with constants it must be so where all that is given holds.
            start = self._decide({unit: Fraction(-1)})
        except OverflowError:
            return None
        if isinstance(start, list):
            raise InfeasibleError("what is given contradicts itself", hint="look at its constants")
        return None if start is None else start.beyond(found, target)

    @cached_property
    def _scales(self) -> dict[int, int]:
        """By what the rows of givens are multiplied to have integer coefficients."""
        program = self.program
        return {
            row: lcm(*(value.denominator for value in program.exact_row(row).values()))
            for row in program.rows_of("given")
        }

    @cached_property
    def _columns(self) -> Integers:
        """The rows of the program, one a column, in integers."""
        program = self.program
        table = np.zeros((program.rows.width, len(program.rows)), dtype=np.int64)
        table[program.rows.columns, program.rows.row_of] = np.rint(program.rows.values)
        for row, scale in self._scales.items():
            for column, value in program.exact_row(row).items():
                table[column, row] = _fitting(int(value * scale))
        return table

    def _decide(self, target: dict[int, Fraction]) -> "list[tuple[int, Fraction]] | Point | None":
        program, columns = self.program, self._columns
        height, count = columns.shape
        scale = lcm(*(value.denominator for value in target.values()))
        # The variables are numbered: columns of the program, which add up to nothing, then its rows.
        table = np.zeros((height + 1, count + 1), dtype=np.int64)
        table[:-1, :-1] = columns
        for column, value in target.items():
            table[column, -1] = _fitting(int(value * scale))
        table[-1, program.equalities : -1] = -1
        tableau = Tableau(
            table, np.arange(height), height + np.arange(count), height, np.ones(count, dtype=np.bool_)
        )
        for equality in range(program.equalities):
            tableau.free(equality)
        row = tableau.expel_all(height)
        if row is None:
            row = tableau.repair()
        if row is None:
            tableau.cheapen()
        self.pivots += tableau.pivots
        if row == -1:
            return None
        if row is not None:
            entries = tableau.coefficients(row, height)
            sign = -1 if tableau.table[row, -1] > 0 else 1
            return Point(tuple(Fraction(sign * entry) for entry in entries.tolist()))
        common = tableau.scale * scale
        return [
            (variable - height, Fraction(value * self._scales.get(variable - height, 1), common))
            for variable, value in zip(tableau.basic.tolist(), tableau.table[:-1, -1].tolist(), strict=True)
            if value
        ]


def _fitting(value: int) -> int:
    if abs(value) > _LARGEST:
        raise OverflowError("coefficients are too large")
    return value
