r"""The maximal correlation of a joint law, enclosed: a singular value with a bound on its residual.

For a joint law J with row sums a, column sums b and total S, the maximal correlation is the largest singular
value of

.. math:: B_{xy} = \frac{J_{xy}}{\sqrt{a_x b_y}} - \frac{\sqrt{a_x b_y}}{S},

the matrix of the conditional expectation on functions of mean zero. An approximate decomposition
:math:`B \approx U \Sigma V^T` proves, whatever its origin (Weyl),

.. math:: \|B\| \le \|U\| \max_i \sigma_i \|V\| + \|B - U \Sigma V^T\|_F, \qquad
          \|U\|^2 \le 1 + \|U^T U - I\|_F,

and any vector v proves :math:`\|B\| \ge \|Bv\| / \|v\|`.
"""

from math import fsum, nextafter, sqrt

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.ball_backends import Backend, Ball, Balls, ball_arithmetic
from itbounds.numerics.rounding import SLACK, UNIT_ROUNDOFF, gamma

__all__ = ["correlation_ball_bounds", "correlation_bounds", "input_joint", "leading_functions"]

_BITS = 128
_GROW = 1.0 + 64.0 * UNIT_ROUNDOFF
_LOST = 2.0**-400
_FAINT = 2.0**-600


def _sums(joint: Matrix) -> tuple[Vector, Vector, float]:
    """Row sums, column sums and the total, each rounded once."""
    rows = np.array([fsum(row.tolist()) for row in joint])
    columns = np.array([fsum(column.tolist()) for column in joint.T])
    return rows, columns, fsum(joint.ravel().tolist())


def _seen(joint: Matrix) -> Matrix:
    """Leave out letters of probability zero."""
    seen: Matrix = joint[joint.any(axis=1)][:, joint.any(axis=0)]
    return seen


def _deflated(joint: Matrix, relative: float = 10.0 * UNIT_ROUNDOFF) -> tuple[Matrix, float]:
    """Return B as computed, and a bound on the Frobenius norm of its error, relative to that of its parts."""
    rows, columns, total = _sums(joint)
    scale = np.sqrt(rows)[:, None] * np.sqrt(columns)
    first, second = joint / scale, scale / total
    # Sums err by u and roots by 2u, so that either part has a relative error below 8u, and the difference u.
    error = relative * SLACK * float(np.linalg.norm(first + second)) + _LOST
    return first - second, error


def correlation_bounds(
    joint: Matrix, headroom: float = 1.0, *, entry_error: float = 0.0
) -> tuple[float, float]:
    """Enclose the maximal correlation of nonnegative weights, of which not all are zero.

    Parameters
    ----------
    joint : array of shape (m, n)
        The weights.
    headroom : float
        Factor on the error bounds.
    entry_error : float
        A relative error of every weight, which moves each part of B by twice as much.

    Returns
    -------
    lower, upper : float
        From 0 to 1; nothing is proved where a letter has a probability near the end of the doubles.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = correlation_bounds(np.array([[0.4, 0.1], [0.1, 0.4]]))
    >>> bool(low <= 0.6 <= high <= low + 1e-13)
    True
    """
    part = _seen(joint)
    if min(part.sum(axis=0).min(), part.sum(axis=1).min()) < _FAINT:
        return 0.0, 1.0
    matrix, error = _deflated(part, 10.0 * UNIT_ROUNDOFF + 4.0 * entry_error)
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    inner = len(values)
    relative = headroom * SLACK * gamma(max(matrix.shape) + inner + 16)
    norm = float(np.linalg.norm(matrix))
    vector = right[0]
    image = float(np.linalg.norm(matrix @ vector))
    missed = relative * float(np.linalg.norm(np.abs(matrix) @ np.abs(vector))) + headroom * error
    length = float(np.linalg.norm(vector))
    lower = (image * (1.0 - relative) - missed * (1.0 + relative)) / (length * (1.0 + relative))
    weighted = left * values
    residual = float(np.linalg.norm(matrix - weighted @ right))
    residual += relative * (norm + float(np.linalg.norm(np.abs(weighted) @ np.abs(right))))
    spread = _excess_norm(left, relative) * _excess_norm(right.T, relative)
    upper = (float(values.max()) * spread + residual + headroom * error) * (1.0 + relative)
    return min(max(0.0, lower), 1.0), min(max(0.0, upper), 1.0)


def _excess_norm(columns: Matrix, relative: float) -> float:
    """Return an upper end of the spectral norm of nearly orthonormal columns."""
    gram = columns.T @ columns - np.eye(columns.shape[1])
    error = relative * (1.0 + float(np.linalg.norm(np.abs(columns.T) @ np.abs(columns))))
    return sqrt(1.0 + (float(np.linalg.norm(gram)) + error) * (1.0 + relative)) * _GROW


