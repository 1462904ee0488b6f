"""The proof of a largest entropy or a least divergence at given means: a law, and multipliers."""

from dataclasses import dataclass, replace
from math import inf, isfinite, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.exponential_family import Moments
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["MomentCertificate"]

_LARGEST_SLACK = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class MomentCertificate(Certificate):
    r"""A law and multipliers that enclose a largest entropy, or a least divergence from a prior.

    .. math:: -\sum_x q_x \ln \frac{q_x}{\pi_x} \le v \le \ln \sum_x \pi_x e^{\lambda \cdot (f(x) - c)}

    for every law q with the means c and all multipliers. Without a prior :math:`\pi_x = 1` and v is the
    largest entropy; with one, minus v is the least divergence. Equations between doubles hold to within
    `slack`: both ends are those of the program whose means may miss by so much, and are widened by what the
    multipliers say that it matters.

    Parameters
    ----------
    features, means : arrays of shape (k, n) and (k,)
    prior : array of shape (n,) or None
        Understood as normalised exactly.
    law : array of shape (n,)
        Understood as normalised exactly.
    multipliers : array of shape (k,)
    slack : array of shape (k,)
        By how much each mean may be missed.
    """

    kind: ClassVar[str] = "moments"
    features: Matrix
    means: Vector
    prior: Vector | None
    law: Vector
    multipliers: Vector
    slack: Vector

    @classmethod
    def of(cls, problem: Moments, law: Vector, multipliers: Vector) -> "MomentCertificate":
        """Make the certificate of a law and multipliers: slack and claim are computed, with headroom."""
        draft = cls(
            lower=-inf,
            upper=inf,
            features=problem.features,
            means=problem.means,
            prior=problem.prior,
            law=law,
            multipliers=multipliers,
            slack=problem.missed(law, HEADROOM),
        )
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The law, as one row."""
        return self.law[None, :]

    @property
    def is_sound(self) -> bool:
        """Whether the law misses the means by little enough to be one that has them."""
        return bool((self.slack <= _LARGEST_SLACK * self._problem.spread()).all())

    @property
    def _problem(self) -> Moments:
        return Moments(self.features, self.means, self.prior)

    def _check(self) -> None:
        require_weights("law", self.law)
        if self.prior is not None:
            require_weights("prior", self.prior)
            if self.prior.shape != self.law.shape:
                raise CertificateError("the prior is not one of the letters")
        if (
            self.features.shape != (len(self.means), len(self.law))
            or self.means.shape != self.multipliers.shape
        ):
            raise CertificateError(
                "there is not one mean, one multiplier and one value a letter for each feature"
            )
        if not all(np.isfinite(part).all() for part in (self.features, self.means, self.multipliers)):
            raise CertificateError("a feature, a mean or a multiplier is not finite")
        if self.slack.shape != self.means.shape or not (self.slack >= 0.0).all() or not self.is_sound:
            raise CertificateError("the slack of a mean is negative or too large")
        if (self._problem.missed(self.law) > self.slack).any():
            raise CertificateError("the law misses a mean by more than the slack")

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        return self._signed(*self._problem.ball_ends(self.law, self.multipliers))

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        (low, below), (high, above) = (
            self._problem.attained(self.law),
            self._problem.highest(self.multipliers),
        )
        return self._signed(low - headroom * below, high + headroom * above)

    def _signed(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends of the claim with the slack allowed for; neither kind of value is negative."""
        allowance = 2.0 * float(self.slack @ np.abs(self.multipliers))
        low, high = nextafter(low - allowance, -inf), nextafter(high + allowance, inf)
        low, high = (low, high) if self.prior is None else (-high, -low)
        return (max(low, 0.0), max(high, 0.0)) if isfinite(low) else (0.0, max(high, 0.0))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "features": array_to_json(self.features),
            "means": array_to_json(self.means),
            "prior": array_to_json(self.prior),
            "law": array_to_json(self.law),
            "multipliers": array_to_json(self.multipliers),
            "slack": array_to_json(self.slack),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "MomentCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            features=array_from_json(data["features"], ndim=2),
            means=array_from_json(data["means"], ndim=1),
            prior=None if data["prior"] is None else array_from_json(data["prior"], ndim=1),
            law=array_from_json(data["law"], ndim=1),
            multipliers=array_from_json(data["multipliers"], ndim=1),
            slack=array_from_json(data["slack"], ndim=1),
        )
