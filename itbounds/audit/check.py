"""One measurement against one limit."""

from collections.abc import Callable
from dataclasses import dataclass

from itbounds._typing import JSON
from itbounds.audit.verdict import Sense, Verdict, judged
from itbounds.numerics.interval import Interval
from itbounds.results.describe import exactly
from itbounds.results.serial import number_from_json, number_to_json
from itbounds.units import PURE, as_unit

__all__ = ["Check", "interval_from_json", "interval_to_json", "shown"]

_SIGNS = {"at least": "≥", "at most": "≤"}


@dataclass(frozen=True)
class Check:
    """One measurement against one limit.

    Parameters
    ----------
    name : str
        What is compared, in a few words.
    verdict : Verdict
        How it ended.
    reason : str
        One sentence that says why.
    achieved, limit : Interval, optional
        The confidence interval of what the model achieved, and what the limit is known to be.
    estimate : float, optional
        What was measured, in the unit of `achieved`.
    sense : {"at least", "at most"}
        On which side of the limit a model can be.
    confidence : float, optional
        The probability with which `achieved` holds what it estimates.
    assumptions : tuple of str
        What the limit rests on.
    causes : tuple of str
        If it is violated: the likely causes, the likeliest first.
    reference : str
        Where the limit is from.
    theorem : str
        The name of the limit among `itbounds.bounds`, if it is one of them.
    """

    name: str
    verdict: Verdict
    reason: str
    achieved: Interval | None = None
    limit: Interval | None = None
    estimate: float | None = None
    sense: Sense = "at least"
    confidence: float | None = None
    assumptions: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    reference: str = ""
    theorem: str = ""

    @classmethod
    def compared(
        cls,
        name: str,
        achieved: Interval,
        limit: Interval,
        *,
        estimate: float,
        sense: Sense,
        confidence: float | None = None,
        assumptions: tuple[str, ...] = (),
        causes: tuple[str, ...] = (),
        reference: str = "",
        theorem: str = "",
        doubt: str = "",
        by_chance: Callable[[], bool] | None = None,
    ) -> "Check":
        """Compare a measurement with a limit; arguments as of the class.

        Parameters
        ----------
        doubt : str
            A reason for which a violation would say nothing of the model: then none is claimed.
        by_chance : callable, optional
            Whether chance may put so few samples that far beyond the limit, whatever the law of their errors;
            it is asked if the interval, which rests on a normal approximation, is beyond the limit.
        """
        verdict = judged(achieved, estimate, limit, sense)
        if doubt and verdict is not Verdict.NOT_APPLICABLE:
            verdict, reason = Verdict.INCONCLUSIVE, doubt
        elif verdict is Verdict.VIOLATED and by_chance is not None and by_chance():
            verdict, reason = (
                Verdict.INCONCLUSIVE,
                f"{name} is beyond the limit as so few samples can be by chance",
            )
        elif verdict is Verdict.VIOLATED:
            beyond = f"{name} is {shown(achieved)}, beyond the limit {shown(limit)}"
            reason = f"{beyond}; likely causes: {'; '.join(causes)}"
        elif verdict is Verdict.INCONCLUSIVE:
            reason = f"{name} misses the limit by less than its own uncertainty"
        else:
            reason = f"{name} keeps the limit"
        found = causes if verdict is Verdict.VIOLATED else ()
        return cls(
            name,
            verdict,
            reason,
            achieved,
            limit,
            estimate,
            sense,
            confidence,
            assumptions,
            found,
            reference,
            theorem,
        )

    @classmethod
    def not_applicable(cls, name: str, reason: str, *, reference: str = "") -> "Check":
        """Say why a limit says nothing of this model."""
        return cls(name, Verdict.NOT_APPLICABLE, reason, reference=reference)

    @property
    def slack(self) -> Interval | None:
        """How far on the right side of the limit the model is; negative beyond it."""
        if self.achieved is None or self.limit is None:
            return None
        a, b = (self.achieved, self.limit) if self.sense == "at least" else (self.limit, self.achieved)
        return Interval(a.lower - b.upper, a.upper - b.lower, self.achieved.unit)

    def to_dict(self) -> JSON:
        """Return the check as JSON data."""
        return {
            "name": self.name,
            "verdict": self.verdict.value,
            "reason": self.reason,
            "achieved": interval_to_json(self.achieved),
            "limit": interval_to_json(self.limit),
            "estimate": number_to_json(self.estimate),
            "sense": self.sense,
            "confidence": self.confidence,
            "assumptions": list(self.assumptions),
            "causes": list(self.causes),
            "reference": self.reference,
            "theorem": self.theorem,
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Check":
        """Read what `to_dict` wrote."""
        return cls(
            data["name"],
            Verdict(data["verdict"]),
            data["reason"],
            interval_from_json(data["achieved"]),
            interval_from_json(data["limit"]),
            None if data["estimate"] is None else number_from_json(data["estimate"]),
            data["sense"],
            data["confidence"],
            tuple(data["assumptions"]),
            tuple(data["causes"]),
            data["reference"],
            data.get("theorem", ""),
        )

    def __str__(self) -> str:
        if self.achieved is None or self.limit is None:
            return f"{self.verdict}: {self.reason}"
        return f"{self.verdict}: {self.name} {shown(self.achieved)} {_SIGNS[self.sense]} {shown(self.limit)}"


def shown(interval: Interval) -> str:
    """Write an interval, or the number that it is."""
    if interval.lower < interval.upper:
        return str(interval)
    # Nine digits, as of intervals: the last places of a sum are of no use to a reader.
    return f"{exactly(float(f'{interval.lower:.9g}'))} {interval.unit}".rstrip()


def interval_to_json(interval: Interval | None) -> JSON | None:
    """Write an interval as JSON data."""
    if interval is None:
        return None
    return {
        "lower": number_to_json(interval.lower),
        "upper": number_to_json(interval.upper),
        "unit": interval.unit.name,
    }


def interval_from_json(data: JSON | None) -> Interval | None:
    """Read what `interval_to_json` wrote."""
    if data is None:
        return None
    unit = PURE if data["unit"] == PURE.name else as_unit(data["unit"])
    return Interval(number_from_json(data["lower"]), number_from_json(data["upper"]), unit)
