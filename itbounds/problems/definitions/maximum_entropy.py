"""The least committed law with given means, and the law with given means that is nearest to another."""

from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Matrix
from itbounds.errors import ShapeError, SolveError
from itbounds.kernels import Distribution, Kernel, Space, as_distribution_object
from itbounds.numerics.exponential_family import Moments, matched
from itbounds.numerics.scalars import as_tolerance
from itbounds.numerics.validation import as_matrix, as_vector
from itbounds.problems.definitions.limits import answered
from itbounds.problems.program import Program
from itbounds.results import ProgramCertificate, Provenance, Result
from itbounds.results.moment_certificate import MomentCertificate
from itbounds.results.projection_certificate import ProjectionCertificate, logarithms, projecting
from itbounds.results.proved import proved
from itbounds.solvers import Solver
from itbounds.symbolic import E, H, free
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
    table, wanted = _moments(features, means)
    if solver is None:
        found = _matched(Moments(table, np.array(wanted), None), tol, as_unit(unit))
        if found is not None:
            return replace(found, quantity="max H(q)", latex=r"\max_q H(q)")
    letter = RV("X")
    limits = [E(row, letter, name="f").eq(value) for row, value in zip(table, wanted, strict=True)]
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
        ``witness`` is the projection; the ends allow for the rounding of the logarithms of p.

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
    table, wanted = _moments(features, means)
    if table.shape[1] != len(law):
        raise ShapeError(f"the features have {table.shape[1]} values for {len(law)} letters")
    values = np.array(wanted)
    chosen = as_unit(unit)
    if solver is None:
        found = _matched(Moments(table, values, law), tol, chosen)
        if found is not None:
            return replace(found, quantity="min D(q‖p)", latex=r"\min_q D(q \| p)")
    model, objective, within = projecting(logarithms(law), law, table, values)
    program = Program(minimize=objective, model=model, subject_to=within, unit="nat")
    aim = chosen.to_nats(as_tolerance(tol))
    result = answered(program, "", "", tol=_SHARE * aim, unit="nat", solver=solver)
    if not isinstance(result.certificate, ProgramCertificate):
        raise SolveError("the solver gave no certificate", hint="solver=None")
    return proved(
        ProjectionCertificate.of(law, table, values, result.certificate),
        "min D(q‖p)",
        r"\min_q D(q \| p)",
        provenance=replace(result.provenance, tol=aim),
        unit=chosen,
        witness=result.witness,
    )


def _matched(problem: Moments, tol: float, unit: Unit) -> Result[Kernel] | None:
    """Return the answer by the member of the exponential family with the means, if that closes the gap."""
    started, aim = perf_counter(), unit.to_nats(as_tolerance(tol))
    found = matched(problem)
    if found is None:
        return None
    law, multipliers, steps = found
    certificate = MomentCertificate.of(problem, law, multipliers)
    if not certificate.is_sound or certificate.upper - certificate.lower > aim:
        return None
    witness: Kernel = Distribution(Space.of(len(law), "X"), law)
    provenance = Provenance.here("newton", steps, perf_counter() - started, aim)
    return proved(certificate, "", provenance=provenance, unit=unit, witness=witness)


def _moments(features: ArrayLike, means: ArrayLike) -> tuple[Matrix, list[float]]:
    raw = np.asarray(features, dtype=np.float64)
    table = as_matrix(raw[None, :] if raw.ndim == 1 else raw, name="feature table")
    values = as_vector(np.atleast_1d(np.asarray(means, dtype=np.float64)), name="means")
    if len(values) != len(table):
        raise ShapeError(f"{len(table)} features and {len(values)} means are given", hint="one mean each")
    return table, values.tolist()
