"""The points behind a bottleneck curve: an encoder and a dual point at every node."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix
from itbounds.kernels import Kernel, Space
from itbounds.kernels.serial import decode_space, encode_space
from itbounds.numerics.bottleneck_rounding import within_rate
from itbounds.results.bottleneck_certificate import BottleneckCertificate
from itbounds.results.curve_proof import CurveProof
from itbounds.results.envelope import Node, tangent
from itbounds.results.serial import array_from_json, array_to_json

__all__ = ["BottleneckProof"]


@dataclass(frozen=True, eq=False)
class BottleneckProof(CurveProof):
    """The points behind the curve of relevance against complexity.

    Parameters
    ----------
    joint : array of shape (m, n)
        The question, without zero rows and columns.
    dom : Space
        The letters, for the witnesses.
    points : tuple of BottleneckCertificate
        In increasing order of the complexity.
    """

    kind: ClassVar[str] = "bottleneck"
    sign: ClassVar[int] = -1
    in_unit: ClassVar[bool] = True
    joint: Matrix
    dom: Space
    points: tuple[BottleneckCertificate, ...]

    @property
    def closing(self) -> bool:
        """Whether the dual points prove anything: where the relevant variable has at most two letters."""
        return len(self.joint.T) <= 2

    @cached_property
    def arguments(self) -> tuple[float, ...]:
        """The complexities of the nodes, in nats."""
        return tuple(point.rate for point in self.points)

    def node(self, index: int) -> Node:
        """Return the lower end and the best proved tangent of one node, with their signs changed."""
        point = self.points[index]
        return Node(point.rate, -point.lower, -point.upper, -point.proved_slope)

    def certificate(self, index: int) -> BottleneckCertificate:
        """Return the certificate of one node."""
        return self.points[index]

    def between(self, x: float) -> tuple[BottleneckCertificate, Kernel]:
        """Return certificate and encoder at a complexity: one of two neighbours is drawn, and named."""
        if x in self.arguments:
            certificate = self.certificate(self.arguments.index(x))
            return certificate, self._witness(certificate)
        right = bisect_right(self.arguments, x)
        low, high = self.points[right - 1], self.points[right]
        share = (x - low.rate) / (high.rate - low.rate)
        encoder = np.hstack([(1.0 - share) * low.encoder, share * high.encoder])
        best = max(range(len(self.points)), key=lambda index: tangent(self.node(index), x))
        dual = self.points[best]
        certificate = BottleneckCertificate.of(
            self.joint,
            x,
            # A hair below: the complexity that was asked for in another unit was rounded on the way.
            encoder=within_rate(self.joint, encoder, x * (1.0 - 2.0**-50)),
            potentials=dual.potentials,
            slope=dual.slope,
            searched=dual.searched,
        )
        return certificate, self._witness(certificate)

    def _witness(self, certificate: BottleneckCertificate) -> Kernel:
        return Kernel(self.dom, Space.of(certificate.encoder.shape[1], "T"), certificate.encoder)

    def to_dict(self) -> JSON:
        """Return the points as JSON data; what they share is written once."""
        points = [point.to_dict() for point in self.points]
        return {
            "kind": self.kind,
            "joint": array_to_json(self.joint),
            "dom": encode_space(self.dom),
            "points": [{name: value for name, value in point.items() if name != "joint"} for point in points],
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "BottleneckProof":
        """Read what `to_dict` wrote."""
        points = tuple(
            BottleneckCertificate.from_dict({**point, "joint": data["joint"]}) for point in data["points"]
        )
        return cls(array_from_json(data["joint"], ndim=2), decode_space(data["dom"]), points)
