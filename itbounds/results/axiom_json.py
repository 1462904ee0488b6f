"""Axioms as JSON data, and back."""

from itbounds._typing import JSON
from itbounds.errors import CertificateError
from itbounds.forms.axioms import Axiom, CommonStep, CopyStep, InstanceStep, Scope

__all__ = ["axiom_from_dict", "axiom_to_dict"]

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
