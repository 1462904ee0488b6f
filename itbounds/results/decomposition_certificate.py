"""The proof of one part of a partial information decomposition."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, nextafter
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import JSON, Array, Vector
from itbounds.errors import CertificateError
from itbounds.lowering.programs.instance import Instance
from itbounds.lowering.programs.reading import read_model
from itbounds.lowering.programs.tallies import as_instance
from itbounds.numerics.block_sums import block_sums
from itbounds.numerics.interval import Interval
from itbounds.numerics.law_entropy import common_weights, entropy_ball_ends, entropy_ends
from itbounds.results.certificate import Level, require_weights
from itbounds.results.derived_certificate import DerivedCertificate
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json
from itbounds.symbolic import I, free, law
from itbounds.symbolic.functional import Functional, LawConstraint, as_functional
from itbounds.symbolic.variable import RV, rvs
from itbounds.units import BITS

__all__ = ["DecompositionCertificate", "least_information", "pair_sums"]

# For each part the sign of the least information M, and the entropies of the law that are added; the sets
# are masks, with 1 for the first source, 2 for the second and 4 for the target.
_PARTS: Mapping[str, tuple[int, Mapping[int, int]]] = {
    "redundant": (-1, {1: 1, 2: 1, 4: 2, 5: -1, 6: -1}),
    "unique1": (1, {2: -1, 4: -1, 6: 1}),
    "unique2": (1, {1: -1, 4: -1, 5: 1}),
    "synergistic": (-1, {3: 1, 4: 1, 7: -1}),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class DecompositionCertificate(DerivedCertificate):
    r"""The least information :math:`M` of laws with the same pairs, and a law.

    The four parts are :math:`I(X_1;Y) + I(X_2;Y) - M`, :math:`M - I(X_2;Y)`, :math:`M - I(X_1;Y)` and
    :math:`I(X_1 X_2;Y) - M`. None is negative, so that ends below zero are raised to it.

    Parameters
    ----------
    joint : array of shape (m, n, k)
        The law of the two sources and of the target, understood as normalised exactly.
    part : {"redundant", "unique1", "unique2", "synergistic"}
    """

    kind: ClassVar[str] = "decomposition"
    joint: Array
    part: str

    @classmethod
    def of(cls, joint: Array, part: str, program: ProgramCertificate) -> "DecompositionCertificate":
        """Make the certificate of a part from that of the program."""
        draft = cls(lower=0.0, upper=0.0, joint=joint, part=part, program=program)
        lower, upper = draft.claim()
        return replace(draft, lower=lower, upper=upper)

    def instance(self) -> Instance:
        """Return the program of the least information."""
        model, objective, pairs = least_information(self.joint)
        return as_instance(objective, -1, read_model(model), pairs, BITS)

    def _check(self) -> None:
        if self.part not in _PARTS or self.joint.ndim != 3:
            raise CertificateError(f"{self.part!r} is no part of a decomposition of a law of three variables")
        require_weights("joint law", self.joint.ravel())
        super()._check()

    def _ends(self, value: Interval, level: Level, headroom: float) -> tuple[float, float]:
        sign, entropies = _PARTS[self.part]
        low, high = (value.lower, value.upper) if sign > 0 else (-value.upper, -value.lower)
        for mask, factor in entropies.items():
            ends = self._entropy(mask, level, headroom)
            least, most = sorted(factor * end for end in ends)
            low, high = nextafter(low + least, -inf), nextafter(high + most, inf)
        return max(0.0, low), max(0.0, high)

    def _entropy(self, mask: int, level: Level, headroom: float) -> tuple[float, float]:
        codes, count = _codes(self.joint.shape, mask)
        if level == "float":
            return entropy_ends(block_sums(codes, self.joint.ravel(), count), headroom=headroom)
        sums = [0] * count
        for code, weight in zip(codes.tolist(), common_weights(self.joint.ravel()), strict=True):
            sums[code] += weight
        return entropy_ball_ends(sums)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {
            "kind": self.kind,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "shape": list(self.joint.shape),
            "joint": array_to_json(self.joint.ravel()),
            "part": self.part,
            "program": self.program.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "DecompositionCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            joint=array_from_json(data["joint"], ndim=1).reshape(tuple(map(int, data["shape"]))),
            part=str(data["part"]),
            program=ProgramCertificate.from_dict(data["program"]),
        )


def least_information(joint: Array) -> tuple[dict[tuple[RV, ...], object], Functional, list[LawConstraint]]:
    """Return model, objective and constraints of the least information of laws with the same pairs."""
    first, second, target = rvs("X1 X2 Y")
    pairs = [law(first, target).eq(pair_sums(joint, 5)), law(second, target).eq(pair_sums(joint, 6))]
    return {(first, second, target): free(joint.shape)}, as_functional(I((first, second), target)), pairs


def pair_sums(joint: Array, mask: int) -> Array:
    """Return the law of the variables of a mask, each probability rounded once."""
    codes, count = _codes(joint.shape, mask)
    shape = tuple(size for axis, size in enumerate(joint.shape) if mask >> axis & 1)
    sums: Vector = block_sums(codes, joint.ravel(), count)
    return sums.reshape(shape)


def _codes(shape: tuple[int, ...], mask: int) -> tuple[NDArray[np.int64], int]:
    """Return which block of the variables of a mask each cell belongs to, and how many there are."""
    codes, count = np.zeros(shape, dtype=np.int64), 1
    for axis, size in enumerate(shape):
        if mask >> axis & 1:
            letters = np.arange(size).reshape([-1 if axis == k else 1 for k in range(len(shape))])
            codes, count = codes * size + letters, count * size
    return codes.ravel(), count
