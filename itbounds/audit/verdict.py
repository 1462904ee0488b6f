"""What a check can end in, and when."""

from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeAlias

from itbounds.errors import AmbiguousTruthError, DomainError
from itbounds.numerics.interval import Interval

__all__ = ["Sense", "Verdict", "judged"]

if TYPE_CHECKING:
    Sense: TypeAlias = Literal["at least", "at most"]
else:
    Sense = Any  # a wrong word is refused below


class Verdict(Enum):
    """How a measurement stands to a limit."""

    CONSISTENT = "consistent"
    """It keeps the limit, as far as it tells."""
    INCONCLUSIVE = "inconclusive"
    """It misses the limit by less than it is uncertain, or something that is needed is not known."""
    VIOLATED = "violated"
    """Its confidence interval lies beyond the limit, further than chance takes so few samples: a mistake in
    the measurement, not a better model."""
    NOT_APPLICABLE = "not applicable"
    """The limit says nothing of this model."""

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError("a verdict has four values", hint="compare it with one: verdict is ...")


def judged(achieved: Interval, estimate: float, limit: Interval, sense: Sense) -> Verdict:
    """Compare a measurement with a limit of the same unit, both known to intervals.

    It is violated only if the intervals are disjoint on the wrong side, and consistent if the estimate is on
    the right side of some value that the limit may have.
    """
    if achieved.unit != limit.unit:
        raise DomainError(f"{achieved} and {limit} are in different units")
    if sense == "at most":
        beyond, keeps = achieved.lower > limit.upper, estimate <= limit.upper
    elif sense == "at least":
        beyond, keeps = achieved.upper < limit.lower, estimate >= limit.lower
    else:
        raise DomainError(f"unknown sense {sense!r}", value=sense, hint="use 'at least' or 'at most'")
    if beyond:
        return Verdict.VIOLATED
    return Verdict.CONSISTENT if keeps else Verdict.INCONCLUSIVE
