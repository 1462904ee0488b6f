"""The proof of a maximal correlation: a singular value and the residual of its decomposition."""

from dataclasses import dataclass, replace
from math import inf, nextafter, sqrt
from typing import ClassVar

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.correlation import correlation_ball_bounds, correlation_bounds, input_joint
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.contraction_certificate import require_channel
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["CorrelationCertificate", "law_correlation", "power_of"]


@dataclass(frozen=True, eq=False, kw_only=True)
class CorrelationCertificate(Certificate):
    r"""A joint law whose maximal correlation, or its square, lies in an interval.

    The singular vectors are found again when it is verified; they are a hint, and what they prove is
    computed from their residual (`itbounds.numerics.correlation`).

    Parameters
    ----------
    joint : array of shape (m, n)
        The joint law, understood as normalised exactly; or a channel, if there is a law of its inputs.
    law : array of shape (m,) or None
        The law of the inputs of a channel.
    power : int
        1 for the maximal correlation, 2 for its square, the chi-squared contraction of the law.
    """

    kind: ClassVar[str] = "correlation"
    joint: Matrix
    law: Vector | None = None
    power: int

    @classmethod
    def of(cls, joint: Matrix, power: int, law: Vector | None = None) -> "CorrelationCertificate":
        """Make the certificate of a joint law: the claim is computed, with headroom."""
        draft = cls(lower=0.0, upper=1.0, joint=joint, law=law, power=power)
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        return power_of(law_correlation(self.joint, self.law, headroom), self.power)

    def _check(self) -> None:
        if self.power not in (1, 2):
            raise CertificateError(f"the power is {self.power!r}, neither 1 nor 2")
        if self.law is None:
            require_weights("joint law", self.joint.reshape(1, -1))
            return
        require_channel(self.joint)
        if self.law.shape != (len(self.joint),):
            raise CertificateError("the law does not fit the channel")
        require_weights("law", self.law)

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        low, high = correlation_ball_bounds(self.joint, self.law)
        if self.power == 2:
            return low, high
        return max(0.0, nextafter(sqrt(low), -inf)), min(1.0, nextafter(sqrt(high), inf))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "joint": array_to_json(self.joint),
            "law": array_to_json(self.law),
            "power": self.power,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "CorrelationCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            joint=array_from_json(data["joint"], ndim=2),
            law=None if data["law"] is None else array_from_json(data["law"], ndim=1),
            power=int(data["power"]),
        )


def law_correlation(joint: Matrix, law: Vector | None, headroom: float = 1.0) -> tuple[float, float]:
    """Enclose the maximal correlation of a joint law, or of a law and a channel."""
    if law is None:
        return correlation_bounds(joint, headroom)
    whole = input_joint(law, joint)
    return correlation_bounds(whole, headroom, entry_error=4.0 * UNIT_ROUNDOFF)


def power_of(ends: tuple[float, float], power: int) -> tuple[float, float]:
    """Return the ends of a number in [0, 1], or of its square, rounded outward."""
    lower, upper = ends
    if power == 1:
        return lower, upper
    return max(0.0, nextafter(lower * lower, -inf)), min(1.0, nextafter(upper * upper, inf))
