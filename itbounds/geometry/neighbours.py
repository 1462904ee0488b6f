"""The dimension of the set that points lie on, from the distances to their neighbours."""

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from itbounds._typing import ArrayLike, Count, Matrix
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count
from itbounds.numerics.validation import as_matrix

__all__ = ["intrinsic_dimension", "neighbour_distances"]

if TYPE_CHECKING:
    Method: TypeAlias = Literal["twonn", "mle"]
else:
    Method = Any  # a wrong word is refused below, with the remedy

TREE_DIMENSIONS = 15
"""In more dimensions a tree visits nearly all points, and products of blocks are faster."""


def intrinsic_dimension(z: ArrayLike, method: Method = "twonn", *, neighbours: Count = 20) -> float:
    r"""Return the intrinsic dimension of points.

    With the distances :math:`r_1 \le r_2 \le \ldots` from a point to its neighbours, ``"twonn"`` is

    .. math:: n \Big/ \sum_i \ln \frac{r_2(i)}{r_1(i)}

    and ``"mle"`` the estimator of Levina and Bickel on k neighbours, whose inverses are averaged,

    .. math:: \Bigl(\frac1{n (k - 1)} \sum_i \sum_{j < k} \ln \frac{r_k(i)}{r_j(i)}\Bigr)^{-1}.

    Points that occur more than once are taken once.

    Parameters
    ----------
    z : array-like of shape (n, d)
        A point a row.
    method : {"twonn", "mle"}
        The estimator.
    neighbours : int
        k of ``"mle"``, at least 2.

    Raises
    ------
    DomainError
        If the method is not known, or there are not enough different points; if all distances to neighbours
        agree, as on a grid, where the dimension is not to be seen from them.

    References
    ----------
    Facco, d'Errico, Rodriguez and Laio (2017); Levina and Bickel (2004), averaged as by MacKay and Ghahramani
    (2005).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> flat = np.random.default_rng(0).uniform(size=(2000, 2))
    >>> plane = flat @ np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    >>> round(ib.geometry.intrinsic_dimension(plane), 1)
    2.0
    """
    if method not in ("twonn", "mle"):
        raise DomainError(f"unknown method {method!r}", value=method, hint="use 'twonn' or 'mle'")
    k = 2 if method == "twonn" else as_count(neighbours, name="number of neighbours", minimum=2)
    points = np.unique(as_matrix(z, name="embedding"), axis=0)
    if len(points) <= k:
        raise DomainError(
            f"{len(points)} different points have no {k} neighbours each",
            value=len(points),
            hint="give more points, or fewer neighbours",
        )
    logs = np.log(neighbour_distances(points, k))
    mean = float(np.mean(logs[:, -1:] - logs[:, :-1]))
    if mean <= 0.0:
        raise DomainError(
            "every point has its neighbours at one distance", hint="the points of a grid show no dimension"
        )
    return 1.0 / mean


def neighbour_distances(points: Matrix, k: int) -> Matrix:
    """Return the distances from each point to its k nearest others, ascending, shape (n, k)."""
    if points.shape[1] <= TREE_DIMENSIONS:
        from scipy.spatial import KDTree

        return np.asarray(KDTree(points).query(points, k=k + 1)[0])[:, 1:]
    centred = points - points.mean(axis=0)
    squares = np.einsum("ij,ij->i", centred, centred)
    # Distances by products lose digits where they cancel: some more candidates are found, and measured.
    wanted = min(k + 9, len(points))
    distances = np.empty((len(points), k))
    step = max(1, 4_000_000 // max(len(points), wanted * points.shape[1]))
    for start in range(0, len(points), step):
        block = centred[start : start + step]
        rough = squares - 2.0 * (block @ centred.T)
        near = np.argpartition(rough, wanted - 1, axis=1)[:, :wanted]
        apart = np.linalg.norm(block[:, None, :] - centred[near], axis=2)
        # A point is not its own neighbour.
        apart[near == np.arange(start, start + len(block))[:, None]] = np.inf
        distances[start : start + step] = np.sort(apart, axis=1)[:, :k]
    return distances
