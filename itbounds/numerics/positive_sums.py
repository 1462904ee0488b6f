r"""Sums of exponentials of a penalty over a uniform grid, of positive terms only, with their errors.

With :math:`K_k = e^{-s \rho_k}` these are :math:`u_i = \sum_j K_{i-j} r_j`, its transpose, and
:math:`v_i = \sum_j K_{i-j} \rho_{i-j} r_j` for nonnegative weights r. A product by Fourier transforms errs
relative to the largest value, which says nothing of the small ones; here every value is right to a relative
error, and what is left out is bounded. The rounding model is that of `rounding`.

Few weights are summed column by column, the absolute difference by recursions from both sides
(:math:`O(N)`), the squared one through a coarse lattice (see `gaussian_factors`), and everything else block
by block: never is a matrix of all pairs made.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.gaussian_factors import GaussianFactors
from itbounds.numerics.rounding import SLACK, ULPS, gamma

__all__ = ["REST", "PositiveSum", "PositiveSums", "correlation"]

# Exponentials beyond count as nothing in the computation, and as what they are in the bound.
_LARGEST_EXPONENT = 650.0
REST = 2.0**-900
"""More than an exponential that counts as nothing."""
# Blocks so long that a product with a block of the matrix is done at the speed of the processor.
_BLOCK = 256
# So many weights on so many points are summed through the lattice of the squared error.
_COLUMNS = 16
_POINTS = 2000


@dataclass(frozen=True, eq=False)
class PositiveSum:
    r"""Computed sums with their errors: the true ones lie in :math:`[t - e b, t + e b + a]`.

    Parameters
    ----------
    values : array of shape (N,)
        The computed sums t.
    relative : float
        The relative error e.
    rest : float
        What was left out, a.
    sizes : array of shape (N,)
        What the error is relative to, b: the values, or for differences the sum of both terms.
    """

    values: Vector
    relative: float
    rest: float
    sizes: Vector


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

    @cached_property
    def _factors(self) -> GaussianFactors | None:
        if self.distortion.rho != "squared" or self.distortion.size < _POINTS:
            return None
        return GaussianFactors.of(self.distortion.size, self.distortion.step, self.slope)

    def partition(self, weights: Vector) -> PositiveSum:
        """Return u: the sum of every row."""
        if self._recursive(weights):
            forward, backward = self._sides(weights)
            return self._recursively(weights + (forward + backward), weights, 1.0)
        if self._factors is not None and np.count_nonzero(weights) > _COLUMNS:
            return self._factored(self._factors.partition(weights), None, weights, 1.0)
        return self._sum(self.kernel, weights, 1.0)

    def columns(self, weights: Vector) -> PositiveSum:
        """Return the sums of the columns, weighted by row."""
        if self.distortion.symmetric:
            return self.partition(weights)
        flipped = self._sum(self.kernel, weights[::-1], 1.0)
        return PositiveSum(flipped.values[::-1], flipped.relative, flipped.rest, flipped.values[::-1])

    def weighted(self, weights: Vector) -> PositiveSum:
        """Return v: the sum of every row, with the penalty as a factor."""
        factor = max(1.0, self.distortion.largest)
        if self._recursive(weights):
            from scipy.signal import lfilter

            ratio = self._ratio
            total = np.zeros_like(weights)
            for side, turn in zip(self._sides(weights), (1, -1), strict=True):
                # The distance grows by one step on the way; `side` leaves the point itself out.
                total += lfilter([1.0], [1.0, -ratio], side[::turn])[::turn]
            return self._recursively(self.distortion.step * total, weights, factor)
        if self._factors is not None and np.count_nonzero(weights) > _COLUMNS:
            values, sizes = self._factors.weighted(weights)
            return self._factored(values, sizes, weights, 2.0 * factor + 1.0 / self.slope)
        return self._sum(self.weighted_kernel, weights, factor)

    def fast_partition(self, weights: Vector) -> Vector:
        """Return the sums of the rows for iterations: by Fourier transforms where those are faster."""
        return self._fast(self.kernel, weights) if self._by_fourier else self.partition(weights).values

    def fast_columns(self, weights: Vector) -> Vector:
        """Return the sums of the columns for iterations; see `fast_partition`."""
        fourier = self._by_fourier
        return self._fast(self.kernel[::-1], weights) if fourier else self.columns(weights).values

    def fast_weighted(self, weights: Vector) -> Vector:
        """Return the weighted sums of the rows for iterations; see `fast_partition`."""
        fourier = self._by_fourier
        return self._fast(self.weighted_kernel, weights) if fourier else self.weighted(weights).values

    @property
    def _by_fourier(self) -> bool:
        return self.distortion.rho != "absolute" and self._factors is None

    @staticmethod
    def _fast(table: Vector, weights: Vector) -> Vector:
        product: Vector = np.maximum(correlation(table, weights), 0.0)
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
        rest = (1.0 + float(weights.sum())) * factor * len(weights) * REST
        return PositiveSum(values, SLACK * gamma(steps + self._exponents), rest, values)

    @property
    def error(self) -> float:
        """The relative error of a sum of products with the table, in any order."""
        return self._error(self.distortion.size)

    def _error(self, terms: int) -> float:
        return SLACK * gamma(terms + self._exponents + 2 * ULPS + 4)

    @property
    def _exponents(self) -> int:
        return int(4.0 * min(self.slope * self.distortion.largest, _LARGEST_EXPONENT)) + 8

    def _factored(self, values: Vector, sizes: Vector | None, weights: Vector, factor: float) -> PositiveSum:
        error = 0.0 if self._factors is None else self._factors.relative
        rest = (1.0 + float(weights.sum())) * factor * len(weights) * REST
        return PositiveSum(values, error, rest, values if sizes is None else sizes)

    def _sum(self, table: Vector, weights: Vector, factor: float) -> PositiveSum:
        used = np.flatnonzero(weights)
        if len(used) <= 2 * _BLOCK:
            values = np.zeros(len(weights))
            for letter in used.tolist():
                values += weights[letter] * self.distortion.column_of(table, letter)
        else:
            values = _blocks(table, weights)
        return PositiveSum(
            values, self._error(len(used)), (1.0 + float(weights.sum())) * factor * REST, values
        )


def correlation(table: Vector, weights: Vector) -> Vector:
    """Return the sums of a table of differences over weights by Fourier transforms: not for proofs."""
    from scipy.fft import irfft, next_fast_len, rfft

    size = len(weights)
    length = next_fast_len(3 * size - 2, real=True)
    full = irfft(rfft(table, length) * rfft(weights, length), length)
    return np.asarray(full[size - 1 : 2 * size - 1], dtype=np.float64)


def _blocks(table: Vector, weights: Vector) -> Vector:
    """Sum over all pairs whose entry is not 0, as products of blocks of weights and blocks of the matrix."""
    size, block = len(weights), _BLOCK
    count = -(-size // block)
    padded = np.zeros(count * block)
    padded[:size] = weights
    rows = padded.reshape(count, block)
    nonzero = np.flatnonzero(table)
    if not len(nonzero):
        return np.zeros(size)
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
