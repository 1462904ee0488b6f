"""What n uses of a perturbed embedding carry at an error: the normal approximation, for each reading."""

from math import log, sqrt
from typing import Any

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.blocklength import normal_approximation
from itbounds.bounds.blocklength.channels import as_error, as_length
from itbounds.bounds.representation.perturbed import perturbed_channel
from itbounds.bounds.representation.perturbed_gaussian import gaussian_capacity
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.kernels import GaussianKernel
from itbounds.kernels.gaussian_channel import GaussianChannel
from itbounds.numerics.gaussian_gains import noise_ends
from itbounds.results.bound import Bound
from itbounds.results.gaussian_capacity_certificate import GaussianCapacityCertificate
from itbounds.units import BITS, NATS, Unit, as_unit

__all__ = ["CALCULATORS", "finite_capacity"]

_NORMAL = Theorem(
    name="finite_capacity",
    title="the rate of n uses of a perturbed embedding at an error, nearly: an approximation, no bound",
    statement=r"C(n, \varepsilon) \approx C - \sqrt{V / n}\, Q^{-1}(\varepsilon) + \theta \frac{\ln n}{2 n}",
    direction="approximation",
    target="C(n, eps)",
    latex=r"C(n, \varepsilon)",
    kind="coding",
    assumptions=(
        "independent uses, error probability eps, averaged over what is represented",
        "theta is 0 for perturbations like erasures, else 1",
        "the remainder is bounded in n for most perturbations, but not bounded here",
    ),
    reference="Strassen (1962); Polyanskiy, Poor and Verdu (2010)",
    evidence="checked",
    known=KnownAnswer(
        {"W": [[0.89, 0.11], [0.11, 0.89]], "n": 1000, "eps": 1e-3}, 0.412840, "the formula, by hand", 5e-7
    ),
)


def finite_capacity(
    W: ArrayLike | GaussianKernel | GaussianChannel,
    n: Count,
    eps: Number,
    *,
    encoder: Any = None,
    source: ArrayLike | None = None,
    budget: Number | None = None,
    unit: Unit | str = BITS,
) -> Bound:
    r"""Return the normal approximation of the rate of n uses of a perturbed embedding: no bound.

    .. math:: C(n, \varepsilon) \approx C - \sqrt{\frac{V}{n}}\, Q^{-1}(\varepsilon)
              + \theta \, \frac{\ln n}{2 n}

    with the dispersion V. For parallel Gaussian perturbations with noises :math:`N_i` and the water level
    :math:`\mu`, :math:`V = \sum_{N_i < \mu} \tfrac12 (1 - N_i^2 / \mu^2)`.

    Parameters
    ----------
    W, encoder
        As for `itbounds.representation.capacity`.
    n : int
        The number of uses.
    eps : float
        The error probability, strictly between 0 and 1.
    source : array-like of shape (m,), optional
        A law of inputs, whose information and dispersion take the places of C and V.
    budget : float, optional
        The power of each use, for a Gaussian perturbation.
    unit : Unit or str
        The unit of the rate for each use.

    Returns
    -------
    Bound
        Of direction ``"approximation"``.

    Raises
    ------
    DomainError
        If n is no positive integer, or eps is not strictly between 0 and 1.

    Notes
    -----
    What is known for certain of n uses are the bounds of `itbounds.bounds.blocklength`. Source: Strassen,
    1962; Polyanskiy, Poor and Verdu, 2010; the Gaussian dispersion is that of Polyanskiy's thesis, 2010.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.finite_capacity(ib.zoo.bsc(0.11), 1000, 1e-3))
    C(n, eps) ≈ 0.412840107 bit
    >>> print(ib.representation.finite_capacity(ib.zoo.awgn(3.0), 1000, 1e-3))
    C(n, eps) ≈ 0.908458671 bit
    """
    length, level = as_length(n), as_error(eps)
    if isinstance(W, (GaussianKernel, GaussianChannel)):
        value, terms = _gaussian(W, length, level, encoder=encoder, source=source, budget=budget)
    else:
        channel, _, _ = perturbed_channel(W, encoder)
        found = normal_approximation(channel, length, level, input=source, unit=NATS)
        value, terms = found.nats / length, dict(found.terms)
    return _NORMAL.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


def _gaussian(
    W: GaussianKernel | GaussianChannel,
    n: int,
    eps: float,
    *,
    encoder: Any,
    source: ArrayLike | None,
    budget: Number | None,
) -> tuple[float, dict[str, float]]:
    from scipy.special import ndtri

    found = gaussian_capacity(W, encoder=encoder, refused={"source": source}, budget=budget)
    certificate = found.certificate
    assert isinstance(certificate, GaussianCapacityCertificate)
    noise, _ = noise_ends(certificate.gain, certificate.noise, certificate.left, certificate.right)
    capacity = 0.5 * (certificate.lower + certificate.upper)
    variance = 0.5 * float(np.maximum(1.0 - (noise / certificate.level) ** 2, 0.0).sum())
    value = capacity + sqrt(variance / n) * float(ndtri(eps)) + 0.5 * log(n) / n
    return value, {"n": float(n), "eps": eps, "C": capacity, "V": variance, "theta": 1.0}


CALCULATORS = (Calculator(_NORMAL, finite_capacity),)
