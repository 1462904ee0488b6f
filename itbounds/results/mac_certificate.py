"""The proof of what two senders can reach together over a multiple-access channel."""

from dataclasses import dataclass, replace
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Array, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.mac_rates import OutputLaws, Pentagon, cell_bounds, is_grained, pentagon, support_lower
from itbounds.results.certificate import HEADROOM, Level, require_weights
from itbounds.results.rate_certificate import RateCertificate
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["MacCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class MacCertificate(RateCertificate):
    r"""Two input laws, and output laws that no pair of senders can exceed.

    From below the pentagon :math:`R_1 \le I(X_1; Y | X_2)`, :math:`R_2 \le I(X_2; Y | X_1)`,
    :math:`R_1 + R_2 \le I(X_1 X_2; Y)` of the product of the laws. From above the largest cost of a pair of
    letters, which allows dependent inputs; or, where one user has two letters, costs at and between nodes of
    the probability of the second one, which does not: see `itbounds.numerics.mac_rates`.

    Parameters
    ----------
    channel : array of shape (m1, m2, n)
        Rows understood as normalised exactly.
    first, second : arrays of shape (m1,) and (m2,)
        The input laws, in multiples of 2**-26.
    nodes : array of shape (k,)
        From 0 to 1; a single one of any value for dependent inputs.
    axis : int
        The user of two letters; -1 for dependent inputs.
    laws : array of shape (k, n)
    conditional : array of shape (k, m, n)
        The output laws, and those given the letters of the user with the smaller weight.
    """

    kind: ClassVar[str] = "multiple_access"
    channel: Array
    first: Vector
    second: Vector
    nodes: Vector
    axis: int
    laws: Matrix
    conditional: Array

    def stated(self) -> "MacCertificate":
        """Return the same points with the claim that they prove, with headroom."""
        lower, upper = self._ends("float", HEADROOM)
        return replace(self, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The product law, as one row."""
        return np.outer(self.first, self.second).reshape(1, -1)

    @property
    def rates(self) -> Pentagon:
        """Lower ends of the three bounds of the pentagon, in nats."""
        return pentagon(self.channel, self.first, self.second, ball=False, headroom=HEADROOM)

    @property
    def corners(self) -> Matrix:
        """The corners of the pentagon other than the origin."""
        one, other, both = self.rates
        return np.array([
            [one, 0.0], [one, max(0.0, min(both - one, other))], [max(0.0, min(both - other, one)), other],
            [0.0, other],
        ])  # fmt: skip

    def _check(self) -> None:
        self._check_weights()
        m1, m2, n = self.channel.shape
        light = m2 if self.weights[0] >= self.weights[1] else m1
        count = len(self.nodes)
        if self.first.shape != (m1,) or self.second.shape != (m2,):
            raise CertificateError("the input laws do not fit the channel")
        if self.laws.shape != (count, n) or self.conditional.shape != (count, light, n):
            raise CertificateError("the output laws do not fit the channel")
        points = {"channel": self.channel, "output law": self.laws, "conditional law": self.conditional}
        for name, array in points.items():
            require_weights(name, array)
        if not is_grained(self.first) or not is_grained(self.second):
            raise CertificateError("an input law is no law in multiples of the grain")
        if self.axis not in (-1, 0, 1) or (self.axis == -1) != (count == 1):
            raise CertificateError("there are several nodes without a user of two letters, or one with them")
        if self.axis >= 0:
            rising = (
                bool((np.diff(self.nodes) > 0.0).all()) and self.nodes[0] == 0.0 and self.nodes[-1] == 1.0
            )
            if self.channel.shape[self.axis] != 2 or not rising:
                raise CertificateError("the nodes do not cover the laws of a user of two letters")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        ball = level == "ball"
        rates = pentagon(self.channel, self.first, self.second, ball=ball, headroom=headroom)
        points = OutputLaws(self.nodes, self.axis, self.laws, self.conditional)
        bounds = cell_bounds(self.channel, self.weights, points, ball=ball, headroom=headroom)
        upper = float(bounds.max())
        return support_lower(rates, self.weights), upper if upper < inf else inf

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        arrays = ("weights", "channel", "first", "second", "nodes", "laws", "conditional")
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "axis": self.axis,
            **{name: array_to_json(getattr(self, name)) for name in arrays},
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "MacCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            axis=int(data["axis"]),
            weights=array_from_json(data["weights"], ndim=1),
            channel=array_from_json(data["channel"], ndim=3),
            first=array_from_json(data["first"], ndim=1),
            second=array_from_json(data["second"], ndim=1),
            nodes=array_from_json(data["nodes"], ndim=1),
            laws=array_from_json(data["laws"], ndim=2),
            conditional=array_from_json(data["conditional"], ndim=3),
        )
