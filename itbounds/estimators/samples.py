"""Samples as they come in: points a row, or letters of any kind, as many of x as of y."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Matrix
from itbounds.errors import DomainError, NonFiniteError, ShapeError
from itbounds.numerics.validation import as_matrix, as_vector

__all__ = ["as_letters", "as_pairs", "as_points", "require_equal", "require_samples"]


def as_points(obj: ArrayLike, *, name: str) -> Matrix:
    """Return points of shape (n, d); a vector is n points in one dimension.

    Raises
    ------
    ItboundsError
        If there is anything else than finite numbers in one or two axes.
    """
    if np.ndim(obj) == 1:
        return as_vector(obj, name=name)[:, None]
    return as_matrix(obj, name=name)


def as_pairs(x: ArrayLike, y: ArrayLike, *, minimum: int) -> tuple[Matrix, Matrix]:
    """Return both samples as points, of which there are as many and enough."""
    first, second = as_points(x, name="sample x"), as_points(y, name="sample y")
    require_equal(len(first), len(second))
    require_samples(len(first), minimum)
    return first, second


def as_letters(obj: ArrayLike, *, name: str) -> NDArray[np.int64]:
    """Return letters of any kind as codes 0, 1, ...; the rows of an array of two axes are letters.

    Raises
    ------
    NonFiniteError
        If a letter is no number.
    ShapeError
        If there are no letters, or more than two axes.
    """
    array: NDArray[Any] = np.asarray(obj)
    if array.ndim not in (1, 2) or array.size == 0:
        raise ShapeError(
            f"the {name} has shape {array.shape}; (n,) or (n, d) is expected, a letter each",
            value=array.shape,
        )
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise NonFiniteError(f"the {name} holds entries that are not finite", hint="drop these pairs")
    if array.dtype.kind == "O":
        array = array.astype(str)
    _, codes = np.unique(array, axis=0, return_inverse=True)
    return codes.reshape(-1).astype(np.int64)


def require_equal(first: int, second: int) -> None:
    """Refuse samples that are not pairs."""
    if first != second:
        raise ShapeError(
            f"there are {first} samples of x and {second} of y",
            value=(first, second),
            hint="give them in pairs, one row each",
        )


def require_samples(n: int, minimum: int) -> None:
    """Refuse samples that are too few to say anything."""
    if n < minimum:
        raise DomainError(
            f"{n} samples are too few for this estimate", value=n, hint=f"give at least {minimum}"
        )
