"""The proof of a relevance: an encoder from below, and from above what no encoder can exceed."""

from dataclasses import dataclass, replace
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.bottleneck_balls import BottleneckBalls
from itbounds.numerics.bottleneck_rounding import (
    complexity_upper,
    dual_relevance_upper,
    information_upper_end,
    relevance_lower,
)
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["BottleneckCertificate"]

_CELL_WIDTH = 1e-12


@dataclass(frozen=True, eq=False, kw_only=True)
class BottleneckCertificate(Certificate):
    r"""An encoder and a dual point that enclose the largest relevance at a complexity.

    .. math:: I(T; Y) \le \max_{I(X; T) \le R} I(T; Y) \le \min \Big\{ R,\; I(X; Y),\; H(Y) + \frac{1}{\beta}
              \Big( R - \sum_x p_x b_x + \ln \max_v \sum_x p_x e^{b_x} \prod_y v_y^{\beta p(y|x)} \Big) \Big\}

    The last term is proved where the relevant variable has two letters, and left out where it has more.

    Parameters
    ----------
    joint : array of shape (m, n)
        The question: weights, normalised exactly, without zero rows or columns.
    rate : float
        The limit R of the complexity, in nats.
    encoder : array of shape (m, k)
        The point below; its rows are understood as normalised exactly.
    potentials, slope : array of shape (m,) and float
        The point above; slope 0 says that there is none.
    searched : float
        The largest logarithm in the last term that a search has found. It proves nothing.
    """

    kind: ClassVar[str] = "bottleneck"
    joint: Matrix
    rate: float
    encoder: Matrix
    potentials: Vector
    slope: float
    searched: float = inf

    @classmethod
    def of(
        cls,
        joint: Matrix,
        rate: float,
        *,
        encoder: Matrix,
        potentials: Vector,
        slope: float,
        searched: float = inf,
    ) -> "BottleneckCertificate":
        """Make the certificate of two points: the claim is computed, with headroom."""
        # At slope 1 and below the dual point says no more than the rate does.
        used = slope if 1.0 < slope < inf and np.isfinite(potentials).all() else 0.0
        draft = cls(
            lower=0.0,
            upper=inf,
            joint=joint,
            rate=rate,
            encoder=encoder,
            potentials=potentials if used else np.zeros(len(joint)),
            slope=used,
            searched=searched,
        )
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    def with_dual(self, other: "BottleneckCertificate") -> "BottleneckCertificate":
        """Return the certificate of the same encoder with the dual point of another."""
        return BottleneckCertificate.of(
            self.joint,
            self.rate,
            encoder=self.encoder,
            potentials=other.potentials,
            slope=other.slope,
            searched=other.searched,
        )

    @property
    def attained(self) -> Matrix:
        """The encoder."""
        return self.encoder

    @property
    def proves_optimality(self) -> bool:
        """Whether the dual point is more than a hint: where the relevant variable has at most two letters."""
        return len(self.joint.T) <= 2

    @property
    def proved_slope(self) -> float:
        """The slope of a line through the upper end that no relevance exceeds, at any complexity."""
        if self.upper >= self.rate:
            return 1.0
        if self.slope == 0.0 or self.upper >= information_upper_end(self.joint):
            return 0.0
        return 1.0 / self.slope

    @property
    def conjectured_slope(self) -> float:
        """The slope of the line through `conjecture`."""
        return 1.0 / self.slope if self.conjecture < self.upper else self.proved_slope

    @property
    def conjecture(self) -> float:
        """The upper end that would hold if the search has found the maximum, in nats."""
        ends = [self.upper]
        if self.slope > 0.0 and self.searched < inf:
            law = self.joint.sum(axis=1) / self.joint.sum()
            relevant = self.joint.sum(axis=0) / self.joint.sum()
            entropy = -float(relevant @ np.log(relevant))
            ends.append(entropy + (self.rate - float(law @ self.potentials) + self.searched) / self.slope)
        return min(ends)

    def _check(self) -> None:
        m, n = self.joint.shape
        if self.encoder.ndim != 2 or len(self.encoder) != m or self.potentials.shape != (m,) or n == 0:
            raise CertificateError("the points do not fit the joint law")
        require_weights("joint law", self.joint.ravel())
        require_weights("encoder", self.encoder)
        if not (self.joint.any(axis=1).all() and self.joint.any(axis=0).all()):
            raise CertificateError("the joint law has a letter of probability 0")
        if not np.isfinite(self.potentials).all() or not 0.0 <= self.slope < inf or not self.rate >= 0.0:
            raise CertificateError("the potentials, the slope and the rate are not numbers in their range")
        if not complexity_upper(self.joint, self.encoder) <= self.rate:
            raise CertificateError(f"the encoder's complexity exceeds the rate {self.rate!r} nat")

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        balls = BottleneckBalls(self.joint, self.encoder)
        complexity, relevance, information = balls.ends()
        if not complexity[1] <= self.rate:
            raise CertificateError(f"the encoder's complexity exceeds the rate {self.rate!r} nat")
        ends = [self.rate, information[1]]
        if self.slope > 0.0:
            ends.append(balls.dual_upper(self.rate, self.potentials, self.slope, _CELL_WIDTH))
        return max(0.0, relevance[0]), max(0.0, min(ends))

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        ends = [self.rate, information_upper_end(self.joint, headroom=headroom)]
        if self.slope > 0.0:
            ends.append(
                dual_relevance_upper(self.joint, self.rate, self.potentials, self.slope, headroom=headroom)
            )
        return relevance_lower(self.joint, self.encoder, headroom=headroom), min(ends)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "joint": array_to_json(self.joint),
            "rate": number_to_json(self.rate),
            "encoder": array_to_json(self.encoder),
            "potentials": array_to_json(self.potentials),
            "slope": self.slope,
            "searched": number_to_json(self.searched),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "BottleneckCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            joint=array_from_json(data["joint"], ndim=2),
            rate=number_from_json(data["rate"]),
            encoder=array_from_json(data["encoder"], ndim=2),
            potentials=array_from_json(data["potentials"], ndim=1),
            slope=float(data["slope"]),
            searched=number_from_json(data["searched"]),
        )
