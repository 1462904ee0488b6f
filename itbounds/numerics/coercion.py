"""From anything array-like to one float64 array, losing nothing silently."""

import sys
import warnings
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, ArrayLike
from itbounds.errors import DTypeError, PrecisionWarning, ShapeError, SparseNotSupportedError
from itbounds.numerics.array_namespace import is_foreign, to_host

__all__ = ["Coerced", "coerce", "exact_fractions", "frozen"]

DENSE_LIMIT = 10_000_000
"""A sparse array with more entries than this, zeros included, is not made dense."""


@dataclass(frozen=True, eq=False)
class Coerced:
    """An array with what is left to know about where it came from.

    Parameters
    ----------
    array : array
        C-contiguous float64, not shared with the caller.
    tolerance : float
        How far its sums may be off one: 1e-9, or 1e-5 if it came in single and 1e-2 if in half precision.
    integers : bool
        Whether it came as integers.
    """

    array: Array
    tolerance: float
    integers: bool

    @property
    def half(self) -> bool:
        """Whether the entries came with half precision or less."""
        return self.tolerance > 1e-3


def frozen(array: Array) -> Array:
    """Return the same array, marked read-only."""
    array.setflags(write=False)
    return array


def coerce(obj: ArrayLike, name: str) -> Coerced:
    """Read lists, numpy and scipy.sparse arrays, DataFrames and anything with ``__array__`` as float64.

    Arrays of Python objects are read if every entry is an exact rational (`int`, `fractions.Fraction`,
    sympy's ``Rational``, flint's ``fmpq``) or a float; each is rounded once, to the nearest double. Tensors
    that carry a gradient are detached and copied to the host. A sparse array of at most ten million entries
    is made dense.

    Parameters
    ----------
    obj : array-like
        What the caller gave.
    name : str
        What the argument is called in error messages, without an article.

    Raises
    ------
    DTypeError
        For strings, dates, complex numbers, masked arrays, and objects that are no real numbers.
    ShapeError
        For nested lists whose rows differ in length.
    SparseNotSupportedError
        For a sparse array that is too large to be made dense.
    """
    raw = _raw_array(obj, name)
    kind, label = raw.dtype.kind, raw.dtype.name
    if raw.ndim == 0 and kind not in "biuf":
        what = type(obj).__name__
        hint = "itbounds.zoo.parse_spec reads names" if kind in "US" else "give an array or nested lists"
        raise DTypeError(f"the {name} is a {what}, not an array of numbers", value=obj, hint=hint)
    if _is_bfloat16(obj):
        return Coerced(_float64(raw), 1e-2, integers=False)
    if kind in "biu":
        return Coerced(_float64(raw), 1e-9, integers=True)
    if kind == "f":
        tolerance = {2: 1e-2, 4: 1e-5}.get(raw.dtype.itemsize, 1e-9)
        return Coerced(_float64(raw), tolerance, integers=False)
    if label.startswith(("bfloat", "float")):  # the short formats of machine learning, kind "V"
        return Coerced(_float64(raw), 1e-2, integers=False)
    if kind == "O":
        return _from_objects(raw, name)
    kinds = {"c": "complex numbers", "U": "strings", "S": "bytes", "M": "dates", "m": "time differences"}
    holds = kinds.get(kind, f"entries of type {label}")
    hint = "take the real part if the imaginary parts mean nothing" if kind == "c" else "give real numbers"
    raise DTypeError(f"the {name} holds {holds}", value=label, hint=hint)


def exact_fractions(obj: ArrayLike) -> list[list[Fraction]] | None:
    """Return a matrix of exact rationals as fractions, or None if it holds floats or anything else.

    Examples
    --------
    >>> exact_fractions([[Fraction(1, 3), Fraction(2, 3)]])
    [[Fraction(1, 3), Fraction(2, 3)]]
    >>> exact_fractions([[0.5, 0.5]])
    """
    if hasattr(obj, "detach"):  # tensors hold floats
        return None
    raw = np.asarray(obj.tolist() if not hasattr(obj, "__array__") and hasattr(obj, "tolist") else obj)
    if raw.dtype.kind != "O" or raw.ndim != 2:
        return None
    rows = [[_fraction(entry) for entry in row] for row in raw.tolist()]
    exact = [[entry for entry in row if entry is not None] for row in rows]
    return exact if exact and all(len(row) == raw.shape[1] for row in exact) else None


