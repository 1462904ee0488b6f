"""The matrices of the structural arrows: functions, copies and swaps."""

from collections.abc import Iterable

import numpy as np

from itbounds._typing import Count, Matrix
from itbounds.errors import DomainError

__all__ = ["copy_matrix", "function_matrix", "swap_matrix"]


def function_matrix(table: Iterable[Count], outputs: int) -> Matrix:
    """Return the 0-1 matrix of the function that sends x to ``table[x]``.

    Raises
    ------
    DomainError
        For an entry that is no index into the outputs.
    """
    images = list(table)
    matrix = np.zeros((len(images), outputs))
    for x, y in enumerate(images):
        if not isinstance(y, (int, np.integer)) or not 0 <= y < outputs:
            raise DomainError(f"entry {x} of the table is {y!r}, no index below {outputs}", where=x, value=y)
        matrix[x, y] = 1.0
    return matrix


def copy_matrix(size: int) -> Matrix:
    """Return the matrix of the map of x to (x, x)."""
    matrix = np.zeros((size, size * size))
    matrix[np.arange(size), np.arange(size) * (size + 1)] = 1.0
    return matrix


def swap_matrix(first: int, second: int) -> Matrix:
    """Return the permutation matrix of the map of (x, y) to (y, x)."""
    position = np.arange(first * second).reshape(first, second).T.ravel()
    return np.eye(first * second)[:, position]
