"""Does a relation between joint entropies follow? The prover of information inequalities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm
from time import perf_counter
from typing import Any

from itbounds.errors import DomainError
from itbounds.forms.entropic import UNIT, EntropicProblem, Information, Terms
from itbounds.lowering.lattice.extension import extend
from itbounds.lowering.lattice.instances import group_choices
from itbounds.lowering.lattice.statements import Statements, as_relations
from itbounds.problems.beyond_shannon import Addition
from itbounds.problems.common_search import decide_linear
from itbounds.problems.copy_search import CopySearch
from itbounds.problems.entropic_decision import Decider, Decision
from itbounds.problems.refutation import find_law
from itbounds.results.lattice_certificate import Combination, LatticeCertificate
from itbounds.results.proof import Counterexample, Proof, ProofStatus
from itbounds.results.provenance import Provenance
from itbounds.symbolic.lemma import Lemma, as_lemmas
from itbounds.symbolic.non_shannon import named_cone, scope_of
from itbounds.symbolic.relation import Relation, as_relation
from itbounds.symbolic.shorten import positive_form

__all__ = ["Inequality", "prove"]

_FEW = 5
"""So few variables are decided faster in one way than in two."""

_IMMEDIATE = 16
"""Forms on at most so many joint entropies are first looked at without a program."""


def prove(
    claim: Any,
    given: Any = (),
    *,
    cone: str = "shannon",
    symmetry: Any = (),
    lemmas: Any = (),
    search: bool | CopySearch = True,
) -> Proof:
    r"""Prove a relation between entropies, exactly, or find out why not.

    Parameters
    ----------
    claim : Relation or str
        An inequality, an equality, a Markov chain or an independence.
    given : Relation, str, directed graph of networkx, Diagram, or an iterable of them
        What holds; a graph is a Bayesian network, a diagram says what its `Diagram.relations` are.
    cone : str
        The inequalities that may be used besides: ``"shannon"`` are all sums of conditional mutual
        informations; ``"zhang-yeung"``, ``"dfz"`` and ``"matus(k)"`` add the named ones, on all groups of few
        variables. ``"ingleton"`` and ``"linear"``, with a common information of two groups, do not hold for
        entropies: what is proved then holds for the ranks of linear subspaces, and the proof says so.
    symmetry : permutation or sequence of permutations
        Generators of a group of permutations of the variables, as cycles ``"(X1 X2)(Y1 Y2)"`` or mappings.
        The claim and what is given must be invariant under them; only one set of each orbit is looked at.
    lemmas : CopyLemma or sequence of them
        New variables that are brought in one after another, such as `itbounds.copy_lemma` makes.
    search : bool or CopySearch
        Whether to look for a law that violates a claim which is not implied; a `CopySearch` looks for copies
        that prove it first.

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
        If a claim or a given is no relation, or a lemma is none.
    UnknownNameError
        If there is no such cone.
    DomainError
        If the claim or what is given is not invariant under the symmetry, or a lemma does not fit.
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

    The inequality of Zhang and Yeung needs a copy of one of the variables.

    >>> claim = "I(A;B) <= 2 I(A;B|C) + I(A;C|B) + I(B;C|A) + I(A;B|D) + I(C;D)"
    >>> ib.prove(claim, search=False).status.name
    'NOT_IMPLIED'
    >>> ib.prove(claim, lemmas=ib.copy_lemma("C", over="A B")).status.name
    'PROVED'
    """
    question = Inequality(claim, given, cone=cone, symmetry=symmetry, lemmas=lemmas)
    return question.solve(search=search)


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
    lemmas : Lemma or sequence of them
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
    lemmas: Any = ()
    decider: Decider = field(default_factory=Decider)

    def __post_init__(self) -> None:
        object.__setattr__(self, "claim", as_relation(self.claim))
        object.__setattr__(self, "given", as_relations(self.given))
        object.__setattr__(self, "lemmas", as_lemmas(self.lemmas))
        named_cone(self.cone)  # refuses a name that is none

    @cached_property
    def statements(self) -> Statements:
        """Claim and givens with the order of the variables."""
        return Statements(self.given, (self.claim.left, self.claim.right))

    def compile(self) -> EntropicProblem:
        """Return the problem by bitmasks, before lemmas bring in variables.

        Raises
        ------
        DomainError
            If the claim or what is given is not invariant under the symmetry.
        """
        statements, form = self.statements, self.claim.expression
        return statements.problem(statements.symmetry(self.symmetry, (form,)), form)

    def solve(self, *, search: bool | CopySearch = True) -> Proof:
        """Decide it.

        Parameters
        ----------
        search : bool or CopySearch
            See `prove`.
        """
        start = perf_counter()
        statements = self.statements
        if not statements.variables:
            return self._proof(ProofStatus.PROVED, _constant(self.claim), (), _chain_rule(start))
        problem, claims = self.compile(), statements.claims(self.claim)
        extend(problem, statements.variables, self.lemmas)  # refuses lemmas that do not fit
        small = problem.size <= min(_FEW, self.decider.direct) and not self.lemmas
        immediate = None if small else _immediate(self.claim, problem, statements)
        if immediate is not None:
            return self._proof(ProofStatus.PROVED, immediate, (), _chain_rule(start))
        decision, lemmas = self._decide(problem, claims)
        notes = [f"{decision.columns} columns, {decision.rows} rows", *decision.notes]
        if named_cone(self.cone) and decision.counterexample is not None:
            _, reach = group_choices(len(decision.counterexample.variables))
            notes.append(f"instances on groups of at most {reach} variables in all")
        evidence: LatticeCertificate | Counterexample | None = decision.certificate or decision.counterexample
        status = ProofStatus.UNDECIDED
        if decision.certificate is not None:
            status = ProofStatus.PROVED
        elif decision.counterexample is not None:
            status = ProofStatus.NOT_IMPLIED
            if isinstance(search, CopySearch):
                copies, tried = search.find(self.decider, problem, claims, statements.variables, self.lemmas)
                notes.append(f"{tried} sequences of copies tried")
                more = self._decide(problem, claims, copies)[0] if copies else decision
                if copies and more.certificate is not None:
                    status, evidence, lemmas = ProofStatus.PROVED, more.certificate, copies
            lawful = not statements.rates and scope_of(self.cone, self.lemmas) == "entropies"
            if status is ProofStatus.NOT_IMPLIED and search and lawful:
                law = find_law(problem, claims[decision.failed], statements.names)
                if law is not None:
                    status, evidence = ProofStatus.REFUTED, law
        how = Provenance.here(decision.solver, decision.steps, _since(start), 0.0, tuple(notes))
        return self._proof(status, evidence, lemmas, how)

    def _decide(
        self, problem: EntropicProblem, claims: tuple[Terms, ...], lemmas: tuple[Lemma, ...] | None = None
    ) -> tuple[Decision, tuple[Lemma, ...]]:
        """Decide it with the inequalities of the cone, and return the lemmas with which that was done."""
        statements, used = self.statements, self.lemmas if lemmas is None else lemmas
        asked = self.decider, problem, claims, statements.variables, statements.rates
        if self.cone == "linear":
            return decide_linear(*asked, inequalities=named_cone(self.cone), lemmas=used)
        return Addition(named_cone(self.cone), used).decide(*asked), used

    def _proof(
        self,
        status: ProofStatus,
        evidence: LatticeCertificate | Counterexample | None,
        lemmas: tuple[Lemma, ...],
        provenance: Provenance,
    ) -> Proof:
        certificate = evidence if isinstance(evidence, LatticeCertificate) else None
        example = None if isinstance(evidence, LatticeCertificate) else evidence
        used = () if status is ProofStatus.REFUTED else lemmas
        return Proof(self.claim, self.given, status, self.cone, certificate, example, provenance, used)


def _since(start: float) -> float:
    return perf_counter() - start


def _chain_rule(start: float) -> Provenance:
    return Provenance.here("chain rule", 0, _since(start), 0.0)


def _constant(claim: Relation) -> LatticeCertificate:
    """Return the proof of a claim whose entropies all cancel, such as that I(X;Y|X) is zero."""
    form = claim.expression
    if form.rates or form.constant < 0 or (claim.kind == "eq" and form.constant):
        raise DomainError("no random variable occurs", value=str(claim))
    parts = [Combination({UNIT: form.constant} if form.constant else {}, slack=form.constant)]
    certificate = LatticeCertificate((), (), (), tuple(parts * (2 if claim.kind == "eq" else 1)))
    certificate.verify()
    return certificate


def _immediate(
    claim: Relation, problem: EntropicProblem, statements: Statements
) -> LatticeCertificate | None:
    """Return a proof if a short form of the claim has only positive coefficients."""
    form = claim.expression
    if claim.kind == "eq" or form.rates or form.constant < 0 or len(form.entropies) > _IMMEDIATE:
        return None
    scale = lcm(*(value.denominator for value in form.entropies.values()))
    whole = {
        mask: value.numerator * (scale // value.denominator)
        for mask, value in problem.claim.items()
        if mask > 0
    }
    if problem.size > 62 or not _likely(whole):
        return None
    short = positive_form(whole)
    if short is None:
        return None
    informations = [
        (Fraction(amount, scale), Information(first, second or first, condition))
        for (first, second, condition), amount in short.items()
    ]
    combination = Combination(problem.claim, tuple(informations), slack=form.constant)
    certificate = LatticeCertificate(statements.names, statements.rates, problem.given, (combination,))
    certificate.verify()
    return certificate


def _likely(form: Mapping[int, int]) -> bool:
    """Whether a form is not negative where some variables share one bit and all others are constant."""
    terms = tuple(form.items())
    most = min(max(form, default=0) + 1, 1 << _IMMEDIATE // 2)
    return all(sum([value for mask, value in terms if mask & sharing]) >= 0 for sharing in range(1, most))
