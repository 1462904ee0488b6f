"""Proofs of numbers that follow from the value of a program: its certificate, and what was added to it."""

from abc import abstractmethod
from dataclasses import dataclass

from itbounds.errors import CertificateError
from itbounds.lowering.programs.instance import Instance
from itbounds.numerics.interval import Interval
from itbounds.results.certificate import HEADROOM, Certificate, Level
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.program_json import instance_to_json

__all__ = ["DerivedCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class DerivedCertificate(Certificate):
    """A proved program, and the data from which the program and the number follow.

    Parameters
    ----------
    program : ProgramCertificate
        Of the program that `instance` makes from the data; another one is refused.
    """

    program: ProgramCertificate

    @abstractmethod
    def instance(self) -> Instance:
        """Return the program that the data stand for."""

    @abstractmethod
    def _ends(self, value: Interval, level: Level, headroom: float) -> tuple[float, float]:
        """Return certain ends of the number, for certain ends of the value of the program."""

    def claim(self) -> tuple[float, float]:
        """Return the ends that follow from the claim of the program, with headroom."""
        return self._ends(Interval(self.program.lower, self.program.upper), "float", HEADROOM)

    def _check(self) -> None:
        if instance_to_json(self.program.instance) != instance_to_json(self.instance()):
            raise CertificateError("the program is not the one of these data")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(self.program.verify(level), level, 1.0)
