"""The dual of a rate-distortion function whose reproductions are all real numbers, not letters alone."""

from math import ceil, log, sqrt

import numpy as np

from itbounds._typing import Array, Vector

__all__ = ["log_peak"]

_STEP = 0.02
_MOST = 200_000
_ENTRIES = 2_000_000


def log_peak(law: Vector, letters: Vector, potentials: Vector, slope: float) -> float:
    r"""Return an upper bound of the logarithm of the largest mean of a tilted squared error.

    .. math:: \ln \sup_{y \in \mathbb R} \sum_x p_x e^{\alpha_x - s (x - y)^2}

    The supremum is within the hull of the letters, since outside of it every distance grows. Between two
    neighbours of a grid a function is at most the larger of its values there and an eighth of the squared
    step times the largest curvature; that of :math:`e^{-v}`, with :math:`v = s (x - y)^2`, is at most
    :math:`2 s (1 + 2 v) e^{-v}`, which falls beyond :math:`v = 1/2`.

    Parameters
    ----------
    law, letters, potentials : array of shape (m,)
        Probabilities that sum to one, real numbers, and :math:`\alpha`.
    slope : float
        :math:`s \ge 0`.

    Examples
    --------
    >>> import numpy as np
    >>> at_zero = log_peak(np.array([1.0]), np.array([0.0]), np.array([0.5]), 3.0)
    >>> round(at_zero, 9)
    0.5
    """
    used = law > 0.0
    weights, places = np.log(law[used]) + potentials[used], letters[used]
    highest = float(weights.max())
    weights = np.exp(weights - highest)
    low, high = float(places.min()), float(places.max())
    cells = 1 if low == high else min(_MOST, ceil((high - low) * sqrt(slope) / _STEP) + 1)
    edges = np.linspace(low, high, cells + 1)
    step = (high - low) / cells
    rows = max(1, _ENTRIES // len(places))
    peak = 0.0
    for start in range(0, cells, rows):
        stop = min(cells, start + rows)
        peak = max(peak, _peak(weights, places, slope, edges[start : stop + 1], step))
    # A few thousand terms, all positive, lose far less than this to rounding.
    return highest + log(peak) + 1e-12 * (1.0 + abs(highest))


def _peak(weights: Vector, places: Vector, slope: float, edges: Vector, step: float) -> float:
    values = np.exp(-slope * (edges[:, None] - places) ** 2) @ weights
    if step == 0.0:
        return float(values.max())
    centres = 0.5 * (edges[:-1] + edges[1:])
    nearest: Array = np.maximum(0.0, np.abs(centres[:, None] - places) - 0.5 * step)
    exponent = np.maximum(0.5, slope * nearest**2)
    curvature = 2.0 * slope * ((1.0 + 2.0 * exponent) * np.exp(-exponent)) @ weights
    return float((np.maximum(values[:-1], values[1:]) + 0.125 * step**2 * curvature).max())
