"""The proof of where the least value of a program, which falls with its limit, is so much: two programs."""

from dataclasses import dataclass
from typing import ClassVar

from itbounds._typing import JSON, Matrix
from itbounds.errors import CertificateError
from itbounds.results.certificate import Certificate, Level
from itbounds.results.distortion_rate_certificate import limit_of, written_but_for_the_limit
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.serial import number_from_json, number_to_json

__all__ = ["RateInverseCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class RateInverseCertificate(Certificate):
    """Two levels, of which one needs at least what is offered and the other at most.

    Parameters
    ----------
    short : ProgramCertificate
        The least rate at a level, at least `offered_high`: all that is offered is not enough for less.
    enough : ProgramCertificate
        The least rate at another level, at most `offered_low`: so this level is met.
    offered_low, offered_high : float
        Ends of the rate that is offered, in nats.
    """

    kind: ClassVar[str] = "rate_inverse"
    short: ProgramCertificate
    enough: ProgramCertificate
    offered_low: float
    offered_high: float

    @classmethod
    def of(
        cls, short: ProgramCertificate, enough: ProgramCertificate, offered: tuple[float, float]
    ) -> "RateInverseCertificate":
        """Make the certificate of two rates at two levels, which are its ends."""
        return cls(
            lower=limit_of(short),
            upper=limit_of(enough),
            short=short,
            enough=enough,
            offered_low=offered[0],
            offered_high=offered[1],
        )

    @property
    def attained(self) -> Matrix:
        """The kernel that attains the upper end."""
        return self.enough.attained

    def _check(self) -> None:
        if self.short.sign != -1 or self.enough.sign != -1:
            raise CertificateError("a program is no minimum")
        # A rate above zero falls strictly: less than a level that needs so much needs more.
        if not 0.0 <= self.offered_low <= self.offered_high or self.offered_high == 0.0:
            raise CertificateError("the ends of what is offered are none")
        if written_but_for_the_limit(self.short) != written_but_for_the_limit(self.enough):
            raise CertificateError("the programs differ by more than their limit")

    def _prove(self, level: Level) -> tuple[float, float]:
        if self.short.verify(level).lower < self.offered_high:
            raise CertificateError("less than the lower end may be enough for what is offered")
        if self.enough.verify(level).upper > self.offered_low:
            raise CertificateError("the upper end may need more than what is offered")
        return limit_of(self.short), limit_of(self.enough)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "short": self.short.to_dict(),
            "enough": self.enough.to_dict(),
            "offered_low": self.offered_low,
            "offered_high": self.offered_high,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "RateInverseCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            short=ProgramCertificate.from_dict(data["short"]),
            enough=ProgramCertificate.from_dict(data["enough"]),
            offered_low=float(data["offered_low"]),
            offered_high=float(data["offered_high"]),
        )
