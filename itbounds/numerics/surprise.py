r"""The sum of :math:`-q \log q`, as it stands: for entropies that need no interval."""

import numpy as np

from itbounds._typing import Array

__all__ = ["entropy_sum", "surprise"]


def surprise(q: Array) -> Array:
    r"""Return :math:`-q \log q`, zero at zero; below the smallest normal double it counts for nothing."""
    terms: Array = np.maximum(q, np.finfo(np.float64).tiny)
    np.log(terms, out=terms)
    terms *= q
    np.negative(terms, out=terms)
    return terms


def entropy_sum(law: Array) -> float:
    r"""Return :math:`\sum -q \log q` in nats over the entries of a law, at least zero."""
    return max(0.0, float(np.sum(surprise(law))))
