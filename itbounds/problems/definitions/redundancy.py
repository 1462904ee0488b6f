"""How much longer a code must be if it is only known that the source is one of a family."""

from dataclasses import replace
from typing import Any

from itbounds._typing import ArrayLike
from itbounds.kernels import Distribution
from itbounds.problems.capacity import Capacity
from itbounds.results import Result
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit

__all__ = ["minimax_redundancy"]


def minimax_redundancy(
    family: ArrayLike,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Distribution]:
    r"""Return the minimax redundancy of a finite family of sources, which is a capacity.

    .. math:: \min_q \max_\theta D(P_\theta \| q) = \max_w I(\Theta; X)

    The family is read as the channel from its index to the letter; the best code is for the mixture
    :math:`\sum_\theta w_\theta P_\theta` of the least favourable prior, and all members that have a weight
    are equally far from it (Gallager, 1979; Davisson and Leon-Garcia, 1980; recalled).

    Parameters
    ----------
    family : array-like or Kernel of shape (k, n)
        One law in each row.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `capacity`.

    Returns
    -------
    Result
        ``witness`` is a prior that attains the lower end.

    Raises
    ------
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    Two laws with disjoint supports cost one bit:

    >>> import itbounds as ib
    >>> print(ib.minimax_redundancy([[0.5, 0.5, 0, 0], [0, 0, 0.3, 0.7]]))
    min max D ∈ [0.999999999, 1.000000001] bit
    """
    result = Capacity(family).solve(solver, tol=tol, unit=unit)
    return replace(result, quantity="min max D", latex=r"\min_q \max_\theta D(P_\theta \| q)")
