"""Deciding claims with more than Shannon's inequalities: with copies, and with named ones where violated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from itbounds.errors import DomainError
from itbounds.forms.axioms import Axiom, CommonStep, CopyStep, InstanceStep
from itbounds.forms.entropic import EntropicProblem, Terms
from itbounds.lowering.lattice.instances import dense_heights, group_choices, violations
from itbounds.problems.entropic_decision import Decider, Decision
from itbounds.results.lattice_certificate import LatticeCertificate
from itbounds.symbolic.lemma import CopyLemma, Lemma
from itbounds.symbolic.non_shannon import NamedInequality
from itbounds.symbolic.structure import mask_of
from itbounds.symbolic.variable import RV

__all__ = ["Addition", "Extended"]

_MOST_VARIABLES = 20
_INSTANCES_PER_ROUND = 12


@dataclass(frozen=True)
class Extended:
    """A problem with what axioms add to it.

    Parameters
    ----------
    problem : EntropicProblem
    variables : tuple of RV
        The old ones, then the new ones.
    axioms : tuple of Axiom
    decision : Decision, optional
        Once it is decided.
    reach : int, optional
        How many variables the instances of named inequalities that were tried may name, if any were.
    """

    problem: EntropicProblem
    variables: tuple[RV, ...]
    axioms: tuple[Axiom, ...] = ()
    decision: Decision | None = None
    reach: int | None = None

    def with_axiom(self, axiom: Axiom, new: tuple[RV, ...] = ()) -> "Extended":
        """Return the problem with one more axiom, and with the variables that it brings in."""
        problem = EntropicProblem(
            size=self.problem.size + axiom.added,
            claim=self.problem.claim,
            given=(*self.problem.given, *axiom.givens),
            rates=self.problem.rates,
        )
        return replace(self, problem=problem, variables=self.variables + new, axioms=(*self.axioms, axiom))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables."""
        return tuple(variable.name for variable in self.variables)


@dataclass(frozen=True)
class Addition:
    """What is used beside Shannon's inequalities.

    Parameters
    ----------
    inequalities : tuple of NamedInequality
        On all groups of variables, the new ones included.
    lemmas : tuple of Lemma
        In this order; each may speak of the variables that those before it bring in.
    """

    inequalities: tuple[NamedInequality, ...] = ()
    lemmas: tuple[Lemma, ...] = ()

    def decide(
        self,
        decider: Decider,
        problem: EntropicProblem,
        claims: tuple[Terms, ...],
        variables: Sequence[RV],
        rates: tuple[str, ...] = (),
    ) -> Extended:
        """Decide claims about a problem, which keeps its meaning but loses its symmetries.

        Instances of the inequalities are added where a polymatroid violates them, until the claims are proved
        or a polymatroid violates none.

        Raises
        ------
        DomainError
            If a lemma does not fit, or there are too many variables for instances to be looked for.
        """
        extended = self.extend(problem, variables)
        size = extended.problem.size
        if self.inequalities and size > _MOST_VARIABLES:
            raise DomainError(
                f"{size} variables; instances are looked for among at most {_MOST_VARIABLES}",
                value=size,
                hint="use Shannon's inequalities with a copy lemma, or join variables",
            )
        choices, reach = group_choices(size) if self.inequalities else (None, None)
        while True:
            decision = decider.decide(extended.problem, claims, extended.names, rates)
            done = replace(extended, decision=decision, reach=reach)
            if decision.certificate is not None:
                certificate = _with_axioms(decision.certificate, extended)
                certificate.verify()
                return replace(done, decision=replace(decision, certificate=certificate))
            if decision.counterexample is None or choices is None:
                return done
            heights = dense_heights(size, decision.counterexample.table)
            fresh = [
                InstanceStep(
                    inequality.name,
                    tuple(inequality.coefficients.items()),
                    (a, b, c, d),
                    condition,
                    inequality.scope,
                )
                for inequality in self.inequalities
                for a, b, c, d, condition in violations(
                    heights, inequality.coefficients, choices, _INSTANCES_PER_ROUND
                )
            ]
            if not fresh:
                return done
            for step in fresh:
                extended = extended.with_axiom(step)

    def extend(self, problem: EntropicProblem, variables: Sequence[RV]) -> Extended:
        """Return the problem with the variables that the lemmas bring in.

        Raises
        ------
        DomainError
            If a lemma speaks of a variable that there is not, or brings in one that there is.
        """
        extended = Extended(replace(problem, generators=()), tuple(variables))
        for lemma in self.lemmas:
            here = extended.variables
            new = lemma.new_variables(here)
            step: CopyStep | CommonStep
            if isinstance(lemma, CopyLemma):
                sources = tuple(here.index(variable) for variable in lemma.source)
                step = CopyStep(sources, mask_of(lemma.over, here), len(here))
            else:
                step = CommonStep(mask_of(lemma.first, here), mask_of(lemma.second, here), len(here))
            extended = extended.with_axiom(step, new)
        return extended if self.lemmas or self.inequalities else replace(extended, problem=problem)


def _with_axioms(certificate: LatticeCertificate, extended: Extended) -> LatticeCertificate:
    """Return a certificate with its axioms, but without instances that it does not use."""
    used = {index for part in certificate.combinations for _, index in part.givens}
    used |= {lemma.source for lemma in certificate.lemmas if lemma.source is not None}
    first = len(certificate.given) - sum(len(axiom.givens) for axiom in extended.axioms)
    kept, axioms = list(range(first)), list[Axiom]()
    for axiom, indices in _blocks(extended.axioms, first):
        if not isinstance(axiom, InstanceStep) or used.intersection(indices):
            kept += indices
            axioms.append(axiom)
    place = {old: new for new, old in enumerate(kept)}
    return replace(
        certificate,
        given=tuple(certificate.given[index] for index in kept),
        axioms=tuple(axioms),
        lemmas=tuple(
            lemma if lemma.source is None else replace(lemma, source=place[lemma.source])
            for lemma in certificate.lemmas
        ),
        combinations=tuple(
            replace(part, givens=tuple((factor, place[index]) for factor, index in part.givens))
            for part in certificate.combinations
        ),
    )


def _blocks(axioms: tuple[Axiom, ...], first: int) -> Iterator[tuple[Axiom, range]]:
    for axiom in axioms:
        count = len(axiom.givens)
        yield axiom, range(first, first + count)
        first += count
