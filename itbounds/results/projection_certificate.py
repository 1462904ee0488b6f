"""The proof of a least divergence: that of the program with rounded logarithms, and what they may matter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, nextafter
from typing import Any, ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.lowering.programs.instance import Instance
from itbounds.lowering.programs.reading import read_model
from itbounds.lowering.programs.tallies import as_instance
from itbounds.numerics.interval import Interval
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.results.certificate import Level, require_weights
from itbounds.results.derived_certificate import DerivedCertificate
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json
from itbounds.symbolic import E, H, Relation, free
from itbounds.symbolic.functional import Functional, as_functional
from itbounds.symbolic.variable import RV
from itbounds.units import NATS

__all__ = ["ProjectionCertificate", "logarithms", "projecting"]


@dataclass(frozen=True, eq=False, kw_only=True)
class ProjectionCertificate(DerivedCertificate):
    r"""The least :math:`D(q \| p)` at which features have given means, from the program in :math:`\ln p`.

    Each logarithm, of a quotient of a double and a sum of doubles, is off by a few units of its size and of
    the number of letters; so is their mean. They are kept, since another machine may round them otherwise.
    No divergence is negative.

    Parameters
    ----------
    prior : array of shape (n,)
        The law p, understood as normalised exactly.
    logs : array of shape (n,)
        Its logarithms, nearly; 0 where it is zero.
    features : array of shape (k, n)
    means : array of shape (k,)
    """

    kind: ClassVar[str] = "projection"
    prior: Vector
    logs: Vector
    features: Matrix
    means: Vector

    @classmethod
    def of(
        cls, prior: Vector, features: Matrix, means: Vector, program: ProgramCertificate
    ) -> "ProjectionCertificate":
        """Make the certificate from that of the program."""
        parts = {"prior": prior, "logs": logarithms(prior), "features": features, "means": means}
        draft = cls(lower=0.0, upper=inf, program=program, **parts)
        lower, upper = draft.claim()
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The projection."""
        return self.program.attained

    def instance(self) -> Instance:
        """Return the program."""
        model, objective, limits = projecting(self.logs, self.prior, self.features, self.means)
        return as_instance(objective, -1, read_model(model), limits, NATS)

    def _check(self) -> None:
        require_weights("law", self.prior)
        if self.features.shape != (len(self.means), len(self.prior)):
            raise CertificateError("there is not one mean for each feature")
        if not (np.abs(self.logs - logarithms(self.prior)) <= self._error()).all():
            raise CertificateError("the logarithms are not those of the law")
        super()._check()

    def _ends(self, value: Interval, level: Level, headroom: float) -> tuple[float, float]:
        margin = 2.0 * self._error()
        return max(0.0, nextafter(value.lower - margin, -inf)), max(0.0, nextafter(value.upper + margin, inf))

    def _error(self) -> float:
        """Return how far a computed logarithm may be off."""
        return 2.0 * UNIT_ROUNDOFF * (len(self.prior) + 8) * (1.0 + float(np.abs(self.logs).max()))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "prior": array_to_json(self.prior),
            "logs": array_to_json(self.logs),
            "features": array_to_json(self.features),
            "means": array_to_json(self.means),
            "program": self.program.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "ProjectionCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            prior=array_from_json(data["prior"], ndim=1),
            logs=array_from_json(data["logs"], ndim=1),
            features=array_from_json(data["features"], ndim=2),
            means=array_from_json(data["means"], ndim=1),
            program=ProgramCertificate.from_dict(data["program"]),
        )


def projecting(
    logs: Vector, prior: Vector, features: Matrix, means: Vector
) -> tuple[Mapping[Any, Any], Functional, list[Relation]]:
    """Return model, objective and limits of the least divergence from a law."""
    letter = RV("X")
    limits = [E(row, letter, name="f").eq(mean) for row, mean in zip(features, means.tolist(), strict=True)]
    if not (prior > 0.0).all():
        limits.append(E((prior == 0.0).astype(np.float64), letter, name="null") <= 0)
    objective = -H(letter) - E(logs, letter, name="ln p")
    return {letter: free(len(prior))}, as_functional(objective), limits


def logarithms(prior: Vector) -> Vector:
    """Return the logarithms of a law, 0 where it is zero."""
    used = prior > 0.0
    logs: Vector = np.where(used, np.log(np.where(used, prior, 1.0) / prior.sum()), 0.0)
    return logs
