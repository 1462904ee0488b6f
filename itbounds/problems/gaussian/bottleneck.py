"""The Gaussian information bottleneck: rates poured over canonical correlations."""

from math import exp, inf
from time import perf_counter

import numpy as np

from itbounds._typing import ArrayLike, Count, Matrix, Number, Vector
from itbounds.errors import CertificateError, DomainError
from itbounds.kernels import Kernel
from itbounds.numerics.covariance import as_covariance, left_inverse, pivoted_cholesky
from itbounds.numerics.scalars import as_count
from itbounds.problems.gaussian.waterfilling import closed_form, within
from itbounds.problems.rates import as_rate
from itbounds.results import Result
from itbounds.results.describe import exactly
from itbounds.results.gaussian_bottleneck_certificate import GaussianBottleneckCertificate, counted_above
from itbounds.units import BITS, Unit, as_unit

__all__ = ["bottleneck"]


def bottleneck(
    cov: ArrayLike, dim_x: Count, rate: Number, *, tol: Number = 1e-9, unit: Unit | str = BITS
) -> Result[Kernel]:
    r"""Return the most that a description of X at a rate can tell of Y, for a Gaussian pair.

    .. math:: F(R) = \max_{T - X - Y,\; I(T; X) \le R} I(T; Y)
              = \max_{\sum_i R_i \le R} \sum_i -\tfrac12 \log \bigl( 1 - \rho_i^2 (1 - e^{-2 R_i}) \bigr)

    with the canonical correlations :math:`\rho_i`; a jointly Gaussian T is optimal (Chechik, Globerson,
    Tishby and Weiss, *Information bottleneck for Gaussian variables*, 2005). The optimal rates are
    :math:`R_i = \frac12 (\ell - \log \frac{1 - \rho_i^2}{\rho_i^2})^+`: water-filling again. The rates prove
    the lower end, and a slope the upper one.

    Parameters
    ----------
    cov : array-like of shape (n, n)
        The covariance of the pair (X, Y), positive semidefinite, with positive definite blocks of X and of Y.
    dim_x : int
        The dimension of X, whose components come first.
    rate : float
        The rate R, in `unit`.
    tol : float
        The width of the interval that is aimed for, in `unit`.
    unit : Unit or str
        The unit of `rate`, of `tol` and of the result.

    Raises
    ------
    DomainError
        If the covariance is not that of such a pair, or the rate is negative or infinite.

    Notes
    -----
    The canonical correlations are enclosed by exact counts of eigenvalues, in fractions, which takes some
    seconds for twenty components.

    Examples
    --------
    >>> print(bottleneck([[1.0, 0.8], [0.8, 1.0]], 1, 1.0))
    F(R = 1) ∈ [0.471708235, 0.471708236] bit
    """
    start = perf_counter()
    chosen = as_unit(unit)
    covariance = as_covariance(cov, name="covariance")
    size = as_count(dim_x, name="dimension of X")
    if size >= len(covariance):
        raise DomainError(
            f"X has {size} of the {len(covariance)} components: none are left for Y", value=size
        )
    ends = as_rate(rate, chosen, finite=True)
    squares = _enclosed(covariance, size)
    rates, slope = _poured(squares, ends[0])
    certificate = GaussianBottleneckCertificate.of((covariance, size), squares, ends, rates, slope)
    return closed_form(f"F(R = {exactly(rate)})", certificate, chosen, tol=tol, start=start)


def _enclosed(covariance: Matrix, size: int) -> tuple[Vector, Vector]:
    """Return ends of the squared canonical correlations, the largest first, that exact counts confirm."""
    first, second = covariance[:size, :size], covariance[size:, size:]
    left, right = (left_inverse(pivoted_cholesky(block)[0]) for block in (first, second))
    values = np.linalg.svd(left @ covariance[:size, size:] @ right.T, compute_uv=False)
    number = min(size, len(covariance) - size)
    found = np.zeros(number)
    found[: len(values)] = np.minimum(values**2, 1.0)
    try:
        count = counted_above(covariance, size)
    except CertificateError as error:
        hint = "leave out components that are functions of others, or add noise to the diagonal"
        raise DomainError(error.message, hint=hint) from error
    low, high = np.empty(number), np.empty(number)
    for i, value in enumerate(found.tolist()):
        # A few ulps off at first, unless the number is exact; then further, until the count agrees.
        margins = [0.0, *(2.0 ** (k - 52) for k in range(0, 54, 2))]
        low[i] = next(end for m in margins if not (end := max(0.0, value - m)) or sum(count(end)) > i)
        high[i] = next(end for m in margins if (end := min(1.0, value + m)) == 1.0 or count(end)[0] <= i)
    return low, high


def _poured(ends: tuple[Vector, Vector], rate: float) -> tuple[Vector, float]:
    """Return the optimal rates of the components and the slope there."""
    squares = ends[0]
    active = squares > 0.0
    bare = np.where(active, squares, 0.5)
    heights = np.where(active, np.log1p(-np.minimum(bare, 1.0 - 2.0**-53)) - np.log(bare), inf)
    ordered = heights[active]
    if not len(ordered):
        return np.zeros(len(squares)), max(float(ends[1][0]), 2.0**-1000)
    levels = (2.0 * rate + np.cumsum(ordered)) / np.arange(1, len(ordered) + 1)
    level = float(levels[max(0, int((levels > ordered).sum()) - 1)])
    rates = within(np.where(active, 0.5 * np.maximum(level - np.where(active, heights, 0.0), 0.0), 0.0), rate)
    return rates, 1.0 / (1.0 + exp(min(level, 700.0)))
