"""Finite sources under the probability of error."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from itbounds._typing import Matrix
from itbounds.kernels.symbolic_entries import canonical
from itbounds.kernels.symbolic_values import exactly
from itbounds.lowering.closed_forms.recognised import Recognised, entropy, level_symbol

if TYPE_CHECKING:
    import sympy

__all__ = ["bernoulli_hamming", "hamming_scale", "low_distortion_hamming", "occurring", "uniform_hamming"]


def hamming_scale(distortion: Matrix) -> "sympy.Expr | None":
    """Return the cost of an error if being right costs 0 and all errors cost the same, else None.

    The reproductions may be in another order than the source letters.
    """
    rows, columns = distortion.shape
    right = distortion == 0.0
    if rows != columns or (right.sum(axis=0) != 1).any() or (right.sum(axis=1) != 1).any():
        return None
    costs = set(distortion[~right].tolist())
    if len(costs) != 1 or costs == {float("inf")}:
        return None
    return exactly(costs.pop(), "cost of an error")


def bernoulli_hamming(law: "Sequence[sympy.Expr]", scale: "sympy.Expr") -> Recognised | None:
    r"""Recognise :math:`R(D) = h(p) - h(\min \{D, p, 1 - p\})`."""
    import sympy

    if len(law) != 2:
        return None
    level = sympy.Min(level_symbol() / scale, *law)
    formula = entropy(law) - entropy([level, 1 - level])
    reference = "T. M. Cover and J. A. Thomas, 2006, theorem 10.3.1"
    return Recognised("Bernoulli source, Hamming distortion", formula, reference)


def uniform_hamming(law: "Sequence[sympy.Expr]", scale: "sympy.Expr") -> Recognised | None:
    r"""Recognise :math:`R(D) = \log n - h(t) - t \log(n - 1)` with :math:`t = \min \{D, 1 - 1/n\}`."""
    import sympy

    size = len(law)
    if size < 2 or len(set(map(canonical, law))) > 1:
        return None
    level = sympy.Min(level_symbol() / scale, 1 - sympy.Rational(1, size))
    formula = sympy.log(size) - entropy([level, 1 - level]) - level * sympy.log(size - 1)
    reference = "T. M. Cover and J. A. Thomas, 2006, problem 10.5 (recalled)"
    return Recognised("uniform source, Hamming distortion", formula, reference)


def occurring(law: "Sequence[sympy.Expr]", distortion: Matrix) -> "tuple[list[sympy.Expr], Matrix]":
    """Drop the letters of probability zero, and the reproductions that are useless for the others."""
    used = [i for i, probability in enumerate(law) if probability != 0]
    rest = distortion[used]
    wrong = (rest != 0.0).all(axis=0)
    # A reproduction that costs no less than an error everywhere is dominated by every other one.
    if len(used) == len(law) or wrong.all() or not (rest[:, wrong] >= rest[:, ~wrong].max()).all():
        return [law[i] for i in used], rest
    return [law[i] for i in used], rest[:, ~wrong]


def low_distortion_hamming(law: "Sequence[sympy.Expr]", scale: "sympy.Expr") -> Recognised | None:
    r"""Recognise :math:`R(D) = H(p) - h(D) - D \log(n - 1)`, right for :math:`D \le (n - 1) \min_x p_x`."""
    import sympy

    size = len(law)
    if size < 2:
        return None
    level = level_symbol() / scale
    formula = entropy(law) - entropy([level, 1 - level]) - level * sympy.log(size - 1)
    condition = sympy.And(*(sympy.Le(level, (size - 1) * probability) for probability in set(law)))
    return Recognised(
        "finite source, Hamming distortion, low level", formula, "V. Erokhin, 1958 (recalled)", condition
    )
