"""What proves a curve: a certificate for every node, and one for any argument between."""

from abc import ABC, abstractmethod
from typing import ClassVar

from itbounds._typing import JSON
from itbounds.kernels import Kernel
from itbounds.results.certificate import Certificate
from itbounds.results.envelope import Node

__all__ = ["CurveProof"]


class CurveProof(ABC):
    """The points behind a certified curve.

    Attributes
    ----------
    kind : str
        Names the reader of the JSON data.
    sign : int
        1 if the function is convex (rate-distortion), -1 if it is concave (capacity-cost).
    in_unit : bool
        Whether the argument is an information as well, read in the unit of the curve.
    """

    kind: ClassVar[str]
    sign: ClassVar[int]
    in_unit: ClassVar[bool] = False

    @property
    def closing(self) -> bool:
        """Whether a proof of this kind can make the band thin."""
        return True

    @property
    @abstractmethod
    def arguments(self) -> tuple[float, ...]:
        """Where the curve was solved, in increasing order."""

    @abstractmethod
    def node(self, index: int) -> Node:
        """Return the chord and tangent of one node, of the convex function ``sign * f``."""

    @abstractmethod
    def certificate(self, index: int) -> Certificate:
        """Return the certificate of one node."""

    @abstractmethod
    def between(self, x: float) -> tuple[Certificate, Kernel]:
        """Return certificate and witness at any argument: neighbours mixed, the best tangent."""

    @abstractmethod
    def to_dict(self) -> JSON:
        """Return the points as JSON data."""

    @classmethod
    @abstractmethod
    def from_dict(cls, data: JSON) -> "CurveProof":
        """Read what `to_dict` wrote."""
