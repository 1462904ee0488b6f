"""Expressions and relations as text and in LaTeX, written as on the board."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from fractions import Fraction

from itbounds.symbolic.expression import Expression
from itbounds.symbolic.quantity import Quantity
from itbounds.symbolic.relation import Independence, MarkovChain, Relation
from itbounds.symbolic.shorten import shorten
from itbounds.symbolic.variable import Joint

__all__ = ["latex", "name_latex", "quantity_latex", "relation_latex", "terms", "text"]

SHORTENED = 48
"""Forms on more joint entropies are printed as they are: finding a short form takes cubic time."""

GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega"
    "|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega"
)


ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"}


def terms(expression: Expression) -> tuple[tuple[Fraction, Quantity], ...]:
    """Return the entropies of an expression as they are printed: shortened, unless there are very many."""
    if len(expression.entropies) <= SHORTENED:
        return shorten(expression)
    joints = [(value, Quantity((Joint(members),))) for members, value in expression.entropies.items()]
    return tuple(sorted(joints, key=lambda pair: (pair[0] < 0, len(pair[1].groups[0]), str(pair[1]))))


def text(expression: Expression) -> str:
    """Return an expression as text that `parse` reads back to the same expression.

    Examples
    --------
    >>> from itbounds import parse
    >>> text(parse("H(X) + H(Y) - H(X,Y) - 3/2 R"))
    'I(X;Y) - 3/2 R'
    """
    parts = [(value, str(quantity)) for value, quantity in terms(expression)]
    parts += [(expression.rates[name], name) for name in expression.rate_names]
    return _joined(parts, expression.constant, str)


def latex(expression: Expression) -> str:
    r"""Return an expression in LaTeX, without dollar signs.

    Examples
    --------
    >>> from itbounds import parse
    >>> print(latex(parse("3/2*I(X1;Y|Z) - R")))
    \tfrac{3}{2} I(X_{1}; Y \mid Z) - R
    """
    parts = [(value, quantity_latex(quantity)) for value, quantity in terms(expression)]
    parts += [(expression.rates[name], name_latex(name)) for name in expression.rate_names]
    return _joined(parts, expression.constant, _number)


def relation_latex(relation: Relation) -> str:
    r"""Return a relation in LaTeX, without dollar signs.

    Examples
    --------
    >>> from itbounds import parse
    >>> print(relation_latex(parse("X,W -> Y -> Z")))
    W, X \to Y \to Z
    """
    if isinstance(relation, MarkovChain):
        return r" \to ".join(_group(group) for group in relation.groups)
    if isinstance(relation, Independence):
        bar = rf" \mid {_group(relation.condition)}" if len(relation.condition) else ""
        return r" \perp ".join(_group(group) for group in relation.groups) + bar
    sign = {"<=": r"\le", ">=": r"\ge", "==": "="}[relation.sense]
    return f"{latex(relation.left)} {sign} {latex(relation.right)}"


def quantity_latex(quantity: Quantity) -> str:
    """Return one quantity in LaTeX."""
    name = "H" if len(quantity.groups) == 1 else "I"
    bar = rf" \mid {_group(quantity.condition)}" if len(quantity.condition) else ""
    return f"{name}({'; '.join(_group(group) for group in quantity.groups)}{bar})"


def _joined(
    parts: Iterable[tuple[Fraction, str]], constant: Fraction, number: Callable[[Fraction], str]
) -> str:
    """Add the parts up, those with a minus behind the others, the constant last of its sign."""
    signed = [
        (value < 0, what if abs(value) == 1 else f"{number(abs(value))} {what}") for value, what in parts
    ]
    if constant or not signed:
        signed.append((constant < 0, number(abs(constant))))
    signed.sort(key=lambda part: part[0])
    words = [f"{'-' if negative else '+'} {what}" for negative, what in signed]
    return " ".join(words).removeprefix("+ ") if not signed[0][0] else "-" + " ".join(words)[2:]


def _group(group: Joint) -> str:
    return ", ".join(name_latex(variable.name) for variable in group)


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return rf"\tfrac{{{value.numerator}}}{{{value.denominator}}}"


def name_latex(name: str) -> str:
    r"""Return a name in LaTeX: what follows the first underscore, or digits at the end, becomes a subscript.

    Examples
    --------
    >>> print(name_latex("X1"), name_latex("sigma_out"), name_latex("test"), name_latex("Ŷ"))
    X_{1} \sigma_{out} \mathit{test} \hat{Y}
    """
    match = re.fullmatch(r"(_*.*?)(?:_+(.+)|(\d+))?", name.rstrip("_")) if name.strip("_") else None
    if match is None:
        return r"\_" * len(name)
    base, subscript = match[1], match[2] or match[3]
    letter, accent = unicodedata.normalize("NFD", base)[:1], unicodedata.normalize("NFD", base)[1:]
    if GREEK.fullmatch(base):
        shown = "\\" + base
    elif accent in ACCENTS:
        shown = rf"\{ACCENTS[accent]}{{{letter}}}"
    else:
        escaped = base.replace("_", r"\_")
        shown = escaped if len(base) == 1 else rf"\mathit{{{escaped}}}"
    primes = r"\_" * (len(name) - len(name.rstrip("_")))
    return shown + (f"_{{{subscript.replace('_', ',')}}}" if subscript else "") + primes
