"""All pairs of many variables at once: their mutual informations, from a joint law or from samples."""

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Vector
from itbounds.numerics.sparse_reductions import sparse_information
from itbounds.numerics.support_entropies import Codes, support_codes, support_of
from itbounds.units import BITS, Unit, as_unit

__all__ = ["pairwise_information"]

# Variables are taken together until their letters make tables of so many rows, points in blocks of so many.
_LETTERS = 1024
_POINTS = 4096
_LEAST = float(np.finfo(np.float64).tiny)


def pairwise_information(
    p: ArrayLike | None = None, *, points: ArrayLike | None = None, unit: Unit | str = BITS
) -> Matrix:
    r"""Return the mutual informations :math:`I(X_i; X_j)` of all pairs of n variables.

    The tables of all pairs come from one product of matrices, whatever the number of variables, and every
    information is summed from terms of at least 0, so that an information of :math:`10^{-20}` keeps digits.

    Parameters
    ----------
    p : array-like of shape (k_1, ..., k_n), or of shape (s,) with `points`
        The joint law. Left out, all points are equally likely.
    points : array-like of shape (s, n), optional
        Points or samples, one a row, of any labels. Samples without `p` give the informations of their
        empirical law, which lie above those of the source on average.
    unit : Unit or str
        Of the informations.

    Returns
    -------
    ndarray of shape (n, n)
        Symmetric; the entropies of the variables are on the diagonal.

    Raises
    ------
    DomainError
        If neither a law nor points are given.
    ShapeError
        If the points are no table with one row for each probability.
    ItboundsError
        As `itbounds.numerics.validation.as_distribution`.

    Examples
    --------
    Two fair bits and their exclusive or are independent in pairs; a copy is not:

    >>> bits = [(0, 0, 0, 0), (0, 1, 1, 0), (1, 0, 1, 1), (1, 1, 0, 1)]
    >>> pairwise_information(points=bits)
    array([[1., 0., 0., 1.],
           [0., 1., 0., 0.],
           [0., 0., 1., 0.],
           [1., 0., 0., 1.]])
    """
    weights, codes = support_of(p) if points is None else support_codes(p, points)
    sizes = [int(column.max()) + 1 for column in codes]
    groups = _groups(sizes)
    result: Matrix = np.zeros((len(codes), len(codes)))
    for place, first in enumerate(groups):
        for second in groups[place:]:
            block = _block(weights, [codes[i] for i in first], [codes[j] for j in second])
            result[np.ix_(first, second)] = block
            result[np.ix_(second, first)] = block.T
    # Rounding of sums in another order is all that the two halves of a block may differ by.
    return 0.5 * (result + result.T) / as_unit(unit).nats


def _groups(sizes: list[int]) -> list[list[int]]:
    """Return runs of variables that have at most `_LETTERS` letters together, or one variable with more."""
    groups: list[list[int]] = []
    room = 0
    for variable, size in enumerate(sizes):
        if size > room:
            groups.append([])
            room = _LETTERS
        groups[-1].append(variable)
        room -= size
    return groups


def _block(weights: Vector, first: list[Codes], second: list[Codes]) -> Matrix:
    """Return the informations of the variables of one group about those of another, in nats."""
    rows, columns = _starts(first), _starts(second)
    if max(rows[-1], columns[-1]) > 2 * _LETTERS:
        return _by_pairs(weights, first, second)
    table = np.zeros((rows[-1], columns[-1]))
    for start in range(0, len(weights), _POINTS):
        part = slice(start, start + _POINTS)
        left = _indicators(first, rows, part) * weights[part, None]
        table += left.T @ _indicators(second, columns, part)
    law_of_rows = table[:, : columns[1]].sum(axis=1)
    law_of_columns = table[: rows[1]].sum(axis=0)
    product = law_of_rows[:, None] * law_of_columns
    ratio = np.maximum(table, _LEAST) / np.maximum(product, _LEAST)
    # t ln (t / q) - t + q is at least 0, and the corrections add up to nothing.
    terms = np.where(table > 0.0, table * np.log(ratio) - (table - product), product)
    sums = np.add.reduceat(np.add.reduceat(terms, rows[:-1], axis=0), columns[:-1], axis=1)
    return np.maximum(sums, 0.0)


def _starts(codes: list[Codes]) -> list[int]:
    starts = [0]
    for column in codes:
        starts.append(starts[-1] + int(column.max()) + 1)
    return starts


def _indicators(codes: list[Codes], starts: list[int], part: slice) -> Array:
    """Return a column for every letter of every variable: 1 at the points that have it."""
    count = len(codes[0][part])
    found = np.zeros((count, starts[-1]))
    for start, column in zip(starts, codes, strict=False):
        found[np.arange(count), start + column[part]] = 1.0
    return found


def _by_pairs(weights: Vector, first: list[Codes], second: list[Codes]) -> Matrix:
    """Return the informations pair by pair, from the letters that occur together: for large alphabets."""
    from scipy.sparse import coo_array

    found = np.zeros((len(first), len(second)))
    for i, left in enumerate(first):
        for j, right in enumerate(second):
            joint = coo_array((weights, (left, right))).tocsr()
            found[i, j] = sparse_information(joint).value
    return found
