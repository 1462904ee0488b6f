"""The points behind a rate-distortion curve on a grid: an output law and a dual point at every node."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Vector
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.kernels.serial import decode_space, encode_space
from itbounds.numerics.coercion import frozen
from itbounds.numerics.grid_tilt import slope_within
from itbounds.numerics.separable import GridDistortion
from itbounds.results.certificate import HEADROOM
from itbounds.results.curve_proof import CurveProof
from itbounds.results.envelope import Node, tangent
from itbounds.results.grid_json import distortion_from_json, distortion_to_json
from itbounds.results.grid_rate_certificate import GridRateDistortionCertificate
from itbounds.results.serial import array_from_json, array_to_json

__all__ = ["GridRateDistortionProof", "GridRatePoint"]


@dataclass(frozen=True, eq=False)
class GridRatePoint:
    """One node: the level, the points, and the certified ends that they gave.

    Parameters
    ----------
    level : float
        The distortion level.
    output_law, slope : array of shape (N,), float
        The point above: its tilt at this slope is within the level. At slope infinity it is the identity.
    potentials, dual_slope : array of shape (N,), float
        The point below.
    lower, upper : float
        The certified ends, in nats.
    """

    level: float
    output_law: Vector
    slope: float
    potentials: Vector
    dual_slope: float
    lower: float = 0.0
    upper: float = inf


@dataclass(frozen=True, eq=False)
class GridRateDistortionProof(CurveProof):
    """The points behind a rate-distortion curve on a grid; two numbers for each node and grid point.

    Parameters
    ----------
    source, distortion : array of shape (N,), GridDistortion
        The question.
    space : Space
        The alphabet, for the witnesses.
    points : tuple of GridRatePoint
        In increasing order of the level.
    """

    kind: ClassVar[str] = "grid_rate_distortion_curve"
    sign: ClassVar[int] = 1
    source: Vector
    distortion: GridDistortion
    space: Space
    points: tuple[GridRatePoint, ...]

    @cached_property
    def arguments(self) -> tuple[float, ...]:
        """The levels of the nodes."""
        return tuple(point.level for point in self.points)

    def node(self, index: int) -> Node:
        """Return the upper end and the tangent of one node; a lower end of 0 holds for every level."""
        point = self.points[index]
        return Node(point.level, point.upper, point.lower, -point.dual_slope if point.lower > 0.0 else 0.0)

    def certificate(self, index: int) -> GridRateDistortionCertificate:
        """Return the certificate of one node."""
        return self._certificate(self.points[index])

    def between(self, x: float) -> tuple[GridRateDistortionCertificate, Kernel]:
        """Return certificate and output law at a level: neighbours are mixed, the best tangent bounds.

        The rate of the best tilt of a law is jointly convex in law and level, so that the tilt of the mixture
        to the level is no worse than neighbours that share time.
        """
        if x in self.arguments:
            certificate = self.certificate(self.arguments.index(x))
            return certificate, Distribution(self.space, certificate.output_law)
        right = bisect_right(self.arguments, x)
        low, high = self.points[right - 1], self.points[right]
        share = (x - low.level) / (high.level - low.level)
        law = frozen((1.0 - share) * low.output_law + share * high.output_law)
        start = next((point.slope for point in (high, low) if 0.0 < point.slope < inf), 1.0 / x)
        slope = slope_within(self.source, self.distortion, x, law, start, headroom=HEADROOM)
        best = max(range(len(self.points)), key=lambda index: tangent(self.node(index), x))
        dual = self.points[best]
        point = GridRatePoint(x, law, slope, dual.potentials, dual.dual_slope)
        return self._certificate(point).claimed(), Distribution(self.space, law)

    def _certificate(self, point: GridRatePoint) -> GridRateDistortionCertificate:
        return GridRateDistortionCertificate(
            lower=point.lower,
            upper=point.upper,
            source=self.source,
            distortion=self.distortion,
            level=point.level,
            output_law=point.output_law,
            slope=point.slope,
            potentials=point.potentials,
            dual_slope=point.dual_slope,
        )

    def to_dict(self) -> JSON:
        """Return the points as JSON data."""
        return {
            "kind": self.kind,
            "source": array_to_json(self.source),
            **distortion_to_json(self.distortion),
            "space": encode_space(self.space),
            "output_laws": array_to_json(np.array([point.output_law for point in self.points])),
            "potentials": array_to_json(np.array([point.potentials for point in self.points])),
            "scalars": array_to_json(
                np.array([[p.level, p.slope, p.dual_slope, p.lower, p.upper] for p in self.points])
            ),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "GridRateDistortionProof":
        """Read what `to_dict` wrote."""
        laws = array_from_json(data["output_laws"], ndim=2)
        potentials = array_from_json(data["potentials"], ndim=2)
        scalars = array_from_json(data["scalars"], ndim=2)
        points = tuple(
            GridRatePoint(row[0], law, row[1], potential, row[2], row[3], row[4])
            for law, potential, row in zip(laws, potentials, scalars.tolist(), strict=True)
        )
        source = array_from_json(data["source"], ndim=1)
        return cls(source, distortion_from_json(data), decode_space(data["space"]), points)
