"""The proof of a mean of numbers, each of which has a proof of its own."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.results.certificate import Certificate, Level, require_weights
from itbounds.results.secrecy_certificate import SecrecyCertificate
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["SecrecyMixtureCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class SecrecyMixtureCertificate(Certificate):
    r"""The mean :math:`\sum_s p_s C_s` of secrecy capacities, computed in fractions from their ends.

    Parameters
    ----------
    states : array of shape (k,)
        The law of the state, understood as normalised exactly.
    parts : tuple of SecrecyCertificate
        One for each state.
    """

    kind: ClassVar[str] = "secrecy_mixture"
    states: Vector
    parts: tuple[SecrecyCertificate, ...]

    @classmethod
    def of(cls, states: Vector, parts: tuple[SecrecyCertificate, ...]) -> "SecrecyMixtureCertificate":
        """Make the certificate of a law and of the parts, and compute its claim."""
        draft = cls(lower=0.0, upper=inf, states=states, parts=parts)
        lower, upper = draft._ends([(part.lower, part.upper) for part in parts])
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The input law for each state."""
        return np.stack([part.law for part in self.parts])

    def _check(self) -> None:
        require_weights("law of the state", self.states)
        if not len(self.parts) == len(self.states) or not (self.states > 0.0).all():
            raise CertificateError("there is not one proof for each state of positive probability")

    def _prove(self, level: Level) -> tuple[float, float]:
        proved = [part.verify(level) for part in self.parts]
        return self._ends([(interval.lower, interval.upper) for interval in proved])

    def _ends(self, ends: list[tuple[float, float]]) -> tuple[float, float]:
        weights = [Fraction(weight) for weight in self.states.tolist()]
        low, high = (
            sum(
                (weight * Fraction(end) for weight, end in zip(weights, side, strict=True)), Fraction(0)
            ) / sum(weights)
            for side in zip(*ends, strict=True)
        )  # fmt: skip
        return max(0.0, nextafter(float(low), -inf)), nextafter(float(high), inf) if high else 0.0

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "states": array_to_json(self.states),
            "parts": [part.to_dict() for part in self.parts],
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "SecrecyMixtureCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            states=array_from_json(data["states"], ndim=1),
            parts=tuple(SecrecyCertificate.from_dict(part) for part in data["parts"]),
        )
