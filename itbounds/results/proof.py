"""The answer to whether a relation between joint entropies holds: a proof, a counterexample, or neither."""

from dataclasses import dataclass
from enum import Enum
from typing import NoReturn, TypeAlias

from itbounds._typing import JSON
from itbounds.errors import AmbiguousTruthError, CertificateError
from itbounds.forms.axioms import InstanceStep, Scope
from itbounds.lowering.lattice.extension import extend
from itbounds.lowering.lattice.instances import instances
from itbounds.lowering.lattice.statements import Statements
from itbounds.results.axiom_json import lemma_from_dict, lemma_to_dict
from itbounds.results.lattice_certificate import LatticeCertificate
from itbounds.results.law import Law
from itbounds.results.polymatroid import Polymatroid
from itbounds.results.provenance import Provenance
from itbounds.symbolic.lemma import Lemma
from itbounds.symbolic.non_shannon import named_cone, scope_of
from itbounds.symbolic.relation import Relation

__all__ = ["Counterexample", "Proof", "ProofStatus"]

Counterexample: TypeAlias = Polymatroid | Law


class ProofStatus(Enum):
    """What is known; the value says it in words."""

    PROVED = "proved"
    REFUTED = "refuted by a law"
    NOT_IMPLIED = "not implied by these inequalities; it may still hold for all laws"
    UNDECIDED = "undecided: the solver gave no answer that could be made exact"


@dataclass(frozen=True, eq=False)
class Proof:
    """Whether a relation follows from others, and why.

    Parameters
    ----------
    claim : Relation
    given : tuple of Relation
    status : ProofStatus
    cone : str
        The inequalities that were used besides what is given.
    certificate : LatticeCertificate, optional
        If it is proved.
    counterexample : Law or Polymatroid, optional
        A law if it is refuted; if it is only not implied, a polymatroid, which need not come from any law.
    provenance : Provenance
    lemmas : tuple of Lemma
        What brought in new variables, of which certificate and polymatroid speak too.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.prove("I(X;Z) <= I(X;Y)", given="X -> Y -> Z").text())
    I(X;Z) <= I(X;Y)
    given X -> Y -> Z: proved
    <BLANKLINE>
    I(X;Y) - I(X;Z)
      = I(X;Y|Z)    not negative
      - I(X;Z|Y)    zero by X -> Y -> Z
      >= 0
    """

    claim: Relation
    given: tuple[Relation, ...]
    status: ProofStatus
    cone: str
    certificate: LatticeCertificate | None
    counterexample: Counterexample | None
    provenance: Provenance
    lemmas: tuple[Lemma, ...] = ()

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError(
            f"a proof has four outcomes; this one is {self.status.name}",
            value=self.status,
            hint="compare .status with ProofStatus.PROVED",
        )

    @property
    def proved(self) -> bool:
        """Whether it is proved; False says only that it is not."""
        return self.status is ProofStatus.PROVED

    @property
    def symmetrised(self) -> bool:
        """Whether the proof uses that joint entropies may be averaged over a group of symmetries."""
        return self.certificate is not None and bool(self.certificate.generators)

    @property
    def scope(self) -> Scope:
        """What it is about: the joint entropies of all laws, or only the ranks of linear subspaces."""
        if self.certificate is not None:
            return self.certificate.scope
        return scope_of(self.cone, self.lemmas)

    def verify(self) -> None:
        """Check the certificate or the counterexample exactly, against the relations as they are stated.

        Raises
        ------
        CertificateError
            If there is nothing to check, or it does not show what the status says.
        """
        stated = Statements(self.given, (self.claim.left, self.claim.right))
        problem, claims, names = stated.problem(), stated.claims(self.claim), stated.names
        if self.certificate is not None and self.status is ProofStatus.PROVED:
            own = self.certificate
            if (own.variables[: len(names)], own.rates, own.premises) != (names, stated.rates, problem.given):
                raise CertificateError("the certificate is about other variables or other givens")
            if [dict(claim) for claim in own.verify()] != [dict(claim) for claim in claims]:
                raise CertificateError("the certificate proves another claim")
            known = {inequality.name for inequality in named_cone(self.cone)}
            if any(isinstance(axiom, InstanceStep) and axiom.name not in known for axiom in own.axioms):
                raise CertificateError("the certificate uses an inequality that is not of the cone")
        elif self.counterexample is not None and self.status in (
            ProofStatus.REFUTED,
            ProofStatus.NOT_IMPLIED,
        ):
            found = self.counterexample
            if isinstance(found, Law) is not (self.status is ProofStatus.REFUTED):
                raise CertificateError(
                    "a law refutes; a polymatroid shows only what inequalities do not imply"
                )
            extended = extend(problem, stated.variables, self.lemmas)
            if (found.variables, found.rates) != (extended.names, stated.rates):
                raise CertificateError("the counterexample is about other variables")
            failed = [claim for claim in claims if found.violates(claim)]
            found.verify(failed[0] if failed else claims[0], extended.problem.given)
            if isinstance(found, Polymatroid):
                size, named = len(found.variables), named_cone(self.cone)
                if next(instances(size, found.table, named, 1), None) is not None:
                    raise CertificateError("the polymatroid violates an inequality of the cone")
        else:
            raise CertificateError(f"there is nothing to check: {self.status.value}")

    def text(self) -> str:
        """Return the proof as text, one term a line with its reason."""
        from itbounds.results.proof_text import text

        return text(self)

    def latex(self) -> str:
        """Return the proof in LaTeX, as an ``align*`` environment."""
        from itbounds.results.proof_text import latex

        return latex(self)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Proof of {str(self.claim)!r}: {self.status.name}>"

    def _repr_latex_(self) -> str:
        return self.latex()

    def to_dict(self) -> JSON:
        """Return the proof as JSON data."""
        return {
            "kind": "proof",
            "status": self.status.name,
            "claim": str(self.claim),
            "given": [str(relation) for relation in self.given],
            "cone": self.cone,
            "scope": self.scope,
            "lemmas": [lemma_to_dict(lemma) for lemma in self.lemmas],
            "symmetrised": self.symmetrised,
            "certificate": None if self.certificate is None else self.certificate.to_dict(),
            "counterexample": None if self.counterexample is None else self.counterexample.to_dict(),
            "provenance": self.provenance.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Proof":
        """Read what `to_dict` wrote; nothing is verified yet."""
        from itbounds.symbolic.parsing import parse_relation

        example = data["counterexample"]
        reader = Law if example is not None and example["kind"] == Law.kind else Polymatroid
        return cls(
            parse_relation(data["claim"]),
            tuple(map(parse_relation, data["given"])),
            ProofStatus[data["status"]],
            str(data["cone"]),
            None if data["certificate"] is None else LatticeCertificate.from_dict(data["certificate"]),
            None if example is None else reader.from_dict(example),
            Provenance.from_dict(data["provenance"]),
            tuple(lemma_from_dict(lemma) for lemma in data["lemmas"]),
        )
