r"""How little any model pays for a text of a known source by chance.

A model gives at most :math:`e^T` texts a probability of :math:`e^{-T}` or more. Those of them that the source
gives less than :math:`e^{-T - \gamma}` have together less than :math:`e^{-\gamma}`, so that

.. math:: \Pr\bigl( -\ln q(X^n) \le T \bigr) \le \Pr\bigl( -\ln P(X^n) \le T + \gamma \bigr) + e^{-\gamma}

for every q, as in the converse of source coding. The first term is bounded by Markov's inequality for
:math:`\mathbb E\, P(X^n)^t`, which is a product of matrices for a chain.
"""

from math import inf, log, sqrt

import numpy as np

from itbounds._typing import Array, Matrix, Vector

__all__ = ["least_surprise"]

_ORDERS = np.geomspace(1e-4, 64.0, 32)
# Any orders do; powers of large matrices take long.
_LARGE, _FEW = 64, 3


def least_surprise(chain: Matrix, law: Vector, *, texts: int, length: int, delta: float) -> float:
    r"""Return T so that every model pays at most T nats for all texts with probability at most delta.

    Parameters
    ----------
    chain : array of shape (m, m)
        The transitions of the source.
    law : array of shape (m,)
        The law of the first letter, or of the letter before it.
    texts, length : int
        How many independent texts there are, and how many letters each of them has.
    delta : float
        The probability.

    Returns
    -------
    float
        Negative if the texts are too short for any statement.

    Examples
    --------
    Of a hundred fair bits nobody guesses more than six by chance, but once in twenty times.

    >>> import numpy as np
    >>> fair = np.full((2, 2), 0.5)
    >>> found = least_surprise(fair, fair[0], texts=1, length=100, delta=0.05)
    >>> round(float(found / np.log(2.0)), 2)
    94.59
    """
    half = 0.5 * delta
    best = -inf
    orders = _ORDERS[:: _FEW if len(chain) > _LARGE else 1]
    for order, moment in zip(orders.tolist(), _log_moments(chain, law, length, orders).tolist(), strict=True):
        best = max(best, (log(half) - texts * moment) / order)
    # Products of so many matrices are rounded as often.
    return best - 1e-12 * (1.0 + abs(best)) * sqrt(texts + length) + log(half)


def _log_moments(chain: Matrix, law: Vector, length: int, orders: Vector) -> Vector:
    """Return the logarithm of the mean of a power of the probability of a text, for every order.

    The larger of two: the first letter is predicted from nothing, or from a letter before the text.
    """
    with np.errstate(divide="ignore"):
        log_chain, log_law = np.log(chain), np.log(law)
    powers = (1.0 + orders)[:, None]
    first = np.exp(powers * log_law)
    steps = np.exp(powers[:, :, None] * log_chain)
    known = np.broadcast_to(law / law.sum(), first.shape)
    return np.maximum(_walked(first, steps, length - 1), _walked(known, steps, length))


def _walked(rows: Array, steps: Array, count: int) -> Vector:
    """Return the logarithms of the sums of rows times powers of matrices, one power for each of them."""
    logs, carried = np.zeros(len(rows)), np.zeros(len(rows))
    while True:
        if count & 1:
            rows = np.einsum("ti,tij->tj", rows, steps)
            logs = logs + carried
        size = rows.max(axis=1)
        rows, logs = rows / size[:, None], logs + np.log(size)
        count >>= 1
        if not count:
            return np.asarray(logs + np.log(rows.sum(axis=1)))
        steps, carried = steps @ steps, 2.0 * carried
        largest = steps.max(axis=(1, 2))
        steps, carried = steps / largest[:, None, None], carried + np.log(largest)
