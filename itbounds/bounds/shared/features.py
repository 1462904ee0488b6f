r"""Rademacher-Haar features: a sum of Haar functions on a dyadic tree, each with a sign of its own.

Level j has the nodes :math:`k < 2^j`; the sign of node :math:`(j, k)` stands at place :math:`2^j - 1 + k`,
as in a heap. A reconstruction: the construction is that of *The Information-Theoretic Benefit of Shared
Representations under Orthogonality Constraints* as far as its abstract says it.
"""

import numpy as np

from itbounds._typing import Array, ArrayLike, Number, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.scalars import as_positive
from itbounds.numerics.validation import as_vector

__all__ = ["as_signs", "cells", "features", "levels", "patterns"]


def features(signs: ArrayLike, x: ArrayLike | None = None, *, alpha: Number = 1.0) -> Array:
    r"""Return the values of a Rademacher-Haar feature.

    .. math:: g_e(x) = \sum_{j \le J} 2^{-\alpha j} \sum_{k < 2^j} e_{jk} \psi_{jk}(x),
              \qquad \psi_{jk} = 1_{[2k, 2k + 1) / 2^{j + 1}} - 1_{[2k + 1, 2k + 2) / 2^{j + 1}}

    Parameters
    ----------
    signs : array-like of shape (2^(J+1) - 1,)
        The signs :math:`e_{jk} = \pm 1`, in the order of a heap.
    x : array-like, optional
        Points of [0, 1); without it, the midpoints of the :math:`2^{J + 1}` cells where g is constant.
    alpha : float
        The smoothness, positive: level j counts :math:`2^{-\alpha j}`.

    Raises
    ------
    ShapeError
        If the number of signs is none of 1, 3, 7, 15, ...
    DomainError
        If a sign is not 1 or -1, a point is outside of [0, 1), or the smoothness is not positive.

    Notes
    -----
    A reconstruction, see `itbounds.shared`.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.shared.features([1, 1, -1]).tolist()
    [1.5, 0.5, -1.5, -0.5]
    """
    exponent = as_positive(alpha, name="smoothness alpha")
    series = levels(signs, x)
    # From the finest level up, so that the small terms meet first.
    total: Array = np.zeros(series.shape[1:])
    for level in reversed(range(len(series))):
        total = total + 2.0 ** (-exponent * level) * series[level]
    return total


def levels(signs: ArrayLike, x: ArrayLike | None = None) -> Array:
    r"""Return :math:`r_j(x) = \sum_k e_{jk} \psi_{jk}(x) = \pm 1` for every level j, one row each.

    For a uniform x they are independent fair signs, whatever the signs of the nodes.

    Parameters
    ----------
    signs, x
        As `features`.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.shared.levels([1, 1, -1]).astype(int).tolist()
    [[1, 1, -1, -1], [1, -1, -1, 1]]
    """
    given, depth = as_signs(signs)
    cell = cells(x, depth)
    rows = []
    for level in range(depth):
        node = cell >> (depth - level)
        right = (cell >> (depth - level - 1)) & 1
        rows.append(given[2**level - 1 + node] * (1.0 - 2.0 * right))
    return np.stack(rows)


def patterns(signs: ArrayLike) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return for each cell the number whose bit j says that level j is negative: a permutation."""
    negative = levels(signs) < 0.0
    weights = 2 ** np.arange(len(negative), dtype=np.int64)
    return np.asarray(weights @ negative, dtype=np.int64)


def as_signs(signs: ArrayLike) -> tuple[Vector, int]:
    """Return the signs and the number of levels."""
    given = as_vector(signs, name="signs of the nodes")
    depth = (len(given) + 1).bit_length() - 1
    if len(given) + 1 != 2**depth:
        raise ShapeError(
            f"{len(given)} signs are no whole number of levels",
            value=len(given),
            hint="give 2^(J+1) - 1 of them",
        )
    wrong = np.flatnonzero(np.abs(given) != 1.0)
    if wrong.size:
        place = int(wrong[0])
        raise DomainError(
            f"the sign at place {place} is {given[place]!r}; it must be 1 or -1",
            where=place,
            value=float(given[place]),
        )
    return given, depth


def cells(x: ArrayLike | None, depth: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return the numbers of the cells of points, or those of all cells in order."""
    if x is None:
        return np.arange(2**depth, dtype=np.int64)
    points = coerce(x, "points x").array
    if not ((points >= 0.0) & (points < 1.0)).all():
        raise DomainError("a point x is outside of [0, 1)", hint="features live on the unit interval")
    return np.floor(points * 2.0**depth).astype(np.int64)
