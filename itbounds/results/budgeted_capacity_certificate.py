"""The proof of a capacity under several budgets: an input law, an output law, and a price of each cost."""

from dataclasses import dataclass, replace
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics import balls
from itbounds.numerics.rounding import SLACK, capacity_interval, gamma, mean_is_at_most
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["BudgetedCapacityCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class BudgetedCapacityCertificate(Certificate):
    r"""An input law and an output law that enclose the capacity of a channel under several budgets.

    .. math:: I(p, W) \le C \le \max_x D(W_x \| q) - \sum_j \lambda_j (c_{jx} - b_j)

    for every input law within the budgets, every output law q and all :math:`\lambda \ge 0`.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel; its rows are understood as normalised exactly.
    input_law, output_law : arrays of shape (m,) and (n,)
        Understood as normalised exactly.
    costs, budgets, multipliers : arrays of shape (k, m), (k,) and (k,)
        The costs of the letters, how much may be spent, and the prices.
    """

    kind: ClassVar[str] = "budgeted_capacity"
    matrix: Matrix
    input_law: Vector
    output_law: Vector
    costs: Matrix
    budgets: Vector
    multipliers: Vector

    @classmethod
    def of(
        cls,
        matrix: Matrix,
        laws: tuple[Vector, Vector],
        costs: Matrix,
        budgets: Vector,
        multipliers: Vector,
    ) -> "BudgetedCapacityCertificate":
        """Make the certificate of an input and an output law and prices: the claim is computed."""
        draft = cls(
            lower=0.0,
            upper=inf,
            matrix=matrix,
            input_law=laws[0],
            output_law=laws[1],
            costs=costs,
            budgets=budgets,
            multipliers=multipliers,
        )
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The input law, as one row."""
        return self.input_law[None, :]

    @property
    def is_within(self) -> bool:
        """Whether the input law meets every budget beyond doubt."""
        return all(
            mean_is_at_most(self.input_law, cost, budget) or balls.mean_at_most(self.input_law, cost, budget)
            for cost, budget in zip(self.costs, self.budgets.tolist(), strict=True)
        )

    def _check(self) -> None:
        m, n = self.matrix.shape
        if self.input_law.shape != (m,) or self.output_law.shape != (n,):
            raise CertificateError("the laws do not fit the channel")
        points = {"channel": self.matrix, "input law": self.input_law, "output law": self.output_law}
        for name, array in points.items():
            require_weights(name, array)
        count = len(self.budgets)
        if self.costs.shape != (count, m) or self.multipliers.shape != (count,):
            raise CertificateError("there is not one budget and one price for each cost of all letters")
        numbers = (self.costs, self.budgets, self.multipliers)
        if not all(np.isfinite(part).all() for part in numbers) or (self.multipliers < 0.0).any():
            raise CertificateError("a cost, a budget or a price is not finite, or a price is negative")
        if not self.is_within:
            raise CertificateError("the input law exceeds a budget")

    def _prices(self, headroom: float) -> Vector:
        """Return no more than what the prices make of the costs of each letter above the budgets."""
        excess = self.costs - self.budgets[:, None]
        error = gamma(len(self.budgets) + 4) * (self.multipliers @ np.abs(excess))
        prices: Vector = self.multipliers @ excess - SLACK * headroom * error
        return prices

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        upper = balls.capacity_upper(self.matrix, self.output_law, self._prices(1.0), 0.0, 1.0)
        return max(0.0, balls.capacity_lower(self.matrix, self.input_law)), max(upper, 0.0)

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        return capacity_interval(
            self.matrix, self.input_law, self.output_law, price=self._prices(headroom), headroom=headroom
        )

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "matrix": array_to_json(self.matrix),
            "input_law": array_to_json(self.input_law),
            "output_law": array_to_json(self.output_law),
            "costs": array_to_json(self.costs),
            "budgets": array_to_json(self.budgets),
            "multipliers": array_to_json(self.multipliers),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "BudgetedCapacityCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            matrix=array_from_json(data["matrix"], ndim=2),
            input_law=array_from_json(data["input_law"], ndim=1),
            output_law=array_from_json(data["output_law"], ndim=1),
            costs=array_from_json(data["costs"], ndim=2),
            budgets=array_from_json(data["budgets"], ndim=1),
            multipliers=array_from_json(data["multipliers"], ndim=1),
        )
