"""Arrays and numbers to JSON and back without losing a bit."""

from base64 import b64decode, b64encode
from math import inf, isnan, nan
from typing import Any
from zlib import compress, decompress

import numpy as np

from itbounds._typing import Array

__all__ = ["array_from_json", "array_to_json", "number_from_json", "number_to_json"]

_INLINE = 4096


def array_to_json(array: Array | None) -> Any:
    """Write an array as nested lists, or compressed little-endian float64 in base64 where it is large."""
    if array is None:
        return None
    if array.size <= _INLINE and np.isfinite(array).all():
        return array.tolist()
    data = compress(np.ascontiguousarray(array, dtype="<f8").tobytes(), level=1)
    return {"shape": list(array.shape), "float64-le-zlib-base64": b64encode(data).decode("ascii")}


def array_from_json(data: Any, *, ndim: int) -> Array:
    """Read what `array_to_json` wrote, as a read-only array of `ndim` axes."""
    if isinstance(data, dict):
        raw = decompress(b64decode(data["float64-le-zlib-base64"]))
        array = np.frombuffer(raw, dtype="<f8").astype(np.float64).reshape(data["shape"])
    else:
        array = np.asarray(data, dtype=np.float64)
    if array.ndim != ndim:
        array = array.reshape((0,) * ndim if array.size == 0 else array.shape)
    array.setflags(write=False)
    return array


def number_to_json(value: float | None) -> Any:
    """Write a float so that strict JSON can hold it: infinities and NaN become strings."""
    if value is None or abs(value) < inf:
        return value
    return "nan" if isnan(value) else "inf" if value > 0 else "-inf"


def number_from_json(value: Any) -> float:
    """Read what `number_to_json` wrote."""
    return {"inf": inf, "-inf": -inf, "nan": nan}[value] if isinstance(value, str) else float(value)
