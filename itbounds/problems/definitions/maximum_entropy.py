"""The least committed law with given means, and the law with given means that is nearest to another."""

from typing import Any

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.errors import ShapeError
from itbounds.kernels import Kernel, as_distribution_object
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.scalars import as_tolerance
from itbounds.numerics.validation import as_matrix, as_vector
from itbounds.problems.definitions.limits import answered, widened
from itbounds.problems.program import Program
from itbounds.results import Result
from itbounds.solvers import Solver
from itbounds.symbolic import E, H, Relation, free
from itbounds.symbolic.variable import RV
from itbounds.units import BITS, Unit, as_unit

__all__ = ["information_projection", "maximum_entropy"]

_SHARE = 0.9


def maximum_entropy(
    features: ArrayLike,
    means: ArrayLike,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the largest entropy of a law under which some features have given means.

    .. math:: \max_q H(q) \quad \text{subject to} \quad \operatorname{E}_q f_j = c_j

    It is attained by the member :math:`q \propto \exp \sum_j \lambda_j f_j` of the exponential family that
    has these means, if one has (Jaynes, 1957); the multipliers of the certificate are the
    :math:`\lambda_j`.

    Parameters
    ----------
    features : array-like of shape (k, n) or (n,)
        The value of each feature at each letter.
    means : array-like of shape (k,) or float
        What each is on average.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        ``witness`` is the law.

    Raises
    ------
    InfeasibleError
        If no law has these means.
    ShapeError
        If there is not one mean for each feature.

    Examples
    --------
    A die that shows 4.5 on average (Jaynes):

    >>> import itbounds as ib
    >>> result = ib.maximum_entropy([1, 2, 3, 4, 5, 6], 4.5)
    >>> result.witness.probabilities.round(3)
    array([0.054, 0.079, 0.114, 0.165, 0.24 , 0.347])
    """
    letter = RV("X")
    table, limits = _moments(features, means, letter)
    program = Program(maximize=H(letter), model={letter: free(table.shape[1])}, subject_to=limits)
    return answered(program, "max H(q)", r"\max_q H(q)", tol=tol, unit=unit, solver=solver)


def information_projection(
    p: ArrayLike,
    features: ArrayLike,
    means: ArrayLike,
    *,
    tol: float = 1e-9,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Result[Kernel]:
    r"""Return the least divergence from a law at which some features have given means.

    .. math:: \min_q D(q \| p) \quad \text{subject to} \quad \operatorname{E}_q f_j = c_j

    The minimiser is the I-projection of p onto a linear family (Csiszár, 1975); by Sanov's theorem the value
    is the exponent of the probability that empirical means are as given.

    Parameters
    ----------
    p : array-like or Distribution of shape (n,)
        The law; where it is zero, so is q.
    features : array-like of shape (k, n) or (n,)
        The value of each feature at each letter.
    means : array-like of shape (k,) or float
        What each is on average.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Result
        ``witness`` is the projection. The certificate is of the program with the logarithms of p as doubles;
        the ends are further apart by what their rounding may matter.

    Raises
    ------
    InfeasibleError
        If no law on the support of p has these means.
    ShapeError
        If there is not one mean for each feature.

    Examples
    --------
    A fair coin that shows heads three times in four: :math:`1 - h(1/4)`.

    >>> import itbounds as ib
    >>> round(ib.information_projection([0.5, 0.5], [0, 1], 0.75).value, 6)
    0.188722
    """
    law = as_distribution_object(p).probabilities
    letter = RV("X")
    table, limits = _moments(features, means, letter)
    if table.shape[1] != len(law):
        raise ShapeError(f"the features have {table.shape[1]} values for {len(law)} letters")
    used = law > 0.0
    logs = np.where(used, np.log(np.where(used, law, 1.0) / law.sum()), 0.0)
    if not used.all():
        limits.append(E(1.0 - used, letter, name="null") <= 0)
    program = Program(
        minimize=-H(letter) - E(logs, letter, name="ln p"),
        model={letter: free(len(law))},
        subject_to=limits,
        unit="nat",
    )
    chosen = as_unit(unit)
    aim = _SHARE * chosen.to_nats(as_tolerance(tol))
    result = answered(program, "min D(q‖p)", r"\min_q D(q \| p)", tol=aim, unit="nat", solver=solver)
    margin = 2.0 * UNIT_ROUNDOFF * (len(law) + 8) * (1.0 + float(np.abs(logs).max()))
    return widened(result, margin, margin, "the rounding of ln p is added to the ends").to(chosen)


def _moments(features: ArrayLike, means: ArrayLike, letter: RV) -> tuple[Array, list[Relation]]:
    raw = np.asarray(features, dtype=np.float64)
    table = as_matrix(raw[None, :] if raw.ndim == 1 else raw, name="feature table")
    values = as_vector(np.atleast_1d(np.asarray(means, dtype=np.float64)), name="means")
    if len(values) != len(table):
        raise ShapeError(f"{len(table)} features and {len(values)} means are given", hint="one mean each")
    rows = zip(table, values.tolist(), strict=True)
    return table, [E(row, letter, name="f").eq(value) for row, value in rows]
