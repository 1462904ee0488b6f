"""Confidence intervals of means: of independent numbers, and of a sequence that depends on its past."""

from math import inf, sqrt

import numpy as np

from itbounds._typing import Vector

__all__ = ["batch_means", "binomial_interval", "mean_interval", "normal_quantile", "student_quantile"]


def mean_interval(values: Vector, alpha: float, *, slack: float = 0.0) -> tuple[float, float, float]:
    r"""Return the mean of independent numbers and its interval by Student's t.

    Its confidence is :math:`1 - \alpha`; it is exact for normal numbers, and approximate for others that
    have a variance.

    Parameters
    ----------
    values : array of shape (n,)
        One number has the whole line for its interval.
    alpha : float
        One less the confidence.
    slack : float
        What the numbers may be off by rounding; it widens the interval.

    Examples
    --------
    >>> import numpy as np
    >>> tuple(round(end, 6) for end in mean_interval(np.array([1.0, 2.0, 3.0]), 0.05))
    (2.0, -0.484138, 4.484138)
    """
    from scipy.special import stdtrit

    n = len(values)
    if not np.all(np.isfinite(values)):
        mean = float(values.sum())
        return mean, -inf, inf
    mean = float(values.mean())
    if n < 2:
        return mean, -inf, inf
    arm = float(stdtrit(n - 1, 1.0 - alpha / 2.0)) * float(values.std(ddof=1)) / sqrt(n) + slack
    return mean, mean - arm, mean + arm


def batch_means(values: Vector, batches: int) -> Vector:
    """Return the means of so many successive stretches, of lengths that differ by at most one.

    Means of stretches much longer than the memory of a sequence are nearly independent.

    Examples
    --------
    >>> import numpy as np
    >>> batch_means(np.array([1.0, 3.0, 5.0, 5.0]), 2).tolist()
    [2.0, 5.0]
    """
    starts = np.arange(batches) * len(values) // batches
    lengths = np.diff(np.append(starts, len(values)))
    return np.asarray(np.add.reduceat(values, starts) / lengths)


def normal_quantile(alpha: float) -> float:
    """Return what a standard normal number exceeds in absolute value with this probability.

    Examples
    --------
    >>> round(normal_quantile(0.05), 6)
    1.959964
    """
    from scipy.special import ndtri

    return -float(ndtri(alpha / 2.0))


def binomial_interval(events: int, n: int, alpha: float) -> tuple[float, float]:
    """Return the interval of Clopper and Pearson for a probability.

    Examples
    --------
    >>> tuple(round(end, 6) for end in binomial_interval(1, 10, 0.05))
    (0.002529, 0.445016)
    """
    from scipy.special import betaincinv

    low = float(betaincinv(events, n - events + 1, alpha / 2.0)) if events else 0.0
    high = float(betaincinv(events + 1, n - events, 1.0 - alpha / 2.0)) if events < n else 1.0
    return low, high


def student_quantile(alpha: float, degrees: float) -> float:
    """Return what a Student number of so many degrees exceeds in absolute value with this probability.

    Examples
    --------
    >>> round(student_quantile(0.05, 19), 3), round(student_quantile(0.05, 1e9), 3)
    (2.093, 1.96)
    """
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 1.0 - alpha / 2.0))
