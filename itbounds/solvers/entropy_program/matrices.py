"""The matrices of a form as sparse arrays of scipy."""

from typing import Any

import numpy as np

from itbounds.forms.entropy_program import LinearMap
from itbounds.forms.linear import Integers

__all__ = ["gathered", "settled", "sparse"]

_DENSE = 0.15


def sparse(matrix: LinearMap) -> Any:
    """Return a matrix as a compressed sparse array."""
    from scipy.sparse import csr_array

    return csr_array((matrix.values, (matrix.rows, matrix.columns)), shape=(matrix.height, matrix.width))


def gathered(groups: Integers, count: int) -> Any:
    """Return the matrix that adds up the entries of each group."""
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(groups)), (groups, np.arange(len(groups)))), shape=(count, len(groups)))


def settled(matrix: Any) -> Any:
    """Return a sparse matrix dense if it is nearly so: products by BLAS are then faster."""
    size = matrix.shape[0] * matrix.shape[1]
    return matrix.toarray() if matrix.nnz > _DENSE * size else matrix.tocsr()
