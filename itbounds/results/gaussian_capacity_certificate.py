"""The proof of the capacity of a vector Gaussian channel: parallel channels, and a water level."""

from dataclasses import dataclass, replace
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.gaussian_ends import waterfilling_ends
from itbounds.numerics.gaussian_gains import noise_ends
from itbounds.results.certificate import Certificate, Level
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json
from itbounds.results.waterfilling_certificate import exact_sum

__all__ = ["GaussianCapacityCertificate"]

_NAMES = ("gain", "noise", "left", "right", "powers")


@dataclass(frozen=True, eq=False, kw_only=True)
class GaussianCapacityCertificate(Certificate):
    r"""A Gaussian channel :math:`y = A x + N`, coordinates in which it is parallel, and a split of the power.

    The coordinates enclose the noise of every parallel channel (`itbounds.numerics.gaussian_gains`), the
    split proves the lower end with the larger noises, the level the upper one with the smaller. Both levels
    of proof enclose the noises by bounds on rounding errors; the logarithms are balls.

    Parameters
    ----------
    gain, noise : arrays of shape (n, m) and (n, n)
        A and the covariance of N.
    left, right : arrays of shape (n, n) and (m, m)
        The coordinates of outputs and of inputs.
    power, level : float
        The total power and the water level.
    powers : array of shape (min(n, m),)
        At least 0, with an exact sum of at most `power`; the channel of least noise first.
    """

    kind: ClassVar[str] = "gaussian_capacity"
    gain: Matrix
    noise: Matrix
    left: Matrix
    right: Matrix
    power: float
    level: float
    powers: Vector

    @classmethod
    def of(
        cls,
        channel: tuple[Matrix, Matrix],
        coordinates: tuple[Matrix, Matrix],
        *,
        power: float,
        level: float,
        powers: Vector,
    ) -> "GaussianCapacityCertificate":
        """Make the certificate: the claim is computed, with room for another machine's matrix products."""
        draft = cls(
            lower=0.0, upper=inf, gain=channel[0], noise=channel[1], left=coordinates[0],
            right=coordinates[1], power=power, level=level, powers=powers,
        )  # fmt: skip
        lower, upper = draft._ends(3.0)
        return replace(
            draft, lower=max(0.0, nextafter(lower, -inf)), upper=nextafter(upper, inf) if upper else 0.0
        )

    def _check(self) -> None:
        n, m = self.gain.shape
        shapes = (self.noise.shape, self.left.shape, self.right.shape, self.powers.shape)
        if shapes != ((n, n), (n, n), (m, m), (min(n, m),)):
            raise CertificateError("the matrices of the channel and its coordinates do not fit together")
        if not all(np.isfinite(getattr(self, name)).all() for name in _NAMES):
            raise CertificateError("an entry is not finite")
        if not (self.noise == self.noise.T).all():
            raise CertificateError("the covariance of the noise is not symmetric")
        if not (0.0 <= self.power < inf and 0.0 < self.level < inf and (self.powers >= 0.0).all()):
            raise CertificateError("a power is negative, or the water level is not positive")
        if exact_sum(self.powers) > self.power:
            raise CertificateError(f"the split exceeds the power {self.power!r}")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(1.0)

    def _ends(self, headroom: float) -> tuple[float, float]:
        low, high = noise_ends(self.gain, self.noise, self.left, self.right)
        middle = np.where(high < inf, 0.5 * (low + high), low)
        low, high = middle - headroom * (middle - low), middle + headroom * (high - middle)
        known = high < inf
        lower, upper = 0.0, 0.0
        if known.any():
            lower = waterfilling_ends(high[known], self.power, self.powers[known], self.level)[0]
        if (low > 0.0).all() and (low < inf).any():
            upper = waterfilling_ends(low[low < inf], self.power, self.powers[low < inf], self.level)[1]
        elif len(low) and low.min() <= 0.0:
            upper = inf
        return min(lower, upper), upper

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "power": self.power,
            "level": self.level,
            **{name: array_to_json(getattr(self, name)) for name in _NAMES},
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "GaussianCapacityCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        matrices = {name: array_from_json(data[name], ndim=2) for name in _NAMES[:-1]}
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            power=float(data["power"]),
            level=float(data["level"]),
            powers=array_from_json(data["powers"], ndim=1),
            **matrices,
        )
