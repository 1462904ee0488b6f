"""Functionals of a law: entropies, and expectations of tables beside them; laws that are prescribed."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from numbers import Integral, Real
from typing import Any, TypeAlias

from itbounds.errors import DTypeError, NonFiniteError, ShapeError
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.printing import name_latex
from itbounds.symbolic.relation import Relation
from itbounds.symbolic.variable import RV, as_joint, as_written, natural_order

__all__ = ["E", "Expectation", "Functional", "Law", "LawConstraint", "as_functional", "law"]

Number: TypeAlias = int | float | Fraction | Expression
"""What may stand beside a functional: any finite real number, which is kept exactly, and expressions."""


@dataclass(frozen=True, eq=False, slots=True)
class Expectation:
    """The mean of a table over the law of some variables.

    Parameters
    ----------
    table : object
        Its entries, with one axis for each variable; what it is made of is not looked at here.
    variables : tuple of RV
        In the order of the axes.
    name : str
        What it is called in print.
    """

    table: Any
    variables: tuple[RV, ...]
    name: str = "f"

    def __str__(self) -> str:
        return f"E[{self.name}({','.join(variable.name for variable in self.variables)})]"


@dataclass(frozen=True, eq=False, slots=True)
class Functional(Expression):
    r"""A linear form on joint entropies, with expectations and a constant.

    .. math:: \sum_S c_S H(X_S) + \sum_j a_j \operatorname{E} f_j(X_{T_j}) + b

    It is added to expressions and multiplied by any real numbers, which are kept as the exact values of the
    given doubles. Expectations and the constant count in the unit in which the entropies are measured.

    Examples
    --------
    >>> from itbounds import I, rvs
    >>> X, Y = rvs("X Y")
    >>> print(I(X, Y) - 2 * E([[0, 1], [1, 0]], X, Y, name="d"))
    I(X;Y) - 2 E[d(X,Y)]
    >>> print(E([0, 1], X, name="b") <= 0.25)
    E[b(X)] <= 1/4
    """

    expectations: tuple[tuple[Fraction, Expectation], ...] = ()

    def __post_init__(self) -> None:
        Expression.__post_init__(self)
        sums: dict[Expectation, Fraction] = {}
        for value, term in self.expectations:
            sums[term] = sums.get(term, Fraction(0)) + value
        kept = tuple((value, term) for term, value in sums.items() if value)
        object.__setattr__(self, "expectations", kept)

    @property
    def variables(self) -> tuple[RV, ...]:
        """The random variables that occur, in natural order."""
        groups = [term.variables for _, term in self.expectations]
        return natural_order(frozenset().union(*self.entropies, *groups))

    @property
    def is_constant(self) -> bool:
        """Whether it is a number."""
        return not (self.entropies or self.rates or self.expectations)

    def substitute(self, values: Mapping[Any, Any]) -> Expression:
        """Refuse: a table has fixed axes."""
        raise DTypeError("a functional with expectations cannot be substituted into", value=self)

    def eq(self, other: Number) -> Relation:
        """Return the relation that this equals the other."""
        return Relation(self, as_functional(other), "==")

    def __le__(self, other: Number) -> Relation:
        return Relation(self, as_functional(other), "<=")

    def __ge__(self, other: Number) -> Relation:
        return Relation(self, as_functional(other), ">=")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, bool) or not isinstance(other, (Expression, int, Fraction)):
            return NotImplemented
        difference = self - other
        return difference.is_constant and not difference.constant

    def __hash__(self) -> int:
        terms = frozenset((id(term), value) for value, term in self.expectations)
        entropies = frozenset(self.entropies.items()), frozenset(self.rates.items())
        return hash((entropies, terms, self.constant)) if terms else Expression.__hash__(self)

    def __add__(self, other: Number) -> "Functional":
        right = as_functional(other)
        total = Expression.__add__(_entropic(self), _entropic(right))
        return Functional(
            total.entropies, total.rates, total.constant, self.expectations + right.expectations
        )

    def __radd__(self, other: Number) -> "Functional":
        return self + other

    def __sub__(self, other: Number) -> "Functional":
        return self + -as_functional(other)

    def __rsub__(self, other: Number) -> "Functional":
        return -self + other

    def __mul__(self, factor: Number) -> "Functional":
        scale = as_functional(factor)
        if not scale.is_constant:
            if self.is_constant:
                return scale * self
            raise DTypeError(f"the product of {self} and {factor} is not linear", value=factor)
        part = Expression.__mul__(_entropic(self), scale.constant)
        terms = tuple((scale.constant * value, term) for value, term in self.expectations)
        return Functional(part.entropies, part.rates, part.constant, terms)

    def __rmul__(self, factor: Number) -> "Functional":
        return self * factor

    def __truediv__(self, divisor: int | float | Fraction) -> "Functional":
        return self * (1 / exact(divisor))

    def __neg__(self) -> "Functional":
        return self * -1

    def __reduce__(self) -> tuple[Any, ...]:
        return Functional, (dict(self.entropies), dict(self.rates), self.constant, self.expectations)

    def __str__(self) -> str:
        entropic = Expression(self.entropies, self.rates)
        parts = [str(entropic)] if entropic.entropies or entropic.rates else []
        numbers = [(value, f" {term}") for value, term in self.expectations]
        if self.constant or not (parts or numbers):
            numbers.append((self.constant, ""))
        for value, name in numbers:
            size = name.strip() if abs(value) == 1 and name else f"{_short(abs(value))}{name}"
            sign = "-" if value < 0 else "+" if parts else ""
            parts.append(f"{sign} {size}" if parts else f"{sign}{size}")
        return " ".join(parts)

    def latex(self) -> str:
        r"""Return the functional in LaTeX, without dollar signs.

        Examples
        --------
        >>> from itbounds import I, rvs
        >>> X, Y = rvs("X Y")
        >>> print((I(X, Y) - 2 * E([0, 1], X, name="b")).latex())
        I(X; Y) - 2\,\operatorname{E} b(X)
        """
        entropic = Expression(self.entropies, self.rates)
        parts = [entropic.latex()] if entropic.entropies or entropic.rates else []
        for value, term in self.expectations:
            size = "" if abs(value) == 1 else rf"{_short(abs(value))}\,"
            sign = "-" if value < 0 else "+" if parts else ""
            names = ", ".join(name_latex(variable.name) for variable in term.variables)
            mean = rf"\operatorname{{E}} {term.name}({names})"
            parts.append(f"{sign} {size}{mean}" if parts else f"{sign}{size}{mean}")
        if self.constant or not parts:
            sign = "-" if self.constant < 0 else "+" if parts else ""
            parts.append(f"{sign} {_short(abs(self.constant))}".strip())
        return " ".join(parts)

    def __repr__(self) -> str:
        return f"<Functional {self}>"


@dataclass(frozen=True, slots=True)
class Law:
    """The joint law of some variables; ``law(X, Y).eq(table)`` prescribes it."""

    variables: tuple[RV, ...]

    def eq(self, table: Any) -> "LawConstraint":
        """Return the constraint that the law is a given table, with one axis for each variable."""
        return LawConstraint(self.variables, table)


@dataclass(frozen=True, eq=False, slots=True)
class LawConstraint:
    """The constraint that the joint law of some variables is a given table."""

    variables: tuple[RV, ...]
    table: Any

    def __str__(self) -> str:
        return f"law({','.join(variable.name for variable in self.variables)}) given"


def E(table: Any, /, *variables: RV, name: str = "f") -> Functional:
    r"""Return the expectation :math:`\operatorname{E} f(X, Y, \dots)` of a table, as a functional.

    Parameters
    ----------
    table : array-like
        ``table[x, y, ...]``, one axis for each variable.
    *variables : RV
        In the order of the axes.
    name : str
        What the table is called in print.

    Raises
    ------
    ShapeError
        If no variable is given, or one comes twice.
    DTypeError
        If something is no random variable.

    Examples
    --------
    >>> from itbounds import rvs
    >>> X, Y = rvs("X Y")
    >>> print(E([[0, 1], [1, 0]], X, Y, name="d") <= Fraction(1, 10))
    E[d(X,Y)] <= 1/10
    """
    return Functional(expectations=((Fraction(1), Expectation(table, _axes(variables), name)),))


def law(*variables: RV) -> Law:
    """Return the joint law of some variables, to prescribe it with ``.eq(table)``.

    Parameters
    ----------
    *variables : RV
        In the order of the axes of the table.

    Raises
    ------
    ShapeError
        If no variable is given, or one comes twice.

    Examples
    --------
    >>> from itbounds import rvs
    >>> X, Y = rvs("X Y")
    >>> print(law(X, Y).eq([[0.4, 0.1], [0.1, 0.4]]))
    law(X,Y) given
    """
    return Law(_axes(variables))


def as_functional(value: Any) -> Functional:
    """Return a functional as it is, an expression or a finite real number as one.

    Raises
    ------
    DTypeError
        For anything else.
    NonFiniteError
        For an infinity or a NaN.
    """
    if isinstance(value, Functional):
        return value
    if isinstance(value, Expression):
        return Functional(value.entropies, value.rates, value.constant)
    return Functional(constant=exact(value))


def exact(value: Any) -> Fraction:
    """Return the exact value of a finite real number."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        raise DTypeError(
            f"{value!r} is no real number", value=value, hint="functionals are linear, with real coefficients"
        )
    number = int(value) if isinstance(value, Integral) else float(value)
    if not isfinite(number):
        raise NonFiniteError(f"the number {value!r} is not finite", value=value)
    return Fraction(number)


def _entropic(functional: Functional) -> Expression:
    return Expression(functional.entropies, functional.rates, functional.constant)


def _short(value: Fraction) -> str:
    return str(value) if value.denominator <= 1000 else f"{float(value):.6g}"


def _axes(variables: tuple[Any, ...]) -> tuple[RV, ...]:
    order = as_written(variables)
    if not order or len(order) < len(variables) or len(as_joint(order)) < len(order):
        raise ShapeError("one variable for each axis, each of them once", value=variables)
    return order
