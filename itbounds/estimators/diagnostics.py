"""What speaks against an estimate that the estimates from parts of the sample need not show."""

import numpy as np

from itbounds._typing import Vector

__all__ = ["behind_variance", "freedom", "rests_on_few", "third_moment"]

FEWEST = 10.0
"""From fewer terms than this a variance is off by a third and more, and a mean is not normal."""


def behind_variance(terms: Vector, counts: Vector | None = None) -> float:
    r"""Return how many terms a sample variance rests on, :math:`(\sum d_i^2)^2 / \sum d_i^4`.

    It is n over the kurtosis, and its inverse the squared relative error of the variance of n terms. Where a
    few rare terms hold most of the variance, others as rare were not seen at all. It is 0 of equal terms.

    Parameters
    ----------
    terms : array of shape (m,)
        The terms.
    counts : array of shape (m,), optional
        How often each occurs; once by default.

    Examples
    --------
    >>> import numpy as np
    >>> behind_variance(np.array([-1.0, 1.0] * 30))
    60.0
    >>> round(behind_variance(np.array([0.0, 1.0]), np.array([97.0, 3.0])), 1)
    3.2
    """
    times = np.ones(len(terms)) if counts is None else counts
    apart = terms - float(times @ terms) / float(times.sum())
    scale = float(np.abs(apart).max())
    if scale <= 1e-12 * max(1.0, float(np.abs(terms).max())):
        return 0.0
    squares = (apart / scale) ** 2
    return float(times @ squares) ** 2 / float(times @ squares**2)


def third_moment(terms: Vector, counts: Vector | None = None) -> float:
    """Return the third central moment of the mean of independent terms, each counted as often as said.

    Examples
    --------
    >>> import numpy as np
    >>> third_moment(np.array([0.0, 1.0]), np.array([90.0, 10.0])) * 100**2
    0.072...
    """
    times = np.ones(len(terms)) if counts is None else counts
    n = float(times.sum())
    apart = terms - float(times @ terms) / n
    return float(times @ apart**3) / n**3


def freedom(count: float) -> float:
    """Return the degrees of freedom of a variance that rests on so many terms, after Satterthwaite.

    Its squared relative error, one over the number, is that of a chi-square law with twice as many degrees.
    """
    return max(2.0 * count, 1.0)


def rests_on_few(count: float, what: str) -> tuple[str, ...]:
    """Return a reason against a mean whose variance rests on so few terms, if it does."""
    if count >= FEWEST:
        return ()
    if count == 0.0:
        return (f"{what} do not vary: nothing of the law was seen",)
    return (f"the variance of {what} rests on {count:.0f} samples: others as rare may not have been seen",)
