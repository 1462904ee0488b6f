"""The proof of a privacy funnel: an encoder from above, multipliers and cells from below."""

from dataclasses import dataclass, replace
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.bottleneck_balls import BottleneckBalls
from itbounds.numerics.funnel_search import funnel_landscape, leakage_upper, utility_lower
from itbounds.numerics.law_entropy import common_weights
from itbounds.numerics.rounding import weighted_mean
from itbounds.numerics.simplex_cells import ball_peak, cells_of, float_bounds
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.encoder_certificate import law_ends
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["FunnelCertificate"]

# Below, the conditional law of a letter could lose more than its rounding to underflow.
_LEAST_LETTER = 2.0**-1000


@dataclass(frozen=True, eq=False, kw_only=True)
class FunnelCertificate(Certificate):
    r"""An encoder that is useful enough, and a bound on what useful encoders leak.

    From above the leakage :math:`I(T; Y)` of the encoder, whose utility :math:`I(X; T)` is checked. From
    below, for all :math:`\lambda` and :math:`s \ge 0`, with the conditional laws W of Y given X,

    .. math:: I(T; Y) \ge \max \Big\{ 0, \; u - H(X | Y), \; H(Y) - \sum_x p_x \lambda_x - s (H(X) - u)
              - \max_v \big( H(v W) - s H(v) - \lambda \cdot v \big) \Big\} .

    Parameters
    ----------
    joint : array of shape (m, n)
        Understood as normalised exactly, without letters of probability zero.
    utility : float
        u, in nats.
    encoder : array of shape (m, k)
        Rows understood as normalised exactly.
    potentials, price : array of shape (m,) and float
    splits : tuple of int
        How the simplex is cut, see `itbounds.numerics.simplex_cells`.
    """

    kind: ClassVar[str] = "funnel"
    joint: Matrix
    utility: float
    encoder: Matrix
    potentials: Vector
    price: float
    splits: tuple[int, ...]

    def stated(self) -> "FunnelCertificate":
        """Return the same points with the claim that they prove, with headroom."""
        lower, upper = self._ends("float", HEADROOM)
        return replace(self, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The encoder."""
        return self.encoder

    def _check(self) -> None:
        m = len(self.joint)
        if self.encoder.ndim != 2 or len(self.encoder) != m or self.potentials.shape != (m,):
            raise CertificateError("the points do not fit the joint law")
        require_weights("joint law", self.joint.ravel())
        if not (self.joint.sum(axis=1) >= _LEAST_LETTER).all():
            raise CertificateError("a letter of the joint law has a mass so small that its law is not known")
        require_weights("encoder", self.encoder)
        if not (np.abs(self.potentials) <= 1e6).all() or not 0.0 <= self.price <= 1e6:
            raise CertificateError("the multipliers are not moderate numbers")
        if any(not 0 <= index <= place for place, index in enumerate(self.splits)):
            raise CertificateError("a cell is cut that is not there")
        if not utility_lower(self.joint, self.encoder) >= self.utility:
            raise CertificateError(f"the encoder's utility is below {self.utility!r} nat")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        if level == "ball":
            told, leaked, _ = BottleneckBalls(self.joint, self.encoder).ends()
            if max(0.0, told[0]) < self.utility:
                raise CertificateError(f"the encoder's utility is below {self.utility!r} nat")
            upper = max(0.0, leaked[1])
        else:
            upper = leakage_upper(self.joint, self.encoder, headroom=headroom)
        weights, columns = common_weights(self.joint.ravel()), len(self.joint.T)
        rows = [sum(weights[i : i + columns]) for i in range(0, len(weights), columns)]
        sides = [sum(weights[j::columns]) for j in range(columns)]
        letter, private, both = (law_ends(law, level, headroom) for law in (rows, sides, weights))
        plain = nextafter(self.utility - nextafter(both[1] - private[0], inf), -inf)
        dual = self._dual(private[0], letter[1], level, headroom)
        return min(upper, max(0.0, plain, dual)), upper

    def _dual(self, private: float, letter: float, level: Level, headroom: float) -> float:
        landscape = funnel_landscape(self.joint, self.potentials, self.price)
        cells = cells_of(len(self.joint), list(self.splits))
        if level == "ball":
            peak = ball_peak(landscape, cells)
        else:
            peak = float(float_bounds(landscape, cells, headroom=headroom).max())
        potentials = np.repeat(self.potentials, len(self.joint.T))
        mean, error = weighted_mean(self.joint.ravel(), potentials)
        spent = self.price * (letter - self.utility)
        size = private + abs(mean) + self.price * (letter + self.utility) + abs(peak)
        return nextafter(private - mean - spent - peak - headroom * (error + 4e-15 * size), -inf)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "utility": self.utility,
            "price": self.price,
            "splits": list(self.splits),
            "joint": array_to_json(self.joint),
            "encoder": array_to_json(self.encoder),
            "potentials": array_to_json(self.potentials),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "FunnelCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            utility=float(data["utility"]),
            price=float(data["price"]),
            splits=tuple(int(index) for index in data["splits"]),
            joint=array_from_json(data["joint"], ndim=2),
            encoder=array_from_json(data["encoder"], ndim=2),
            potentials=array_from_json(data["potentials"], ndim=1),
        )
