"""The proofs of what the best block code loses, and of how large it must be: the source is summed again."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, nextafter
from typing import ClassVar

from itbounds._typing import JSON, Vector
from itbounds.errors import CertificateError
from itbounds.numerics.statistics.block_codes import (
    block_error,
    block_size,
    letter_weights,
    summed_exactly,
)
from itbounds.results.certificate import Certificate, Level, require_weights
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json

__all__ = ["BlockErrorCertificate", "BlockSizeCertificate"]

_ROOM = 2.0**-40
_PATIENCE = 20


@dataclass(frozen=True, eq=False, kw_only=True)
class _SourceCertificate(Certificate):
    law: Vector
    n: int

    def _check(self) -> None:
        if self.law.ndim != 1 or self.n < 1:
            raise CertificateError("the law is no vector, or there are no letters")
        require_weights("law", self.law)

    def _prove(self, level: Level) -> tuple[float, float]:
        weights = letter_weights(self.law)
        if level == "ball" and not summed_exactly(weights, self.n, patience=_PATIENCE):
            raise CertificateError(
                f"types of {self.n} letters are too many to be summed in integers",
                hint="verify at level 'float', whose rounding errors are bounded",
            )
        return self._ends(weights, _PATIENCE if level == "ball" else 1)

    @abstractmethod
    def _ends(self, weights: list[int], patience: int) -> tuple[float, float]:
        """Return certain ends, in integers if that takes no more than some factor on the usual work."""


@dataclass(frozen=True, eq=False, kw_only=True)
class BlockErrorCertificate(_SourceCertificate):
    """A source, a block length and a number of codewords: the least block error is summed again.

    Parameters
    ----------
    law : array of shape (m,)
        The law of a letter, understood as normalised exactly.
    n : int
        The number of letters.
    kept : int
        The number of sequences that have a codeword.
    """

    kind: ClassVar[str] = "block_error"
    kept: int

    @classmethod
    def of(cls, law: Vector, n: int, kept: int) -> "BlockErrorCertificate":
        """Make the certificate: the claim is computed, with room for what another machine finds."""
        draft = cls(lower=0.0, upper=1.0, law=law, n=n, kept=kept)
        weights = letter_weights(law)
        lower, upper = draft._ends(weights, 1)
        if not summed_exactly(weights, n):
            lower, upper = _with_room(lower, upper)
        return replace(draft, lower=lower, upper=min(1.0, upper))

    def _check(self) -> None:
        super()._check()
        if self.kept < 1:
            raise CertificateError("no sequence is kept")

    def _ends(self, weights: list[int], patience: int) -> tuple[float, float]:
        return block_error(weights, self.n, self.kept, patience=patience)

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data; the number of codewords is text, as it may be long."""
        return {**_encoded(self), "kept": hex(self.kept)}

    @classmethod
    def from_dict(cls, data: JSON) -> "BlockErrorCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            law=array_from_json(data["law"], ndim=1),
            n=int(data["n"]),
            kept=int(data["kept"], 16),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class BlockSizeCertificate(_SourceCertificate):
    r"""A source, a block length and an error: :math:`\tfrac1n \ln M` of the least code is found again.

    Parameters
    ----------
    law : array of shape (m,)
        The law of a letter, understood as normalised exactly.
    n : int
        The number of letters.
    allowed : float
        The largest block error, at least 0 and less than 1.
    """

    kind: ClassVar[str] = "block_size"
    allowed: float

    @classmethod
    def of(cls, law: Vector, n: int, allowed: float) -> "BlockSizeCertificate":
        """Make the certificate: the claim is computed, with room for what another machine finds."""
        draft = cls(lower=0.0, upper=inf, law=law, n=n, allowed=allowed)
        lower, upper = _with_room(*draft._ends(letter_weights(law), 1))
        return replace(draft, lower=lower, upper=upper)

    def _check(self) -> None:
        super()._check()
        if not 0.0 <= self.allowed < 1.0:
            raise CertificateError("the error allowed is no probability below one")

    def _ends(self, weights: list[int], patience: int) -> tuple[float, float]:
        lower, upper = block_size(weights, self.n, self.allowed, patience=patience)
        lower, upper = (float(Fraction(end) / self.n) for end in (lower, upper))
        return max(0.0, nextafter(lower, -inf)), nextafter(upper, inf) if upper > 0.0 else 0.0

    def to_dict(self) -> JSON:
        """Return the certificate as JSON data."""
        return {**_encoded(self), "allowed": self.allowed}

    @classmethod
    def from_dict(cls, data: JSON) -> "BlockSizeCertificate":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            lower=number_from_json(data["lower"]),
            upper=number_from_json(data["upper"]),
            law=array_from_json(data["law"], ndim=1),
            n=int(data["n"]),
            allowed=float(data["allowed"]),
        )


def _encoded(certificate: BlockErrorCertificate | BlockSizeCertificate) -> JSON:
    return {
        "kind": certificate.kind,
        "lower": number_to_json(certificate.lower),
        "upper": number_to_json(certificate.upper),
        "law": array_to_json(certificate.law),
        "n": certificate.n,
    }


def _with_room(lower: float, upper: float) -> tuple[float, float]:
    """Widen a claim by its own length on both sides: other logarithms may end the search at other levels."""
    length = upper - lower
    return max(0.0, (lower - length) * (1.0 - _ROOM)), (upper + length) * (1.0 + _ROOM)
