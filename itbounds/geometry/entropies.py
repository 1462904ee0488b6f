"""Entropies of the spectrum of an embedding, and how fast it decays."""

from math import exp

import numpy as np

from itbounds._typing import Number
from itbounds.errors import DomainError
from itbounds.geometry.gram import Kernel, gram_eigenvalues
from itbounds.geometry.spectrum import Embedding, as_spectrum
from itbounds.geometry.weights import weight_entropy
from itbounds.numerics.scalars import as_level
from itbounds.units import BITS, Unit, as_unit

__all__ = ["alpha_req", "participation_ratio", "rankme", "renyi_entropy", "von_neumann_entropy"]


def rankme(z: Embedding, *, centre: bool = False) -> float:
    r"""Return RankMe, the exponential of the entropy of the normalised singular values.

    .. math:: \exp\Bigl(- \sum_i p_i \ln p_i\Bigr), \qquad p_i = \sigma_i / \textstyle\sum_j \sigma_j

    It is between 1 and the rank. The original adds 1e-7 to every p; here no constant is added.

    Parameters
    ----------
    z : array-like of shape (n, d), iterable of blocks of rows, or Spectrum
        A point a row.
    centre : bool
        Take off the mean of the points; the original does not.

    Raises
    ------
    DomainError
        If every point is zero.

    References
    ----------
    Garrido, Balestriero, Najman and LeCun (2023).

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.geometry.rankme([[2.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 2.0]])
    3.0000000000000004
    """
    return exp(weight_entropy(as_spectrum(z, centre=centre, normalize=False).singular_values, 1.0))


def participation_ratio(z: Embedding, *, centre: bool = True) -> float:
    r"""Return the participation ratio of the eigenvalues, the exponential of their entropy of order 2.

    .. math:: \Bigl(\sum_i \lambda_i\Bigr)^2 \Big/ \sum_i \lambda_i^2

    Parameters
    ----------
    z : array-like of shape (n, d), iterable of blocks of rows, or Spectrum
        A point a row.
    centre : bool
        Take the eigenvalues of the covariance, as is usual, not of the second moments.

    Raises
    ------
    DomainError
        If all points agree.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.geometry.participation_ratio([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    2.0
    """
    return exp(weight_entropy(as_spectrum(z, centre=centre, normalize=False).eigenvalues, 2.0))


def von_neumann_entropy(
    z: Embedding, *, centre: bool = False, normalize: bool = True, unit: Unit | str = BITS
) -> float:
    r"""Return the von Neumann entropy of the autocorrelation of points of length one.

    .. math:: S(\rho) = - \sum_i \lambda_i \log \lambda_i, \qquad
        \rho = \frac1n \sum_i \frac{z_i z_i^\top}{\lVert z_i \rVert^2}

    It is zero if all points agree in direction, and at most :math:`\log \min(n, d)`.

    Parameters
    ----------
    z : array-like of shape (n, d), iterable of blocks of rows, or Spectrum
        A point a row.
    centre, normalize : bool
        Take off the mean of the points; scale them to length one. Without scaling the eigenvalues are
        divided by their sum.
    unit : Unit or str
        The unit of the entropy.

    Raises
    ------
    DomainError
        If a point of length zero is to be scaled.

    References
    ----------
    Kim, Kang, Hwang, Shin and Rhee, VNE (2023).

    Examples
    --------
    >>> import itbounds as ib
    >>> round(ib.geometry.von_neumann_entropy([[1.0, 0.0], [0.0, 3.0]]), 12)
    1.0
    """
    eigenvalues = as_spectrum(z, centre=centre, normalize=normalize).eigenvalues
    return as_unit(unit).from_nats(weight_entropy(eigenvalues, 1.0))


def renyi_entropy(
    z: Embedding,
    alpha: Number,
    *,
    kernel: Kernel = "linear",
    sigma: Number | None = None,
    unit: Unit | str = BITS,
) -> float:
    r"""Return the matrix-based Renyi entropy of points, of order alpha.

    .. math:: S_\alpha(A) = \frac{1}{1 - \alpha} \log \operatorname{tr} A^\alpha, \qquad
        A_{ij} = \frac1n \frac{K_{ij}}{\sqrt{K_{ii} K_{jj}}}

    With the linear kernel A has the eigenvalues of the autocorrelation of points of length one, so that order
    1 is `von_neumann_entropy`.

    Parameters
    ----------
    z : array-like of shape (n, d); with the linear kernel also an iterable of blocks of rows or a Spectrum
        A point a row.
    alpha : float
        The order, nonnegative; 1 and infinity are limits.
    kernel : {"linear", "gaussian"}
        :math:`K_{ij} = z_i \cdot z_j`, or :math:`\exp(-\lVert z_i - z_j \rVert^2 / 2 \sigma^2)`.
    sigma : float, optional
        The width of the Gaussian kernel; by default :math:`2 \sigma^2` is the median squared distance.
    unit : Unit or str
        The unit of the entropy.

    Raises
    ------
    DomainError
        If the order is negative, or a point is zero under the linear kernel; if a Gaussian kernel meets more
        than twenty thousand points.

    References
    ----------
    Sanchez Giraldo, Rao and Principe (2015).

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.geometry.renyi_entropy([[1.0, 0.0], [0.0, 3.0]], 2)
    1.0
    """
    order = as_level(alpha, name="order alpha")
    if kernel == "linear":
        spectrum = as_spectrum(z, centre=False, normalize=True)
        # Order 0 counts eigenvalues, of which rounding makes more.
        weights = spectrum.eigenvalues[: spectrum.rank]
    else:
        weights = gram_eigenvalues(z, kernel=kernel, sigma=sigma)
    return as_unit(unit).from_nats(weight_entropy(weights, order))


def alpha_req(z: Embedding, window: tuple[int, int] | None = None, *, centre: bool = True) -> float:
    r"""Return alpha-ReQ, the exponent of the power law :math:`\lambda_i \propto i^{-\alpha}` of the spectrum.

    It is the slope of a least-squares line through the logarithms of eigenvalues and ranks, and depends much
    on the window of ranks.

    Parameters
    ----------
    z : array-like of shape (n, d), iterable of blocks of rows, or Spectrum
        A point a row.
    window : pair of int, optional
        First and last rank that are fitted, counted from 1; by default all that stand out from rounding.
    centre : bool
        Take the eigenvalues of the covariance, not of the second moments.

    Raises
    ------
    DomainError
        If there are fewer than two eigenvalues in the window, or it is not within the rank.

    References
    ----------
    Agrawal, Mondal, Ghosh and Richards (2022).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> scales = np.arange(1, 9) ** -0.75
    >>> round(ib.geometry.alpha_req(np.vstack((np.diag(scales), -np.diag(scales)))), 12)
    1.5
    """
    spectrum = as_spectrum(z, centre=centre, normalize=False)
    first, last = (1, spectrum.rank) if window is None else window
    if not 1 <= first < last <= spectrum.rank:
        raise DomainError(
            f"ranks {first} to {last} are to be fitted in a spectrum of rank {spectrum.rank}",
            value=(first, last),
            hint="give window=(first, last) with 1 <= first < last <= rank",
        )
    ranks = np.log(np.arange(first, last + 1))
    logs = 2.0 * np.log(spectrum.singular_values[first - 1 : last])
    off = ranks - ranks.mean()
    return float(-(off @ (logs - logs.mean())) / (off @ off))
