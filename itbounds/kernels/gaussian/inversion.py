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
    With factors :math:`S = F F^\top` and :math:`Q = G G^\top` input and output are :math:`(0, F)` and
    :math:`(G, A F)` times independent unit normals, and the gain is a least-squares fit of the rows of the
    first by those of the second, which is far better conditioned than the normal equations above. Output
    components that are functions of others are left out of the fit, and the gain is spread over all of them
    afterwards. What remains is a sum of two positive semidefinite matrices, in the form due to Joseph: it
    loses no digits to a precise measurement, and an error of the gain enters squared; what is below that is
    set to zero.
    """
    output = transported_covariance(A, prior, noise)
    factor, taken = pivoted_cholesky(output)
    before = pivoted_cholesky(prior)[0]
    blur = pivoted_cholesky(noise)[0]
    seen = np.hstack([blur, A @ before])[list(taken)]
    hidden = np.hstack([np.zeros((len(prior), blur.shape[1])), before])
    basis, triangle = np.linalg.qr(seen.T)
    gain: Matrix = np.linalg.solve(triangle, (hidden @ basis).T).T if taken else np.zeros((len(prior), 0))
    sizes = np.sqrt((triangle * triangle).sum(axis=0))
    condition = float(np.linalg.cond(triangle / sizes)) if taken else 1.0
    if len(taken) == len(output):
        gain = gain[:, np.argsort(taken)]
    else:
        gain = gain @ factor[list(taken)] @ left_inverse(factor)
    left = np.eye(len(prior)) - gain @ A
    rest = left @ prior @ left.T + gain @ noise @ gain.T
    share = rank_tolerance(len(output)) * condition
    reference = share * share * prior.diagonal() / rank_tolerance(len(prior))
    return gain, settled_covariance(rest, reference), output
