"""Stochastic matrices from counts and from logits."""

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number
from itbounds.errors import DomainError, NonFiniteError, NotNormalizedError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.scalars import as_level
from itbounds.numerics.validation import as_matrix, as_stochastic

__all__ = ["frequencies", "softmax"]


def frequencies(counts: ArrayLike, alpha: Number) -> Matrix:
    """Return the smoothed relative frequencies of each row of a count matrix.

    Raises
    ------
    DomainError
        For a negative count or a negative `alpha`.
    NotNormalizedError
        For a row without counts, if `alpha` is zero.
    """
    array = as_matrix(counts, name="count matrix")
    low = float(array.min())
    if low < 0.0:
        where = tuple(int(i) for i in np.unravel_index(int(array.argmin()), array.shape))
        raise DomainError(f"count {where} is {low!r}; counts are at least 0", where=where, value=low)
    smoothed = array + as_level(alpha, name="alpha", finite=True)
    empty = np.flatnonzero(smoothed.max(axis=1) == 0.0)
    if len(empty):
        row = int(empty[0])
        hint = "drop that input letter, or smooth with alpha=1"
        raise NotNormalizedError(f"row {row} has no counts (sum 0)", where=row, value=0.0, hint=hint)
    return as_stochastic(smoothed, name="count matrix", normalize="rows")


def softmax(logits: ArrayLike) -> Matrix:
    """Return the exponentials of each row, normalised, without overflow.

    Raises
    ------
    NonFiniteError
        For a NaN, a row of minus infinities only, or a row with two plus infinities.
    """
    array = coerce(logits, "logit matrix").array
    as_matrix(np.where(np.isinf(array), 0.0, array), name="logit matrix")  # shape and NaN
    top = array.max(axis=1, keepdims=True)
    for row in np.flatnonzero((top[:, 0] == -np.inf) | ((array == np.inf).sum(axis=1) > 1)):
        value = float(top[row, 0])
        several = "has two logits of plus infinity" if value > 0 else "has minus infinity as its only logit"
        raise NonFiniteError(f"row {int(row)} {several}: its law is not defined", where=int(row), value=value)
    shift = np.where(np.isinf(top), 0.0, top)
    shifted = np.where(top == np.inf, np.where(array == np.inf, 0.0, -np.inf), array - shift)
    weights = np.exp(shifted)
    return as_stochastic(weights, name="logit matrix", normalize="rows")
