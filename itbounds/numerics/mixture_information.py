"""The information of a discrete input through Gaussian noise, by quadratures from below and above."""

from math import pi, sqrt

import numpy as np

from itbounds._typing import Vector

__all__ = ["gaussian_mixture_information"]

REACH = 12.0
"""Beyond so many standard deviations lies a probability below 4e-33."""

PADDING = 1e-11
"""What sums of 1e5 terms of size one and the tails can be off by in doubles, with a margin of ten."""


def gaussian_mixture_information(
    levels: Vector, weights: Vector, *, cells: int = 20_000
) -> tuple[float, float]:
    r"""Enclose I(X; X + N) for X on some levels and standard Gaussian N, in nats.

    .. math:: I = - \sum_i w_i\, \mathbb{E} \ln \sum_j w_j e^{-(a_i - a_j)^2 / 2 - (a_i - a_j) N}

    The logarithm of a sum of exponentials of affine functions is convex in N. Over a cell of N its mean is
    therefore at least its value at the mean of N there (Jensen), and at most the mean of its chord; both are
    closed forms, and no quadrature error is left to be estimated.

    Parameters
    ----------
    levels : array of shape (k,)
        Where X can be, in units of the noise's standard deviation; within a thousand.
    weights : array of shape (k,)
        With which probabilities.
    cells : int
        In how many cells the line is cut.

    Returns
    -------
    (float, float)
        A lower and an upper end.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = gaussian_mixture_information(np.array([-1.0, 1.0]), np.array([0.5, 0.5]))
    >>> round(low, 6), high - low < 1e-6
    (0.336831, True)
    """
    from scipy.special import ndtr

    edges = np.linspace(-REACH, REACH, cells + 1)
    lower, upper = ndtr(edges), ndtr(-edges)
    # Differences of the smaller tail keep their digits.
    mass = np.where(edges[:-1] < 0.0, np.diff(lower), -np.diff(upper))
    density = np.exp(-0.5 * edges**2) / sqrt(2.0 * pi)
    means = np.clip(-np.diff(density) / np.maximum(mass, 1e-300), edges[:-1], edges[1:])
    share = (means - edges[:-1]) / np.diff(edges)
    seen = weights > 0.0
    places, chances = levels[seen], weights[seen] / weights.sum()
    low = high = 0.0
    for place, chance in zip(places, chances, strict=True):
        gaps = place - places

        def logarithm(noise: Vector, gaps: Vector = gaps) -> Vector:
            exponents = np.log(chances) - 0.5 * gaps**2 - np.multiply.outer(noise, gaps)
            top = exponents.max(axis=1)
            return np.asarray(top + np.log(np.exp(exponents - top[:, None]).sum(axis=1)))

        at_edges = logarithm(edges)
        chord = (1.0 - share) * at_edges[:-1] + share * at_edges[1:]
        low -= chance * float(mass @ chord)
        high -= chance * float(mass @ logarithm(means))
    scale = PADDING * (1.0 + float(np.abs(places).max()) ** 2)
    return max(float(low) - scale, 0.0), float(high) + scale
