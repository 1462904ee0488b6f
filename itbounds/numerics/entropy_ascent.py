r"""The maximum of a weighted sum of entropies of linear images of a law, by a barrier method.

.. math:: \max_p \; b \cdot p - \sum_j \gamma_j (Ap)_j \ln (Ap)_j

over the laws p, with nonnegative A. Where the function is concave, as it is for :math:`\gamma \ge 0` and for
conditional entropies, the maximum is found: on the central path
:math:`\nabla_x + \mu / p_x` is the same number for all letters, so that the gap is :math:`m \mu`.
"""

import numpy as np

from itbounds._typing import Matrix, Vector

__all__ = ["greatest_entropies"]

_LEAST_BARRIER = 1e-13
_SHRINK = 0.05
_STEPS = 40
_LINE = 40
_FLAT = 1e-100


def greatest_entropies(
    images: Matrix, weights: Vector, linear: Vector, start: Vector | None = None
) -> Vector:
    r"""Return a law that maximises :math:`b \cdot p - \sum_j \gamma_j (Ap)_j \ln (Ap)_j` nearly.

    Parameters
    ----------
    images : array of shape (k, m)
        A, nonnegative.
    weights : array of shape (k,)
        :math:`\gamma`, such that the sum is concave.
    linear : array of shape (m,)
        b.
    start : array of shape (m,), optional
        A positive law to begin with.

    Examples
    --------
    >>> greatest_entropies(np.eye(2), np.ones(2), np.zeros(2)).round(6)
    array([0.5, 0.5])
    """
    used = (weights != 0.0) & images.any(axis=1)
    matrix, gamma = images[used], weights[used]
    size = len(linear)
    law = np.full(size, 1.0 / size) if start is None else (start + 1e-3 / size) / (start + 1e-3 / size).sum()
    if size == 1:
        return law
    scale = max(float(np.abs(gamma).max(initial=0.0)), float(np.ptp(linear)))
    if scale < _FLAT:
        return law
    barrier = 0.1 * scale
    while True:
        law = _centred(matrix, gamma, linear, law, barrier)
        if barrier <= _LEAST_BARRIER * scale:
            return law
        barrier = max(_SHRINK * barrier, _LEAST_BARRIER * scale)


def _centred(matrix: Matrix, gamma: Vector, linear: Vector, law: Vector, barrier: float) -> Vector:
    """Follow Newton's directions on the simplex, in the scale of the law, until they are short."""
    size = len(law)
    for _ in range(_STEPS):
        image = matrix @ law
        slopes = linear - matrix.T @ (gamma * (np.log(image) + 1.0)) + barrier / law
        scaled = matrix * law
        curvature = (scaled.T * (gamma / image)) @ scaled + barrier * np.eye(size)
        # Steps are multiples of the law: the barrier's curvature becomes a multiple of the identity.
        sides = np.column_stack([law * slopes, law])
        solved = np.linalg.solve(curvature, sides)
        step = solved[:, 0] - solved[:, 1] * (law @ solved[:, 0]) / (law @ solved[:, 1])
        decrement = float(step @ (law * slopes))
        if not decrement > 1e-3 * barrier:
            break
        length = min(1.0, 0.9 / max(float(-step.min()), 1e-300))
        value = _value(matrix, gamma, linear, law, barrier)
        for _ in range(_LINE):
            moved = law * (1.0 + length * step)
            if _value(matrix, gamma, linear, moved, barrier) >= value + 0.1 * length * decrement:
                break
            length *= 0.5
        else:
            break
        law = moved / moved.sum()
    return law


def _value(matrix: Matrix, gamma: Vector, linear: Vector, law: Vector, barrier: float) -> float:
    image = matrix @ law
    return float(linear @ law - gamma @ (image * np.log(image)) + barrier * np.log(law).sum())
