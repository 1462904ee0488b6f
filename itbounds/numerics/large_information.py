r"""The mutual information of a large joint law in one pass, where that loses no digits.

With the divergences from the uniform laws on the mn cells, the m rows and the n columns,

.. math:: I(X; Y) = D(J \| U_{mn}) - D(a \| U_m) - D(b \| U_n)
          = \frac1S \Bigl(\sum_{x,y} J_{xy} \ln 2^i J_{xy} - \sum_x a_x \ln 2^j a_x
                          - \sum_y b_y \ln 2^k b_y\Bigr) + \ln(2^{j + k - i} S)

for all integers i, j and k, which are chosen such that the arguments are near one where the laws are near
uniform. Then the sums are hardly larger than those divergences, whereas entropies grow with the alphabets.
The marginals are summed while a tile is in the cache: a cell costs a logarithm and little else.

What is lost is a few units of rounding of the absolute sums. Where these are many times the information,
nothing is returned, and `itbounds.numerics.reduction_sums` has the road that keeps the digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import e, frexp, isfinite, ldexp, log

import numpy as np

from itbounds._typing import Array, Vector
from itbounds.numerics.reduction_sums import nonnegative, safe_log
from itbounds.numerics.tiles import Box, Numbers, Scratch, fold_product, reduce_in_tiles

__all__ = ["information_of_large"]

LARGE = 1 << 14
"""Cells from which one pass is worth its calls."""

FAIR = 64.0
"""So many times the information the absolute sums may be."""

RANGE = 2.0**256
"""The mean weight and the sum of all lie between this and its inverse."""

PROBES = 64
"""Rows and columns whose crossings tell about how large a weight is."""


def information_of_large(joint: Numbers) -> float | None:
    """Return the mutual information in nats, or None where the general road is the better one.

    Parameters
    ----------
    joint : array of shape (m, n)
        Nonnegative weights of any real dtype and layout.

    Raises
    ------
    NegativeProbabilityError, NonFiniteError
        For negative entries and NaN.

    Examples
    --------
    >>> round(information_of_large(np.eye(200)), 12) == round(log(200), 12)
    True
    >>> information_of_large(np.ones((200, 200))) is None
    True
    """
    if joint.ndim != 2 or joint.size < LARGE or joint.dtype.kind not in "biuf":
        return None
    probes = joint[tuple(slice(None, None, -(-length // PROBES)) for length in joint.shape)]
    mean = float(probes.mean(dtype=np.float64))
    if not 1.0 / RANGE < mean < RANGE:
        return None
    power = _power(mean)
    rows, columns = (np.zeros(length) for length in joint.shape)
    scratch = Scratch()

    def kernel(blocks: Sequence[Array], kept: Box, reduced: Box) -> Array:
        block = blocks[0]
        rows[reduced[0]] += block @ np.ones(block.shape[1])
        columns[reduced[1]] += np.ones(block.shape[0]) @ block
        return _weighted_logarithms(block, power, scratch)[None]

    cells = float(reduce_in_tiles([joint], None, kernel, 1)[0])
    total = float(rows.sum())
    if not (1.0 / RANGE < total < RANGE and isfinite(cells)):
        return None
    parts = [_Sum(cells, power, joint.size), *(_Sum.of(marginal) for marginal in (rows, columns))]
    sides = parts[1:]
    ratio = ldexp(total, sum(side.power for side in sides) - power)
    found = (cells - sum(side.value for side in sides)) / total + log(ratio)
    return found if sum(part.size for part in parts) <= FAIR * found * total else None


@dataclass(frozen=True, slots=True)
class _Sum:
    """The sum of w ln(2^i w) over so many letters."""

    value: float
    power: int
    letters: int

    @classmethod
    def of(cls, weights: Vector) -> "_Sum":
        power = _power(float(weights.mean()))
        return cls(float(_weighted_logarithms(weights[None], power, Scratch())[0]), power, len(weights))

    @property
    def size(self) -> float:
        """No less than the sum of the absolute terms."""
        return self.value + 2.0 * ldexp(self.letters, -self.power) / e


def _power(mean: float) -> int:
    """Return the integer i for which 2^i times the mean weight is near one."""
    return 1 - frexp(mean)[1]


def _weighted_logarithms(weights: Array, power: int, scratch: Scratch) -> Array:
    # What is divided may become zero.
    positive = nonnegative(weights) and power >= 0
    logs = scratch.like(weights)
    with np.errstate(over="ignore"):
        scaled = np.multiply(weights, ldexp(1.0, power), out=logs) if power else weights
    safe_log(scaled, positive, logs)
    return fold_product(weights.reshape(1, -1), logs.reshape(1, -1))
