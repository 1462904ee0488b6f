"""By how much a functional of laws misses the chain rule."""

from collections.abc import Callable
from math import isfinite

import numpy as np

from itbounds._typing import ArrayLike, Number, Vector
from itbounds.errors import DomainError
from itbounds.kernels.lattice.cells import joint_cells
from itbounds.numerics.scalars import as_real

__all__ = ["cocycle_residual"]


def cocycle_residual(
    functional: Callable[[Vector], float], joint: ArrayLike, *, order: Number = 1.0
) -> float:
    r"""Return by how much a functional misses the chain rule of an order at a joint law.

    .. math:: f(P_{XY}) - f(P_X) - \sum_{x :\ P(x) > 0} P(x)^\alpha f(P_{Y | X = x})

    It is zero at every law for the Shannon entropy with :math:`\alpha = 1` and for the Tsallis entropy
    :math:`(1 - \sum_i p_i^\alpha) / (\alpha - 1)` with any other order; up to a factor, these are the only
    measurable solutions, the 1-cocycles of an information structure (Baudot and Bennequin, 2015; Vigneaux,
    2020).

    Parameters
    ----------
    functional : callable
        Takes the positive probabilities of a law as a vector, in no particular order, and returns a number in
        a unit of its own.
    joint : array-like of shape (m, n)
        The law of X, rows, and Y, columns; dense or sparse. It is divided by its sum.
    order : float
        The order :math:`\alpha` of the action of X.

    Returns
    -------
    float
        In the unit of the functional; a solution leaves what rounding leaves.

    Raises
    ------
    DomainError
        If the order is infinite.
    ItboundsError
        If the law is none.

    Examples
    --------
    >>> import numpy as np
    >>> joint = [[0.1, 0.2], [0.3, 0.4]]
    >>> shannon = lambda p: -float(p @ np.log(p))
    >>> abs(cocycle_residual(shannon, joint)) < 1e-15
    True
    >>> collision = lambda p: -float(np.log(p @ p))     # Rényi's entropy of order 2
    >>> round(cocycle_residual(collision, joint), 4)
    0.0118
    """
    power = as_real(order, name="order")
    if not isfinite(power):
        raise DomainError(f"the order is {power!r}; it must be finite", value=power)
    cells = joint_cells(joint)
    weights = cells.weights / cells.weights.sum()
    by_row = np.argsort(cells.rows, kind="stable")
    starts = np.flatnonzero(np.diff(cells.rows[by_row], prepend=-1))
    blocks = np.split(weights[by_row], starts[1:])
    marginal = np.array([float(block.sum()) for block in blocks])
    inner = 0.0
    for block, total in zip(blocks, marginal.tolist(), strict=True):
        inner += float(total**power) * float(functional(block / total))
    return float(functional(weights)) - float(functional(marginal)) - inner
