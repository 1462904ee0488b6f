r"""The inverses of the inequalities of Fano: the error probability that an equivocation forces, rounded down.

The most that a law on K letters can have of entropy when its L likeliest letters have probability
:math:`1 - \varepsilon` is :math:`g(\varepsilon) = h(\varepsilon) + (1 - \varepsilon) \ln L + \varepsilon
\ln (K - L)`, which increases on :math:`[0, 1 - L / K]`. For the Arimoto-Renyi entropy of order
:math:`\alpha` and L = 1 it is

.. math:: g_\alpha(\varepsilon) = \frac{1}{1 - \alpha}
          \ln \bigl( (1 - \varepsilon)^\alpha + \varepsilon^\alpha (K - 1)^{1 - \alpha} \bigr) .
"""

from math import inf

import numpy as np

from itbounds._typing import Array, Mask
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.binary_divergence import binary_entropy
from itbounds.numerics.statistics.bisection import last_certain

__all__ = ["least_error", "least_error_of_log", "least_error_of_order"]

_RELATIVE = 64.0 * UNIT_ROUNDOFF


def least_error(entropy: Array, letters: Array, size: Array) -> Array:
    r"""Return the least :math:`\varepsilon` with :math:`g(\varepsilon) \ge H`, rounded down.

    Parameters
    ----------
    entropy : array
        The equivocation H in nats; at or beyond the largest, the answer is near :math:`1 - L / K`.
    letters, size : arrays
        The numbers K of letters and L of guesses, ``1 <= L < K``.

    Examples
    --------
    >>> import numpy as np
    >>> float(least_error(np.array(1.5), np.array(10.0), np.array(3.0)).round(7))
    0.0972467
    """
    entropy, letters, size = np.broadcast_arrays(
        np.asarray(entropy, dtype=np.float64), np.asarray(letters), np.asarray(size)
    )
    inside, outside = np.log(size), np.log(letters - size)

    def certain(error: Array) -> Mask:
        value = binary_entropy(error) + (1.0 - error) * inside + error * outside
        below: Mask = value * (1.0 + _RELATIVE) < entropy
        return below

    end = np.nextafter((letters - size) / letters, 0.0)
    return last_certain(certain, np.zeros_like(entropy), end)


def least_error_of_log(entropy: float, log_letters: float) -> float:
    r"""Return the least error with :math:`h(\varepsilon) + \varepsilon \ln K \ge H`, rounded down.

    The alphabet is given by its logarithm, so that it may be one of long sequences; K is taken for K - 1.

    Parameters
    ----------
    entropy : float
        The equivocation H in nats, positive.
    log_letters : float
        The logarithm of K, in nats, at least 0.

    Examples
    --------
    >>> round(least_error_of_log(4.0, 1000.0), 7)
    0.0039741
    """

    def certain(error: Array) -> Mask:
        value = binary_entropy(error) + error * log_letters
        below: Mask = value * (1.0 + _RELATIVE) < entropy
        return below

    # Up to here the left side increases.
    end = np.nextafter(1.0 / (1.0 + np.exp(-log_letters)), 0.0)
    return float(last_certain(certain, np.zeros(()), np.array(end)))


def least_error_of_order(entropy: Array, letters: Array, order: float) -> Array:
    r"""Return the least :math:`\varepsilon` with :math:`g_\alpha(\varepsilon) \ge H_\alpha`, rounded down.

    Parameters
    ----------
    entropy : array
        The Arimoto-Renyi entropy in nats.
    letters : array
        The numbers K of letters, at least 2.
    order : float
        The order, positive; 1 and infinity are the limits.
    """
    entropy, letters = np.broadcast_arrays(np.asarray(entropy, dtype=np.float64), np.asarray(letters))
    end = np.nextafter((letters - 1.0) / letters, 0.0)
    if order == inf:
        low = -np.expm1(-entropy) * (1.0 - _RELATIVE)
        return np.clip(low, 0.0, end)
    if order == 1.0:
        return least_error(entropy, letters, np.ones_like(letters))
    others = (1.0 - order) * np.log(letters - 1.0)

    def certain(error: Array) -> Mask:
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            hit, miss = order * np.log1p(-error), order * np.log(error)
            power = miss - hit + others
            # ln(1 + e^z) without overflow; its derivative is at most one.
            soft = np.maximum(power, 0.0) + np.log1p(np.exp(-np.abs(power)))
            weight = np.minimum(1.0, np.exp(np.minimum(power, 0.0)))
            size = np.abs(hit) + soft + weight * (np.abs(miss) + np.abs(hit) + np.abs(others))
            value = (hit + soft) / (1.0 - order)
            slack = _RELATIVE * size / abs(1.0 - order)
            below: Mask = (error == 0.0) | (value + slack < entropy)
        return below

    return last_certain(certain, np.zeros_like(entropy), end)
