"""The least value of a linear form on joint entropies: solve, make rational, prove, attain."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import inf, nan

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import RawSolution, Status
from itbounds.forms.entropic import UNIT, EntropicProblem, Terms, add_multiple
from itbounds.forms.linear import LinearForm, SparseRows
from itbounds.lowering.lattice.program import Program
from itbounds.lowering.lattice.reduced import Reduced, reduce_problem
from itbounds.numerics.rational import common_denominator, nearby_fractions
from itbounds.problems.entropic_decision import Decider, explained
from itbounds.results.lattice_assembly import Assembly
from itbounds.results.lattice_certificate import Combination, LatticeCertificate
from itbounds.results.polymatroid import Polymatroid
from itbounds.solvers.linear.highs import Highs

__all__ = ["EntropicMinimiser", "Minimum"]

_SMALL = 3000
_DENOMINATORS = (60, 5000, 10**6)


@dataclass(frozen=True)
class Minimum:
    """What a solver says of the least value of a form.

    Parameters
    ----------
    objective : mapping
        The form.
    solution : RawSolution
        Points of the reduced program.
    """

    objective: Terms
    solution: RawSolution

    @property
    def status(self) -> Status:
        """What the solver says."""
        return self.solution.status

    @property
    def value(self) -> float:
        """The least value, up to rounding; minus infinity where the solver has none."""
        return self.solution.stats["objective"] if self.status is Status.OPTIMAL else -inf

    def values(self) -> Iterator[Fraction]:
        """Yield rational numbers near the value, simple ones first."""
        yield from near(self.value)


class _Prover(Decider):
    """Proves a claim of which the multipliers are nearly known."""

    def explain(
        self, claim: Terms, weights: Vector, reduced: Reduced, program: Program, assembly: Assembly
    ) -> Combination | None:
        """Find the shortest identity, among the rows that matter if there are many rows."""
        target = reduced.reduce(claim)
        everything = np.arange(len(program.rows))
        scale = max(1.0, float(np.abs(weights).max(initial=0.0)))
        trials = [everything]
        if len(program.rows) > _SMALL:
            heavy = [np.abs(weights) > least * scale for least in (1e-3, 1e-5, 1e-7)]
            trials = [np.flatnonzero(kept | (everything < program.equalities)) for kept in heavy]
        for among in trials:
            simplex = Highs("simplex", self.solver.time_limit)
            shorter = simplex.solve(program.explanation(target, among), 1e-9)
            if shorter.status is Status.OPTIMAL and shorter.dual is not None:
                found = explained(claim, program, assembly, shorter.dual, among)
                if found is not None:
                    return found
        return None


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
    """

    problem: EntropicProblem
    variables: tuple[str, ...]
    rates: tuple[str, ...] = ()
    decider: Decider = field(default_factory=Decider)

    @cached_property
    def program(self) -> Program:
        """The reduced program."""
        return Program.of(reduce_problem(self.problem, self.decider.reductions))

    def minimise(self, objective: Terms, fixed: Iterable[tuple[Terms, float]] = ()) -> Minimum:
        """Minimise a form, perhaps where others have fixed values."""
        program = self.program
        unit, width = program.reduced.width, program.rows.width
        lower, upper = np.full(width, -inf), np.full(width, inf)
        lower[unit] = upper[unit] = 1.0
        rows, right = program.rows, np.zeros(len(program.rows))
        for terms, value in fixed:
            # Two inequalities, since the equalities of the program come first.
            for sign in (1, -1):
                signed = {column: sign * entry for column, entry in program.reduced.reduce(terms).items()}
                rows, right = rows.above(_row(signed, width)), np.append(right, sign * value)
        cost = program.cost(program.reduced.reduce(objective))
        form = LinearForm(cost, rows, right, program.equalities, lower, upper)
        solver = self.decider.solver
        if solver.method == "auto" and len(rows) > solver.simplex_rows:
            # A vertex has small denominators.
            solver = replace(solver, method="crossover")
        solution = solver.solve(form, 1e-9)
        return Minimum(objective, solution)

    def evaluate(self, terms: Terms, minimum: Minimum) -> float:
        """Return the value of a form at a minimiser, up to rounding."""
        primal = minimum.solution.primal
        if primal is None:
            return nan
        return float(
            sum(float(c) * primal[column] for column, c in self.program.reduced.reduce(terms).items())
        )

    def prove(self, claims: Sequence[tuple[Terms, Minimum]]) -> LatticeCertificate | None:
        """Prove that forms are not negative, each with the multipliers of a minimum near it."""
        program = self.program
        assembly, prover = Assembly(program.reduced), _Prover(self.decider.reductions, self.decider.solver)
        combinations = []
        for claim, minimum in claims:
            dual = minimum.solution.dual
            weights = np.ones(len(program.rows)) if dual is None else dual[: len(program.rows)]
            found = prover.explain(claim, weights, program.reduced, program, assembly)
            if found is None:
                return None
            combinations.append(found)
        lemmas, parts = assembly.pruned(tuple(combinations))
        used = self.problem.generators if any(part.orbits for part in parts) else ()
        certificate = LatticeCertificate(self.variables, self.rates, self.problem.given, parts, lemmas, used)
        certificate.verify()
        return certificate

    def bound(self, minimum: Minimum) -> tuple[Fraction, LatticeCertificate] | None:
        """Make the value of a minimum rational, and prove that the form is not less."""
        for value in minimum.values():
            claim = dict(minimum.objective)
            add_multiple(claim, -value, {UNIT: 1})
            certificate = self.prove([(claim, minimum)])
            if certificate is not None:
                return value, certificate
        return None

    def contradiction(self) -> LatticeCertificate | None:
        """Prove that nothing satisfies what is given: that -1 is not negative."""
        claim = {UNIT: Fraction(-1)}
        return self.prove([(claim, Minimum(claim, RawSolution(Status.INFEASIBLE)))])

    def point(self, minimum: Minimum, value: Fraction) -> Polymatroid | None:
        """Return an exact point near the minimiser that satisfies everything and has this value, if found."""
        primal, program = minimum.solution.primal, self.program
        if primal is None:
            return None
        target = program.reduced.reduce(minimum.objective)
        for largest in _DENOMINATORS:
            values = nearby_fractions(primal, largest)
            scale = common_denominator(values)
            point = [int(entry * scale) for entry in values]
            reached = sum((c * point[column] for column, c in target.items()), Fraction(0))
            if scale < 1 << 40 and reached == value * scale and _feasible(point, program):
                return _polymatroid(point, self)
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


def _feasible(point: list[int], program: Program) -> bool:
    """Whether integers satisfy all rows exactly."""
    for row in range(len(program.rows)):
        total = sum((value * point[column] for column, value in program.exact_row(row).items()), Fraction(0))
        if total < 0 or (row < program.equalities and total):
            return False
    return True


def _polymatroid(point: list[int], minimiser: EntropicMinimiser) -> Polymatroid:
    reduced = minimiser.program.reduced
    table = {
        int(mask): sum(value * point[column] for column, value in reduced.column_terms(index).items())
        for index, mask in enumerate(reduced.sets.masks.tolist())
    }
    table.setdefault(reduced.problem.everything, table[max(table)])
    unit, *others = point[reduced.width :]
    return Polymatroid(minimiser.variables, minimiser.rates, table, tuple(map(Fraction, others)), unit)
