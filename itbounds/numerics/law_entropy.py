r"""Certain ends of the entropy of a law whose weights are known up to one rounding each.

Let :math:`w_i` be the true weights and :math:`\tilde w_i = w_i (1 + \delta_i)`, :math:`|\delta_i| \le u =
2^{-53}`. The normalised laws differ by :math:`\tilde p_i = p_i (1 + \eta_i)` with
:math:`|\eta_i| \le \epsilon = 2u / (1 - u)`, and

.. math:: H(\tilde p) - H(p) = -\sum_i \eta_i p_i \ln p_i - D(\tilde p \| p), \qquad
          |H(\tilde p) - H(p)| \le \epsilon H(p) + \epsilon^2,

since :math:`D(\tilde p \| p) \le \ln(1 + \chi^2) \le \epsilon^2`. Half of it would do; the rest covers the
evaluation of the bound.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from itbounds._typing import Array
from itbounds.numerics.ball_backends import Backend, ball_arithmetic
from itbounds.numerics.reduction_errors import entropy_with_error
from itbounds.numerics.rounding import gamma

__all__ = ["common_weights", "entropy_ball_ends", "entropy_ends", "rounded_weights"]


def entropy_ends(weights: Array, *, headroom: float = 1.0) -> tuple[float, float]:
    """Return certain ends, in nats, of the entropy of weights that were rounded at most once.

    Parameters
    ----------
    weights : array of shape (k,)
        Nonnegative, not all zero; they need not sum to one. For doubles that are meant as they are the ends
        are a little wider than they must be.
    headroom : float
        Factor on the error, more than 1 for a claim that another order of summation must confirm.

    Examples
    --------
    >>> low, high = entropy_ends(np.array([1.0, 1.0]))
    >>> bool(low <= np.log(2) <= high <= low + 1e-14)
    True
    """
    positive = weights[weights > 0.0]
    if len(positive) == 1:
        return 0.0, 0.0
    value, error = (float(part) for part in entropy_with_error(positive))
    error = headroom * (error + gamma(3) * (value + error) + gamma(3) ** 2)
    return max(0.0, float(np.nextafter(value - error, -np.inf))), float(np.nextafter(value + error, np.inf))


def common_weights(values: Array) -> list[int]:
    """Return integers in the ratio of finite doubles, exactly.

    Examples
    --------
    >>> common_weights(np.array([0.75, 0.25]))
    [3, 1]
    """
    ratios = [value.as_integer_ratio() for value in values.tolist()]
    scale = max(denominator for _, denominator in ratios)  # they are powers of two
    return [numerator * (scale // denominator) for numerator, denominator in ratios]


def rounded_weights(weights: Iterable[int], total: int) -> Array:
    """Return the quotients of integers and a positive total, each rounded once.

    Examples
    --------
    >>> rounded_weights([1, 2], 3)
    array([0.33333333, 0.66666667])
    """
    return np.array([weight / total for weight in weights], dtype=np.float64)


def entropy_ball_ends(weights: Sequence[int], *, backend: Backend | None = None) -> tuple[float, float]:
    r"""Return certain ends, in nats, of the entropy of integer weights, by ball arithmetic.

    Parameters
    ----------
    weights : sequence of int
        Nonnegative, not all zero.
    backend : {"arb", "iv"}, optional
        The ball arithmetic; arb where python-flint is installed by default.

    Examples
    --------
    >>> entropy_ball_ends([1, 1])
    (0.6931471805599453, 0.6931471805599454)
    """
    positive = [weight for weight in weights if weight]
    total = sum(positive)
    if len(positive) == 1:
        return 0.0, 0.0
    balls = ball_arithmetic(backend)
    with balls.precision(128 + total.bit_length()):
        terms = zip(balls.exact(positive), balls.logs(balls.exact(positive)), strict=True)
        (whole,) = balls.exact([total])
        value = balls.logs([whole])[0] - balls.total(weight * log for weight, log in terms) / whole
        low, high = balls.ends(value)
    return max(0.0, low), high