def leading_functions(joint: Matrix) -> tuple[Vector, Vector]:
    """Return functions of either variable whose correlation is about the largest; 0 where nothing occurs."""
    rows, columns = np.flatnonzero(joint.any(axis=1)), np.flatnonzero(joint.any(axis=0))
    part = joint[np.ix_(rows, columns)]
    left, _, right = np.linalg.svd(_deflated(part)[0], full_matrices=False)
    first, second = np.zeros(len(joint)), np.zeros(joint.shape[1])
    a, b, _ = _sums(part)
    first[rows], second[columns] = left[:, 0] / np.sqrt(a), right[0] / np.sqrt(b)
    return first, second


def correlation_ball_bounds(
    joint: Matrix, law: Vector | None = None, *, backend: Backend | None = None
) -> tuple[float, float]:
    """Enclose the *square* of the maximal correlation in ball arithmetic.

    Parameters
    ----------
    joint : array of shape (m, n)
        A joint law, or with a law of the inputs a channel, whose rows are then normalised exactly.
    law : array of shape (m,), optional
        The law of the inputs of a channel.
    backend : {"arb", "iv"}, optional
        The ball arithmetic.
    """
    whole = joint if law is None else input_joint(law, joint)
    rows, columns = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
    part, kept = whole[np.ix_(rows, columns)], joint[np.ix_(rows, columns)]
    balls = ball_arithmetic(backend)
    with balls.precision(_BITS):
        cells = [balls.exact(row.tolist()) for row in kept]
        if law is not None:
            scales = zip(balls.exact(law[rows].tolist()), map(balls.total, cells), strict=True)
            cells = [[cell * (p / s) for cell in row] for row, (p, s) in zip(cells, scales, strict=True)]
        return _ball_lower(balls, part, cells), _ball_upper(balls, part, cells)


def input_joint(law: Vector, matrix: Matrix) -> Matrix:
    """Return the joint law of input and output, with entries of relative error under 4u."""
    sums = np.array([fsum(row.tolist()) for row in matrix])
    joint: Matrix = (law / sums)[:, None] * matrix
    return joint


def _ball_lower(balls: Balls, joint: Matrix, cells: list[list[Ball]]) -> float:
    """The correlation of two functions, from exact moments."""
    f, g = (balls.exact(values.tolist()) for values in leading_functions(joint))
    rows, columns = _ball_sums(balls, cells)
    total = balls.total(rows)
    mixed = balls.dot(f, [balls.dot(row, g) for row in cells]) / total
    mean_f, mean_g = balls.dot(f, rows) / total, balls.dot(g, columns) / total
    variance_f = balls.dot([x * x for x in f], rows) / total - mean_f * mean_f
    variance_g = balls.dot([y * y for y in g], columns) / total - mean_g * mean_g
    covariance = mixed - mean_f * mean_g
    low, _ = balls.ends(covariance * covariance / (variance_f * variance_g))
    return min(max(0.0, low), 1.0)


def _ball_upper(balls: Balls, joint: Matrix, cells: list[list[Ball]]) -> float:
    """The bound of Weyl with doubles for the roots of the sums, corrected by their errors."""
    matrix, _ = _deflated(joint)
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    a, b, _ = _sums(joint)
    rows, columns = _ball_sums(balls, cells)
    total = balls.total(rows)
    alpha, beta = balls.exact(np.sqrt(a).tolist()), balls.exact(np.sqrt(b).tolist())
    columns_of_right = [balls.exact(column.tolist()) for column in right.T]
    sigma = balls.exact(values.tolist())
    squares = []
    for x, row in enumerate(cells):
        weighted = [u * s for u, s in zip(balls.exact(left[x].tolist()), sigma, strict=True)]
        for y, cell in enumerate(row):
            entry = (cell - rows[x] * columns[y] / total) / (alpha[x] * beta[y])
            gap = entry - balls.dot(weighted, columns_of_right[y])
            squares.append(gap * gap)
    residual = _root_above(balls, balls.total(squares))
    stretch = max(balls.ends(root * root / true)[1] for root, true in zip(alpha, rows, strict=True))
    stretch *= max(balls.ends(root * root / true)[1] for root, true in zip(beta, columns, strict=True))
    spread = _ball_excess(balls, left) * _ball_excess(balls, right.T)
    bound = (float(values.max()) * sqrt(spread) + residual) * _GROW
    return min(nextafter(bound * bound * stretch * _GROW, 2.0), 1.0)


def _ball_sums(balls: Balls, cells: list[list[Ball]]) -> tuple[list[Ball], list[Ball]]:
    return [balls.total(row) for row in cells], [balls.total(column) for column in zip(*cells, strict=True)]


def _root_above(balls: Balls, square: Ball) -> float:
    _, high = balls.ends(square)
    return nextafter(sqrt(max(0.0, high)), 2.0)


def _ball_excess(balls: Balls, columns: Matrix) -> float:
    """Return an upper end of the squared spectral norm of nearly orthonormal columns."""
    vectors = [balls.exact(column.tolist()) for column in columns.T]
    squares = []
    for i, one in enumerate(vectors):
        for j, two in enumerate(vectors[: i + 1]):
            gap = balls.dot(one, two) - (1 if i == j else 0)
            squares.append(gap * gap * (1 if i == j else 2))
    return (1.0 + _root_above(balls, balls.total(squares))) * _GROW
