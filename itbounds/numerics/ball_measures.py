r"""The share of a sphere, a Grassmann or a Stiefel manifold that a ball takes: brackets of its logarithm.

The measure is the invariant one, so that the centre is no matter. Everything is rounded outward. With
:math:`V_d` the volume of the unit ball of :math:`\mathbb{R}^d`:

*Grassmann.* The squared sines :math:`s_i` of the principal angles with a fixed subspace have, for
:math:`p = \min \{ k, n - k \}` and real (:math:`\beta = 1`) or complex (2) scalars, the density

.. math:: f(s) \propto \prod_{i < j} |s_i - s_j|^\beta \prod_i s_i^{\beta (n - 2p + 1) / 2 - 1}
          (1 - s_i)^{\beta / 2 - 1} .

Without the last factor, the ball :math:`\sum s_i \le \delta^2 \le 1` is a Dirichlet-Selberg integral,
:math:`c\, \delta^{\beta p (n - p)}`. The factor is 1 in the complex case; in the real one it is between 1 and
:math:`(1 - \delta^2)^{-1/2}`, since :math:`\prod (1 - s_i) \ge 1 - \sum s_i`.

*Stiefel.* With the coordinates of Cayley, A skew and B any matrix, :math:`S = I - A + B^\mathsf{T} B`,

.. math:: Q = \begin{pmatrix} 2 S^{-1} - I \\ 2 B S^{-1} \end{pmatrix}, \qquad
          d\mu = \frac{2^d}{\prod_{j = n - k + 1}^n |S^{j - 1}|} (\det S)^{1 - n} \, dA \, dB,
          \qquad \tfrac14 \| Q - I \|_F^2 = \operatorname{tr} (I - S^{-1}) = \tau .

Here :math:`\tau \le \|A\|^2 + \|B\|^2 =: \rho^2` and :math:`\rho^2 \le \tau / (1 - \tau)^2`, while
:math:`0 \le \ln \det S \le \|B\|^2 + \frac12 \|A\|^2`. The ball in A and B is an ellipsoid in the entries
below the diagonal, each of which counts twice.
"""

from math import exp, log, log1p, pi

from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.incomplete_beta import log_gamma, log_incomplete_beta

__all__ = ["grassmann_ball", "sphere_ball", "stiefel_ball"]

_HALF = log(0.5)
_ULP = 8.0 * UNIT_ROUNDOFF


def sphere_ball(n: int, radius: float) -> tuple[float, float]:
    r"""Bracket the logarithm of the share of the unit sphere of :math:`\mathbb{R}^n` within a distance.

    Parameters
    ----------
    n : int
        At least 2.
    radius : float
        The Euclidean distance from a point of the sphere, positive.

    Examples
    --------
    >>> low, high = sphere_ball(3, 1.0)
    >>> low <= log(0.25) <= high <= low + 1e-12
    True
    """
    if radius >= 2.0:
        return 0.0, 0.0
    square = radius * radius
    sine = square * (1.0 - 0.25 * square)
    low, high = _cap(n, sine * (1.0 - _ULP)), _cap(n, min(1.0, sine * (1.0 + _ULP)))
    if square <= 2.0 * (1.0 - _ULP):
        return low[0], high[1]
    if square >= 2.0 * (1.0 + _ULP):
        return log1p(-exp(high[1])) * (1.0 + 1e-13), log1p(-exp(low[0])) * (1.0 - 1e-13)
    return low[0], log1p(-exp(low[0])) * (1.0 - 1e-13)


def _cap(n: int, squared_sine: float) -> tuple[float, float]:
    value, error = log_incomplete_beta(squared_sine, 0.5 * (n - 1.0), 0.5)
    value += _HALF
    error += _ULP * (1.0 + abs(value))
    return value - error, min(value + error, 0.0)


