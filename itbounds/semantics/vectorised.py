"""Formulas as one numpy evaluation over whole arrays of parameters, safe where probabilities vanish."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import Array

if TYPE_CHECKING:
    import sympy

__all__ = ["vectorised"]


def vectorised(
    formulas: Sequence["sympy.Expr"], parameters: Sequence["sympy.Symbol"]
) -> Callable[..., list[Array]]:
    r"""Return a function of one array for each parameter that evaluates all formulas with numpy.

    Shared parts are computed once. A logarithm with a factor of zero beside it is zero: :math:`0 \log 0 = 0`.

    Parameters
    ----------
    formulas : sequence of sympy expressions
    parameters : sequence of symbols
        In the order of the arguments.

    Returns
    -------
    callable
        Takes arrays that broadcast against each other, returns one array for each formula.

    Examples
    --------
    >>> import sympy
    >>> p = sympy.Symbol("p")
    >>> evaluate = vectorised([p * sympy.log(p), 1 - p], [p])
    >>> evaluate(np.array([0.0, 1.0]))
    [array([0., 0.]), array([1., 0.])]
    """
    import sympy
    from scipy.special import xlogy

    product = sympy.Function("xlogy")
    written = [_safe(formula, product, {}) for formula in formulas]
    compiled = sympy.lambdify(list(parameters), written, modules=[{"xlogy": xlogy}, "numpy"], cse=True)

    def evaluate(*values: Any) -> list[Array]:
        arrays = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values))
        shape = arrays[0].shape if arrays else ()
        # Cases that do not apply are evaluated all the same.
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found = compiled(*arrays)
        return [np.broadcast_to(np.asarray(value, dtype=np.float64), shape) for value in found]

    return evaluate


def _safe(formula: "sympy.Basic", product: Any, known: dict[Any, Any]) -> "sympy.Basic":
    """Put ``xlogy(a, b)`` in the place of every a * log(b)."""
    if not formula.args:
        return formula
    if formula not in known:
        logs = [part for part in formula.args if part.func.__name__ == "log" and part.free_symbols]
        if formula.is_Mul and logs:
            others = formula.func(*(part for part in formula.args if part != logs[0]))
            known[formula] = product(_safe(others, product, known), _safe(logs[0].args[0], product, known))
        else:
            known[formula] = formula.func(*(_safe(part, product, known) for part in formula.args))
    return known[formula]
