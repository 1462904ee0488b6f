"""Axioms and lemmas as JSON data, and back."""

from itbounds._typing import JSON
from itbounds.errors import CertificateError
from itbounds.forms.axioms import Axiom, CommonStep, CopyStep, InstanceStep, Scope
from itbounds.symbolic.lemma import CommonInformation, CopyLemma, Lemma
from itbounds.symbolic.variable import RV, Joint

__all__ = ["axiom_from_dict", "axiom_to_dict", "lemma_from_dict", "lemma_to_dict"]

_SCOPES: tuple[Scope, ...] = ("entropies", "linear rank functions")


def axiom_to_dict(axiom: Axiom) -> JSON:
    """Return an axiom as JSON data.

    Examples
    --------
    >>> axiom_to_dict(CopyStep((2,), 0b011, 4))
    {'kind': 'copy', 'sources': [2], 'over': 3, 'first': 4}
    """
    match axiom:
        case CopyStep(sources, over, first):
            return {"kind": axiom.kind, "sources": list(sources), "over": over, "first": first}
        case CommonStep(one, other, first):
            return {"kind": axiom.kind, "one": one, "other": other, "first": first}
        case InstanceStep(name, form, groups, condition, scope):
            return {
                "kind": axiom.kind,
                "name": name,
                "form": [list(pair) for pair in form],
                "groups": list(groups),
                "condition": condition,
                "scope": scope,
            }


def axiom_from_dict(data: JSON) -> Axiom:
    """Read what `axiom_to_dict` wrote.

    Raises
    ------
    CertificateError
        If it is of no known kind; what is missing or of a wrong type raises as in Python.
    """
    match data["kind"]:
        case CopyStep.kind:
            return CopyStep(tuple(map(int, data["sources"])), int(data["over"]), int(data["first"]))
        case CommonStep.kind:
            return CommonStep(int(data["one"]), int(data["other"]), int(data["first"]))
        case InstanceStep.kind:
            a, b, c, d = map(int, data["groups"])
            (scope,) = (known for known in _SCOPES if known == data["scope"])
            form = tuple((int(mask), int(coefficient)) for mask, coefficient in data["form"])
            return InstanceStep(str(data["name"]), form, (a, b, c, d), int(data["condition"]), scope)
        case kind:
            raise CertificateError(f"there is no axiom of the kind {kind!r}", value=kind)


def lemma_to_dict(lemma: Lemma) -> JSON:
    """Return a lemma as JSON data.

    Examples
    --------
    >>> from itbounds import copy_lemma
    >>> lemma_to_dict(copy_lemma("C", over="A B", names="E"))
    {'kind': 'copy', 'source': ['C'], 'over': ['A', 'B'], 'names': ['E']}
    """
    if isinstance(lemma, CopyLemma):
        source = [variable.name for variable in lemma.source]
        return {"kind": CopyStep.kind, "source": source, "over": _names(lemma.over), "names": [*lemma.names]}
    groups = {"first": _names(lemma.first), "second": _names(lemma.second)}
    return {"kind": CommonStep.kind, **groups, "name": lemma.name}


def lemma_from_dict(data: JSON) -> Lemma:
    """Read what `lemma_to_dict` wrote.

    Raises
    ------
    CertificateError
        If it is of no known kind.
    """
    if data["kind"] == CopyStep.kind:
        source = tuple(RV(name) for name in data["source"])
        return CopyLemma(source, Joint.of(*data["over"]), tuple(data["names"]))
    if data["kind"] == CommonStep.kind:
        return CommonInformation(Joint.of(*data["first"]), Joint.of(*data["second"]), str(data["name"]))
    raise CertificateError(f"there is no lemma of the kind {data['kind']!r}", value=data)


def _names(group: Joint) -> list[str]:
    return [variable.name for variable in group]
