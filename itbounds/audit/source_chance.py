r"""How far below the rate-distortion function a code gets by chance, on so many samples of a known source.

Let :math:`\alpha` and :math:`s` be a dual point of the rate-distortion function,
:math:`\mathbb E\, e^{\alpha(X) - s\, d(X, y)} \le e^c` for every y, and let a code that does not depend on
the samples pay :math:`\ell` nats for a reproduction y, where :math:`\sum_y e^{-\ell(y)} \le 1`, as of all
prefix codes and of k codewords at :math:`\ln k`. Then :math:`e^{\alpha(x) - s\, d(x, y) - \ell(y) - c}` has a
mean of at most one, and by Markov's inequality

.. math:: \Pr \Bigl( \sum_i \bigl( \alpha(X_i) - c - s\, d_i - \ell_i \bigr) \ge \ln \tfrac1\delta \Bigr)
    \le \delta

for n independent samples. How small the sum of :math:`\alpha(X_i)` gets is known from the law of the source
(Chernoff, 1952). The expectation of all this is :math:`R \ge \mathbb E \alpha - c - s D`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log, pi, sqrt

import numpy as np

from itbounds._typing import Array, ArrayLike, Vector
from itbounds.audit.source_limits import Measure, Source, dual_of, limit_of, number_of
from itbounds.kernels.continuous import Gaussian, Laplacian
from itbounds.kernels.distribution import Distribution

__all__ = ["Converse", "chance_explains", "converse_at", "coordinates_of"]

_ORDERS = np.geomspace(1e-4, 1e4, 120)
# Halves of powers of two; steeper lines of finite sources are all alike.
_LEVELS, _OF_LETTERS = 96, 32


@dataclass(frozen=True, eq=False)
class Converse:
    """A line below a rate-distortion function, in nats a sample.

    Parameters
    ----------
    slope, height : float
        The line ``rate >= height - slope * error``, with the errors of all coordinates of a sample added up.
    cumulant : callable
        The logarithm of the mean of ``exp(-t a)``, for an array of t, where a is the potential of a sample
        less its mean.
    """

    slope: float
    height: float
    cumulant: Callable[[Vector], Vector]

    def forgiven(self, counts: ArrayLike, delta: float) -> Array:
        """Return how many nats less than the line all codes pay on n samples, but with probability delta."""
        rare = log(2.0 / delta)
        n = np.asarray(counts, dtype=np.float64)
        return np.asarray(((rare + n[..., None] * self.cumulant(_ORDERS)) / _ORDERS).min(axis=-1) + rare)


def chance_explains(
    paid: float, lost: ArrayLike, counts: ArrayLike, *, source: Source, measure: Measure, delta: float
) -> bool:
    """Whether chance puts a code that far below the limit with a probability above delta.

    Parameters
    ----------
    paid : float
        The nats of one sample, on average.
    lost, counts : float or array
        The sum of all errors of all coordinates, and the number of samples; where these are arrays, one of
        them suffices for an explanation.
    delta : float
        The probability.
    """
    n, errors = np.broadcast_arrays(np.asarray(counts, dtype=np.float64), np.asarray(lost, dtype=np.float64))
    size = coordinates_of(source)
    most = limit_of(source, measure)[1]
    level = float(errors.sum() / max(1.0, float(n.sum()))) / size
    last = (_OF_LETTERS if isinstance(source, Distribution) else _LEVELS) - 1
    near = last if level <= 0.0 else round(np.log(most / level) / np.log(sqrt(2.0)))
    unexplained = np.zeros(n.shape, dtype=bool)
    # The line is chosen after the samples, among so many.
    for place in {min(max(near + step, 0), last) for step in (0, -3, -8)}:
        line = converse_at(source, measure, most * 2.0 ** (-0.5 * place))
        short = n * (line.height - paid) - line.slope * errors
        unexplained |= short > line.forgiven(n, delta / _LEVELS) * (1.0 + 1e-12)
    return not bool(unexplained.all())


def converse_at(source: Source, measure: Measure, level: float) -> Converse:
    """Return the line that is best at a level of error of a coordinate.

    Examples
    --------
    >>> import itbounds as ib
    >>> line = converse_at(ib.sources.gaussian(1.0), "squared", 0.25)
    >>> round((line.height - line.slope * 0.25) / ib.BITS.nats, 9)
    1.0
    """
    if isinstance(source, Distribution):
        law, potentials, slope, peak = dual_of(source, measure, level)
        mean = float(law @ potentials)
        centred = potentials - mean

        def cumulant(orders: Vector) -> Vector:
            exponents = -orders[:, None] * centred + np.log(law)
            top = exponents.max(axis=1)
            return np.asarray(top + np.log(np.exp(exponents - top[:, None]).sum(axis=1)))

        return Converse(slope, mean - peak, cumulant)
    # Of a density f, the potential is -ln f, and the peak an integral; the mean of it is the entropy.
    slope, peak = (
        (0.5 / level, 0.5 * log(2.0 * pi * level))
        if measure == "squared"
        else (
            1.0 / level,
            log(2.0 * level),
        )
    )
    if isinstance(source, Gaussian):
        entropy = 0.5 * (1.0 + log(2.0 * pi * number_of(source.variance)))
        return Converse(slope, entropy - peak, _chi_square(np.array([0.5])))
    if isinstance(source, Laplacian):
        entropy = 1.0 + log(2.0 * number_of(source.scale))
        return Converse(slope, entropy - peak, lambda orders: np.asarray(orders - np.log1p(orders)))
    variances: Vector = np.asarray(np.linalg.eigvalsh(source.covariance), dtype=np.float64)
    # Components below the level of the water are not coded: their potential is s x², and their peak zero.
    filled = _water(variances, level)
    height = float(np.where(variances > filled, 0.5 + 0.5 * np.log(np.maximum(variances, filled) / filled),
                            0.5 * variances / filled).sum())  # fmt: skip
    return Converse(0.5 / filled, height, _chi_square(np.minimum(0.5, 0.5 * variances / filled)))


def coordinates_of(source: Source) -> int:
    """Return the number of coordinates of a sample."""
    return len(source.covariance) if not isinstance(source, Distribution | Gaussian | Laplacian) else 1


def _chi_square(weights: Vector) -> Callable[[Vector], Vector]:
    """Return the cumulant of a weighted sum of squares of normal numbers."""

    def cumulant(orders: Vector) -> Vector:
        scaled = orders[:, None] * weights
        return np.asarray((scaled - 0.5 * np.log1p(2.0 * scaled)).sum(axis=1))

    return cumulant


def _water(variances: Vector, level: float) -> float:
    """Return about the level of the water: any gives a line below the function."""
    low, high = 0.0, float(variances.max())
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if np.minimum(variances, middle).mean() < level else (low, middle)
    return high
