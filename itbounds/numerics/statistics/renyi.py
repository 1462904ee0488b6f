"""Renyi quantities of finite laws, summed in logarithms so that no order over- or underflows."""

from math import inf

import numpy as np

from itbounds._typing import Array

__all__ = ["arimoto_entropies", "log_sum", "renyi_divergences"]


def arimoto_entropies(joint: Array, order: float) -> Array:
    r"""Return Arimoto's conditional entropy of X given Y in nats, rounded to nearest.

    .. math:: H_\alpha(X \mid Y) = \frac{\alpha}{1 - \alpha}
              \ln \sum_y \Bigl( \sum_x P_{xy}^\alpha \Bigr)^{1 / \alpha}

    Parameters
    ----------
    joint : array of shape (..., |X|, |Y|)
        Joint laws.
    order : float
        Positive; 1 and infinity are the limits.

    Examples
    --------
    >>> import numpy as np
    >>> float(arimoto_entropies(np.full((2, 3), 1 / 6), 0.5).round(6))
    0.693147
    """
    outputs = joint.sum(axis=-2, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(joint > 0.0, np.log(joint / outputs), -inf)
        if order == inf:
            value: Array = -np.log(joint.max(axis=-2).sum(axis=-1))
        elif order == 1.0:
            value = -np.where(joint > 0.0, joint * logs, 0.0).sum(axis=(-2, -1))
        else:
            # The law of X given y has a norm of at most or at least one; the mean of norms is near one.
            norms = log_sum(order * logs, -2) / order
            mean = log_sum(np.where(outputs > 0.0, np.log(outputs), -inf)[..., 0, :] + norms, -1)
            value = order / (1.0 - order) * mean
    return np.maximum(value, 0.0)


def renyi_divergences(p: Array, q: Array, order: float) -> Array:
    r"""Return :math:`D_\alpha(p \| q) = \frac{1}{\alpha - 1} \ln \sum_x p_x^\alpha q_x^{1 - \alpha}` in nats.

    Parameters
    ----------
    p, q : arrays of shape (..., n)
        Laws.
    order : float
        At least 0; 0, 1 and infinity are the limits.

    Examples
    --------
    >>> import numpy as np
    >>> p, q = np.array([0.2, 0.8]), np.array([0.5, 0.5])
    >>> [float(renyi_divergences(p, q, order).round(6)) for order in (0.5, 1.0, 2.0, 10.0, np.inf)]
    [0.105361, 0.192745, 0.307485, 0.44521, 0.470004]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        log_p, log_q = np.log(p), np.log(q)
        ratio = np.where(p > 0.0, log_p - log_q, -inf)
        if order == inf:
            value: Array = ratio.max(axis=-1)
        elif order == 1.0:
            value = np.where(p > 0.0, p * ratio, 0.0).sum(axis=-1)
        elif order == 0.0:
            value = -np.log(np.where(p > 0.0, q, 0.0).sum(axis=-1))
        else:
            # Outside of the support of p a term is zero; outside of that of q it is zero or infinite.
            terms = np.where(p > 0.0, log_p + (order - 1.0) * ratio, -inf)
            value = log_sum(terms, -1) / (order - 1.0)
    return np.maximum(value, 0.0)


def log_sum(terms: Array, axis: int) -> Array:
    """Return the logarithm of a sum of exponentials; minus infinity stands for zero."""
    largest = terms.max(axis=axis, keepdims=True)
    shift = np.where(np.isfinite(largest), largest, 0.0)
    total = np.log(np.exp(terms - shift).sum(axis=axis)) + np.squeeze(shift, axis=axis)
    value: Array = np.where(np.squeeze(largest, axis=axis) == inf, inf, total)
    return value
