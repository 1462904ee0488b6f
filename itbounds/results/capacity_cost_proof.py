"""The points behind a capacity-cost curve: an input law, an output law and a price at every node."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from math import inf, log, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.kernels import Distribution, Space
from itbounds.kernels.serial import decode_space, encode_space
from itbounds.numerics.repair import within_budget
from itbounds.results.capacity_certificate import CapacityCertificate
from itbounds.results.curve_proof import CurveProof
from itbounds.results.envelope import Node, tangent
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["CapacityCostProof", "CostPoint"]


@dataclass(frozen=True, eq=False)
class CostPoint:
    """One node: the budget, the points, and the certified ends that they gave.

    Parameters
    ----------
    budget : float
        The largest mean cost.
    input_law, output_law : arrays of shape (m,) and (n,)
        The two points.
    multiplier : float
        The price of a unit of cost; infinite at the least cost, where there is no tangent.
    lower, upper : float
        The certified ends, in nats.
    """

    budget: float
    input_law: Vector
    output_law: Vector
    multiplier: float
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class CapacityCostProof(CurveProof):
    """The points behind a capacity-cost curve.

    Parameters
    ----------
    matrix, cost : arrays of shape (m, n) and (m,)
        The question.
    dom : Space
        The input alphabet, for the witnesses.
    points : tuple of CostPoint
        In increasing order of the budget.
    """

    kind: ClassVar[str] = "capacity_cost"
    sign: ClassVar[int] = -1
    matrix: Matrix
    cost: Vector
    dom: Space
    points: tuple[CostPoint, ...]

    @cached_property
    def arguments(self) -> tuple[float, ...]:
        """The budgets of the nodes."""
        return tuple(point.budget for point in self.points)

    @cached_property
    def _ceiling(self) -> float:
        size = min(len(self.matrix), int(self.matrix.any(axis=0).sum()))
        return nextafter(log(size), inf) if size > 1 else 0.0

    def node(self, index: int) -> Node:
        """Return the lower end and the tangent above of one node, with their signs changed."""
        point = self.points[index]
        slope = None if point.multiplier == inf else -point.multiplier
        if slope is not None and point.upper >= self._ceiling:
            slope = 0.0  # the end was cut off at what holds at every budget; its tangent would be too low
        return Node(point.budget, -point.lower, -point.upper, slope)

    def certificate(self, index: int) -> CapacityCertificate:
        """Return the certificate of one node."""
        point = self.points[index]
        return self._certificate(point.budget, point.input_law, point)

    def between(self, x: float) -> tuple[CapacityCertificate, Distribution]:
        """Return certificate and input law at a budget: the neighbours mixed, the best tangent above."""
        if x in self.arguments:
            certificate = self.certificate(self.arguments.index(x))
            return certificate, Distribution(self.dom, certificate.input_law)
        right = bisect_right(self.arguments, x)
        low, high = self.points[right - 1], self.points[right]
        share = (x - low.budget) / (high.budget - low.budget)
        law = (1.0 - share) * low.input_law + share * high.input_law
        law = within_budget(law, self.cost, x)
        best = max(range(len(self.points)), key=lambda index: tangent(self.node(index), x))
        return self._certificate(x, law, self.points[best]), Distribution(self.dom, law)

    def _certificate(self, budget: float, law: Vector, dual: CostPoint) -> CapacityCertificate:
        return CapacityCertificate.of(
            self.matrix,
            law,
            dual.output_law,
            cost=self.cost,
            budget=budget,
            multiplier=dual.multiplier,
        )

    def to_dict(self) -> JSON:
        """Return the points as JSON data."""
        return {
            "kind": self.kind,
            "matrix": array_to_json(self.matrix),
            "cost": array_to_json(self.cost),
            "dom": encode_space(self.dom),
            "input_laws": array_to_json(np.array([point.input_law for point in self.points])),
            "output_laws": array_to_json(np.array([point.output_law for point in self.points])),
            "scalars": [
                [
                    number_to_json(value)
                    for value in (point.budget, point.multiplier, point.lower, point.upper)
                ]
                for point in self.points
            ],
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "CapacityCostProof":
        """Read what `to_dict` wrote."""
        inputs = array_from_json(data["input_laws"], ndim=2)
        outputs = array_from_json(data["output_laws"], ndim=2)
        rows = [[number_from_json(value) for value in row] for row in data["scalars"]]
        points = tuple(
            CostPoint(row[0], law, output, row[1], row[2], row[3])
            for law, output, row in zip(inputs, outputs, rows, strict=True)
        )
        matrix, cost = array_from_json(data["matrix"], ndim=2), array_from_json(data["cost"], ndim=1)
        return cls(matrix, cost, decode_space(data["dom"]), points)
