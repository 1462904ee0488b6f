"""Finite sources under the probability of error."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itbounds._typing import Matrix
from itbounds.kernels.symbolic_entries import canonical
from itbounds.kernels.symbolic_values import exactly
from itbounds.lowering.closed_forms.recognised import Recognised, entropy, level_symbol

if TYPE_CHECKING:
    import sympy

__all__ = [
    "ErrorCosts",
    "bernoulli_hamming",
    "error_costs",
    "exact_costs",
    "low_distortion_hamming",
    "occurring",
    "uniform_hamming",
]


@dataclass(frozen=True, eq=False)
class ErrorCosts:
    """A distortion that counts errors.

    Parameters
    ----------
    floors : tuple of sympy expressions
        What each letter costs if it is reproduced rightly.
    scale : sympy expression
        What an error costs beyond that, the same for all.
    """

    floors: "tuple[sympy.Expr, ...]"
    scale: "sympy.Expr"

    def rate_of_errors(self, law: "Sequence[sympy.Expr]") -> "sympy.Expr":
        """Return the probability of error that a level D allows."""
        import sympy

        floor = canonical(sympy.Add(*(p * cost for p, cost in zip(law, self.floors, strict=True))))
        return (level_symbol() - floor) / self.scale

    def condition(self, law: "Sequence[sympy.Expr]") -> "sympy.Basic | None":
        """Return the condition that an error costs something and the level is not below the least."""
        import sympy

        level = self.rate_of_errors(law) * self.scale
        parts = [sympy.Gt(self.scale, 0), sympy.Ge(level, 0)]
        left = [part for part in parts if part != sympy.true]
        return sympy.And(*left) if left else None


def exact_costs(distortion: Matrix) -> "list[list[sympy.Expr]] | None":
    """Return a distortion of doubles as exact numbers; None if an entry is infinite."""
    if not np.isfinite(distortion).all():
        return None
    return [[exactly(cost, "cost") for cost in row] for row in distortion.tolist()]


def error_costs(distortion: "Sequence[Sequence[sympy.Expr]]") -> ErrorCosts | None:
    """Return floors and scale if all errors cost the same beyond what being right does, else None.

    The reproductions may be in another order than the source letters. Where formulas leave open which of two
    costs is the smaller one, it is the one that is smaller where all parameters are small.
    """
    size = len(distortion)
    if size < 2 or any(len(row) != size for row in distortion):
        return None
    entries = [[canonical(cost) for cost in row] for row in distortion]
    for right in range(size):  # the reproduction that is right for the first letter
        found = _matched(entries, right)
        if found is not None and _is_positive(found.scale):
            return found
    return None


def _matched(entries: "list[list[sympy.Expr]]", first: int) -> ErrorCosts | None:
    import sympy

    rest = [cost for j, cost in enumerate(entries[0]) if j != first]
    scale = canonical(rest[0] - entries[0][first])
    floors, columns = list[sympy.Expr](), set[int]()
    for row in entries:
        right = next((j for j in _rights(row, scale) if j not in columns), None)
        if right is None:
            return None
        floors.append(row[right])
        columns.add(right)
    return ErrorCosts(tuple(floors), scale)


def _rights(row: "list[sympy.Expr]", scale: "sympy.Expr") -> Iterator[int]:
    """Yield the letters beside which all others cost more by the scale."""
    for j, floor in enumerate(row):
        if all(canonical(cost - floor - scale) == 0 for k, cost in enumerate(row) if k != j):
            yield j


def _is_positive(scale: "sympy.Expr") -> bool:
    import sympy

    small = scale.subs({symbol: sympy.Rational(1, 64) for symbol in scale.free_symbols})
    return bool(small > 0)


def bernoulli_hamming(law: "Sequence[sympy.Expr]", errors: "sympy.Expr") -> Recognised | None:
    r"""Recognise :math:`R(D) = h(p) - h(\min \{D, p, 1 - p\})`."""
    import sympy

    if len(law) != 2:
        return None
    level = sympy.Min(errors, *law)
    formula = entropy(law) - entropy([level, 1 - level])
    reference = "T. M. Cover and J. A. Thomas, 2006, theorem 10.3.1"
    return Recognised("Bernoulli source, Hamming distortion", formula, reference)


def uniform_hamming(law: "Sequence[sympy.Expr]", errors: "sympy.Expr") -> Recognised | None:
    r"""Recognise :math:`R(D) = \log n - h(t) - t \log(n - 1)` with :math:`t = \min \{D, 1 - 1/n\}`."""
    import sympy

    size = len(law)
    if size < 2 or len(set(map(canonical, law))) > 1:
        return None
    level = sympy.Min(errors, 1 - sympy.Rational(1, size))
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


def low_distortion_hamming(law: "Sequence[sympy.Expr]", errors: "sympy.Expr") -> Recognised | None:
    r"""Recognise :math:`R(D) = H(p) - h(D) - D \log(n - 1)`, right for :math:`D \le (n - 1) \min_x p_x`."""
    import sympy

    size = len(law)
    if size < 2:
        return None
    formula = entropy(law) - entropy([errors, 1 - errors]) - errors * sympy.log(size - 1)
    condition = sympy.And(*(sympy.Le(errors, (size - 1) * probability) for probability in set(law)))
    return Recognised(
        "finite source, Hamming distortion, low level", formula, "V. Erokhin, 1958 (recalled)", condition
    )
