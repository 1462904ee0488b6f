"""The proof of the capacity of a product of channels: one proof for each of them."""

from dataclasses import dataclass
from math import fsum, inf, nextafter, prod
from typing import ClassVar

from itbounds._typing import JSON, Matrix
from itbounds.errors import CertificateError
from itbounds.numerics.coercion import DENSE_LIMIT
from itbounds.numerics.operators import Dense, product
from itbounds.results.capacity_certificate import CapacityCertificate
from itbounds.results.certificate import Certificate, Level
from itbounds.results.operator_capacity_certificate import OperatorCapacityCertificate
from itbounds.results.serial import number_from_json, number_to_json

__all__ = ["ProductCapacityCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class ProductCapacityCertificate(Certificate):
    r"""Proofs of the capacities of channels whose product is meant.

    .. math:: \sum_i I(p_i, W_i) \le C(W_1 \otimes \dots \otimes W_k)
              \le \sum_i \max_x D(W_{i, x} \| q_i)

    Parameters
    ----------
    parts : tuple of CapacityCertificate or OperatorCapacityCertificate
        One for each distinct channel, without a cost.
    order : tuple of int
        Which of the parts stands at each place of the product.
    """

    kind: ClassVar[str] = "product_capacity"
    parts: tuple[CapacityCertificate | OperatorCapacityCertificate, ...]
    order: tuple[int, ...]

    @classmethod
    def of(
        cls, parts: tuple[CapacityCertificate | OperatorCapacityCertificate, ...], order: tuple[int, ...]
    ) -> "ProductCapacityCertificate":
        """Make the certificate of several: its claim is the sum of theirs, rounded outward."""
        ends = [(parts[place].lower, parts[place].upper) for place in order]
        lower, upper = _total(ends)
        return cls(lower=lower, upper=upper, parts=parts, order=order)

    @property
    def attained(self) -> Matrix | None:
        """The product of the input laws as one row, if it has at most ten million entries."""
        laws = [self.parts[place].input_law for place in self.order]
        if prod(len(law) for law in laws) > DENSE_LIMIT:
            return None
        return product([Dense(law[None, :]) for law in laws]).dense()

    def _check(self) -> None:
        if not self.order or not all(0 <= place < len(self.parts) for place in self.order):
            raise CertificateError("a place of the product has no channel")
        if any(part.cost is not None for part in self.parts):
            raise CertificateError("a product with a cost on one channel is not the sum of capacities")

    def _prove(self, level: Level) -> tuple[float, float]:
        proved = [part.verify(level) for part in self.parts]
        return _total([(proved[place].lower, proved[place].upper) for place in self.order])

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "parts": [part.to_dict() for part in self.parts],
            "order": list(self.order),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "ProductCapacityCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            parts=tuple(_part(part) for part in data["parts"]),
            order=tuple(int(place) for place in data["order"]),
        )


def _part(data: JSON) -> CapacityCertificate | OperatorCapacityCertificate:
    if data["kind"] == OperatorCapacityCertificate.kind:
        return OperatorCapacityCertificate.from_dict(data)
    if data["kind"] == CapacityCertificate.kind:
        return CapacityCertificate.from_dict(data)
    raise CertificateError(f"a {data['kind']!r} certificate is no part of a product of capacities")


def _total(ends: list[tuple[float, float]]) -> tuple[float, float]:
    """Add up ends; the sums are exact before they are rounded once."""
    lower, upper = fsum(low for low, _ in ends), fsum(high for _, high in ends)
    return max(0.0, nextafter(lower, -inf)), nextafter(upper, inf) if upper > 0.0 else upper
