"""Reading what a model produced: arrays of numbers, labels, and probabilities."""

from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.scalars import as_probability
from itbounds.numerics.statistics.mean_intervals import normal_quantile

__all__ = ["as_alpha", "as_labels", "as_numbers", "entropy_interval", "precision_of"]


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
    """Return the relative precision of numbers as they came: that of single precision if they are."""
    dtype = getattr(obj, "dtype", None)
    single = dtype is not None and str(dtype).rpartition(".")[2] in ("float32", "float16", "bfloat16")
    return 1e-5 if single else 1e-12


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
