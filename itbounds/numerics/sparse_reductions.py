"""The reductions of sparse arrays: sums over stored entries only, duplicates added first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import (
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
    SparseNotSupportedError,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = [
    "SparseInformation",
    "as_sparse",
    "common_support",
    "entropies_of_lines",
    "sparse_information",
    "stored_values",
]


def as_sparse(values: ArrayLike) -> "csr_array | None":
    """Return a sparse array by canonical rows without stored zeros, or None for what is not sparse."""
    # Asking the type's module first keeps scipy.sparse out of programs that have no sparse array.
    if not type(values).__module__.startswith("scipy.sparse"):
        return None
    from scipy.sparse import csr_array

    matrix: Any = csr_array(values, dtype=np.float64, copy=True)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    if np.isnan(matrix.data).any():
        raise NonFiniteError("a sparse array of weights has a NaN")
    if (matrix.data < 0.0).any():
        raise NegativeProbabilityError("a sparse array of weights has a negative entry")
    if not matrix.nnz:
        raise NotNormalizedError("weights with sum 0 have no law")
    result: csr_array = matrix
    return result


def stored_values(matrix: "csr_array") -> Vector:
    """Return the positive entries."""
    return np.asarray(matrix.data, dtype=np.float64)


def entropies_of_lines(matrix: "csr_array", axis: int | tuple[int, ...]) -> Vector:
    """Return the entropy of every row (axis 1) or column (axis 0)."""
    from scipy.sparse import csr_array

    if axis not in (0, 1, -1, -2):
        raise SparseNotSupportedError(f"a sparse array has the axes 0 and 1, not {axis}", value=axis)
    lines: Any = csr_array(matrix.T) if axis in (0, -2) else matrix
    ones = np.ones(lines.shape[1])
    total = lines @ ones
    if not (total > 0.0).all():
        raise NotNormalizedError("a line of the sparse array has sum 0", where=int(np.argmin(total)))
    terms = csr_array((lines.data * np.log(lines.data), lines.indices, lines.indptr), shape=lines.shape)
    entropies: Vector = np.maximum(np.log(total) - (terms @ ones) / total, 0.0)
    return entropies


def common_support(
    first: "csr_array | None", second: "csr_array | None", axis: int | tuple[int, ...] | None
) -> tuple[Vector, Vector]:
    """Return the entries of two sparse arrays of one shape, side by side where either has one."""
    if first is None or second is None or axis is not None:
        raise SparseNotSupportedError(
            "the relative entropy of sparse arrays takes two of them and no axis",
            hint="make both dense with .toarray(), or both sparse and call it row by row",
        )
    if first.shape != second.shape:
        raise ShapeError(f"laws of shapes {first.shape} and {second.shape} have no relative entropy")
    places = [_places(matrix) for matrix in (first, second)]
    support = np.union1d(*places)
    aligned = []
    for matrix, place in zip((first, second), places, strict=True):
        values = np.zeros(len(support))
        values[np.searchsorted(support, place)] = matrix.data
        aligned.append(values)
    return aligned[0], aligned[1]


def _places(matrix: Any) -> NDArray[np.int64]:
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    place: NDArray[np.int64] = rows * matrix.shape[1] + matrix.indices
    return place


@dataclass(frozen=True)
class SparseInformation:
    r"""The sums :math:`S`, :math:`\sum J \ln r` and :math:`\sum J |\ln r|` for :math:`r = J S / (a b)`."""

    total: float
    logarithmic: float
    size: float

    @property
    def value(self) -> float:
        """The mutual information."""
        return max(0.0, self.logarithmic / self.total)


def sparse_information(matrix: "csr_array") -> SparseInformation:
    """Return the sums that make up the mutual information of a sparse joint law."""
    source: Any = matrix
    rows = source @ np.ones(source.shape[1])
    columns = source.T @ np.ones(source.shape[0])
    total = float(rows.sum())
    if not np.isfinite(total):
        raise NonFiniteError("the sum of the weights is not finite")
    inverse = np.divide(total, columns, out=np.zeros_like(columns), where=columns > 0.0)
    logarithms = np.repeat(rows, np.diff(source.indptr))
    np.divide(source.data, logarithms, out=logarithms)
    logarithms *= inverse[source.indices]
    np.log(logarithms, out=logarithms)
    logarithms *= source.data
    return SparseInformation(total, float(logarithms.sum()), float(np.abs(logarithms).sum()))
