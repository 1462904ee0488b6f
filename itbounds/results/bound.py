"""The value of a named theorem: a number, which side of the truth it is on, and what was assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Literal, NoReturn, TypeAlias, get_args

from itbounds._typing import JSON
from itbounds.errors import AmbiguousTruthError, DomainError, UnitError
from itbounds.numerics.interval import outward_digits
from itbounds.results.describe import Description
from itbounds.results.reading import whole_data
from itbounds.results.serial import number_from_json, number_to_json
from itbounds.units import PURE, Unit, as_unit

__all__ = ["Bound", "Direction", "Evidence", "Kind"]

Direction: TypeAlias = Literal["upper", "lower", "identity", "approximation"]
Kind: TypeAlias = Literal["expectation", "PAC-Bayes", "single-draw", "coding", "testing", "deterministic"]
Evidence: TypeAlias = Literal["proved", "checked", "recalled"]

_SIGNS = {"upper": "≤", "lower": "≥", "identity": "=", "approximation": "≈"}
_LATEX_SIGNS = {"upper": r"\le", "lower": r"\ge", "identity": "=", "approximation": r"\approx"}


@dataclass(frozen=True)
class Bound:
    r"""The value of a named theorem.

    Parameters
    ----------
    theorem : str
        The name under which `itbounds.bounds` knows it.
    nats : float
        The number, in nats if it is an information, else as it is; it is not clipped to what is possible.
    direction : {"upper", "lower", "identity", "approximation"}
        An upper bound is at least the target, a lower one at most; an approximation is no bound.
    target : str
        What is bounded, as on the board: ``"P_e"``.
    latex : str
        The same for a paper.
    unit : Unit
        The unit in which the number is read; `PURE` for a risk or a probability.
    kind : {"expectation", "PAC-Bayes", "single-draw", "coding", "testing", "deterministic"}
        What the statement is about; different kinds are never compared as if they were one.
    confidence : float, optional
        With which probability it holds; without it, it holds in expectation or always.
    assumptions : tuple of str
        What was assumed.
    terms : mapping of str to float
        The numbers that it was made from, informations in nats.
    reference : str
        Author, year, and theorem where sure.
    evidence : {"proved", "checked", "recalled"}
        Proved again for this package, checked against brute force or a published number, or only recalled.
    vacuous : bool
        Whether it says no more than what holds anyway.

    Examples
    --------
    >>> import itbounds as ib
    >>> bound = ib.bounds.decision.fano(0.434944, 4)
    >>> bound.direction, round(bound.value, 6), bound.vacuous
    ('lower', 0.1, False)
    """

    theorem: str
    nats: float
    direction: Direction
    target: str
    latex: str
    unit: Unit
    kind: Kind
    reference: str
    evidence: Evidence
    confidence: float | None = None
    assumptions: tuple[str, ...] = ()
    terms: Mapping[str, float] = field(default_factory=dict, hash=False)
    vacuous: bool = False

    def __post_init__(self) -> None:
        for name, value, known in (
            ("direction", self.direction, get_args(Direction)),
            ("kind", self.kind, get_args(Kind)),
            ("evidence", self.evidence, get_args(Evidence)),
        ):
            if value not in known:
                hint = f"use one of {', '.join(known)}"
                raise DomainError(f"the {name} of a bound is {value!r}", value=value, hint=hint)

    @property
    def value(self) -> float:
        """The number in `unit`, rounded up for an upper bound and down for a lower one."""
        if self.direction == "upper":
            return self.unit.ceil(self.nats)
        if self.direction == "lower":
            return self.unit.floor(self.nats)
        return self.unit.from_nats(self.nats)

    def to(self, unit: Unit | str) -> "Bound":
        """Return the same bound read in another unit.

        Raises
        ------
        UnitError
            If the unit is not known, or the bound is a pure number, which has none.
        """
        if unit == self.unit:
            return self
        if self.unit == PURE:
            raise UnitError(f"{self.target} is a pure number and has no unit", value=unit)
        return replace(self, unit=as_unit(unit))

    def to_latex(self) -> str:
        r"""Return the statement as LaTeX, without delimiters.

        Examples
        --------
        >>> import itbounds as ib
        >>> ib.bounds.decision.hellman_raviv(0.5, unit="bit").to_latex()
        'P_e \\le 0.250000001'
        """
        return self._describe().latex

    def to_dict(self) -> JSON:
        """Return the bound as JSON data."""
        return {
            "theorem": self.theorem,
            "value": number_to_json(self.value),
            "nats": number_to_json(self.nats),
            "direction": self.direction,
            "target": self.target,
            "latex": self.latex,
            "unit": self.unit.name,
            "kind": self.kind,
            "confidence": self.confidence,
            "assumptions": list(self.assumptions),
            "terms": {name: number_to_json(value) for name, value in self.terms.items()},
            "reference": self.reference,
            "evidence": self.evidence,
            "vacuous": self.vacuous,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Bound":
        """Read what `to_dict` wrote.

        Raises
        ------
        CertificateError
            If a part is missing or malformed.
        """
        with whole_data():
            return Bound(
                theorem=data["theorem"],
                nats=number_from_json(data["nats"]),
                direction=data["direction"],
                target=data["target"],
                latex=data["latex"],
                unit=PURE if data["unit"] == PURE.name else as_unit(data["unit"]),
                kind=data["kind"],
                confidence=data["confidence"],
                assumptions=tuple(data["assumptions"]),
                terms={name: number_from_json(value) for name, value in data["terms"].items()},
                reference=data["reference"],
                evidence=data["evidence"],
                vacuous=data["vacuous"],
            )

    def _digits(self) -> str:
        low, high = outward_digits(self.value, self.value)
        if self.direction == "upper":
            return high
        # An infinity has one sign on both sides; what is no bound is rounded to nearest.
        return low if self.direction == "lower" or abs(self.value) == inf else f"{self.value:.9g}"

    def _describe(self) -> Description:
        digits = self._digits()
        unit = "" if self.unit == PURE else rf"\ \text{{{self.unit}}}"
        rows = [("theorem", self.theorem), ("kind", self.kind)]
        if self.confidence is not None:
            rows.append(("confidence", f"{self.confidence:.9g}"))
        if self.vacuous:
            rows.append(("vacuous", "it says no more than what holds anyway"))
        rows.extend(("assumed", assumption) for assumption in self.assumptions)
        rows.extend((name, f"{value:.6g}") for name, value in self.terms.items())
        rows.append(("reference", self.reference))
        rows.append(("evidence", self.evidence))
        title = f"{self.target} {_SIGNS[self.direction]} {digits} {self.unit}".rstrip()
        return Description(title, f"{self.latex} {_LATEX_SIGNS[self.direction]} {digits}{unit}", tuple(rows))

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError("a bound is a number, not a truth value", hint="compare its value")
