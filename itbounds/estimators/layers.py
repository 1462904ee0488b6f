"""Mutual information through a layer with Gaussian noise, bracketed by distances of its activations."""

from math import log, sqrt

import numpy as np

from itbounds._typing import ArrayLike, Matrix, Number, Vector
from itbounds.errors import DomainError
from itbounds.estimators.estimate import Estimate
from itbounds.estimators.samples import as_points, require_samples
from itbounds.estimators.subsamples import Rows, conclude, subsamples
from itbounds.numerics.scalars import as_positive, as_probability
from itbounds.numerics.statistics.mean_intervals import normal_quantile
from itbounds.units import BITS, Unit, as_unit

__all__ = ["noisy_layer", "pairwise_bounds"]

LARGEST = 20_000
"""All pairs of so many activations take seconds."""


def noisy_layer(
    activations: ArrayLike,
    noise: Number,
    *,
    alpha: Number = 0.05,
    rng: np.random.Generator | int = 0,
    unit: Unit | str = BITS,
) -> Estimate:
    r"""Estimate I(X;T) for T = a(X) + Gaussian noise, from the noiseless activations a(X) of a sample.

    With n equally likely inputs T is a mixture of n Gaussians, and the pairwise estimates

    .. math:: - \frac1n \sum_i \ln \frac1n \sum_j e^{- \lVert a_i - a_j \rVert^2 / 8 \sigma^2} \;\le\; I
        \;\le\; - \frac1n \sum_i \ln \frac1n \sum_j e^{- \lVert a_i - a_j \rVert^2 / 2 \sigma^2}

    hold for its information without exception (Bhattacharyya distances below, relative entropies above). The
    value is the middle; the interval reaches from one to the other and by the error of the sample beyond.
    From n activations no estimate exceeds ln n: without noise the information of a deterministic layer is
    that of its inputs, or infinite.

    Parameters
    ----------
    activations : array-like of shape (n, d)
        One input a row, at most twenty thousand.
    noise : float
        The standard deviation of the noise of every coordinate, which must be part of the model.
    alpha : float
        One less the confidence of the interval; the errors of its ends are by the delta method.
    rng : numpy.random.Generator or int
        Which activations are in which half and quarter.
    unit : Unit or str
        The unit of the estimate.

    Raises
    ------
    DomainError
        If there is no noise, or there are too many activations.

    References
    ----------
    Kolchinsky and Tracey (2017).

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> a = np.random.default_rng(0).standard_normal((1000, 1))
    >>> found = ib.estimators.noisy_layer(a, 1.0)
    >>> 0.5 in found.interval, found.reliable
    (True, True)
    """
    points = as_points(activations, name="activations")
    sigma = as_positive(noise, name="standard deviation of the noise")
    level = as_probability(alpha, name="level alpha")
    n = len(points)
    require_samples(n, 8)
    if n > LARGEST:
        raise DomainError(f"{n} activations have too many pairs", value=n, hint=f"give at most {LARGEST}")

    def estimate(rows: Rows) -> float:
        return sum(bound[0] for bound in pairwise_bounds(points[rows], sigma)) / 2.0

    (low, low_error), (high, high_error) = pairwise_bounds(points, sigma)
    value, error = (low + high) / 2.0, max(low_error, high_error)
    quantile = normal_quantile(level)
    reasons = []
    if high > log(n) - 1.0:
        reasons.append(
            "the bounds come within one nat of ln n, which they cannot exceed: add samples or noise"
        )
    return conclude(
        value,
        error,
        subsamples(estimate, value, n, smallest=8, rng=np.random.default_rng(rng)),
        estimator="pairwise bounds of a layer with noise",
        method="bounds from pairwise distances, with errors by the delta method",
        n=n,
        alpha=level,
        unit=as_unit(unit),
        ends=(low - quantile * low_error, high + quantile * high_error),
        ceiling=log(n),
        target="I(X;T)",
        reasons=tuple(reasons),
    )


def pairwise_bounds(points: Matrix, sigma: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the lower and the upper bound with their standard errors, in nats."""
    n = len(points)
    widths = (8.0 * sigma**2, 2.0 * sigma**2)
    logs, influence = np.empty((2, n)), np.zeros((2, n))
    centred = points - points.mean(axis=0)
    squares = np.einsum("ij,ij->i", centred, centred)
    step = max(1, 2_000_000 // n)
    for start in range(0, n, step):
        block = slice(start, start + step)
        gaps = squares[block, None] + squares - 2.0 * (centred[block] @ centred.T)
        np.maximum(gaps, 0.0, out=gaps)
        for side, width in enumerate(widths):
            kernel = np.exp(gaps / -width)
            # A point is at no distance of itself, up to what rounding leaves.
            kernel[np.arange(len(kernel)), np.arange(start, start + len(kernel))] = 1.0
            sums = kernel.sum(axis=1)
            logs[side, block] = np.log(sums / n)
            influence[side] += (kernel / sums[:, None]).sum(axis=0)
    found = [_bound(logs[side], influence[side]) for side in range(2)]
    return found[0], found[1]


def _bound(logs: Vector, influence: Vector) -> tuple[float, float]:
    # The sum over i of a point's own term, and of its weight in the terms of the others.
    terms = logs + influence
    return -float(logs.mean()), float(terms.std(ddof=1)) / sqrt(len(logs))
