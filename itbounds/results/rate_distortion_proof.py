"""The points behind a rate-distortion curve: an output law and a dual point at every node."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.kernels import Kernel, Space
from itbounds.kernels.serial import decode_space, encode_space
from itbounds.numerics.repair import channel_within_level, within_level
from itbounds.results.curve_proof import CurveProof
from itbounds.results.envelope import Node, tangent
from itbounds.results.rate_distortion_certificate import RateDistortionCertificate
from itbounds.results.serial import array_from_json, array_to_json

__all__ = ["RateDistortionProof", "RatePoint"]


@dataclass(frozen=True, eq=False)
class RatePoint:
    """One node: the level, the points, and the certified ends that they gave.

    Parameters
    ----------
    level : float
        The distortion level.
    output_law, start : array of shape (n,), float
        Its tilt to the level is the test channel; `start` is a guess of the slope.
    potentials, slope : array of shape (m,), float
        The dual point.
    at_minimum : bool
        Whether the level counts as the least distortion; there is no tangent then.
    lower, upper : float
        The certified ends, in nats.
    """

    level: float
    output_law: Vector
    start: float
    potentials: Vector
    slope: float
    at_minimum: bool
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class RateDistortionProof(CurveProof):
    """The points behind a rate-distortion curve.

    Parameters
    ----------
    source, distortion : arrays of shape (m,) and (m, n)
        The question.
    dom, cod : Space
        Source and reproduction alphabets, for the witnesses.
    points : tuple of RatePoint
        In increasing order of the level.
    """

    kind: ClassVar[str] = "rate_distortion"
    sign: ClassVar[int] = 1
    source: Vector
    distortion: Matrix
    dom: Space
    cod: Space
    points: tuple[RatePoint, ...]

    @cached_property
    def arguments(self) -> tuple[float, ...]:
        """The levels of the nodes."""
        return tuple(point.level for point in self.points)

    def node(self, index: int) -> Node:
        """Return the upper end and the tangent of one node; a lower end of 0 holds for every level."""
        point = self.points[index]
        if point.at_minimum:
            # The least distortion, unless 0, may lie between two doubles: a chord from the right one holds.
            start = nextafter(point.level, inf) if point.level > 0.0 else 0.0
            return Node(start, point.upper, point.lower, None)
        return Node(point.level, point.upper, point.lower, -point.slope if point.lower > 0.0 else 0.0)

    def certificate(self, index: int) -> RateDistortionCertificate:
        """Return the certificate of one node."""
        point = self.points[index]
        return self._certificate(point.level, self._channel(point), point, at_minimum=point.at_minimum)

    def between(self, x: float) -> tuple[RateDistortionCertificate, Kernel]:
        """Return certificate and test channel at a level: neighbours share time, the best tangent bounds."""
        if x in self.arguments:
            certificate = self.certificate(self.arguments.index(x))
            return certificate, Kernel(self.dom, self.cod, certificate.test_channel)
        right = bisect_right(self.arguments, x)
        low, high = self.points[right - 1], self.points[right]
        share = (x - low.level) / (high.level - low.level)
        channel = (1.0 - share) * self._channel(low) + share * self._channel(high)
        channel = within_level(self.source, channel, self.distortion, x)
        inner = [index for index, point in enumerate(self.points) if not point.at_minimum]
        best = max(inner, key=lambda index: tangent(self.node(index), x))
        certificate = self._certificate(x, channel, self.points[best], at_minimum=False)
        return certificate, Kernel(self.dom, self.cod, channel)

    def _channel(self, point: RatePoint) -> Matrix:
        distortion, level = self.distortion, point.level
        if point.at_minimum:
            distortion = np.where(distortion <= distortion.min(axis=1, keepdims=True), 0.0, inf)
            level = inf
        return channel_within_level(self.source, distortion, level, point.output_law, point.start)

    def _certificate(
        self, level: float, channel: Matrix, dual: RatePoint, *, at_minimum: bool
    ) -> RateDistortionCertificate:
        return RateDistortionCertificate.of(
            self.source,
            self.distortion,
            level,
            test_channel=channel,
            potentials=dual.potentials,
            slope=dual.slope,
            at_minimum=at_minimum,
        )

    def to_dict(self) -> JSON:
        """Return the points as JSON data."""
        return {
            "kind": self.kind,
            "source": array_to_json(self.source),
            "distortion": array_to_json(self.distortion),
            "dom": encode_space(self.dom),
            "cod": encode_space(self.cod),
            "output_laws": array_to_json(np.array([point.output_law for point in self.points])),
            "potentials": array_to_json(np.array([point.potentials for point in self.points])),
            "scalars": array_to_json(
                np.array([[p.level, p.start, p.slope, p.at_minimum, p.lower, p.upper] for p in self.points])
            ),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "RateDistortionProof":
        """Read what `to_dict` wrote."""
        laws = array_from_json(data["output_laws"], ndim=2)
        potentials = array_from_json(data["potentials"], ndim=2)
        scalars = array_from_json(data["scalars"], ndim=2)
        points = tuple(
            RatePoint(row[0], law, row[1], potential, row[2], bool(row[3]), row[4], row[5])
            for law, potential, row in zip(laws, potentials, scalars.tolist(), strict=True)
        )
        source = array_from_json(data["source"], ndim=1)
        distortion = array_from_json(data["distortion"], ndim=2)
        return cls(source, distortion, decode_space(data["dom"]), decode_space(data["cod"]), points)
