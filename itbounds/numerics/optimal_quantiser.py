"""The best quantiser of numbers with so many points, exactly, by dynamic programming.

Cells of a best quantiser on the line are intervals, so that the least error of k cells for the first i
numbers is the least, over j, of that of k - 1 cells for the first j and of one cell for the rest. The cost of
a cell obeys the quadrangle inequality, so that the best j grows with i, and a layer takes n log n steps.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector
from itbounds.numerics.rounding import UNIT_ROUNDOFF

__all__ = ["Quantisers", "best_quantisers"]


@dataclass(frozen=True, eq=False)
class Quantisers:
    """The least mean squared errors of 1, 2, ... points, and the points of the largest number.

    Parameters
    ----------
    lower, upper : array of shape (K,)
        Ends of each error, rounding errors included.
    points : array
        The points of the best quantiser found with K of them, in increasing order.
    """

    lower: Vector
    upper: Vector
    points: Vector


def best_quantisers(values: Vector, counts: Vector, most: int) -> Quantisers:
    r"""Return the best quantisers with 1 to `most` points under the mean squared error.

    Parameters
    ----------
    values : array of shape (m,)
        Different numbers in increasing order.
    counts : array of shape (m,)
        How often each occurs.
    most : int
        The largest number of points.

    Notes
    -----
    A cost from prefix sums is off by a small multiple of :math:`n^{3/2} u` times the total. Where rounding
    hides the best j, monotonicity is off by as much, once for each halving of a layer; so are all layers.

    Examples
    --------
    >>> import numpy as np
    >>> best_quantisers(np.array([0.0, 1.0, 5.0]), np.ones(3), 3).upper.round(6).tolist()
    [4.666667, 0.166667, 0.0]
    """
    size, total = len(values), float(counts.sum())
    most = min(most, size)
    centred = values - float(counts @ values) / total
    sums = np.stack([np.cumsum(np.append(0.0, counts * centred**power)) for power in range(3)])
    previous = _cost(sums, np.zeros(size, dtype=np.intp), np.arange(1, size + 1))
    errors, choices = np.zeros(most), np.zeros((most, size), dtype=np.intp)
    errors[0] = previous[-1]
    for k in range(1, most):
        previous, choices[k] = _layer(sums, previous)
        errors[k] = previous[-1]
    whole = float(counts @ centred**2)
    # A difference from the centre, whatever it is, is off by one rounding of itself: that is covered, too.
    one = 8.0 * UNIT_ROUNDOFF * (size + 8.0) ** 1.5 * whole
    slack = one * (np.log2(size + 1.0) + 3.0) * np.arange(1, most + 1)
    lower = np.maximum(0.0, (errors - slack) / total) * (1.0 - 8.0 * UNIT_ROUNDOFF)
    upper = np.maximum(0.0, errors + slack) / total * (1.0 + 8.0 * UNIT_ROUNDOFF)
    if most == size:
        lower[-1] = upper[-1] = 0.0
    ends = [size]
    for k in range(most - 1, 0, -1):
        ends.append(int(choices[k, ends[-1] - 1]))
    cells = np.array([0, *ends[::-1]])
    weights, moments = np.diff(sums[0][cells]), np.add.reduceat(counts * values, cells[:-1])
    return Quantisers(lower, upper, moments / weights)


def _cost(sums: NDArray[np.float64], start: NDArray[np.intp], stop: NDArray[np.intp]) -> Vector:
    """Return the squared errors of single cells from `start` up to and without `stop`."""
    weight, first, second = sums[:, stop] - sums[:, start]
    return np.asarray(np.maximum(0.0, second - first**2 / np.maximum(weight, 1.0)))


def _layer(sums: NDArray[np.float64], previous: Vector) -> tuple[Vector, NDArray[np.intp]]:
    """Add a cell: for every i the least over j of `previous` up to j and one cell from j to i."""
    size = len(previous)
    best, choice = np.zeros(size), np.zeros(size, dtype=np.intp)
    # Number i - 1 stands for the first i; the first alone stays as it is.
    blocks = np.array([[1, size, 1, size - 1]]) if size > 1 else np.empty((0, 4), dtype=np.intp)
    choice[0] = 0
    while len(blocks):
        start, stop, low, high = blocks.T
        middle = (start + stop) // 2
        last = np.minimum(high, middle)
        lengths = last - low + 1
        offsets = np.cumsum(lengths) - lengths
        j = np.arange(int(lengths.sum())) - np.repeat(offsets - low, lengths)
        found = previous[j - 1] + _cost(sums, j, np.repeat(middle + 1, lengths))
        best[middle] = np.minimum.reduceat(found, offsets)
        # The first place of each block that has its minimum.
        hit = np.flatnonzero(found == np.repeat(best[middle], lengths))
        place = hit[np.searchsorted(hit, offsets)]
        choice[middle] = j[place]
        left = np.stack([start, middle, low, choice[middle]], axis=1)
        right = np.stack([middle + 1, stop, choice[middle], high], axis=1)
        blocks = np.concatenate([left, right])
        blocks = blocks[blocks[:, 0] < blocks[:, 1]]
    return best, choice
