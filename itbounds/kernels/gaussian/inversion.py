"""The Kalman gain: Bayes' rule for affine maps with Gaussian noise."""

import numpy as np

from itbounds._typing import Matrix
from itbounds.numerics.covariance import (
    left_inverse,
    pivoted_cholesky,
    rank_tolerance,
    settled_covariance,
    transported_covariance,
)

__all__ = ["kalman_gain"]


def kalman_gain(prior: Matrix, A: Matrix, noise: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    r"""Return the gain, the covariance that remains, and the covariance of the output.

    .. math:: K = S A^\top (A S A^\top + Q)^+, \qquad Q' = (1 - K A) S (1 - K A)^\top + K Q K^\top

    Parameters
    ----------
    prior : array of shape (m, m)
        The covariance S of the input.
    A, noise : arrays of shapes (n, m) and (n, n)
        The linear part and the covariance Q of the noise.

    Notes
    -----
    The sum of two positive semidefinite matrices, a form due to Joseph, loses no digits to a precise
    measurement. A gain that errs by the share e errs in :math:`1 - KA` by as much of its operands, and in Q'
    by the square of that; what is below it is set to zero.
    """
    output = transported_covariance(A, prior, noise)
    factor = pivoted_cholesky(output)[0]
    inverse = left_inverse(factor)
    gain = prior @ A.T @ inverse.T @ inverse
    left = np.eye(len(prior)) - gain @ A
    rest = left @ prior @ left.T + gain @ noise @ gain.T
    deviations = np.sqrt(prior.diagonal())
    operands = deviations + np.abs(gain) @ (np.abs(A) @ deviations + np.sqrt(noise.diagonal()))
    scaled = factor / np.sqrt(np.where(output.diagonal() > 0.0, output.diagonal(), 1.0))[:, None]
    condition = float(np.linalg.cond(scaled)) if factor.size else 1.0
    share = rank_tolerance(len(output)) * condition
    reference = (share * operands) ** 2 / rank_tolerance(len(prior))
    return gain, settled_covariance(rest, reference), output
