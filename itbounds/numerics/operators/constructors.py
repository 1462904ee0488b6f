"""Operators from what a caller has at hand."""

import os
from collections.abc import Iterable

import numpy as np

from itbounds._typing import ArrayLike, Count
from itbounds.errors import DomainError, DTypeError, ShapeError
from itbounds.numerics.operators.algebra import product
from itbounds.numerics.operators.base import Operator
from itbounds.numerics.operators.dense import Dense
from itbounds.numerics.operators.shifts import Circulant, Toeplitz
from itbounds.numerics.operators.sparse import Sparse, as_sparse_operator
from itbounds.numerics.operators.stored import Stored, as_stored_operator
from itbounds.numerics.operators.table import Deterministic, function_table
from itbounds.numerics.scalars import as_count
from itbounds.numerics.validation import as_distribution, as_stochastic

__all__ = ["as_operator", "circulant", "deterministic", "kron", "memmap", "sparse", "toeplitz"]


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


def circulant(first_row: ArrayLike) -> Circulant:
    r"""Return the channel :math:`Y = X + Z` modulo n, known by its first row, the law of the noise Z.

    Parameters
    ----------
    first_row : array-like of shape (n,)
        ``first_row[z]`` is the probability of the noise z.

    Raises
    ------
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.

    Examples
    --------
    >>> circulant([0.9, 0.1, 0.0]).dense()
    array([[0.9, 0.1, 0. ],
           [0. , 0.9, 0.1],
           [0.1, 0. , 0.9]])
    """
    return Circulant(as_distribution(first_row, name="first row"))


def toeplitz(noise: ArrayLike, inputs: Count) -> Toeplitz:
    r"""Return the channel :math:`Y = X + Z` of inputs 0 to m - 1 and a noise Z from 0 to k - 1.

    Parameters
    ----------
    noise : array-like of shape (k,)
        The law of the noise.
    inputs : int
        The number m of inputs; there are m + k - 1 outputs.

    Raises
    ------
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.

    Examples
    --------
    >>> toeplitz([0.75, 0.25], 2).dense()
    array([[0.75, 0.25, 0.  ],
           [0.  , 0.75, 0.25]])
    """
    return Toeplitz(as_distribution(noise, name="noise"), as_count(inputs, name="number of inputs"))


def memmap(path: "str | os.PathLike[str]", shape: tuple[int, int], dtype: str = "float64") -> Stored:
    """Return the stochastic matrix in a file, which is read by blocks of rows and never held in memory.

    Parameters
    ----------
    path : path
        A file of bare entries, row by row, as ``numpy.memmap`` and ``array.tofile`` write it, or a ``.npy``
        file, which says its own dtype.
    shape : tuple of int
        The numbers of inputs and outputs.
    dtype : str
        ``"float64"`` or ``"float32"``.

    Raises
    ------
    ShapeError
        If the file does not hold a matrix of that shape.
    NonFiniteError, NegativeProbabilityError, NotNormalizedError, EmptyAlphabetError
        If it is not stochastic; the whole file is read once.

    Examples
    --------
    >>> import tempfile, numpy as np
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     np.full((4, 2), 0.5).tofile(file.name)
    ...     print(memmap(file.name, (4, 2)).left(np.full(4, 0.25)))
    [0.5 0.5]
    """
    where = os.fspath(path)
    start, kind = 0, np.dtype(dtype)
    if where.endswith(".npy"):
        file = np.lib.format.open_memmap(where, mode="r")
        start, kind = int(file.offset), file.dtype
        if file.shape != tuple(shape) or not file.flags.c_contiguous:
            raise ShapeError(
                f"{where} holds an array of shape {file.shape}, not {tuple(shape)} row by row",
                value=file.shape,
                hint="give its shape, and save it in C order",
            )
    if kind.kind != "f" or kind.itemsize not in (4, 8):
        raise DTypeError(f"{where} holds entries of type {kind}", value=kind, hint="store float64 or float32")
    inputs, outputs = (as_count(size, name="number of letters") for size in shape)
    return as_stored_operator(Stored(where, inputs, outputs, kind.str, start))
