"""Probabilities as exact formulas: how they are read, checked, compared and kept short."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import Matrix
from itbounds.errors import (
    DomainError,
    DTypeError,
    EmptyAlphabetError,
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
)
from itbounds.numerics.rational import simplest_fraction

if TYPE_CHECKING:
    import sympy

__all__ = [
    "as_formula",
    "canonical",
    "domain_of",
    "exact_rows",
    "read_rows",
    "require_rows",
    "short",
    "upright",
]

LONGEST = 1000
"""Sums of products with more nodes than this, written out, are not expanded to be factored."""

AMPLIFIED = 1e4
"""A factored form that could magnify rounding errors on the unit cube by more is not taken."""


LAST_PLACES, NEAR = Fraction(1, 2**51), Fraction(1, 2**20)
"""How far one entry of a row may be from what makes the sum one: absolutely, and relative to it."""

SIMPLE = 10**9
"""The largest denominator of an entry that is read as something else than its double."""


def as_formula(value: Any, *, name: str) -> "sympy.Expr":
    """Return an exact sympy expression; doubles are read as the simplest fractions that round to them.

    Raises
    ------
    DTypeError
        For strings, bools, complex numbers, and what sympy does not read.
    NonFiniteError
        For a NaN or an infinity.
    """
    import sympy

    if isinstance(value, (str, bytes, bool, np.bool_)):
        hint = "make parameters with sympy.symbols"
        raise DTypeError(f"the {name} is {value!r}, no number and no formula", value=value, hint=hint)
    try:
        formula = sympy.sympify(value.item() if isinstance(value, np.generic) else value, strict=True)
    except sympy.SympifyError as error:
        raise DTypeError(f"the {name} is {value!r}, no number and no formula", value=value) from error
    if formula.has(sympy.nan, sympy.oo, -sympy.oo, sympy.zoo):
        raise NonFiniteError(f"the {name} is {formula}", value=value)
    if not isinstance(formula, sympy.Expr) or formula.is_real is False:
        raise DTypeError(f"the {name} is {value!r}, which is not real", value=value)
    floats = formula.atoms(sympy.Float)
    return formula.xreplace({number: _rational(simplest_fraction(float(number))) for number in floats})


def read_rows(entries: Any, *, name: str = "kernel") -> list[list["sympy.Expr"]]:
    """Return the rows of a sympy matrix, of nested lists or of an array of objects, as exact formulas.

    Raises
    ------
    ShapeError
        If they are no rows of one length.
    EmptyAlphabetError
        If there is no entry.
    DTypeError
        For an entry that is no real number and no formula.
    """
    given = entries.tolist() if hasattr(entries, "tolist") else entries
    rows = list(given) if isinstance(given, (list, tuple)) else []
    if not all(isinstance(row, (list, tuple)) for row in rows) or len({len(row) for row in rows}) > 1:
        hint = "give a sympy.Matrix, or a list of rows of one length"
        raise ShapeError(f"the {name} is no matrix", value=entries, hint=hint)
    if not rows or not rows[0]:
        if isinstance(given, (list, tuple)):
            raise EmptyAlphabetError(f"the {name} has no entry", value=entries)
        raise ShapeError(f"the {name} is no matrix", value=entries, hint="give a sympy.Matrix or rows")
    return [
        [as_formula(e, name=f"entry ({i}, {j}) of the {name}") for j, e in enumerate(row)]
        for i, row in enumerate(rows)
    ]


def require_rows(rows: Sequence[Sequence["sympy.Expr"]], *, name: str = "kernel") -> None:
    """Refuse rows that do not sum to one for all parameters, or that have a negative entry for all.

    Raises
    ------
    NotNormalizedError
        Showing the sum of the row.
    NegativeProbabilityError
        For an entry that is known to be negative.
    """
    import sympy

    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            if entry.is_negative:
                raise NegativeProbabilityError(
                    f"entry ({i}, {j}) of the {name} is {entry}, which is negative", where=(i, j), value=entry
                )
        total = canonical(sympy.Add(*row))
        if total == 1:
            continue
        rest = sympy.simplify(total - 1)
        if rest != 0 and rest.equals(0) is not True:
            raise NotNormalizedError(
                f"row {i} of the {name} sums to {rest + 1}, not to one",
                where=i,
                value=rest + 1,
                hint="replace one entry by one minus the others",
            )


def canonical(formula: "sympy.Expr") -> "sympy.Expr":
    """Return a formula as a quotient of expanded polynomials: equal rational functions become the same."""
    import sympy

    if formula.is_Rational or formula.is_Symbol:
        return formula
    if formula.is_polynomial(*formula.free_symbols):
        return sympy.expand(formula)
    return sympy.expand(sympy.cancel(formula))


def short(formula: "sympy.Expr") -> "sympy.Expr":
    """Return a sum of products of probabilities, factored if that is shorter and numerically as good.

    Sums of products of entries are free of cancellation but double in length with every composition; their
    expansions stay short but cancel, for coefficients grow. The factored form is the shortest in practice.
    """
    import sympy

    if formula.is_Rational or formula.is_Symbol:
        return formula
    length = _length(formula)
    if length > LONGEST:
        return formula
    factored = upright(sympy.factor(formula))
    return factored if _length(factored) <= length and _amplification(factored) <= AMPLIFIED else formula


def upright(product: "sympy.Expr") -> "sympy.Expr":
    """Return a product with its factors signed so that they are positive where the parameters are small.

    Examples
    --------
    >>> import sympy
    >>> p = sympy.Symbol("p")
    >>> upright(-2 * p * (p - 1))
    2*p*(1 - p)
    """
    import sympy

    factors = []
    for factor in sympy.Mul.make_args(product):
        base, exponent = factor.as_base_exp()
        if base.is_Add and exponent.is_Integer and base.as_coeff_Add()[0].is_negative:
            factors += [sympy.S.NegativeOne**exponent, sympy.Add(*(-part for part in base.args)) ** exponent]
        else:
            factors.append(factor)
    return sympy.Mul(*factors)


def domain_of(rows: Iterable[Sequence["sympy.Expr"]]) -> "sympy.Basic":
    """Return the condition under which all entries lie in [0, 1], rows summing to one.

    The conditions of entries that are polynomials of degree 1 or 2 in a single parameter are solved.

    Raises
    ------
    DomainError
        If no value of the parameters meets it.
    """
    import sympy

    entries = {entry for row in rows for entry in row if entry.free_symbols}
    ranges: dict[sympy.Symbol, sympy.Set] = {}
    conditions = []
    for entry in sorted(entries, key=sympy.default_sort_key):
        symbol = next(iter(entry.free_symbols))
        if len(entry.free_symbols) == 1 and entry.is_polynomial() and sympy.degree(entry, symbol) <= 2:
            free = sympy.Dummy(real=True)
            allowed = sympy.Ge(entry.xreplace({symbol: free}), 0).as_set()
            ranges[symbol] = ranges.get(symbol, sympy.Reals) & allowed
        else:
            conditions.append(sympy.Ge(entry, 0))
    for symbol, allowed in ranges.items():
        free = sympy.Dummy(real=True)
        conditions.append(_finite(allowed.as_relational(free)).xreplace({free: symbol}))
    condition = sympy.And(*conditions)
    if condition == sympy.false:
        raise DomainError(
            "no value of the parameters makes all entries probabilities", value=sorted(map(str, entries))
        )
    return condition


def exact_rows(matrix: Matrix) -> list[list["sympy.Expr"]]:
    """Return a stochastic array in exact fractions, whose rows sum to one exactly.

    A row is read as the simplest fractions that round to its doubles, if these sum to one, or would if one of
    them were changed by a rounding error, as the double ``1 - 0.8`` is read as 1/5. Else it is read as the
    doubles themselves divided by their exact sum, which is how the package defines a channel.
    """
    return [[_rational(value) for value in _exact_row(row)] for row in matrix.tolist()]


def _exact_row(row: list[float]) -> list[Fraction]:
    meant = [simplest_fraction(value) for value in row]
    total = sum(meant)
    if total == 1:
        return meant
    for place, value in enumerate(row):
        rest = 1 - total + meant[place]
        error = abs(rest - Fraction(value))
        if rest.denominator <= SIMPLE and error <= LAST_PLACES and error <= NEAR * Fraction(value):
            return [*meant[:place], rest, *meant[place + 1 :]]
    exact = [Fraction(value) for value in row]
    total = sum(exact)
    return [value / total for value in exact]


def _rational(value: Fraction) -> "sympy.Expr":
    import sympy

    return sympy.Rational(value.numerator, value.denominator)


def _length(formula: "sympy.Basic") -> int:
    """Count the nodes of a formula as written out, though shared parts are visited once."""
    known: dict[sympy.Basic, int] = {}

    def count(part: "sympy.Basic") -> int:
        if part not in known:
            known[part] = 1 + sum(count(argument) for argument in part.args)
        return known[part]

    return count(formula)


def _amplification(formula: "sympy.Expr") -> float:
    """Bound the sum of the sizes of all terms, with every symbol at most one in size."""
    if formula.is_Rational:
        return abs(float(formula))
    if formula.is_Add:
        return sum(_amplification(part) for part in formula.args)
    if formula.is_Mul:
        return float(np.prod([_amplification(part) for part in formula.args]))
    if formula.is_Pow and formula.exp.is_Integer and formula.exp > 0:
        return float(_amplification(formula.base) ** int(formula.exp))
    return 1.0


def _finite(condition: "sympy.Basic") -> "sympy.Basic":
    """Drop the bounds at infinity, which say nothing of a real number."""
    import sympy

    dull = {
        part: sympy.true
        for part in condition.atoms(sympy.core.relational.Relational)
        if part.has(sympy.oo) or part.has(-sympy.oo)
    }
    return condition.xreplace(dull) if dull else condition
