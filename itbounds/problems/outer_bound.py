"""The best bound that the inequalities of a cone of joint entropies give on a linear form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from time import perf_counter
from typing import Any

from itbounds.errors import DomainError
from itbounds.forms import Status
from itbounds.forms.entropic import UNIT
from itbounds.lowering.lattice.extension import Extended
from itbounds.lowering.lattice.instances import group_choices
from itbounds.lowering.lattice.statements import Statements, as_relations
from itbounds.problems.entropic_decision import Decider
from itbounds.problems.entropic_separation import SeparatingMinimiser
from itbounds.results.lattice_certificate import LatticeCertificate
from itbounds.results.outer_bound import OuterBound, added
from itbounds.results.proof import Proof, ProofStatus
from itbounds.results.provenance import Provenance
from itbounds.symbolic.expression import Expression, Scalar, as_expression
from itbounds.symbolic.lemma import Lemma, as_lemmas
from itbounds.symbolic.non_shannon import named_cone
from itbounds.symbolic.parsing import parse_expression
from itbounds.symbolic.relation import Relation
from itbounds.symbolic.variable import RV
from itbounds.units import BITS, Unit, as_unit

__all__ = ["OuterProgram", "minimize"]


@dataclass(frozen=True)
class OuterProgram:
    """What is given, compiled for the minimisation of forms under it.

    Parameters
    ----------
    forms : tuple of Expression
        Whose nonnegative combinations may be minimised.
    given : tuple of Relation
    lemmas : tuple of CopyLemma or CommonInformation
    symmetry : tuple of mappings
        Permutations under which all of it is invariant.
    cone : str
    decider : Decider
    """

    forms: tuple[Expression, ...]
    given: tuple[Relation, ...]
    lemmas: tuple[Lemma, ...]
    symmetry: tuple[Mapping[RV, RV], ...]
    cone: str
    decider: Decider = field(default_factory=Decider)

    @classmethod
    def of(
        cls, forms: Sequence[Expression], given: Any, *, cone: str, symmetry: Any, lemmas: Any
    ) -> "OuterProgram":
        """Read what is given, and check the symmetry.

        Raises
        ------
        UnknownNameError
            If the cone is not known.
        DomainError
            If no variable occurs, or one only in one of several forms, or the symmetry is none.
        """
        named_cone(cone)  # refuses a name that is none
        program = cls(tuple(forms), as_relations(given), as_lemmas(lemmas or ()), (), cone)
        known = Statements(program.constraints)
        # Each facet of a region has a proof of its own, about the variables of what is given and of itself.
        for form in forms if len(forms) > 1 else ():
            strangers = [*(set(form.variables) - {*known.variables}), *(set(form.rates) - {*known.rates})]
            if strangers:
                raise DomainError(f"{strangers[0]} occurs in no constraint", value=form)
        return replace(program, symmetry=program.statements.symmetry(symmetry or (), forms))

    @property
    def constraints(self) -> tuple[Relation, ...]:
        """What is given and what the lemmas add."""
        return added(self.given, self.lemmas, self.forms)

    @cached_property
    def statements(self) -> Statements:
        """What is given and what the lemmas add, with the order of the variables."""
        found = Statements(self.constraints, self.forms)
        if not found.variables:
            raise DomainError("no random variable occurs", value=self.given, hint="see symbolic.eliminate")
        return found

    @cached_property
    def minimiser(self) -> SeparatingMinimiser:
        """The reduced program, which instances of the inequalities of the cone are added to."""
        known = self.statements
        # A form with everything that may be minimised, so that no reduction drops it.
        used = {key: Fraction(1) for form in self.forms for key in self.terms(form)} | {UNIT: Fraction(1)}
        problem = replace(known.problem(self.symmetry), claim=used)
        extended = Extended(problem, known.variables)
        return SeparatingMinimiser(extended, known.rates, named_cone(self.cone), self.decider)

    def terms(self, form: Expression) -> dict[int, Fraction]:
        """Write a form by bitmasks."""
        return self.statements.terms(form)

    def proof(
        self, form: Expression, bound: Fraction, certificate: LatticeCertificate, provenance: Provenance
    ) -> Proof:
        """Return the proof that a form is not less than its bound."""
        claim = Relation(form, as_expression(bound), ">=")
        given = self.statements.given
        return Proof(claim, given, ProofStatus.PROVED, self.cone, certificate, None, provenance)

    @property
    def size(self) -> str:
        """The size of the program, in words."""
        rows = self.minimiser.current.program.rows
        return f"{len(self.statements.variables)} variables: {rows.width} columns, {len(rows)} rows"

    @property
    def notes(self) -> tuple[str, ...]:
        """The size, and what was added to the program."""
        if self.cone == "shannon":
            return (self.size,)
        _, reach = group_choices(len(self.statements.variables))
        instances = len(self.minimiser.current.axioms)
        return self.size, f"{instances} instances, on groups of at most {reach} variables in all"

    @property
    def is_symmetrised(self) -> bool:
        """Whether joint entropies are averaged, which instances of inequalities put an end to."""
        return bool(self.minimiser.current.problem.generators)


def minimize(
    expression: Scalar | str,
    given: Any = (),
    subject_to: Any = (),
    *,
    cone: str = "shannon",
    symmetry: Any = None,
    lemmas: Any = (),
    unit: Unit | str = BITS,
) -> OuterBound:
    r"""Return the least value of a linear form over an outer cone of the joint entropies, exactly.

    .. math:: \min_{h \in \Gamma_n,\ R} \Bigl\{ \sum_S c_S h(S) + \sum_r a_r R_r :
              \text{what is given} \Bigr\}

    All laws have their joint entropies in the cone, so this bounds the form from below for all of them. The
    bound is a rational number with a proof that is checked in integers.

    Parameters
    ----------
    expression : Expression or str
        What is minimised: a form in joint entropies and free rates.
    given, subject_to : relations, strings, Bayesian networks, or sequences of them
        The constraints; the two are taken together.
    cone : str
        The inequalities used, as in `itbounds.prove`: ``"shannon"``, ``"zhang-yeung"``, ``"dfz"`` or
        ``"matus(k)"``. With ``"ingleton"`` or ``"linear"``, which are one here, the bound is for the ranks
        of linear subspaces alone; what common information adds comes in by `lemmas`.
    symmetry : permutation or sequence of permutations, optional
        Generators of a group of permutations of the variables, as cycles ``"(X1 X2)(Y1 Y2)"`` or mappings.
        The form and the constraints must be invariant under them, which is checked; then the joint entropies
        may be averaged over the group, which makes the program smaller and leaves its value as it is. That
        ends where an inequality beyond Shannon's is used.
    lemmas : CopyLemma or sequence of them, optional
        New variables, such as `itbounds.copy_lemma` makes.
    unit : Unit or str
        The unit of the constants.

    Returns
    -------
    OuterBound
        ``exact``, ``lower``, ``upper``, ``certificate``, ``witness``.

    Raises
    ------
    DomainError
        If the form or a constraint is not invariant under the symmetry.
    ParseError
        If a string does not follow the grammar.
    SolveError
        If the program is too large.
    UnknownNameError
        If there is no such cone.

    Examples
    --------
    Each of two parts of a key that is useless alone is as long as the message (Shannon 1949).

    >>> import itbounds as ib
    >>> ib.minimize("H(A)", given=["H(S|A,B) == 0", "I(S;B) == 0"], subject_to="H(S) == 1").exact
    Fraction(1, 1)

    Shannon's inequalities leave Ingleton's expression unbounded below; that of Zhang and Yeung does not, if
    informations within three of the variables are bounded.

    >>> ingleton = "I(A;B|C) + I(A;B|D) + I(C;D) - I(A;B)"
    >>> small = "I(A;B|C) + I(A;C|B) + I(B;C|A) <= 1"
    >>> ib.minimize(ingleton, small, cone="zhang-yeung").exact
    Fraction(-1, 1)
    """
    start = perf_counter()
    objective = parse_expression(expression) if isinstance(expression, str) else as_expression(expression)
    constraints = (*as_relations(given), *as_relations(subject_to))
    program = OuterProgram.of([objective], constraints, cone=cone, symmetry=symmetry, lemmas=lemmas)
    minimiser, notes = program.minimiser, list[str]()
    found = minimiser.minimise(program.terms(objective))
    exact, certificate, witness, status = None, None, None, found.status
    if status is Status.OPTIMAL:
        exact, certificate = found.by.bound(found) or (None, None)
        if exact is None:
            status = Status.FAILED
            notes.append("the multipliers could not be made rational")
        else:
            witness = minimiser.attain(found, exact)
            if witness is None:
                notes.append("no exact point of the cone was found that attains the bound")
    elif status in (Status.INFEASIBLE, Status.UNBOUNDED):
        certificate = found.by.contradiction()
        status = Status.UNBOUNDED if certificate is None else Status.INFEASIBLE
    how = (*program.notes, *notes)
    provenance = Provenance.here("highs", found.solution.steps, perf_counter() - start, 0.0, how)
    proof = None
    if certificate is not None:
        claim = (objective, exact) if exact is not None else (as_expression(-1), Fraction(0))
        proof = program.proof(*claim, certificate, provenance)
    return OuterBound(
        objective,
        program.given,
        exact,
        status,
        proof,
        witness,
        provenance,
        cone,
        program.lemmas,
        program.is_symmetrised,
        as_unit(unit),
    )
