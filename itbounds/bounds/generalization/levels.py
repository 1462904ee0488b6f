"""What the bounds with a probability share: risks, levels rounded up, and Maurer's constant."""

from math import exp, inf, log, log1p, pi, sqrt
from typing import Any, Literal, TypeAlias

import numpy as np

from itbounds._typing import Count, Number
from itbounds.bounds.inputs import as_information, padded
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.numerics.statistics.binary_divergence import binary_divergence, divergence_below
from itbounds.numerics.statistics.stirling import shtarkov_sum
from itbounds.units import Unit

__all__ = [
    "Constant",
    "as_divergence",
    "as_errors",
    "as_risk",
    "level",
    "log_constant",
    "risk_above",
    "risk_below",
]

Constant: TypeAlias = Literal["shtarkov", "root"]

_SUMMED = 2**20


def as_risk(value: Number, *, name: str = "empirical risk") -> float:
    """Return the mean of losses that lie in [0, 1]."""
    return as_probability(value, name=name)


def as_errors(errors: Count, n: int, *, name: str = "number of errors") -> int:
    """Return a number of errors among n.

    Raises
    ------
    DomainError
        If it is no integer, negative or above n.
    """
    count = as_count(errors, name=name, minimum=0)
    if count > n:
        hint = "give the number of errors, not their share"
        raise DomainError(f"the {name} is {count} among {n}", value=count, hint=hint)
    return count


def as_divergence(kl: Number, unit: Unit | str, *, name: str = "relative entropy kl") -> float:
    """Return a divergence of posterior from prior in nats, rounded up; an infinite one makes a bound void."""
    return as_information(kl, unit, name=name, towards="up", finite=False)


def level(*parts: float, over: float) -> float:
    """Return a sum of nonnegative numbers, divided by the sample size and rounded up."""
    total = sum(parts)
    return inf if total == inf else padded(total / over, towards="up")


def risk_above(risk: float, height: float) -> float:
    """Return the largest p with d(risk || p) at most the height, rounded up.

    Plain bisection finds it nearly; the divergence with its rounding error says where it is certain.
    """
    low, high = risk, 1.0
    while low < (middle := 0.5 * (low + high)) < high:
        if _divergence(risk, middle) > height:
            high = middle
        else:
            low = middle
    step = 2.0**-50
    while (p := high * (1.0 + step)) < 1.0:
        value, error = binary_divergence(np.array(risk), np.array(p))
        if value - error > height:
            return p
        step *= 4.0
    return 1.0


def risk_below(risk: float, height: float) -> float:
    """Return the smallest p with d(risk || p) at most the height, rounded down."""
    return float(divergence_below(np.array(risk), np.array(height)))


def _divergence(q: float, p: float) -> float:
    change = (q - p) / (1.0 - q)
    if change <= -1.0:
        return inf
    return (q * log(q / p) if q > 0.0 else 0.0) - (1.0 - q) * log1p(change)


def log_constant(n: int, constant: Any) -> float:
    r"""Return the logarithm of Maurer's constant, rounded up.

    It is the Shtarkov sum, or :math:`2 \sqrt n` if the constant is "root". Beyond a million the sum is
    replaced by :math:`2 + e^{1 / 12 n} \sqrt{\pi n / 2}`, which is larger by at most one in a thousand.

    Raises
    ------
    DomainError
        If the constant is neither.

    Notes
    -----
    By Stirling's formula an inner term of the sum is at most :math:`e^{1 / 12 n} \sqrt{n / 2 \pi k (n - k)}`,
    which is convex in k: their sum is below the integral, :math:`\pi`.
    """
    if not isinstance(constant, str) or constant not in ("shtarkov", "root"):
        hint = "use 'shtarkov' for the exact sum or 'root' for 2 sqrt(n)"
        raise DomainError(f"the constant is {constant!r}", value=constant, hint=hint)
    if constant == "root":
        return padded(0.5 * log(4.0 * n), towards="up")
    total = shtarkov_sum(n) if n <= _SUMMED else 2.0 + exp(1.0 / (12.0 * n)) * sqrt(0.5 * pi * n)
    return padded(log(total), towards="up")
