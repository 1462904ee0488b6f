r"""How far train and test losses can be apart, given what they tell about which is which; both inverses.

Of two losses in [0, 1] with means r and R, one of training and one of test, let a fair coin say which is
which. What they tell about the coin is at least

.. math:: \max \{ F(r, R), F(1 - r, 1 - R) \}, \qquad
          F(a, b) = a \ln \frac{2a}{a + b} + b \ln \frac{2b}{a + b},

and what a single one tells is at least half of the *sum* of the two, which is the divergence of Jensen and
Shannon of two coins. Some losses with values 0 and 1 attain either.
"""

from collections.abc import Callable

import numpy as np

from itbounds._typing import Array, Mask
from itbounds.numerics.statistics.binary_divergence import TERM_ERROR, divergence_term
from itbounds.numerics.statistics.bisection import last_certain

__all__ = ["pair_information", "risk_above", "risk_below", "single_information"]

Information = Callable[[Array, Array], tuple[Array, Array]]

_FAINT = 2.0**-1000


def pair_information(train: Array, test: Array) -> tuple[Array, Array]:
    """Return the least information of a pair of losses on the coin, in nats, and a bound on its error.

    Parameters
    ----------
    train, test : arrays that broadcast
        The mean losses, in [0, 1].

    Examples
    --------
    >>> import numpy as np
    >>> float(pair_information(np.array(0.0), np.array(0.5))[0].round(6))
    0.346574
    """
    value, error = _ones(train, test)
    other, bound = _zeros(train, test)
    return np.maximum(value, other), np.maximum(error, bound)


def single_information(train: Array, test: Array) -> tuple[Array, Array]:
    """Return the least information of a single loss on the coin; arguments as `pair_information`.

    Examples
    --------
    >>> import numpy as np
    >>> float(single_information(np.array(0.0), np.array(0.5))[0].round(6))
    0.215762
    """
    value, error = _ones(train, test)
    other, bound = _zeros(train, test)
    return 0.5 * (value + other), 0.5 * (error + bound)


def risk_above(train: Array, level: Array, information: Information) -> Array:
    """Return the largest mean test loss that an information allows, rounded up.

    Parameters
    ----------
    train, level : arrays that broadcast
        The mean training loss, in [0, 1], and the information in nats, possibly infinite.
    information : callable
        `pair_information` or `single_information`.

    Examples
    --------
    >>> import numpy as np
    >>> float(risk_above(np.array(0.05), np.array(0.05), pair_information).round(7))
    0.2038436
    """
    low, most = _pair(train, level)
    return last_certain(_exceeds(low, most, information), np.ones_like(low), low)


def risk_below(train: Array, level: Array, information: Information) -> Array:
    """Return the least mean test loss that an information allows, rounded down; as `risk_above`."""
    high, most = _pair(train, level)
    return last_certain(_exceeds(high, most, information), np.zeros_like(high), high)


def _exceeds(train: Array, level: Array, information: Information) -> Callable[[Array], Mask]:
    def certain(test: Array) -> Mask:
        value, error = information(train, test)
        beyond: Mask = value - error > level
        return beyond

    return certain


def _pair(train: Array, level: Array) -> tuple[Array, Array]:
    first, second = np.broadcast_arrays(
        np.asarray(train, dtype=np.float64), np.asarray(level, dtype=np.float64)
    )
    return first, second


def _ones(train: Array, test: Array) -> tuple[Array, Array]:
    return _divergences(train, test, 0.5 * (train + test), 0.5 * (test - train))


def _zeros(train: Array, test: Array) -> tuple[Array, Array]:
    first, second = 1.0 - train, 1.0 - test
    return _divergences(first, second, 0.5 * (first + second), 0.5 * (train - test))


def _divergences(first: Array, second: Array, middle: Array, half: Array) -> tuple[Array, Array]:
    """Return F of two numbers from their middle and half of their difference."""
    one, size = divergence_term(first, middle, half)
    two, more = divergence_term(second, middle, -half)
    return np.maximum(one + two, 0.0), TERM_ERROR * (size + more) + _FAINT
