"""The proof of Wyner's common information: products from above, a bound on all products from below."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.bottleneck_balls import BottleneckBalls
from itbounds.numerics.law_entropy import common_weights
from itbounds.numerics.reduction_errors import mutual_information_with_error
from itbounds.numerics.rounding import weighted_mean
from itbounds.numerics.simplex_cells import ball_peak, cells_of, float_bounds
from itbounds.numerics.wyner_search import wyner_landscape
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.encoder_certificate import law_ends
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["LEAST_FACTOR", "MOST_POTENTIAL", "WynerCertificate"]

_RELATIVE = 2.0**-40
LEAST_FACTOR = 1e-30
MOST_POTENTIAL = 1e6


@dataclass(frozen=True, eq=False, kw_only=True)
class WynerCertificate(Certificate):
    r"""Products :math:`a_k \times b_k` under a joint law, and multipliers :math:`\lambda`.

    From above: if :math:`\sum_k \rho_k a_k(x) b_k(y) \le P(x, y)` for all pairs, let U be k with probability
    :math:`\rho_k`, and the pair itself with the probability that is left. Then X - U - Y and the law P hold
    exactly, and

    .. math:: C(X; Y) \le I(X Y; U) = H(X Y) - \sum_k \rho_k (H(a_k) + H(b_k)).

    The shares are scaled down until the condition holds beyond rounding. From below, for all multipliers,

    .. math:: C(X; Y) \ge \max \Big\{ I(X; Y), \; H(X Y) - \sum P \lambda
              - \max_a \big( H(a) + \ln \sum_y e^{-\sum_x a_x \lambda_{xy}} \big) \Big\},

    because the maximum over b of :math:`H(a) + H(b) - \sum a b \lambda` is the bracket. It is enclosed on
    cells of the simplex.

    Parameters
    ----------
    joint : array of shape (m, n)
        Understood as normalised exactly, without letters of probability zero.
    shares, first, second : arrays of shape (k,), (k, m) and (k, n)
    potentials : array of shape (m, n)
        The multipliers.
    splits : tuple of int
        How the simplex is cut, see `itbounds.numerics.simplex_cells`.
    """

    kind: ClassVar[str] = "wyner"
    joint: Matrix
    shares: Vector
    first: Matrix
    second: Matrix
    potentials: Matrix
    splits: tuple[int, ...]

    def stated(self) -> "WynerCertificate":
        """Return the same points with the claim that they prove, with headroom."""
        lower, upper = self._ends("float", HEADROOM)
        return replace(self, lower=lower, upper=upper)

    @cached_property
    def _scaled(self) -> Vector:
        """The shares, scaled down so that the mixture is under the law in every cell beyond rounding."""
        one, other = (rows / rows.sum(axis=1, keepdims=True) for rows in (self.first, self.second))
        law = self.joint / self.joint.sum()
        mixture = np.einsum("k,kx,ky->xy", self.shares, one, other)
        covered = mixture > 0.0
        scale = min(1.0, float((law[covered] / mixture[covered]).min(initial=1.0)))
        # All terms are nonnegative, and the number of roundings is far below this.
        scaled: Vector = self.shares * (scale * (1.0 - _RELATIVE))
        return scaled

    @property
    def attained(self) -> Matrix:
        """The conditional law of U given the pair: the rest of each pair has a letter of its own."""
        one, other = (rows / rows.sum(axis=1, keepdims=True) for rows in (self.first, self.second))
        law = self.joint / self.joint.sum()
        parts = np.einsum("k,kx,ky->xyk", self._scaled, one, other).reshape(law.size, -1)
        rest = np.maximum(law.ravel() - parts.sum(axis=1), 0.0)
        table = np.hstack([parts, np.diag(rest)])[law.ravel() > 0.0]
        rows: Matrix = table / table.sum(axis=1, keepdims=True)
        return rows

    def _check(self) -> None:
        m, n = self.joint.shape
        count = len(self.shares)
        if (self.first.shape, self.second.shape, self.potentials.shape) != ((count, m), (count, n), (m, n)):
            raise CertificateError("the points do not fit the joint law")
        require_weights("joint law", self.joint.ravel())
        if count:
            require_weights("first factors", self.first)
            require_weights("second factors", self.second)
        if not (self.shares >= 0.0).all() or not (self.shares <= 1.0).all():
            raise CertificateError("the shares are not between 0 and 1")
        if any(
            ((part > 0.0) & (part < LEAST_FACTOR)).any() for part in (self.shares, self.first, self.second)
        ):
            raise CertificateError("a share or a factor has an entry so small that products may vanish")
        if not (np.abs(self.potentials) <= MOST_POTENTIAL).all():
            raise CertificateError("the multipliers are not moderate numbers")
        if any(not 0 <= index <= place for place, index in enumerate(self.splits)):
            raise CertificateError("a cell is cut that is not there")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        joint = law_ends(common_weights(self.joint.ravel()), level, headroom)
        spread = [
            law_ends(common_weights(one), level, headroom)[0]
            + law_ends(common_weights(other), level, headroom)[0]
            for one, other in zip(self.first, self.second, strict=True)
        ]
        saved = max(0.0, nextafter(float(self._scaled @ np.array(spread)) * (1.0 - _RELATIVE), -inf))
        upper = max(0.0, nextafter(joint[1] - saved, inf))
        return min(
            upper, max(0.0, self._information(level, headroom), self._dual(joint[0], level, headroom))
        ), upper

    def _information(self, level: Level, headroom: float) -> float:
        if level == "ball":
            return BottleneckBalls(self.joint, np.ones((len(self.joint), 1))).ends()[2][0]
        value, error = mutual_information_with_error(self.joint)
        return nextafter(float(value) - headroom * float(error), -inf)

    def _dual(self, entropy: float, level: Level, headroom: float) -> float:
        landscape, cells = wyner_landscape(self.potentials), cells_of(len(self.joint), list(self.splits))
        if level == "ball":
            peak = ball_peak(landscape, cells)
        else:
            peak = float(float_bounds(landscape, cells, headroom=headroom).max())
        mean, error = weighted_mean(self.joint.ravel(), self.potentials.ravel())
        value = entropy - mean - peak
        size = abs(entropy) + abs(mean) + abs(peak)
        return nextafter(value - headroom * (error + 1e-15 * size), -inf)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        names = ("joint", "shares", "first", "second", "potentials")
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "splits": list(self.splits),
            **{name: array_to_json(getattr(self, name)) for name in names},
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "WynerCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            splits=tuple(int(index) for index in data["splits"]),
            shares=array_from_json(data["shares"], ndim=1),
            **{
                name: array_from_json(data[name], ndim=2)
                for name in ("joint", "first", "second", "potentials")
            },
        )
