"""The proofs of entropies of sources: a law whose letters are merged, or a chain with a potential."""

from dataclasses import dataclass, replace
from math import inf, log, nextafter
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.law_entropy import common_weights
from itbounds.numerics.markov_chains import entropy_rate_ball_ends, entropy_rate_ends
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.encoder_certificate import law_ends
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["ChainEntropyCertificate", "ClassEntropyCertificate"]


@dataclass(frozen=True, eq=False, kw_only=True)
class ClassEntropyCertificate(Certificate):
    """A law and the class of each letter: the entropy of the class is summed again, from exact sums.

    Parameters
    ----------
    law : array of shape (m,)
        The probabilities, understood as normalised exactly.
    classes : tuple of int
        The class of each letter, counted from 0.
    """

    kind: ClassVar[str] = "class_entropy"
    law: Vector
    classes: tuple[int, ...]

    @classmethod
    def of(cls, law: Vector, classes: tuple[int, ...]) -> "ClassEntropyCertificate":
        """Make the certificate: the claim is computed, with headroom."""
        draft = cls(lower=0.0, upper=inf, law=law, classes=classes)
        lower, upper = draft._ends("float", HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The function from letters to classes, as a matrix of zeros and ones."""
        return np.eye(max(self.classes) + 1)[list(self.classes)]

    def _check(self) -> None:
        require_weights("law", self.law)
        if self.law.shape != (len(self.classes),) or min(self.classes) < 0:
            raise CertificateError("there is not one class, counted from 0, for each letter")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        sums = [0] * (max(self.classes) + 1)
        for place, weight in zip(self.classes, common_weights(self.law), strict=True):
            sums[place] += weight
        lower, upper = law_ends(sums, level, headroom)
        used = sum(weight > 0 for weight in sums)
        return lower, min(upper, nextafter(log(used), inf) if used > 1 else 0.0)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        ends = {"lower": number_to_json(self.lower), "upper": number_to_json(self.upper)}
        return {"kind": self.kind, **ends, "law": array_to_json(self.law), "classes": list(self.classes)}

    @classmethod
    def from_dict(cls, data: JSON) -> "ClassEntropyCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            law=array_from_json(data["law"], ndim=1),
            classes=tuple(int(place) for place in data["classes"]),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class ChainEntropyCertificate(Certificate):
    r"""A chain and a potential, which enclose the entropy rate of every stationary law of the chain.

    .. math:: \min_x \{ H(P_x) + (P v)_x - v_x \} \le \sum_x \pi_x H(P_x)
              \le \max_x \{ H(P_x) + (P v)_x - v_x \}

    Parameters
    ----------
    matrix : array of shape (m, m)
        The transition matrix; its rows are understood as normalised exactly.
    potential : array of shape (m,)
        Any finite vector v.
    """

    kind: ClassVar[str] = "chain_entropy"
    matrix: Matrix
    potential: Vector

    @classmethod
    def of(cls, matrix: Matrix, potential: Vector) -> "ChainEntropyCertificate":
        """Make the certificate of a potential: the claim is computed, with headroom."""
        draft = cls(lower=0.0, upper=inf, matrix=matrix, potential=potential)
        lower, upper = draft._float_ends(HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    def _check(self) -> None:
        size = len(self.matrix)
        if self.matrix.shape != (size, size) or self.potential.shape != (size,):
            raise CertificateError("the chain is not square, or the potential does not fit it")
        require_weights("chain", self.matrix)
        if not (np.abs(self.potential) < 2.0**100).all():
            raise CertificateError("the potential is not finite")

    def _prove(self, level: Level) -> tuple[float, float]:
        if level == "ball":
            return entropy_rate_ball_ends(self.matrix, self.potential)
        return self._float_ends(1.0)

    def _float_ends(self, headroom: float) -> tuple[float, float]:
        return entropy_rate_ends(self.matrix, self.potential, headroom=headroom)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        ends = {"lower": number_to_json(self.lower), "upper": number_to_json(self.upper)}
        arrays = {"matrix": array_to_json(self.matrix), "potential": array_to_json(self.potential)}
        return {"kind": self.kind, **ends, **arrays}

    @classmethod
    def from_dict(cls, data: JSON) -> "ChainEntropyCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            matrix=array_from_json(data["matrix"], ndim=2),
            potential=array_from_json(data["potential"], ndim=1),
        )
