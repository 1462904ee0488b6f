"""Values in the place of parameters: by name or by symbol, exact, and back to numbers."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds.errors import DomainError
from itbounds.kernels.symbolic_entries import as_formula

if TYPE_CHECKING:
    import sympy

__all__ = ["exactly", "numeric_rows", "numeric_tables", "substitution"]

# Formulas on a grid are evaluated with so many digits, which are enough for entries that are not tiny.
_DIGITS, _CLEAR = 40, 1e-15


def substitution(
    parameters: Sequence["sympy.Symbol"],
    values: Mapping[Any, Any] | None,
    named: Mapping[str, Any],
    *,
    whole: bool,
) -> dict["sympy.Symbol", Any]:
    """Return the values by parameter; they may be given by symbol or by name.

    Raises
    ------
    DomainError
        For a name that is no parameter, and, if `whole`, for a parameter without a value.
    """
    by_name = {symbol.name: symbol for symbol in parameters}
    found: dict[sympy.Symbol, Any] = {}
    for key, value in [*(values or {}).items(), *named.items()]:
        symbol = by_name.get(getattr(key, "name", key))
        if symbol is None:
            known = ", ".join(by_name) or "none"
            raise DomainError(f"{key} is no parameter", where=str(key), hint=f"the parameters are: {known}")
        found[symbol] = value
    missing = [symbol.name for symbol in parameters if symbol not in found]
    if whole and missing:
        raise DomainError(f"the parameter {missing[0]} has no value", where=missing[0], hint="give all")
    return found


def numeric_rows(
    rows: Sequence[Sequence["sympy.Expr"]], values: Mapping["sympy.Symbol", Any]
) -> list[list[float]]:
    """Return the entries as doubles, each rounded once, at values of all parameters.

    Raises
    ------
    DomainError
        If an entry is no probability there.
    """
    import sympy

    exact = {symbol: exactly(value, symbol.name) for symbol, value in values.items()}
    found: list[list[float]] = []
    for row in rows:
        numbers = [sympy.N(entry.subs(exact, simultaneous=True), 25) for entry in row]
        wrong = next((j for j, n in enumerate(numbers) if not n.is_real or not 0 <= n <= 1), None)
        if wrong is not None:
            told = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
            raise DomainError(
                f"at {told} the entry {row[wrong]} is {numbers[wrong]}, no probability",
                where=(len(found), wrong),
                value=dict(values),
                hint="the attribute domain is the condition",
            )
        found.append([float(number) for number in numbers])
    return found


def numeric_tables(
    rows: Sequence[Sequence["sympy.Expr"]], points: Sequence[Mapping["sympy.Symbol", float]]
) -> list[list[list[float]]]:
    """Return what `numeric_rows` does at every one of several points; formulas are compiled once.

    Raises
    ------
    DomainError
        If an entry is no probability at one of them.
    """
    import mpmath
    import sympy

    symbols = list(points[0])
    # Entries without a parameter are numbers already.
    fixed = [[float(sympy.N(entry, 25)) if not entry.free_symbols else None for entry in row] for row in rows]
    compiled = sympy.lambdify(
        symbols, [entry for row in rows for entry in row if entry.free_symbols], "mpmath"
    )
    found = []
    for point in points:
        with mpmath.workdps(_DIGITS):
            numbers = [mpmath.mpmathify(n) for n in compiled(*(mpmath.mpf(point[s]) for s in symbols))]
        # What is tiny may be what is left of a difference: it is asked for with as many digits as it takes.
        if all(isinstance(n, mpmath.mpf) and _CLEAR <= n <= 1 for n in numbers):
            varying = iter(map(float, numbers))
            found.append([[next(varying) if entry is None else entry for entry in row] for row in fixed])
        else:
            found.append(numeric_rows(rows, point))
    return found


def exactly(value: Any, name: str) -> "sympy.Expr":
    """Return a double as itself, anything else as `as_formula` reads it."""
    import sympy

    if isinstance(value, (float, np.floating)) and np.isfinite(value):
        return sympy.Rational(float(value))
    number = as_formula(value, name=f"value of {name}")
    if number.free_symbols:
        raise DomainError(f"the value of {name} is {number}, no number", value=value, hint="use subs")
    return number
