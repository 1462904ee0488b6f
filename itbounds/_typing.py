"""Array types, in one place.

``Vector`` and ``Matrix`` are plain float64 arrays. When the environment variable ``ITBOUNDS_SHAPES`` is set,
as the test suite does, they become jaxtyping types, so that beartype checks the number of axes and the dtype
of every annotated argument; users never pay for it.
"""

import os
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING or not os.environ.get("ITBOUNDS_SHAPES"):
    Array: TypeAlias = NDArray[np.float64]
    Vector: TypeAlias = NDArray[np.float64]
    Matrix: TypeAlias = NDArray[np.float64]
    Mask: TypeAlias = NDArray[np.bool_]
else:
    from jaxtyping import Bool, Float64

    Array = Float64[np.ndarray, "..."]
    Vector = Float64[np.ndarray, "_"]
    Matrix = Float64[np.ndarray, "_ _"]
    Mask = Bool[np.ndarray, "..."]

ArrayLike: TypeAlias = Any
"""Lists, numpy arrays, scipy.sparse arrays, DataFrames, anything with ``__array__``, and kernels."""

JSON: TypeAlias = dict[str, Any]

if TYPE_CHECKING:
    Number: TypeAlias = float
    Count: TypeAlias = int
else:
    Number = Any
    Count = Any
"""Numbers from users, which at run time `itbounds.numerics.scalars` checks, with a message to the point."""
