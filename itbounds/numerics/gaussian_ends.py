r"""Both ends of the closed forms of Gaussian theory, in ball arithmetic: water-filling and the bottleneck.

Each quantity is the value of a concave program with one constraint, so that any feasible point proves one
end and any multiplier the other. Points come as doubles and are taken as they are; only logarithms are
enclosed. Numbers are in nats, rounded outward.
"""

from collections.abc import Iterable, Sequence

from itbounds._typing import Vector
from itbounds.numerics.ball_backends import Backend, Ball, Balls, ball_arithmetic

__all__ = ["bottleneck_ends", "reverse_waterfilling_ends", "waterfilling_ends"]

BITS = 256


def waterfilling_ends(
    noise: Vector, power: float, powers: Vector, level: float, *, backend: Backend | None = None
) -> tuple[float, float]:
    r"""Enclose the capacity of parallel Gaussian channels.

    .. math::

        \sum_i \tfrac12 \log \Bigl(1 + \frac{P_i}{N_i}\Bigr) \le C(P) \le
        \sum_{N_i < \mu} \tfrac12 \log \frac{\mu}{N_i} + \frac{P - \sum_i (\mu - N_i)^+}{2 \mu}

    for all :math:`P_i \ge 0` with :math:`\sum_i P_i \le P`, and all :math:`\mu > 0`: the right side is the
    maximum of the Lagrangian with the multiplier :math:`1 / 2 \mu`.
    """
    balls = ball_arithmetic(backend)
    with balls.precision(BITS):
        n, p = balls.exact(noise.tolist()), balls.exact(powers.tolist())
        (mu, total) = balls.exact([level, power])
        lower = _half(balls, [1 + share / size for share, size in zip(p, n, strict=True)])
        wet = [size for size, value in zip(n, noise.tolist(), strict=True) if value < level]
        slack = (total - balls.total([mu - size for size in wet])) / (2 * mu)
        upper = _half(balls, [mu / size for size in wet]) + slack
        return max(0.0, balls.ends(lower)[0]), max(0.0, balls.ends(upper)[1])


def reverse_waterfilling_ends(
    variances: Vector, total: float, distortions: Vector, level: float, *, backend: Backend | None = None
) -> tuple[float, float]:
    r"""Enclose the rate-distortion function of independent Gaussian components under squared error.

    .. math::

        \sum_i \tfrac12 \log \frac{\sigma_i^2}{m_i} + \frac{\sum_i m_i - D}{2 \theta} \le R(D) \le
        \sum_i \tfrac12 \log \frac{\sigma_i^2}{D_i}, \qquad m_i = \min(\theta, \sigma_i^2),

    for all :math:`0 < D_i \le \sigma_i^2` with :math:`\sum_i D_i \le D`, and all :math:`\theta > 0`.
    """
    balls = ball_arithmetic(backend)
    with balls.precision(BITS):
        v, d = balls.exact(variances.tolist()), balls.exact(distortions.tolist())
        (theta, allowed) = balls.exact([level, total])
        upper = _half(balls, [size / part for size, part in zip(v, d, strict=True)])
        dry = [size if value <= level else theta for size, value in zip(v, variances.tolist(), strict=True)]
        slack = (balls.total(dry) - allowed) / (2 * theta)
        lower = _half(balls, [size / part for size, part in zip(v, dry, strict=True)]) + slack
        return max(0.0, balls.ends(lower)[0]), max(0.0, balls.ends(upper)[1])


def bottleneck_ends(
    squares: tuple[Vector, Vector],
    limits: tuple[float, float],
    rates: Vector,
    slope: float,
    *,
    backend: Backend | None = None,
) -> tuple[float, float]:
    r"""Enclose the relevance of the Gaussian information bottleneck at a rate R.

    With the canonical correlations :math:`\rho_i`, rates :math:`\sum_i R_i \le R` and a slope
    :math:`0 < \lambda < 1`,

    .. math::

        -\sum_i \tfrac12 \log \bigl(1 - \rho_i^2 (1 - e^{-2 R_i})\bigr) \le F(R) \le \lambda R +
        \sum_{\rho_i^2 > \lambda} \tfrac12 \Bigl(\log \frac{1 - \lambda}{1 - \rho_i^2} +
        \lambda \log \frac{(1 - \rho_i^2) \lambda}{\rho_i^2 (1 - \lambda)}\Bigr) .

    Moreover :math:`F(R) \le R`. Every term grows with :math:`\rho_i`, so that enclosures of these are enough.

    Parameters
    ----------
    squares : pair of arrays of shape (k,)
        Lower and upper ends of the :math:`\rho_i^2`.
    limits : pair of float
        Lower and upper ends of R.
    rates : array of shape (k,)
        At least 0, of sum at most the lower end.
    slope : float
        The multiplier; where it is not below 1 only :math:`F(R) \le R` is used.
    """
    balls = ball_arithmetic(backend)
    low, high = squares
    with balls.precision(BITS):
        decay = balls.exps([-2 * rate for rate in balls.exact(rates.tolist())])
        kept = zip(balls.exact(low.tolist()), decay, strict=True)
        lower = -_half(balls, [1 - square * (1 - rest) for square, rest in kept])
        (tilt, most) = balls.exact([slope, limits[1]])
        upper = balls.ends(most)[1]
        active = [value for value in high.tolist() if value > slope]
        if slope < 1.0 and 1.0 not in active:
            tops = balls.exact(active)
            gains = _half(balls, [(1 - tilt) / (1 - top) for top in tops])
            prices = _half(balls, [(1 - top) * tilt / (top * (1 - tilt)) for top in tops])
            upper = min(upper, balls.ends(tilt * most + gains + tilt * prices)[1])
        return max(0.0, balls.ends(lower)[0]), max(0.0, upper)


def _half(balls: Balls, values: Iterable[Ball]) -> Ball:
    """Return half the sum of the logarithms."""
    logs: Sequence[Ball] = balls.logs(values)
    return balls.total(logs) / 2
