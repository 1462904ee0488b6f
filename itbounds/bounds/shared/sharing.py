r"""Tasks that read one hard feature, coded jointly or one by one: brackets, and their exponents.

A task is :math:`f_i = w_i \circ g` with a known readout. A reconstruction, see `itbounds.shared`.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, exp2, expm1, floor, inf, log

import numpy as np

from itbounds._typing import ArrayLike, Number
from itbounds.bounds.shared.depth import certain_levels, enough_levels
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.scalars import as_positive
from itbounds.numerics.validation import as_vector
from itbounds.units import BITS

__all__ = ["Sharing", "exponents", "fitted_exponent", "lipschitz_bits", "weighted_bits"]

_MARGIN = 2.0**-36
_LOG_TASKS = log(2.0**60)


@dataclass(frozen=True, repr=False)
class Sharing:
    """Brackets, in bits, of the least code lengths of many tasks.

    Parameters
    ----------
    joint : (int, int)
        One code for all tasks.
    separate : (int, int)
        One code for each task, added up.
    """

    joint: tuple[int, int]
    separate: tuple[int, int]

    @property
    def gain(self) -> tuple[float, float]:
        """A bracket of the separate length over the joint one, at least 1; infinite where that may be 0."""
        low = max(1.0, self.separate[0] / self.joint[1]) if self.joint[1] else 1.0
        high = self.separate[1] / self.joint[0] if self.joint[0] else inf
        return low, high

    def __repr__(self) -> str:
        joint, separate = (f"[{low}, {high}]" for low, high in (self.joint, self.separate))
        low, high = self.gain
        return f"joint {joint} bit, separate {separate} bit, gain in [{low:.4g}, {high:.4g}]"


def lipschitz_bits(alpha: Number, lipschitz: ArrayLike, eps: Number) -> Sharing:
    r"""Bracket the lengths of tasks that read one feature with Lipschitz constants of their own.

    .. math:: L_{\mathrm{joint}} \le H_g(\epsilon / \max_i \ell_i), \qquad
              L_{\mathrm{separate}} \le \sum_i H_g(\epsilon / \ell_i)

    so that separate coding costs about :math:`\sum_i \ell_i^{1 / \alpha} / \max_i \ell_i^{1 / \alpha}`
    times more.

    Parameters
    ----------
    alpha : float
        The smoothness of the feature.
    lipschitz : array-like of shape (m,)
        The constants :math:`\ell_i`, positive.
    eps : float
        The accuracy of every task in the sup norm.

    Returns
    -------
    Sharing
        The upper ends hold for all readouts with these constants. The lower ends hold for readouts that
        expand, :math:`|w_i(a) - w_i(b)| = \ell_i |a - b|` on the range of the feature, which no code can
        beat; a readout that folds, such as a triangle wave over several periods, may need less.

    Raises
    ------
    DomainError
        If a number is not positive.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.shared.lipschitz_bits(1.0, [1, 2, 4, 8], 1 / 64))
    joint [511, 1023] bit, separate [956, 1916] bit, gain in [1, 3.75]
    """
    smoothness, accuracy = as_positive(alpha, name="smoothness alpha"), as_positive(eps, name="accuracy eps")
    constants = as_vector(lipschitz, name="Lipschitz constants")
    if (constants <= 0.0).any():
        raise DomainError("a Lipschitz constant is not positive", value=float(constants.min()))
    # The quotient is rounded: to the side of each end by its neighbours.
    fine = [float(np.nextafter(accuracy / constant, 0.0)) for constant in constants]
    coarse = [float(np.nextafter(accuracy / constant, inf)) for constant in constants]
    exact = [accuracy / constant for constant in constants if _is_power(float(constant))]
    if len(exact) == len(constants):
        fine = coarse = exact
    lower = [2 ** certain_levels(smoothness, level) - 1 for level in coarse]
    upper = [2 ** enough_levels(smoothness, level) - 1 for level in fine]
    return Sharing((max(lower), max(upper)), (sum(lower), sum(upper)))


def _is_power(number: float) -> bool:
    return float(np.frexp(number)[0]) == 0.5


def weighted_bits(alpha: Number, decay: Number, eps: Number) -> Sharing:
    r"""Bracket the lengths of infinitely many tasks, the i-th of which counts :math:`i^{-b}`.

    .. math:: \sup_i i^{-b} \| f_i - \hat f_i \|_\infty \le \epsilon, \qquad
              L_{\mathrm{joint}} = H_g(\epsilon), \qquad L_{\mathrm{separate}} = \sum_i H_g(\epsilon\, i^b)

    Parameters
    ----------
    alpha : float
        The smoothness of the feature.
    decay : float
        The exponent b of the weights, positive.
    eps : float
        The accuracy.

    Returns
    -------
    Sharing
        For readouts with constant 1 that expand, as in `lipschitz_bits`; the upper ends hold for all readouts
        with constant 1.

    Raises
    ------
    DomainError
        If a number is not positive, or more than 2^60 tasks count.

    Notes
    -----
    About :math:`\epsilon^{-1 / b}` tasks count at all, so the lengths grow as
    :math:`\epsilon^{-1 / \alpha}` and :math:`\epsilon^{-\max \{ 1 / \alpha, 1 / b \}}` (with a logarithm
    for equal ones): sharing improves the exponent where :math:`b < \alpha`.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.shared.weighted_bits(1.0, 0.5, 2.0**-6))
    joint [63, 127] bit, separate [8001, 32385] bit, gain in [63, 514]
    """
    smoothness, accuracy = as_positive(alpha, name="smoothness alpha"), as_positive(eps, name="accuracy eps")
    slope = as_positive(decay, name="decay b")
    depths = certain_levels(smoothness, accuracy), enough_levels(smoothness, accuracy)
    # Task i needs level j if eps i^b is below what the level, or all from it on, can change.
    below = sum(2**j * _tasks(_share(smoothness, j, accuracy), slope, -_MARGIN) for j in range(depths[0]))
    scale = _tail(smoothness)
    above = sum(
        2**j * _tasks(scale * _share(smoothness, j, accuracy), slope, _MARGIN) for j in range(depths[1])
    )
    joint = 2 ** depths[0] - 1, 2 ** depths[1] - 1
    return Sharing(joint, (max(below, joint[0]), max(above, joint[1])))


def _share(alpha: float, level: int, eps: float) -> Fraction | float:
    """Return the height of a level in units of the accuracy, exactly where the smoothness is an integer."""
    if alpha == floor(alpha) and alpha * level < 2000:
        return Fraction(1, 2 ** int(alpha * level)) / Fraction(eps)
    return exp2(-alpha * level) / eps


def _tail(alpha: float) -> Fraction | float:
    """Return the sum of the heights of all levels."""
    if alpha == floor(alpha) and alpha < 2000:
        return 1 / (1 - Fraction(1, 2 ** int(alpha)))
    return -1.0 / expm1(-BITS.to_nats(alpha))


def _tasks(ratio: Fraction | float, decay: float, margin: float) -> int:
    """Return how many i have i^b below a ratio: exactly if it can be, else to the side of the margin."""
    if ratio <= 1:
        return 0
    if log(ratio) / decay > _LOG_TASKS:
        raise DomainError(
            "more than 2^60 tasks count at this accuracy",
            value=float(ratio),
            hint="use a coarser eps or a larger decay",
        )
    power = 1.0 / decay
    if isinstance(ratio, Fraction) and Fraction(decay) * Fraction(power) == 1 and power == floor(power):
        return ceil(ratio ** int(power)) - 1
    return max(0, ceil(exp(power * log(ratio)) * (1.0 + margin * (1.0 + power))) - 1)


def exponents(alpha: Number, decay: Number) -> tuple[float, float]:
    r"""Return the exponents of 1/eps in the joint and the separate length of `weighted_bits`.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.shared.exponents(1.0, 0.5)
    (1.0, 2.0)
    """
    smoothness, slope = as_positive(alpha, name="smoothness alpha"), as_positive(decay, name="decay b")
    return 1.0 / smoothness, max(1.0 / smoothness, 1.0 / slope)


def fitted_exponent(eps: ArrayLike, bits: ArrayLike) -> float:
    r"""Return the slope of :math:`\ln L` in :math:`\ln (1 / \epsilon)` by least squares: an estimate.

    Parameters
    ----------
    eps : array-like of shape (k,)
        Accuracies, at least two different ones.
    bits : array-like of shape (k,)
        Lengths, positive.

    Raises
    ------
    ShapeError
        If the two are not of one length of at least two.
    DomainError
        If a number is not positive.

    Examples
    --------
    >>> import itbounds as ib
    >>> round(ib.shared.fitted_exponent([0.1, 0.01, 0.001], [5, 500, 50000]), 6)
    2.0
    """
    accuracies, lengths = as_vector(eps, name="accuracies"), as_vector(bits, name="lengths")
    if len(accuracies) != len(lengths) or len(set(accuracies.tolist())) < 2:
        raise ShapeError("a slope needs as many lengths as accuracies, two or more", value=len(accuracies))
    if (accuracies <= 0.0).any() or (lengths <= 0.0).any():
        raise DomainError("an accuracy or a length is not positive")
    x, y = -np.log(accuracies), np.log(lengths)
    centred = x - x.mean()
    return float(centred @ y / (centred @ centred))
