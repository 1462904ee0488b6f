"""What a certificate is: points and a claim that can be proved again from them, without the solver."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

import numpy as np

from itbounds._typing import JSON, Array, Matrix
from itbounds.errors import CertificateError, DomainError
from itbounds.numerics.interval import Interval

__all__ = ["HEADROOM", "Certificate", "Level", "require_weights"]

Level: TypeAlias = Literal["float", "ball"]

# Two orders of summation differ by at most two error bounds, and a proof needs one more: a claim made with
# three is confirmed on any machine.
HEADROOM = 3.0
# Weights are normalised exactly, but the rounding-error bounds want no sums near the ends of the range.
_LARGEST_SUM = 2.0**50


@dataclass(frozen=True, eq=False)
class Certificate(ABC):
    """Points that prove an interval, and the interval.

    Attributes
    ----------
    lower, upper : float
        The claim, in nats.
    """

    kind: ClassVar[str]
    lower: float
    upper: float

    def verify(self, level: Level = "float") -> Interval:
        """Prove the claim again and return the interval that was proved, in nats.

        Parameters
        ----------
        level : {"float", "ball"}
            ``"float"`` uses float64 with a-priori rounding-error bounds; ``"ball"`` uses ball arithmetic
            (python-flint's arb where installed, mpmath's intervals otherwise), which assumes nothing of the
            machine's logarithm.

        Raises
        ------
        CertificateError
            If the points do not prove the claim.
        """
        if level not in ("float", "ball"):
            raise DomainError(f"unknown level {level!r}", value=level, hint="use 'float' or 'ball'")
        with _malformed_is_unproved(self.kind):
            self._check()
            proved = Interval(*self._prove(level))
        claim = Interval(self.lower, self.upper)
        if not proved.within(claim):
            raise CertificateError(
                f"the points prove {proved!r}, which is not inside the claim {claim!r}",
                hint="the certificate was altered, or was made for another channel",
            )
        return proved

    @property
    def attained(self) -> Matrix | None:
        """The matrix of the kernel that attains one end, where there is one."""
        return None

    @abstractmethod
    def _check(self) -> None:
        """Raise `CertificateError` if a point is not feasible."""

    @abstractmethod
    def _prove(self, level: Level) -> tuple[float, float]:
        """Return the ends that the points prove at a level, in nats."""

    @abstractmethod
    def to_dict(self) -> JSON:
        """Return the certificate as JSON data; ``"kind"`` names the reader."""

    @classmethod
    @abstractmethod
    def from_dict(cls, data: JSON) -> "Certificate":
        """Read what `to_dict` wrote; nothing is verified yet."""


def require_weights(name: str, array: Array) -> None:
    """Refuse anything but nonnegative weights whose sums, of each row, are safe from under- and overflow."""
    if not np.isfinite(array).all() or (array < 0.0).any():
        raise CertificateError(f"the {name} is not a nonnegative, finite array")
    sums = array.sum(axis=-1)
    if not ((sums >= 1.0 / _LARGEST_SUM) & (sums <= _LARGEST_SUM)).all():
        raise CertificateError(f"the {name} has a sum that is zero or far from one")


@contextmanager
def _malformed_is_unproved(kind: str) -> Iterator[None]:
    """Report arrays that do not even fit together as what they are: no proof."""
    try:
        yield
    except CertificateError:
        raise
    except (ValueError, TypeError, IndexError, ArithmeticError) as error:
        raise CertificateError(f"the points of this {kind} certificate do not fit: {error}") from error
