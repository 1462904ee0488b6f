r"""Finite Markov chains: which letters communicate, the stationary law, and certain ends of a long-run mean.

For a chain P with stationary law :math:`\pi`, a reward r and *any* vector v,

.. math:: \min_x \{ r_x + (P v)_x - v_x \} \le \sum_x \pi_x r_x \le \max_x \{ r_x + (P v)_x - v_x \} ,

since :math:`\pi P = \pi`. No stationary law is needed for the proof, and the ends meet where v solves
Poisson's equation.
"""

import numpy as np

from itbounds._typing import Array, Mask, Matrix, Vector
from itbounds.numerics.ball_backends import ball_arithmetic
from itbounds.numerics.reduction_errors import entropy_with_error
from itbounds.numerics.rounding import SLACK, UNIT_ROUNDOFF, gamma

__all__ = [
    "closed_class",
    "entropy_potential",
    "entropy_rate_ball_ends",
    "entropy_rate_ends",
    "row_entropies",
    "stationary_law",
]

_FAINT = 2.0**-500


def closed_class(matrix: Matrix) -> Mask:
    """Return the mask of some letters that lead to one another and to no other; of all, if irreducible.

    Examples
    --------
    >>> closed_class(np.array([[0.5, 0.5], [0.0, 1.0]])).tolist()
    [False, True]
    """
    start = 0
    while True:
        seen = _reached(matrix > 0.0, start)
        back = seen & _reached(matrix.T > 0.0, start)
        if (back == seen).all():
            return seen
        # Some letter that is reached does not lead back: from there fewer letters are reached.
        start = int(np.flatnonzero(seen & ~back)[0])


def _reached(edges: Mask, start: int) -> Mask:
    seen = np.zeros(len(edges), dtype=np.bool_)
    seen[start] = True
    front = seen.copy()
    while front.any():
        front = edges[front].any(axis=0) & ~seen
        seen |= front
    return seen


def stationary_law(matrix: Matrix) -> Vector:
    """Return the stationary law of an irreducible chain, every entry with a small relative error.

    The elimination of Grassmann, Taksar and Heyman (1985) never subtracts.

    Examples
    --------
    >>> stationary_law(np.array([[0.9, 0.1], [0.3, 0.7]])).round(12).tolist()
    [0.75, 0.25]
    """
    rates = matrix.copy()
    size = len(rates)
    for last in range(size - 1, 0, -1):
        rates[:last, last] /= rates[last, :last].sum()
        rates[:last, :last] += np.outer(rates[:last, last], rates[last, :last])
    law = np.ones(size)
    for last in range(1, size):
        law[last] = law[:last] @ rates[:last, last]
    total: Vector = law / law.sum()
    return total


def entropy_potential(matrix: Matrix) -> Vector:
    """Return a vector that solves Poisson's equation for the entropies of the rows, up to rounding."""
    rows = matrix / matrix.sum(axis=1, keepdims=True)
    law = stationary_law(rows)
    rewards, _ = row_entropies(matrix)
    potential = np.linalg.solve(np.eye(len(rows)) - rows + law[None, :], rewards)
    centred: Vector = potential - potential.mean()
    return centred


def row_entropies(matrix: Matrix) -> tuple[Array, Array]:
    """Return the entropy of every row, normalised exactly, and a bound on its rounding error."""
    values, errors = (np.asarray(part) for part in entropy_with_error(matrix, axis=1))
    certain = (matrix > 0.0).sum(axis=1) == 1
    return np.where(certain, 0.0, values), np.where(certain, 0.0, errors)


def entropy_rate_ends(matrix: Matrix, potential: Vector, *, headroom: float = 1.0) -> tuple[float, float]:
    """Return certain ends, in nats, of the entropy rate of a stationary chain, from any potential.

    Parameters
    ----------
    matrix : array of shape (k, k)
        The chain; its rows are understood as normalised exactly.
    potential : array of shape (k,)
        Any finite vector; `entropy_potential` makes the ends meet.
    headroom : float
        Factor on the errors, more than 1 for a claim that another order of summation must confirm.

    Examples
    --------
    >>> chain = np.array([[0.5, 0.5], [0.5, 0.5]])
    >>> low, high = entropy_rate_ends(chain, np.zeros(2))
    >>> bool(low <= np.log(2) <= high <= low + 1e-14)
    True
    """
    values, errors = row_entropies(matrix)
    size, sums = np.abs(potential), matrix.sum(axis=1)
    moved = matrix @ potential / sums
    reach = matrix @ size / sums
    drift = (values + moved) - potential
    errors = errors + gamma(2 * len(matrix) + 6) * reach
    errors = errors + 4.0 * UNIT_ROUNDOFF * (np.abs(values) + np.abs(moved) + size)
    errors = headroom * (SLACK * errors + _FAINT)
    lower, upper = float((drift - errors).min()), float((drift + errors).max())
    return max(0.0, float(np.nextafter(lower, -np.inf))), float(np.nextafter(upper, np.inf))


def entropy_rate_ball_ends(matrix: Matrix, potential: Vector) -> tuple[float, float]:
    """Return the same ends as `entropy_rate_ends`, by ball arithmetic of 128 bits."""
    balls = ball_arithmetic()
    lows, highs = [], []
    with balls.precision(128):
        levels = balls.exact(potential.tolist())
        for row, own in zip(matrix, levels, strict=True):
            used = np.flatnonzero(row).tolist()
            weights = balls.exact(row[used].tolist())
            total = balls.total(weights)
            surprise = balls.logs([total])[0] - balls.dot(weights, balls.logs(weights)) / total
            value = surprise + balls.dot(weights, [levels[i] for i in used]) / total - own
            low, high = balls.ends(value)
            lows.append(low)
            highs.append(high)
    return max(0.0, min(lows)), max(highs)
