"""Common information, tried pair by pair: what holds for linear ranks beyond Ingleton's inequality."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from time import perf_counter

from itbounds.forms.entropic import EntropicProblem, Terms
from itbounds.lowering.lattice.extension import extend
from itbounds.problems.beyond_shannon import Addition
from itbounds.problems.entropic_decision import Decider, Decision
from itbounds.symbolic.lemma import CommonInformation, Lemma
from itbounds.symbolic.non_shannon import NamedInequality
from itbounds.symbolic.variable import RV, Joint

__all__ = ["decide_linear"]


def decide_linear(
    decider: Decider,
    problem: EntropicProblem,
    claims: tuple[Terms, ...],
    variables: Sequence[RV],
    rates: tuple[str, ...] = (),
    *,
    inequalities: tuple[NamedInequality, ...],
    lemmas: tuple[Lemma, ...] = (),
    budget: float = 10.0,
) -> tuple[Decision, tuple[Lemma, ...]]:
    """Decide claims for linear rank functions: with inequalities alone, then with one common information too.

    For four variables Ingleton's inequality with Shannon's is all there is; beyond, this is a search over
    pairs of groups of at most two variables, within the budget in seconds, that may miss what does hold.

    Returns
    -------
    decision : Decision
    lemmas : tuple of Lemma
        Those of which the decision is: with the common information that proves the claims, if one does.

    Raises
    ------
    DomainError
        As `Addition.decide`.
    """
    done = Addition(inequalities, lemmas).decide(decider, problem, claims, variables, rates)
    if len(variables) <= 4 or done.counterexample is None:
        return done, lemmas
    until = perf_counter() + budget
    present = extend(problem, variables, lemmas).variables
    for one, other in _pairs(present):
        if perf_counter() > until:
            break
        more = (*lemmas, CommonInformation(one, other))
        found = Addition((), more).decide(decider, problem, claims, variables, rates)
        if found.certificate is not None:
            return found, more
    return done, lemmas


def _pairs(variables: Sequence[RV]) -> Iterator[tuple[Joint, Joint]]:
    """Yield unordered pairs of disjoint groups of at most two variables, the smaller first."""
    groups = [frozenset(chosen) for size in (1, 2) for chosen in combinations(variables, size)]
    pairs = [(one, other) for one, other in combinations(groups, 2) if not one & other]
    for one, other in sorted(pairs, key=lambda pair: len(pair[0]) + len(pair[1])):
        yield Joint(one), Joint(other)
