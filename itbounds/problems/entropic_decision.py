"""Deciding linear claims on joint entropies: solve, make rational, and return what can be checked exactly."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import Status
from itbounds.forms.entropic import EntropicProblem, Terms
from itbounds.forms.linear import Integers
from itbounds.lowering.lattice.local import local_problem
from itbounds.lowering.lattice.program import Program
from itbounds.lowering.lattice.reduced import Reduced, Reductions, reduce_problem
from itbounds.lowering.lattice.ring import blocks
from itbounds.numerics.padic import solve_padic
from itbounds.numerics.rational import nearby_fractions, solve_rational
from itbounds.problems.entropic_direct import DirectDecider
from itbounds.problems.entropic_exact import ExactProgram
from itbounds.problems.entropic_point import Point, counterexample
from itbounds.results.lattice_assembly import Assembly
from itbounds.results.lattice_certificate import Combination, LatticeCertificate
from itbounds.results.merging import merged
from itbounds.results.polymatroid import Polymatroid
from itbounds.solvers.linear.highs import Highs

__all__ = ["Decider", "Decision", "explained"]

_SMALL = 3000
_MORE = 2
_ELIMINATED = 100
_REPRICED = 5
_DENOMINATORS = (60, 5000)


@dataclass(frozen=True)
class Decision:
    """What is known of the claims: a certificate, or a polymatroid that fails one of them, or neither.

    Beside that are the size of the program, and by which solver it was solved in how many steps, if known.
    """

    certificate: LatticeCertificate | None = None
    failed: int = 0
    counterexample: Polymatroid | None = None
    columns: int = 0
    rows: int = 0
    solver: str = "highs"
    steps: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decider:
    """How claims are decided.

    Parameters
    ----------
    reductions : Reductions
    solver : Highs
        The linear program solver, its limits included.
    direct : int
        Problems of so few variables are solved as they are, without reductions, which would take longer; and
        of two more, if nothing is given and all sets may matter. Zero is for none.
    exact_rows : int
        Reduced programs of so few rows are solved in integers, without the solver.
    """

    reductions: Reductions = field(default_factory=Reductions)
    solver: Highs = field(default_factory=Highs)
    direct: int = 6
    exact_rows: int = 200

    def decide(
        self,
        problem: EntropicProblem,
        claims: tuple[Terms, ...],
        variables: tuple[str, ...],
        rates: tuple[str, ...] = (),
    ) -> Decision:
        """Decide whether claims, all about the joint entropies of the claim of a problem, hold.

        Raises
        ------
        SolveError
            If the problem is too large to be reduced.
        InfeasibleError
            If a claim fails only because constants in what is given contradict one another.
        """
        direct = self._is_direct(problem)
        if direct and (decision := _directly(problem, claims, variables, rates)) is not None:
            return decision
        reduced = reduce_problem(problem, Reductions(False, False, False) if direct else self.reductions)
        whole = _Whole(reduced)
        exact = ExactProgram(whole.program) if whole.is_at_most(self.exact_rows) else None
        named = None if exact is not None else local_problem(reduced)
        local = None if named is None else Program.of(named)
        assembly = Assembly(reduced)
        size, solver = whole.size(local), "integer simplex"
        combinations = []
        for number, claim in enumerate(claims):
            found = None if exact is None else _exactly(claim, exact, assembly)
            if found is None:
                found, solver = self._one(claim, local, whole, assembly), "highs"
            if isinstance(found, Point):
                polymatroid = found.polymatroid(reduced, variables, rates)
                polymatroid.verify(claim, problem.given)
                return Decision(None, number, polymatroid, *size, solver)
            if found is None:
                notes = ("the solver's point could not be made rational",)
                return Decision(None, number, None, *size, notes=notes)
            combinations.append(found)
        lemmas, parts = assembly.pruned(tuple(combinations))
        used = problem.generators if any(part.orbits for part in parts) else ()
        certificate = LatticeCertificate(variables, rates, problem.given, parts, lemmas, used)
        certificate.verify()
        return Decision(certificate, 0, None, *size, solver)

    def _is_direct(self, problem: EntropicProblem) -> bool:
        """Whether nothing is gained by reductions, or so little that they would take longer."""
        if problem.generators or not self.direct or problem.size > self.direct + _MORE:
            return False
        if problem.size <= self.direct:
            return True
        return not problem.given and blocks(problem.size, problem.used_masks()) == tuple(
            1 << i for i in range(problem.size)
        )

    def _one(
        self, claim: Terms, local: Program | None, whole: "_Whole", assembly: Assembly
    ) -> "Combination | Point | None":
        target = whole.reduced.reduce(claim)
        if not target:
            return _polished(assembly.combine(claim, local or whole.program, ()))
        found = None if local is None else self._explained(claim, target, local, assembly)
        if found is not None:
            return found
        program = whole.program
        if len(program.rows) > _SMALL:
            return self._large(claim, target, program, assembly)
        found = self._explained(claim, target, program, assembly)
        return counterexample(program, target, self.solver) if found is None else found

    def _explained(
        self, claim: Terms, target: dict[int, Fraction], program: Program, assembly: Assembly
    ) -> Combination | None:
        """Find the shortest identity among all rows of a program, if there is one."""
        solution = self.solver.solve(program.explanation(target), 1e-9)
        if solution.status is not Status.OPTIMAL or solution.dual is None:
            return None
        return explained(claim, program, assembly, solution.dual, np.arange(len(program.rows)))

    def _large(
        self, claim: Terms, target: dict[int, Fraction], program: Program, assembly: Assembly
    ) -> "Combination | Point | None":
        """Decide first, by the interior point method; then explain with the rows that seem to matter."""
        solution = self.solver.solve(program.decision(target), 1e-9)
        if solution.status is not Status.OPTIMAL or solution.dual is None:
            return None
        scale = max(1.0, float(np.abs(program.cost(target)).max()))
        vertex = Highs("crossover", self.solver.time_limit)
        if solution.stats["objective"] < -1e-5 * scale:
            return counterexample(program, target, vertex)
        weights = np.abs(solution.dual[: len(program.rows)]) / scale
        rng = np.random.default_rng(0)
        spanning = program.spanning
        for least in (3e-3, 1e-3, 1e-5, 1e-7):
            kept = (weights > least) | spanning
            among = np.flatnonzero(kept)
            current = weights[among]
            for attempt in range(_REPRICED):
                # Rows that have large multipliers already are cheap: that ends at vertices with few of them
                # and small denominators. A little chance makes the optimum unique, and crossover needless.
                small = 0.03 if attempt else 0.3
                prices = (1.0 + 0.1 * rng.random(len(among))) / (current + small)
                interior = Highs("interior", self.solver.time_limit)
                shorter = interior.solve(program.explanation(target, among, prices / prices.min()), 1e-9)
                if shorter.status is not Status.OPTIMAL or shorter.dual is None:
                    break
                current = np.abs(shorter.dual) / scale
                last = attempt + 1 == _REPRICED
                found = self._supported(claim, program, assembly, (among, current), long=last)
                if found is not None:
                    return found
                # What explains the claim, with some freedom, is enough from now on: far fewer rows.
                kept = (current > 1e-8) | (weights[among] > 3e-3) | spanning[among]
                among, current = among[kept], current[kept]
        return None

    def _supported(
        self,
        claim: Terms,
        program: Program,
        assembly: Assembly,
        weighted: tuple[Integers, Vector],
        *,
        long: bool,
    ) -> Combination | None:
        """Find the shortest identity among the rows that have multipliers."""
        among, weights = weighted
        simplex = Highs("simplex", self.solver.time_limit)
        # Of few rows the program is solved in no time; too few cannot be combined.
        for least in (1e-4, 1e-6, 1e-8):
            kept = (weights > least) | (among < program.equalities)
            support, prices = among[kept], 1.0 / (weights[kept] + 0.3)
            form = program.explanation(program.reduced.reduce(claim), support, prices / prices.min())
            shorter = simplex.solve(form, 1e-9)
            if shorter.status is Status.OPTIMAL and shorter.dual is not None:
                return explained(claim, program, assembly, shorter.dual, support, long=long)
        return None


@dataclass(frozen=True)
class _Whole:
    """The program of a reduced problem, which is built when that among the named sets says nothing."""

    reduced: Reduced

    @cached_property
    def program(self) -> Program:
        return Program.of(self.reduced)

    def is_at_most(self, rows: int) -> bool:
        return len(self.reduced.inequalities) <= rows and len(self.program.rows) <= rows

    def size(self, local: Program | None) -> tuple[int, int]:
        """Return how many columns and rows there are; a local program has other inequalities alone."""
        if local is None:
            return self.program.rows.width, len(self.program.rows)
        others = len(local.rows) - len(local.reduced.inequalities)
        return local.rows.width, others + len(self.reduced.inequalities)


def _directly(
    problem: EntropicProblem,
    claims: tuple[Terms, ...],
    variables: tuple[str, ...],
    rates: tuple[str, ...],
) -> Decision | None:
    """Decide without reductions and without a solver, or return None."""
    direct = DirectDecider(problem)
    size = (1 << problem.size) + problem.rates, direct.rows, "integer simplex"
    combinations = []
    for number, claim in enumerate(claims):
        found = direct.decide(claim)
        if found is None:
            return None
        if not isinstance(found, Combination):
            polymatroid = direct.polymatroid(found, variables, rates)
            polymatroid.verify(claim, problem.given)
            return Decision(None, number, polymatroid, *size, direct.pivots)
        combinations.append(found)
    certificate = LatticeCertificate(variables, rates, problem.given, tuple(combinations))
    certificate.verify()
    return Decision(certificate, 0, None, *size, direct.pivots)


def _exactly(claim: Terms, exact: ExactProgram, assembly: Assembly) -> "Combination | Point | None":
    """Decide in integers, or return None."""
    target = exact.program.reduced.reduce(claim)
    found = exact.decide(target) if target else []
    if found is None or isinstance(found, Point):
        return found
    return _polished(assembly.combine(claim, exact.program, found))


def explained(
    claim: Terms,
    program: Program,
    assembly: Assembly,
    dual: Vector,
    among: Integers,
    *,
    long: bool = True,
) -> Combination | None:
    """Make the multipliers of an explanation rational, with large denominators only if `long`.

    Parameters
    ----------
    claim : mapping
    program : Program
    assembly : Assembly
    dual : array
        The multipliers of some rows of the program.
    among : array
        Which rows.
    long : bool
        Whether to solve for them exactly if no rounding fits.
    """
    support = np.flatnonzero(np.abs(dual) > 1e-7)
    rows = among[support]
    for multipliers in _candidates(dual[support], rows, program.reduced.reduce(claim), program, long=long):
        found = assembly.combine(claim, program, zip(rows.tolist(), multipliers, strict=True))
        if found is not None:
            return _polished(found)
    return None


def _candidates(
    dual: Vector, rows: Integers, target: dict[int, Fraction], program: Program, *, long: bool
) -> Iterator[list[Fraction]]:
    """Yield rational multipliers that give the target exactly in the reduced problem."""
    columns = [
        {column: Fraction(value) for column, value in program.exact_row(row).items()} for row in rows.tolist()
    ]
    for largest in _DENOMINATORS:
        rounded = nearby_fractions(dual, largest)
        total = dict(target)
        for value, column in zip(rounded, columns, strict=True):
            for key, coefficient in column.items():
                total[key] = total.get(key, Fraction(0)) - value * coefficient
        if not any(total.values()):
            yield rounded
            break
    if long:
        solve = solve_rational if len(columns) <= _ELIMINATED else solve_padic
        solved = solve(columns, target)
        if solved is not None:
            yield solved


def _polished(combination: Combination | None) -> Combination | None:
    if combination is None:
        return None
    return Combination(
        combination.claim,
        merged(combination.informations),
        combination.givens,
        combination.zeros,
        combination.orbits,
        combination.slack,
    )
