"""The best weights of given components: a mixture fitted by a primal-dual interior-point method."""

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.solvers.newton import NormalSystem, longest_step

__all__ = ["mixture_weights"]

_STEPS = 80
_ENOUGH = 1e-14


def mixture_weights(law: Vector, kernel: Matrix) -> Vector:
    r"""Return weights that maximise :math:`\sum_x p_x \ln \sum_t r_t A_{xt}` over the simplex.

    The condition :math:`\sum_x p_x A_{xt} / u_x + z_t = 1` with :math:`u = A r`, :math:`r_t z_t = \mu` is
    followed to :math:`\mu \to 0` by Mehrotra's predictor and corrector; the sum of the weights becomes one by
    itself.

    Parameters
    ----------
    law : array of shape (m,)
        Positive probabilities.
    kernel : array of shape (m, k)
        Nonnegative, every row with a positive entry.
    """
    count = kernel.shape[1]
    roots = np.sqrt(law)
    weights = np.full(count, 1.0 / count)
    gradient = kernel.T @ (law / (kernel @ weights))
    slack, last, before = np.maximum(1.2 * gradient.max() - gradient, 1e-2), 1.0, np.inf
    for _ in range(_STEPS):
        mixed = kernel @ weights
        error = kernel.T @ (law / mixed) + slack - 1.0
        product = float(weights @ slack) / count
        # Errors of some units in the last place no longer fall, and products must not run away from them.
        size = float(np.abs(error).max())
        if product * count < _ENOUGH and (size < _ENOUGH or size > 0.5 * before):
            break
        before = size
        design = (kernel * (roots / mixed)[:, None]).T * np.sqrt(weights / slack)[:, None]
        try:
            system = NormalSystem.of(design, np.sqrt(weights / slack))
        except np.linalg.LinAlgError:
            break
        step = system.solve(error - slack)
        slide = -slack - slack / weights * step
        target, correction = 0.8 * product, np.zeros(count)
        if last > 0.1:
            far, near = longest_step(weights, step), longest_step(slack, slide)
            ahead = float((weights + far * step) @ (slack + near * slide)) / count
            target = min(1.0, max((ahead / product) ** 3, 1e-3)) * product
            correction = np.clip(step * slide, -3.0 * product, 3.0 * product)
        aim = (target - correction) / weights
        step = system.solve(error - slack + aim)
        slide = aim - slack - slack / weights * step
        last = min(longest_step(weights, step), longest_step(slack, slide))
        length = min(1.0, 0.995 * last)
        weights, slack = weights + length * step, slack + length * slide
    if not np.isfinite(weights).all():
        return np.full(count, 1.0 / count)
    result: Vector = weights / weights.sum()
    return result