def grassmann_ball(n: int, k: int, radius: float, beta: int = 1) -> tuple[float, float]:
    r"""Bracket the logarithm of the measure of a chordal ball of the Grassmann manifold.

    Parameters
    ----------
    n, k : int
        Subspaces of dimension k of a space of dimension n, 0 < k < n.
    radius : float
        The chordal distance, :math:`(\sum_i \sin^2 \theta_i)^{1/2}`, positive.
    beta : {1, 2}
        1 for real subspaces, 2 for complex ones.

    Examples
    --------
    >>> low, high = grassmann_ball(2, 1, 0.5**0.5)
    >>> abs(low - log(0.5)) < 1e-12 > abs(high - log(0.5))
    True
    """
    p = min(k, n - k)
    square = radius * radius
    if square >= p * (1.0 + _ULP):
        return 0.0, 0.0
    if p == 1:
        value, error = log_incomplete_beta(
            min(1.0, square * (1.0 - _ULP)), 0.5 * beta * (n - 1.0), 0.5 * beta
        )
        above, more = log_incomplete_beta(min(1.0, square * (1.0 + _ULP)), 0.5 * beta * (n - 1.0), 0.5 * beta)
        return value - error, min(0.0, above + more)
    dimension = beta * p * (n - p)
    constant, error = _selberg(n, p, beta)
    reach = min(log(radius), 0.0)
    low = constant + dimension * reach
    error += _ULP * (1.0 + abs(low) + dimension * abs(reach))
    high = 0.0
    if square < 1.0 - _ULP:
        high = low + error - (0.5 * log1p(-square * (1.0 + _ULP)) * (1.0 + _ULP) if beta == 1 else 0.0)
    if square < 0.5 * p * (1.0 - _ULP):
        # The law of the sum of the s is invariant under s -> 1 - s for n = 2p, and larger for larger n.
        high = min(high, _HALF + _ULP)
    return low - error, min(0.0, high)


def _selberg(n: int, p: int, beta: int) -> tuple[float, float]:
    terms = [(-1.0, 0.5 * beta * p * (n - p) + 1.0)]
    for i in range(1, p + 1):
        terms += [(1.0, 0.5 * beta * (n - i + 1)), (-1.0, 0.5 * beta * (p - i + 1))]
    return _sum_of_gammas(terms)


def _sum_of_gammas(terms: list[tuple[float, float]]) -> tuple[float, float]:
    logs = [(sign, *log_gamma(argument)) for sign, argument in terms]
    total = sum(sign * value for sign, value, _ in logs)
    size = sum(abs(value) for _, value, _ in logs)
    return total, sum(error for _, _, error in logs) + len(logs) * UNIT_ROUNDOFF * size


def stiefel_ball(n: int, k: int, radius: float) -> tuple[float, float]:
    r"""Bracket the logarithm of the measure of a ball of the Stiefel manifold in the Frobenius norm.

    Parameters
    ----------
    n, k : int
        Orthonormal k-tuples in :math:`\mathbb{R}^n`, 1 <= k <= n; for k = n the orthogonal group.
    radius : float
        The Frobenius distance, positive.

    Notes
    -----
    A second bound from above: the i-th column is uniform on a sphere of the complement of those before, and
    no nearer to the i-th unit vector than to the direction of its projection on that complement. So the sum
    of k *independent* squared distances on the spheres is no larger, and it is a Dirichlet integral again.

    Examples
    --------
    >>> low, high = stiefel_ball(3, 2, 0.3)
    >>> 0.00095 < exp(low) < 0.001008 < exp(high) < 0.00110
    True
    """
    if k == 1 and n > 1:
        return sphere_ball(n, radius)
    square = radius * radius
    if square >= 4.0 * k * (1.0 + _ULP):
        return 0.0, 0.0
    if n == 1:
        return _HALF - _ULP, _HALF + _ULP
    dimension = n * k - k * (k + 1) // 2
    twice = k * (k - 1) // 2
    spheres = [(1.0, 0.5 * j) for j in range(n - k + 1, n + 1)]
    flat, error = _sum_of_gammas([(-1.0, 0.5 * dimension + 1.0), *spheres])
    # V_d over the product of the spheres |S^(j-1)| = 2 pi^(j/2) / Gamma(j/2), times 2^(-twice/2).
    powers = 0.5 * (dimension - (n * k - k * (k - 1) // 2)) * log(pi)
    flat += powers + (k + 0.5 * twice) * _HALF + dimension * log(radius)
    error += _ULP * (1.0 + abs(powers) + dimension * (1.0 + abs(log(radius))) + k * k)
    inner = 0.25 * square
    mean = ((n - k) * k + 0.5 * twice) / (dimension + 2.0)
    low = flat - (n - 1.0) * inner * mean * (1.0 + 1e-14) - error
    high = 0.0 if k < n or radius >= 2.0 else _HALF + _ULP
    if inner < 1.0:
        high = min(high, flat - dimension * log1p(-inner) * (1.0 + 1e-14) + error)
    if n - k >= 2 and square <= 2.0:
        high = min(high, flat - 0.5 * twice * _HALF + error)
    if square < 2.0 * k * (1.0 - _ULP):
        # The trace of the upper block is symmetric, and it is positive in the ball.
        high = min(high, _HALF + _ULP)
    return low, min(high, 0.0)
