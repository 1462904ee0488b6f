"""Counterexamples to claims on joint entropies: from a minimiser in floats to an exact polymatroid."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np

from itbounds.errors import InfeasibleError
from itbounds.forms import Status
from itbounds.lowering.lattice.program import Program
from itbounds.lowering.lattice.reduced import Reduced
from itbounds.numerics.rational import common_denominator, nearby_fractions
from itbounds.results.polymatroid import Polymatroid
from itbounds.solvers.linear.highs import Highs

__all__ = ["Point", "counterexample"]

_DENOMINATORS = (60, 5000, 10**6)
_EXACT = 2.0**52


@dataclass(frozen=True)
class Point:
    """A rational point of the cone of a reduced problem, a value for each column."""

    values: tuple[Fraction, ...]

    def at(self, form: dict[int, Fraction]) -> Fraction:
        """Return the value of a reduced form."""
        return sum((value * self.values[column] for column, value in form.items()), Fraction(0))

    def plus(self, factor: int, other: "Point") -> "Point":
        """Return the point moved by a multiple of another one."""
        return Point(tuple(a + factor * b for a, b in zip(self.values, other.values, strict=True)))

    def beyond(self, direction: "Point", form: dict[int, Fraction]) -> "Point":
        """Return the point moved along a direction, where a form decreases, until it is negative."""
        steps = max(0, floor(self.at(form) / -direction.at(form))) + 1
        return self.plus(steps, direction)

    def polymatroid(
        self, reduced: Reduced, variables: tuple[str, ...], rates: tuple[str, ...]
    ) -> Polymatroid:
        """Return the smallest integer polymatroid that is a multiple of the point."""
        scale = common_denominator(self.values)
        whole = [int(value * scale) for value in self.values]
        table = {
            mask: sum(value * whole[column] for column, value in reduced.column_terms(index).items())
            for index, mask in enumerate(reduced.sets.masks.tolist())
        }
        unit, *others = whole[reduced.width :]
        return Polymatroid(variables, rates, table, tuple(map(Fraction, others)), unit)


def counterexample(program: Program, target: dict[int, Fraction], solver: Highs) -> Point | None:
    """Return a point at which a reduced form is negative, or None if none is found that is exact.

    Raises
    ------
    InfeasibleError
        If the constants in what is given contradict one another.
    """
    found = _vertex(program, target, solver)
    unit = program.reduced.width
    if found is None or found.values[unit] or not program.rows_of("unit"):
        return found
    # The claim fails along a direction; with constants it must fail at a point that has what is given.
    start = _vertex(program, {unit: Fraction(-1)}, solver)
    if start is None:
        if _is_infeasible(program, solver):
            raise InfeasibleError("what is given contradicts itself", hint="look at its constants")
        return None
    return start.beyond(found, target)


def _is_infeasible(program: Program, solver: Highs) -> bool:
    """Whether the unit is zero on the cone, as far as floats can tell."""
    solution = solver.solve(program.decision({program.reduced.width: Fraction(-1)}), 1e-9)
    return solution.status is Status.OPTIMAL and solution.stats["objective"] > -1e-9


def _vertex(program: Program, target: dict[int, Fraction], solver: Highs) -> Point | None:
    """Minimise a reduced form, and make the minimiser rational if the form is negative there exactly."""
    solution = solver.solve(program.decision(target), 1e-9)
    if solution.status is not Status.OPTIMAL or solution.primal is None:
        return None
    for largest in _DENOMINATORS:
        point = Point(tuple(nearby_fractions(solution.primal, largest)))
        if point.at(target) < 0 and _feasible(point.values, program):
            return point
    return None


def _feasible(values: tuple[Fraction, ...], program: Program) -> bool:
    """Whether a rational point satisfies all rows of a program exactly."""
    scale = common_denominator(values)
    whole = [int(value * scale) for value in values]
    heaviest = program.rows.absolute().dot(np.ones(program.rows.width)).max(initial=1.0)
    if max(map(abs, whole), default=0) * heaviest >= _EXACT:
        return False
    # Sums of so small integers are exact in float64; only the givens have other coefficients.
    totals = program.rows.dot(np.array(whole, dtype=np.float64))
    for row in program.rows_of("given"):
        terms = program.exact_row(row)
        total = sum((value * whole[column] for column, value in terms.items()), Fraction(0))
        totals[row] = float((total > 0) - (total < 0))
    return bool((totals >= 0.0).all() and not totals[: program.equalities].any())
