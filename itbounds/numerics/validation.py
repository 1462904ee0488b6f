"""What may enter: arrays are checked once, at the border, and refused with place, reason and remedy."""

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Vector
from itbounds.errors import (
    DomainError,
    EmptyAlphabetError,
    InfeasibleError,
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
)
from itbounds.numerics.coercion import Coerced, coerce, frozen, warn_half

__all__ = [
    "Normalize",
    "as_cost",
    "as_distortion",
    "as_distribution",
    "as_matrix",
    "as_stochastic",
    "as_stochastic_stack",
    "as_vector",
]

if TYPE_CHECKING:
    Normalize: TypeAlias = Literal["rows"] | None
else:
    Normalize = Any  # a wrong word is refused below, with the remedy

LARGEST = 2.0**1000
"""Costs and distortions beyond this would overflow in sums and differences; their unit is free to change."""

DUST = 1e-12
"""Negative entries above minus this are taken for rounding dust."""


def as_matrix(obj: ArrayLike, *, name: str) -> Matrix:
    """Return a finite, nonempty, read-only float64 matrix.

    Raises
    ------
    ItboundsError
        As `as_stochastic`, but with no demand on signs and sums.
    """
    array = _shaped(coerce(obj, name).array, 2, name)
    _require_finite(array, name)
    return frozen(array)


def as_vector(obj: ArrayLike, *, name: str, size: int | None = None) -> Vector:
    """Return a finite, nonempty, read-only float64 vector, of the given size if there is one."""
    array = _shaped(coerce(obj, name).array, 1, name)
    if size is not None and len(array) != size:
        given = len(array)
        raise ShapeError(
            f"the {name} has {given} entries; {size} are needed, one a letter", value=array.shape
        )
    _require_finite(array, name)
    return frozen(array)


def as_stochastic(
    obj: ArrayLike, *, name: str = "channel", normalize: Normalize = None, tolerance: float | None = None
) -> Matrix:
    r"""Return a row-stochastic, read-only float64 matrix, :math:`W_{xy} = W(y \mid x)`.

    A matrix whose rows sum to one within the tolerance of its type (1e-9 for double, 1e-5 for single
    precision) is returned as it is: the channel is *defined* as the matrix of the given doubles with its
    rows normalised exactly.

    Parameters
    ----------
    obj : array-like of shape (m, n)
        Rows are inputs, columns outputs.
    name : str
        What the argument is called in error messages.
    normalize : {"rows"}, optional
        Divide every row by its sum. Half precision needs it, and must then be within 1e-2.
    tolerance : float, optional
        Overrides the tolerance of the type.

    Raises
    ------
    NonFiniteError
        With the place of the first NaN or infinity.
    NegativeProbabilityError
        With the place of the most negative entry.
    NotNormalizedError
        With the worst row, its sum and the likely reason (counts, logits, a transposed matrix).
    EmptyAlphabetError, ShapeError, DTypeError, SparseNotSupportedError
        If there is no letter, not two axes, no real number, or too much to make dense.

    Examples
    --------
    >>> as_stochastic([[0.9, 0.1], [0.2, 0.8]])
    array([[0.9, 0.1],
           [0.2, 0.8]])
    >>> as_stochastic([[9, 1], [2, 8]])
    Traceback (most recent call last):
    itbounds.errors.NotNormalizedError: row 0 of the channel sums to 10.0, not to 1; the entries ...
    """
    coerced = coerce(obj, name)
    return frozen(_normalised(coerced, _shaped(coerced.array, 2, name), name, normalize, tolerance))


def as_stochastic_stack(obj: ArrayLike, *, name: str = "channel") -> Array:
    """Return a read-only float64 stack of row-stochastic matrices of one shape, each as `as_stochastic`.

    Parameters
    ----------
    obj : array-like of shape (k, m, n)
        One matrix after the other.
    name : str
        What a matrix of the stack is called in error messages, followed by its number.

    Raises
    ------
    ShapeError
        If there are not three axes.
    ItboundsError
        As `as_stochastic`, for the first matrix that it refuses.

    Examples
    --------
    >>> as_stochastic_stack([[[1.0, 0.0]], [[0.5, 0.6]]])
    Traceback (most recent call last):
    itbounds.errors.NotNormalizedError: the channel 1 sums to 1.1, not to 1; ...
    """
    coerced = coerce(obj, f"stack of {name}s")
    array, allowed = coerced.array, 1e-9 if coerced.half else coerced.tolerance
    if array.ndim != 3:
        raise ShapeError(
            f"the stack of {name}s has shape {array.shape}; (k, |X|, |Y|) is expected, 3 axes",
            value=array.shape,
        )
    if 0 in array.shape[1:]:
        return frozen(array) if not len(array) else as_stochastic(array[0], name=f"{name} 0")
    with np.errstate(over="ignore", invalid="ignore"):
        sums = array.sum(axis=2)
        fine = np.isfinite(array).all(axis=(1, 2)) & (array >= 0.0).all(axis=(1, 2))
        fine &= (np.abs(sums - 1.0) <= allowed).all(axis=1)
    for place in np.flatnonzero(~fine):
        as_stochastic(array[place], name=f"{name} {place}", tolerance=allowed)
    if coerced.half:
        warn_half(f"stack of {name}s")
    return frozen(array)


