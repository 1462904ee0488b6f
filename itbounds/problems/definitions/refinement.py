"""Whether a coarse description can be a part of a fine one, at no loss."""

import warnings
from dataclasses import replace
from typing import Any

from itbounds._typing import ArrayLike
from itbounds.errors import ConvergenceWarning, DomainError, SolveError
from itbounds.forms import Status
from itbounds.kernels import Kernel
from itbounds.numerics.scalars import as_positive, as_tolerance
from itbounds.problems.program import Program
from itbounds.problems.rate_distortion import RateDistortion
from itbounds.results import ProgramCertificate, RateDistortionCertificate, Result
from itbounds.results.describe import exactly
from itbounds.results.refinement import Refinement
from itbounds.results.refinement_certificate import RefinementCertificate, refining
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["successive_refinement"]

# What of the tolerance the program may use, and each rate, after its weight.
_SHARE, _RATE_SHARE = 0.5, 0.1


def successive_refinement(
    p: ArrayLike,
    d: ArrayLike,
    D1: float,
    D2: float,
    *,
    d2: ArrayLike | None = None,
    weight: float = 1.0,
    tol: float = 1e-8,
    unit: Unit | str = BITS,
    solver: Solver[Any] | str | None = None,
) -> Refinement:
    r"""Return whether a source can be described within D1 first and refined to D2, both at the least rate.

    Rates :math:`(R_1, R_2)` of a description and of its refinement can be had if and only if some
    :math:`P(\hat x_1 \hat x_2 | x)` within the two levels has :math:`R_1 \ge I(X; \hat X_1)` and
    :math:`R_1 + R_2 \ge I(X; \hat X_1 \hat X_2)` (Rimoldi, 1994). Neither is below :math:`R_1(D_1)` and
    :math:`R_2(D_2)`. So for any weight :math:`w > 0` the *excess*

    .. math:: \Delta_w = \min_{P(\hat x_1 \hat x_2 | x)} w I(X; \hat X_1) + I(X; \hat X_1 \hat X_2)
              - w R_1(D_1) - R_2(D_2) \ge 0

    is zero if and only if both are met at once: some optimal test channels have
    :math:`X - \hat X_2 - \hat X_1` (Equitz and Cover, 1991). It is a convex program without a limit on
    rates, so that both ends of the excess are proved.

    Parameters
    ----------
    p : array-like or Distribution of shape (m,)
        The source.
    d : array-like of shape (m, n)
        The distortion of both descriptions; infinite entries forbid a pair.
    D1, D2 : float
        The coarse level and the fine one.
    d2 : array-like of shape (m, k), optional
        The distortion of the second description, if it is another one.
    weight : float
        The weight w of the first rate. The larger it is, the nearer the first rate is to its least.
    tol : float
        The width of the intervals that is aimed for, and the excess that counts as none, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the results.
    solver : Solver or str, optional
        As of `Program.solve`.

    Returns
    -------
    Refinement
        ``refinable`` (False: proved; True: the excess is at most `tol`; None: undecided), ``excess``,
        ``coarse`` and ``fine``, the two rates, and ``second_rate``.

    Raises
    ------
    DomainError
        If the second level of one distortion is above the first, or the weight is not positive.
    InfeasibleError
        If a level is below the least distortion.
    ItboundsError
        Of a kind that says what is wrong with the input.

    Examples
    --------
    Hamming distortion is successively refinable:

    >>> import itbounds as ib
    >>> result = ib.successive_refinement([0.5, 0.3, 0.2], ib.distortions.hamming(3), 0.3, 0.1)
    >>> result.refinable, result.excess.upper < 1e-8
    (True, True)
    """
    chosen = as_unit(unit)
    aim, price = chosen.to_nats(as_tolerance(tol)), as_positive(weight, name="weight")
    if d2 is None and D2 > D1:
        raise DomainError(
            f"the fine level {D2!r} is above the coarse one, {D1!r}", value=(D1, D2), hint="exchange them"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the gap that counts is told below
        coarse = RateDistortion(p, d, D1).solve(tol=_RATE_SHARE * aim / max(1.0, price), unit="nat")
        fine = RateDistortion(p, d if d2 is None else d2, D2).solve(tol=_RATE_SHARE * aim, unit="nat")
        parts = (coarse.certificate, fine.certificate)
        first, second = (part for part in parts if isinstance(part, RateDistortionCertificate))
        model, objective, limits = refining(first, second, price)
        program = Program(minimize=objective, model=model, subject_to=limits, unit="nat")
        total = program.solve(solver, tol=_SHARE * aim)
    if not isinstance(total.certificate, ProgramCertificate):
        raise SolveError("the solver gave no certificate", hint="solver=None")
    certificate = RefinementCertificate.of(first, second, weight=price, program=total.certificate)
    excess = _excess(total, certificate, aim, chosen)
    return Refinement(replace(coarse, unit=chosen), replace(fine, unit=chosen), excess)


def _excess(
    total: Result[Kernel], certificate: RefinementCertificate, aim: float, unit: Unit
) -> Result[Kernel]:
    width = certificate.upper - certificate.lower
    if width > aim:
        warnings.warn(
            f"the gap of the excess of {width:.2g} nat exceeds tol; {Status.GAP_OPEN.value}",
            ConvergenceWarning,
            stacklevel=3,
        )
    weight = "" if certificate.weight == 1.0 else exactly(certificate.weight)
    return replace(
        total,
        quantity=f"Δ_{weight}" if weight else "Δ",
        latex=rf"\Delta_{{{weight}}}" if weight else r"\Delta",
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL if width <= aim else Status.GAP_OPEN,
        provenance=replace(total.provenance, tol=aim),
        certificate=certificate,
        history=None,
        unit=unit,
    )
