"""The enclosures of contraction coefficients in ball arithmetic: proofs that trust no float64 rounding."""

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.ball_backends import Backend, Ball, Balls, ball_arithmetic
from itbounds.numerics.le_cam import Slopes

__all__ = ["ball_law", "le_cam_balls", "variation_balls"]

_BITS = 192


def ball_law(balls: Balls, row: Vector) -> list[Ball]:
    """Return weights divided by their sum."""
    weights = balls.exact(row.tolist())
    total = balls.total(weights)
    return [weight / total for weight in weights]


def le_cam_balls(first: Matrix, second: Matrix, weights: Matrix, *, backend: Backend | None = None) -> Slopes:
    """Enclose F and F' as `itbounds.numerics.le_cam.le_cam` does, for rows that are normalised exactly.

    Parameters
    ----------
    first, second : arrays of shape (k, n)
        The rows as they are given.
    weights : array of shape (k, 2)
        The weights of each pair.
    backend : {"arb", "iv"}, optional
        The ball arithmetic.
    """
    balls = ball_arithmetic(backend)
    ends = np.empty((4, len(first)))
    with balls.precision(_BITS):
        for i, (one, two, pair) in enumerate(zip(first, second, weights, strict=True)):
            seen = (one > 0.0) & (two > 0.0)
            b, c = balls.exact(pair.tolist())
            b, c = b / (b + c), c / (b + c)
            p, q = ball_law(balls, one), ball_law(balls, two)
            both = [(p[y], q[y]) for y in np.flatnonzero(seen).tolist()]
            mixtures = [b * x + c * z for x, z in both]
            kept = balls.total(x * z / u for (x, z), u in zip(both, mixtures, strict=True))
            slope = balls.total((x / u) * (z / u) * (x - z) for (x, z), u in zip(both, mixtures, strict=True))
            (unit,) = balls.exact([1.0])
            low, high = balls.ends(unit - kept)
            ends[:, i] = max(0.0, low), min(1.0, high), *balls.ends(slope)
    return Slopes(*ends)


def variation_balls(
    first: Matrix, second: Matrix, *, backend: Backend | None = None
) -> tuple[Vector, Vector]:
    """Enclose the total variations of pairs of rows that are normalised exactly."""
    balls = ball_arithmetic(backend)
    ends = np.empty((2, len(first)))
    with balls.precision(_BITS):
        for i, (one, two) in enumerate(zip(first, second, strict=True)):
            pairs = zip(ball_law(balls, one), ball_law(balls, two), strict=True)
            low, high = balls.ends(balls.total(abs(x - z) for x, z in pairs) / 2)
            ends[:, i] = max(0.0, low), min(1.0, high)
    return ends[0], ends[1]
