"""A bounded search for the copies that prove a claim."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from time import perf_counter

from itbounds.errors import DomainError
from itbounds.forms import Status
from itbounds.forms.entropic import EntropicProblem, Terms
from itbounds.lowering.lattice.extension import extend
from itbounds.lowering.lattice.program import Program
from itbounds.lowering.lattice.reduced import reduce_problem
from itbounds.problems.entropic_decision import Decider
from itbounds.symbolic.lemma import CopyLemma, Lemma
from itbounds.symbolic.variable import RV, Joint

__all__ = ["CopySearch"]

_ZERO = 1e-7
"""A minimum within this of zero is worth an exact proof; what is found is proved exactly in any case."""


@dataclass(frozen=True)
class CopySearch:
    """How copies are looked for: all sequences of copies, the shorter first, until one proves the claim.

    Parameters
    ----------
    steps : int
        How many copies are made one after another at most; a later one may copy an earlier one, and over it.
    width : int
        How many variables are copied together at most.
    budget : float
        Seconds.

    Raises
    ------
    DomainError
        If there is nothing to search.

    Examples
    --------
    >>> CopySearch(steps=1)
    CopySearch(steps=1, width=1, budget=10.0)
    """

    steps: int = 2
    width: int = 1
    budget: float = 10.0

    def __post_init__(self) -> None:
        if self.steps < 1 or self.width < 1 or not self.budget > 0:
            raise DomainError(f"{self} searches nothing", value=self, hint="steps and width are at least 1")

    def find(
        self,
        decider: Decider,
        problem: EntropicProblem,
        claims: tuple[Terms, ...],
        variables: Sequence[RV],
        lemmas: tuple[Lemma, ...] = (),
    ) -> tuple[tuple[Lemma, ...] | None, int]:
        """Look for copies with which Shannon's inequalities imply the claims.

        Parameters
        ----------
        decider : Decider
        problem : EntropicProblem
        claims : tuple of forms
        variables : sequence of RV
            Those of the problem.
        lemmas : tuple of Lemma
            What is brought in before, in any case.

        Returns
        -------
        found : tuple of Lemma, or None
            With `lemmas` in front; None if there are none in the bounds, or time is up.
        tried : int
            How many sequences were tried.
        """
        until = perf_counter() + self.budget
        tried = 0
        for steps in range(1, self.steps + 1):
            for copies in self._sequences(tuple(variables), steps, lemmas):
                if perf_counter() > until:
                    return None, tried
                tried += 1
                if _implied(decider, extend(problem, variables, copies).problem, claims):
                    return copies, tried
        return None, tried

    def _sequences(
        self, variables: tuple[RV, ...], steps: int, before: tuple[Lemma, ...]
    ) -> Iterator[tuple[Lemma, ...]]:
        """Yield sequences of copies, those over two variables first."""
        present = variables
        for lemma in before:
            present += lemma.new_variables(present)
        if not steps:
            yield before
            return
        for size in sorted(range(1, len(present)), key=lambda size: (abs(size - 2), size)):
            for over in combinations(present, size):
                rest = [variable for variable in present if variable not in over]
                for width in range(1, min(self.width, len(rest)) + 1):
                    for source in combinations(rest, width):
                        lemma = CopyLemma(source, Joint(frozenset(over)))
                        yield from self._sequences(variables, steps - 1, (*before, lemma))


def _implied(decider: Decider, problem: EntropicProblem, claims: tuple[Terms, ...]) -> bool:
    """Whether it seems, in floating point, that the claims follow."""
    reduced = reduce_problem(problem, decider.reductions)
    program = Program.of(reduced)
    for claim in claims:
        solution = decider.solver.solve(program.decision(reduced.reduce(claim)), 1e-9)
        if solution.status is not Status.OPTIMAL or solution.stats["objective"] < -_ZERO:
            return False
    return True
