"""A bound from a linear program over joint entropies: exact, proved, and attained in the cone."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import inf, nan, nextafter
from typing import NoReturn

from itbounds._typing import JSON
from itbounds.errors import AmbiguousTruthError, CertificateError
from itbounds.forms import Status
from itbounds.forms.axioms import Scope
from itbounds.forms.entropic import UNIT
from itbounds.lowering.lattice.instances import instances
from itbounds.results.describe import Description
from itbounds.results.polymatroid import Polymatroid
from itbounds.results.proof import Proof
from itbounds.results.provenance import Provenance
from itbounds.results.serial import number_to_json
from itbounds.symbolic import RV, Expression, Relation
from itbounds.symbolic.lemma import Lemma
from itbounds.symbolic.non_shannon import named_cone, scope_of
from itbounds.symbolic.variable import natural_order
from itbounds.units import BITS, Unit

__all__ = [
    "OuterBound",
    "added",
    "cone_row",
    "float_above",
    "float_below",
    "fraction_latex",
    "has_value",
    "require_feasible",
]


@dataclass(frozen=True, eq=False)
class OuterBound:
    """The least value of a form over an outer cone of the joint entropies.

    The lower end also holds for all laws that satisfy what is given; the upper end is about the cone alone.

    Parameters
    ----------
    objective : Expression
        What is minimised.
    given : tuple of Relation
        The constraints.
    exact : Fraction or None
        The bound, in units; None where there is none.
    status : Status
        Optimal if the bound is proved, and the solver sees no better one.
    proof : Proof or None
        That the objective is at least `exact`, or, if nothing is feasible, that -1 is not negative.
    witness : Polymatroid or None
        A point of the cone that attains the bound; not the joint entropies of a law in general.
    provenance : Provenance
    cone : str
        The inequalities that were used. With Ingleton's the bound is for linear ranks.
    lemmas : tuple of CopyLemma or CommonInformation
        What new variables were brought in. With common information the bound is for linear ranks.
    symmetrised : bool
        Whether joint entropies were averaged over a group under which all statements are invariant.
    unit : Unit
        The unit of the constants.

    Examples
    --------
    >>> import itbounds as ib
    >>> bound = ib.minimize("H(M) + H(N)", given=["H(K|M,N) == 0"], subject_to=["H(K) == 1"])
    >>> bound.exact
    Fraction(1, 1)
    >>> print(bound)
    min H(M) + H(N) = 1 bit
    """

    objective: Expression
    given: tuple[Relation, ...]
    exact: Fraction | None
    status: Status
    proof: Proof | None
    witness: Polymatroid | None
    provenance: Provenance
    cone: str = "shannon"
    lemmas: tuple[Lemma, ...] = ()
    symmetrised: bool = False
    unit: Unit = BITS

    @property
    def lower(self) -> float:
        """The bound rounded down: minus infinity if there is none, infinity if nothing is feasible."""
        if self.exact is not None:
            return float_below(self.exact)
        return inf if self.status is Status.INFEASIBLE else -inf

    @property
    def upper(self) -> float:
        """The bound rounded up if it is attained in the cone, otherwise infinity."""
        return float_above(self.exact) if self.exact is not None and self.witness is not None else inf

    @property
    def gap(self) -> float:
        """The length of the interval, rounded up."""
        return 0.0 if self.lower == self.upper else nextafter(self.upper - self.lower, inf)

    @property
    def scope(self) -> Scope:
        """What the lower end holds for: the joint entropies of all laws, or the ranks of linear subspaces."""
        return scope_of(self.cone, self.lemmas)

    @property
    def value(self) -> float:
        """The bound rounded to nearest; NaN where there is none."""
        return nan if self.exact is None else float(self.exact)

    def verify(self) -> Fraction:
        """Check proof and witness exactly, and return the bound.

        Raises
        ------
        CertificateError
            If there is no bound, or proof or witness are not of this one.
        """
        if self.proof is None or self.exact is None:
            raise CertificateError("there is no bound to prove")
        self.proof.verify()
        if not self.proof.proved or self.proof.claim.expression != self.objective - self.exact:
            raise CertificateError("the proof is of another claim than the bound")
        if (
            self.proof.given != added(self.given, self.lemmas, (self.objective,))
            or self.proof.cone != self.cone
        ):
            raise CertificateError("the proof uses what is not given")
        if self.witness is not None:
            require_feasible(self.witness, self.proof)
            if not has_value(self.witness, self.proof, Fraction(0)):
                raise CertificateError("the witness does not attain the bound")
        return self.exact

    def to_latex(self) -> str:
        """Return the statement in LaTeX, without delimiters."""
        return self._describe().latex

    def to_dict(self) -> JSON:
        """Return the bound as JSON data; the certificate in it verifies again."""
        return {
            "kind": "outer_bound",
            "objective": str(self.objective),
            "given": [str(relation) for relation in self.given],
            "lemmas": [str(lemma) for lemma in self.lemmas],
            "cone": self.cone,
            "scope": self.scope,
            "exact": None if self.exact is None else str(self.exact),
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "status": self.status.name,
            "unit": self.unit.name,
            "symmetrised": self.symmetrised,
            "proof": None if self.proof is None else self.proof.to_dict(),
            "witness": None if self.witness is None else self.witness.to_dict(),
            "provenance": self.provenance.to_dict(),
        }

    def _describe(self) -> Description:
        if self.exact is not None:
            relation, sign = ("=", "=") if self.witness is not None else (">=", r"\ge")
            shown = f"{relation} {self.exact} {self.unit}"
            number = rf"{sign} {fraction_latex(self.exact)}\ \text{{{self.unit}}}"
        elif self.status is Status.INFEASIBLE:
            shown, number = "= ∞", r"= \infty"
        else:
            shown, number = ">= -∞", r"\ge -\infty"
        rows = [
            ("status", f"{self.status.name}: {self.status.value}"),
            cone_row(self.cone, symmetrised=self.symmetrised),
            *(("lemma", f"{lemma} (of {lemma.scope})") for lemma in self.lemmas),
            ("certificate", "none" if self.proof is None else "exact"),
            ("solver", f"{self.provenance.solver}, {self.provenance.steps} steps"),
            *(("note", note) for note in self.provenance.notes),
        ]
        title, latex = f"min {self.objective} {shown}", rf"\min {self.objective.latex()} {number}"
        return Description(title, latex, tuple(rows))

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError("a bound is a number, not a truth value", hint="compare its exact value")


def added(
    given: tuple[Relation, ...], lemmas: tuple[Lemma, ...], forms: Iterable[Expression]
) -> tuple[Relation, ...]:
    """Return what is given and what lemmas say of the variables that they bring in, one after the other.

    The variables at hand are those of what is given and of the forms that are minimised.
    """
    known = {variable for relation in given for variable in relation.variables}
    present: tuple[RV, ...] = natural_order(known.union(*(form.variables for form in forms)))
    for lemma in lemmas:
        given += lemma.relations(present)
        present = natural_order({*present, *lemma.new_variables(present)})
    return given


def cone_row(cone: str, *, symmetrised: bool) -> tuple[str, str]:
    """Return the row of a description that says which inequalities were used, and what they hold for.

    Examples
    --------
    >>> cone_row("ingleton", symmetrised=False)
    ('cone', 'ingleton (of linear rank functions)')
    """
    scope = scope_of(cone)
    shown = cone if scope == "entropies" else f"{cone} (of {scope})"
    return "cone", shown + (", symmetrised" if symmetrised else "")


def has_value(witness: Polymatroid, proof: Proof, value: Fraction) -> bool:
    """Whether what is proved not negative has this many units at a point of the same variables and rates."""
    own = proof.certificate
    if own is None or (witness.variables, witness.rates) != (own.variables, own.rates) or witness.unit <= 0:
        return False
    (terms,) = own.claims
    return witness.evaluate(terms) == value * witness.unit


def require_feasible(witness: Polymatroid, proof: Proof) -> None:
    """Check that a point is a polymatroid, satisfies what a proof assumes, and is in its cone.

    Raises
    ------
    CertificateError
        If it does not.
    """
    if proof.certificate is None:
        raise CertificateError("there is no certificate")
    # It is to violate that minus one unit is not negative, as every point does.
    witness.verify({UNIT: Fraction(-1)}, proof.certificate.given)
    named = named_cone(proof.cone)
    if next(instances(len(witness.variables), witness.table, named, 1), None) is not None:
        raise CertificateError("the point violates an inequality of the cone")


def float_below(value: Fraction) -> float:
    """Return the largest float that is at most a rational number.

    Examples
    --------
    >>> float_below(Fraction(1, 3)) < Fraction(1, 3) < float_above(Fraction(1, 3))
    True
    """
    nearest = float(value)
    return nearest if nearest <= value else nextafter(nearest, -inf)


def float_above(value: Fraction) -> float:
    """Return the smallest float that is at least a rational number."""
    return -float_below(-value)


def fraction_latex(value: Fraction) -> str:
    r"""Return a rational number in LaTeX.

    Examples
    --------
    >>> print(fraction_latex(Fraction(-3, 2)))
    -\tfrac{3}{2}
    """
    if value.denominator == 1:
        return str(value)
    sign = "-" if value < 0 else ""
    return rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"
