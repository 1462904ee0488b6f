"""The least distortion that a rate allows: the inverse of the rate-distortion function, as a program."""

import warnings
from dataclasses import replace
from fractions import Fraction
from math import exp, nextafter
from time import perf_counter

import numpy as np

from itbounds._typing import Array, Matrix
from itbounds.errors import CertificateError, ConvergenceWarning, InfeasibleError
from itbounds.forms import Status
from itbounds.kernels import Distribution, Kernel
from itbounds.kernels.continuous import Gaussian
from itbounds.numerics.interval import Interval
from itbounds.numerics.rounding import ULPS, UNIT_ROUNDOFF
from itbounds.problems.program import Program
from itbounds.results import Certificate, ProgramCertificate, Provenance, Result
from itbounds.results.distortion_rate_certificate import DistortionRateCertificate
from itbounds.results.rate_inverse_certificate import RateInverseCertificate
from itbounds.symbolic import E, I, free
from itbounds.symbolic.variable import rvs
from itbounds.units import NATS, PURE

__all__ = ["distortion_rate", "distortion_rate_program", "gaussian_distortion_rate", "rate_program"]

_FINEST = 1e-12
_STEPS = 40
_TRIES = 6


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


def rate_program(source: Distribution, table: Matrix, level: float) -> Program:
    r"""Return the program whose value is the least rate at a level; arguments as of the other."""
    x, y, estimate = rvs("X Y Ŷ")
    law: Array = source.tensor
    (given, target) = (x, x) if law.ndim == 1 else ((x, y), y)
    return Program(
        minimize=I(x, estimate),
        model={given: law, (estimate | x): free(table.shape[1])},
        subject_to=[E(table, target, estimate, name="d") <= level],
    )


def distortion_rate(source: Distribution, table: Matrix, rate: Interval, *, tol: float) -> Result[Kernel]:
    """Return the least distortion at a rate in nats that is known by its ends.

    More rate never hurts, so that the program at the upper end of the rate proves the lower end, and the one
    at the lower end the upper. Where these stay apart, two levels are sought of which one needs at least the
    rate, and the other at most.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        generous = distortion_rate_program(source, table, rate.upper).solve(tol=tol)
        strict = generous
        if rate.lower < rate.upper:
            strict = distortion_rate_program(source, table, rate.lower).solve(tol=tol)
    certificate: Certificate = DistortionRateCertificate.of(_proof(generous), _proof(strict))
    if certificate.upper - certificate.lower > tol:
        near = _narrowed(source, table, rate, Interval(certificate.lower, certificate.upper), tol=tol)
        certificate = certificate if near is None else near
    tight = certificate.upper - certificate.lower <= tol
    witness = strict.witness
    if witness is not None and certificate.attained is not None:
        witness = Kernel(witness.dom, witness.cod, certificate.attained)
    if not tight:
        warnings.warn(
            f"the least distortion is known to {certificate.upper - certificate.lower:.2g}, wider than tol",
            ConvergenceWarning,
            stacklevel=3,
        )
    return replace(
        strict,
        quantity="D_min",
        latex=r"D_{\min}",
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL if tight else Status.GAP_OPEN,
        certificate=certificate,
        witness=witness,
    )


def _narrowed(
    source: Distribution, table: Matrix, rate: Interval, known: Interval, *, tol: float
) -> RateInverseCertificate | None:
    """Seek neighbouring levels with rates on both sides of what is offered, by regula falsi."""

    def at(level: float) -> ProgramCertificate:
        return _proof(rate_program(source, table, level).solve(tol=_FINEST))

    wanted = 0.5 * (rate.lower + rate.upper)
    low, high = known.lower, known.upper
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            above, below = (at(level).lower - wanted for level in (low, high))
            for step in range(_STEPS):
                if high - low <= 0.1 * tol or not above > below:
                    break
                share = min(max(above / (above - below), 0.01), 0.99)
                level = low + (high - low) * (0.5 if step % 4 == 3 else share)
                found = at(level).lower - wanted
                low, above, high, below = (
                    (level, found, high, below) if found > 0.0 else (low, above, level, found)
                )
            offset = 0.2 * tol
            for _ in range(_TRIES):
                short, enough = at(max(known.lower, low - offset)), at(min(known.upper, high + offset))
                if short.lower >= rate.upper and enough.upper <= rate.lower:
                    found_proof = RateInverseCertificate.of(short, enough, (rate.lower, rate.upper))
                    narrower = found_proof.upper - found_proof.lower < known.width
                    return found_proof if narrower else None
                offset *= 4.0
    except InfeasibleError:
        # The lower end is below what any rate allows: there is nothing to search.
        return None
    return None


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
