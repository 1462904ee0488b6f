"""The proof of a Wasserstein dependency: moves of one coordinate after the other, and a potential."""

from dataclasses import dataclass, replace
from math import inf, isfinite, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Array, Matrix
from itbounds.errors import CertificateError
from itbounds.numerics.rounding import SLACK, gamma
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["DependencyCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class DependencyCertificate(Certificate):
    r"""A transport from a joint law to the product of its marginals, and a potential.

    Costs add up over coordinates, so that a coupling may move x first and then y. Its second marginal Q' may
    miss the product law Q: mass that is moved to mend this costs no more than the largest cost,

    .. math:: \sum_{ab} u^c(b) Q(b) - u(a) P(a) \le W \le
              \operatorname{E} (d_1 + d_2) + (\max d_1 + \max d_2) \sum_b (Q'(b) - Q(b))^+,

    with :math:`u^c(x', y') = \min_{xy} u(x, y) + d_1(x, x') + d_2(y, y')`. There is no logarithm in this, and
    both levels of proof use the same bounds on sums of doubles.

    Parameters
    ----------
    joint : array of shape (m, n)
        Understood as normalised exactly.
    first, second : arrays of shapes (m, m) and (n, n)
        The costs, not negative.
    across : array of shape (m, n, m)
        The law of x' given (x, y).
    along : array of shape (m, n, n)
        The law of y' given (x', y).
    potential : array of shape (m, n)
        The function u.
    """

    kind: ClassVar[str] = "dependency"
    joint: Matrix
    first: Matrix
    second: Matrix
    across: Array
    along: Array
    potential: Matrix

    @classmethod
    def of(
        cls, joint: Matrix, costs: tuple[Matrix, Matrix], moves: tuple[Array, Array], potential: Matrix
    ) -> "DependencyCertificate":
        """Make the certificate of a transport and a potential: the claim is computed, with headroom."""
        draft = cls(
            lower=0.0,
            upper=inf,
            joint=joint,
            first=costs[0],
            second=costs[1],
            across=moves[0],
            along=moves[1],
            potential=potential,
        )
        lower, upper = draft._ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def coupling(self) -> Matrix:
        """The law of the pair of ends given that of starts."""
        size = self.joint.size
        across = self.across / self.across.sum(axis=2, keepdims=True)
        along = self.along / self.along.sum(axis=2, keepdims=True)
        law: Matrix = np.einsum("xya,ayb->xyab", across, along).reshape(size, size)
        return law

    def _check(self) -> None:
        m, n = self.joint.shape
        shapes = (self.first, (m, m)), (self.second, (n, n)), (self.potential, (m, n))
        moves = (self.across, (m, n, m)), (self.along, (m, n, n))
        if any(array.shape != shape for array, shape in (*shapes, *moves)):
            raise CertificateError("the costs, the moves or the potential do not fit the joint law")
        if not all(np.isfinite(array).all() for array, _ in shapes):
            raise CertificateError("a cost or the potential is not finite")
        if (self.first < 0.0).any() or (self.second < 0.0).any():
            raise CertificateError("a cost is negative")
        require_weights("joint law", self.joint.reshape(1, -1))
        for name, array in (("move of x", self.across), ("move of y", self.along)):
            require_weights(name, array)

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(1.0)

    def _ends(self, headroom: float) -> tuple[float, float]:
        start = self.joint / self.joint.sum()
        product = np.outer(start.sum(axis=1), start.sum(axis=0))
        dearest = float(self.first.max() + self.second.max())
        rounding = headroom * SLACK * gamma(4 * (self.joint.size + sum(self.joint.shape)) + 64)
        flow = start[:, :, None] * self.across / self.across.sum(axis=2, keepdims=True)
        between = flow.sum(axis=0).T
        onward = between[:, :, None] * self.along / self.along.sum(axis=2, keepdims=True)
        paid = float(np.einsum("xya,xa->", flow, self.first) + np.einsum("ayb,yb->", onward, self.second))
        missed = float(np.maximum(onward.sum(axis=1) - product, 0.0).sum())
        upper = paid + dearest * missed + rounding * (paid + 8.0 * dearest)
        nearest = (self.potential[:, :, None] + self.first[:, None, :]).min(axis=0).T
        target = (nearest[:, :, None] + self.second).min(axis=1)
        lower = float(np.sum(product * target)) - float(np.sum(start * self.potential))
        size = float(np.abs(self.potential).max() + np.abs(target).max()) + dearest
        lower -= 8.0 * rounding * size
        upper = nextafter(upper, inf) if upper > 0.0 else upper
        return (max(0.0, nextafter(lower, -inf)) if isfinite(lower) else 0.0), upper

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "joint": array_to_json(self.joint),
            "first": array_to_json(self.first),
            "second": array_to_json(self.second),
            "across": array_to_json(self.across),
            "along": array_to_json(self.along),
            "potential": array_to_json(self.potential),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "DependencyCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            joint=array_from_json(data["joint"], ndim=2),
            first=array_from_json(data["first"], ndim=2),
            second=array_from_json(data["second"], ndim=2),
            across=array_from_json(data["across"], ndim=3),
            along=array_from_json(data["along"], ndim=3),
            potential=array_from_json(data["potential"], ndim=2),
        )
