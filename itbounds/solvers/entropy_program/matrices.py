"""The matrices of a form as sparse arrays of scipy."""

from typing import Any

import numpy as np

from itbounds.forms.entropy_program import LinearMap
from itbounds.forms.linear import Integers

__all__ = ["gathered", "sparse"]


def sparse(matrix: LinearMap) -> Any:
    """Return a matrix as a compressed sparse array."""
    from scipy.sparse import csr_array

    return csr_array((matrix.values, (matrix.rows, matrix.columns)), shape=(matrix.height, matrix.width))


def gathered(groups: Integers, count: int) -> Any:
    """Return the matrix that adds up the entries of each group."""
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(groups)), (groups, np.arange(len(groups)))), shape=(count, len(groups)))
