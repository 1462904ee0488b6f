"""The proof of a mutual information: the law and the channel, and the information summed again."""

from dataclasses import dataclass, replace
from math import inf, log
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics import balls
from itbounds.numerics.reduction_errors import mutual_information_with_error
from itbounds.numerics.rounding import SLACK, gamma
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["InformationCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class InformationCertificate(Certificate):
    r"""A law and a channel, both normalised exactly, and the information between input and output.

    The joint law is :math:`p_x W_{xy} (1 + \theta)` as computed, with
    :math:`|\theta| \le \gamma = \gamma_{2m + 2n + 8}`; its three entropies differ from the true ones by at
    most :math:`\gamma \ln k + \gamma^2` on k letters (`itbounds.numerics.law_entropy`).

    Parameters
    ----------
    law : array of shape (m,)
        The law of the input.
    matrix : array of shape (m, n)
        The channel.
    """

    kind: ClassVar[str] = "information"
    law: Vector
    matrix: Matrix

    @classmethod
    def of(cls, law: Vector, matrix: Matrix) -> "InformationCertificate":
        """Make the certificate: the claim is computed, with headroom."""
        draft = cls(lower=0.0, upper=inf, law=law, matrix=matrix)
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    def _check(self) -> None:
        if self.law.shape != self.matrix.shape[:1]:
            raise CertificateError("the law does not fit the channel")
        require_weights("law", self.law)
        require_weights("channel", self.matrix)

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        upper = balls.rate_distortion_upper(self.law, self.matrix)
        return max(0.0, balls.capacity_lower(self.matrix, self.law)), upper

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        m, n = self.matrix.shape
        joint = self.law[:, None] * (self.matrix / self.matrix.sum(axis=1, keepdims=True))
        value, error = (float(part) for part in mutual_information_with_error(joint))
        moved = 2.0 * gamma(2 * m + 2 * n + 8)
        error = headroom * SLACK * (error + 2.0 * moved * log(m * n) + 3.0 * moved**2 + 2.0**-300)
        return max(0.0, float(np.nextafter(value - error, -inf))), float(np.nextafter(value + error, inf))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        ends = {"lower": number_to_json(self.lower), "upper": number_to_json(self.upper)}
        arrays = {"law": array_to_json(self.law), "matrix": array_to_json(self.matrix)}
        return {"kind": self.kind, **ends, **arrays}

    @classmethod
    def from_dict(cls, data: JSON) -> "InformationCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            law=array_from_json(data["law"], ndim=1),
            matrix=array_from_json(data["matrix"], ndim=2),
        )
