"""The proofs of water-filling and of reverse water-filling: an allocation and a level."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.gaussian_ends import reverse_waterfilling_ends, waterfilling_ends
from itbounds.results.certificate import Certificate, Level
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["ReverseWaterfillingCertificate", "WaterfillingCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class WaterfillingCertificate(Certificate):
    r"""A split of the power over parallel Gaussian channels, and a water level.

    The split proves the lower end, the level the upper one, as a multiplier
    (`itbounds.numerics.gaussian_ends.waterfilling_ends`). Both levels of proof use ball arithmetic.

    Parameters
    ----------
    noise : array of shape (n,)
        The variances of the noises, positive.
    power : float
        The total power.
    powers : array of shape (n,)
        At least 0, with an exact sum of at most `power`.
    level : float
        The water level, positive.
    """

    kind: ClassVar[str] = "waterfilling"
    noise: Vector
    power: float
    powers: Vector
    level: float

    @classmethod
    def of(cls, noise: Vector, power: float, powers: Vector, level: float) -> "WaterfillingCertificate":
        """Make the certificate of a split and a level: the claim is computed."""
        draft = cls(lower=0.0, upper=inf, noise=noise, power=power, powers=powers, level=level)
        lower, upper = _widened(draft._prove("ball"))
        return replace(draft, lower=lower, upper=upper)

    def _check(self) -> None:
        _require_allocation(self.noise, self.powers, self.level)
        if not (0.0 <= self.power < inf and (self.powers >= 0.0).all()):
            raise CertificateError("the power, or a part of it, is negative or infinite")
        if exact_sum(self.powers) > Fraction(self.power):
            raise CertificateError(f"the split exceeds the power {self.power!r}")

    def _prove(self, level: Level) -> tuple[float, float]:
        return waterfilling_ends(self.noise, self.power, self.powers, self.level)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {**_encoded(self), "power": self.power, **_arrays(self, ("noise", "powers"))}

    @classmethod
    def from_dict(cls, data: JSON) -> "WaterfillingCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            noise=array_from_json(data["noise"], ndim=1),
            power=number_from_json(data["power"]),
            powers=array_from_json(data["powers"], ndim=1),
            level=number_from_json(data["level"]),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class ReverseWaterfillingCertificate(Certificate):
    r"""A split of the distortion over independent Gaussian components, and a water level.

    The split proves the upper end, the level the lower one
    (`itbounds.numerics.gaussian_ends.reverse_waterfilling_ends`). Both levels of proof use ball arithmetic.

    Parameters
    ----------
    variances : array of shape (n,)
        The variances of the components, positive.
    total : float
        The total distortion.
    distortions : array of shape (n,)
        Positive, at most the variances, with an exact sum of at most `total`.
    level : float
        The water level, positive.
    """

    kind: ClassVar[str] = "reverse_waterfilling"
    variances: Vector
    total: float
    distortions: Vector
    level: float

    @classmethod
    def of(
        cls, variances: Vector, total: float, distortions: Vector, level: float
    ) -> "ReverseWaterfillingCertificate":
        """Make the certificate of a split and a level: the claim is computed."""
        parts = {"variances": variances, "distortions": distortions}
        draft = cls(lower=0.0, upper=inf, total=total, level=level, **parts)
        lower, upper = _widened(draft._prove("ball"))
        return replace(draft, lower=lower, upper=upper)

    def _check(self) -> None:
        _require_allocation(self.variances, self.distortions, self.level)
        if not ((self.distortions > 0.0).all() and (self.distortions <= self.variances).all()):
            raise CertificateError("a distortion is not positive, or is larger than its variance")
        if not self.total < inf or exact_sum(self.distortions) > Fraction(self.total):
            raise CertificateError(f"the split exceeds the distortion {self.total!r}")

    def _prove(self, level: Level) -> tuple[float, float]:
        return reverse_waterfilling_ends(self.variances, self.total, self.distortions, self.level)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {**_encoded(self), "total": self.total, **_arrays(self, ("variances", "distortions"))}

    @classmethod
    def from_dict(cls, data: JSON) -> "ReverseWaterfillingCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            variances=array_from_json(data["variances"], ndim=1),
            total=number_from_json(data["total"]),
            distortions=array_from_json(data["distortions"], ndim=1),
            level=number_from_json(data["level"]),
        )


def exact_sum(values: Vector) -> Fraction:
    """Return the sum of doubles without error."""
    return sum(map(Fraction, values.tolist()), Fraction(0))


def _widened(ends: tuple[float, float]) -> tuple[float, float]:
    """Leave one double at each end for another ball arithmetic, which may round otherwise."""
    lower, upper = ends
    return max(0.0, nextafter(lower, -inf)), nextafter(upper, inf) if upper > 0.0 else 0.0


def _require_allocation(sizes: Vector, parts: Vector, level: float) -> None:
    if sizes.ndim != 1 or parts.shape != sizes.shape:
        raise CertificateError("the allocation has not one part for each component")
    if not (np.isfinite(sizes).all() and np.isfinite(parts).all() and (sizes > 0.0).all()):
        raise CertificateError("a variance is not positive, or a part is not finite")
    if not 0.0 < level < inf:
        raise CertificateError("the water level is not positive and finite")


def _encoded(certificate: WaterfillingCertificate | ReverseWaterfillingCertificate) -> JSON:
    return {
        "kind": certificate.kind,
        "lower": number_to_json(certificate.lower),
        "upper": number_to_json(certificate.upper),
        "level": certificate.level,
    }


def _arrays(certificate: Certificate, names: tuple[str, ...]) -> JSON:
    return {name: array_to_json(getattr(certificate, name)) for name in names}
