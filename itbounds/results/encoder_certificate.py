"""The proof of what a variable of bounded entropy can tell: an encoder from below, the budget from above."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, lcm
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Matrix, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.law_entropy import common_weights, entropy_ball_ends, entropy_ends, rounded_weights
from itbounds.results.certificate import HEADROOM, Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["EncoderCertificate", "exact_joint", "law_ends"]


@dataclass(frozen=True, eq=False, kw_only=True)
class EncoderCertificate(Certificate):
    r"""A law, an encoder whose output has at most the entropy allowed, and nothing else.

    .. math:: I(X; T) \le \max_{H(T) \le R} I(X; T) \le \min \{ R, H(X) \}

    Only the lower end depends on the encoder; the upper one is :math:`I(X; T) \le \min \{ H(T), H(X) \}`.

    Parameters
    ----------
    law : array of shape (n,)
        The law of X, understood as normalised exactly.
    encoder : array of shape (n, k)
        The conditional laws of T, rows understood as normalised exactly.
    budget, ceiling : float
        The two ends of R in nats, which differ by the rounding of its unit: the entropy of T is at most the
        lower one, and the upper one bounds the information.
    """

    kind: ClassVar[str] = "encoder"
    law: Vector
    encoder: Matrix
    budget: float
    ceiling: float

    @classmethod
    def of(cls, law: Vector, encoder: Matrix, budget: float, ceiling: float) -> "EncoderCertificate":
        """Make the certificate of an encoder: the claim is computed, with headroom."""
        draft = cls(lower=0.0, upper=inf, law=law, encoder=encoder, budget=budget, ceiling=ceiling)
        lower, upper = draft._ends("float", HEADROOM)
        return replace(draft, lower=lower, upper=upper)

    @property
    def attained(self) -> Matrix:
        """The encoder."""
        return self.encoder

    def _check(self) -> None:
        if self.encoder.ndim != 2 or self.law.shape != self.encoder.shape[:1]:
            raise CertificateError("the encoder has not one row for each letter")
        require_weights("law", self.law)
        require_weights("encoder", self.encoder)
        if not 0.0 <= self.budget <= self.ceiling:
            raise CertificateError("the rate is negative, or its ends are in the wrong order")

    def _prove(self, level: Level) -> tuple[float, float]:
        return self._ends(level, 1.0)

    def _ends(self, level: Level, headroom: float) -> tuple[float, float]:
        source, values, pairs = exact_joint(self.law, self.encoder)
        x, t, xt = (law_ends(weights, level, headroom) for weights in (source, values, pairs))
        if t[1] > self.budget:
            raise CertificateError(f"the encoder has an output of entropy {t[1]!r}, above the rate")
        upper = min(self.ceiling, x[1])
        return min(upper, max(0.0, x[0] + t[0] - xt[1])), upper

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        names = ("lower", "upper", "budget", "ceiling")
        numbers = {name: number_to_json(getattr(self, name)) for name in names}
        return {
            "kind": self.kind,
            **numbers,
            "law": array_to_json(self.law),
            "encoder": array_to_json(self.encoder),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "EncoderCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            law=array_from_json(data["law"], ndim=1),
            encoder=array_from_json(data["encoder"], ndim=2),
            budget=number_from_json(data["budget"]),
            ceiling=number_from_json(data["ceiling"]),
        )


def exact_joint(law: Vector, encoder: Matrix) -> tuple[list[int], list[int], list[int]]:
    """Return the laws of X, of T and of the pair as integers with one sum, exactly.

    The pairs are those that have probability, in the order of the rows.
    """
    source = common_weights(law)
    rows, columns = np.nonzero(encoder)
    entries = common_weights(encoder[rows, columns])
    sums = [0] * len(source)
    for row, entry in zip(rows.tolist(), entries, strict=True):
        sums[row] += entry
    scale = lcm(*sums)
    values, pairs = [0] * encoder.shape[1], list[int]()
    for row, column, entry in zip(rows.tolist(), columns.tolist(), entries, strict=True):
        weight = source[row] * entry * (scale // sums[row])
        values[column] += weight
        if weight:
            pairs.append(weight)
    return [weight * scale for weight in source], values, pairs


def law_ends(weights: Sequence[int], level: Level, headroom: float) -> tuple[float, float]:
    """Return certain ends of the entropy of integer weights, in nats."""
    if level == "ball":
        return entropy_ball_ends(weights)
    positive = [weight for weight in weights if weight]
    return entropy_ends(rounded_weights(positive, sum(positive)), headroom=headroom)
