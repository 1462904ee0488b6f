"""How useful data can remain if only so much of a secret may leak."""

from fractions import Fraction
from typing import Any

from itbounds._typing import ArrayLike
from itbounds.errors import ShapeError
from itbounds.kernels import Kernel
from itbounds.numerics.scalars import as_level
from itbounds.numerics.validation import as_matrix
from itbounds.problems.definitions.limits import answered
from itbounds.problems.pairs import as_pair
from itbounds.problems.program import Program
from itbounds.results import Result
from itbounds.results.describe import exactly
from itbounds.solvers import Solver
from itbounds.symbolic import E, I, free
from itbounds.symbolic.variable import rvs
from itbounds.units import BITS, Unit, as_unit

__all__ = ["private_distortion"]


def private_distortion(
    joint: ArrayLike,
    d: ArrayLike,
    leakage: float,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the least expected distortion of released data that leak only so much of a secret.

    .. math:: D(L) = \min_{P(u|x) :\ I(S; U) \le L} \operatorname{E} d(X, U), \qquad S - X - U

    The distortion is linear in the free law and the leakage convex, since the law of S is given: the
    trade-off of du Pin Calmon and Fawaz (2012; recalled). Without any leakage the constraint is a set of
    linear equations, and the program is linear.

    Parameters
    ----------
    joint : array-like or Distribution of shape (m, n)
        The law ``joint[data, secret]``.
    d : array-like of shape (m, k)
        The distortion ``d[data, released]``, finite.
    leakage : float
        The most that may leak, in `unit`.
    tol : float
        The width of the interval that is aimed for; the distortion is a pure number.
    unit : Unit or str
        The unit of `leakage`.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        A pure number; ``witness`` is a release mechanism within the leakage.

    Raises
    ------
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    Data that are the secret, a fair bit: the distortion at which :math:`1 - h(D)` leaks.

    >>> import itbounds as ib
    >>> result = ib.private_distortion([[0.5, 0], [0, 0.5]], ib.distortions.hamming(2), 0.5)
    >>> round(result.value, 6)
    0.110028
    """
    law = as_pair(joint, name="joint law of data and secret").tensor
    table = as_matrix(d, name="distortion")
    if len(table) != len(law):
        raise ShapeError(f"the distortion has {len(table)} rows for {len(law)} letters", value=table.shape)
    level = as_level(leakage, name="leakage", finite=True)
    data, secret, released = rvs("X S U")
    told = I(secret, released)
    program = Program(
        minimize=E(table, data, released, name="d"),
        model={(data, secret): law, (released | data): free(table.shape[1])},
        subject_to=[told <= Fraction(level) if level > 0.0 else told.eq(0)],
        unit=as_unit(unit),
    )
    name = f"D(L = {exactly(level)})"
    return answered(program, name, name, tol=tol, unit=None, solver=solver)
