"""Why a model seems to beat a limit: the mistakes that are made, the likeliest first."""

from math import inf

from itbounds.audit.verdict import Sense
from itbounds.numerics.interval import Interval
from itbounds.units import BITS

__all__ = ["DENSITIES", "LEAK", "UNITS", "likely_causes"]

LEAK = "the test data were seen in training"
UNITS = "nats were taken for bits, or bits for nats"
DENSITIES = "densities or scores were taken for probabilities"


def likely_causes(
    achieved: Interval, limit: Interval, sense: Sense, others: tuple[str, ...]
) -> tuple[str, ...]:
    """Return causes for a violation, a wrong unit first if it explains the numbers.

    It does if the interval, read in the other unit, keeps the limit and is within a tenth of it.
    """
    for factor in (BITS.nats, 1.0 / BITS.nats):
        low, high = achieved.lower * factor, achieved.upper * factor
        keeps = high >= limit.lower if sense == "at least" else low <= limit.upper
        gap = max(0.0, low - limit.upper, limit.lower - high)
        size = max(abs(limit.lower), abs(limit.upper))
        if keeps and size < inf and gap <= 0.1 * size:
            return (UNITS, *others)
    return (*others, UNITS)
