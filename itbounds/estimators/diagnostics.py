"""What speaks against an estimate that the estimates from parts of the sample need not show."""

import numpy as np

from itbounds._typing import Vector

__all__ = ["behind_variance", "rests_on_few"]

FEWEST = 10.0
"""From fewer terms than this a variance is off by a third and more, and a mean is not normal."""


def behind_variance(terms: Vector) -> float:
    r"""Return how many terms a sample variance rests on, :math:`(\sum d_i^2)^2 / \sum d_i^4`.

    It is n over the kurtosis, and its inverse the squared relative error of the variance of n terms. Where a
    few rare terms hold most of the variance, others as rare were not seen at all. It is 0 of equal terms.

    Examples
    --------
    >>> import numpy as np
    >>> behind_variance(np.array([-1.0, 1.0] * 30))
    60.0
    >>> round(behind_variance(np.array([0.0] * 97 + [1.0] * 3)), 1)
    3.2
    """
    apart = terms - terms.mean()
    scale = float(np.abs(apart).max())
    if scale <= 1e-12 * max(1.0, float(np.abs(terms).max())):
        return 0.0
    squares = (apart / scale) ** 2
    return float(squares.sum()) ** 2 / float((squares**2).sum())


def rests_on_few(terms: Vector, what: str) -> tuple[str, ...]:
    """Return a reason against a mean whose error rests on a few of its terms, if so."""
    count = behind_variance(terms)
    if count >= FEWEST:
        return ()
    return (f"the variance of {what} rests on {count:.0f} samples: as many others may not have been seen",)
