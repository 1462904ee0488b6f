"""The proof of a rate on a grid: an output law whose tilt is the test channel, and potentials; no matrix."""

from dataclasses import dataclass, replace
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics import balls
from itbounds.numerics.grid_rounding import dual_end, tilt_ends
from itbounds.numerics.law_entropy import entropy_ends
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.separable import GridDistortion
from itbounds.numerics.tilt import tilted_channel
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.grid_json import distortion_from_json, distortion_to_json, flawed_part
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["GridRateDistortionCertificate"]

_BALL_LIMIT = 2000


@dataclass(frozen=True, eq=False, kw_only=True)
class GridRateDistortionCertificate(Certificate):
    r"""An output law and a dual point that enclose a rate-distortion function on a uniform grid.

    .. math:: \sum_i p_i a_i - t D - \ln \max_j \sum_i p_i e^{a_i - t d_{ij}} \le R(D) \le I(p, Q) , \qquad
              Q_{ij} \propto r_j e^{-s d_{ij}}

    where the tilt Q of the output law r is within the level; at slope infinity it is the identity. Both
    ends rest on sums of positive terms: of columns, of two-sided recursions, of lattices, of blocks or of
    axes, never on Fourier transforms. It holds a few numbers for each point of the grid, not one for each
    pair.

    Parameters
    ----------
    source, distortion, level : array of shape (N,), GridDistortion, float
        The question.
    output_law, slope : array of shape (N,), float
        The point above: weights r, of any sum, and the slope s of their tilt.
    potentials, dual_slope : array of shape (N,), float
        The point below.
    """

    kind: ClassVar[str] = "grid_rate_distortion"
    source: Vector
    distortion: GridDistortion
    level: float
    output_law: Vector
    slope: float
    potentials: Vector
    dual_slope: float

    def claimed(self) -> "GridRateDistortionCertificate":
        """Return the certificate with the claim that its points prove, with headroom."""
        lower, upper = self._float_ends(HEADROOM)
        return replace(self, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The output law, whose tilt is the test channel."""
        return self.output_law[None, :]

    def _check(self) -> None:
        size = self.distortion.size
        flaw = flawed_part(self.distortion)
        if flaw is not None:
            raise CertificateError(flaw)
        for name, array in (("source", self.source), ("output law", self.output_law)):
            if array.shape != (size,):
                raise CertificateError(f"the {name} does not fit the grid of {size} points")
            require_weights(name, array)
        if self.potentials.shape != (size,) or not np.isfinite(self.potentials).all():
            raise CertificateError("the potentials are not finite, or do not fit the grid")
        if not (self.slope >= 0.0 and 0.0 <= self.dual_slope < inf):
            raise CertificateError("a slope is negative or not finite")
        if self.slope == inf:
            if not self.distortion.distinct:
                raise CertificateError("the identity is no tilt where different letters cost nothing")
            if (self.output_law[self.source > 0.0] == 0.0).any():
                raise CertificateError("the output law lacks a letter that the identity keeps")

    def _prove(self, level: Level) -> tuple[float, float]:
        lower, upper = self._float_ends(1.0)
        if upper == inf and self.upper < inf:
            raise CertificateError(f"the tilted law exceeds the distortion level {self.level!r}")
        return (lower, upper) if level == "float" else self._ball_ends()

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        if self.slope == inf:
            mean, rate = 0.0, entropy_ends(self.source, headroom=headroom)[1]
        else:
            mean, rate = tilt_ends(
                self.source, self.distortion, self.output_law, self.slope, headroom=headroom
            )
        lower = dual_end(
            self.source,
            self.distortion,
            self.level,
            self.potentials,
            self.dual_slope,
            headroom=headroom,
        )
        return lower, rate if mean <= self.level else inf

    def _ball_ends(self) -> tuple[float, float]:
        size = self.distortion.size
        if size > _BALL_LIMIT:
            raise CertificateError(
                f"ball arithmetic of {size} x {size} exponentials would take hours",
                value=size,
                hint=f"verify(level='float'), or a grid of at most {_BALL_LIMIT} points",
            )
        matrix = np.asarray(self.distortion)
        # The matrix is rounded where penalties add up: a level a hair above, or below, makes up for that.
        axes = len(self.distortion.grid_shape)
        hair = (axes + 6) * UNIT_ROUNDOFF if axes > 1 else 0.0
        loose, strict = self.level * (1.0 + hair), self.level * (1.0 - hair)
        lower = balls.rate_distortion_lower(self.source, matrix, loose, self.potentials, self.dual_slope)
        if np.count_nonzero(self.output_law) == 1:
            return max(0.0, lower), 0.0
        channel = tilted_channel(matrix, self.output_law, self.slope)
        if not balls.mean_distortion_at_most(self.source, channel, matrix, strict):
            raise CertificateError(f"the test channel exceeds the distortion level {self.level!r}")
        return max(0.0, lower), max(0.0, balls.rate_distortion_upper(self.source, channel))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data; tables only where a penalty has no name."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "source": array_to_json(self.source),
            **distortion_to_json(self.distortion),
            "level": number_to_json(self.level),
            "output_law": array_to_json(self.output_law),
            "slope": number_to_json(self.slope),
            "potentials": array_to_json(self.potentials),
            "dual_slope": self.dual_slope,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "GridRateDistortionCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            source=array_from_json(data["source"], ndim=1),
            distortion=distortion_from_json(data),
            level=number_from_json(data["level"]),
            output_law=array_from_json(data["output_law"], ndim=1),
            slope=number_from_json(data["slope"]),
            potentials=array_from_json(data["potentials"], ndim=1),
            dual_slope=float(data["dual_slope"]),
        )
