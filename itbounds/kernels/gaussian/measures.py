"""Information measures of Gaussian laws from means and covariances, in nats, rounded."""

from math import inf, log, pi

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.covariance import left_inverse, pivoted_cholesky, rank_tolerance

__all__ = ["differential_entropy", "gaussian_divergence", "gaussian_information"]


def differential_entropy(covariance: Matrix) -> float:
    r"""Return :math:`\frac12 \log \det (2 \pi e S)`, minus infinity if S is singular."""
    factor, taken = pivoted_cholesky(covariance)
    if len(taken) < len(covariance):
        return -inf
    logs = np.log(factor[list(taken)].diagonal())
    return float(logs.sum()) + 0.5 * len(covariance) * (log(2.0 * pi) + 1.0)


def gaussian_information(covariance: Matrix, first: tuple[int, ...], second: tuple[int, ...]) -> float:
    r"""Return :math:`-\frac12 \sum_i \log (1 - \rho_i^2)` over the canonical correlations of two groups.

    It is infinite where a correlation is one up to rounding: then a function of the one group is, almost
    surely, a function of the other, and not a constant.
    """
    x, y = np.array(first, dtype=np.intp), np.array(second, dtype=np.intp)
    left = left_inverse(pivoted_cholesky(covariance[np.ix_(x, x)])[0])
    right = left_inverse(pivoted_cholesky(covariance[np.ix_(y, y)])[0])
    crossed = left @ covariance[np.ix_(x, y)] @ right.T
    if not crossed.size:
        return 0.0
    squares = np.linalg.svd(crossed, compute_uv=False) ** 2
    if 1.0 - squares[0] <= rank_tolerance(len(x) + len(y)):
        return inf
    return max(0.0, float(-0.5 * np.log1p(-squares).sum()))


def gaussian_divergence(
    mean: Vector, covariance: Matrix, off: tuple[Vector, Matrix], normals: tuple[Matrix, Vector]
) -> float:
    r"""Return :math:`D(p \| q)` of Gaussian laws, infinite if their supports differ.

    With a whitening L of q, :math:`\delta_i` the eigenvalues of :math:`L^+ S_p L^{+\top} - 1` and
    :math:`v = L^+ (m_p - m_q)`,

    .. math:: D(p \| q) = \tfrac12 \sum_i \bigl(\delta_i - \log (1 + \delta_i)\bigr) + \tfrac12 \|v\|^2 .

    Parameters
    ----------
    mean, covariance : arrays of shapes (n,) and (n, n)
        Of p.
    off : arrays of shapes (n,) and (n, n)
        Mean and covariance of q.
    normals : arrays of shapes (k, n) and (n,)
        The normals of the support of q, and its standard deviations.
    """
    centre, reference = off
    rows, deviations = normals
    factor, taken = pivoted_cholesky(reference)
    limit = rank_tolerance(len(mean))
    size = np.abs(rows)
    spread = np.einsum("ij,jk,ik->i", rows, covariance, rows)
    astray = spread > limit * (size @ np.sqrt(covariance.diagonal())) ** 2
    shift = np.abs(rows @ (mean - centre)) > limit * (size @ (np.abs(mean) + np.abs(centre) + deviations))
    if astray.any() or shift.any() or len(pivoted_cholesky(covariance)[1]) < len(taken):
        return inf
    inverse = left_inverse(factor)
    moved = inverse @ (mean - centre)
    change = np.linalg.eigvalsh(inverse @ (covariance - reference) @ inverse.T)
    return max(0.0, float(0.5 * (change - np.log1p(change)).sum() + 0.5 * moved @ moved))
