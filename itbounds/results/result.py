"""The answer to a question: an interval, what attains one end of it, and what proves the other."""

from dataclasses import dataclass, replace
from math import inf, isfinite, nan, nextafter
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

import numpy as np

from itbounds._typing import JSON, Matrix
from itbounds.errors import AmbiguousTruthError, CertificateError, UnitError
from itbounds.forms import Status
from itbounds.kernels import Distribution, Kernel, Space
from itbounds.numerics.interval import Interval, outward_digits
from itbounds.results.certificate import Certificate, Level
from itbounds.results.describe import Description
from itbounds.results.provenance import Provenance
from itbounds.results.reading import certificate_from_dict, whole_data
from itbounds.results.serial import array_from_json, array_to_json, number_from_json, number_to_json
from itbounds.units import BITS, PURE, Unit, as_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SCHEMA", "Result"]

SCHEMA = 1

W = TypeVar("W", bound=Kernel)


@dataclass(frozen=True, eq=False)
class Result(Generic[W]):
    """An interval that contains the truth, with its witness and its certificate.

    Parameters
    ----------
    quantity : str
        What the number is, as on the board: ``"C"``, ``"R(D = 0.1)"``.
    latex : str
        The same for a paper.
    lower_nats, upper_nats : float
        The ends in nats, or those of a pure number; both always hold, and an infinite end says "unknown".
    status : Status
        Whether the gap is within the tolerance that was asked for.
    provenance : Provenance
        Solver, effort, versions, notes.
    witness : Kernel or Distribution, optional
        Attains `lower` of a maximum (an input law), `upper` of a minimum (a test channel).
    certificate : Certificate, optional
        Proves both ends again, without the solver.
    history : array of shape (steps, 2), optional
        The unpadded bounds of the solver, in nats, step by step.
    unit : Unit
        The unit in which the numbers are read; `PURE` if they have none.

    Examples
    --------
    >>> import itbounds as ib
    >>> result = ib.capacity(ib.zoo.bsc(0.11))
    >>> result.status.name
    'OPTIMAL'
    >>> 0.5000840 < result.lower <= result.upper < 0.5000842
    True
    """

    quantity: str
    latex: str
    lower_nats: float
    upper_nats: float
    status: Status
    provenance: Provenance
    witness: W | None = None
    certificate: Certificate | None = None
    history: Matrix | None = None
    unit: Unit = BITS

    @property
    def lower(self) -> float:
        """A certain lower end, in `unit`."""
        return self.unit.floor(self.lower_nats)

    @property
    def upper(self) -> float:
        """A certain upper end, in `unit`."""
        return self.unit.ceil(self.upper_nats)

    @property
    def gap(self) -> float:
        """The length of the interval, in `unit`, rounded up."""
        return 0.0 if self.lower == self.upper else nextafter(self.upper - self.lower, inf)

    @property
    def value(self) -> float:
        """The midpoint of a finite interval, in `unit`; NaN where an end is unknown."""
        return 0.5 * (self.lower + self.upper) if isfinite(self.gap) else nan

    @property
    def interval(self) -> Interval:
        """The ends as an `Interval` in `unit`."""
        return Interval(self.lower, self.upper, self.unit)

    def to(self, unit: Unit | str) -> "Result[W]":
        """Return the same result read in another unit; ends are rounded outward.

        Raises
        ------
        UnitError
            If the unit is not known, or the result is a pure number, which has none.
        """
        if unit == self.unit:
            return self
        if self.unit == PURE:
            raise UnitError(f"{self.quantity} is a pure number and has no unit", value=unit)
        return replace(self, unit=as_unit(unit))

    def verify(self, level: Level = "float") -> Interval:
        """Prove the interval again from the certificate and return what was proved, in `unit`.

        Parameters
        ----------
        level : {"float", "ball"}
            See `Certificate.verify`.

        Raises
        ------
        CertificateError
            If there is no certificate or it does not prove this interval.
        """
        if self.certificate is None:
            raise CertificateError("the result carries no certificate")
        proved = self.certificate.verify(level)
        if not proved.within(Interval(self.lower_nats, self.upper_nats)):
            raise CertificateError("the certificate proves another interval than the result states")
        attained = self.certificate.attained
        agrees = self.witness is None or attained is None or np.array_equal(self.witness.matrix, attained)
        if not agrees:
            raise CertificateError("the witness is not the one that the certificate proves")
        return Interval(self.unit.floor(proved.lower), self.unit.ceil(proved.upper), self.unit)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the witness: bars for a law, a heat map for a test channel."""
        from itbounds.plots import result as draw

        return draw(self, ax=ax)

    def to_latex(self) -> str:
        r"""Return the statement as LaTeX, without delimiters.

        Examples
        --------
        >>> import itbounds as ib
        >>> ib.capacity(ib.zoo.bec(0.5)).to_latex()
        'C \\in [0.499999999, 0.500000001]\\ \\text{bit}'
        """
        return self._describe().latex

    def to_dict(self) -> JSON:
        """Return the result as JSON data that re-verifies after loading (schema version in ``"schema"``)."""
        return {
            "schema": SCHEMA,
            "quantity": self.quantity,
            "latex": self.latex,
            "unit": self.unit.name,
            "lower": number_to_json(self.lower),
            "upper": number_to_json(self.upper),
            "gap": number_to_json(self.gap),
            "value": number_to_json(self.value),
            "status": self.status.name,
            "nats": [number_to_json(self.lower_nats), number_to_json(self.upper_nats)],
            "witness": None if self.witness is None else self.witness.to_dict(),
            "certificate": None if self.certificate is None else self.certificate.to_dict(),
            "provenance": self.provenance.to_dict(),
            "history": array_to_json(self.history),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Result[Any]":
        """Read what `to_dict` wrote; call `verify` to prove it again."""
        with whole_data():
            low, high = data["nats"]
            return Result(
                quantity=data["quantity"],
                latex=data["latex"],
                lower_nats=number_from_json(low),
                upper_nats=number_from_json(high),
                status=Status[data["status"]],
                provenance=Provenance.from_dict(data["provenance"]),
                witness=_witness(data["witness"]),
                certificate=None
                if data["certificate"] is None
                else certificate_from_dict(data["certificate"]),
                history=None if data["history"] is None else array_from_json(data["history"], ndim=2),
                unit=PURE if data["unit"] == PURE.name else as_unit(data["unit"]),
            )

    def _describe(self) -> Description:
        # An end that is attained is known however far the other one is.
        fewest = 6 if self.status is Status.ATTAINED else 3
        low, high = outward_digits(self.lower, self.upper, fewest=fewest)
        rows = [
            ("status", f"{self.status.name}: {self.status.value}"),
            ("gap", f"{self.gap:.2g} {self.unit}".rstrip()),
        ]
        if self.witness is not None:
            rows.append(("witness", str(self.witness)))
        kind = "none" if self.certificate is None else self.certificate.kind
        rows.append(("certificate", kind.replace("_", "-")))
        rows.append(("solver", f"{self.provenance.solver}, {self.provenance.steps} steps"))
        rows.extend(("note", note) for note in self.provenance.notes)
        if low == high:
            relation, latex = f"= {low}", f"= {low}"
        else:
            relation, latex = f"∈ [{low}, {high}]", rf"\in [{low}, {high}]"
        title = f"{self.quantity} {relation} {self.unit}".rstrip()
        unit = "" if self.unit == PURE else rf"\ \text{{{self.unit}}}"
        return Description(title, f"{self.latex} {latex}{unit}", tuple(rows))

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError(
            "a result is an interval, not a truth value", hint="compare its lower or upper"
        )


def _witness(data: JSON | None) -> Kernel | None:
    if data is None:
        return None
    kernel = Kernel.from_dict(data)
    return Distribution.from_dict(data) if kernel.dom == Space.unit() else kernel
