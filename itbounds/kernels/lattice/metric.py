"""Distances between variables: Shannon's and Rajski's."""

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.kernels.lattice.cells import Cells, joint_cells
from itbounds.numerics import reductions
from itbounds.units import BITS, Unit, as_unit

__all__ = ["information_distance", "rajski", "rajski_of_cells", "shannon_distance_of_cells"]


def rajski(joint: ArrayLike) -> float:
    r"""Return Rajski's distance of two variables, a number in [0, 1] without unit.

    .. math:: d(X, Y) = \frac{H(X | Y) + H(Y | X)}{H(X, Y)} = 1 - \frac{I(X; Y)}{H(X, Y)}

    It is 0 if each variable is a function of the other, which two constants are, 1 if and only if they are
    independent and not both constant, and it obeys the triangle inequality (Rajski, 1961).

    Parameters
    ----------
    joint : array-like of shape (m, n)
        The joint law, dense or sparse.

    Raises
    ------
    ItboundsError
        If the joint law is none.

    Notes
    -----
    The numerator is a sum of terms of one sign, so that small distances keep their digits.

    Examples
    --------
    >>> rajski([[0.25, 0.25], [0.25, 0.25]]), rajski([[0.5, 0.0], [0.0, 0.5]]), rajski([[1.0]])
    (1.0, 0.0, 0.0)
    """
    return rajski_of_cells(joint_cells(joint))


def information_distance(joint: ArrayLike, *, unit: Unit | str = BITS) -> float:
    r"""Return Shannon's distance of two variables, :math:`D(X, Y) = H(X | Y) + H(Y | X)`.

    Parameters
    ----------
    joint : array-like of shape (m, n)
        The joint law, dense or sparse.
    unit : Unit or str
        The unit of the distance.

    Examples
    --------
    >>> information_distance([[0.25, 0.25], [0.25, 0.25]])
    2.0
    """
    worth = as_unit(unit)
    return worth.from_nats(shannon_distance_of_cells(joint_cells(joint)))


def shannon_distance_of_cells(cells: Cells) -> float:
    """Return H(X|Y) + H(Y|X) in nats."""
    rows = np.bincount(cells.rows, weights=cells.weights)[cells.rows]
    columns = np.bincount(cells.columns, weights=cells.weights)[cells.columns]
    terms = cells.weights * (np.log(rows / cells.weights) + np.log(columns / cells.weights))
    return max(0.0, float(terms.sum()) / float(cells.weights.sum()))


def rajski_of_cells(cells: Cells) -> float:
    """Return the distance of a support with weights."""
    whole = float(reductions.entropy(cells.weights))
    # Two constants have one cell, and so has nothing else that has no entropy.
    if len(cells.weights) == 1 or whole == 0.0:
        return 0.0
    return min(1.0, shannon_distance_of_cells(cells) / whole)
