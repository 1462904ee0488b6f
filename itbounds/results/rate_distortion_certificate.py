"""The proof of a rate: a test channel from above, row potentials and a slope from below."""

from dataclasses import dataclass, replace
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics import balls
from itbounds.numerics.exact_means import not_above_least_distortion
from itbounds.numerics.rate_rounding import distortion_bounds, information_upper, least_distortion, rate_lower
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["RateDistortionCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class RateDistortionCertificate(Certificate):
    r"""A test channel and a dual point that enclose a rate-distortion function at one level.

    .. math:: \sum_x p_x a_x - s D - \ln \max_y \sum_x p_x e^{a_x - s d_{xy}} \le R(D) \le I(p, Q)

    for every test channel :math:`Q` with :math:`\sum_x p_x \sum_y Q_{xy} d_{xy} \le D`, all potentials
    :math:`a` and every :math:`s \ge 0`.

    Parameters
    ----------
    source, distortion, level : array of shape (m,), array of shape (m, n), float
        The question. Infinite distortions forbid a pair.
    test_channel : array of shape (m, n)
        The point above; its rows are understood as normalised exactly.
    potentials, slope : array of shape (m,), float
        The point below.
    at_minimum : bool
        The level counts as the least distortion :math:`D_{\min}`: it lies within the rounding enclosure and
        is not greater, decided exactly, since the rate falls steeply there.
        Then every letter must be reproduced at its least distortion, decided on the given doubles, and the
        multiplier is 0 with all other pairs forbidden.
    """

    kind: ClassVar[str] = "rate_distortion"
    source: Vector
    distortion: Matrix
    level: float
    test_channel: Matrix
    potentials: Vector
    slope: float
    at_minimum: bool = False

    @classmethod
    def of(
        cls,
        source: Vector,
        distortion: Matrix,
        level: float,
        *,
        test_channel: Matrix,
        potentials: Vector,
        slope: float,
        at_minimum: bool = False,
    ) -> "RateDistortionCertificate":
        """Make the certificate of two points: the claim is computed, with headroom."""
        draft = cls(
            lower=0.0,
            upper=inf,
            source=source,
            distortion=distortion,
            level=level,
            test_channel=test_channel,
            potentials=potentials,
            slope=slope,
            at_minimum=at_minimum,
        )
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The test channel."""
        return self.test_channel

    def _check(self) -> None:
        m, n = self.distortion.shape
        if self.source.shape != (m,) or self.test_channel.shape != (m, n) or self.potentials.shape != (m,):
            raise CertificateError("the points do not fit the distortion matrix")
        for name, array in (("source", self.source), ("test channel", self.test_channel)):
            require_weights(name, array)
        if not np.isfinite(self.potentials).all() or not 0.0 <= self.slope < inf:
            raise CertificateError("the potentials and the slope are not finite, or the slope is negative")
        if np.isnan(self.distortion).any() or (self.distortion < 0.0).any():
            raise CertificateError("the distortion matrix has an entry that is negative or not a number")
        if not self._feasible():
            raise CertificateError(f"the test channel exceeds the distortion level {self.level!r}")

    def _feasible(self) -> bool:
        if self.at_minimum:
            low, _ = least_distortion(self.source, self.distortion)
            at_least = not_above_least_distortion(self.source, self.distortion, self.level)
            used = (self.test_channel > 0.0) & (self.source > 0.0)[:, None]
            cheapest = self.distortion <= self.distortion.min(axis=1, keepdims=True)
            return low <= self.level and at_least and not bool((used & ~cheapest).any())
        if distortion_bounds(self.source, self.test_channel, self.distortion)[1] <= self.level:
            return True
        return balls.mean_distortion_at_most(self.source, self.test_channel, self.distortion, self.level)

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        distortion, bound = self._dual_side()
        lower = balls.rate_distortion_lower(self.source, distortion, bound, self.potentials, self.slope)
        # A constant answer tells nothing, exactly, whatever the arithmetic.
        constant = np.count_nonzero(self.test_channel.any(axis=0)) == 1
        upper = 0.0 if constant else balls.rate_distortion_upper(self.source, self.test_channel)
        return max(0.0, lower), max(upper, 0.0)  # in this order NaN stays NaN and fails

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        distortion, bound = self._dual_side()
        return (
            rate_lower(self.source, distortion, bound, self.potentials, self.slope, headroom=headroom),
            information_upper(self.source, self.test_channel, headroom=headroom),
        )

    def _dual_side(self) -> tuple[Matrix, float]:
        """Return the distortion and the level that bound the test channels from below."""
        if not self.at_minimum:
            return self.distortion, self.level
        cheapest = self.distortion <= self.distortion.min(axis=1, keepdims=True)
        return np.where(cheapest, 0.0, inf), inf

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "source": array_to_json(self.source),
            "distortion": array_to_json(self.distortion),
            "level": number_to_json(self.level),
            "test_channel": array_to_json(self.test_channel),
            "potentials": array_to_json(self.potentials),
            "slope": self.slope,
            "at_minimum": self.at_minimum,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "RateDistortionCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            source=array_from_json(data["source"], ndim=1),
            distortion=array_from_json(data["distortion"], ndim=2),
            level=number_from_json(data["level"]),
            test_channel=array_from_json(data["test_channel"], ndim=2),
            potentials=array_from_json(data["potentials"], ndim=1),
            slope=float(data["slope"]),
            at_minimum=bool(data["at_minimum"]),
        )
