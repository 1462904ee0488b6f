"""A program solved on a grid of a parameter of its model: a certified interval at every value."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from itbounds._typing import JSON, Vector
from itbounds.errors import DomainError
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.kernels.serial import decode_space, encode_space
from itbounds.results.curve import Curve
from itbounds.results.curve_proof import CurveProof
from itbounds.results.envelope import Node
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.provenance import Provenance
from itbounds.results.reading import whole_data
from itbounds.units import PURE, as_unit

__all__ = ["GridCurve", "ProgramCurveProof"]


@dataclass(frozen=True, eq=False)
class ProgramCurveProof(CurveProof):
    """The certificate of every value on the grid.

    Parameters
    ----------
    arguments : tuple of float
        The values of the parameter, in increasing order.
    certificates : tuple of ProgramCertificate
    dom, cod : Space
        Of the witnesses.
    """

    kind: ClassVar[str] = "program"
    sign: ClassVar[int] = 1
    values: tuple[float, ...]
    certificates: tuple[ProgramCertificate, ...]
    dom: Space
    cod: Space

    @property
    def arguments(self) -> tuple[float, ...]:
        """The values of the parameter."""
        return self.values

    def node(self, index: int) -> Node:
        """Return the ends at one value; nothing is said of the values between."""
        certificate = self.certificates[index]
        return Node(self.values[index], certificate.upper, certificate.lower, None)

    def certificate(self, index: int) -> ProgramCertificate:
        """Return the certificate at one value."""
        return self.certificates[index]

    def between(self, x: float) -> tuple[ProgramCertificate, Kernel]:
        """Return certificate and witness at a value on the grid.

        Raises
        ------
        DomainError
            At any other value: how the program depends on its parameter is not known.
        """
        if x not in self.values:
            near = min(self.values, key=lambda value: abs(value - x))
            raise DomainError(f"{x!r} is not on the grid", value=x, hint=f"the nearest value is {near!r}")
        certificate = self.certificates[self.values.index(x)]
        matrix = certificate.attained
        if self.dom == Space.unit():
            return certificate, Distribution(self.cod, matrix[0])
        return certificate, Kernel(self.dom, self.cod, matrix)

    def to_dict(self) -> JSON:
        """Return the certificates as JSON data."""
        return {
            "kind": self.kind,
            "values": list(self.values),
            "certificates": [certificate.to_dict() for certificate in self.certificates],
            "dom": encode_space(self.dom),
            "cod": encode_space(self.cod),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "ProgramCurveProof":
        """Read what `to_dict` wrote; nothing is verified yet."""
        return cls(
            tuple(map(float, data["values"])),
            tuple(map(ProgramCertificate.from_dict, data["certificates"])),
            decode_space(data["dom"]),
            decode_space(data["cod"]),
        )


@dataclass(frozen=True, eq=False)
class GridCurve(Curve):
    """A curve that is certified at the values of a grid, and nowhere else.

    Parameters
    ----------
    fixed : mapping from str to float
        The values of the other parameters.
    """

    fixed: Mapping[str, float] | None = None

    @cached_property
    def _band(self) -> tuple[Vector, Vector, Vector]:
        nodes = [self.proof.node(index) for index in range(len(self.proof.arguments))]
        found = np.array([[node.x, node.base, node.chord] for node in nodes]).T
        found.setflags(write=False)
        return found[0], found[1], found[2]

    @classmethod
    def from_dict(cls, data: JSON) -> "GridCurve":
        """Read what `to_dict` wrote; call `verify` to prove it again."""
        with whole_data():
            return cls(
                quantity=data["quantity"],
                argument=data["argument"],
                proof=ProgramCurveProof.from_dict(data["proof"]),
                tol=float(data["tol"]),
                provenance=Provenance.from_dict(data["provenance"]),
                unit=PURE if data["unit"] == PURE.name else as_unit(data["unit"]),
            )