def as_distribution(
    obj: ArrayLike,
    *,
    name: str = "source",
    ndim: int | None = 1,
    normalize: Normalize = None,
    tolerance: float | None = None,
) -> Array:
    """Return probabilities that sum to one, read-only, with `ndim` axes (``None``: any number of them).

    The rules and the errors are those of `as_stochastic`; the whole array is one row.

    Examples
    --------
    >>> as_distribution([3, 1], normalize="rows")
    array([0.75, 0.25])
    """
    coerced = coerce(obj, name)
    array = _shaped(np.atleast_1d(coerced.array) if ndim is None else coerced.array, ndim, name)
    row = _normalised(coerced, array.reshape(1, -1), name, normalize, tolerance)
    return frozen(row.reshape(array.shape))


def as_distortion(obj: ArrayLike, *, source_size: int | None = None, name: str = "distortion") -> Matrix:
    """Return a read-only distortion matrix: entries at least 0, infinite ones forbid the pair.

    Raises
    ------
    NonFiniteError
        For NaN and minus infinity.
    DomainError
        For a negative entry, or a finite one beyond 1e301.
    InfeasibleError
        For a row of infinities only: that source letter has no reproduction at any level.
    ShapeError
        If there is not one row for each source letter.
    """
    array = _shaped(coerce(obj, name).array, 2, name)
    if source_size is not None and len(array) != source_size:
        hint = "transpose it" if array.shape[1] == source_size else ""
        raise ShapeError(
            f"the {name} has {len(array)} rows; the source has {source_size} letters",
            value=array.shape,
            hint=hint,
        )
    low = float(array.min())
    if not low >= 0.0:
        _require_finite(np.where(array == np.inf, 0.0, array), name)
        index = _place(array.argmin(), array)
        message = f"entry {_show(index)} of the {name} is {low!r}; it must be at least 0"
        raise DomainError(message, where=index, value=low)
    _require_moderate(np.where(array == np.inf, 0.0, array), name)
    barren = np.flatnonzero(array.min(axis=1) == np.inf)
    if len(barren):
        row = int(barren[0])
        raise InfeasibleError(
            f"row {row} of the {name} is infinite throughout: that source letter has no reproduction",
            minimum=np.inf,
            where=row,
            hint="give it a finite entry, or remove the letter from the source",
        )
    return frozen(array)


def as_cost(obj: ArrayLike, *, size: int, name: str = "cost") -> Vector:
    """Return the finite cost of each of `size` input letters, read-only.

    Raises
    ------
    NonFiniteError, ShapeError, DTypeError
        If an entry is not finite, or there is not one for each input letter.
    DomainError
        For a magnitude beyond 1e301.
    """
    vector = as_vector(obj, name=name, size=size)
    _require_moderate(vector, name)
    return vector


def _shaped(array: Array, ndim: int | None, name: str) -> Array:
    if array.size == 0:
        raise EmptyAlphabetError(
            f"the {name} has shape {array.shape}: an alphabet has no letter",
            value=array.shape,
            hint="give at least one",
        )
    if ndim is None or array.ndim == ndim:
        return array
    wanted = {1: "(|X|,)", 2: "(|X|, |Y|)"}[ndim]
    hint = ""
    if ndim == 2 and array.ndim > 2:
        hint = "a stack holds several channels: take them one at a time"
    elif ndim == 2:
        hint = "a channel with one input letter is a matrix with one row, [row]"
    elif array.ndim > 1:
        hint = "flatten it with .ravel() if its cells are the letters"
    raise ShapeError(
        f"the {name} has shape {array.shape}; {wanted} is expected, {ndim} axes", value=array.shape, hint=hint
    )


def _require_finite(array: Array, name: str) -> None:
    if not np.isfinite(array).all():
        index = _place(np.isfinite(array).argmin(), array)
        value = float(array[index])
        raise NonFiniteError(f"entry {_show(index)} of the {name} is {value}", where=index, value=value)


def _require_moderate(array: Array, name: str) -> None:
    size = np.abs(array)
    if size.max() > LARGEST:
        index = _place(size.argmax(), array)
        value = float(array[index])
        hint = "divide it, and the level, by the same number: the answer stays the same"
        raise DomainError(
            f"entry {_show(index)} of the {name} is {value!r}", where=index, value=value, hint=hint
        )


