r"""The terms of the power divergences, without cancellation for laws that nearly agree.

With :math:`t = p / q` and :math:`s = t - 1`, the function

.. math:: g_\alpha(t) = \frac{t^\alpha - 1 - \alpha (t - 1)}{\alpha (\alpha - 1)}, \qquad
          g_1(t) = t \ln t - t + 1, \quad g_0(t) = t - 1 - \ln t

is at least 0, so that :math:`\sum q\, g_\alpha(p / q)` is a sum of positive terms. Near :math:`t = 1` its
Taylor series is summed, elsewhere, with :math:`E(b, l) = (e^{bl} - 1) / b \to l` and :math:`l = \ln t`,

.. math:: g_\alpha(t) = \frac{t\, E(\alpha - 1, l) - s}{\alpha} = \frac{E(\alpha, l) - s}{\alpha - 1},

of which the first is used for :math:`\alpha > 1/2` and the second below, so that no order is special.
"""

from math import inf

import numpy as np

from itbounds._typing import Array

__all__ = ["aligned", "growth", "power_terms"]

_NEAR = 1.0 / 16.0
_TERMS = 16


def aligned(first: Array, second: Array) -> tuple[Array, Array, Array]:
    """Return both weights scaled to one sum along the last axis, which leaves laws of equal sums as they are.

    Returns
    -------
    first, second : arrays of shape (..., n)
        The scaled weights.
    total : array of shape (...)
        Their sum.
    """
    total = second.sum(axis=-1, keepdims=True)
    return first * (total / first.sum(axis=-1, keepdims=True)), second, total[..., 0]


def growth(rate: float, logs: Array) -> Array:
    r"""Return :math:`E(b, l) = (e^{bl} - 1) / b`, which is :math:`l` for :math:`b = 0`."""
    if rate == 0.0:
        return logs
    with np.errstate(over="ignore"):
        grown: Array = np.expm1(rate * logs) / rate
    return grown


def power_terms(order: float, p: Array, q: Array) -> Array:
    r"""Return :math:`q\, g_\alpha(p / q)` entry by entry, with the limits where one is zero.

    Examples
    --------
    >>> import numpy as np
    >>> power_terms(2.0, np.array([0.5, 0.0]), np.array([0.25, 0.25]))
    array([0.125, 0.125])
    """
    terms = np.zeros(np.broadcast_shapes(p.shape, q.shape))
    p, q = np.broadcast_arrays(p, q)
    both = (p > 0.0) & (q > 0.0)
    terms[(p <= 0.0) & (q > 0.0)] = inf if order <= 0.0 else 1.0
    if order > 0.0:
        terms *= q / order
    alone = (p > 0.0) & (q <= 0.0)
    terms[alone] = inf if order >= 1.0 else p[alone] / (1.0 - order)
    terms[both] = _positive_terms(order, p[both], q[both])
    return terms


def _positive_terms(order: float, p: Array, q: Array) -> Array:
    difference = p - q
    with np.errstate(over="ignore"):
        excess = difference / q
        near = np.abs(excess) * (1.0 + abs(order)) < _NEAR
        logs = np.where(np.abs(excess) < 0.5, np.log1p(np.clip(excess, -0.5, 0.5)), np.log(p) - np.log(q))
        if order > 0.5:
            terms = (p * growth(order - 1.0, logs) - difference) / order
        else:
            terms = (q * growth(order, logs) - difference) / (order - 1.0)
    terms = np.maximum(terms, 0.0)
    terms[near] = q[near] * _series(order, excess[near])
    return terms


def _series(order: float, excess: Array) -> Array:
    r"""Sum :math:`\sum_{k \ge 2} s^k \prod_{j=2}^{k-1} (\alpha - j) / k!`."""
    coefficients = [0.5]
    for k in range(2, _TERMS):
        coefficients.append(coefficients[-1] * (order - k) / (k + 1))
    value = np.full_like(excess, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        value = value * excess + coefficient
    return value * excess * excess
