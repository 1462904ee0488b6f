"""Formulas and shades as matplotlib takes them."""

import re
from fractions import Fraction

__all__ = ["mathtext", "mixed", "number", "symbols"]

# A letter by itself, with an index, a tilde, or arguments that are such letters: P_e, Z~, R(D), I(Z; Z~).
_LETTER = r"[A-Za-z](?:_[A-Za-z0-9]+|~)?"
_SYMBOL = re.compile(rf"(?<![\w'’\\-]){_LETTER}(?:\({_LETTER}(?:[;,|] ?{_LETTER})*\)|(?![\w'’(-]))")


def mathtext(latex: str) -> str:
    r"""Return a formula that matplotlib can set, between dollar signs.

    Examples
    --------
    >>> print(mathtext(r"\tfrac{3}{2} H(X) \le R"))
    $\frac{3}{2} H(X) \leq R$
    """
    known = re.sub(r"\\(le|ge)(?![a-z])", r"\\\1q", latex.replace(r"\tfrac", r"\frac"))
    return f"${known}$"


def mixed(colour: str, amount: float) -> str:
    """Mix a colour, ``"#rrggbb"``, with white.

    Examples
    --------
    >>> mixed("#0072B2", 1.0), mixed("#0072B2", 0.0)
    ('#0072b2', '#ffffff')
    """
    parts = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 + amount * (part - 255)):02x}" for part in parts)


def number(value: Fraction) -> str:
    r"""Return a rational number as a formula.

    Examples
    --------
    >>> print(number(Fraction(-3, 2)))
    -\frac{3}{2}
    """
    sign, size = ("-" if value < 0 else ""), abs(value)
    if size.denominator == 1:
        return f"{sign}{size.numerator}"
    return rf"{sign}\frac{{{size.numerator}}}{{{size.denominator}}}"


def symbols(text: str) -> str:
    r"""Set the symbols of a label as formulas: letters by themselves, but for the article.

    A text with a formula in it is left as it is.

    Examples
    --------
    >>> print(symbols("error P_e of a code at R(D) [bit]"))
    error $P_{e}$ of a code at $R(D)$ [bit]
    >>> print(symbols("information I(Z; Z~), by Student's t"))
    information $I(Z; \tilde{Z})$, by Student's $t$
    """
    return text if "$" in text else _SYMBOL.sub(_formula, text)


def _formula(found: re.Match[str]) -> str:
    word = found.group()
    if word in ("a", "A"):
        return word
    tildes = re.sub(r"([A-Za-z])~", r"\\tilde{\1}", word)
    indexed = re.sub(r"_([A-Za-z0-9]+)", r"_{\1}", tildes)
    return f"${indexed}$"
