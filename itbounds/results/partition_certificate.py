"""The proof of a deterministic bottleneck: a partition from above, and all of them from below."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, nextafter
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import JSON, Array, Matrix
from itbounds.errors import CertificateError
from itbounds.numerics.block_sums import block_sums
from itbounds.numerics.law_entropy import common_weights, entropy_ball_ends, entropy_ends
from itbounds.numerics.partition_search import (
    best_intervals,
    best_partition,
    class_costs,
    class_costs_from_below,
    cost_error,
    interval_laws,
    subset_laws,
)
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["LARGEST", "LONGEST", "PartitionCertificate", "posterior_order"]

LARGEST, LONGEST = 13, 300
"""All partitions of so many letters are tried, and all into intervals of so many."""


@dataclass(frozen=True, eq=False, kw_only=True)
class PartitionCertificate(Certificate):
    r"""The least :math:`H(T) - \beta I(T; Y)` over functions T of X, and over all conditional laws.

    It is concave in :math:`P(t | x)`, so that a function is best. From below all partitions count, by dynamic
    programming, if there are few letters; those into intervals of :math:`P(y | x)`, in this order, if Y has
    two letters, since each letter is in the class with the least of some affine functions of it; and
    otherwise only :math:`H(T) - \beta I(T; Y) \ge -(\beta - 1)^+ I(X; Y)`.

    Parameters
    ----------
    joint : array of shape (n, k)
        Without rows of zeros; understood as normalised exactly.
    beta : float
        At least 0.
    labels : array of int, shape (n,)
        The class of each letter.
    """

    kind: ClassVar[str] = "partition"
    joint: Matrix
    beta: float
    labels: Array

    def stated(self) -> "PartitionCertificate":
        """Return the same partition with the claim that it proves, with headroom."""
        lower, upper = self._ends("float", HEADROOM)
        return replace(self, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The function, as a matrix."""
        matrix: Matrix = np.eye(int(self.labels.max()) + 1)[self.labels.astype(np.int64)]
        return matrix

    @property
    def is_exhaustive(self) -> bool:
        """Whether the lower end is that of all partitions."""
        return len(self.joint) <= LARGEST or (self.joint.shape[1] <= 2 and len(self.joint) <= LONGEST)

    def _check(self) -> None:
        require_weights("joint law", self.joint.ravel())
        if (
            self.joint.ndim != 2
            or self.labels.shape != self.joint.shape[:1]
            or not self.joint.any(axis=1).all()
        ):
            raise CertificateError("there is not one label for each letter of positive probability")
        if not np.isin(self.labels, np.arange(len(self.joint))).all() or not 0.0 <= self.beta < inf:
            raise CertificateError("a label is no class, or the slope is negative or infinite")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        n, k = self.joint.shape
        classes = self.labels.astype(np.int64)
        pair = (classes[:, None] * k + np.arange(k)).ravel()
        target = self._entropy(np.tile(np.arange(k, dtype=np.int64), n), k, level, headroom)
        told = self._entropy(classes.repeat(k), n, level, headroom)
        both = self._entropy(pair, n * k, level, headroom)
        # H(T) - b I = b H(T,Y) - (b - 1) H(T) - b H(Y)
        part = self.beta - 1.0
        upper = self.beta * both[1] - self.beta * target[0] - part * told[0 if part > 0.0 else 1]
        slack = 8.0 * 2.0**-53 * (1.0 + self.beta) * (1.0 + told[1] + both[1] + target[1])
        return self._least(target[1], level, headroom), nextafter(upper + headroom * slack, inf)

    def _least(self, target: float, level: Level, headroom: float) -> float:
        n, k = self.joint.shape
        if self.beta <= 1.0:
            return 0.0  # H(T) >= I(T;Y)
        slack = headroom * cost_error((n, k), self.beta)
        if self.is_exhaustive:
            low = self._least_cost(level)
            return nextafter(low - self.beta * target * (1.0 + 2.0**-50) - slack, -inf)
        letters = self._entropy(np.arange(n, dtype=np.int64).repeat(k), n, level, headroom)
        cells = self._entropy(np.arange(n * k, dtype=np.int64), n * k, level, headroom)
        most = max(0.0, letters[1] + target - cells[0])
        return nextafter(-(self.beta - 1.0) * most * (1.0 + 2.0**-50) - slack, -inf)

    def _least_cost(self, level: Level) -> float:
        n, k = self.joint.shape
        order = range(n) if n <= LARGEST else posterior_order(self.joint)
        joint = self.joint[list(order)]
        if level == "float":
            joint = joint / joint.sum()
            if n <= LARGEST:
                return best_partition(class_costs(subset_laws(joint), self.beta))[0]
            return best_intervals(class_costs(interval_laws(joint), self.beta))[0]
        weights = np.array(common_weights(joint.ravel()), dtype=object).reshape(n, k)
        total = int(weights.sum())
        if n <= LARGEST:
            laws = [[0] * k]
            for row in weights.tolist():
                laws += [[a + b for a, b in zip(law, row, strict=True)] for law in laws]
            costs = np.concatenate(([0.0], class_costs_from_below(laws[1:], total, self.beta)))
            return best_partition(costs)[0]
        table = np.full((n, n), inf)
        for i in range(n):
            sums = np.cumsum(weights[i:], axis=0).tolist()
            table[i, i:] = class_costs_from_below(sums, total, self.beta)
        return best_intervals(table)[0]

    def _entropy(
        self, codes: NDArray[np.int64], count: int, level: Level, headroom: float
    ) -> tuple[float, float]:
        if level == "float":
            return entropy_ends(block_sums(codes, self.joint.ravel(), count), headroom=headroom)
        sums = [0] * count
        for code, weight in zip(codes.tolist(), common_weights(self.joint.ravel()), strict=True):
            sums[code] += weight
        return entropy_ball_ends(sums)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "beta": self.beta,
            "joint": array_to_json(self.joint),
            "labels": array_to_json(self.labels),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "PartitionCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            joint=array_from_json(data["joint"], ndim=2),
            beta=float(data["beta"]),
            labels=array_from_json(data["labels"], ndim=1),
        )


def posterior_order(joint: Matrix) -> list[int]:
    """Return the letters in the order of the probability of the first letter of Y, compared exactly."""
    rows = [[Fraction(mass) for mass in row] for row in joint.tolist()]
    return sorted(range(len(rows)), key=lambda x: rows[x][0] / sum(rows[x]))
