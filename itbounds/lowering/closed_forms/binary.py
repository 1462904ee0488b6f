"""Channels of two inputs and two outputs: all of them have a closed form."""

from itbounds.lowering.closed_forms.recognised import Recognised, entropy, named
from itbounds.lowering.closed_forms.reduction import Rows

__all__ = ["binary_asymmetric", "binary_symmetric", "z_channel"]


def binary_symmetric(rows: Rows) -> Recognised | None:
    r"""Recognise :math:`C = \log 2 - h(\varepsilon)`."""
    import sympy

    if not _two_by_two(rows) or rows[0] != rows[1][::-1]:
        return None
    return Recognised("binary symmetric channel", sympy.log(2) - entropy(rows[0]), "C. E. Shannon, 1948")


def z_channel(rows: Rows) -> Recognised | None:
    r"""Recognise a channel that never changes one letter and keeps the other with probability :math:`1 - q`.

    .. math:: C = \log (1 + (1 - q) q^{q / (1 - q)})
    """
    import sympy

    if not _two_by_two(rows):
        return None
    sure = [i for i, row in enumerate(rows) if 0 in row]
    if len(sure) != 1:
        return None
    (q,), values = named({"q": rows[1 - sure[0]][rows[sure[0]].index(1)]})
    formula = sympy.log(1 + (1 - q) * sympy.exp(q * sympy.log(q) / (1 - q)))
    reference = "S. W. Golomb, 1980; T. M. Cover and J. A. Thomas, 2006, problem 7.8 (recalled)"
    return Recognised("Z-channel", formula, reference, values=values)


def binary_asymmetric(rows: Rows) -> Recognised | None:
    r"""Recognise any channel of two inputs and two outputs, with the error probabilities a and b.

    .. math:: C = \log (e^{-h(a) - a s} + e^{-h(b) + b s}), \qquad s = \frac{h(a) - h(b)}{1 - a - b}

    From :math:`D(W_0 \| q) = D(W_1 \| q) = C`, two linear equations for :math:`\log q`. With the secant slope
    s the value hardly depends on the rounding of s where :math:`a + b` is near 1; there it is 0.
    """
    import sympy

    if not _two_by_two(rows):
        return None
    (a, b), values = named({"a": rows[0][1], "b": rows[1][0]})
    one, two = entropy([1 - a, a]), entropy([1 - b, b])
    gap = 1 - a - b
    slope = (one - two) / gap
    formula = sympy.log(sympy.exp(-one - a * slope) + sympy.exp(-two + b * slope))
    if not values and gap.free_symbols:
        formula = sympy.Piecewise((sympy.Integer(0), sympy.Eq(gap, 0)), (formula, True))
    reference = "R. A. Silverman, On binary channels and their cascades, 1955 (recalled)"
    return Recognised("binary asymmetric channel", formula, reference, values=values)


def _two_by_two(rows: Rows) -> bool:
    return len(rows) == 2 and len(rows[0]) == 2
