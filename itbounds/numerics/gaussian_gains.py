r"""The gains of a Gaussian channel :math:`y = A x + N`, as ends that hold although they were computed.

The capacity depends on the eigenvalues :math:`g_i` of :math:`A^T Q^{-1} A` alone. With any L and R, and S the
diagonal of :math:`L A R`, let :math:`e_1, e_2, e_3` bound the norms of :math:`L Q L^T - I`,
:math:`L A R - S` and :math:`R^T R - I`. By the theorems of Ostrowski and Weyl

.. math:: \frac{(|s_i| - e_2)_+^2}{(1 + e_1)(1 + e_3)} \le g_i \le \frac{(|s_i| + e_2)^2}{(1 - e_1)(1 - e_3)}

in order of size, if :math:`e_1, e_3 < 1`: then Q and R are invertible.
"""

from math import inf

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.errors import DomainError
from itbounds.numerics.rounding import SLACK, gamma

__all__ = ["noise_ends", "whitening"]

_FAINT = 2.0**-500
# The ends themselves take seven roundings.
_OUTWARD = 1.0 + 2.0**-49


def whitening(gain: Matrix, noise: Matrix) -> tuple[Matrix, Matrix]:
    """Return L and R that make the noise white and the gain diagonal, up to rounding.

    Raises
    ------
    DomainError
        If the covariance of the noise is not positive definite.

    Examples
    --------
    >>> left, right = whitening(np.array([[0.0, 3.0], [1.0, 0.0]]), np.diag([4.0, 1.0]))
    >>> np.abs(left @ np.array([[0.0, 3.0], [1.0, 0.0]]) @ right).round(12).tolist()
    [[1.5, 0.0], [0.0, 1.0]]
    """
    try:
        root = np.linalg.cholesky(noise)
    except np.linalg.LinAlgError as error:
        raise DomainError(
            "the noise is singular: a direction without noise carries any number of bits",
            hint="add the noise or the quantisation error that it has, or leave the direction out",
        ) from error
    inverse = np.linalg.solve(root, np.eye(len(root)))
    left, _, right = np.linalg.svd(inverse @ gain)
    whitened: tuple[Matrix, Matrix] = left.T @ inverse, right.T
    return whitened


def noise_ends(gain: Matrix, noise: Matrix, left: Matrix, right: Matrix) -> tuple[Vector, Vector]:
    """Return ends of the noise of every parallel channel, 1 / g, the least noise first.

    Parameters
    ----------
    gain : array of shape (n, m)
        A.
    noise : array of shape (n, n)
        Q, symmetric.
    left, right : arrays of shape (n, n) and (m, m)
        L and R, from `whitening`; any others give wider ends.

    Returns
    -------
    low, high : arrays of shape (min(n, m),)
        Infinite where the gain may be zero; zero and infinite if nothing is known.

    Examples
    --------
    >>> gain, noise = np.diag([1.0, 2.0]), np.diag([3.0, 1.0])
    >>> low, high = noise_ends(gain, noise, *whitening(gain, noise))
    >>> bool((low <= [0.25, 3.0]).all() and ([0.25, 3.0] <= high).all() and (high - low < 1e-13).all())
    True
    """
    n, m = gain.shape
    white = _distance(left @ noise @ left.T, np.eye(n), np.abs(left) @ np.abs(noise) @ np.abs(left.T), 2 * n)
    product = left @ gain @ right
    shared = min(n, m)
    diagonal = np.zeros((n, m))
    diagonal[:shared, :shared] = np.diag(np.diag(product))
    off = _distance(product, diagonal, np.abs(left) @ np.abs(gain) @ np.abs(right), n + m)
    round_ = _distance(right.T @ right, np.eye(m), np.abs(right.T) @ np.abs(right), m)
    sizes = np.sort(np.abs(np.diag(product)))[::-1]
    if not (white < 0.5 and round_ < 0.5):
        return np.zeros(shared), np.full(shared, inf)
    with np.errstate(divide="ignore", over="ignore"):
        low = (1.0 - white) * (1.0 - round_) / (sizes + off) ** 2 / _OUTWARD
        high = (1.0 + white) * (1.0 + round_) / np.maximum(sizes - off, 0.0) ** 2 * _OUTWARD
    return low, high


def _distance(product: Matrix, target: Matrix, size: Matrix, terms: int) -> float:
    """Return a bound on the norm of the true product less its target."""
    error = gamma(2 * terms + 4) * float(np.linalg.norm(size))
    return SLACK * (float(np.linalg.norm(product - target)) + error) + _FAINT
