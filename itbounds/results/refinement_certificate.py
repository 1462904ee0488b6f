"""The proof of what it costs to describe a source coarsely first and finely afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, nextafter
from typing import Any, ClassVar

from itbounds._typing import JSON, Matrix
from itbounds.errors import CertificateError
from itbounds.lowering.programs.instance import Instance
from itbounds.lowering.programs.levels import within_level
from itbounds.lowering.programs.reading import read_model
from itbounds.lowering.programs.tallies import as_instance
from itbounds.numerics.interval import Interval
from itbounds.results.certificate import Level
from itbounds.results.derived_certificate import DerivedCertificate
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.rate_distortion_certificate import RateDistortionCertificate
from itbounds.results.serial import number_from_json, number_to_json
from itbounds.symbolic import I, Relation, free
from itbounds.symbolic.functional import Functional, as_functional
from itbounds.symbolic.variable import rvs
from itbounds.units import NATS

__all__ = ["RefinementCertificate", "refining"]


@dataclass(frozen=True, eq=False, kw_only=True)
class RefinementCertificate(DerivedCertificate):
    r"""Two rates, and the least weighted sum of rates of two descriptions of which one refines the other.

    The number is :math:`\min w I(X; X_1) + I(X; X_1 X_2) - w R_1(D_1) - R_2(D_2)`, which is not negative.

    Parameters
    ----------
    coarse, fine : RateDistortionCertificate
        Of the two rates, for one source.
    weight : float
        The weight w of the first rate, positive.
    """

    kind: ClassVar[str] = "refinement"
    coarse: RateDistortionCertificate
    fine: RateDistortionCertificate
    weight: float

    @classmethod
    def of(
        cls,
        coarse: RateDistortionCertificate,
        fine: RateDistortionCertificate,
        *,
        weight: float,
        program: ProgramCertificate,
    ) -> "RefinementCertificate":
        """Make the certificate of three others, and compute its claim."""
        draft = cls(lower=0.0, upper=inf, coarse=coarse, fine=fine, weight=weight, program=program)
        lower, upper = draft.claim()
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The joint test channel."""
        return self.program.attained

    def instance(self) -> Instance:
        """Return the program of the weighted sum."""
        model, objective, limits = refining(self.coarse, self.fine, self.weight)
        return as_instance(objective, -1, read_model(model), limits, NATS)

    def _check(self) -> None:
        if not 0.0 < self.weight < inf:
            raise CertificateError("the weight of the first rate is not positive and finite")
        if self.coarse.source.tolist() != self.fine.source.tolist():
            raise CertificateError("the two rates are not those of one source")
        super()._check()

    def _prove(self, level: Level) -> tuple[float, float]:
        for part in (self.coarse, self.fine):
            part.verify(level)
        return super()._prove(level)

    def _ends(self, value: Interval, level: Level, headroom: float) -> tuple[float, float]:
        """Subtract the claims of the two rates, each of which is proved by itself."""
        low, high = value.lower, value.upper
        for weight, part in ((self.weight, self.coarse), (1.0, self.fine)):
            low = nextafter(low - nextafter(weight * part.upper, inf), -inf)
            high = nextafter(high - nextafter(weight * part.lower, -inf), inf)
        return max(0.0, low), max(0.0, high)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "coarse": self.coarse.to_dict(),
            "fine": self.fine.to_dict(),
            "weight": self.weight,
            "program": self.program.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "RefinementCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            coarse=RateDistortionCertificate.from_dict(data["coarse"]),
            fine=RateDistortionCertificate.from_dict(data["fine"]),
            weight=float(data["weight"]),
            program=ProgramCertificate.from_dict(data["program"]),
        )


def refining(
    coarse: RateDistortionCertificate, fine: RateDistortionCertificate, weight: float
) -> tuple[Mapping[Any, Any], Functional, list[Relation]]:
    """Return model, objective and limits of the least weighted sum of the two rates."""
    source, first, second = rvs("X X̂1 X̂2")
    sizes = (coarse.distortion.shape[1], fine.distortion.shape[1])
    model: Mapping[Any, Any] = {source: coarse.source, ((first, second) | source): free(sizes)}
    objective = Fraction(weight) * I(source, first) + I(source, (first, second))
    limits = [
        *within_level(coarse.distortion, coarse.level, source, first),
        *within_level(fine.distortion, fine.level, source, second),
    ]
    return model, as_functional(objective), limits
