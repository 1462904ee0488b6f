"""The proof of a covering number of finitely many functions: the balls from above, a search from below."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, log
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix
from itbounds.errors import CertificateError
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.sup_norm_cover import refuted, within
from itbounds.results.certificate import HEADROOM, Certificate, Level
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["CoveringCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class CoveringCertificate(Certificate):
    r"""Functions, the ball of each, and how long a search for fewer balls may take.

    From above: the functions of a ball are within :math:`2 \epsilon` of each other, pair by pair, without
    rounding, and then the middle of their range is within :math:`\epsilon` of all. From below: functions no
    two of which share a ball, and, in each connected part where that leaves a gap, a search that finds no
    smaller cover.

    Parameters
    ----------
    values : array of shape (functions, points)
        The functions.
    eps : float
        The radius.
    labels : tuple of int
        The ball of each function.
    nodes : int
        The nodes that the search may take; it is done again to verify the lower end.
    """

    kind: ClassVar[str] = "covering"
    values: Matrix
    eps: float
    labels: tuple[int, ...]
    nodes: int = 0

    @classmethod
    def of(cls, values: Matrix, eps: float, labels: Sequence[int], nodes: int) -> "CoveringCertificate":
        """Make the certificate of a cover: the claim is computed, with headroom."""
        draft = cls(lower=0.0, upper=inf, values=values, eps=eps, labels=tuple(labels), nodes=nodes)
        lower, upper = draft._ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def counts(self) -> tuple[int, int]:
        """A bracket of the number of balls, proved now."""
        near = within(self.values, 2.0 * self.eps)
        together = np.equal.outer(self.labels, self.labels)
        if (together & ~near).any():
            raise CertificateError("two functions of one ball are more than two radii apart")
        upper = len(set(self.labels))
        return min(upper, refuted(near, list(self.labels), self.nodes)), upper

    @property
    def centres(self) -> Matrix:
        """The centres of the balls, rounded to doubles, one row a ball."""
        labels = np.asarray(self.labels)
        groups = [self.values[labels == ball] for ball in sorted(set(self.labels))]
        return np.stack([0.5 * group.min(axis=0) + 0.5 * group.max(axis=0) for group in groups])

    @property
    def attained(self) -> Matrix:
        """The encoder: which function goes to which ball."""
        balls = sorted(set(self.labels))
        return np.equal.outer(self.labels, balls).astype(np.float64)

    def _check(self) -> None:
        if self.values.ndim != 2 or len(self.labels) != len(self.values) or not len(self.values):
            raise CertificateError("there is not one ball for each function")
        if not np.isfinite(self.values).all() or not 0.0 <= 2.0 * self.eps < inf:
            raise CertificateError("a value is not finite, or the radius is no radius")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(1.0)

    def _ends(self, headroom: float) -> tuple[float, float]:
        lower, upper = (log(count) for count in self.counts)
        slack = 4.0 * UNIT_ROUNDOFF * headroom
        return lower * (1.0 - slack), upper * (1.0 + slack)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "values": array_to_json(self.values),
            "eps": number_to_json(self.eps),
            "labels": list(self.labels),
            "nodes": self.nodes,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "CoveringCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            values=array_from_json(data["values"], ndim=2),
            eps=number_from_json(data["eps"]),
            labels=tuple(int(label) for label in data["labels"]),
            nodes=int(data["nodes"]),
        )
