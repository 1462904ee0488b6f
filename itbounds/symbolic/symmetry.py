"""Permutations of the variables that leave statements as they are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any, TypeAlias

from itbounds.errors import DomainError, DTypeError
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.relation import Relation
from itbounds.symbolic.variable import RV

__all__ = ["Permutation", "as_permutation", "require_invariance"]

Permutation: TypeAlias = str | Mapping[str, str] | Mapping[RV, RV]
"""How a permutation is written: cycles such as ``"(X1 X2)(Y1 Y2)"``, or a mapping. What is left out stays."""


_Key: TypeAlias = frozenset[RV] | str
"""A joint entropy, a rate, or nothing for the constant."""


def as_permutation(obj: Any, order: Sequence[RV]) -> dict[RV, RV]:
    """Return a permutation of the variables; those that it does not mention stay in place.

    Raises
    ------
    DomainError
        If it is no permutation, or moves a variable that is not in the order.
    DTypeError
        If it is neither a string nor a mapping.

    Examples
    --------
    >>> from itbounds import rvs
    >>> moved = as_permutation("(X Y)", rvs("X Y Z"))
    >>> ", ".join(f"{source}: {target}" for source, target in moved.items())
    'X: Y, Y: X, Z: Z'
    """
    if isinstance(obj, str):
        pairs = _cycles(obj)
    elif isinstance(obj, Mapping):
        pairs = [(_variable(source), _variable(target)) for source, target in obj.items()]
    else:
        hint = 'write cycles, as in "(X1 X2)(Y1 Y2)", or a mapping from names to names'
        raise DTypeError(f"{obj!r} is no permutation of variables", value=obj, hint=hint)
    moved = dict(pairs)
    strangers = [v for v in {*moved, *moved.values()} if v not in order]
    if strangers:
        names = ", ".join(sorted(variable.name for variable in strangers))
        raise DomainError(f"the symmetry {obj!r} moves {names}, which does not occur", value=obj)
    found = {variable: moved.get(variable, variable) for variable in order}
    if len(moved) < len(pairs) or len(set(found.values())) < len(order):
        raise DomainError(f"the symmetry {obj!r} takes two variables to one", value=obj)
    return found


def require_invariance(
    permutations: Iterable[Mapping[RV, RV]], given: Sequence[Relation], forms: Sequence[Expression]
) -> None:
    """Check that permutations leave forms as they are, and map each relation to one of them.

    Raises
    ------
    DomainError
        Naming the first form or relation that has no image.

    Examples
    --------
    >>> from itbounds import parse, rvs
    >>> X, Y = rvs("X Y")
    >>> require_invariance([{X: Y, Y: X}], [parse("H(X) <= R"), parse("2 H(Y) <= 2 R")], [parse("H(X,Y)")])
    """
    permutations = tuple(permutations)
    if not permutations:
        return
    targets = [(form, _primitive(form)) for form in forms]
    relations = [(relation, _primitive(relation.expression)) for relation in given]
    stated = {(relation.kind, frozenset(terms.items())) for relation, terms in relations}
    # An equation is one for its negative, too.
    stated |= {
        (relation.kind, frozenset((key, -value) for key, value in terms.items()))
        for relation, terms in relations
        if relation.kind == "eq"
    }
    for permutation in permutations:
        images: dict[_Key, _Key] = {}
        for _, terms in (*targets, *relations):
            for key in terms:
                if key not in images:
                    images[key] = key
                    if not isinstance(key, str):
                        images[key] = frozenset(permutation.get(v, v) for v in key)
        shown = ", ".join(f"{a} to {b}" for a, b in permutation.items() if a != b)
        for form, terms in targets:
            if {images[key]: value for key, value in terms.items()} != terms:
                raise DomainError(
                    f"{form} is not invariant under the symmetry that takes {shown}", value=form
                )
        for relation, terms in relations:
            image = frozenset((images[key], value) for key, value in terms.items())
            if (relation.kind, image) not in stated:
                raise DomainError(
                    f"the symmetry that takes {shown} makes of {relation} what is not given", value=relation
                )


def _primitive(form: Expression) -> dict[_Key, int]:
    """Return the positive multiple of a form whose coefficients are integers without a common divisor."""
    terms: dict[_Key, Fraction] = dict(form.entropies.items())
    terms.update(form.rates.items())
    if form.constant:
        terms[""] = form.constant
    scale = lcm(*(value.denominator for value in terms.values()))
    whole = {key: value.numerator * (scale // value.denominator) for key, value in terms.items()}
    common = gcd(*whole.values())
    return {key: value // common for key, value in whole.items()}


def _cycles(text: str) -> list[tuple[RV, RV]]:
    if not re.fullmatch(r"\s*(\([^()]*\)\s*)*", text):
        raise DomainError(
            f"the symmetry {text!r} is not written in cycles", value=text, hint='"(X1 X2)(Y1 Y2)"'
        )
    pairs = []
    for cycle in re.findall(r"\(([^()]*)\)", text):
        members = [RV(name) for name in cycle.replace(",", " ").split()]
        pairs += list(zip(members, (*members[1:], *members[:1]), strict=True))
    return pairs


def _variable(obj: Any) -> RV:
    if isinstance(obj, str):
        return RV(obj)
    if isinstance(obj, RV):
        return obj
    raise DTypeError(f"{obj!r} is no random variable and no name of one", value=obj)
