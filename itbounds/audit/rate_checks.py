"""A rate at a level of error against the rate-distortion function of a stated source."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from itbounds.audit.causes import LEAK, likely_causes
from itbounds.audit.chart import Line
from itbounds.audit.check import Check
from itbounds.audit.source_limits import KnownLimit
from itbounds.numerics.interval import Interval
from itbounds.units import Unit

__all__ = ["Achieved", "against_source", "limit_line"]

_LEVELS, _SOLVED = 60, 12
_SHORT = "the rate misses the limit by less than the errors are uncertain"
CAUSES = (
    LEAK,
    "headers, tables or side information are left out of the rate",
    "errors are measured on another scale than that of the source, or averaged over more coordinates",
    "the data are not drawn from the stated source",
)


@dataclass(frozen=True)
class Achieved:
    """A number with its interval, which is the number itself if it is exact."""

    estimate: float
    low: float
    high: float

    @property
    def ends(self) -> tuple[float, float] | None:
        """The interval for a figure, if there is one."""
        return (self.low, self.high) if self.low < self.high else None


def against_source(
    name: str,
    rate: Achieved,
    error: Achieved,
    *,
    known: KnownLimit,
    unit: Unit,
    confidence: float | None,
    causes: tuple[str, ...] = CAUSES,
    doubt: str = "",
    model: str = "",
    by_chance: Callable[[], bool] | None = None,
) -> Check:
    """Compare a rate, in `unit` a coordinate, with the least one at the errors of a code.

    Parameters
    ----------
    known : KnownLimit
        What `limit_of` says of the source.
    doubt : str
        A reason for which nothing is claimed.
    model : str
        A reason for which no violation is claimed.
    by_chance : callable, optional
        As of `Check.compared`.
    """
    limit, _, reference = known
    # The least rate falls with the error: the largest error gives what is certainly needed.
    sure, likely = limit(max(0.0, error.high))[0], limit(max(0.0, error.estimate))[0]
    needed = Interval(unit.floor(sure), unit.ceil(limit(max(0.0, error.low))[1]), unit)
    achieved = Interval(rate.low, rate.high, unit)
    accused = rate.high < needed.lower
    missed = rate.estimate < unit.floor(likely)
    if not doubt and missed:
        doubt = model if model else "" if accused else _SHORT
    return Check.compared(
        name,
        achieved,
        needed,
        estimate=rate.estimate,
        sense="at least",
        confidence=confidence,
        assumptions=("samples are independent, and each is drawn from the stated source",),
        causes=likely_causes(achieved, needed, "at least", causes),
        reference=reference,
        doubt=doubt,
        by_chance=by_chance,
    )


def limit_line(known: KnownLimit, unit: Unit, least: float, *, solved: bool) -> Line:
    """Return the rate-distortion function from the error `least` to that at which it is 0.

    Where every level is solved for there are fewer of them.
    """
    limit, most, _ = known
    least = min(least, 0.5 * most) if least > 0.0 else 1e-3 * most
    levels = np.geomspace(least, most, _SOLVED if solved else _LEVELS).tolist()
    ends = [limit(level) for level in levels]
    low = tuple(unit.from_nats(below) for below, _ in ends)
    high = tuple(unit.from_nats(above) for _, above in ends)
    exact = max(above - below for below, above in zip(low, high, strict=True)) < 1e-3
    return Line("R(D) of the source", tuple(levels), low, () if exact else high)
