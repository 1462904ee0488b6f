"""The least value of a linear form on joint entropies: solve, make rational, prove, attain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import inf, nan

import numpy as np

from itbounds.forms import RawSolution, Status
from itbounds.forms.axioms import Axiom
from itbounds.forms.entropic import UNIT, EntropicProblem, Terms, add_multiple
from itbounds.forms.linear import LinearForm, SparseRows
from itbounds.lowering.lattice.local import local_problem
from itbounds.lowering.lattice.program import Program
from itbounds.lowering.lattice.reduced import reduce_problem
from itbounds.numerics.rational import common_denominator, nearby_fractions
from itbounds.problems.beyond_shannon import with_axioms
from itbounds.problems.entropic_decision import Decider, explained
from itbounds.problems.entropic_point import Point
from itbounds.results.lattice_assembly import Assembly
from itbounds.results.lattice_certificate import Combination, LatticeCertificate
from itbounds.results.polymatroid import Polymatroid

__all__ = ["EntropicMinimiser", "Minimum", "near"]

_SMALL = 3000
_LARGEST = 10_000
_ROUNDS = 4
_DENOMINATORS = (60, 5000, 10**6)
_FINE = 1e9
_COARSE = 1e-6


@dataclass(frozen=True)
class Minimum:
    """What a solver says of the least value of a form.

    Parameters
    ----------
    objective : mapping
        The form.
    solution : RawSolution
        Points of the reduced program.
    by : EntropicMinimiser
        By what it was found.
    """

    objective: Terms
    solution: RawSolution
    by: "EntropicMinimiser"

    @property
    def status(self) -> Status:
        """What the solver says."""
        return self.solution.status

    @property
    def value(self) -> float:
        """The least value, up to rounding; minus infinity where the solver has none."""
        return self.solution.stats["objective"] if self.status is Status.OPTIMAL else -inf


@dataclass(frozen=True)
class EntropicMinimiser:
    """The minimisation of forms under the same givens.

    Parameters
    ----------
    problem : EntropicProblem
        Its claim is not looked at, except for the joint entropies, rates and units that occur there.
    variables, rates : tuple of str
        The names.
    decider : Decider
        Its reductions and its solver.
    axioms : tuple of Axiom
        What the last of the givens are of.
    """

    problem: EntropicProblem
    variables: tuple[str, ...]
    rates: tuple[str, ...] = ()
    decider: Decider = field(default_factory=Decider)
    axioms: tuple[Axiom, ...] = ()

    @cached_property
    def program(self) -> Program:
        """The reduced program."""
        return Program.of(reduce_problem(self.problem, self.decider.reductions))

    @property
    def is_large(self) -> bool:
        """Whether the program is for the interior point method."""
        return len(self.program.rows) > _SMALL

    @property
    def is_largest(self) -> bool:
        """Whether the program is too large for points to be checked exactly; its vertices are not simple."""
        return len(self.program.rows) > _LARGEST

    def minimise(
        self, objective: Terms, fixed: Iterable[tuple[Terms, float]] = (), *, vertex: bool = False
    ) -> Minimum:
        """Minimise a form, perhaps where others have fixed values.

        A large program is solved to the middle of the optimal face, whose multipliers tell which rows may
        matter, or to a vertex, whose entries are simple numbers.
        """
        program = self.program
        unit, width = program.reduced.width, program.rows.width
        lower, upper = np.full(width, -inf), np.full(width, inf)
        lower[unit] = upper[unit] = 1.0
        cost, right = program.cost(program.reduced.reduce(objective)), np.zeros(len(program.rows))
        free = LinearForm(cost, program.rows, right, program.equalities, lower, upper)
        form = self._held(free, fixed)
        solver = self.decider.solver
        if solver.method == "auto" and self.is_large:
            solver = replace(solver, method="crossover" if vertex else "interior")
        return Minimum(objective, solver.solve(form, 1e-9), self)

    def direction(self, objective: Terms, fixed: Iterable[tuple[Terms, float]] = ()) -> RawSolution:
        """Minimise a form over directions in which points may be moved, where others stay as they are."""
        program = self.program
        form = program.decision(program.reduced.reduce(objective))
        upper = form.upper.copy()
        upper[program.reduced.width] = 0.0
        still = ((terms, 0.0) for terms, _ in fixed)
        return self.decider.solver.solve(self._held(replace(form, upper=upper), still), 1e-9)

    def _held(self, form: LinearForm, fixed: Iterable[tuple[Terms, float]]) -> LinearForm:
        """Return a program in which forms have fixed values."""
        rows, right = form.rows, form.right
        for terms, value in fixed:
            # Two inequalities, since the equalities of the program come first.
            for sign in (1, -1):
                reduced = self.program.reduced.reduce(terms)
                signed = {column: sign * entry for column, entry in reduced.items()}
                rows, right = rows.above(_row(signed, rows.width)), np.append(right, sign * value)
        return replace(form, rows=rows, right=right)

    def evaluate(self, terms: Terms, minimum: Minimum) -> float:
        """Return the value of a form at a minimiser, up to rounding."""
        primal = minimum.solution.primal
        if primal is None:
            return nan
        form = self.program.reduced.reduce(terms)
        return float(sum(float(value) * primal[column] for column, value in form.items()))

    def prove(self, claim: Terms, minimum: Minimum) -> LatticeCertificate | None:
        """Prove that a form is not negative, with the multipliers of a minimum near it."""
        assembly = Assembly(self.program.reduced)
        found = self._explain(claim, minimum, assembly)
        if found is None:
            return None
        lemmas, parts = assembly.pruned((found,))
        used = self.problem.generators if found.orbits else ()
        certificate = LatticeCertificate(self.variables, self.rates, self.problem.given, parts, lemmas, used)
        certificate = with_axioms(certificate, self.axioms)
        certificate.verify()
        return certificate

    def bound(self, minimum: Minimum) -> tuple[Fraction, LatticeCertificate] | None:
        """Make the value of a minimum rational, and prove that the form is not less."""
        for value in near(minimum.value):
            claim = dict(minimum.objective)
            add_multiple(claim, -value, {UNIT: 1})
            certificate = self.prove(claim, minimum)
            if certificate is not None:
                return value, certificate
        return None

    def contradiction(self) -> LatticeCertificate | None:
        """Prove that nothing satisfies what is given: that -1 is not negative."""
        claim = {UNIT: Fraction(-1)}
        return self.prove(claim, Minimum(claim, RawSolution(Status.INFEASIBLE), self))

    def point(self, minimum: Minimum, value: Fraction) -> Polymatroid | None:
        """Return an exact point near the minimiser that satisfies everything and has this value, if found."""
        target = self.program.reduced.reduce(minimum.objective)
        for point in self._near(minimum.solution):
            if point.at(target) == value and _feasible(point, self.program):
                return self._polymatroid(point)
        return None

    def heights(self, solution: RawSolution) -> tuple[Mapping[int, int], float]:
        """Return whole numbers near a multiple of a point, and which difference of them is of no account.

        It is zero where they are exactly a point that satisfies everything.
        """
        for point in self._near(solution):
            if _feasible(point, self.program):
                return self._polymatroid(point).table, 0.0
        if solution.primal is None:
            return {}, 0.0
        scale = _FINE / max(1.0, float(np.abs(solution.primal).max()))
        rounded = Point(tuple(Fraction(round(value * scale)) for value in solution.primal.tolist()))
        return self._polymatroid(rounded).table, _COARSE * _FINE

    def _near(self, solution: RawSolution) -> Iterator[Point]:
        """Yield rational points near a point, simple ones first, unless they are too large to be checked."""
        if solution.primal is not None and not self.is_largest:
            for largest in _DENOMINATORS:
                yield Point(tuple(nearby_fractions(solution.primal, largest)))

    def _polymatroid(self, point: Point) -> Polymatroid:
        return point.polymatroid(self.program.reduced, self.variables, self.rates)

    @cached_property
    def _local(self) -> Program | None:
        """The few inequalities among the sets that are named, where the program is large."""
        named = local_problem(self.program.reduced) if self.is_large else None
        return None if named is None else Program.of(named)

    def _explain(self, claim: Terms, minimum: Minimum, assembly: Assembly) -> Combination | None:
        """Find the shortest identity, among the rows that matter if there are many rows."""
        program, dual = self.program, minimum.solution.dual
        if self._local is not None:
            form = self._local.explanation(program.reduced.reduce(claim))
            short = self.decider.solver.solve(form, 1e-9)
            if short.status is Status.OPTIMAL and short.dual is not None:
                everything = np.arange(len(self._local.rows))
                found = explained(claim, self._local, assembly, short.dual, everything, long=False)
                if found is not None:
                    return found
        target = program.reduced.reduce(claim)
        weights = np.ones(len(program.rows)) if dual is None else np.abs(dual[: len(program.rows)])
        scale = max(1.0, float(np.abs(program.cost(target)).max()))
        solver = self.decider.solver
        if self.is_large:
            solver = replace(solver, method="crossover")
        for least in (3e-3, 1e-3, 1e-5, 1e-7) if self.is_large else (-1.0,):
            kept = weights > least * scale
            kept[: program.equalities] = True
            among = np.flatnonzero(kept)
            current = weights[among]
            # At first all rows have the same price. The multipliers of a vertex have small denominators if
            # those that are large already are cheap.
            for attempt in range(_ROUNDS):
                prices = 1.0 / (current / scale + 0.3) if attempt else np.ones(len(among))
                shorter = solver.solve(program.explanation(target, among, prices / prices.min()), 1e-9)
                if shorter.status is not Status.OPTIMAL or shorter.dual is None:
                    break
                # Long fractions are the last resort.
                long = attempt + 1 == _ROUNDS
                found = explained(claim, program, assembly, shorter.dual, among, long=long)
                if found is not None:
                    return found
                current = np.abs(shorter.dual)
        return None


def near(value: float) -> Iterator[Fraction]:
    """Yield rational numbers near a float, simple ones first.

    Examples
    --------
    >>> next(near(1.6666666661))
    Fraction(5, 3)
    """
    tried = set()
    for largest in _DENOMINATORS:
        candidate = Fraction(value).limit_denominator(largest)
        if candidate not in tried and abs(float(candidate) - value) <= 1e-6 * max(1.0, abs(value)):
            tried.add(candidate)
            yield candidate


def _row(form: dict[int, Fraction], width: int) -> SparseRows:
    columns = np.array(list(form), dtype=np.int64)
    values = np.array([float(value) for value in form.values()])
    return SparseRows(np.array([0, len(columns)]), columns, values, width)


def _feasible(point: Point, program: Program) -> bool:
    """Whether a rational point satisfies all rows exactly."""
    scale = common_denominator(point.values)
    whole = [int(value * scale) for value in point.values]
    for row in range(len(program.rows)):
        total = sum((value * whole[column] for column, value in program.exact_row(row).items()), Fraction(0))
        if total < 0 or (row < program.equalities and total):
            return False
    return True
