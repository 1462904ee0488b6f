"""Exponential tilting: the law nearest in divergence to a given one among those within the budget."""

from math import isfinite, log

import numpy as np

from itbounds._typing import Vector

__all__ = ["normalised_log", "tilt_to_budget"]

_DEEPEST = 600.0


def normalised_log(logits: Vector) -> Vector:
    """Return logarithms shifted so that they belong to a law; none lies more than 600 below the largest."""
    top = logits.max()
    shifted: Vector = np.maximum(logits - top, -_DEEPEST)
    return shifted - log(float(np.exp(shifted).sum()))


def tilt_to_budget(logits: Vector, excess: Vector | None, start: float = 0.0) -> tuple[Vector, float]:
    r"""Return the logarithm of the law :math:`\propto e^{\ell - \lambda a}` that meets the budget.

    The multiplier is 0 if the law :math:`\propto e^\ell` already spends at most the budget, and otherwise
    solves :math:`\sum_x e^{\ell_x - \lambda a_x} a_x = 0`, by Newton's method on the logarithm of the ratio
    of the positive and the negative part, which is nearly linear in :math:`\lambda`.

    Parameters
    ----------
    logits : array of shape (m,)
        The exponents :math:`\ell`.
    excess : array of shape (m,), optional
        The cost of each letter above the budget, :math:`a`; its least entry is negative.
    start : float
        A guess of the multiplier.
    """
    law = normalised_log(logits)
    if excess is None:
        return law, 0.0
    over, under = excess > 0.0, excess < 0.0
    if not over.any() or float(np.exp(law) @ excess) <= 0.0:
        return law, 0.0
    if not under.any():  # the room below the budget was lost to rounding: nothing to balance
        return normalised_log(np.where(over, -np.inf, law)), 0.0
    above, below = excess[over], -excess[under]
    high_logits, low_logits = law[over] + np.log(above), law[under] + np.log(below)
    left, right, multiplier = 0.0, float("inf"), start
    for _ in range(100):
        high, dearness = _log_sum(high_logits - multiplier * above, above)
        low, cheapness = _log_sum(low_logits + multiplier * below, below)
        surplus = high - low
        if surplus > 0.0:
            left = multiplier
        else:
            right = multiplier
            if surplus > -1e-12:
                break
        step = surplus / (dearness + cheapness)
        # Aimed a hair below the budget, so that the search ends within it.
        following = multiplier + step + 4e-13 / (dearness + cheapness)
        if not (left < following < right and isfinite(following)):
            following = 0.5 * (left + right) if right < float("inf") else 2.0 * left
        if following in (left, right):
            break
        multiplier = following
    if right < float("inf"):
        multiplier = right
    return normalised_log(law - multiplier * excess), multiplier


def _log_sum(exponents: Vector, weights: Vector) -> tuple[float, float]:
    """Return ``ln sum exp`` of the exponents and the mean of the weights under the law they define."""
    top = float(exponents.max())
    masses = np.exp(exponents - top)
    total = float(masses.sum())
    return top + log(total), float(masses @ weights) / total
