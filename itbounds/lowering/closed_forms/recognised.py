"""What a recognised question says: the name of the family, the formula, where it holds, whose it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sympy

__all__ = ["Recognised", "entropy", "level_symbol", "named"]


@dataclass(frozen=True, eq=False)
class Recognised:
    """A member of a family with a closed form.

    Parameters
    ----------
    name : str
        The family.
    formula : sympy expression
        In nats; a product with a factor of zero is zero in it.
    reference : str
        Where it is proved.
    condition : sympy Boolean, optional
        Where the formula holds, beside where the matrix is stochastic.
    values : dict, optional
        The values of symbols of the formula that are numbers.
    stable : sympy expression, optional
        An equal formula, for evaluation in floating point where the formula would cancel.
    """

    name: str
    formula: "sympy.Expr"
    reference: str
    condition: "sympy.Basic | None" = None
    values: "Mapping[sympy.Symbol, sympy.Expr]" = field(default_factory=dict)
    stable: "sympy.Expr | None" = None


def entropy(probabilities: "Iterable[sympy.Expr]") -> "sympy.Expr":
    r"""Return :math:`-\sum_i q_i \log q_i`, without the terms that are zero.

    Examples
    --------
    >>> import sympy
    >>> entropy([sympy.Integer(0), sympy.Rational(1, 2), sympy.Rational(1, 2)])
    log(2)
    """
    import sympy

    return sympy.Add(*(sympy.Mul(-1, q, sympy.log(q)) for q in probabilities if q not in (0, 1)))


def named(
    numbers: "Mapping[str, sympy.Expr]",
) -> "tuple[list[sympy.Expr], dict[sympy.Symbol, sympy.Expr]]":
    """Return symbols in the place of some numbers, with their values; formulas stay as they are.

    Powers of numbers would be evaluated, slowly and at length, where those of symbols stay.

    Examples
    --------
    >>> import sympy
    >>> named({"a": sympy.Rational(1, 3)})
    ([a], {a: 1/3})
    """
    import sympy

    if any(not value.is_number for value in numbers.values()):
        return list(numbers.values()), {}
    symbols = {sympy.Symbol(name, nonnegative=True): value for name, value in numbers.items()}
    return list(symbols), symbols


def level_symbol() -> "sympy.Symbol":
    """Return the symbol that stands for the distortion level in formulas."""
    import sympy

    return sympy.Symbol("D", nonnegative=True)
