"""The proof of a capacity: an input law from below, an output law from above."""

from dataclasses import dataclass, replace
from math import inf, isnan, log, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Mask, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics import balls
from itbounds.numerics.rounding import capacity_interval, mean_is_at_most
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["CapacityCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class CapacityCertificate(Certificate):
    r"""An input law and an output law that enclose the capacity of a channel.

    .. math:: I(p, W) \le C(B) \le \max_x D(W_x \| q) - \lambda (b_x - B)

    for every input law :math:`p` with :math:`p \cdot b \le B`, every output law :math:`q` and every
    :math:`\lambda \ge 0`. An infinite multiplier stands for the budget that equals the least cost: then only
    the cheapest letters may be used, and the maximum runs over these alone.

    Parameters
    ----------
    matrix : array of shape (m, n)
        The channel; its rows are understood as normalised exactly.
    input_law, output_law : arrays of shape (m,) and (n,)
        The two points, understood as normalised exactly.
    cost, budget, multiplier : array of shape (m,) or None, float or None, float
        The input cost, its budget and the dual variable.
    """

    kind: ClassVar[str] = "capacity"
    matrix: Matrix
    input_law: Vector
    output_law: Vector
    cost: Vector | None = None
    budget: float | None = None
    multiplier: float = 0.0

    @classmethod
    def of(
        cls,
        matrix: Matrix,
        input_law: Vector,
        output_law: Vector,
        *,
        cost: Vector | None = None,
        budget: float | None = None,
        multiplier: float = 0.0,
    ) -> "CapacityCertificate":
        """Make the certificate of two points: the claim is computed, with headroom."""
        draft = cls(
            lower=0.0,
            upper=inf,
            matrix=matrix,
            input_law=input_law,
            output_law=output_law,
            cost=cost,
            budget=budget,
            multiplier=multiplier,
        )
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The input law, as one row."""
        return self.input_law[None, :]

    def _check(self) -> None:
        m, n = self.matrix.shape
        if self.input_law.shape != (m,) or self.output_law.shape != (n,):
            raise CertificateError("the laws do not fit the channel")
        points = {"channel": self.matrix, "input law": self.input_law, "output law": self.output_law}
        for name, array in points.items():
            require_weights(name, array)
        if self.cost is None:
            return
        if self.budget is None or self.cost.shape != (m,) or not self.multiplier >= 0.0:
            raise CertificateError(
                "the cost lacks an entry for an input, a budget or a multiplier of at least 0"
            )
        if not np.isfinite(self.cost).all() or isnan(self.budget):
            raise CertificateError("the cost or the budget is not a number, or a cost is infinite")
        if self.multiplier == inf and self.budget != self.cost.min():
            raise CertificateError("an infinite multiplier proves nothing above the least cost")
        if not mean_is_at_most(self.input_law, self.cost, self.budget) and not balls.mean_at_most(
            self.input_law, self.cost, self.budget
        ):
            raise CertificateError(f"the input law exceeds the budget {self.budget!r}")

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        allowed, cost, budget, multiplier = self._dual_side()
        upper = balls.capacity_upper(self.matrix[allowed], self.output_law, cost, budget, multiplier)
        lower = balls.capacity_lower(self.matrix, self.input_law)
        return max(0.0, lower), min(max(upper, 0.0), self._ceiling())  # in this order NaN stays NaN and fails

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        allowed, cost, budget, multiplier = self._dual_side()
        with np.errstate(over="ignore", invalid="ignore"):
            price = None if cost is None or budget is None else multiplier * (cost - budget)
        lower, upper = capacity_interval(
            self.matrix[allowed],
            self.input_law[allowed],
            self.output_law,
            price=price,
            headroom=headroom,
        )
        ceiling = self._ceiling()
        return min(lower, ceiling), min(upper, ceiling)

    def _ceiling(self) -> float:
        """Return the logarithm of the smaller alphabet, rounded up: exactly 0 for a single letter."""
        used = self.matrix[self._dual_side()[0]]
        size = min(len(used), int(used.any(axis=0).sum()))
        return nextafter(log(size), inf) if size > 1 else 0.0

    def _dual_side(self) -> tuple[Mask | slice, Vector | None, float | None, float]:
        """Return the letters that a law within the budget can use, and the price on them."""
        if self.cost is None or self.budget is None or self.multiplier == 0.0:
            return slice(None), None, None, 0.0  # a price of zero needs no finite budget
        if self.multiplier == inf:
            return self.cost <= self.budget, None, None, 0.0
        return slice(None), self.cost, self.budget, self.multiplier

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "matrix": array_to_json(self.matrix),
            "input_law": array_to_json(self.input_law),
            "output_law": array_to_json(self.output_law),
            "cost": array_to_json(self.cost),
            "budget": number_to_json(self.budget),
            "multiplier": number_to_json(self.multiplier),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "CapacityCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            matrix=array_from_json(data["matrix"], ndim=2),
            input_law=array_from_json(data["input_law"], ndim=1),
            output_law=array_from_json(data["output_law"], ndim=1),
            cost=None if data["cost"] is None else array_from_json(data["cost"], ndim=1),
            budget=None if data["budget"] is None else number_from_json(data["budget"]),
            multiplier=number_from_json(data["multiplier"]),
        )
