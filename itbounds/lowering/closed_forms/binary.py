"""Channels of two inputs and two outputs: all of them have a closed form."""

from typing import TYPE_CHECKING

from itbounds.kernels.symbolic_entries import canonical, short
from itbounds.lowering.closed_forms.recognised import Recognised, entropy, named
from itbounds.lowering.closed_forms.reduction import Rows

if TYPE_CHECKING:
    import sympy

__all__ = ["binary_asymmetric", "binary_symmetric", "z_channel"]


def binary_symmetric(rows: Rows) -> Recognised | None:
    r"""Recognise :math:`C = \log 2 - h(\varepsilon)`."""
    import sympy

    if not _two_by_two(rows) or rows[0] != rows[1][::-1]:
        return None
    return Recognised(
        "binary symmetric channel", sympy.log(len(rows)) - entropy(map(short, rows[0])), "C. E. Shannon, 1948"
    )


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
    (q,), values = named({"q": short(rows[1 - sure[0]][rows[sure[0]].index(1)])})
    kept = short(1 - q)
    formula = sympy.log(1 + kept * sympy.exp(q * sympy.log(q) / kept))
    reference = "S. W. Golomb, 1980; T. M. Cover and J. A. Thomas, 2006, problem 7.8 (recalled)"
    return Recognised("Z-channel", formula, reference, values=values)


def binary_asymmetric(rows: Rows) -> Recognised | None:
    r"""Recognise any channel of two inputs and two outputs, with the error probabilities a and b.

    .. math:: C = \log (e^{-h(a) - a s} + e^{-h(b) + b s}), \qquad s = \frac{h(a) - h(b)}{1 - a - b}

    From :math:`D(W_0 \| q) = D(W_1 \| q) = C`, two linear equations for :math:`\log q`. The value hardly
    depends on s; in floating point s is kept between the slopes of which it is a mean, so that it does no
    harm where :math:`a + b` is near 1. There the capacity is 0.
    """
    import sympy

    if not _two_by_two(rows):
        return None
    (a, b), values = named({"a": short(rows[0][1]), "b": short(rows[1][0])})
    first, second = [short(1 - a), a], [b, short(1 - b)]
    one, two, gap = entropy(first), entropy(second), short(canonical(1 - a - b))
    slope = (one - two) / gap

    def capacity(slope: "sympy.Expr") -> "sympy.Expr":
        formula = sympy.log(sympy.exp(-one - a * slope) + sympy.exp(-two + b * slope))
        if values or not gap.free_symbols:
            return formula
        return sympy.Piecewise((sympy.Integer(0), sympy.Eq(gap, 0)), (formula, True))

    # Slopes of minus the binary entropy at a and at 1 - b, between which that of its secant lies.
    ends = [sympy.log(first[1]) - sympy.log(first[0]), sympy.log(second[1]) - sympy.log(second[0])]
    kept = sympy.Min(sympy.Max(slope, sympy.Min(*ends)), sympy.Max(*ends))
    reference = "R. A. Silverman, On binary channels and their cascades, 1955 (recalled)"
    return Recognised(
        "binary asymmetric channel", capacity(slope), reference, values=values, stable=capacity(kept)
    )


def _two_by_two(rows: Rows) -> bool:
    return len(rows) == 2 and len(rows[0]) == 2
