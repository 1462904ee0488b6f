"""A whole curve with a band that contains it everywhere, not only where it was solved."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, nextafter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from itbounds._typing import JSON, Vector
from itbounds.errors import AmbiguousTruthError, CertificateError, DomainError, MissingExtraError
from itbounds.forms import Status
from itbounds.numerics.interval import outward_digits
from itbounds.numerics.scalars import as_real
from itbounds.results.certificate import Level
from itbounds.results.curve_proof import CurveProof
from itbounds.results.describe import Description, exactly
from itbounds.results.envelope import band
from itbounds.results.provenance import Provenance
from itbounds.results.reading import curve_proof_from_dict, whole_data
from itbounds.results.result import SCHEMA, Result
from itbounds.units import BITS, Unit, as_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

__all__ = ["Curve"]


@dataclass(frozen=True, eq=False)
class Curve:
    """A function of one argument with a certified band.

    The band holds at *every* argument between the first and the last of `x`: `lower` and `upper` interpolated
    linearly enclose the truth there.

    Parameters
    ----------
    quantity, argument : str
        The names of the function and of its argument: ``"R"`` and ``"D"``, ``"C"`` and ``"B"``.
    proof : CurveProof
        The points at every solved node.
    tol : float
        The width of the band that was aimed for, in nats.
    provenance : Provenance
        Solver, effort, versions.
    unit : Unit
        The unit in which the values are read.

    Examples
    --------
    >>> import itbounds as ib
    >>> curve = ib.rate_distortion_curve([0.5, 0.5], ib.distortions.hamming(2))
    >>> curve.gap <= 1e-3
    True
    >>> point = curve.at(0.11)
    >>> point.lower <= 0.5000840418 <= point.upper
    True
    """

    quantity: str
    argument: str
    proof: CurveProof
    tol: float
    provenance: Provenance
    unit: Unit = BITS

    @cached_property
    def _band(self) -> tuple[Vector, Vector, Vector]:
        nodes = [self.proof.node(index) for index in range(len(self.proof.arguments))]
        x, base, chord = band(nodes)
        if self.proof.sign > 0:
            lower, upper = np.maximum(base, 0.0), chord
        else:
            lower, upper = -chord, -base
        for array in (x, lower, upper):
            array.setflags(write=False)
        return x, lower, upper

    @property
    def x(self) -> Vector:
        """The arguments at which the band is given: the solved nodes and the bends between them."""
        return self._read(self._band[0])

    @property
    def lower(self) -> Vector:
        """The lower edge of the band at `x`, in `unit`."""
        return np.array([self.unit.floor(value) for value in self._band[1].tolist()])

    @property
    def upper(self) -> Vector:
        """The upper edge of the band at `x`, in `unit`."""
        return np.array([self.unit.ceil(value) for value in self._band[2].tolist()])

    @property
    def nodes(self) -> Vector:
        """The arguments at which the curve has points of its own: solved for, or mixed from neighbours."""
        return self._read(np.array(self.proof.arguments))

    @property
    def gap(self) -> float:
        """The largest width of the band, in `unit`."""
        return float(np.max(self.upper - self.lower))

    @property
    def status(self) -> Status:
        """Whether the band is within the width that was asked for."""
        width = float(np.max(self._band[2] - self._band[1]))
        return self._status(width)

    def _status(self, width: float) -> Status:
        if width <= self.tol:
            return Status.OPTIMAL
        return Status.GAP_OPEN if self.proof.closing else Status.ATTAINED

    def _read(self, arguments: Vector) -> Vector:
        """Return arguments as the user reads them: an information is in the unit of the curve."""
        return arguments / self.unit.nats if self.proof.in_unit else arguments

    def to(self, unit: Unit | str) -> "Curve":
        """Return the same curve read in another unit."""
        return replace(self, unit=as_unit(unit))

    def at(self, x: float) -> Result[Any]:
        """Return the certified interval at one argument, with witness and certificate of its own.

        No solver runs: neighbouring witnesses are mixed, and the best tangent bounds the other side.

        Raises
        ------
        DomainError
            If the argument is outside the range of the curve.
        """
        where = as_real(x, name=self.argument)
        first, last = self.nodes[[0, -1]].tolist()
        if not first <= where <= last:
            raise DomainError(
                f"{self.argument} = {where!r} is outside the range [{first!r}, {last!r}] of the curve",
                value=where,
            )
        # The worth of a unit is rounded: a concave function of an information is bounded a hair above.
        place = self.unit.to_nats(where) * (1.0 + 2.0**-51) if self.proof.in_unit else where
        inside = min(max(place, self.proof.arguments[0]), self.proof.arguments[-1])
        certificate, witness = self.proof.between(inside)
        name = f"{self.quantity}({self.argument} = {exactly(where)})"
        width = certificate.upper - certificate.lower
        return Result(
            quantity=name,
            latex=name,
            lower_nats=certificate.lower,
            upper_nats=certificate.upper,
            status=self._status(width),
            provenance=self.provenance,
            witness=witness,
            certificate=certificate,
            unit=self.unit,
        )

    def verify(self, level: Level = "float") -> float:
        """Prove every node again and return the largest width of the band, in `unit`.

        Raises
        ------
        CertificateError
            If a node does not prove what the band uses.
        """
        for index, argument in enumerate(self.proof.arguments):
            certificate = self.proof.certificate(index)
            certificate.verify(level)
            node = self.proof.node(index)
            low, high = (node.base, node.chord) if self.proof.sign > 0 else (-node.chord, -node.base)
            if not (low <= certificate.lower and certificate.upper <= high):
                raise CertificateError(f"the node at {self.argument} = {argument!r} claims too much")
        return self.gap

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the certified band."""
        from itbounds.plots import curve as draw

        return draw(self, ax=ax)

    def to_frame(self) -> "DataFrame":
        """Return the band as a pandas DataFrame with columns for argument, lower and upper.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        with MissingExtraError.unless_installed("pandas", remedy="pip install pandas"):
            from pandas import DataFrame
        return DataFrame({self.argument: self.x, "lower": self.lower, "upper": self.upper})

    def save(self, path: str | Path) -> Path:
        """Write the curve to a file and return its path.

        Figures are ``.pdf``, ``.svg`` and ``.png``; data are ``.csv``, ``.json`` (complete, see `to_dict`)
        and ``.tex`` (a pgfplots picture).

        Raises
        ------
        DomainError
            If the ending is not known or the folder does not exist.
        MissingExtraError
            If a figure is asked for and matplotlib is not installed.
        """
        from itbounds.results.export import DATA, FIGURES, save_curve, writable

        target = writable(Path(path), (*FIGURES, *DATA))
        if target.suffix.lower() in DATA:
            return save_curve(self, target)
        from itbounds.plots import curve as draw, save

        return save(draw(self), target)

    def to_dict(self) -> JSON:
        """Return the curve as JSON data that re-verifies after loading."""
        return {
            "schema": SCHEMA,
            "quantity": self.quantity,
            "argument": self.argument,
            "unit": self.unit.name,
            "x": self.x.tolist(),
            "lower": self.lower.tolist(),
            "upper": self.upper.tolist(),
            "gap": self.gap,
            "status": self.status.name,
            "tol": self.tol,
            "proof": self.proof.to_dict(),
            "provenance": self.provenance.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Curve":
        """Read what `to_dict` wrote; call `verify` to prove it again."""
        with whole_data():
            return cls(
                quantity=data["quantity"],
                argument=data["argument"],
                proof=curve_proof_from_dict(data["proof"]),
                tol=float(data["tol"]),
                provenance=Provenance.from_dict(data["provenance"]),
                unit=as_unit(data["unit"]),
            )

    def _describe(self) -> Description:
        first, last = self.nodes[[0, -1]].tolist()
        _, gap = outward_digits(0.0, nextafter(self.gap, inf))
        span = f"{self.argument} ∈ [{first:.6g}, {last:.6g}]"
        title = f"{self.quantity}({self.argument}) for {span}, band ≤ {gap} {self.unit}"
        rows = (
            ("status", f"{self.status.name}: {self.status.value}"),
            ("method", f"{self.provenance.solver} of {self.provenance.steps} solves"),
            ("nodes", f"{len(self.proof.arguments)}, the others mixtures of their neighbours"),
        )
        latex = rf"{self.quantity}({self.argument}),\ {self.argument} \in [{first:.6g}, {last:.6g}]"
        return Description(title, latex, rows)

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError("a curve is not a truth value", hint="compare its lower or upper")
