"""The proofs of two rates over Gaussian channels with two senders, or with two receivers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.ball_backends import Ball, Balls, ball_arithmetic
from itbounds.results.certificate import Level
from itbounds.results.rate_certificate import RateCertificate
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["GaussianBroadcastCertificate", "GaussianMacCertificate"]

_BITS = 256


@dataclass(frozen=True, eq=False, kw_only=True)
class GaussianMacCertificate(RateCertificate):
    r"""The largest weighted sum of two rates over :math:`Y = X_1 + X_2 + N`.

    With :math:`C(s) = \frac12 \log(1 + s)` the region is the pentagon :math:`R_k \le C(P_k / N)`,
    :math:`R_1 + R_2 \le C((P_1 + P_2) / N)`, so that with the larger weight on the user h the sum is
    :math:`w_l C((P_1 + P_2) / N) + (w_h - w_l) C(P_h / N)`.

    Parameters
    ----------
    powers : array of shape (2,)
    noise : float
        Positive.
    """

    kind: ClassVar[str] = "gaussian_multiple_access"
    powers: Vector
    noise: float

    def stated(self) -> "GaussianMacCertificate":
        """Return the certificate with the claim that it proves."""
        lower, upper = _apart(*self._prove("ball"))
        return replace(self, lower=lower, upper=upper)

    @property
    def corners(self) -> Matrix:
        """The corners of the pentagon other than the origin, from below."""
        balls = ball_arithmetic(None)
        with balls.precision(_BITS):
            one, two, both = (balls.ends(value) for value in self._rates(balls))
        return np.array([
            [one[0], 0.0], [one[0], max(0.0, nextafter(both[0] - one[1], 0.0))],
            [max(0.0, nextafter(both[0] - two[1], 0.0)), two[0]], [0.0, two[0]],
        ])  # fmt: skip

    def _rates(self, balls: Balls) -> list[Ball]:
        first, second, noise = balls.exact([*self.powers.tolist(), self.noise])
        logs = balls.logs([1 + first / noise, 1 + second / noise, 1 + (first + second) / noise])
        return [value / 2 for value in logs]

    def _check(self) -> None:
        self._check_weights()
        if self.powers.shape != (2,) or not ((self.powers >= 0.0) & (self.powers < inf)).all():
            raise CertificateError("the powers are not two finite numbers of at least zero")
        if not 0.0 < self.noise < inf:
            raise CertificateError("the noise is not positive and finite")

    def _prove(self, level: Level) -> tuple[float, float]:
        balls = ball_arithmetic(None)
        with balls.precision(_BITS):
            rates = self._rates(balls)
            high = 0 if self.weights[0] >= self.weights[1] else 1
            more, less = balls.exact([float(self.weights[high]), float(self.weights[1 - high])])
            low, up = balls.ends(less * rates[2] + (more - less) * rates[high])
            return max(0.0, low), max(0.0, up)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {**_encoded(self), "powers": array_to_json(self.powers), "noise": self.noise}

    @classmethod
    def from_dict(cls, data: JSON) -> "GaussianMacCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            weights=array_from_json(data["weights"], ndim=1),
            powers=array_from_json(data["powers"], ndim=1),
            noise=number_from_json(data["noise"]),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class GaussianBroadcastCertificate(RateCertificate):
    r"""The largest weighted sum of two rates from one sender to two receivers, :math:`Y_k = X + N_k`.

    With a part a of the power P for the stronger receiver, of the smaller noise n beside m, its rate is
    :math:`\frac12 \log \frac{a + n}{n}` and that of the other one :math:`\frac12 \log \frac{P + m}{a + m}`.
    Their sum with weights :math:`w < v` has one maximum, at :math:`a = \frac{w m - v n}{v - w}` or at the end
    of :math:`[0, P]` that is nearest, as its derivative has the sign of :math:`w m - v n - (v - w) a`. For
    :math:`w \ge v` it is at P.

    Parameters
    ----------
    power : float
    noises : array of shape (2,)
        Positive.
    """

    kind: ClassVar[str] = "gaussian_broadcast"
    power: float
    noises: Vector

    def stated(self) -> "GaussianBroadcastCertificate":
        """Return the certificate with the claim that it proves."""
        lower, upper = _apart(*self._prove("ball"))
        return replace(self, lower=lower, upper=upper)

    @property
    def strong(self) -> int:
        """Which receiver has the smaller noise, 0 or 1."""
        return int(self.noises[1] < self.noises[0])

    def _share(self, balls: Balls) -> Ball:
        """Return the power for the stronger receiver; which case it is, is decided in fractions."""
        numbers = [
            float(array[k]) for array in (self.weights, self.noises) for k in (self.strong, 1 - self.strong)
        ]
        w, v, n, m = map(Fraction, numbers)
        if w >= v or (w * m - v * n) >= Fraction(self.power) * (v - w):
            return balls.exact([self.power])[0]
        if w * m <= v * n:
            return balls.exact([0.0])[0]
        w, v, n, m = balls.exact(numbers)
        return (w * m - v * n) / (v - w)

    @property
    def corners(self) -> Matrix:
        """The two rates at the maximum, from below."""
        balls = ball_arithmetic(None)
        with balls.precision(_BITS):
            pair = [max(0.0, balls.ends(rate)[0]) for rate in self._rates(balls)]
        return np.array([pair if self.strong == 0 else pair[::-1]])

    def _rates(self, balls: Balls) -> Sequence[Ball]:
        """Return the rates of the stronger and of the weaker receiver."""
        noises = [float(self.noises[k]) for k in (self.strong, 1 - self.strong)]
        power, n, m = balls.exact([self.power, *noises])
        share = self._share(balls)
        logs = balls.logs([(share + n) / n, (power + m) / (share + m)])
        return [value / 2 for value in logs]

    def _check(self) -> None:
        self._check_weights()
        if self.noises.shape != (2,) or not ((self.noises > 0.0) & (self.noises < inf)).all():
            raise CertificateError("the noises are not two positive finite numbers")
        if not 0.0 <= self.power < inf:
            raise CertificateError("the power is negative or infinite")

    def _prove(self, level: Level) -> tuple[float, float]:
        balls = ball_arithmetic(None)
        with balls.precision(_BITS):
            first, second = self._rates(balls)
            w, v = balls.exact([float(self.weights[k]) for k in (self.strong, 1 - self.strong)])
            low, up = balls.ends(w * first + v * second)
            return max(0.0, low), max(0.0, up)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {**_encoded(self), "power": self.power, "noises": array_to_json(self.noises)}

    @classmethod
    def from_dict(cls, data: JSON) -> "GaussianBroadcastCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            weights=array_from_json(data["weights"], ndim=1),
            power=number_from_json(data["power"]),
            noises=array_from_json(data["noises"], ndim=1),
        )


def _apart(lower: float, upper: float) -> tuple[float, float]:
    """Leave one double at each end for another ball arithmetic, which may round otherwise."""
    return max(0.0, nextafter(lower, -inf)), nextafter(upper, inf) if upper > 0.0 else 0.0


def _encoded(certificate: RateCertificate) -> JSON:
    return {
        "kind": certificate.kind,
        "lower": number_to_json(certificate.lower),
        "upper": number_to_json(certificate.upper),
        "weights": array_to_json(certificate.weights),
    }
