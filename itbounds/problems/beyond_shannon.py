"""Deciding claims with more than Shannon's inequalities: with copies, and with named ones where violated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from itbounds.errors import DomainError
from itbounds.forms.axioms import Axiom, InstanceStep
from itbounds.forms.entropic import EntropicProblem, Terms
from itbounds.lowering.lattice.extension import extend
from itbounds.lowering.lattice.instances import instances
from itbounds.problems.entropic_decision import Decider, Decision
from itbounds.results.lattice_certificate import LatticeCertificate
from itbounds.symbolic.lemma import Lemma
from itbounds.symbolic.non_shannon import NamedInequality
from itbounds.symbolic.variable import RV

__all__ = ["MOST_VARIABLES", "Addition", "require_few", "with_axioms"]

MOST_VARIABLES = 20
"""Instances of named inequalities are looked for at a function on all sets of variables."""

_PER_ROUND = 12


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
    ) -> Decision:
        """Decide claims about a problem, which keeps its meaning but loses its symmetries.

        Instances of the inequalities are added where a polymatroid violates them, until the claims are proved
        or a polymatroid violates none.

        Raises
        ------
        DomainError
            If a lemma does not fit, or there are too many variables for instances to be looked for.
        """
        extended = extend(problem, variables, self.lemmas)
        size = extended.problem.size
        if self.inequalities:
            require_few(size)
        while True:
            decision = decider.decide(extended.problem, claims, extended.names, rates)
            if decision.certificate is not None and extended.axioms:
                certificate = with_axioms(decision.certificate, extended.axioms)
                certificate.verify()
                return replace(decision, certificate=certificate)
            if decision.counterexample is None or not self.inequalities:
                return decision
            table = decision.counterexample.table
            fresh = list(instances(size, table, self.inequalities, _PER_ROUND))
            if not fresh:
                return decision
            for step in fresh:
                extended = extended.with_axiom(step)


def require_few(size: int) -> None:
    """Check that instances of inequalities can be looked for among so many variables.

    Raises
    ------
    DomainError
        If there are too many.
    """
    if size > MOST_VARIABLES:
        raise DomainError(
            f"{size} variables; instances are looked for among at most {MOST_VARIABLES}",
            value=size,
            hint="use Shannon's inequalities with a copy lemma, or join variables",
        )


def with_axioms(certificate: LatticeCertificate, axioms: tuple[Axiom, ...]) -> LatticeCertificate:
    """Return a certificate with the axioms that its last givens are of, but without instances not used."""
    if not axioms:
        return certificate
    used = {index for part in certificate.combinations for _, index in part.givens}
    used |= {lemma.source for lemma in certificate.lemmas if lemma.source is not None}
    first = len(certificate.given) - sum(axiom.stated for axiom in axioms)
    kept, stated = list(range(first)), list[Axiom]()
    for axiom, indices in _blocks(axioms, first):
        if not isinstance(axiom, InstanceStep) or used.intersection(indices):
            kept += indices
            stated.append(axiom)
    place = {old: new for new, old in enumerate(kept)}
    return replace(
        certificate,
        given=tuple(certificate.given[index] for index in kept),
        axioms=tuple(stated),
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
        yield axiom, range(first, first + axiom.stated)
        first += axiom.stated
