"""What a certificate is: points and a claim that can be proved again from them, without the solver."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from itbounds._typing import JSON
from itbounds.errors import CertificateError, DomainError
from itbounds.numerics.interval import Interval

__all__ = ["HEADROOM", "Certificate", "Level"]

Level: TypeAlias = Literal["float", "ball"]

# Claims are made with twice the rounding-error bound, so that another machine's order of summation confirms
# them.
HEADROOM = 2.0


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


@contextmanager
def _malformed_is_unproved(kind: str) -> Iterator[None]:
    """Report arrays that do not even fit together as what they are: no proof."""
    try:
        yield
    except CertificateError:
        raise
    except (ValueError, IndexError, ZeroDivisionError, FloatingPointError) as error:
        raise CertificateError(f"the points of this {kind} certificate do not fit: {error}") from error
