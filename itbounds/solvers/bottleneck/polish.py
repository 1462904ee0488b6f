"""Newton steps in weights and posteriors together, once their number is known."""

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.solvers.bottleneck.posteriors import Posteriors, inverse_roots

__all__ = ["polished"]

_STEPS = 25
_LARGEST_SYSTEM = 1500
_FARTHEST = 2.0


def polished(problem: Posteriors, weights: Vector, points: Matrix) -> tuple[Vector, Matrix]:
    r"""Return weights and posteriors of a local minimum, by damped Newton steps from a good start.

    The unknowns are the logarithms of weights and posteriors, each divided by the root of its own scale, so
    that the Hessian of a lonely component is the identity. With the responsibilities :math:`\rho_{xt}` and
    the scores :math:`S`, the Hessian is that of a mixture likelihood,

    .. math:: \sum_x p_x \big( \rho_{xt} \rho_{xt'} S_{xt} S_{xt'}^\top
              - [t = t'] \rho_{xt} S_{xt} S_{xt}^\top \big) + \text{diagonal}.

    Systems that are too large for it are returned as they came.
    """
    count, size = points.shape
    if count * (size + 1) > _LARGEST_SYSTEM:
        return weights, points
    logs, encoder = problem.encode(weights, points)
    value, damping = problem.objective(logs), 1e-9
    for _ in range(_STEPS):
        gradient, hessian, scales = _equations(problem, weights, points, encoder)
        if float(np.abs(gradient).max()) < 1e-15:
            break
        for _ in range(12):
            step = _damped(hessian, gradient, damping)
            if step is not None:
                moves = np.clip(step.reshape(count, size + 1) * scales, -_FARTHEST, _FARTHEST)
                ahead = weights * np.exp(moves[:, 0])
                ahead /= ahead.sum()
                moved = points * np.exp(moves[:, 1:])
                moved /= moved.sum(axis=1, keepdims=True)
                logs, new_encoder = problem.encode(ahead, moved)
                found = problem.objective(logs)
                if found <= value + 1e-15:
                    break
            damping = max(10.0 * damping, 1e-5)
        else:
            break
        gain, value = value - found, found
        weights, points, encoder = ahead, moved, new_encoder
        damping = max(0.1 * damping, 1e-9)
        if gain < 1e-15:
            break
    return weights, points


def _equations(
    problem: Posteriors, weights: Vector, points: Matrix, encoder: Matrix
) -> tuple[Vector, Matrix, Matrix]:
    """Return the scaled gradient and Hessian, and the scales of the unknowns, of shape (k, n + 1)."""
    slope, rows = problem.slope, problem.rows
    (count, size), letters = points.shape, len(rows)
    flow = problem.law[:, None] * encoder
    shares = flow.sum(axis=0)
    scales = np.empty((count, size + 1))
    scales[:, 0] = 1.0 / np.sqrt(weights)
    scales[:, 1:] = inverse_roots(points) / np.sqrt(slope * weights)[:, None]
    gradient = np.empty((count, size + 1))
    gradient[:, 0] = weights - shares
    gradient[:, 1:] = -slope * (flow.T @ rows - shares[:, None] * points)
    scores = np.empty((letters, count, size + 1))
    scores[:, :, 0] = scales[:, 0]
    scores[:, :, 1:] = slope * (rows[:, None] - points[None]) * scales[None, :, 1:]
    design = (scores * (encoder * np.sqrt(problem.law)[:, None])[:, :, None]).reshape(letters, -1)
    hessian = design.T @ design
    rooted = (scores * np.sqrt(flow)[:, :, None]).transpose(1, 0, 2)
    blocks = np.matmul(rooted.transpose(0, 2, 1), rooted)
    own = (shares / weights)[:, None, None] * np.eye(size + 1)
    four: Array = hessian.reshape(count, size + 1, count, size + 1)
    index = np.arange(count)
    four[index, :, index, :] += own - blocks
    return (gradient * scales).ravel(), hessian, scales


def _damped(hessian: Matrix, gradient: Vector, damping: float) -> Vector | None:
    from scipy.linalg import lapack

    matrix = hessian.copy()
    matrix.flat[:: len(matrix) + 1] += damping
    factor, info = lapack.dpotrf(matrix, lower=1, clean=0, overwrite_a=1)
    if info != 0:
        return None
    solution, _ = lapack.dpotrs(factor, -gradient, lower=1)
    return np.asarray(solution)
