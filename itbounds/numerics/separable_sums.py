r"""Sums of exponentials of a separable distortion, axis by axis: of positive terms only, with their errors.

The kernel of a sum of penalties is a Kronecker product, :math:`e^{-s(\rho_1 + \rho_2)} = e^{-s \rho_1}
e^{-s \rho_2}`: a sum over N points of m axes with n each takes m N n multiplications instead of N N. A sum
with the distortion as a factor carries its derivative along,
:math:`(K_k u)' = K_k u' + (K_k \cdot \rho_k) u`.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.positive_sums import REST, PositiveSum, PositiveSums
from itbounds.numerics.rounding import SLACK
from itbounds.numerics.separable import GridDistortion, SeparableDistortion

__all__ = ["GridSums", "SeparableSums", "sums_of"]

# Axes so long are summed line by line, by what is fastest on a line; shorter ones by a product of matrices.
_LONG = 1500


@dataclass(frozen=True, eq=False)
class SeparableSums:
    """The sums of one separable distortion at one slope, with the interface of `PositiveSums`.

    Parameters
    ----------
    distortion : SeparableDistortion
        The distortion.
    slope : float
        The slope s, at least 0 and finite.

    Examples
    --------
    >>> from itbounds.numerics.differences import DifferenceDistortion
    >>> line = DifferenceDistortion.of(2, 1.0, "absolute")
    >>> sums = SeparableSums(SeparableDistortion.of((line, line)), float(np.log(2.0)))
    >>> sums.partition(np.array([1.0, 0.0, 0.0, 4.0])).values
    array([2.  , 2.5 , 2.5 , 4.25])
    >>> sums.weighted(np.array([1.0, 0.0, 0.0, 4.0])).values
    array([2. , 2.5, 2.5, 0.5])
    """

    distortion: SeparableDistortion
    slope: float

    @cached_property
    def _axes(self) -> "tuple[_Axis, ...]":
        return tuple(_Axis(PositiveSums(part, self.slope)) for part in self.distortion.parts)

    def partition(self, weights: Vector) -> PositiveSum:
        """Return u: the sum of every row."""
        values, relative = weights.reshape(self.distortion.grid_shape), 0.0
        for axis in self._axes:
            values, error = axis.rows(values)
            relative += error
        return self._sum(values, weights, relative, 1.0)

    def columns(self, weights: Vector) -> PositiveSum:
        """Return the sums of the columns, weighted by row."""
        values, relative = weights.reshape(self.distortion.grid_shape), 0.0
        for axis in self._axes:
            values, error = axis.columns(values)
            relative += error
        return self._sum(values, weights, relative, 1.0)

    def weighted(self, weights: Vector) -> PositiveSum:
        """Return v: the sum of every row, with the distortion as a factor."""
        values: Array = weights.reshape(self.distortion.grid_shape)
        total: Array = np.zeros_like(values)
        sizes: Array = np.zeros_like(values)
        relative = 0.0
        for axis in self._axes:
            added, more, error = axis.weighted(values)
            total, other = axis.rows(total)
            sizes, _ = axis.rows(sizes)
            total, sizes = total + added, sizes + more
            values, _ = axis.rows(values)
            relative += max(error, other) + 2.0**-52
        # A difference of sums, on a long axis, has terms of at most 102 times the largest penalty.
        found = self._sum(total, weights, relative, 102.0 * max(1.0, self.distortion.largest))
        return PositiveSum(found.values, found.relative, found.rest, sizes.reshape(-1))

    def fast_partition(self, weights: Vector) -> Vector:
        """Return the sums of the rows for iterations."""
        return self.partition(weights).values

    def fast_columns(self, weights: Vector) -> Vector:
        """Return the sums of the columns for iterations."""
        return self.columns(weights).values

    def fast_weighted(self, weights: Vector) -> Vector:
        """Return the weighted sums of the rows for iterations."""
        return self.weighted(weights).values

    def _sum(self, values: Array, weights: Vector, relative: float, factor: float) -> PositiveSum:
        # A product of exponentials is left out if one is, and is no more than that one; what an axis leaves
        # out is summed over the other axes. Errors multiply, which is beyond their sum by far less than this.
        rest = 4.0 * len(weights) * len(self._axes) * (1.0 + float(weights.sum())) * factor * REST
        flat = values.reshape(-1)
        return PositiveSum(flat, SLACK * (relative + relative**2), rest, flat)


@dataclass(frozen=True, eq=False)
class _Axis:
    """The sums along the first axis of an array, which becomes its last: after all axes they are in order."""

    sums: PositiveSums

    @property
    def _dense(self) -> bool:
        return self.sums.distortion.size <= _LONG

    @cached_property
    def _kernel(self) -> Matrix:
        return self._matrix(self.sums.kernel)

    @cached_property
    def _weighted_kernel(self) -> Matrix:
        return self._matrix(self.sums.weighted_kernel)

    def _matrix(self, table: Vector) -> Matrix:
        size = self.sums.distortion.size
        letters = np.arange(size)
        matrix: Matrix = table[letters[:, None] - letters + (size - 1)]
        return matrix

    def rows(self, values: Array) -> tuple[Array, float]:
        """Return the sums of the rows, and their relative error."""
        if self._dense:
            return np.tensordot(values, self._kernel, axes=([0], [1])), self.sums.error
        return _by_lines([self.sums.partition(line) for line in _lines(values)], values)

    def columns(self, values: Array) -> tuple[Array, float]:
        """Return the sums of the columns, and their relative error."""
        if self._dense:
            return np.tensordot(values, self._kernel, axes=([0], [0])), self.sums.error
        return _by_lines([self.sums.columns(line) for line in _lines(values)], values)

    def weighted(self, values: Array) -> tuple[Array, Array, float]:
        """Return the weighted sums of the rows, what their error is relative to, and the error."""
        if self._dense:
            found = np.tensordot(values, self._weighted_kernel, axes=([0], [1]))
            return found, found, self.sums.error
        sums = [self.sums.weighted(line) for line in _lines(values)]
        sizes = np.stack([one.sizes for one in sums]).reshape(*values.shape[1:], values.shape[0])
        found, relative = _by_lines(sums, values)
        return found, sizes, relative


def _lines(values: Array) -> list[Vector]:
    """Return the lines along the first axis, each a contiguous vector."""
    return list(np.ascontiguousarray(values.reshape(len(values), -1).T))


def _by_lines(sums: list[PositiveSum], values: Array) -> tuple[Array, float]:
    found = np.stack([one.values for one in sums]).reshape(*values.shape[1:], values.shape[0])
    return found, max(one.relative for one in sums)


def sums_of(distortion: GridDistortion, slope: float) -> "GridSums":
    """Return the sums of a distortion on a grid at a slope."""
    if isinstance(distortion, SeparableDistortion):
        return SeparableSums(distortion, slope)
    return PositiveSums(distortion, slope)


GridSums = PositiveSums | SeparableSums
"""The sums over a grid of one axis or several."""
