"""An estimate from samples: a number, an interval with a confidence, and whether it is to be believed."""

from dataclasses import dataclass, replace
from math import inf
from typing import Literal, NoReturn, TypeAlias

from itbounds._typing import JSON
from itbounds.errors import AmbiguousTruthError
from itbounds.numerics.interval import Interval, outward_digits
from itbounds.results.describe import Description
from itbounds.results.reading import whole_data
from itbounds.results.serial import number_from_json, number_to_json
from itbounds.units import Unit, as_unit

__all__ = ["Estimate", "Relation"]

Relation: TypeAlias = Literal["equal", "lower", "upper", "neither"]

_SIGNS = {
    "equal": ("≈", r"\approx"),
    "lower": ("≳", r"\gtrsim"),
    "upper": ("≲", r"\lesssim"),
    "neither": ("?", r"\;?\;"),
}
_SAYS = {
    "equal": "the information itself",
    "lower": "a lower bound on the information, which may be far below it",
    "upper": "an upper bound on the information, which may be far above it",
    "neither": "a number that is neither a lower nor an upper bound on the information",
}


@dataclass(frozen=True)
class Estimate:
    r"""An estimate of an information from samples.

    Parameters
    ----------
    value : float
        The estimate, in `unit`; corrections of bias may leave it below zero.
    interval : Interval
        What contains the estimated number with the stated confidence, if the estimate is reliable.
    unit : Unit
        The unit of every number here.
    reliable : bool
        Whether estimates at n, n/2 and n/4 agree within their errors, what 1/n extrapolates them to lies in
        the interval, and nothing else speaks against it. Where it is False the interval must not be used.
    estimator : str
        Its name.
    interval_method : str
        Where the interval comes from.
    confidence : float
        With which probability the interval is meant to contain the number.
    n : int
        The number of samples.
    extrapolated : float
        The limit of estimates at n, n/2 and n/4 as 1/n goes to zero, if there was enough to split.
    subsamples : tuple of (int, float)
        Sizes of parts of the sample, and the mean of the estimates from the parts of that size.
    ceiling : float
        What the estimator cannot exceed from so many samples; infinite where there is no such number.
    relation : {"equal", "lower", "upper", "neither"}
        What is estimated: the information, a bound on it, or a number that bounds it on neither side.
    target : str
        What is estimated, as on the board.
    reasons : tuple of str
        What speaks against the estimate; empty if it is reliable.

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> x, y = np.random.default_rng(0).standard_normal((2, 1000))
    >>> found = ib.estimators.gaussian(x, x + y)
    >>> print(found)
    I(X;Y) ≈ 0.511 bit, in [0.434, 0.600] with confidence 0.95
    >>> found.reliable, 0.5 in found.interval
    (True, True)
    """

    value: float
    interval: Interval
    unit: Unit
    reliable: bool
    estimator: str = ""
    interval_method: str = ""
    confidence: float = 0.95
    n: int = 0
    extrapolated: float | None = None
    subsamples: tuple[tuple[int, float], ...] = ()
    ceiling: float = inf
    relation: Relation = "equal"
    target: str = "I(X;Y)"
    reasons: tuple[str, ...] = ()

    def to(self, unit: Unit | str) -> "Estimate":
        """Return the same estimate in another unit; the ends of the interval are rounded outward.

        Raises
        ------
        UnitError
            If the unit is not known.
        """
        chosen = as_unit(unit)
        if chosen == self.unit:
            return self

        def turned(value: float) -> float:
            return chosen.from_nats(self.unit.to_nats(value))

        low, high = (self.unit.to_nats(end) for end in (self.interval.lower, self.interval.upper))
        return replace(
            self,
            value=turned(self.value),
            interval=Interval(chosen.floor(low), chosen.ceil(high), chosen),
            unit=chosen,
            extrapolated=None if self.extrapolated is None else turned(self.extrapolated),
            subsamples=tuple((size, turned(value)) for size, value in self.subsamples),
            ceiling=turned(self.ceiling),
        )

    def to_latex(self) -> str:
        """Return the statement as LaTeX, without delimiters."""
        return self._describe().latex

    def to_dict(self) -> JSON:
        """Return the estimate as JSON data."""
        return {
            "target": self.target,
            "relation": self.relation,
            "value": number_to_json(self.value),
            "interval": [number_to_json(self.interval.lower), number_to_json(self.interval.upper)],
            "unit": self.unit.name,
            "reliable": self.reliable,
            "reasons": list(self.reasons),
            "estimator": self.estimator,
            "interval_method": self.interval_method,
            "confidence": self.confidence,
            "n": self.n,
            "extrapolated": number_to_json(self.extrapolated),
            "subsamples": [[size, number_to_json(value)] for size, value in self.subsamples],
            "ceiling": number_to_json(self.ceiling),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Estimate":
        """Read what `to_dict` wrote.

        Raises
        ------
        CertificateError
            If a part is missing or malformed.
        """
        with whole_data():
            unit = as_unit(data["unit"])
            low, high = (number_from_json(end) for end in data["interval"])
            limit = data["extrapolated"]
            return Estimate(
                value=number_from_json(data["value"]),
                interval=Interval(low, high, unit),
                unit=unit,
                reliable=data["reliable"],
                estimator=data["estimator"],
                interval_method=data["interval_method"],
                confidence=data["confidence"],
                n=data["n"],
                extrapolated=None if limit is None else number_from_json(limit),
                subsamples=tuple((size, number_from_json(value)) for size, value in data["subsamples"]),
                ceiling=number_from_json(data["ceiling"]),
                relation=data["relation"],
                target=data["target"],
                reasons=tuple(data["reasons"]),
            )

    def _describe(self) -> Description:
        sign, latex_sign = _SIGNS[self.relation]
        digits = _digits(self.value, self.interval)
        low, high = _ends(self.interval)
        title = f"{self.target} {sign} {digits} {self.unit}, in [{low}, {high}]"
        title += f" with confidence {self.confidence:g}" if self.reliable else ", NOT RELIABLE"
        rows = [("estimator", f"{self.estimator} from {self.n} samples")]
        rows.append(("interval", f"{self.interval_method}, {self.confidence:g}"))
        if self.relation != "equal":
            rows.append(("estimates", _SAYS[self.relation]))
        rows.extend((f"at n = {size}", _digits(value, self.interval)) for size, value in self.subsamples)
        if self.extrapolated is not None:
            rows.append(("n to infinity", _digits(self.extrapolated, self.interval)))
        if self.ceiling < inf:
            rows.append(("ceiling", _digits(self.ceiling, self.interval)))
        rows.append(("reliable", "yes" if self.reliable else "no"))
        rows.extend(("because", reason) for reason in self.reasons)
        unit = rf"\ \text{{{self.unit}}}"
        target = self.target.replace(";", "; ")
        latex = rf"{target} {latex_sign} {digits}{unit} \quad [{low}, {high}]"
        return Description(title, latex, tuple(rows))

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError("an estimate is a number, not a truth value", hint="ask for .reliable")


def _ends(interval: Interval) -> tuple[str, str]:
    return outward_digits(interval.lower, interval.upper)


def _digits(value: float, interval: Interval) -> str:
    """Write a number with as many decimals as the ends of the interval."""
    if abs(value) == inf:
        return "∞" if value > 0 else "-∞"
    decimals = max((len(end.partition(".")[2]) for end in _ends(interval)), default=3)
    return f"{value:.{max(decimals, 3)}f}"
