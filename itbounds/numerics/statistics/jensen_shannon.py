"""What a Jensen-Shannon divergence proves of the relative entropy."""

from math import inf, log, log1p

__all__ = ["LARGEST", "least_relative_entropy"]

LARGEST = log(2.0)
"""The Jensen-Shannon divergence of laws that share nothing."""


def least_relative_entropy(divergence: float) -> float:
    r"""Return the least D(P || Q) of laws with at least this Jensen-Shannon divergence, in nats.

    .. math:: D(P \| Q) \ge - \ln(1 - b), \qquad h(b / 2) - \tfrac12 h(b) = \mathrm{JS}(P, Q)

    with the binary entropy h; a law on one point and one that has it with probability 1 - b attain it. The
    root is approached from below, so that the bound holds for the number that was given.

    Parameters
    ----------
    divergence : float
        JS(P, Q) in nats; what is not positive proves nothing, and what exceeds ln 2 is impossible.

    Returns
    -------
    float
        Infinite at ln 2 and above.

    Examples
    --------
    >>> [round(least_relative_entropy(divergence), 5) for divergence in (0.1, 0.3, 0.5)]
    [0.30155, 1.02098, 2.10195]
    """
    if divergence >= LARGEST:
        return inf
    low, high = 0.0, 1.0
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return -log1p(-low)
        # The sum of four terms below one errs by less than 1e-15.
        if _two_point(middle) + 1e-15 <= divergence:
            low = middle
        else:
            high = middle


def _two_point(b: float) -> float:
    """The divergence of (1, 0) and (1 - b, b), written without cancellation."""
    return 0.5 * (b * LARGEST + (1.0 - b) * log1p(-b) - (2.0 - b) * log1p(-0.5 * b))
