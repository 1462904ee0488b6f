"""Expressions to sympy and back: one symbol for each joint entropy and for each rate."""

from typing import TYPE_CHECKING

from itbounds.errors import DomainError, DTypeError
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.parsing import parse_expression
from itbounds.symbolic.variable import Joint

if TYPE_CHECKING:
    import sympy

__all__ = ["from_sympy", "to_sympy"]


def to_sympy(expression: Expression) -> "sympy.Expr":
    """Return the expression in real symbols named ``H(X,Y)`` for joint entropies and ``R`` for rates.

    Examples
    --------
    >>> from itbounds import parse
    >>> to_sympy(parse("I(X;Y) + R/2"))
    H(X) - H(X,Y) + H(Y) + R/2
    """
    import sympy

    def exact(numerator: int, denominator: int) -> "sympy.Expr":
        return sympy.Rational(numerator, denominator)

    named = [(f"H({Joint(members)})", value) for members, value in expression.entropies.items()]
    named += list(expression.rates.items())
    symbols = [
        exact(value.numerator, value.denominator) * sympy.Symbol(name, real=True) for name, value in named
    ]
    constant = exact(expression.constant.numerator, expression.constant.denominator)
    return sympy.Add(constant, *symbols)


def from_sympy(form: "sympy.Expr") -> Expression:
    """Return the expression that a linear form in such symbols stands for.

    The names of symbols are read by `itbounds.parse`, so that ``I(X;Y)`` is one as well.

    Raises
    ------
    DomainError
        If it is not linear.
    DTypeError
        If a coefficient is no rational number.
    ParseError
        If the name of a symbol does not follow the grammar.

    Examples
    --------
    >>> import sympy
    >>> print(from_sympy(2 * sympy.Symbol("H(X,Y)") - 2 * sympy.Symbol("H(Y)")))
    2 H(X|Y)
    """
    import sympy

    total = Expression()
    for monomial, coefficient in sympy.expand(sympy.sympify(form)).as_coefficients_dict().items():
        if not isinstance(coefficient, sympy.Rational):
            raise DTypeError(f"the coefficient {coefficient} of {monomial} is no rational number", value=form)
        if isinstance(monomial, sympy.Symbol):
            part = parse_expression(monomial.name)
        elif monomial == 1:
            part = Expression() + 1
        elif monomial.is_number:
            raise DTypeError(f"the number {monomial} is not rational", value=form)
        else:
            raise DomainError(f"the term {monomial} is not linear in symbols", value=form)
        total = total + part * coefficient
    return total
