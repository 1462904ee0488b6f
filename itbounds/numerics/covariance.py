r"""Covariance matrices that may be singular: validation, rank, generalised inverses.

The rank of a covariance matrix is decided by a Cholesky factorisation with complete pivoting: components
are taken one after another, and one whose variance given those taken is at most `rank_tolerance` times a
reference (its own variance, or what it was before a cancellation) counts as an affine function of them. The
decision does not change when a component is measured in another unit.

All numbers are floating-point numbers with their rounding; no interval is claimed.
"""

import numpy as np

from itbounds._typing import Array, ArrayLike, Matrix, Vector
from itbounds.errors import DomainError, NonFiniteError, ShapeError
from itbounds.numerics.coercion import coerce, frozen, warn_half

__all__ = [
    "as_covariance",
    "as_finite",
    "conditional_moments",
    "left_inverse",
    "pivoted_cholesky",
    "rank_tolerance",
    "settled_covariance",
    "transported_covariance",
]


def rank_tolerance(size: int) -> float:
    """Return the share of a variance below which a rest is taken for rounding: 16 eps for each component."""
    return max(size, 1) * 2.0**-48


def as_finite(obj: ArrayLike, *, name: str, shape: tuple[int, ...]) -> Array:
    """Return a finite, read-only float64 array of the given shape, which may be empty; a number is a vector.

    Raises
    ------
    ShapeError
        If it has another shape.
    NonFiniteError
        With the place of the first NaN or infinity.
    """
    coerced = coerce(obj, name)
    array = np.atleast_1d(coerced.array) if len(shape) == 1 else coerced.array
    if array.shape != shape:
        raise ShapeError(f"the {name} has shape {array.shape}; {shape} is expected", value=array.shape)
    if coerced.half:
        warn_half(name)
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.unravel_index(int(np.isfinite(array).argmin()), shape))
        raise NonFiniteError(f"entry {where} of the {name} is {float(array[where])}", where=where)
    return frozen(array)


def as_covariance(obj: ArrayLike, *, name: str, size: int | None = None) -> Matrix:
    r"""Return a symmetric, positive semidefinite, read-only float64 matrix.

    Both properties are asked for up to the tolerance of the type (1e-9 for double, 1e-5 for single
    precision) after scaling to unit variances, :math:`S_{ij} / \sqrt{S_{ii} S_{jj}}`; the symmetric part is
    returned.

    Parameters
    ----------
    obj : array-like of shape (n, n)
        Covariances.
    name : str
        What the argument is called in error messages.
    size : int, optional
        The number of components it must have.

    Raises
    ------
    ShapeError
        If it is not square, or not of that size.
    NonFiniteError
        With the place of the first NaN or infinity.
    DomainError
        With the asymmetric entry, the negative variance or the negative eigenvalue.

    Examples
    --------
    >>> as_covariance([[1.0, 2.0], [2.0, 1.0]], name="noise")
    Traceback (most recent call last):
    itbounds.errors.DomainError: the noise has the eigenvalue -1 after scaling to unit variances; ...
    """
    coerced = coerce(obj, name)
    shape = coerced.array.shape
    if size is None and (len(shape) != 2 or shape[0] != shape[1]):
        raise ShapeError(f"the {name} has shape {shape}; a square matrix is expected", value=shape)
    side = shape[0] if size is None else size
    array = as_finite(coerced.array, name=name, shape=(side, side))
    if coerced.half:
        warn_half(name)
    if not side:
        return array
    variances = array.diagonal()
    if variances.min() < 0.0:
        i, low = int(variances.argmin()), float(variances.min())
        raise DomainError(
            f"entry ({i}, {i}) of the {name} is {low!r}, a negative variance: an eigenvalue is at most that",
            where=(i, i),
            value=low,
        )
    deviations = np.sqrt(variances)
    unit = np.where(deviations > 0.0, deviations, 1.0)
    scaled = array / unit / unit[:, None]
    odd = np.abs(scaled - scaled.T)
    if odd.max() > coerced.tolerance:
        where = _place(int(odd.argmax()), len(array))
        pair = f"{float(array[where])!r} and {float(array[where[::-1]])!r}"
        hint = "give (S + S.T) / 2 if it is meant to be symmetric"
        raise DomainError(f"the {name} is not symmetric: {pair} at {where}", where=where, hint=hint)
    least = float(np.linalg.eigvalsh(0.5 * (scaled + scaled.T))[0])
    if least < -coerced.tolerance * len(array):
        raise DomainError(
            f"the {name} has the eigenvalue {least:.6g} after scaling to unit variances; none is negative",
            value=least,
            hint="a covariance is positive semidefinite: check signs and units, or add to the diagonal",
        )
    return frozen(0.5 * (array + array.T))


