"""Mutual information of samples under the assumption that they are jointly Gaussian."""

from math import atanh, inf, log1p, sqrt, tanh

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number, Vector
from itbounds.errors import DomainError
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.gaussianity import canonical_directions, departures
from itbounds.estimators.samples import as_pairs
from itbounds.estimators.subsamples import Rows, conclude, subsamples
from itbounds.numerics.scalars import as_probability
from itbounds.numerics.statistics.mean_intervals import normal_quantile
from itbounds.units import BITS, Unit, as_unit

__all__ = ["gaussian", "gaussian_bias"]


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
    samples are not reliable that fail one of several tests: of the normality of canonical coordinates, sums
    and differences (Shapiro and Wilk), of x, y and the pairs (Mardia), and of the dependence that is left
    after regression (smooth tests). Departures that the tests would miss are allowed for: the interval is
    widened by the largest divergence in nats from Gaussian laws that a good test at their level misses one
    time in ten, about 8/n, and above by as much as the dependence may be that is left after regression.

    **When not to believe it.** For a hundred samples or less of a law that may be far from Gaussian.

    Parameters
    ----------
    x : array-like of shape (n,) or (n, p)
        Samples, one a row.
    y : array-like of shape (n,) or (n, q)
        Samples in pairs with x.
    alpha : float
        One less the confidence of the interval. For p = q = 1 it is Fisher's, by :math:`\operatorname{artanh}
        r`; else it is normal, with variance :math:`\sum_i \rho_i^2 / m + p q / 2 m^2` by the canonical
        correlations and m = n - p - q - 1. If what the pairs say varies more than :math:`\sum_i \rho_i^2`,
        its variance takes the place of that.
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
    The bias follows from Wishart's law of the sample covariance (see Anderson, 2003); on the tests see
    Shapiro and Wilk (1965), Mardia (1970), Kallenberg and Ledwina (1999).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> x, noise = np.random.default_rng(1).standard_normal((2, 2000))
    >>> print(ib.estimators.gaussian(x, x + noise))
    I(X;Y) ≈ 0.484 bit, in [0.434, 0.538] with confidence 0.95
    """
    first, second = as_pairs(x, y, minimum=4)
    level = as_probability(alpha, name="level alpha")
    n, p, q = len(first), first.shape[1], second.shape[1]
    if n < p + q + 3:
        raise DomainError(
            f"{n} samples are too few for {p} + {q} dimensions", value=n, hint=f"give at least {p + q + 3}"
        )

    def estimate(rows: Rows) -> float:
        correlations = canonical_directions(first[rows], second[rows])[2]
        return _information(correlations) - gaussian_bias(len(rows), p, q)

    left, right, correlations = canonical_directions(first, second)
    value = _information(correlations) - gaussian_bias(n, p, q)
    # Regressions on all coordinates and a mean leave so many free samples.
    free = n - p - q - 1
    second_order = p * q / (2.0 * free * free)
    theory = float(np.sum(correlations**2))
    # Tails a little heavier than Gaussian ones, which no test finds, make correlations vary more.
    seen = float(_density(left, right, correlations).var()) if correlations.max() < 1.0 else theory
    error = sqrt(max(theory, seen) / free + second_order)
    arm = normal_quantile(level) * error
    ends, method = (value - arm, value + arm), "asymptotic theory of canonical correlations"
    if p == q == 1:
        longer = error / sqrt(theory / free + second_order)
        ends = _fisher(float(correlations[0]), n, longer * normal_quantile(level))
        method = "Fisher's transform of the correlation"
    method += ", and departures from the model that would not show"
    reasons, unseen = departures(first, second)
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
        model=unseen,
        second_order=second_order,
        reasons=reasons,
    )


def gaussian_bias(n: int, p: int, q: int) -> float:
    """Return the mean of the log determinant estimate less the truth, in nats."""
    from scipy.special import digamma

    halves = (n - np.arange(1, p + q + 1)) / 2.0
    terms = np.asarray(digamma(halves), dtype=np.float64)
    return 0.5 * float(terms[:p].sum() + terms[:q].sum() - terms.sum())


def _information(correlations: Vector) -> float:
    with np.errstate(divide="ignore"):
        return -0.5 * float(np.sum(np.log1p(-(correlations**2))))


def _density(left: Matrix, right: Matrix, correlations: Vector) -> Vector:
    """Return what every pair says by the Gaussian law, up to a constant."""
    k = len(correlations)
    rest = 1.0 - correlations**2
    squares = correlations**2 * (left[:, :k] ** 2 + right[:, :k] ** 2)
    products = 2.0 * correlations * left[:, :k] * right[:, :k]
    return np.asarray(((products - squares) / (2.0 * rest)).sum(axis=1))


def _fisher(correlation: float, n: int, quantile: float) -> tuple[float, float]:
    if correlation >= 1.0:
        return inf, inf
    centre, arm = atanh(correlation), quantile / sqrt(n - 3.0)
    ends = sorted(abs(tanh(centre + side * arm)) for side in (-1.0, 1.0))
    low = 0.0 if centre < arm else ends[0]
    return -0.5 * log1p(-(low**2)), -0.5 * log1p(-(ends[1] ** 2)) if ends[1] < 1.0 else inf
