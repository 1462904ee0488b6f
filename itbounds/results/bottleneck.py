"""The answer of an information bottleneck: relevance as an interval, and the complexity it costs."""

from dataclasses import dataclass, fields, replace
from math import inf
from typing import Any

from itbounds._typing import JSON
from itbounds.forms import Status
from itbounds.kernels import Kernel
from itbounds.results.bottleneck_certificate import BottleneckCertificate
from itbounds.results.describe import Description
from itbounds.results.result import Result

__all__ = ["Bottleneck"]


@dataclass(frozen=True, eq=False, repr=False)
class Bottleneck(Result[Kernel]):
    """The largest relevance I(T; Y) at a complexity I(X; T); the witness is an encoder that attains `lower`.

    Parameters
    ----------
    quantity, latex, lower_nats, upper_nats, status, provenance, witness, certificate, history, unit
        See `Result`.
    """

    @classmethod
    def of(cls, result: Result[Any]) -> "Bottleneck":
        """Read a result whose certificate is that of a bottleneck."""
        return cls(**{field.name: getattr(result, field.name) for field in fields(Result)})

    @classmethod
    def from_dict(cls, data: JSON) -> "Bottleneck":
        """Read what `to_dict` wrote; call `verify` to prove it again."""
        return cls.of(Result.from_dict(data))

    @property
    def rate(self) -> float:
        """The complexity within which the interval holds: the encoder's I(X; T) is at most it, in `unit`."""
        certificate = self._points()
        return inf if certificate is None else self.unit.ceil(certificate.rate)

    @property
    def slope(self) -> float:
        r"""The slope :math:`\beta` of the dual point; 0 where there is none."""
        certificate = self._points()
        return 0.0 if certificate is None else certificate.slope

    @property
    def conjecture(self) -> float:
        """The upper end in `unit` if a search has not missed the dual's maximum: a hint, not a bound."""
        certificate = self._points()
        return inf if certificate is None else self.unit.ceil(certificate.conjecture)

    def _describe(self) -> Description:
        plain = super()._describe()
        rows = [("rate", f"{self.rate:.9g} {self.unit}")]
        if self.status is Status.ATTAINED:
            rows.append(
                ("conjecture", f"at most {self.conjecture:.9g} {self.unit} if a search missed nothing")
            )
        return replace(plain, rows=(*rows, *plain.rows))

    def _points(self) -> BottleneckCertificate | None:
        return self.certificate if isinstance(self.certificate, BottleneckCertificate) else None
