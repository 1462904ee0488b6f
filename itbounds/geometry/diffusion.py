"""Entropies of the spectrum of a diffusion on points, which random perturbations hardly change."""

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number
from itbounds.errors import ShapeError
from itbounds.geometry.gram import gram_matrix
from itbounds.geometry.weights import weight_entropy
from itbounds.numerics.scalars import as_positive
from itbounds.numerics.validation import as_matrix
from itbounds.units import BITS, Unit, as_unit

__all__ = ["diffusion_spectral_entropy", "diffusion_spectral_information"]


def diffusion_spectral_entropy(
    z: ArrayLike, sigma: Number, t: Number = 1, *, unit: Unit | str = BITS
) -> float:
    r"""Return the diffusion spectral entropy of points.

    .. math:: - \sum_i \alpha_i \log \alpha_i, \qquad
        \alpha_i = \lvert \lambda_i \rvert^t / \textstyle\sum_j \lvert \lambda_j \rvert^t

    with the eigenvalues of :math:`P = D^{-1} K`, where :math:`K_{ij} = G_{ij} / \sqrt{g_i g_j}`,
    :math:`G_{ij} = \exp(-\lVert z_i - z_j \rVert^2 / 2 \sigma^2)`, g are the sums of rows of G, and D those
    of K. The eigenvalue 1 is kept, so that t to infinity counts the components: c of them give log c.

    Parameters
    ----------
    z : array-like of shape (n, d)
        A point a row; at most twenty thousand.
    sigma : float
        The width of the Gaussian kernel.
    t : float
        The number of steps of the diffusion, positive.
    unit : Unit or str
        The unit of the entropy.

    Raises
    ------
    DomainError
        If sigma or t is not positive, or there are too many points.

    References
    ----------
    Liao, Liu, Christensen, Tong, Huguet, Wolf, Nickel, Adelstein and Krishnaswamy (2023).

    Examples
    --------
    >>> import itbounds as ib
    >>> two_clusters = [[0.0], [0.0], [9.0], [9.0]]
    >>> round(ib.geometry.diffusion_spectral_entropy(two_clusters, 1.0), 12)
    1.0
    """
    return as_unit(unit).from_nats(_nats(as_matrix(z, name="embedding"), sigma, t))


def diffusion_spectral_information(
    z: ArrayLike, labels: ArrayLike, sigma: Number, t: Number = 1, *, unit: Unit | str = BITS
) -> float:
    r"""Return the diffusion spectral information between points and their labels.

    .. math:: \mathrm{DSE}(Z) - \sum_y p(y)\, \mathrm{DSE}(Z \mid Y = y)

    Parameters
    ----------
    z : array-like of shape (n, d)
        A point a row.
    labels : array-like of shape (n,)
        The label of each point.
    sigma, t, unit
        As for `diffusion_spectral_entropy`.

    Raises
    ------
    ShapeError
        If there is not one label a point.
    DomainError
        As `diffusion_spectral_entropy`.

    Examples
    --------
    >>> import itbounds as ib
    >>> two_clusters = [[0.0], [0.0], [9.0], [9.0]]
    >>> round(ib.geometry.diffusion_spectral_information(two_clusters, [0, 0, 1, 1], 1.0), 12)
    1.0
    """
    points, given = as_matrix(z, name="embedding"), np.asarray(labels)
    if given.shape != (len(points),):
        raise ShapeError(
            f"the labels have shape {given.shape}; one a point is expected, {len(points)}", value=given.shape
        )
    nats = _nats(points, sigma, t)
    for label, count in zip(*np.unique(given, return_counts=True), strict=True):
        nats -= count / len(points) * _nats(points[given == label], sigma, t)
    return as_unit(unit).from_nats(float(nats))


def _nats(points: Matrix, sigma: Number, t: Number) -> float:
    width, steps = as_positive(sigma, name="width sigma"), as_positive(t, name="number of steps t")
    affinity = gram_matrix(points, kernel="gaussian", sigma=width)
    for _ in range(2):
        # The second scaling turns the rows of K into laws, by a matrix similar to P that is symmetric.
        degrees = np.sqrt(affinity.sum(axis=1))
        affinity = affinity / np.outer(degrees, degrees)
    eigenvalues = np.abs(np.linalg.eigvalsh(affinity))
    # What is left of a zero by rounding would count for many at small t.
    eigenvalues[eigenvalues < len(points) * np.finfo(float).eps] = 0.0
    return weight_entropy((eigenvalues / eigenvalues.max()) ** steps, 1.0)
