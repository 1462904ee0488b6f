r"""Inequalities in four variables that Shannon's do not imply, each with the copies that prove it.

All are of one shape. With :math:`\mathrm{Ing} = I(A;B|C) + I(A;B|D) + I(C;D) - I(A;B)`, which is not negative
for ranks of linear subspaces (Ingleton) but may be for entropies, they say that a multiple of it is not less
than minus some of the six informations within the triples :math:`ABC` and :math:`ABD`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from itbounds.errors import DomainError, ShapeError, UnknownNameError
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.lemma import CopyLemma, Lemma, Scope, copy_lemma
from itbounds.symbolic.parsing import parse_expression
from itbounds.symbolic.quantity import H, I
from itbounds.symbolic.relation import Relation
from itbounds.symbolic.variable import NOTHING, RV, Group, Joint, as_joint, rvs

__all__ = [
    "FOUR",
    "NamedInequality",
    "dougherty_freiling_zeger",
    "ingleton",
    "known_inequality",
    "matus",
    "named_cone",
    "scope_of",
    "zhang_yeung",
]

FOUR = rvs("A B C D")
"""The variables in which the inequalities are written."""

KNOWN_CONES = ("shannon", "zhang-yeung", "dfz", "matus(k)", "ingleton", "linear")
GREATEST_MATUS = 64
"""Beyond it the coefficients grow while next to nothing is gained."""


@dataclass(frozen=True)
class NamedInequality:
    """A form in the joint entropies of four groups that is never negative.

    Parameters
    ----------
    name : str
        As it is cited in proofs.
    expression : Expression
        The form, in the variables `FOUR`.
    reference : str
        Where it was published.
    scope : {"entropies", "linear rank functions"}
        What it holds for.
    copies : tuple of CopyLemma
        With these copies Shannon's inequalities imply it. Empty for what does not hold for entropies.

    Examples
    --------
    >>> inequality = zhang_yeung()
    >>> inequality.name, inequality.scope, str(*inequality.copies)
    ('Zhang-Yeung', 'entropies', 'copy C as E over A,B')
    >>> print(inequality.relation.left)
    I(A;B)
    """

    name: str
    expression: Expression
    reference: str
    scope: Scope
    copies: tuple[CopyLemma, ...] = ()

    @property
    def relation(self) -> Relation:
        """The inequality, in the variables `FOUR`, with the information that it bounds on the left."""
        bounded = -self.coefficients[0b1100] * I(*FOUR[:2])
        return bounded <= self.expression + bounded

    @cached_property
    def coefficients(self) -> Mapping[int, int]:
        """The form by masks of the four groups, the first being bit 0, in integers."""
        found = self.expression.masks(FOUR)
        if any(value.denominator != 1 for value in found.values()):
            raise DomainError(f"{self.name} is not written in integers", value=self.expression)
        return {mask: int(value) for mask, value in found.items()}

    def on(self, *groups: Group, given: Group = NOTHING) -> Expression:
        r"""Return the form on four groups, given others: with :math:`h(S \mid Z) = H(S, Z) - H(Z)` for h(S).

        It is nonnegative too: for entropies as the mean over the values of the condition, for ranks in the
        quotient space.

        Raises
        ------
        ShapeError
            If there are not four groups.

        Examples
        --------
        >>> V, W, X, Y, Z = rvs("V W X Y Z")
        >>> ingleton().on(V, W, X, Y, given=Z) == parse_expression(
        ...     "I(V;W|X,Z) + I(V;W|Y,Z) + I(X;Y|Z) - I(V;W|Z)")
        True
        """
        if len(groups) != len(FOUR):
            raise ShapeError(f"{self.name} is of four groups, not of {len(groups)}", value=groups)
        condition = as_joint(given)
        total = sum(self.expression.entropies.values(), Fraction(0))
        values: dict[RV | str, Joint] = {
            variable: as_joint(group) & condition for variable, group in zip(FOUR, groups, strict=True)
        }
        return self.expression.substitute(values) - total * H(condition)


def zhang_yeung() -> NamedInequality:
    """Return the first inequality known that Shannon's do not imply.

    Examples
    --------
    >>> zhang_yeung().expression == parse_expression(
    ...     "2 I(A;B|C) + I(A;C|B) + I(B;C|A) + I(A;B|D) + I(C;D) - I(A;B)")
    True
    """
    return NamedInequality(
        "Zhang-Yeung",
        _form(1, (2, 1, 1, 1, 0, 0)),
        "Z. Zhang, R. W. Yeung, IEEE Trans. Inform. Theory 44 (1998) 1440-1452",
        "entropies",
        (copy_lemma("C", over="A B", names="E"),),
    )


_DFZ: tuple[tuple[tuple[int, ...], tuple[str, str], tuple[str, str]], ...] = (
    ((5, 3, 1, 2, 0, 0), ("A", "B C"), ("A", "B C E")),
    ((4, 2, 1, 3, 1, 0), ("C", "A B"), ("E", "A D")),
    ((4, 4, 1, 2, 1, 1), ("A", "B C"), ("A", "B D E")),
    ((3, 3, 3, 2, 0, 0), ("A", "B C"), ("E", "A C")),
    ((3, 4, 2, 3, 1, 0), ("A", "B C"), ("A", "B D E")),
    ((3, 2, 2, 2, 1, 1), ("C", "A B"), ("A", "B D E")),
)


def dougherty_freiling_zeger() -> tuple[NamedInequality, ...]:
    """Return the six inequalities of 2006, which two copies prove.

    Examples
    --------
    >>> print(*(inequality.name for inequality in dougherty_freiling_zeger()[:2]), sep="; ")
    Dougherty-Freiling-Zeger 1; Dougherty-Freiling-Zeger 2
    """
    return tuple(
        NamedInequality(
            f"Dougherty-Freiling-Zeger {number}",
            _form(2, weights),
            "R. Dougherty, C. Freiling, K. Zeger, Six new non-Shannon information inequalities, ISIT (2006)",
            "entropies",
            (copy_lemma(one[0], over=one[1], names="E"), copy_lemma(two[0], over=two[1], names="F")),
        )
        for number, (weights, one, two) in enumerate(_DFZ, 1)
    )


def matus(s: int, family: Literal[1, 2] = 1) -> NamedInequality:
    r"""Return an inequality of one of two infinite families,

    .. math::

        s\,\mathrm{Ing} + I(A;B|C) + \tfrac{s(s+1)}2 \bigl(I(A;C|B) + I(B;C|A)\bigr) &\ge 0, \\
        s\,\mathrm{Ing} + I(A;C|B) + \tfrac{s(s+1)}2 \bigl(I(A;B|C) + I(B;C|A)\bigr) &\ge 0.

    For :math:`s = 1` both are the Zhang-Yeung inequality; no finite number of them implies all.

    Raises
    ------
    DomainError
        If `s` is no positive integer up to 64, or there is no such family.

    Notes
    -----
    Proof of the first for all s: let :math:`T_s(A, B, C, D, E)` be

    .. math:: s(\mathrm{Ing} + I(E;C|B) + I(B;C|E)) + I(E;B|C) + \tfrac{s(s-1)}2 (I(A;C|B) + I(B;C|A)),

    which for :math:`E = A` is the claim, and F a copy of E over BC. Then
    :math:`T_s(A, B, C, D, E) - T_{s-1}(B, A, C, D, F)` is affine in s. By Shannon's inequalities it is not
    negative for s = 1, and neither is its slope; and :math:`T_0 = I(E;B|C) \ge 0`.

    The second is alike, with two forms in turn: the one is

    .. math:: s(\mathrm{Ing} + I(E;B|C) + I(B;C|E)) + I(E;C|B) + \tfrac{s(s-1)}2 (I(A;B|C) + I(B;C|A)),

    with a copy of E over BC; the other has A for C in the informations with E, which is copied over AB.

    References
    ----------
    F. Matúš, "Infinitely many information inequalities", ISIT (2007) 41-44.

    Examples
    --------
    >>> matus(2).expression == dougherty_freiling_zeger()[3].expression
    True
    """
    if isinstance(s, bool) or not isinstance(s, int) or not 1 <= s <= GREATEST_MATUS:
        raise DomainError(f"s = {s!r}; a positive integer up to {GREATEST_MATUS} is expected", value=s)
    many = s * (s + 1) // 2
    if family not in (1, 2):
        raise DomainError(f"there is no family {family!r}; there are 1 and 2", value=family)
    weights = (s + 1, many, many, s, 0, 0) if family == 1 else (s + many, 1, many, s, 0, 0)
    overs = ("B C", "A C") if family == 1 else ("B C", "A B")
    copies = [copy_lemma("A", over="B C", names="E1")]
    copies += [copy_lemma(f"E{k}", over=overs[k % 2], names=f"E{k + 1}") for k in range(1, s)]
    return NamedInequality(
        f"Matus {s}" if family == 1 else f"Matus {s}, second family",
        _form(s, weights),
        "F. Matúš, Infinitely many information inequalities, ISIT (2007) 41-44",
        "entropies",
        tuple(copies),
    )


def ingleton() -> NamedInequality:
    """Return Ingleton's inequality, which entropies may violate.

    Examples
    --------
    >>> ingleton().scope
    'linear rank functions'
    """
    return NamedInequality(
        "Ingleton",
        _form(1, (1, 0, 0, 1, 0, 0)),
        "A. W. Ingleton, Representation of matroids, Combinatorial Mathematics and its Applications (1971)",
        "linear rank functions",
    )


def named_cone(name: str) -> tuple[NamedInequality, ...]:
    """Return the inequalities that a cone adds to Shannon's.

    Parameters
    ----------
    name : str
        ``"shannon"``, ``"zhang-yeung"``, ``"dfz"`` (with Zhang-Yeung), ``"matus(k)"`` (the two families
        up to k); or ``"ingleton"`` and ``"linear"``, which are not valid for entropies.

    Raises
    ------
    UnknownNameError
        If there is no such cone.

    Examples
    --------
    >>> [inequality.name for inequality in named_cone("matus(2)")]
    ['Zhang-Yeung', 'Matus 2', 'Matus 2, second family']
    """
    if name == "shannon":
        return ()
    if name == "zhang-yeung":
        return (zhang_yeung(),)
    if name == "dfz":
        return (zhang_yeung(), *dougherty_freiling_zeger())
    if name in ("ingleton", "linear"):
        return (ingleton(),)
    if isinstance(name, str) and (match := re.fullmatch(r"matus\(\s*(\d+)\s*\)", name)):
        greatest = matus(int(match[1]))  # refuses what is out of range
        steps = range(2, len(greatest.copies) + 1)
        return (zhang_yeung(), *(inequality for s in steps for inequality in (matus(s), matus(s, 2))))
    raise UnknownNameError(f"there is no cone {name!r}; there are {', '.join(KNOWN_CONES)}", value=name)


def scope_of(cone: str, lemmas: Iterable[Lemma] = ()) -> Scope:
    """Return what follows from a cone and lemmas holds for.

    Examples
    --------
    >>> scope_of("dfz"), scope_of("linear")
    ('entropies', 'linear rank functions')
    """
    scopes = {part.scope for part in (*named_cone(cone), *lemmas)}
    return "entropies" if scopes <= {"entropies"} else "linear rank functions"


def known_inequality(name: str) -> NamedInequality:
    """Return an inequality by its name.

    Raises
    ------
    UnknownNameError
        If there is none of that name.

    Examples
    --------
    >>> known_inequality("Matus 3").expression == matus(3).expression
    True
    """
    if match := re.fullmatch(r"Matus (\d{1,3})(, second family)?", name):
        return matus(int(match[1]), 2 if match[2] else 1)
    for inequality in (zhang_yeung(), *dougherty_freiling_zeger(), ingleton()):
        if inequality.name == name:
            return inequality
    raise UnknownNameError(f"there is no inequality {name!r}", value=name)


def _form(times: int, weights: tuple[int, ...]) -> Expression:
    """Write the sum of six informations, with I(C;D) - I(A;B) some times."""
    within = ("I(A;B|C)", "I(A;C|B)", "I(B;C|A)", "I(A;B|D)", "I(A;D|B)", "I(B;D|A)")
    parts: Any = [weight * parse_expression(what) for weight, what in zip(weights, within, strict=True)]
    return sum(parts, times * parse_expression("I(C;D) - I(A;B)"))
