"""Capacity of parallel Gaussian channels and rate-distortion function of independent Gaussian components."""

from math import inf
from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike, Number, Vector
from itbounds.errors import DomainError
from itbounds.forms import Status
from itbounds.kernels import Kernel
from itbounds.numerics.scalars import as_level, as_tolerance
from itbounds.numerics.validation import as_vector
from itbounds.results import Certificate, Provenance, Result
from itbounds.results.describe import exactly
from itbounds.results.proved import proved
from itbounds.results.waterfilling_certificate import (
    ReverseWaterfillingCertificate,
    WaterfillingCertificate,
    exact_sum,
)
from itbounds.units import BITS, Unit, as_unit

__all__ = ["closed_form", "reverse_waterfilling", "waterfilling", "within"]


def waterfilling(
    noise: ArrayLike, power: Number, *, tol: Number = 1e-9, unit: Unit | str = BITS
) -> Result[Kernel]:
    r"""Return the capacity of parallel Gaussian channels under a limit on their total power.

    .. math:: C(P) = \max_{\sum_i P_i \le P} \sum_i \tfrac12 \log \Bigl(1 + \frac{P_i}{N_i}\Bigr)
              = \sum_i \tfrac12 \log^+ \frac{\mu}{N_i}, \qquad \sum_i (\mu - N_i)^+ = P

    per use of all of them (Shannon, 1949). A white vector channel of d components is d equal noises. The
    split of the power proves the lower end and the water level, as a multiplier, the upper one; they are
    ``certificate.powers`` and ``certificate.level``.

    Parameters
    ----------
    noise : array-like of shape (n,)
        The variances :math:`N_i` of the noises, positive.
    power : float
        The total power P.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.

    Raises
    ------
    DomainError
        If a variance is not positive, or the power is negative or infinite.

    Examples
    --------
    >>> result = waterfilling([1.0, 2.0, 4.0], 3.0)
    >>> print(result)
    C(P = 3) ∈ [1.084962500, 1.084962501] bit
    >>> result.certificate.powers.round(9).tolist(), result.certificate.level
    ([2.0, 1.0, 0.0], 3.0)
    """
    start = perf_counter()
    sizes = _variances(noise, "noise")
    if sizes.min() == 0.0:
        i = int(sizes.argmin())
        raise DomainError(f"noise {i} is 0: the capacity has no limit", where=i, hint="leave it out")
    budget = as_level(power, name="power", finite=True)
    ordered = np.sort(sizes)
    levels = (budget + np.cumsum(ordered)) / np.arange(1, len(ordered) + 1)
    level = float(levels[max(0, int((levels > ordered).sum()) - 1)])
    powers = within(np.maximum(level - sizes, 0.0), budget)
    certificate = WaterfillingCertificate.of(sizes, budget, powers, level)
    name = f"C(P = {exactly(budget)})"
    return closed_form(name, certificate, as_unit(unit), tol=tol, start=start)


def reverse_waterfilling(
    variances: ArrayLike, D: Number, *, tol: Number = 1e-9, unit: Unit | str = BITS
) -> Result[Kernel]:
    r"""Return the rate-distortion function of independent Gaussian components under total squared error.

    .. math:: R(D) = \min_{\sum_i D_i \le D} \sum_i \tfrac12 \log^+ \frac{\sigma_i^2}{D_i}
              = \sum_i \tfrac12 \log^+ \frac{\sigma_i^2}{\theta}, \qquad \sum_i \min(\theta, \sigma_i^2) = D

    per source vector (Kolmogorov, 1956). The split of the distortion proves the upper end and the water
    level the lower one; they are ``certificate.distortions`` and ``certificate.level``.

    A remote source is the same with the estimate in place of the source: where Y is to be reproduced from an
    observation X, take the variances of :math:`\mathbf E[Y \mid X]` and reduce D by its error
    (Dobrushin and Tsybakov, 1962).

    Parameters
    ----------
    variances : array-like of shape (n,)
        The variances :math:`\sigma_i^2` of the components; of a correlated vector, the eigenvalues of its
        covariance. Components of variance zero cost nothing.
    D : float
        The total distortion; at zero the rate is infinite.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `tol` and of the result.

    Raises
    ------
    DomainError
        If a variance or the distortion is negative.

    Examples
    --------
    >>> print(reverse_waterfilling([4.0, 1.0, 0.25], 1.0))
    R(D = 1) ∈ [2.415037499, 2.415037500] bit
    """
    start = perf_counter()
    given, allowed = _variances(variances, "variance"), as_level(D, name="distortion", finite=True)
    sizes = given[given > 0.0]
    name = f"R(D = {exactly(allowed)})"
    if not len(sizes) or exact_sum(sizes) <= allowed:
        level = float(sizes.max(initial=1.0))
        certificate = ReverseWaterfillingCertificate.of(sizes, allowed, sizes, level)
    elif allowed == 0.0:
        return _infinite(name, as_unit(unit), tol=tol, start=start)
    else:
        ordered = np.sort(sizes)[::-1]
        below = np.append(np.cumsum(ordered[::-1])[::-1][1:], 0.0)  # the sum of all that are smaller
        levels = (allowed - below) / np.arange(1, len(ordered) + 1)
        level = float(levels[max(0, int((levels < ordered).sum()) - 1)])
        distortions = within(np.minimum(level, sizes), allowed)
        certificate = ReverseWaterfillingCertificate.of(sizes, allowed, distortions, level)
    return closed_form(name, certificate, as_unit(unit), tol=tol, start=start)


def within(parts: Vector, budget: float) -> Vector:
    """Return the parts, made a little smaller if their exact sum exceeds the budget by rounding."""
    shrink = 2.0**-52
    fitting = parts
    while exact_sum(fitting) > budget:
        fitting = parts * (1.0 - shrink)
        shrink *= 2.0
    return fitting


def closed_form(
    name: str, certificate: Certificate, unit: Unit, *, tol: Number, start: float
) -> Result[Kernel]:
    """Return the result of a certificate that a closed form has given."""
    provenance = Provenance.here("closed form", 0, perf_counter() - start, unit.to_nats(as_tolerance(tol)))
    return proved(certificate, name, provenance=provenance, unit=unit)


def _infinite(name: str, unit: Unit, *, tol: Number, start: float) -> Result[Kernel]:
    """Return the rate of a perfect reproduction."""
    aim = unit.to_nats(as_tolerance(tol))
    note = "a component of positive variance has no perfect description"
    provenance = Provenance.here("closed form", 0, perf_counter() - start, aim, (note,))
    return Result(name, name, inf, inf, Status.OPTIMAL, provenance, unit=unit)


def _variances(values: ArrayLike, name: str) -> Vector:
    sizes = as_vector(values, name=name)
    if sizes.min() < 0.0:
        i = int(sizes.argmin())
        raise DomainError(f"{name} {i} is {float(sizes[i])!r}; variances are at least 0", where=i)
    return sizes
