"""Sibson's information of a channel of every order, with maximal leakage as the limit."""

from math import inf

import numpy as np

from itbounds._typing import Array
from itbounds.numerics.statistics.renyi import log_sum

__all__ = ["sibson_informations"]


def sibson_informations(laws: Array, channels: Array, order: float) -> Array:
    r"""Return Sibson's information in nats, rounded to nearest.

    .. math:: I_\alpha(X; Y) = \frac{\alpha}{\alpha - 1}
              \ln \sum_y \Bigl( \sum_x p_x W_{xy}^\alpha \Bigr)^{1 / \alpha},
              \qquad I_\infty(X; Y) = \ln \sum_y \max_{x : p_x > 0} W_{xy}

    Parameters
    ----------
    laws : array of shape (..., |X|)
        Input laws.
    channels : array of shape (..., |X|, |Y|)
        Channels.
    order : float
        Positive; 1 gives mutual information and infinity maximal leakage.

    Examples
    --------
    >>> import numpy as np
    >>> law, channel = np.array([0.5, 0.5]), np.array([[0.89, 0.11], [0.11, 0.89]])
    >>> [float(sibson_informations(law, channel, order).round(6)) for order in (1.0, 2.0, 500.0, np.inf)]
    [0.346632, 0.47524, 0.57638, 0.576613]
    """
    weights = laws[..., :, None]
    used = (weights > 0.0) & (channels > 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(used, np.log(np.where(used, channels, 1.0)), -inf)
        masses = np.where(weights > 0.0, np.log(weights), -inf)
        if order == inf:
            value: Array = log_sum(logs.max(axis=-2), -1)
        elif order == 1.0:
            outputs = (weights * channels).sum(axis=-2, keepdims=True)
            ratio = np.where(used, logs - np.log(outputs), 0.0)
            value = (weights * channels * ratio).sum(axis=(-2, -1))
        else:
            # The terms are near the output law, so that their sum is near one.
            terms = log_sum(np.where(used, masses + order * logs, -inf), -2) / order
            value = order / (order - 1.0) * log_sum(terms, -1)
    return np.maximum(value, 0.0)
