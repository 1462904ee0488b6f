"""How little must be kept of an observation, to tell what is behind it."""

from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Matrix
from itbounds.kernels import Kernel
from itbounds.lowering.programs.levels import within_level
from itbounds.numerics.validation import as_distortion
from itbounds.problems.definitions.limits import answered, distortion_level
from itbounds.problems.pairs import as_pair
from itbounds.problems.program import Program
from itbounds.results import Result
from itbounds.results.describe import exactly
from itbounds.solvers import Solver
from itbounds.symbolic import I, free
from itbounds.symbolic.variable import rvs
from itbounds.units import BITS, Unit

__all__ = ["remote_rate_distortion"]


def remote_rate_distortion(
    joint: ArrayLike,
    d: ArrayLike,
    D: float,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the rate-distortion function of a hidden variable that is only seen through an observation.

    .. math:: R(D) = \min_{P(\hat y | x) :\ \operatorname{E} d(Y, \hat Y) \le D} I(X; \hat Y),
              \qquad Y - X - \hat Y

    Since the estimate depends on the observation alone, this is the rate-distortion function of the
    observation with :math:`d'(x, \hat y) = \operatorname{E}[d(Y, \hat y) | X = x]` (Dobrushin and Tsybakov,
    1962; recalled), and goes to the solvers of that form.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        The law ``joint[observation, hidden]``.
    d : array-like of shape (n, k)
        The distortion ``d[hidden, estimate]``; an infinite entry forbids the pair.
    D : float
        The level.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        ``witness`` is a test channel from the observation to the estimate.

    Raises
    ------
    InfeasibleError
        If the level is below the least risk of an estimate from the whole observation, its `minimum`.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    A fair bit seen through a BSC(q): :math:`R(D) = 1 - h((D - q) / (1 - 2q))`.

    >>> import itbounds as ib
    >>> result = ib.remote_rate_distortion([[0.45, 0.05], [0.05, 0.45]], ib.distortions.hamming(2), 0.2)
    >>> round(result.value, 6)
    0.456436
    """
    law: Matrix = as_pair(joint, name="joint law of observation and hidden variable").tensor
    table = as_distortion(d, source_size=law.shape[1], name="distortion of the hidden variable")
    with np.errstate(invalid="ignore"):
        costs = np.where(law[:, :, None] > 0.0, law[:, :, None] * table[None], 0.0).sum(axis=1)
    level = distortion_level(D, np.ones(len(law)) / len(law), len(law) * costs.min(axis=1) / law.sum())
    observation, hidden, estimate = rvs("X Y Ŷ")
    program = Program(
        minimize=I(observation, estimate),
        model={(observation, hidden): law, (estimate | observation): free(table.shape[1])},
        subject_to=within_level(table, level, hidden, estimate),
    )
    name = f"R(D = {exactly(level)})"
    return answered(program, name, name, tol=tol, unit=unit, solver=solver)
