"""The proof of the capacity of a channel that is never formed."""

from dataclasses import dataclass, replace
from math import inf, isnan, log, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics import balls
from itbounds.numerics.operator_rounding import operator_capacity_interval
from itbounds.numerics.operators import Operator
from itbounds.numerics.rounding import NEGLIGIBLE, mean_is_at_most
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.operator_json import operator_from_json, operator_to_json
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["OperatorCapacityCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class OperatorCapacityCertificate(Certificate):
    r"""An input law and an output law that enclose the capacity of a structured channel.

    .. math:: I(p, W) \le C(B) \le \max_x D(W_x \| q) - \lambda (b_x - B)

    The channel is kept by its structure, and both ends are computed by letting it act, in sums of nonnegative
    terms. At level ``"ball"`` it is formed, which is refused beyond ten million entries.

    Parameters
    ----------
    channel : Operator
        The channel; its rows are understood as normalised exactly.
    input_law, output_law : arrays of shape (m,) and (n,)
        The two points, understood as normalised exactly; output probabilities are at least
        :math:`2^{-500}`.
    cost, budget, multiplier : array of shape (m,) or None, float or None, float
        The input cost, its budget and the dual variable, which is finite.
    """

    kind: ClassVar[str] = "operator_capacity"
    channel: Operator
    input_law: Vector
    output_law: Vector
    cost: Vector | None = None
    budget: float | None = None
    multiplier: float = 0.0

    @classmethod
    def of(
        cls,
        channel: Operator,
        input_law: Vector,
        output_law: Vector,
        *,
        cost: Vector | None = None,
        budget: float | None = None,
        multiplier: float = 0.0,
    ) -> "OperatorCapacityCertificate":
        """Make the certificate of two points: the claim is computed, with headroom."""
        draft = cls(
            lower=0.0,
            upper=inf,
            channel=channel,
            input_law=input_law,
            output_law=np.maximum(output_law, NEGLIGIBLE),
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
        m, n = self.channel.shape
        if self.input_law.shape != (m,) or self.output_law.shape != (n,):
            raise CertificateError("the laws do not fit the channel")
        require_weights("input law", self.input_law)
        require_weights("output law", self.output_law)
        if not self.output_law.min() >= NEGLIGIBLE:
            raise CertificateError("an entry of the output law is below 2^-500")
        if not self.channel.is_nonnegative:
            raise CertificateError("the channel has an entry that is negative or no number")
        require_weights("channel", self.channel.row_sums().total[:, None])
        if self.cost is None:
            return
        if self.budget is None or self.cost.shape != (m,) or not 0.0 <= self.multiplier < inf:
            raise CertificateError("the cost lacks an entry for an input, a budget or a finite multiplier")
        if not np.isfinite(self.cost).all() or isnan(self.budget):
            raise CertificateError("the cost or the budget is not a number, or a cost is infinite")
        if not mean_is_at_most(self.input_law, self.cost, self.budget) and not balls.mean_at_most(
            self.input_law, self.cost, self.budget
        ):
            raise CertificateError(f"the input law exceeds the budget {self.budget!r}")

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "float":
            return self._float_ends(1.0)
        matrix = self.channel.dense()
        budgeted = self.cost is not None and self.multiplier > 0.0
        cost, budget = (self.cost, self.budget) if budgeted else (None, None)
        upper = balls.capacity_upper(
            matrix, self.output_law, cost, budget, self.multiplier if budgeted else 0.0
        )
        lower = balls.capacity_lower(matrix, self.input_law)
        return max(0.0, lower), min(max(upper, 0.0), self._ceiling())

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        price = None
        if self.cost is not None and self.budget is not None and self.multiplier > 0.0:
            with np.errstate(over="ignore", invalid="ignore"):
                price = self.multiplier * (self.cost - self.budget)
        lower, upper = operator_capacity_interval(
            self.channel, self.input_law, self.output_law, price=price, headroom=headroom
        )
        return min(lower, self._ceiling()), min(upper, self._ceiling())

    def _ceiling(self) -> float:
        """Return the logarithm of the smaller alphabet, rounded up."""
        size = min(self.channel.shape)
        return nextafter(log(size), inf) if size > 1 else 0.0

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data; the channel by its structure."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "channel": operator_to_json(self.channel),
            "input_law": array_to_json(self.input_law),
            "output_law": array_to_json(self.output_law),
            "cost": array_to_json(self.cost),
            "budget": number_to_json(self.budget),
            "multiplier": number_to_json(self.multiplier),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "OperatorCapacityCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            channel=operator_from_json(data["channel"]),
            input_law=array_from_json(data["input_law"], ndim=1),
            output_law=array_from_json(data["output_law"], ndim=1),
            cost=None if data["cost"] is None else array_from_json(data["cost"], ndim=1),
            budget=None if data["budget"] is None else number_from_json(data["budget"]),
            multiplier=number_from_json(data["multiplier"]),
        )
