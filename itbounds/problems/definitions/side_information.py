"""How little must be kept if the decoder, or both sides, know something already."""

from itertools import product
from typing import Any

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix
from itbounds.errors import DomainError
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

__all__ = ["conditional_rate_distortion", "wyner_ziv", "wyner_ziv_program"]

# Source letters times side letters times strategies: beyond, the program takes minutes.
_MOST_CELLS = 5_000


def conditional_rate_distortion(
    joint: ArrayLike,
    d: ArrayLike,
    D: float,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the rate-distortion function of a source when encoder and decoder know side information.

    .. math:: R_{X|Y}(D) = \min_{P(\hat x | x, y) :\ \operatorname{E} d(X, \hat X) \le D} I(X; \hat X | Y)

    It is a least value of :math:`H(X|Y) - H(X | \hat X Y)`, of which the first term is given and the second
    is concave in the free law (Gray, 1972; recalled).

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        The law ``joint[source, side]``.
    d : array-like of shape (m, k)
        The distortion ``d[source, estimate]``; an infinite entry forbids the pair.
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
        ``witness`` is a test channel from source and side letter to the estimate, ``certificate`` proves
        both ends.

    Raises
    ------
    InfeasibleError
        If the level is below :math:`\sum_x p_x \min_{\hat x} d(x, \hat x)`, its `minimum`.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    A fair bit and its noisy copy: :math:`R_{X|Y}(D) = h(0.25) - h(D)`.

    >>> import itbounds as ib
    >>> result = ib.conditional_rate_distortion(
    ...     [[0.375, 0.125], [0.125, 0.375]], ib.distortions.hamming(2), 0.1)
    >>> round(result.value, 6)
    0.342283
    """
    law, table = _read(joint, d)
    level = distortion_level(D, law.sum(axis=1), table.min(axis=1))
    source, side, estimate = rvs("X Y X̂")
    program = Program(
        minimize=I(source, estimate | side),
        model={(source, side): law, (estimate | (source, side)): free(table.shape[1])},
        subject_to=within_level(table, level, source, estimate),
    )
    name = f"(D = {exactly(level)})"
    return answered(program, f"R_X|Y{name}", f"R_{{X|Y}}{name}", tol=tol, unit=unit, solver=solver)


def wyner_ziv(
    joint: ArrayLike,
    d: ArrayLike,
    D: float,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the rate-distortion function of a source with side information at the decoder only.

    .. math:: R_{WZ}(D) = \min_{P(u|x),\ f :\ \operatorname{E} d(X, f(U, Y)) \le D} I(X; U) - I(Y; U)

    (Wyner and Ziv, 1976). As it stands, the minimum over functions makes it no convex program. But
    :math:`V = f(U, \cdot)`, the function itself, is a function of :math:`U`, so that
    :math:`I(X; V | Y) \le I(X; U | Y) = I(X; U) - I(Y; U)` at the same distortion: nothing is lost if the
    letters are the functions from side letters to estimates. Then the distortion is linear in the one free
    law, and the objective is :math:`H(X|Y)` less :math:`H(X|UY)`, which is concave.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        The law ``joint[source, side]``.
    d : array-like of shape (m, k)
        The distortion ``d[source, estimate]``; an infinite entry forbids the pair.
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
        ``witness`` is a test channel from the source to functions: its letter ``u`` stands for the
        ``u``-th of ``itertools.product(range(k), repeat=n)``, which has the estimate of each side letter
        that occurs.

    Raises
    ------
    DomainError
        If there are too many functions, :math:`k^n`: merge side letters, or give fewer estimates.
    InfeasibleError
        If the level is below :math:`\sum_x p_x \min_{\hat x} d(x, \hat x)`, its `minimum`.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    A fair bit and its noisy copy: the largest convex function below :math:`h(0.25 * D) - h(D)`, where
    :math:`a * b = a (1 - b) + b (1 - a)`, that is 0 at 0.25.

    >>> import itbounds as ib
    >>> result = ib.wyner_ziv([[0.375, 0.125], [0.125, 0.375]], ib.distortions.hamming(2), 0.1)
    >>> round(result.value, 6)
    0.411179
    """
    program, level = wyner_ziv_program(joint, d, D)
    name = f"(D = {exactly(level)})"
    return answered(program, f"R_WZ{name}", f"R_{{\\mathrm{{WZ}}}}{name}", tol=tol, unit=unit, solver=solver)


def wyner_ziv_program(joint: ArrayLike, d: ArrayLike, D: float) -> tuple[Program, float]:
    """Return the program of `wyner_ziv`, whose ``explain()`` prints the proof of convexity, and the level."""
    law, table = _read(joint, d)
    level = distortion_level(D, law.sum(axis=1), table.min(axis=1))
    used = np.flatnonzero(law.sum(axis=0))
    count = table.shape[1] ** len(used)
    if count * law.size > _MOST_CELLS:
        raise DomainError(
            f"there are {table.shape[1]}^{len(used)} = {count} functions from side letters to estimates",
            value=count,
            hint=f"merge side letters or give fewer estimates; at most {_MOST_CELLS // law.size} can be done",
        )
    functions = np.array(list(product(range(table.shape[1]), repeat=len(used))))
    costs: Array = np.zeros((*law.shape, count))
    costs[:, used, :] = table[:, functions.T]
    costs[law == 0.0] = 0.0
    source, side, function = rvs("X Y U")
    program = Program(
        minimize=I(source, function | side),  # I(X;U) - I(Y;U), since U - X - Y
        model={(source, side): law, (function | source): free(count)},
        subject_to=within_level(costs, level, source, side, function),
    )
    return program, level


def _read(joint: ArrayLike, d: ArrayLike) -> tuple[Matrix, Matrix]:
    law: Matrix = as_pair(joint, name="joint law of source and side information").tensor
    return law, as_distortion(d, source_size=len(law))
