"""The best mixture of given columns, as a linear program with its dual point."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Matrix, Vector

__all__ = ["Mixture", "best_mixture"]


@dataclass(frozen=True, eq=False)
class Mixture:
    """Shares of the columns, the value, and the multipliers of the target and of the limit."""

    shares: Vector
    value: float
    multipliers: Vector
    price: float


def best_mixture(
    columns: Matrix, target: Vector, gains: Vector, costs: Vector | None = None, limit: float = 0.0
) -> Mixture | None:
    r"""Return nonnegative shares that mix the rows of a matrix to a target with the largest mean gain.

    .. math:: \max_{\rho \ge 0} \{ \rho \cdot g : \rho C = p,\ \rho \cdot c \le \ell \}

    Returns
    -------
    Mixture or None
        ``None`` if the solver finds no mixture.

    Examples
    --------
    >>> found = best_mixture(np.eye(2), np.array([0.25, 0.75]), np.array([1.0, 2.0]))
    >>> round(found.value, 9)
    1.75
    """
    from scipy.optimize import linprog

    found = linprog(
        -gains,
        A_ub=None if costs is None else costs[None, :],
        b_ub=None if costs is None else np.array([limit]),
        A_eq=columns.T,
        b_eq=target,
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if found.x is None or found.fun is None:
        return None
    price = 0.0 if costs is None else max(0.0, -float(found.ineqlin.marginals[0]))
    multipliers = -np.asarray(found.eqlin.marginals, dtype=np.float64)
    return Mixture(np.maximum(np.asarray(found.x), 0.0), -float(found.fun), multipliers, price)
