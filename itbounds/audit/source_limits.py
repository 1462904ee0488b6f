"""How few nats a sample of a stated source costs at a level of error, whatever the code."""

from collections.abc import Callable
from functools import cache
from math import e, inf, log, pi
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.bounds.inputs import padded
from itbounds.errors import DomainError, DTypeError
from itbounds.kernels.continuous import Gaussian, Laplacian
from itbounds.kernels.distribution import Distribution
from itbounds.kernels.gaussian import GaussianKernel
from itbounds.numerics.real_reproductions import log_peak
from itbounds.problems.gaussian.waterfilling import reverse_waterfilling
from itbounds.problems.rate_distortion import rate_distortion
from itbounds.results import RateDistortionCertificate, Result
from itbounds.units import NATS

__all__ = ["KnownLimit", "Limit", "Measure", "Source", "dual_of", "limit_of", "number_of", "variance_of"]

Source: TypeAlias = Distribution | Gaussian | Laplacian | GaussianKernel
Limit: TypeAlias = Callable[[float], tuple[float, float]]
KnownLimit: TypeAlias = tuple[Limit, float, str]

if TYPE_CHECKING:
    Measure: TypeAlias = Literal["squared", "absolute"]
else:
    Measure = Any  # a wrong word is refused below

_REPRODUCTIONS = 128
_GAUSSIAN_ENTROPY = 0.5 * log(2.0 * pi * e)


def limit_of(source: Source, measure: Measure) -> KnownLimit:
    r"""Return the rate-distortion function of a source, the error at which it is 0, and where it is from.

    The function takes an error a coordinate and returns both ends in nats a coordinate, for reproductions
    by any real numbers. Where there is no closed form, the lower end is Shannon's bound,
    :math:`h(X) - \max_{N:\ \mathbb E\, d(N) \le D} h(N)`, or that of a dual point.

    Raises
    ------
    DomainError
        If the measure is not known, the letters are no real numbers, or parameters are formulas.
    """
    if measure not in ("squared", "absolute"):
        raise DomainError(
            f"unknown measure {measure!r}", value=measure, hint="use 'squared' or 'absolute' errors"
        )
    if isinstance(source, Gaussian):
        return _gaussian(number_of(source.variance), measure)
    if isinstance(source, Laplacian):
        return _laplacian(number_of(source.scale), measure)
    if isinstance(source, GaussianKernel):
        return _vector(source, measure)
    if isinstance(source, Distribution):
        return _finite(source, measure)
    raise DTypeError(
        f"a {type(source).__name__} is no source on the reals",
        hint="use ib.sources.gaussian(variance), ib.sources.laplacian(scale) or a Distribution of numbers",
    )


def variance_of(source: Source) -> float:
    """Return the variance of a source, a coordinate of a vector taken at random about its own mean."""
    if isinstance(source, Gaussian):
        return number_of(source.variance)
    if isinstance(source, Laplacian):
        return 2.0 * number_of(source.scale) ** 2
    if isinstance(source, GaussianKernel):
        return float(np.trace(source.covariance)) / len(source.covariance)
    law, letters = _letters(source)
    return float(law @ (letters - law @ letters) ** 2)


def _gaussian(variance: float, measure: Measure) -> KnownLimit:
    if measure == "squared":
        return _between(0.5 * log(variance), 0.5 * log(variance), 0.5, variance), variance, "Shannon (1959)"
    # Shannon's bound: among laws of mean |N| = D the Laplacian has most entropy, ln 2eD. Above: a Gaussian
    # test channel whose error has the variance pi D^2 / 2, and so the mean absolute value D.
    low = _GAUSSIAN_ENTROPY + 0.5 * log(variance) - log(2.0 * e)
    most = (2.0 * variance / pi) ** 0.5
    return _between(low, log(most), 1.0, most), most, "Shannon (1959), lower bound"


def _laplacian(scale: float, measure: Measure) -> KnownLimit:
    if measure == "absolute":
        return _between(log(scale), log(scale), 1.0, scale), scale, "Berger (1971), recalled"
    # Shannon's bound below; above, no law of a variance is harder than the Gaussian one.
    most = 2.0 * scale**2
    low = log(2.0 * e * scale) - _GAUSSIAN_ENTROPY
    return _between(low, 0.5 * log(most), 0.5, most), most, "Shannon (1959), lower bound"


def _between(low: float, high: float, power: float, most: float) -> Limit:
    """Return ends that are constants less a power of ln D, and 0 from some level on."""

    def limit(level: float) -> tuple[float, float]:
        if level <= 0.0:
            return inf, inf
        spent = power * log(level)
        size = 1.0 + abs(spent) + abs(low) + abs(high)
        below = padded(low - spent, towards="down", size=size)
        above = padded(high - spent, towards="up", size=size)
        return max(0.0, below) if level < most else 0.0, max(0.0, above) if level < most else 0.0

    return limit


