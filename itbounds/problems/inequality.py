"""Does a relation between joint entropies follow? The prover of Shannon-type inequalities."""

from dataclasses import dataclass, field
from fractions import Fraction
from time import perf_counter
from typing import Any

from itbounds.errors import DomainError, UnknownNameError
from itbounds.forms.entropic import EntropicProblem, Information
from itbounds.lowering.lattice.statements import Statements, as_relations
from itbounds.problems.entropic_decision import Decider
from itbounds.problems.refutation import find_law
from itbounds.results.lattice_certificate import Combination, LatticeCertificate
from itbounds.results.proof import Counterexample, Proof, ProofStatus
from itbounds.results.provenance import Provenance
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.relation import Relation, as_relation
from itbounds.symbolic.shorten import shorten
from itbounds.symbolic.structure import mask_of

__all__ = ["CONES", "Inequality", "prove"]

CONES = ("shannon",)
_IMMEDIATE = 16
"""Forms on at most so many joint entropies are first looked at without a program."""


def prove(
    claim: Any,
    given: Any = (),
    *,
    cone: str = "shannon",
    symmetry: Any = (),
    search: bool = True,
) -> Proof:
    r"""Prove a relation between entropies, exactly, or find out why not.

    Parameters
    ----------
    claim : Relation or str
        An inequality, an equality, a Markov chain or an independence.
    given : Relation, str, directed graph of networkx, or an iterable of them
        What holds; a graph is a Bayesian network.
    cone : {"shannon"}
        The inequalities that may be used besides: ``"shannon"`` are all sums of conditional mutual
        informations.
    symmetry : permutation or sequence of permutations
        Generators of a group of permutations of the variables, as cycles ``"(X1 X2)(Y1 Y2)"`` or mappings.
        The claim and what is given must be invariant under them; only one set of each orbit is looked at.
    search : bool
        Whether to look for a law that violates a claim which is not implied.

    Returns
    -------
    Proof
        Its status is PROVED, with a certificate that verifies in rational arithmetic; REFUTED, with a law
        that violates it; NOT_IMPLIED, with a polymatroid; or UNDECIDED.

    Raises
    ------
    ParseError
        If a string does not follow the grammar of `itbounds.parse`.
    DTypeError
        If a claim or a given is no relation.
    DomainError
        If the claim or what is given is not invariant under the symmetry.
    SolveError
        If the problem is too large.
    InfeasibleError
        If constants in what is given contradict one another.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.prove("H(X,Y) <= H(X) + H(Y)").status
    <ProofStatus.PROVED: 'proved'>
    >>> ib.prove("I(X;Y|Z) <= I(X;Y)").status
    <ProofStatus.REFUTED: 'refuted by a law'>
    """
    return Inequality(claim, given, cone=cone, symmetry=symmetry).solve(search=search)


@dataclass(frozen=True, eq=False)
class Inequality:
    """The question whether a relation follows from others.

    Parameters
    ----------
    claim : Relation or str
    given : relations, strings, graphs, or sequences of them
    cone : str
        See `prove`.
    symmetry : permutation or sequence of permutations
        See `prove`.
    decider : Decider
        How claims are decided: reductions and solver.

    Examples
    --------
    >>> Inequality("H(X) >= 0").solve().proved
    True
    """

    claim: Any
    given: Any = ()
    cone: str = "shannon"
    symmetry: Any = ()
    decider: Decider = field(default_factory=Decider)

    def __post_init__(self) -> None:
        object.__setattr__(self, "claim", as_relation(self.claim))
        object.__setattr__(self, "given", as_relations(self.given))
        if self.cone not in CONES:
            raise UnknownNameError(
                f"unknown cone {self.cone!r}", value=self.cone, hint=f"known are {', '.join(CONES)}"
            )

    @property
    def statements(self) -> Statements:
        """Claim and givens with the order of the variables."""
        return Statements(self.given, (self.claim.expression,))

    def compile(self) -> EntropicProblem:
        """Return the problem by bitmasks.

        Raises
        ------
        DomainError
            If the claim or what is given is not invariant under the symmetry.
        """
        statements, form = self.statements, self.claim.expression
        return statements.problem(statements.symmetry(self.symmetry, (form,)), form)

    def solve(self, *, search: bool = True) -> Proof:
        """Decide it.

        Parameters
        ----------
        search : bool
            Whether to look for a law that violates a claim which is not implied.
        """
        start = perf_counter()
        statements = self.statements
        if not statements.variables:
            raise DomainError("no random variable occurs", value=str(self.claim))
        immediate = _immediate(self.claim, statements)
        if immediate is not None:
            return self._proof(
                ProofStatus.PROVED, immediate, Provenance.here("chain rule", 0, _since(start), 0.0)
            )
        problem, claims, names = self.compile(), statements.claims(self.claim), statements.names
        decision = self.decider.decide(problem, claims, names, statements.rates)
        status, evidence = ProofStatus.UNDECIDED, decision.certificate or decision.counterexample
        if decision.certificate is not None:
            status = ProofStatus.PROVED
        elif decision.counterexample is not None:
            status = ProofStatus.NOT_IMPLIED
            law = (
                find_law(problem, claims[decision.failed], names) if search and not statements.rates else None
            )
            if law is not None:
                status, evidence = ProofStatus.REFUTED, law
        notes = (f"{decision.columns} columns, {decision.rows} rows", *decision.notes)
        return self._proof(status, evidence, Provenance.here("highs", 0, _since(start), 0.0, notes))

    def _proof(
        self,
        status: ProofStatus,
        evidence: LatticeCertificate | Counterexample | None,
        provenance: Provenance,
    ) -> Proof:
        certificate = evidence if isinstance(evidence, LatticeCertificate) else None
        example = None if isinstance(evidence, LatticeCertificate) else evidence
        return Proof(self.claim, self.given, status, self.cone, certificate, example, provenance)


def _since(start: float) -> float:
    return perf_counter() - start


def _immediate(claim: Relation, statements: Statements) -> LatticeCertificate | None:
    """Return a proof if a short form of the claim has only positive coefficients."""
    form = claim.expression
    if claim.kind == "eq" or form.rates or form.constant < 0 or len(form.entropies) > _IMMEDIATE:
        return None
    short = shorten(Expression(form.entropies))
    if any(coefficient < 0 for coefficient, _ in short):
        return None
    order = statements.variables
    informations: list[tuple[Fraction, Information]] = []
    for coefficient, quantity in short:
        masks = [mask_of(group, order) for group in (quantity.groups[0], quantity.groups[-1])]
        informations.append((coefficient, Information(*masks, mask_of(quantity.condition, order))))
    combination = Combination(statements.terms(form), tuple(informations), slack=form.constant)
    given = statements.problem().given
    certificate = LatticeCertificate(statements.names, statements.rates, given, (combination,))
    certificate.verify()
    return certificate
