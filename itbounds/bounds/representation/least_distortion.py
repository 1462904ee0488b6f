"""The least distortion that a rate allows: the inverse of the rate-distortion function, as a program."""

from dataclasses import replace
from fractions import Fraction
from math import exp, nextafter
from time import perf_counter

import numpy as np

from itbounds._typing import Array, Matrix
from itbounds.errors import CertificateError
from itbounds.forms import Status
from itbounds.kernels import Distribution, Kernel
from itbounds.kernels.continuous import Gaussian
from itbounds.numerics.interval import Interval
from itbounds.numerics.rounding import ULPS, UNIT_ROUNDOFF
from itbounds.problems.program import Program
from itbounds.results import ProgramCertificate, Provenance, Result
from itbounds.results.distortion_rate_certificate import DistortionRateCertificate
from itbounds.symbolic import E, I, free
from itbounds.symbolic.variable import rvs
from itbounds.units import NATS, PURE

__all__ = ["distortion_rate", "distortion_rate_program", "gaussian_distortion_rate"]


def distortion_rate_program(source: Distribution, table: Matrix, rate: float) -> Program:
    r"""Return the program whose value is the least distortion at a rate.

    .. math:: \min_{P(\hat y | x) :\ I(X; \hat Y) \le R} \operatorname{E} d(Y, \hat Y)

    Parameters
    ----------
    source : Distribution
        The law of X, which is to be reproduced itself, or ``[input, target]``.
    table : array of shape (n, k)
        The distortion ``d[target, estimate]``, finite.
    rate : float
        In nats.
    """
    x, y, estimate = rvs("X Y Ŷ")
    law: Array = source.tensor
    (given, target) = (x, x) if law.ndim == 1 else ((x, y), y)
    return Program(
        minimize=E(table, target, estimate, name="d"),
        model={given: law, (estimate | x): free(table.shape[1])},
        subject_to=[I(x, estimate) <= Fraction(rate)],
        unit=NATS,
    )


def distortion_rate(source: Distribution, table: Matrix, rate: Interval, *, tol: float) -> Result[Kernel]:
    """Return the least distortion at a rate in nats that is known by its ends.

    More rate never hurts, so that the program at the upper end of the rate proves the lower end, and the one
    at the lower end the upper.
    """
    generous = distortion_rate_program(source, table, rate.upper).solve(tol=tol)
    strict = generous
    if rate.lower < rate.upper:
        strict = distortion_rate_program(source, table, rate.lower).solve(tol=tol)
    certificate = DistortionRateCertificate.of(_proof(generous), _proof(strict))
    tight = certificate.upper - certificate.lower <= tol
    return replace(
        strict,
        quantity="D_min",
        latex=r"D_{\min}",
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL if tight else Status.GAP_OPEN,
        certificate=certificate,
    )


def gaussian_distortion_rate(source: Gaussian, rate: Interval, *, tol: float) -> Result[Kernel]:
    r"""Return :math:`\sigma^2 e^{-2R}`, the least squared error of a Gaussian source (Shannon, 1959)."""
    start = perf_counter()
    variance = float(source.variance)
    # One exponential, one product, and the doubling is exact.
    slack = (2.0 * ULPS + 4.0) * UNIT_ROUNDOFF
    lower = max(0.0, nextafter(variance * exp(-2.0 * rate.upper) * (1.0 - slack), 0.0))
    upper = min(variance, nextafter(variance * exp(-2.0 * rate.lower) * (1.0 + slack), np.inf))
    status = Status.OPTIMAL if upper - lower <= tol else Status.GAP_OPEN
    provenance = Provenance.here("closed form", 0, perf_counter() - start, tol)
    return Result("D_min", r"D_{\min}", lower, upper, status, provenance, unit=PURE)


def _proof(result: Result[Kernel]) -> ProgramCertificate:
    if not isinstance(result.certificate, ProgramCertificate):
        raise CertificateError(f"{result.quantity} was answered without a program")
    return result.certificate
