"""Distortion matrices: what it costs to reproduce x as y. An infinite entry forbids the pair."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from itbounds._typing import Array, ArrayLike, Count, Matrix, Number
from itbounds.errors import DomainError, DTypeError, ShapeError
from itbounds.kernels.distribution import Distribution
from itbounds.kernels.space import Letter, Space
from itbounds.numerics.coercion import coerce, frozen
from itbounds.numerics.differences import DifferenceDistortion, Penalty, uniform_step
from itbounds.numerics.scalars import as_count, as_level
from itbounds.numerics.separable import SeparableDistortion
from itbounds.numerics.validation import as_distortion, as_stochastic
from itbounds.units import BITS, Unit, as_unit

__all__ = [
    "absolute_error",
    "difference",
    "erasure",
    "from_table",
    "hamming",
    "log_loss",
    "separable",
    "squared_error",
]


def hamming(n: Count) -> Matrix:
    """Return the probability of error as a distortion: 0 on the diagonal, 1 elsewhere.

    Examples
    --------
    >>> hamming(2)
    array([[0., 1.],
           [1., 0.]])
    """
    return frozen(1.0 - np.eye(as_count(n, name="number of letters")))


def squared_error(
    x: "ArrayLike | Distribution | Space", y: "ArrayLike | Distribution | Space | None" = None
) -> Matrix:
    r"""Return :math:`\lVert x_i - y_j \rVert^2`, the sum of squares over the coordinates.

    Parameters
    ----------
    x : array-like of shape (m,) or (m, k), Distribution or Space
        The source letters; of a distribution, its numeric letters (numbers, or tuples of them).
    y : the same, optional
        The reproduction letters, of the same dimension. Left out, they are the source letters.

    Raises
    ------
    ShapeError
        If the dimensions differ.
    DTypeError
        If a letter is not numeric.

    Examples
    --------
    >>> squared_error([0.0, 1.0], [0.5, 2.0])
    array([[0.25, 4.  ],
           [0.25, 1.  ]])
    """
    total = _differences(x, y, lambda difference: difference * difference)
    return as_distortion(total, name="squared error")


def absolute_error(
    x: "ArrayLike | Distribution | Space", y: "ArrayLike | Distribution | Space | None" = None
) -> Matrix:
    r"""Return :math:`\lVert x_i - y_j \rVert_1`, the sum over the coordinates; arguments as `squared_error`.

    Examples
    --------
    >>> absolute_error([0.0, 1.0], [0.5, 2.0])
    array([[0.5, 2. ],
           [0.5, 1. ]])
    """
    return as_distortion(_differences(x, y, np.abs), name="absolute error")


def difference(
    grid: "ArrayLike | Distribution | Space", rho: "str | Penalty" = "squared"
) -> DifferenceDistortion:
    r"""Return :math:`d_{ij} = \rho(x_i - x_j)` on a uniform grid, as a table: for up to a million points.

    `itbounds.rate_distortion` accepts it as it is, without ever making a matrix of it.

    Parameters
    ----------
    grid : array-like of shape (N,), Distribution or Space
        Increasing, equally spaced points; of a distribution, its numeric letters.
    rho : {"squared", "absolute"} or callable
        The penalty of a difference. A function of arrays is at least 0, and 0 at 0; it need not be symmetric.
        The fewer reproductions matter the smoother it is at the scale of the level.

    Raises
    ------
    DomainError
        If the grid is not uniform, or a penalty is negative, not 0 at 0 or has no such name.
    ShapeError
        If the grid is not one row of numbers, or the penalty not a function of arrays.

    Examples
    --------
    >>> np.asarray(difference([0.0, 0.5, 1.0]))
    array([[0.  , 0.25, 1.  ],
           [0.25, 0.  , 0.25],
           [1.  , 0.25, 0.  ]])
    >>> difference(np.linspace(-5, 5, 100_001), "absolute")
    DifferenceDistortion(100001 points, step 0.0001, absolute)
    """
    points = _points(grid, "points of the grid")
    if points.shape[1] != 1:
        raise ShapeError(
            f"the points of the grid have {points.shape[1]} coordinates",
            hint="give one each; itbounds.distortions.separable adds up the penalties of several",
        )
    return DifferenceDistortion.of(len(points), uniform_step(points[:, 0]), rho)


def separable(*parts: DifferenceDistortion) -> SeparableDistortion:
    r"""Return :math:`d(x, y) = \sum_k \rho_k(x_k - y_k)` on a product of grids, one part for each coordinate.

    `itbounds.rate_distortion` takes it as it is, for a law with an axis for each coordinate: what is kept is
    a table for each axis, and sums over the grid go axis by axis.

    Parameters
    ----------
    *parts : DifferenceDistortion
        As `difference` returns them. A multiple of a penalty weighs a coordinate.

    Raises
    ------
    ShapeError
        If there is no part.
    DTypeError
        If a part is no difference distortion.

    Examples
    --------
    >>> import itbounds as ib
    >>> grid = np.linspace(-4.0, 4.0, 41)
    >>> x, y = np.meshgrid(grid, grid, indexing="ij")
    >>> law = np.exp(-(x**2 - x * y + y**2) / 1.5)          # correlation 1/2
    >>> error = ib.distortions.difference(grid)
    >>> result = ib.rate_distortion(law / law.sum(), ib.distortions.separable(error, error), 0.5, tol=1e-4)
    >>> result.gap <= 1e-4, round(result.value, 3)          # without the grid's ends 1.792
    (True, 1.791)
    """
    return SeparableDistortion.of(parts)


def erasure(n: Count, *, erased: Number = 1.0) -> Matrix:
    r"""Return the erasure distortion: right costs 0, wrong is forbidden, and the last letter means "erased".

    For a uniform source and ``erased=1`` the rate-distortion function is :math:`(1 - D) \log n`.

    Parameters
    ----------
    n : int
        The number of source letters; there are n + 1 reproductions.
    erased : float
        The distortion of an erasure, at least 0.

    Examples
    --------
    >>> erasure(2)
    array([[ 0., inf,  1.],
           [inf,  0.,  1.]])
    """
    size = as_count(n, name="number of letters")
    price = as_level(erased, name="distortion of an erasure", finite=True)
    matrix = np.full((size, size + 1), np.inf)
    np.fill_diagonal(matrix, 0.0)
    matrix[:, size] = price
    return frozen(matrix)


def log_loss(candidates: "int | ArrayLike | Distribution", *, unit: Unit | str = BITS) -> Matrix:
    r"""Return the logarithmic loss :math:`-\log q_j(x_i)` of reproductions that are laws :math:`q_j`.

    Over all laws, :math:`R(D) = H(p) - D` for D up to H(p) (Courtade and Weissman 2014). Point masses and p
    alone attain it, by time sharing: that is the codebook of a `Distribution`.

    Parameters
    ----------
    candidates : array-like of shape (k, m), Distribution or int
        The laws on the m source letters, one a row. A distribution p stands for the m point masses and p
        itself, a number m for the point masses and the uniform law.
    unit : Unit
        The unit of the loss, and so of D.

    Returns
    -------
    array of shape (m, k)

    Examples
    --------
    >>> log_loss(2)
    array([[ 0., inf,  1.],
           [inf,  0.,  1.]])
    """
    if isinstance(candidates, Distribution):
        laws = np.vstack([np.eye(candidates.space.size), candidates.matrix])
    elif isinstance(candidates, (int, np.integer)):
        size = as_count(candidates, name="number of letters")
        laws = np.vstack([np.eye(size), np.full((1, size), 1.0 / size)])
    else:
        laws = as_stochastic(candidates, name="candidate laws")
    with np.errstate(divide="ignore"):
        loss = -np.log(laws.T)
    return as_distortion(np.maximum(loss, 0.0) / as_unit(unit).nats, name="logarithmic loss")


def from_table(
    table: "Mapping[tuple[Letter, Letter], float] | ArrayLike",
    rows: "Sequence[Letter] | Distribution | Space | None" = None,
    cols: "Sequence[Letter] | Distribution | Space | None" = None,
) -> Matrix:
    """Return a distortion matrix from a table that names its letters.

    Parameters
    ----------
    table : mapping of pairs (x, y) to numbers, mapping of x to mappings, or DataFrame
        The distortion of each pair.
    rows, cols : sequence of letters, Distribution or Space, optional
        Which letters, in which order. Left out, they are those of the table in the order of appearance.

    Raises
    ------
    DomainError
        For a pair that the table does not have.

    Examples
    --------
    >>> from_table({("a", "a"): 0, ("a", "b"): 2, ("b", "a"): 1, ("b", "b"): 0}, ["b", "a"])
    array([[1., 0.],
           [0., 2.]])
    """
    cells = _cells(table)
    row_letters = list(dict.fromkeys(x for x, _ in cells)) if rows is None else _letters(rows)
    col_letters = list(dict.fromkeys(y for _, y in cells)) if cols is None else _letters(cols)
    missing = [(x, y) for x in row_letters for y in col_letters if (x, y) not in cells]
    if missing:
        x, y = missing[0]
        hint = "give every pair; float('inf') forbids one"
        raise DomainError(f"the table has no distortion for {x!r} as {y!r}", where=(x, y), hint=hint)
    return as_distortion([[cells[x, y] for y in col_letters] for x in row_letters], name="table")


def _cells(table: Any) -> dict[tuple[Letter, Letter], Any]:
    if hasattr(table, "index") and hasattr(table, "columns"):
        return {
            (x, y): value
            for x, row in zip(table.index, np.asarray(table), strict=True)
            for y, value in zip(table.columns, row, strict=True)
        }
    if not isinstance(table, Mapping):
        raise DTypeError(f"a table is a mapping or a DataFrame, not {type(table).__name__}")
    if all(isinstance(row, Mapping) for row in table.values()):
        return {(x, y): value for x, row in table.items() for y, value in row.items()}
    wrong = next((key for key in table if not (isinstance(key, tuple) and len(key) == 2)), None)
    if wrong is not None:
        raise DomainError(f"the key {wrong!r} of the table is no pair of letters", where=wrong)
    return dict(table)


def _letters(letters: "Sequence[Hashable] | Distribution | Space") -> list[Letter]:
    if isinstance(letters, Distribution):
        letters = letters.space
    return list(letters.letters if isinstance(letters, Space) else letters)


def _differences(x: Any, y: Any, penalty: Any) -> Matrix:
    """Sum a penalty of the differences coordinate by coordinate, with no array larger than the result."""
    source = _points(x, "source letters")
    target = source if y is None else _points(y, "reproduction letters")
    if source.shape[1] != target.shape[1]:
        raise ShapeError(
            f"source letters of dimension {source.shape[1]}, reproductions of dimension {target.shape[1]}",
            value=(source.shape, target.shape),
        )
    total = np.zeros((len(source), len(target)))
    for axis in range(source.shape[1]):
        total += penalty(source[:, axis, None] - target[None, :, axis])
    return total


def _points(points: Any, name: str) -> Array:
    if isinstance(points, (Distribution, Space)):
        space = points.space if isinstance(points, Distribution) else points
        points = list(space.letters)
        if any(isinstance(letter, str) for letter in points):
            raise DTypeError(f"the {name} {points[:3]} are no numbers", hint="pass the numbers themselves")
    array = coerce(points, name).array
    if array.ndim not in (1, 2) or array.size == 0:
        raise ShapeError(f"the {name} have shape {array.shape}; (m,) or (m, dimension) is expected")
    if not np.isfinite(array).all():
        raise DomainError(f"the {name} are not all finite", hint="drop the letters that are not")
    return array.reshape(len(array), -1)
