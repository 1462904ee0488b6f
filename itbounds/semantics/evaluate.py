"""The value of an expression at a law: from joint entropies as symbols to joint entropies as numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels import Distribution
from itbounds.numerics.support_entropies import support_codes, support_entropies
from itbounds.numerics.surprise import entropy_sum
from itbounds.numerics.validation import as_distribution
from itbounds.symbolic import RV, Expression, rvs
from itbounds.units import BITS, Unit, as_unit

if TYPE_CHECKING:
    import cvxpy

__all__ = ["evaluate", "to_cvxpy"]


def evaluate(
    expression: Expression,
    law: ArrayLike | Distribution,
    order: str | Sequence[RV] | None = None,
    *,
    points: ArrayLike | None = None,
    rates: Mapping[str, float] | None = None,
    unit: Unit | str = BITS,
) -> float:
    r"""Return the value of an expression at a law, computing only the marginals that it needs.

    Parameters
    ----------
    expression : Expression
        For instance ``I(X, Y | Z)``.
    law : Distribution, array-like of shape (k_1, ..., k_n), or of shape (s,) with `points`
        Probabilities that sum to one.
    order : str or sequence of RV, optional
        The variable of each axis, or of each column of the points. Of a `Distribution`, the names of its
        factors if it is left out.
    points : array-like of shape (s, n), optional
        The points that have the probabilities; all others have none.
    rates : mapping from str to float, optional
        The values of the free rates of the expression, in the unit.
    unit : Unit or str
        Of the value, of the rates and of the constant of the expression.

    Returns
    -------
    float
        Computed in double precision; no interval.

    Raises
    ------
    DomainError
        If a variable of the expression is not in the order, or a rate has no value.
    ShapeError
        If there is not one variable for each axis.
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.

    Examples
    --------
    >>> from itbounds import Distribution, I, rvs
    >>> X, Y, Z = rvs("X Y Z")
    >>> xor = [[[1 / 4, 0], [0, 1 / 4]], [[0, 1 / 4], [1 / 4, 0]]]
    >>> round(evaluate(I(X, Y | Z), xor, "X Y Z"), 12)
    1.0
    >>> round(evaluate(I(X, Y, Z), Distribution.of(xor, names="XYZ")), 12)
    -1.0
    """
    worth = as_unit(unit).nats
    given = dict(rates or {})
    missing = [name for name in expression.rate_names if name not in given]
    if missing:
        raise DomainError(f"the rate {missing[0]} has no value", where=missing[0], hint="give it in rates=")
    total = float(expression.constant)
    total += sum(float(value) * given[name] for name, value in expression.rates.items())
    if points is not None:
        probabilities, codes = support_codes(law, points)
        masks = expression.masks(_order(order, len(codes)))
        numbers = support_entropies(probabilities, codes, masks)
    else:
        if isinstance(law, Distribution) and order is None:
            axes = expression.variables
            tensor = law.marginal([variable.name for variable in axes]).tensor
        else:
            tensor = as_distribution(law, name="law", ndim=None)
            axes = _order(order, tensor.ndim)
        masks = expression.masks(axes)
        numbers = _marginal_entropies(tensor / tensor.sum(), masks)
    weights = np.array([float(value) for value in masks.values()])
    return total + float(weights @ numbers) / worth


def to_cvxpy(
    expression: Expression,
    entropies: "cvxpy.Expression",
    order: str | Sequence[RV],
    *,
    rates: Mapping[str, "cvxpy.Expression"] | None = None,
) -> "cvxpy.Expression":
    """Return the expression as an affine function of a cvxpy vector of all joint entropies.

    Parameters
    ----------
    expression : Expression
        What is translated.
    entropies : cvxpy expression of shape (2 ** n,)
        Entry m stands for the joint entropy of the variables at the bits of m, as in `itbounds.entropies`.
    order : str or sequence of RV
        The variable of each bit.
    rates : mapping from str to cvxpy expression, optional
        What stands for the free rates.

    Raises
    ------
    ShapeError
        If the vector has not one entry for each set of variables.
    DomainError
        If a variable is not in the order, or a rate has no counterpart.

    Examples
    --------
    >>> import cvxpy as cp
    >>> from itbounds import parse
    >>> h = cp.Variable(4)
    >>> to_cvxpy(parse("I(X;Y)"), h, "X Y").shape
    ()
    """
    axes = _order(order, None)
    if entropies.shape != (1 << len(axes),):
        raise ShapeError(
            f"the entropies have shape {entropies.shape}; {len(axes)} variables have {(1 << len(axes),)}",
            value=entropies.shape,
        )
    given = dict(rates or {})
    missing = [name for name in expression.rate_names if name not in given]
    if missing:
        raise DomainError(
            f"the rate {missing[0]} has no counterpart", where=missing[0], hint="give it in rates="
        )
    weights = np.zeros(1 << len(axes))
    for mask, value in expression.masks(axes).items():
        weights[mask] = float(value)
    total = weights @ entropies + float(expression.constant)
    for name, value in expression.rates.items():
        total = total + float(value) * given[name]
    return total


def _order(order: str | Sequence[RV] | None, count: int | None) -> tuple[RV, ...]:
    if order is None:
        raise DomainError(
            "the variables of the axes are not known", hint='give order="X Y Z", or a Distribution with names'
        )
    axes = rvs(order) if isinstance(order, str) else tuple(order)
    if count is not None and len(axes) != count:
        raise ShapeError(f"{len(axes)} variables for a law with {count} axes", value=axes)
    return axes


def _marginal_entropies(law: Array, masks: Iterable[int]) -> Array:
    """Return the entropy in nats of each marginal, each summed out of the smallest one that contains it."""
    wanted = list(masks)
    everything = (1 << law.ndim) - 1
    marginals = {everything: law}
    values = {}
    for mask in sorted(set(wanted), key=int.bit_count, reverse=True):
        parent = min((m for m in marginals if mask & ~m == 0), key=lambda m: marginals[m].size)
        kept = [i for i in range(law.ndim) if parent >> i & 1]
        away = tuple(place for place, i in enumerate(kept) if not mask >> i & 1)
        marginals[mask] = marginals[parent].sum(axis=away) if away else marginals[parent]
        values[mask] = entropy_sum(np.atleast_1d(marginals[mask]))
    return np.array([values[mask] for mask in wanted])
