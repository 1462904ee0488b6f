"""Operators from what a caller has at hand."""

from collections.abc import Iterable

from itbounds._typing import ArrayLike, Count
from itbounds.errors import DomainError
from itbounds.numerics.operators.algebra import product
from itbounds.numerics.operators.base import Operator
from itbounds.numerics.operators.dense import Dense
from itbounds.numerics.operators.sparse import Sparse, as_sparse_operator
from itbounds.numerics.operators.table import Deterministic, function_table
from itbounds.numerics.scalars import as_count
from itbounds.numerics.validation import as_stochastic

__all__ = ["as_operator", "deterministic", "kron", "sparse"]


def as_operator(matrix: ArrayLike, name: str = "channel") -> Operator:
    """Return an operator as it is, and anything else through `as_stochastic`."""
    return matrix if isinstance(matrix, Operator) else Dense(as_stochastic(matrix, name=name))


def sparse(matrix: ArrayLike) -> Sparse:
    """Return a sparse stochastic matrix, which is never made dense unless an array is asked for.

    Parameters
    ----------
    matrix : scipy.sparse array or array-like of shape (m, n)
        Rows sum to one within 1e-9.

    Raises
    ------
    NonFiniteError, NegativeProbabilityError, NotNormalizedError, EmptyAlphabetError, DTypeError
        If it is no stochastic matrix.

    Examples
    --------
    >>> from scipy.sparse import eye_array
    >>> W = sparse(eye_array(100_000))
    >>> W
    <100000 x 100000 Sparse, 100000 numbers>
    """
    return as_sparse_operator(matrix)


def deterministic(table: Iterable[Count], n_out: int) -> Deterministic:
    """Return the matrix of a function, kept as the table of its values.

    Parameters
    ----------
    table : iterable of int
        ``table[x]`` is the index of the output of input x.
    n_out : int
        The number of outputs.

    Raises
    ------
    DomainError
        For an index that is no output.

    Examples
    --------
    >>> import numpy as np
    >>> parity = deterministic([0, 1, 1, 0], 2)
    >>> parity.left(np.array([0.1, 0.2, 0.3, 0.4]))
    array([0.5, 0.5])
    """
    outputs = as_count(n_out, name="number of outputs")
    return Deterministic(function_table(table, outputs), outputs)


def kron(*parts: ArrayLike) -> Operator:
    r"""Return the product :math:`W_1 \otimes \dots \otimes W_k`; a large one is kept as its factors.

    Parameters
    ----------
    *parts : Operator, Kernel or array-like of shape (m_i, n_i)
        Stochastic matrices, at least one.

    Raises
    ------
    DomainError
        If there is none.
    ItboundsError
        As `itbounds.numerics.validation.as_stochastic`.

    Examples
    --------
    >>> kron(*[[[0.9, 0.1], [0.1, 0.9]]] * 20)
    <1048576 x 1048576 Kronecker, 65584 numbers>
    """
    if not parts:
        raise DomainError("a product of no matrices", hint="give at least one")
    return product([as_operator(part) for part in parts])
