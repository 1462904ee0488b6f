r"""Sums of exponentials of a penalty over a uniform grid, of positive terms only, with their errors.

With :math:`K_k = e^{-s \rho_k}` these are :math:`u_i = \sum_j K_{i-j} r_j`, its transpose, and
:math:`v_i = \sum_j K_{i-j} \rho_{i-j} r_j` for nonnegative weights r. A product by Fourier transforms errs
relative to the largest value, which says nothing of the small ones; here every value is right to a relative
error, and what is left out is bounded. The rounding model is that of `rounding`.

Few weights are summed column by column, the absolute difference by recursions from both sides
(:math:`O(N)`), and everything else block by block: never is a matrix of all pairs made.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.rounding import SLACK, ULPS, gamma

__all__ = ["PositiveSum", "PositiveSums"]

# Exponentials beyond count as nothing in the computation, and as what they are in the bound.
_LARGEST_EXPONENT = 650.0
_REST = 2.0**-900
# Blocks so long that a product with a block of the matrix is done at the speed of the processor.
_BLOCK = 256


@dataclass(frozen=True, eq=False)
class PositiveSum:
    r"""Computed sums with their errors: the true ones lie in :math:`[(1 - e) t, (1 + e) t + a]`.

    Parameters
    ----------
    values : array of shape (N,)
        The computed sums t.
    relative : float
        The relative error e.
    rest : float
        What was left out, a.
    """

    values: Vector
    relative: float
    rest: float


@dataclass(frozen=True, eq=False)
class PositiveSums:
    """The sums of one penalty at one slope.

    Parameters
    ----------
    distortion : DifferenceDistortion
        The penalty.
    slope : float
        The slope s, at least 0 and finite.

    Examples
    --------
    >>> sums = PositiveSums(DifferenceDistortion.of(3, 1.0, "absolute"), float(np.log(2.0)))
    >>> sums.partition(np.array([1.0, 0.0, 2.0])).values
    array([1.5 , 1.5 , 2.25])
    >>> sums.weighted(np.array([1.0, 0.0, 2.0])).values
    array([1. , 1.5, 0.5])
    """

    distortion: DifferenceDistortion
    slope: float

    @cached_property
    def kernel(self) -> Vector:
        """The table of the exponentials."""
        exponents = self.slope * self.distortion.table
        table: Vector = np.where(
            exponents <= _LARGEST_EXPONENT, np.exp(-np.minimum(exponents, _LARGEST_EXPONENT)), 0.0
        )
        return table

    @cached_property
    def weighted_kernel(self) -> Vector:
        """The table of the penalties times their exponentials."""
        return self.kernel * self.distortion.table

    def partition(self, weights: Vector) -> PositiveSum:
        """Return u: the sum of every row."""
        if self._recursive(weights):
            forward, backward = self._sides(weights)
            return self._recursively(weights + (forward + backward), weights, 1.0)
        return self._sum(self.kernel, weights, 1.0)

    def columns(self, weights: Vector) -> PositiveSum:
        """Return the sums of the columns, weighted by row."""
        if self._recursive(weights):
            return self.partition(weights)
        flipped = self._sum(self.kernel, weights[::-1], 1.0)
        return PositiveSum(flipped.values[::-1], flipped.relative, flipped.rest)

    def weighted(self, weights: Vector) -> PositiveSum:
        """Return v: the sum of every row, with the penalty as a factor."""
        largest = float(self.distortion.table.max())
        if self._recursive(weights):
            from scipy.signal import lfilter

            ratio = self._ratio
            total = np.zeros_like(weights)
            for side, turn in zip(self._sides(weights), (1, -1), strict=True):
                # The distance grows by one step on the way; `side` leaves the point itself out.
                total += lfilter([1.0], [1.0, -ratio], side[::turn])[::turn]
            return self._recursively(self.distortion.step * total, weights, max(1.0, largest))
        return self._sum(self.weighted_kernel, weights, max(1.0, largest))

    def fast(self, table: Vector, weights: Vector) -> Vector:
        """Return the sums of a table by Fourier transforms: for iterations, not for proofs."""
        from scipy.fft import irfft, next_fast_len, rfft

        size = self.distortion.size
        length = next_fast_len(3 * size - 2, real=True)
        full = irfft(rfft(table, length) * rfft(weights, length), length)
        product: Vector = np.maximum(full[size - 1 : 2 * size - 1], 0.0)
        return product

    @property
    def _ratio(self) -> float:
        return float(np.exp(-self.slope * self.distortion.step))

    def _recursive(self, weights: Vector) -> bool:
        return self.distortion.rho == "absolute" and int(np.count_nonzero(weights)) > 8

    def _sides(self, weights: Vector) -> tuple[Vector, Vector]:
        """Return the sums over the points on the left and on the right of each."""
        from scipy.signal import lfilter

        ratio = self._ratio
        top, bottom = [0.0, ratio], [1.0, -ratio]
        return lfilter(top, bottom, weights), lfilter(top, bottom, weights[::-1])[::-1]

    def _recursively(self, values: Vector, weights: Vector, factor: float) -> PositiveSum:
        # Every term carries at most N products, N sums and N powers of the ratio, twice with the penalty;
        # the ratio itself errs by the exponential, its exponent and the rounding of the table.
        steps = (4 + 2 * ULPS) * (len(weights) + 8)
        exponent = int(4.0 * min(self.slope * float(self.distortion.table.max()), _LARGEST_EXPONENT)) + 8
        rest = float(weights.sum()) * factor * len(weights) * _REST
        return PositiveSum(values, SLACK * gamma(steps + exponent), rest)

    def _sum(self, table: Vector, weights: Vector, factor: float) -> PositiveSum:
        used = np.flatnonzero(weights)
        if len(used) <= 2 * _BLOCK:
            values = np.zeros(len(weights))
            for letter in used.tolist():
                values += weights[letter] * self.distortion.column_of(table, letter)
        else:
            values = _blocks(table, weights)
        exponent = int(4.0 * min(self.slope * float(self.distortion.table.max()), _LARGEST_EXPONENT)) + 8
        relative = SLACK * gamma(len(used) + exponent + 2 * ULPS + 4)
        return PositiveSum(values, relative, float(weights.sum()) * factor * _REST)


def _blocks(table: Vector, weights: Vector) -> Vector:
    """Sum over all pairs whose entry is not 0, as products of blocks of weights and blocks of the matrix."""
    size, block = len(weights), _BLOCK
    count = -(-size // block)
    padded = np.zeros(count * block)
    padded[:size] = weights
    rows = padded.reshape(count, block)
    nonzero = np.flatnonzero(table)
    lowest, highest = int(nonzero[0]) - (size - 1), int(nonzero[-1]) - (size - 1)
    # Entry i - j of the table is at i - j + centre, with room for the padding on both sides.
    centre = (count + 1) * block
    wide = np.zeros(2 * centre + 1)
    wide[centre - (size - 1) : centre + size] = table
    result = np.zeros((count, block))
    for shift in range(-(count - 1), count):
        # The block of the sources lies `shift` blocks after that of the weights.
        if shift * block + block - 1 < lowest or shift * block - block + 1 > highest:
            continue
        result[max(0, shift) : count + min(0, shift)] += rows[max(0, -shift) : count - max(0, shift)] @ (
            _toeplitz(wide, centre + shift * block, block)
        )
    return result.reshape(-1)[:size]


def _toeplitz(wide: Vector, start: int, block: int) -> Matrix:
    """Return the block whose entry (j, i) is the table's at i - j from `start`."""
    window = wide[start - block + 1 : start + block]
    matrix: Matrix = np.lib.stride_tricks.sliding_window_view(window, block)[::-1]
    return np.ascontiguousarray(matrix)
