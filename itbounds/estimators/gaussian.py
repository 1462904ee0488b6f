"""Mutual information of samples under the assumption that they are jointly Gaussian."""

from math import atanh, inf, log1p, sqrt, tanh

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number, Vector
from itbounds.errors import DomainError
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.samples import as_pairs
from itbounds.estimators.subsamples import Rows, conclude, subsamples
from itbounds.numerics.scalars import as_probability
from itbounds.numerics.statistics.mean_intervals import normal_quantile
from itbounds.units import BITS, Unit, as_unit

__all__ = ["canonical_correlations", "gaussian", "gaussian_bias", "mardia"]

SUSPICION = 0.01
"""With which probability Gaussian samples are taken for something else, by either moment."""


def gaussian(
    x: ArrayLike,
    y: ArrayLike,
    *,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Estimate I(X;Y) of jointly Gaussian samples from their correlations.

    .. math:: \hat I = - \tfrac12 \ln \frac{\det R}{\det R_X \det R_Y} - b, \qquad
        b = \tfrac12 \Bigl( \sum_{i=1}^{p} + \sum_{i=1}^{q} - \sum_{i=1}^{p+q} \Bigr)
        \psi \Bigl( \frac{n - i}{2} \Bigr)

    with the sample correlations R, dimensions p and q, and the digamma function :math:`\psi`: the estimate
    has no bias, exactly, if the law is Gaussian. Of any other law it estimates another number, which is why
    Mardia's skewness and kurtosis are tested, of x, of y and of the pairs; samples that fail are not
    reliable.

    Parameters
    ----------
    x : array-like of shape (n,) or (n, p)
        Samples, one a row.
    y : array-like of shape (n,) or (n, q)
        Samples in pairs with x.
    alpha : float
        One less the confidence of the interval. For p = q = 1 it is Fisher's, by :math:`\operatorname{artanh}
        r`; else it is normal, with variance :math:`\sum_i \rho_i^2 / m + p q / 2 m^2` by the canonical
        correlations and m = n - p - q - 1.
    rng : numpy.random.Generator or int
        Which samples are in which half and quarter.
    unit : Unit or str
        The unit of the estimate.

    Raises
    ------
    ShapeError
        If there are not as many samples of x as of y.
    DomainError
        If there are too few samples for so many dimensions, or a coordinate is constant or a combination of
        others: the information is then infinite, or the coordinate says nothing.

    References
    ----------
    The bias follows from Wishart's law of the sample covariance (see Anderson, 2003); the test is by Mardia
    (1970).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> x, noise = np.random.default_rng(1).standard_normal((2, 2000))
    >>> print(ib.estimators.gaussian(x, x + noise))
    I(X;Y) ≈ 0.484 bit, in [0.440, 0.531] with confidence 0.95
    """
    first, second = as_pairs(x, y, minimum=4)
    level = as_probability(alpha, name="level alpha")
    n, p, q = len(first), first.shape[1], second.shape[1]
    if n < p + q + 3:
        raise DomainError(
            f"{n} samples are too few for {p} + {q} dimensions", value=n, hint=f"give at least {p + q + 3}"
        )

    def estimate(rows: Rows) -> float:
        correlations = canonical_correlations(first[rows], second[rows])
        return _information(correlations) - gaussian_bias(len(rows), p, q)

    correlations = canonical_correlations(first, second)
    value = _information(correlations) - gaussian_bias(n, p, q)
    # Regressions on all coordinates and a mean leave so many free samples.
    free = n - p - q - 1
    second_order = p * q / (2.0 * free * free)
    error = sqrt(float(np.sum(correlations**2)) / free + second_order)
    if p == q == 1:
        ends, method = _fisher(float(correlations[0]), n, level), "Fisher's transform of the correlation"
    else:
        ends, method = None, "asymptotic theory of canonical correlations"
    reasons = [
        f"Mardia's {name} of {which} has p = {chance:.2g}: the samples are not Gaussian"
        for which, points in (("x", first), ("y", second), ("the pairs", np.hstack([first, second])))
        for name, chance in zip(("skewness", "kurtosis"), mardia(points), strict=True)
        if chance < SUSPICION
    ]
    parts = subsamples(estimate, value, n, smallest=p + q + 3, rng=np.random.default_rng(rng))
    return conclude(
        value,
        error,
        parts,
        estimator="Gaussian",
        method=method,
        n=n,
        alpha=level,
        unit=as_unit(unit),
        ends=ends,
        second_order=second_order,
        reasons=tuple(reasons),
    )


def canonical_correlations(first: Matrix, second: Matrix) -> Vector:
    """Return the canonical correlations of two samples of points, at most 1, largest first.

    Raises
    ------
    DomainError
        If a coordinate is constant or a combination of others of the same sample.
    """
    bases = [_basis(points, name) for points, name in ((first, "x"), (second, "y"))]
    values = np.linalg.svd(bases[0].T @ bases[1], compute_uv=False)
    return np.asarray(np.minimum(values, 1.0), dtype=np.float64)


def gaussian_bias(n: int, p: int, q: int) -> float:
    """Return the mean of the log determinant estimate less the truth, in nats."""
    from scipy.special import digamma

    halves = (n - np.arange(1, p + q + 1)) / 2.0
    terms = np.asarray(digamma(halves), dtype=np.float64)
    return 0.5 * float(terms[:p].sum() + terms[:q].sum() - terms.sum())


def mardia(points: Matrix) -> tuple[float, float]:
    """Return the probabilities that Gaussian samples have more skewness, and as unusual a kurtosis."""
    from scipy.special import chdtrc, ndtr

    n, d = points.shape
    white = _basis(points, "the pairs") * sqrt(n)
    third = np.zeros((d * d, d))
    step = max(1, 2_000_000 // d**2)
    for start in range(0, n, step):
        block = white[start : start + step]
        third += (block[:, :, None] * block[:, None, :]).reshape(len(block), -1).T @ block
    skewness = float(np.sum(third**2)) / (6.0 * n)
    kurtosis = float(np.mean(np.einsum("ij,ij->i", white, white) ** 2))
    # Exact mean of the kurtosis of n Gaussian samples; its asymptotic variance.
    deviation = kurtosis - d * (d + 2.0) * (n - 1.0) / (n + 1.0)
    score = abs(deviation) / sqrt(8.0 * d * (d + 2.0) / n)
    return float(chdtrc(d * (d + 1) * (d + 2) / 6.0, skewness)), 2.0 * float(ndtr(-score))


def _information(correlations: Vector) -> float:
    with np.errstate(divide="ignore"):
        return -0.5 * float(np.sum(np.log1p(-(correlations**2))))


def _fisher(correlation: float, n: int, alpha: float) -> tuple[float, float]:
    if correlation >= 1.0:
        return inf, inf
    centre, arm = atanh(correlation), normal_quantile(alpha) / sqrt(n - 3.0)
    ends = sorted(abs(tanh(centre + side * arm)) for side in (-1.0, 1.0))
    low = 0.0 if centre < arm else ends[0]
    return -0.5 * log1p(-(low**2)), -0.5 * log1p(-(ends[1] ** 2)) if ends[1] < 1.0 else inf


def _basis(points: Matrix, name: str) -> Matrix:
    centred = points - points.mean(axis=0)
    scale = np.abs(centred).max(axis=0)
    if not scale.all():
        place = int(np.flatnonzero(scale == 0.0)[0])
        raise DomainError(
            f"coordinate {place} of {name} is constant", where=place, hint="drop it: it says nothing"
        )
    orthonormal, values, _ = np.linalg.svd(centred / scale, full_matrices=False)
    if len(values) < points.shape[1] or values[-1] <= values[0] * 1e-12:
        raise DomainError(
            f"a coordinate of {name} is a combination of the others", hint="drop it: it adds nothing"
        )
    return np.asarray(orthonormal)
