"""Axioms in words, as the reasons of a proof."""

from itbounds.forms.axioms import Axiom, CommonStep, CopyStep, InstanceStep
from itbounds.results.lattice_certificate import LatticeCertificate
from itbounds.symbolic.variable import RV, Joint

__all__ = ["axiom_of", "axiom_words"]


def axiom_of(certificate: LatticeCertificate, given: int) -> Axiom | None:
    """Return the axiom that adds a given, or None if it is a premise."""
    last = len(certificate.premises)
    if given < last:
        return None
    for axiom in certificate.axioms:
        last += axiom.stated
        if given < last:
            return axiom
    return None


def axiom_words(axiom: Axiom, variables: tuple[str, ...]) -> str:
    """Say what an axiom is.

    Examples
    --------
    >>> axiom_words(CopyStep((2,), 0b011, 3), ("A", "B", "C", "E"))
    'E a copy of C over A,B'
    >>> axiom_words(InstanceStep("Ingleton", (), (1, 2, 4, 8), 16, "linear rank functions"), tuple("VWXYZ"))
    'Ingleton for V; W; X; Y given Z'
    """

    def group(mask: int) -> str:
        return str(Joint(frozenset(RV(name) for i, name in enumerate(variables) if mask >> i & 1)))

    match axiom:
        case CopyStep(sources, over, first):
            copies = ",".join(variables[first : first + len(sources)])
            copied = ",".join(variables[source] for source in sources)
            return f"{copies} a copy of {copied} over {group(over) or 'nothing'}"
        case CommonStep(one, other, first):
            return f"{variables[first]} the common information of {group(one)} and {group(other)}"
        case InstanceStep(name, _, groups, condition, _):
            bar = f" given {group(condition)}" if condition else ""
            return f"{name} for {'; '.join(map(group, groups))}{bar}"
