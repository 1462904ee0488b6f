"""Normalised Gram matrices of points, and the information between two views of the same points."""

from math import sqrt
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number, Vector
from itbounds.errors import DomainError, ShapeError
from itbounds.geometry.spectrum import unit_rows
from itbounds.geometry.weights import weight_entropy
from itbounds.numerics.scalars import as_level, as_positive
from itbounds.numerics.validation import as_matrix
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Kernel", "gram_eigenvalues", "gram_matrix", "renyi_information", "squared_distances"]

if TYPE_CHECKING:
    Kernel: TypeAlias = Literal["linear", "gaussian"]
else:
    Kernel = Any  # a wrong word is refused below, with the remedy

MOST_POINTS = 20_000
"""With more points a Gram matrix takes more than 3 GB."""


def squared_distances(z: Matrix) -> Matrix:
    """Return all squared distances, from differences, which cancel exactly where points agree."""
    from scipy.spatial.distance import pdist, squareform

    return np.asarray(squareform(pdist(z, "sqeuclidean")))


def gram_matrix(z: ArrayLike, *, kernel: Kernel, sigma: Number | None, name: str = "embedding") -> Matrix:
    """Return the Gram matrix of points, scaled so that its diagonal is one.

    Raises
    ------
    DomainError
        If the kernel is not known, there are too many points, or a point is zero under the linear kernel.
    """
    points = as_matrix(z, name=name)
    if len(points) > MOST_POINTS:
        raise DomainError(
            f"the {name} has {len(points)} points; a Gram matrix is formed for at most {MOST_POINTS}",
            value=len(points),
            hint="take a random part of them",
        )
    if kernel == "linear":
        rows = unit_rows(points)
        return np.asarray(rows @ rows.T)
    if kernel != "gaussian":
        raise DomainError(f"unknown kernel {kernel!r}", value=kernel, hint="use 'linear' or 'gaussian'")
    squares = squared_distances(points)
    if sigma is not None:
        scale = 2.0 * as_positive(sigma, name="width sigma") ** 2
    else:
        scale = float(np.median(squares[np.triu_indices(len(points), 1)])) if len(points) > 1 else 1.0
    if scale <= 0.0:
        if squares.any():
            raise DomainError("most points agree, so that their median distance is zero", hint="give sigma=")
        scale = 1.0
    return np.exp(-squares / scale)


def gram_eigenvalues(z: ArrayLike, *, kernel: Kernel, sigma: Number | None) -> Vector:
    """Return the eigenvalues of the Gram matrix over n, nonnegative."""
    gram = gram_matrix(z, kernel=kernel, sigma=sigma)
    return _eigenvalues(gram)


def renyi_information(
    x: ArrayLike,
    y: ArrayLike,
    alpha: Number,
    *,
    kernel: Kernel = "gaussian",
    sigma: tuple[Number, Number] | None = None,
    unit: Unit | str = BITS,
) -> float:
    r"""Return the matrix-based Renyi information between two views of the same points.

    .. math:: I_\alpha(A; B) = S_\alpha(A) + S_\alpha(B) - S_\alpha\Bigl(\frac{A \circ B}{\operatorname{tr}
        (A \circ B)}\Bigr)

    with the normalised Gram matrices A and B of `renyi_entropy` and their entrywise product.

    Parameters
    ----------
    x, y : array-like of shape (n, d) and (n, e)
        Row i of both is the same point.
    alpha : float
        The order, nonnegative.
    kernel : {"gaussian", "linear"}
        As for `renyi_entropy`.
    sigma : pair of float, optional
        The widths of the Gaussian kernels for x and for y; by default as for `renyi_entropy`.
    unit : Unit or str
        The unit of the information.

    Raises
    ------
    ShapeError
        If the views differ in their number of points.
    DomainError
        As `renyi_entropy`.

    References
    ----------
    Sanchez Giraldo, Rao and Principe (2015).

    Examples
    --------
    >>> import itbounds as ib
    >>> labels = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    >>> round(ib.geometry.renyi_information(labels, labels, 2, kernel="linear"), 12)
    1.0
    """
    order = as_level(alpha, name="order alpha")
    first, second = (None, None) if sigma is None else sigma
    a = gram_matrix(x, kernel=kernel, sigma=first, name="x")
    b = gram_matrix(y, kernel=kernel, sigma=second, name="y")
    if len(a) != len(b):
        raise ShapeError(f"x has {len(a)} points and y has {len(b)}", hint="row i of both is the same point")
    nats = [weight_entropy(_eigenvalues(gram), order) for gram in (a, b, a * b)]
    return as_unit(unit).from_nats(nats[0] + nats[1] - nats[2])


def _eigenvalues(gram: Matrix) -> Vector:
    values = np.linalg.eigvalsh(gram) / len(gram)
    # Below this an eigenvalue of a positive semidefinite matrix is rounding.
    floor = sqrt(len(gram)) * np.finfo(float).eps * float(values[-1])
    return np.where(values > floor, values, 0.0)
