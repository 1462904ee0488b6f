"""All pairs of many variables at once: their mutual informations, from a joint law or from samples."""

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.numerics.sparse_reductions import sparse_information
from itbounds.numerics.support_entropies import Codes, support_codes, support_of
from itbounds.units import BITS, Unit, as_unit

__all__ = ["pairwise_information"]

# Variables are taken together until their letters make tables of so many rows, points in blocks of so many.
_LETTERS = 1024
_POINTS = 4096
_CELLS = 1 << 15
# From about so many cells a pair, counting a pair is quicker than multiplying zeros and ones.
_MANY = 128
_LEAST = float(np.finfo(np.float64).tiny)


def pairwise_information(
    p: ArrayLike | None = None, *, points: ArrayLike | None = None, unit: Unit | str = BITS
) -> Matrix:
    r"""Return the mutual informations :math:`I(X_i; X_j)` of all pairs of n variables.

    The tables of all pairs of small alphabets come from one product of matrices, those of large ones are
    counted. Every information is summed from terms of at least 0, so that one of :math:`10^{-20}` keeps
    digits.

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
            left = [codes[i] for i in first]
            right = left if second is first else [codes[j] for j in second]
            block = _block(weights, left, right)
            result[np.ix_(first, second)] = block
            result[np.ix_(second, first)] = block.T
    # Rounding of sums in another order is all that the two halves of a block may differ by.
    return 0.5 * (result + result.T) / as_unit(unit).nats


def _groups(sizes: list[int]) -> list[list[int]]:
    """Return runs of variables that have at most `_LETTERS` letters together, or one variable with more.

    Constants are left out: they inform about nothing.
    """
    groups: list[list[int]] = []
    room = 0
    for variable, size in enumerate(sizes):
        if size == 1:
            continue
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
    cells = rows[-1] * columns[-1] / (len(first) * len(second))
    if cells > _MANY * (1.0 + _POINTS / len(weights)):
        table = _counted(weights, first, second)
    elif (weights == weights[0]).all():
        table = _tallied(first, second) * float(weights[0])
    else:
        table = _multiplied(weights, first, second)
    law_of_rows = table[:, : columns[1]].sum(axis=1)
    law_of_columns = table[: rows[1]].sum(axis=0)
    found = np.empty((len(first), len(second)))
    start = 0
    while start < len(first):
        # As many variables as stay in the cache.
        end = max(
            start + 1, int(np.searchsorted(rows, rows[start] + _CELLS // columns[-1], side="right")) - 1
        )
        part = slice(rows[start], rows[end])
        terms = _terms(table[part], law_of_rows[part, None] * law_of_columns)
        sums = np.add.reduceat(terms, np.array(rows[start:end]) - rows[start], axis=0)
        found[start:end] = np.add.reduceat(sums, columns[:-1], axis=1)
        start = end
    return np.maximum(found, 0.0)


def _terms(table: Matrix, product: Matrix) -> Matrix:
    r"""Return :math:`t \ln (t / q) - t + q`, at least 0; the corrections add up to nothing over a pair."""
    ratio = np.maximum(table, _LEAST)
    ratio /= np.maximum(product, _LEAST)
    terms: Matrix = np.log(ratio, out=ratio)
    terms *= table
    terms -= table
    terms += product
    return terms


def _starts(codes: list[Codes]) -> list[int]:
    starts = [0]
    for column in codes:
        starts.append(starts[-1] + int(column.max()) + 1)
    return starts


def _multiplied(weights: Vector, first: list[Codes], second: list[Codes]) -> Matrix:
    """Return the joint laws of all pairs as one product of matrices of zeros and ones."""
    rows, columns = _starts(first), _starts(second)
    table = np.zeros((rows[-1], columns[-1]))
    for start in range(0, len(weights), _POINTS):
        part = slice(start, start + _POINTS)
        left = _indicators(first, rows, part) * weights[part, None]
        table += left.T @ _indicators(second, columns, part)
    return table


def _tallied(first: list[Codes], second: list[Codes]) -> Matrix:
    """Return how often the letters of all pairs occur together.

    A product in single precision counts blocks of points without an error. The last letter of each variable
    takes no part: its counts are what is left of those of the other variable's letters.
    """
    rows, columns = _starts(first), _starts(second)
    few_rows, few_columns = ([start - i for i, start in enumerate(starts)] for starts in (rows, columns))
    tally = np.zeros((few_rows[-1], few_columns[-1]))
    for start in range(0, len(first[0]), _POINTS):
        part = slice(start, start + _POINTS)
        left = _indicators(first, few_rows, part)
        # With one and the same array the product is known to be symmetric, and half of it is formed.
        tally += left.T @ (left if second is first else _indicators(second, few_columns, part))
    table = np.empty((rows[-1], columns[-1]))
    kept_rows, kept_columns = (np.delete(np.arange(s[-1]), np.array(s[1:]) - 1) for s in (rows, columns))
    upper = np.empty((len(kept_rows), columns[-1]))
    upper[:, kept_columns] = tally
    counts = np.concatenate([np.bincount(column)[:-1] for column in first])
    upper[:, np.array(columns[1:]) - 1] = counts[:, None] - np.add.reduceat(tally, few_columns[:-1], axis=1)
    table[kept_rows] = upper
    counts = np.concatenate([np.bincount(column) for column in second])
    table[np.array(rows[1:]) - 1] = counts - np.add.reduceat(upper, few_rows[:-1], axis=0)
    return table


def _indicators(codes: list[Codes], starts: list[int], part: slice) -> NDArray[np.float32]:
    """Return a column for every letter that has room, from the start of its variable: 1 where it occurs."""
    count = len(codes[0][part])
    found = np.zeros((count, starts[-1]), dtype=np.float32)
    places = np.arange(count)
    for start, end, column in zip(starts, starts[1:], codes, strict=False):
        letters = column[part]
        has_room = letters < end - start
        found[places[has_room], start + letters[has_room]] = 1.0
    return found


def _counted(weights: Vector, first: list[Codes], second: list[Codes]) -> Matrix:
    """Return the joint laws of all pairs, each counted by itself: for alphabets of many letters."""
    rows, columns = _starts(first), _starts(second)
    table = np.empty((rows[-1], columns[-1]))
    for i, left in enumerate(first):
        height = rows[i + 1] - rows[i]
        for j, right in enumerate(second):
            width = columns[j + 1] - columns[j]
            law = np.bincount(left * width + right, weights=weights, minlength=height * width)
            table[rows[i] : rows[i + 1], columns[j] : columns[j + 1]] = law.reshape(height, width)
    return table


def _by_pairs(weights: Vector, first: list[Codes], second: list[Codes]) -> Matrix:
    """Return the informations pair by pair, from the letters that occur together: for large alphabets."""
    from scipy.sparse import coo_array

    found = np.zeros((len(first), len(second)))
    for i, left in enumerate(first):
        for j, right in enumerate(second):
            joint = coo_array((weights, (left, right))).tocsr()
            found[i, j] = sparse_information(joint).value
    return found
