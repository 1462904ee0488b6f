"""The proof of the least distortion at a rate that is known by its ends: two programs."""

from dataclasses import dataclass
from typing import ClassVar

from itbounds._typing import JSON, Matrix
from itbounds.errors import CertificateError
from itbounds.results.certificate import Certificate, Level
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.program_json import instance_to_json
from itbounds.results.serial import number_from_json, number_to_json

__all__ = ["DistortionRateCertificate", "limit_of", "written_but_for_the_limit"]


@dataclass(frozen=True, eq=False, kw_only=True)
class DistortionRateCertificate(Certificate):
    """A minimum that falls with the constant of its first limit, which lies between two numbers.

    Parameters
    ----------
    generous : ProgramCertificate
        With the larger constant: its lower end is a lower end.
    strict : ProgramCertificate
        With the smaller constant: its upper end is an upper end.
    """

    kind: ClassVar[str] = "distortion_rate"
    generous: ProgramCertificate
    strict: ProgramCertificate

    @classmethod
    def of(cls, generous: ProgramCertificate, strict: ProgramCertificate) -> "DistortionRateCertificate":
        """Make the certificate of two programs about a number that is not negative."""
        return cls(lower=max(0.0, generous.lower), upper=strict.upper, generous=generous, strict=strict)

    @property
    def attained(self) -> Matrix:
        """The kernel that attains the upper end."""
        return self.strict.attained

    def _check(self) -> None:
        if self.generous.sign != -1 or self.strict.sign != -1:
            raise CertificateError("a program is no minimum")
        constants = [part.instance.limits[0].tally.constant for part in (self.generous, self.strict)]
        if constants[0] < constants[1]:
            raise CertificateError("the limits are exchanged")
        if written_but_for_the_limit(self.generous) != written_but_for_the_limit(self.strict):
            raise CertificateError("the programs differ by more than their limit")

    def _prove(self, level: Level) -> tuple[float, float]:
        low = max(0.0, self.generous.verify(level).lower)
        return low, self.strict.verify(level).upper

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "generous": self.generous.to_dict(),
            "strict": self.strict.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "DistortionRateCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            generous=ProgramCertificate.from_dict(data["generous"]),
            strict=ProgramCertificate.from_dict(data["strict"]),
        )


def limit_of(part: ProgramCertificate) -> float:
    """Return the constant of the first limit of a program."""
    return float(part.instance.limits[0].tally.constant)


def written_but_for_the_limit(part: ProgramCertificate) -> JSON:
    """Return the program without the constant of its first limit."""
    written = instance_to_json(part.instance)
    first = written["limits"][0]
    written["limits"] = [{**first, "tally": {**first["tally"], "constant": None}}, *written["limits"][1:]]
    return written
