"""The check that what a proof adds to its premises may be added: every axiom written out again."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from itbounds.errors import CertificateError, ItboundsError
from itbounds.forms.axioms import Axiom, CommonStep, CopyStep, InstanceStep
from itbounds.forms.entropic import Terms
from itbounds.symbolic.non_shannon import NamedInequality, known_inequality

if TYPE_CHECKING:
    from itbounds.results.lattice_certificate import LatticeCertificate

__all__ = ["verify_axioms"]


def verify_axioms(certificate: "LatticeCertificate") -> None:
    """Check that the premises and claims are about old variables, and every other given is of an axiom.

    Raises
    ------
    CertificateError
        At the first thing that does not hold.
    """
    old = len(certificate.variables) - sum(axiom.added for axiom in certificate.axioms)
    if certificate.axioms and old < 1:
        raise CertificateError("the axioms bring in all variables")
    stated = [*(item.terms for item in certificate.premises), *certificate.claims]
    if any(key >= 1 << old for terms in stated for key in terms):
        raise CertificateError("a premise or claim is about a variable that the proof brings in")
    present, added = old, len(certificate.premises)
    for where, axiom in enumerate(certificate.axioms):
        said = {(_clean(form), equality) for form, equality in _written_out(axiom, present, where)}
        used = certificate.given[added : added + len(said)]
        if said != {(_clean(item.terms), item.equality) for item in used}:
            raise CertificateError("what is used is not what an axiom says", where=where)
        present, added = present + axiom.added, added + len(said)
    if added != len(certificate.given):
        raise CertificateError("something is used that was neither given nor is of an axiom", where=added)


def _written_out(axiom: Axiom, present: int, where: int) -> Iterator[tuple[dict[int, int], bool]]:
    """Yield the forms of an axiom, and whether they are zero, where this many variables are present."""
    match axiom:
        case CopyStep():
            yield from _copy(axiom, present, where)
        case CommonStep(one, other, first):
            _require(first == present and 0 < one < 1 << present and 0 < other < 1 << present, where)
            new = 1 << present
            yield _conditional_entropy(new, one), True
            yield _conditional_entropy(new, other), True
            yield {new: 1, **_negative_information(one, other)}, True
        case InstanceStep():
            yield _instance(axiom, present, where), False


def _copy(axiom: CopyStep, present: int, where: int) -> Iterator[tuple[dict[int, int], bool]]:
    sources, over = axiom.sources, axiom.over
    _require(axiom.first == present and len(sources) > 0 and len(set(sources)) == len(sources), where)
    _require(all(0 <= source < present and not over >> source & 1 for source in sources), where)
    _require(0 <= over < 1 << present, where)
    subsets = [mask for mask in range(1 << present) if mask & ~over == 0]
    pairs = list(enumerate(sources, present))
    for taken in product((False, True), repeat=len(pairs)):
        chosen = [pair for pair, take in zip(pairs, taken, strict=True) if take]
        new, same = sum(1 << copy for copy, _ in chosen), sum(1 << source for _, source in chosen)
        for subset in subsets if chosen else ():
            yield {subset | new: 1, subset | same: -1}, True
    copies = sum(1 << copy for copy, _ in pairs)
    old = (1 << present) - 1
    zero = {old: 1, over | copies: 1, old | copies: -1}
    if over:
        zero[over] = zero.get(over, 0) - 1
    yield zero, True


def _instance(axiom: InstanceStep, present: int, where: int) -> dict[int, int]:
    known = _known(axiom.name)
    _require(known.scope == axiom.scope and dict(axiom.form) == dict(known.coefficients), where)
    _require(len(axiom.groups) == 4 and 0 <= axiom.condition < 1 << present, where)
    _require(all(0 < group < 1 << present for group in axiom.groups), where)
    total: dict[int, int] = {}
    for subset, coefficient in known.coefficients.items():
        members = [group for bit, group in enumerate(axiom.groups) if subset & 1 << bit]
        mask = axiom.condition
        for group in members:
            mask |= group
        total[mask] = total.get(mask, 0) + coefficient
        total[axiom.condition] = total.get(axiom.condition, 0) - coefficient
    return total


def _known(name: str) -> NamedInequality:
    try:
        return known_inequality(name)
    except ItboundsError as error:
        raise CertificateError(f"there is no inequality {name!r}", value=name) from error


def _conditional_entropy(target: int, source: int) -> dict[int, int]:
    return {target | source: 1, source: -1}


def _negative_information(one: int, other: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for mask, sign in ((one, -1), (other, -1), (one | other, 1)):
        found[mask] = found.get(mask, 0) + sign
    return found


def _require(holds: bool, where: int) -> None:
    if not holds:
        raise CertificateError("an axiom is not stated as it is known", where=where)


def _clean(terms: Terms | Mapping[int, int]) -> frozenset[tuple[int, Fraction]]:
    return frozenset((key, Fraction(value)) for key, value in terms.items() if key and value)
