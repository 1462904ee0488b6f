"""How far, in a metric of the letters, two variables are from being independent."""

from typing import Any

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix
from itbounds.errors import ShapeError
from itbounds.kernels import Kernel
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.validation import as_distortion
from itbounds.problems.definitions.limits import answered, widened
from itbounds.problems.pairs import as_pair
from itbounds.problems.program import Program
from itbounds.results import Result
from itbounds.solvers import Solver
from itbounds.symbolic import E, free, law
from itbounds.symbolic.variable import rvs

__all__ = ["wasserstein_dependency"]


def wasserstein_dependency(
    joint: ArrayLike,
    d1: ArrayLike,
    d2: ArrayLike,
    *,
    tol: float = 1e-9,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the Wasserstein distance of a joint law from the product of its marginals.

    .. math:: W_1(P_{XY}, P_X \otimes P_Y) = \min_\pi \operatorname{E}_\pi [d_1(X, X') + d_2(Y, Y')]

    over the couplings of the two laws: a linear program (Ozair et al., 2019, call it the Wasserstein
    dependency measure; recalled). It is zero iff the variables are independent, if both are metrics.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        The joint law.
    d1, d2 : array-like of shapes (m, m) and (n, n)
        The cost of moving a letter, finite.
    tol : float
        The width of the interval that is aimed for.
    solver : Solver or str, optional
        As of `Program.solve`; the default is that of linear programs.

    Returns
    -------
    Result
        A pure number; ``witness`` is the conditional law of a best coupling, from pairs to pairs. The
        product of the marginals is rounded; the ends are further apart by what this may matter.

    Raises
    ------
    ShapeError
        If a cost does not have the shape of its alphabet.
    ItboundsError
        If the joint law is none.

    Examples
    --------
    Two equal fair bits: a quarter of the mass has to move at each of two wrong cells.

    >>> import itbounds as ib
    >>> hamming = ib.distortions.hamming(2)
    >>> round(ib.wasserstein_dependency([[0.5, 0], [0, 0.5]], hamming, hamming).value, 6)
    0.5
    """
    table: Matrix = as_pair(joint).tensor
    costs = [as_distortion(d, source_size=size) for d, size in zip((d1, d2), table.shape, strict=True)]
    for cost, size in zip(costs, table.shape, strict=True):
        if cost.shape != (size, size) or not np.isfinite(cost).all():
            raise ShapeError(f"a cost has shape {cost.shape}; wanted is a finite ({size}, {size})")
    moved: Array = costs[0][:, None, :, None] + costs[1][None, :, None, :]
    product = np.outer(table.sum(axis=1), table.sum(axis=0)).ravel()
    start, end = rvs("A B")
    program = Program(
        minimize=E(moved.reshape(table.size, table.size), start, end, name="d"),
        model={start: table.ravel(), (end | start): free(table.size)},
        subject_to=[law(end).eq(product / product.sum())],
    )
    name = "W(P_XY, P_X P_Y)"
    result = answered(program, name, r"W_1(P_{XY}, P_X \otimes P_Y)", tol=tol, unit=None, solver=solver)
    # Each mass of the product is off by a relative few roundings; moving all that costs no more than this.
    margin = 8.0 * UNIT_ROUNDOFF * (table.size + 8) * float(moved.max())
    return widened(result, margin, margin, "the rounding of the product law is added to the ends")
