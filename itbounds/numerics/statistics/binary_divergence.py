r"""The relative entropy of two binary laws, its inverses in either argument, and the right side of Fano.

.. math:: d(q \| p) = q \ln \frac{q}{p} + (1 - q) \ln \frac{1 - q}{1 - p}

Every function returns a value with a bound on its rounding error, or rounds to the side that is named. Where
:math:`q` and :math:`p` are close, both logarithms are taken of ``1 + t`` with :math:`t = (p - q) / q`, whose
relative error is at most :math:`3u`; elsewhere as differences of logarithms.
"""

import numpy as np

from itbounds._typing import Array, Mask
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.bisection import last_certain

__all__ = [
    "TERM_ERROR",
    "binary_divergence",
    "binary_entropy",
    "divergence_above",
    "divergence_below",
    "divergence_term",
    "first_argument_below",
]

# A logarithm errs by 8 u; its argument, the products and the sum by less than as much again.
TERM_ERROR = 24.0 * UNIT_ROUNDOFF
_FAINT = 2.0**-1000


def binary_divergence(q: Array, p: Array) -> tuple[Array, Array]:
    r"""Return :math:`d(q \| p)` in nats and a bound on its rounding error.

    Parameters
    ----------
    q, p : arrays that broadcast
        Probabilities.

    Returns
    -------
    value, error : arrays
        The value is infinite, without error, where p excludes what q allows.

    Examples
    --------
    >>> import numpy as np
    >>> value, error = binary_divergence(np.array([0.0, 0.5]), np.array([0.5, 1.0]))
    >>> value.round(12).tolist()
    [0.69314718056, inf]
    """
    first, one = divergence_term(q, p, p - q)
    second, two = divergence_term(1.0 - q, 1.0 - p, q - p)
    with np.errstate(invalid="ignore"):
        value = np.maximum(first + second, 0.0)
    return value, np.where(np.isfinite(value), TERM_ERROR * (one + two) + _FAINT, 0.0)


def divergence_term(q: Array, p: Array, difference: Array) -> tuple[Array, Array]:
    r"""Return :math:`q \ln (q / p)` and a size; the error is at most ``TERM_ERROR`` times that.

    Parameters
    ----------
    q, p : arrays that broadcast
        Nonnegative, with relative errors of at most two roundings.
    difference : array
        The difference p - q, by itself as precise as these.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = difference / q
        close = np.abs(ratio) < 0.5
        near = -np.log1p(np.where(close, ratio, 0.0))
        log_q, log_p = np.log(q), np.log(p)
        logarithm = np.where(close, near, log_q - log_p)
        size = np.where(close, np.abs(near), np.abs(log_q) + np.abs(log_p))
        return np.where(q > 0.0, q * logarithm, 0.0), np.where(q > 0.0, q * size, 0.0)


def binary_entropy(p: Array) -> Array:
    """Return the entropy of binary laws in nats, with a relative error below ``2^-48``.

    Examples
    --------
    >>> import numpy as np
    >>> binary_entropy(np.array([0.0, 0.11, 1.0])).round(6).tolist()
    [0.0, 0.346515, 0.0]
    """
    rest = 1.0 - p
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(p > 0.0, -p * np.log(p), 0.0)
        second = np.where(rest > 0.0, -rest * np.log1p(-p), 0.0)
    value: Array = first + second
    return value


def divergence_above(q: Array, level: Array) -> Array:
    r"""Return :math:`\max \{ p : d(q \| p) \le c \}`, rounded up.

    Parameters
    ----------
    q : array
        Probabilities.
    level : array
        The levels :math:`c \ge 0`, in nats; infinity gives 1.

    Examples
    --------
    >>> import numpy as np
    >>> float(divergence_above(np.array(0.05), np.array(np.log(20) / 1000)).round(10))
    0.0686847466
    """
    q, level = _pair(q, level)
    return last_certain(lambda p: _exceeds(q, p, level), np.ones_like(q), q)


def divergence_below(q: Array, level: Array) -> Array:
    r"""Return :math:`\min \{ p : d(q \| p) \le c \}`, rounded down; arguments as `divergence_above`."""
    q, level = _pair(q, level)
    return last_certain(lambda p: _exceeds(q, p, level), np.zeros_like(q), q)


def first_argument_below(p: Array, level: Array) -> Array:
    r"""Return :math:`\min \{ q : d(q \| p) \le c \}`, rounded down: the other inverse, of large deviations.

    Examples
    --------
    >>> import numpy as np
    >>> float(first_argument_below(np.array(0.75), np.array(0.951350)).round(5))
    0.1
    """
    p, level = _pair(p, level)
    return last_certain(lambda q: _exceeds(q, p, level), np.zeros_like(p), p)


def _pair(first: Array, second: Array) -> tuple[Array, Array]:
    one, two = np.broadcast_arrays(np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64))
    return one, two


def _exceeds(q: Array, p: Array, level: Array) -> Mask:
    value, error = binary_divergence(q, p)
    with np.errstate(invalid="ignore"):
        beyond: Mask = value - error > level
    return beyond
