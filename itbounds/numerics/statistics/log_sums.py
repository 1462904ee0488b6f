r"""Sums of positive terms that are known by their logarithms, with the rounding error that they gather."""

from math import inf

import numpy as np

from itbounds._typing import Array, Vector
from itbounds.numerics.rounding import ULPS, UNIT_ROUNDOFF

__all__ = ["log_cumulative_sums", "log_sum"]


def log_sum(terms: Array) -> tuple[float, float]:
    r"""Return :math:`\ln \sum_i e^{t_i}` and a bound on the error of the summation, terms taken as exact.

    Parameters
    ----------
    terms : array
        Logarithms; minus infinity stands for 0.

    Examples
    --------
    >>> import numpy as np
    >>> value, error = log_sum(np.array([-1000.0, -1000.0]))
    >>> round(value, 9), error < 1e-12
    (-999.306852819, True)
    """
    top = float(terms.max(initial=-inf))
    if not abs(top) < inf:
        return top, 0.0
    # Terms that underflow are less than 2^-1000 of the largest one.
    depths = np.where(terms > -inf, top - terms, 0.0)
    sizes = np.exp(terms - top)
    total = float(sizes.sum())
    value = top + float(np.log(total))
    spread = float(sizes @ depths) / total
    return value, 2.0 * UNIT_ROUNDOFF * (spread + 4.0 * ULPS + terms.size + abs(value))


def log_cumulative_sums(terms: Vector) -> tuple[Vector, float]:
    r"""Return :math:`\ln \sum_{j \le i} e^{t_j}` for every i, and one bound on the error of the summation.

    Up to the largest term the sum in units of its last term is carried along,
    :math:`r_i = 1 + r_{i-1} e^{t_{i-1} - t_i}`; behind it in units of the largest. Nothing cancels, and what
    underflows is small against what is there: the sums are right in relative terms however small they are.

    Parameters
    ----------
    terms : array of shape (n,)
        Logarithms; minus infinity stands for 0. The error is small where they rise to their largest value,
        as those of binomial laws do; else each addition rounds a logarithm.

    Returns
    -------
    sums : array of shape (n,)
    error : float
        Of every one of them, absolute, the terms taken as exact.

    Examples
    --------
    >>> import numpy as np
    >>> sums, error = log_cumulative_sums(np.array([-1000.0, 0.0, -1000.0]))
    >>> sums.tolist(), error < 1e-11
    ([-1000.0, 0.0, 0.0], True)
    """
    n = len(terms)
    sums = np.full(n, -inf)
    present = np.flatnonzero(terms > -inf)
    if len(present) == 0:
        return sums, 0.0
    first, peak = int(present[0]), int(np.argmax(terms))
    steps = terms[first : peak + 1]
    if (steps[1:] < steps[:-1]).any():
        sums[first:] = np.logaddexp.accumulate(terms[first:])
        size = float(np.abs(sums[first:]).max())
        return sums, 2.0 * UNIT_ROUNDOFF * n * (size + 4.0 * ULPS)
    ratios = np.exp(steps[:-1] - steps[1:]).tolist()
    carried = [1.0]
    last = 1.0
    for ratio in ratios:
        last = 1.0 + last * ratio
        carried.append(last)
    sums[first : peak + 1] = steps + np.log(np.array(carried))
    behind = np.exp(terms[peak:] - terms[peak])
    behind[0] = last
    sums[peak:] = terms[peak] + np.log(np.cumsum(behind))
    step = float(np.abs(np.diff(terms[present])).max(initial=0.0))
    # A term enters with the roundings of its difference, its exponential and of every addition above it.
    each = 2.0 * ULPS + 3.0 + min(step, 750.0)
    size = float(np.abs(sums[sums > -inf]).max())
    return sums, 2.0 * UNIT_ROUNDOFF * (each * n + 2.0 * ULPS + size)
