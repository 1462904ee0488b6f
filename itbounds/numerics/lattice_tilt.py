"""Tilts of laws on a few letters of a product of grids: sums go axis by axis, and there is no matrix."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.separable import SeparableDistortion
from itbounds.numerics.tilt import Tilting, TiltPoint

__all__ = ["LatticeTilting"]

_EMPTY = np.zeros((0, 0))

Places = tuple[NDArray[np.intp], ...]


@dataclass(frozen=True, eq=False)
class LatticeTilting(Tilting):
    """A source on a product of grids with some of its letters as reproductions, for Newton's method.

    It answers as a `Tilting` does, without scaling and without row minima. The points of its tilts have no
    matrices; what these served is asked for by name, `gradient` and `gram`.

    Parameters
    ----------
    distortion : SeparableDistortion
        The distortion.
    letters : array of shape (n,)
        Which points of the grid are reproductions.
    """

    distortion: SeparableDistortion
    letters: NDArray[np.intp]

    @classmethod
    def on(
        cls, source: Vector, distortion: SeparableDistortion, level: float, letters: NDArray[np.intp]
    ) -> "LatticeTilting":
        """Prepare a source, the letters of which all keep their places."""
        floor = np.zeros(len(source))
        return cls(source, np.zeros((0, len(letters))), None, floor, 1.0, level, distortion, letters)

    @cached_property
    def _axes(self) -> "tuple[_LatticeAxis, ...]":
        places = np.unravel_index(self.letters, self.distortion.grid_shape)
        axes = []
        for part, coordinates in zip(self.distortion.parts, places, strict=True):
            used, inverse = np.unique(coordinates, return_inverse=True)
            axes.append(_LatticeAxis(part.columns(np.arange(part.size), used), inverse.astype(np.intp)))
        return tuple(axes)

    @property
    def _places(self) -> Places:
        return tuple(axis.places for axis in self._axes)

    def at(self, output_law: Vector, slope: float) -> TiltPoint:
        """Tilt an output law at a slope."""
        partition, first, _ = self._moments(output_law, slope, orders=1)
        mean = first / np.where(partition > 0.0, partition, inf)
        return TiltPoint(output_law, slope, _EMPTY, _EMPTY, partition, mean)

    def variance(self, point: TiltPoint) -> float:
        """Return the mean conditional variance."""
        partition, _, second = self._moments(point.output_law, point.slope, orders=2)
        return max(0.0, float(self.source @ (second / partition - point.mean**2)))

    def ratios(self, point: TiltPoint) -> Vector:
        """Return the induced over the given output weight of each letter."""
        ratios, _ = self._at_letters(self.source / point.partition, point.slope)
        return ratios

    def gradient(self, point: TiltPoint) -> Vector:
        """Return the gradient of the expected distortion in the law."""
        weights = self.source / point.partition
        _, weighted = self._at_letters(weights, point.slope)
        plain, _ = self._at_letters(weights * point.mean, point.slope)
        return weighted - plain

    def gram(self, point: TiltPoint) -> Matrix:
        r"""Return the Hessian :math:`K^\top \mathrm{diag}(p/u^2) K` of the letters."""
        weights = (self.source / point.partition**2).reshape(self.distortion.grid_shape)
        kernels, places = [axis.kernel(point.slope) for axis in self._axes], self._places
        if len(kernels) == 1:
            return _cross(weights[None], kernels, places, places)
        # The first axis is summed for pairs of coordinates, before there is an array for every letter.
        result, first = np.zeros((len(self.letters), len(self.letters))), kernels[0]
        flat = weights.reshape(len(weights), -1)
        for place in range(first.shape[1]):
            here = np.flatnonzero(places[0] == place)
            sums = ((first[:, [place]] * first).T @ flat).reshape(-1, *weights.shape[1:])
            left = tuple(axis[here] for axis in places[1:])
            result[here] = _cross(sums[places[0]], kernels[1:], left, places[1:])
        return result

    def _moments(self, law: Vector, slope: float, *, orders: int) -> tuple[Vector, Vector, Vector]:
        """Return the sums over letters of kernel times law times a power 0, 1, 2 of the distortion."""
        plain: Array = np.zeros(tuple(axis.penalties.shape[1] for axis in self._axes))
        np.add.at(plain, self._places, law)
        first = second = np.zeros_like(plain)
        for axis in self._axes:
            kernel = axis.kernel(slope)
            tilted = kernel * axis.penalties
            if orders > 1:
                second = _along(second, kernel) + 2.0 * _along(first, tilted)
                second += _along(plain, tilted * axis.penalties)
            first = _along(first, kernel) + _along(plain, tilted)
            plain = _along(plain, kernel)
        return plain.reshape(-1), first.reshape(-1), second.reshape(-1)

    def _at_letters(self, weights: Vector, slope: float) -> tuple[Vector, Vector]:
        """Return the sums over points, at the letters, of kernel times weights, plain and with distortion."""
        plain: Array = weights.reshape(self.distortion.grid_shape)
        first: Array = np.zeros_like(plain)
        for axis in self._axes:
            kernel = axis.kernel(slope).T
            first = _along(first, kernel) + _along(plain, kernel * axis.penalties.T)
            plain = _along(plain, kernel)
        return plain[self._places], first[self._places]

    def smoothed(self, share: float) -> "LatticeTilting":
        """Return the same with a little of the uniform law in the source."""
        return replace(self, source=(1.0 - share) * self.source + share / len(self.source))


@dataclass(frozen=True, eq=False)
class _LatticeAxis:
    """One axis: penalties of all its points and of the coordinates that letters have, and whose they are."""

    penalties: Matrix
    places: NDArray[np.intp]

    def kernel(self, slope: float) -> Matrix:
        """Return the exponentials; below 1e-130 they count for nothing."""
        exponents: Matrix = np.exp(np.maximum(-slope * self.penalties, -300.0))
        return exponents


def _along(values: Array, matrix: Matrix) -> Array:
    """Multiply along the first axis, which becomes the last."""
    return np.tensordot(values, matrix, axes=([0], [1]))


def _cross(sums: Array, kernels: list[Matrix], left: Places, right: Places) -> Matrix:
    """Return the weighted inner products of product columns, with one array of weights for each right one.

    An axis is summed for each of the coordinates that the left columns have on it.
    """
    kernel = kernels[0]
    if len(kernels) == 1:
        product: Matrix = kernel[:, left[0]].T @ (sums * kernel[:, right[0]].T).T
        return product
    result = np.zeros((len(left[0]), len(right[0])))
    places = np.unique(left[0])
    pairs = kernel[:, places].T[None] * kernel[:, right[0]].T[:, None, :]
    inner = np.matmul(pairs, sums.reshape(*sums.shape[:2], -1))
    for index, place in enumerate(places):
        here = np.flatnonzero(left[0] == place)
        part = inner[:, index].reshape(-1, *sums.shape[2:])
        result[here] = _cross(part, kernels[1:], tuple(axis[here] for axis in left[1:]), right[1:])
    return result
