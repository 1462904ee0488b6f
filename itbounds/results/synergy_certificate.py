"""The proof of the synergies that three pair laws allow: two least informations, and entropies."""

from dataclasses import dataclass, replace
from math import inf, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix
from itbounds.errors import CertificateError
from itbounds.lowering.programs.instance import Instance
from itbounds.lowering.programs.reading import read_model
from itbounds.lowering.programs.tallies import as_instance
from itbounds.numerics.block_sums import block_sums
from itbounds.numerics.law_entropy import common_weights, entropy_ball_ends, entropy_ends
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.program_json import instance_to_json
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json
from itbounds.symbolic import I, free, law
from itbounds.symbolic.functional import Functional, LawConstraint, as_functional
from itbounds.symbolic.variable import RV, rvs
from itbounds.units import BITS

__all__ = ["SynergyCertificate", "least_with_pairs"]


@dataclass(frozen=True, eq=False, kw_only=True)
class SynergyCertificate(Certificate):
    r"""The least informations :math:`M_2`, given two pairs, and :math:`M_3`, given all three.

    The synergy of a law with these pairs is :math:`I(X_1 X_2; Y) - M_2`. It is at least :math:`M_3 - M_2`,
    and at most :math:`H(X_1 X_2) + H(Y) - \max \{ H(X_1 X_2), H(X_1 Y), H(X_2 Y) \} - M_2`.

    Parameters
    ----------
    first, second, sources : arrays
        The laws of :math:`(X_1, Y)`, :math:`(X_2, Y)` and :math:`(X_1, X_2)`.
    two, three : ProgramCertificate
        Of the two minima.
    """

    kind: ClassVar[str] = "synergy"
    first: Matrix
    second: Matrix
    sources: Matrix
    two: ProgramCertificate
    three: ProgramCertificate

    @classmethod
    def of(
        cls,
        first: Matrix,
        second: Matrix,
        sources: Matrix,
        *,
        two: ProgramCertificate,
        three: ProgramCertificate,
    ) -> "SynergyCertificate":
        """Make the certificate of two programs, and compute its claim."""
        draft = cls(lower=0.0, upper=inf, first=first, second=second, sources=sources, two=two, three=three)
        lower, upper = draft._ends((two.lower, two.upper), three.lower, "float", HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    def _check(self) -> None:
        for name, table in (("first", self.first), ("second", self.second), ("sources", self.sources)):
            require_weights(name, table.ravel())
        for count, part in ((2, self.two), (3, self.three)):
            model, objective, pairs = least_with_pairs(self.first, self.second, self.sources)
            expected: Instance = as_instance(objective, -1, read_model(model), pairs[:count], BITS)
            if instance_to_json(part.instance) != instance_to_json(expected):
                raise CertificateError("a program is not the one of these pairs")

    def _prove(self, level: Level) -> tuple[float, float]:
        two, three = self.two.verify(level), self.three.verify(level)
        return self._ends((two.lower, two.upper), three.lower, level, 1.0)

    def _ends(
        self, two: tuple[float, float], three: float, level: Level, headroom: float
    ) -> tuple[float, float]:
        codes, count = np.tile(np.arange(self.first.shape[1]), len(self.first)), self.first.shape[1]
        if level == "float":
            target = entropy_ends(block_sums(codes, self.first.ravel(), count), headroom=headroom)
        else:
            sums = [0] * count
            for code, weight in zip(codes.tolist(), common_weights(self.first.ravel()), strict=True):
                sums[code] += weight
            target = entropy_ball_ends(sums)
        tables = (self.sources, self.first, self.second)
        if level == "float":
            pairs = [entropy_ends(table.ravel(), headroom=headroom) for table in tables]
        else:
            pairs = [entropy_ball_ends(common_weights(table.ravel())) for table in tables]
        # At most H(Y), and as much less as a pair is larger than that of the sources.
        excess = max(0.0, *(low - pairs[0][1] for low, _ in pairs[1:]))
        high = nextafter(nextafter(target[1] - excess, inf) - two[0], inf)
        high = min(high, nextafter(pairs[0][1] - two[0], inf))
        return max(0.0, nextafter(three - two[1], -inf)), max(0.0, nextafter(high, inf))

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "first": array_to_json(self.first),
            "second": array_to_json(self.second),
            "sources": array_to_json(self.sources),
            "two": self.two.to_dict(),
            "three": self.three.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "SynergyCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        first, second, sources = (array_from_json(data[k], ndim=2) for k in ("first", "second", "sources"))
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            first=first,
            second=second,
            sources=sources,
            two=ProgramCertificate.from_dict(data["two"]),
            three=ProgramCertificate.from_dict(data["three"]),
        )


def least_with_pairs(
    first: Matrix, second: Matrix, sources: Matrix
) -> tuple[dict[tuple[RV, ...], object], Functional, list[LawConstraint]]:
    """Return model and objective of the least information, and the pairs, that of the sources last."""
    one, other, target = rvs("X1 X2 Y")
    sizes = (len(first), len(second), first.shape[1])
    pairs = [law(one, target).eq(first), law(other, target).eq(second), law(one, other).eq(sources)]
    return {(one, other, target): free(sizes)}, as_functional(I((one, other), target)), pairs