def _normalised(
    coerced: Coerced, shaped: Matrix, name: str, normalize: Normalize, tolerance: float | None
) -> Matrix:
    """Check row by row; `coerced` still has the shape that the caller knows, for the error messages."""
    if normalize not in (None, "rows"):
        raise DomainError(f"normalize={normalize!r} is not known", value=normalize, hint='use "rows" or None')
    given = coerced.array
    low, high = float(shaped.min()), float(shaped.max())
    if not (-np.inf < low and high < np.inf):
        _refuse_non_finite(given, low, high, name)
    if low < 0.0:
        if low < -DUST or normalize is None:
            _refuse_negative(given, low, high, name)
        shaped = np.maximum(shaped, 0.0)
    with np.errstate(over="ignore"):
        sums = shaped.sum(axis=1)
    if normalize is None:
        allowed = 1e-9 if coerced.half else coerced.tolerance
        _require_sums(coerced, shaped, sums, name, allowed if tolerance is None else tolerance)
    else:
        if coerced.half:
            _require_sums(coerced, shaped, sums, name, coerced.tolerance)
        _require_sums(coerced, shaped, sums, name, np.inf)
        # Scaling by a power of two is exact, and keeps the sums of huge and of tiny rows in range.
        scaled = np.ldexp(shaped, -np.frexp(shaped.max(axis=1))[1][:, None])
        shaped = scaled / scaled.sum(axis=1, keepdims=True)
    if coerced.half:
        warn_half(name)
    return shaped


def _refuse_non_finite(given: Array, low: float, high: float, name: str) -> None:
    index = _place(np.isfinite(given).argmin(), given)
    value = float(given[index])
    logits = low == -np.inf and high < np.inf
    raise NonFiniteError(
        f"entry {_show(index)} of the {name} is {value}",
        where=index,
        value=value,
        hint="if these are logits: itbounds.Kernel.from_logits" if logits else "probabilities are finite",
    )


def _refuse_negative(given: Array, low: float, high: float, name: str) -> None:
    index = _place(given.argmin(), given)
    if low >= -DUST:
        hint = f"if it is rounding dust, {_remedy(given)} sets it to zero"
    elif max(high, -low) > 1.0:
        hint = "if these are logits: itbounds.Kernel.from_logits"
    else:
        hint = "probabilities are at least 0"
    raise NegativeProbabilityError(
        f"entry {_show(index)} of the {name} is {low!r}, which is negative", where=index, value=low, hint=hint
    )


def _require_sums(coerced: Coerced, rows: Matrix, sums: Vector, name: str, tolerance: float) -> None:
    """Refuse zero rows, and rows off one by more than the tolerance, with the likely reason."""
    empty = np.flatnonzero(sums == 0.0)
    off = np.abs(sums - 1.0)
    worst = int(empty[0]) if len(empty) else int(off.argmax())
    if not len(empty) and (off[worst] <= tolerance or tolerance == np.inf):
        return
    total = float(sums[worst])
    given, one_row = coerced.array, len(rows) == 1
    if len(empty):
        hint = "a letter without outputs has no law: drop it, or itbounds.Kernel.from_counts(..., alpha=1)"
    elif coerced.half and tolerance < 1e-2 and off[worst] <= 1e-2:
        hint = f"half precision cannot do better: {_remedy(given)}"
    elif coerced.half and tolerance >= 1e-2:
        hint = "that is more than half precision explains: convert to float64 first if the sums are meant"
    elif not one_row and bool((np.abs(rows.sum(axis=0) - 1.0) <= max(coerced.tolerance, 1e-9)).all()):
        hint = "its columns sum to 1: is it transposed? rows are inputs, give the transpose"
    elif coerced.integers or bool((rows == np.rint(rows)).all()):
        hint = "the entries are integers: if these are counts, itbounds.Kernel.from_counts(matrix, alpha=0)"
    else:
        logits = float(rows.max()) > 1.0
        hint = f"{_remedy(given)} divides by the sum"
        hint += "; if these are logits: itbounds.Kernel.from_logits" if logits else ""
    subject = f"the {name}" if given.ndim != 2 or one_row else f"row {worst} of the {name}"
    raise NotNormalizedError(f"{subject} sums to {total!r}, not to 1", where=worst, value=total, hint=hint)


def _remedy(given: Array) -> str:
    kind = "Kernel" if given.ndim == 2 else "Distribution"
    return f'itbounds.{kind}.of(..., normalize="rows")'


def _place(flat: Any, array: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(int(flat), array.shape))


def _show(index: tuple[int, ...]) -> str:
    return str(index[0]) if len(index) == 1 else str(index)
