"""Formulas and shades as matplotlib takes them."""

import re
from fractions import Fraction

__all__ = ["mathtext", "mixed", "number"]


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