def pivoted_cholesky(covariance: Matrix, reference: Vector | None = None) -> tuple[Matrix, tuple[int, ...]]:
    r"""Return L with :math:`L L^\top = S` and as many columns as S has rank, and the components taken.

    Parameters
    ----------
    covariance : array of shape (n, n)
        Symmetric and positive semidefinite up to rounding.
    reference : array of shape (n,), optional
        The variances to which remainders are compared; the diagonal by default.

    Examples
    --------
    >>> factor, taken = pivoted_cholesky(np.array([[1.0, 2.0], [2.0, 4.0]]))
    >>> factor
    array([[1.],
           [2.]])
    >>> taken
    (0,)
    """
    unit, weights, taken = _pivoted_ldl(covariance, reference)
    return unit * np.sqrt(weights), taken


def _pivoted_ldl(covariance: Matrix, reference: Vector | None) -> tuple[Matrix, Vector, tuple[int, ...]]:
    """Return the same without roots: columns that are one at their pivots, and the variances of these."""
    size = len(covariance)
    rest = covariance.diagonal().copy()
    scale = rest.copy() if reference is None else reference
    weight = np.divide(1.0, scale, out=np.zeros(size), where=scale > 0.0)
    limit = rank_tolerance(size)
    unit, variances, taken = np.zeros((size, size)), np.zeros(size), list[int]()
    for step in range(size):
        share = rest * weight
        pivot = int(share.argmax())
        if share[pivot] <= limit:
            break
        variances[step] = rest[pivot]
        column = covariance[:, pivot] - (unit[:, :step] * variances[:step]) @ unit[pivot, :step]
        unit[:, step] = column / rest[pivot]
        unit[taken, step] = 0.0
        unit[pivot, step] = 1.0
        rest -= variances[step] * unit[:, step] ** 2
        taken.append(pivot)
        rest[taken] = 0.0
    return np.ascontiguousarray(unit[:, : len(taken)]), variances[: len(taken)], tuple(taken)


def settled_covariance(covariance: Matrix, reference: Vector) -> Matrix:
    """Return the covariance with what is only the rounding of larger numbers set to zero.

    Parameters
    ----------
    covariance : array of shape (n, n)
        The result of sums and differences.
    reference : array of shape (n,)
        The size of the operands, as variances.
    """
    symmetric: Matrix = 0.5 * (covariance + covariance.T)
    scale = np.maximum(reference, symmetric.diagonal())
    unit, variances, taken = _pivoted_ldl(symmetric, scale)
    if len(taken) == len(symmetric):
        return symmetric
    # A constant keeps the rounding of its covariances with the others, which would make it a tiny multiple of
    # one of them: a relation out of nothing.
    unit[((unit * unit) @ variances) <= rank_tolerance(len(symmetric)) * scale] = 0.0
    settled = (unit * variances) @ unit.T
    symmetric = 0.5 * (settled + settled.T)
    return symmetric


def transported_covariance(matrix: Matrix, covariance: Matrix, noise: Matrix) -> Matrix:
    r"""Return :math:`A S A^\top + N`."""
    reference = (np.abs(matrix) @ np.sqrt(covariance.diagonal())) ** 2 + noise.diagonal()
    return settled_covariance(matrix @ covariance @ matrix.T + noise, reference)


def left_inverse(factor: Matrix) -> Matrix:
    r"""Return the left inverse of a factor L of full column rank that is least in units of its rows.

    With the deviations :math:`d_i = \|L_i\|` on the diagonal of D it is :math:`(D^{-1} L)^+ D^{-1}`, so that
    :math:`L^{+\top} L^+` inverts :math:`L L^\top` on its range, and no unit is preferred.
    """
    deviations = np.sqrt((factor * factor).sum(axis=1))
    unit = np.where(deviations > 0.0, deviations, 1.0)
    orthonormal, triangle = np.linalg.qr(factor / unit[:, None])
    inverse: Matrix = np.linalg.solve(triangle, orthonormal.T) / unit
    return inverse


def conditional_moments(
    covariance: Matrix, rest: tuple[int, ...], given: tuple[int, ...]
) -> tuple[Matrix, Matrix]:
    r"""Return the gain :math:`K = S_{xy} S_{yy}^+` and the covariance :math:`S_{xx} - K S_{yx}` of x given y.

    Parameters
    ----------
    covariance : array of shape (n, n)
        Of the joint law.
    rest, given : tuple of int
        The components x and y.
    """
    x, y = np.array(rest, dtype=np.intp), np.array(given, dtype=np.intp)
    inverse = left_inverse(pivoted_cholesky(covariance[np.ix_(y, y)])[0])
    whitened = covariance[np.ix_(x, y)] @ inverse.T
    own = covariance[np.ix_(x, x)]
    return whitened @ inverse, settled_covariance(own - whitened @ whitened.T, own.diagonal())


def _place(flat: int, size: int) -> tuple[int, int]:
    return divmod(flat, size)
