"""Reading what a model produced: arrays of numbers, labels, and probabilities."""

from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, ArrayLike, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.scalars import as_probability
from itbounds.numerics.statistics.mean_intervals import binomial_interval, normal_quantile

__all__ = [
    "as_alpha",
    "as_labels",
    "as_numbers",
    "decimal_step",
    "entropy_floor",
    "entropy_interval",
    "precision_of",
]


def as_alpha(alpha: Any) -> float:
    """Return one less a confidence, strictly between 0 and 1."""
    value = as_probability(alpha, name="level alpha")
    if not 0.0 < value < 1.0:
        raise DomainError(
            f"the level alpha is {value}", value=value, hint="0.05 stands for a confidence of 95 %"
        )
    return value


def as_numbers(obj: ArrayLike, *, name: str) -> Vector:
    """Return numbers as one vector, infinities allowed, NaN not; a single number becomes a vector of one."""
    array = np.atleast_1d(coerce(obj, name).array).ravel()
    if not array.size:
        raise ShapeError(f"the {name} is empty", hint="give one number a sample")
    if np.isnan(array).any():
        place = int(np.flatnonzero(np.isnan(array))[0])
        raise DomainError(f"entry {place} of the {name} is NaN", value=place, hint="leave such samples out")
    return array


def as_labels(obj: ArrayLike, *, name: str) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """Return labels of any type as codes 0, 1, ... in sorted order, and the sorted labels."""
    values = np.asarray(obj)
    if values.ndim != 1 or not len(values):
        raise ShapeError(
            f"the {name} have shape {values.shape}; one label a sample is expected", value=values.shape
        )
    letters, codes = np.unique(values, return_inverse=True)
    return codes.astype(np.intp), letters


def precision_of(obj: ArrayLike) -> float:
    """Return the relative precision of numbers as they came, a few roundings of it: by their type."""
    kind = str(getattr(obj, "dtype", "")).rpartition(".")[2]
    return {"float32": 1e-5, "float16": 2e-3, "bfloat16": 2e-2}.get(kind, 1e-12)


def decimal_step(values: Array) -> float:
    """Return the power of ten that numbers were rounded to, such as those of a file; 0 if there is none.

    Examples
    --------
    >>> import numpy as np
    >>> decimal_step(np.array([0.33, 0.667])), decimal_step(np.array([1.0, 0.0]))
    (0.001, 0.0)
    """

    def whole(numbers: Array, places: int) -> bool:
        scaled = numbers * 10.0**places
        return bool(np.abs(scaled - np.round(scaled)).max() < 1e-6)

    for places in range(7):
        # A few numbers tell most of what is not rounded.
        if whole(values[:64], places) and whole(values, places):
            return 10.0**-places if places else 0.0
    return 0.0


def entropy_interval(counts: NDArray[Any], kinds: int, alpha: float) -> tuple[float, float, float]:
    """Return the entropy of counted letters in nats, and its interval by the normal approximation.

    Each end leaves room for the bias of Miller and Madow, of `kinds` letters that may occur.

    Examples
    --------
    >>> import numpy as np
    >>> tuple(round(end, 6) for end in entropy_interval(np.array([50, 50]), 2, 0.05))
    (0.693147, 0.688147, 0.693147)
    """
    seen = counts[counts > 0]
    n = int(seen.sum())
    p = seen / n
    logs = np.log(p)
    value = float(-(p @ logs))
    spread = sqrt(max(0.0, float(p @ logs**2) - value**2) / n)
    bias = (kinds - 1) / (2.0 * n)
    arm = normal_quantile(alpha) * spread + bias
    return value, max(0.0, value - arm), min(log(kinds), value + bias + arm)


def entropy_floor(counts: NDArray[Any], kinds: int, delta: float) -> float:
    r"""Return what the entropy of counted letters is at least, in nats, but with probability delta.

    The intervals of Clopper and Pearson hold all probabilities :math:`p_i \in [l_i, u_i]` together, and

    .. math:: H \ge \max_\nu \Bigl( \nu + \sum_i \min_{p \in \{l_i, u_i\}} (-p \ln p - \nu p) \Bigr)

    since a concave function is least at an end. Nothing is approximated, however few letters there are.

    Parameters
    ----------
    counts : array of int
        How often each letter occurs; those that do not may be left out.
    kinds : int
        The number of letters that may occur.
    delta : float
        The probability.

    Examples
    --------
    >>> import numpy as np
    >>> [round(entropy_floor(np.array([n, n]), 2, 0.05), 4) for n in (5, 500)]
    [0.4372, 0.6906]
    """
    seen = np.append(counts[counts > 0], np.zeros(max(0, kinds - int((counts > 0).sum())), dtype=int))
    n = int(seen.sum())
    ends = np.array([binomial_interval(int(count), n, delta / len(seen)) for count in np.unique(seen)])
    low, high = ends[np.searchsorted(np.unique(seen), seen)].T
    at_low, at_high = _term(low), _term(high)
    slopes = np.unique((at_high - at_low) / (high - low))
    slopes = slopes[:: max(1, len(slopes) // 200)]
    least = np.minimum(at_low - slopes[:, None] * low, at_high - slopes[:, None] * high).sum(axis=1)
    return max(0.0, float((slopes + least).max()) - 1e-12 * len(seen))


def _term(p: Vector) -> Vector:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(p > 0.0, -p * np.log(p), 0.0))