def warn_half(name: str) -> None:
    """Tell the caller that half precision bounds the meaning of the answer, not its proof."""
    warnings.warn(
        f"the {name} has half precision: its entries are good to three digits, whatever the answer shows",
        PrecisionWarning,
        stacklevel=4,
    )


def _float64(raw: Any) -> Array:
    # A fresh array: it can be frozen, and a later write by the caller changes nothing. -0.0 + 0.0 is 0.0.
    with np.errstate(over="ignore"):
        array = np.array(raw, dtype=np.float64, order="C", copy=True)
    array += 0.0
    return array


def _raw_array(obj: Any, name: str) -> NDArray[Any]:
    if isinstance(obj, np.ma.MaskedArray):
        raise DTypeError(
            f"the {name} is a masked array", hint="fill the masked entries or drop their letters"
        )
    sparse = sys.modules.get("scipy.sparse")
    if sparse is not None and sparse.issparse(obj):
        entries = int(np.prod(obj.shape, dtype=np.float64))
        if entries > DENSE_LIMIT:
            raise SparseNotSupportedError(
                f"the {name} is sparse of shape {obj.shape}: {entries} entries when made dense",
                value=obj.shape,
                hint="merge or drop letters, or pass .toarray() if the memory is there",
            )
        return np.asarray(obj.toarray())
    if hasattr(obj, "detach"):  # torch: leave the graph and the device
        obj = obj.detach()
        obj = obj.cpu() if hasattr(obj, "cpu") else obj
        obj = obj.float() if _is_bfloat16(obj) else obj  # which numpy does not know
    try:
        if is_foreign(obj):
            return to_host(obj)
        if not hasattr(obj, "__array__") and hasattr(obj, "tolist"):  # flint matrices
            obj = obj.tolist()
        return np.asarray(obj)
    except ValueError as error:
        raise ShapeError(
            f"the {name} is ragged: its rows differ in length", hint="every row needs an entry a letter"
        ) from error
    except TypeError as error:
        raise DTypeError(f"the {name} cannot be read as an array: {error}") from error


def _is_bfloat16(obj: Any) -> bool:
    return str(getattr(obj, "dtype", "")).endswith("bfloat16")


def _from_objects(raw: NDArray[Any], name: str) -> Coerced:
    array = np.empty(raw.shape)
    integers = True
    for index in np.ndindex(raw.shape):
        entry: Any = raw[index]
        if isinstance(entry, (list, tuple, np.ndarray)):
            raise ShapeError(
                f"the {name} is ragged: its rows differ in length",
                where=index,
                hint="every row needs an entry a letter",
            )
        number = _nearest_double(entry)
        if number is None:
            place = index[0] if len(index) == 1 else index
            raise DTypeError(
                f"entry {place} of the {name} is {entry!r} ({type(entry).__name__}), not a real number",
                where=index,
                value=entry,
                hint="convert the array to numbers first",
            )
        integers = integers and number == round(number) if np.isfinite(number) else False
        array[index] = number
    return Coerced(array + 0.0, 1e-9, integers=integers)


def _fraction(entry: Any) -> Fraction | None:
    """Return an exact rational number as a fraction; a float is none."""
    if isinstance(entry, Rational):
        return Fraction(int(entry.numerator), int(entry.denominator))
    try:  # sympy and flint rationals; neither is registered as a number
        return Fraction(int(entry.p), int(entry.q))
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        return None


def _nearest_double(entry: Any) -> float | None:
    if not isinstance(entry, Real):
        entry = _fraction(entry)
        if entry is None:
            return None
    try:
        return float(entry)  # a quotient of integers is rounded once, to nearest
    except OverflowError:
        return float("inf") if entry > 0 else float("-inf")