def _vector(source: GaussianKernel, measure: Measure) -> KnownLimit:
    if measure != "squared" or not source.is_state:
        raise DomainError("a Gaussian vector is a law, under squared error", hint="use GaussianKernel.state")
    variances = np.linalg.eigvalsh(source.covariance)
    # Computed eigenvalues are off by at most about this, by Weyl's inequality.
    slack = 64.0 * len(variances) * 2.0**-53 * float(np.abs(variances).max())
    low, high = np.maximum(0.0, variances - slack), np.maximum(0.0, variances + slack)
    size = len(variances)

    def limit(level: float) -> tuple[float, float]:
        total = size * max(0.0, level)
        ends = (reverse_waterfilling(v, total * tilt, tol=1e-6, unit=NATS) for v, tilt in
                ((low, 1.0 + 1e-15), (high, 1.0 - 1e-15)))  # fmt: skip
        below, above = ends
        return below.lower / size, padded(above.upper / size, towards="up")

    return limit, float(high.mean()), "Kolmogorov (1956)"


def _finite(source: Distribution, measure: Measure) -> KnownLimit:
    law, letters = _letters(source)
    errors, most = _tried(law, letters, measure)

    def limit(level: float) -> tuple[float, float]:
        if level < 0.0:
            return inf, inf
        found = rate_distortion(law, errors, level, tol=1e-5, unit=NATS)
        if measure == "absolute" or level == 0.0 or found.upper == 0.0:
            return found.lower, found.upper
        dual = _dual(found, law, letters, measure)
        if dual is None:
            return 0.0, found.upper
        alpha, slope, peak = dual
        value = float(law @ alpha) - slope * level - peak
        size = float(law @ np.abs(alpha)) + slope * level + abs(peak)
        return max(0.0, padded(value, towards="down", size=len(law) * size)), found.upper

    # The checks of a report and its figure ask for the same levels.
    return cache(limit), most, "Shannon (1959)"


def dual_of(source: Distribution, measure: Measure, level: float) -> tuple[Vector, Vector, float, float]:
    r"""Return the law, the potentials, the slope and the peak of a dual point of a finite source, at a level.

    The peak is at least :math:`\ln \sup_y \sum_x p_x e^{\alpha_x - s\, d(x, y)}`, over all real y.
    """
    law, letters = _letters(source)
    law, letters = law[law > 0.0], letters[law > 0.0]
    errors, most = _tried(law, letters, measure)
    found = rate_distortion(law, errors, level, tol=1e-5, unit=NATS) if level < most else None
    dual = None if found is None else _dual(found, law, letters, measure)
    return (law, np.zeros(len(law)), 0.0, 0.0) if dual is None else (law, *dual)


def _tried(law: Vector, letters: Vector, measure: Measure) -> tuple[Matrix, float]:
    """Return errors of reproductions, the best of all real ones nearly among them, and the error of one."""
    if measure == "absolute":
        # Between letters the mean of e^(-s|x-y|) is convex in y: no real number serves better than a letter.
        errors = np.abs(letters[:, None] - letters)
        return errors, float((law @ errors).min())
    mean = float(law @ letters)
    fine = max(2, _REPRODUCTIONS // len(letters)) + 1
    between = np.interp(np.linspace(0, len(letters) - 1, fine * (len(letters) - 1) + 1),
                        np.arange(len(letters)), letters)  # fmt: skip
    errors = (letters[:, None] - np.unique(np.append(between, mean))) ** 2
    return errors, float(law @ (letters - mean) ** 2)


def _dual(
    found: Result[Any], law: Vector, letters: Vector, measure: Measure
) -> tuple[Vector, float, float] | None:
    certificate = found.certificate
    if not isinstance(certificate, RateDistortionCertificate):
        return None
    alpha, slope = certificate.potentials, certificate.slope
    if measure == "squared":
        return alpha, slope, log_peak(law, letters, alpha, slope)
    exponents = np.log(law) + alpha - slope * np.abs(letters[:, None] - letters)
    return alpha, slope, float(np.logaddexp.reduce(exponents, axis=1).max()) + 1e-12


def _letters(source: Distribution) -> tuple[Vector, Vector]:
    try:
        letters = np.asarray(source.cod.letters, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DomainError(
            "the letters of the source are no real numbers",
            hint="give it a space of numbers: Distribution(Space.of([-1.0, 1.0]), [0.5, 0.5])",
        ) from error
    order = np.argsort(letters)
    law = source.probabilities[order]
    return law / law.sum(), letters[order]


def number_of(value: Any) -> float:
    """Return a parameter of a source, unless it is a formula."""
    if isinstance(value, float):
        return value
    raise DomainError(f"the parameter {value} of the source is a formula", hint="give it a number")
