"""The cells of a joint law that have probability, whether the law is dense or sparse."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import NotNormalizedError, ShapeError
from itbounds.kernels.distribution import as_distribution_object
from itbounds.numerics.sparse_reductions import as_sparse

__all__ = ["Cells", "Codes", "joint_cells"]

Codes = NDArray[np.int64]

_TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """The support of a joint law: where it is, and its probabilities.

    Parameters
    ----------
    rows, columns : arrays of shape (s,)
        The letters of each cell, in the order of the rows.
    weights : array of shape (s,)
        Positive.
    shape : (int, int)
        The sizes of both alphabets.
    """

    rows: Codes
    columns: Codes
    weights: Vector
    shape: tuple[int, int]


def joint_cells(joint: ArrayLike) -> Cells:
    """Return the cells of a joint law of two variables; a sparse one is not made dense.

    Raises
    ------
    ShapeError
        If there are not two axes.
    NotNormalizedError
        If the sum is further than 1e-9 off one.
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.

    Examples
    --------
    >>> joint_cells([[0.5, 0.0], [0.25, 0.25]]).columns
    array([0, 0, 1])
    """
    sparse = as_sparse(joint)
    if sparse is None:
        table = as_distribution_object(joint, name="joint law").tensor
        if table.ndim != 2:
            raise ShapeError(
                f"the joint law has shape {table.shape}; two axes are expected, one for each variable",
                value=table.shape,
                hint="reshape it so that the letters of a group are one axis",
            )
        rows, columns = np.nonzero(table)
        return Cells(rows, columns, table[rows, columns], (table.shape[0], table.shape[1]))
    total = float(sparse.data.sum())
    if not abs(total - 1.0) <= _TOLERANCE:
        raise NotNormalizedError(
            f"the sparse joint law sums to {total!r}, not to 1", value=total, hint="divide it by its sum"
        )
    lengths = np.diff(sparse.indptr)
    return Cells(
        np.repeat(np.arange(len(lengths), dtype=np.int64), lengths),
        np.asarray(sparse.indices, dtype=np.int64),
        np.asarray(sparse.data, dtype=np.float64),
        (int(sparse.shape[0]), int(sparse.shape[1])),
    )
