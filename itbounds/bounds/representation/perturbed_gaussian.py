"""Embeddings with Gaussian noise under a limit on their power: water-filling, with certain ends."""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import Number, Vector
from itbounds.errors import DomainError, DTypeError
from itbounds.forms import Status
from itbounds.kernels import GaussianKernel
from itbounds.kernels.gaussian_channel import GaussianChannel
from itbounds.numerics.gaussian_gains import noise_ends, whitening
from itbounds.numerics.scalars import as_level, as_tolerance
from itbounds.problems.gaussian.waterfilling import waterfilling
from itbounds.results import Provenance, Result
from itbounds.results.describe import exactly
from itbounds.results.gaussian_capacity_certificate import GaussianCapacityCertificate
from itbounds.results.waterfilling_certificate import WaterfillingCertificate
from itbounds.units import BITS, Unit, as_unit

__all__ = ["gaussian_capacity"]


def gaussian_capacity(
    W: GaussianKernel | GaussianChannel,
    *,
    encoder: Any = None,
    refused: Mapping[str, Any],
    budget: Number | None,
    tol: Number = 1e-9,
    unit: Unit | str = BITS,
) -> Result[Any]:
    r"""Return the capacity of :math:`\tilde Z = A Z + N` under :math:`\mathbf E \|Z\|^2 \le P`.

    .. math:: C(P) = \sum_i \tfrac12 \log^+ (\mu g_i), \qquad \sum_i (\mu - 1 / g_i)^+ = P

    with :math:`g_i` the eigenvalues of :math:`A^T Q^{-1} A`, Q the covariance of N.

    Parameters
    ----------
    W : GaussianKernel or GaussianChannel
        The perturbation.
    encoder : GaussianKernel, optional
        Then the power is that of its input.
    refused : mapping
        What was given beside, and has no meaning here.
    budget : float
        The power P.
    tol, unit
        As for `itbounds.representation.capacity`.

    Raises
    ------
    DomainError
        If the power is missing, if something refused was given, or if the noise is singular.
    DTypeError
        If the encoder is not Gaussian.
    """
    start = perf_counter()
    for name, value in refused.items():
        if value is not None:
            raise DomainError(
                f"a {name} was given beside a Gaussian perturbation, whose cost is the squared norm",
                where=name,
                hint="leave it out and give the power as budget=",
            )
    if isinstance(W, GaussianChannel):
        W, budget = W.kernel, 1.0 if budget is None else budget
    if encoder is not None:
        if not isinstance(encoder, GaussianKernel):
            raise DTypeError(
                f"the encoder of a Gaussian perturbation is a GaussianKernel, not {type(encoder).__name__}",
                value=encoder,
            )
        W = encoder >> W
    if budget is None:
        raise DomainError(
            "a Gaussian perturbation without a limit on the power carries any number of bits",
            hint="give the largest mean squared norm of the embedding as budget=",
        )
    power, aim = as_level(budget, name="power", finite=True), as_unit(unit).to_nats(as_tolerance(tol))
    left, right = whitening(W.A, W.noise_cov)
    low, high = noise_ends(W.A, W.noise_cov, left, right)
    # The split proves the lower end, for the larger noises, and the level the upper one, for the smaller.
    powers, level = np.zeros(len(low)), 1.0
    known, possible = high < np.inf, (low > 0.0) & (low < np.inf)
    if known.any():
        powers[known] = _filled(high[known], power).powers
    if possible.any():
        level = _filled(low[possible], power).level
    certificate = GaussianCapacityCertificate.of(
        (W.A, W.noise_cov), (left, right), power=power, level=level, powers=powers
    )
    tight = certificate.upper - certificate.lower <= aim
    name = f"C(P = {exactly(power)})"
    return Result(
        quantity=name,
        latex=name,
        lower_nats=certificate.lower,
        upper_nats=certificate.upper,
        status=Status.OPTIMAL if tight else Status.GAP_OPEN,
        provenance=Provenance.here("closed form", 0, perf_counter() - start, aim),
        certificate=certificate,
        unit=as_unit(unit),
    )


def _filled(noise: Vector, power: float) -> WaterfillingCertificate:
    certificate = waterfilling(noise, power).certificate
    assert isinstance(certificate, WaterfillingCertificate)
    return certificate
