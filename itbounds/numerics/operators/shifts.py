"""Channels that add a noise: circulant where they add modulo the alphabet, Toeplitz where they do not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.operators.base import Indices, Operator
from itbounds.numerics.rounding import RowSums, row_sums

__all__ = ["Circulant", "Toeplitz"]

FEW = 32
"""Noises with at most this many values are shifted and added; others go through a Fourier transform."""


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Circulant(Operator):
    r"""The matrix :math:`W_{xy} = z_{(y - x) \bmod n}`: each row is the one before, moved right by one.

    Parameters
    ----------
    noise : array of shape (n,)
        The first row; trusted to be a law.

    Notes
    -----
    Its action goes through a Fourier transform, whose errors are of the order of the *largest* entry times
    the unit roundoff: small entries have no correct digit. `certain_left` and `certain_right` add up terms.
    """

    noise: Vector

    def __post_init__(self) -> None:
        self.noise.setflags(write=False)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        return len(self.noise), len(self.noise)

    @property
    def nnz(self) -> int:
        """How many numbers are kept."""
        return len(self.noise)

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one."""
        return bool(((self.noise == 0.0) | (self.noise == 1.0)).all())

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term of a certain action goes through at most."""
        count = int(np.count_nonzero(self.noise)) + 1
        return count, count

    @property
    def is_nonnegative(self) -> bool:
        """Whether every entry is a number of at least 0."""
        return bool(((self.noise >= 0.0) & (self.noise < np.inf)).all())

    def row_sums(self) -> RowSums:
        """Return the sums over each row, all alike."""
        return _repeated(self.noise, len(self.noise))

    def certain_left(self, laws: Array) -> Array:
        """Act on laws by sums of nonnegative terms; at once on uniform ones."""
        if (laws == laws[..., :1]).all():
            return laws * float(self.noise.sum())
        return _by_rows(self._moved_right, laws)

    def certain_right(self, values: Array) -> Array:
        """Act on functions by sums over rows; at once on constant ones."""
        if (values == values[..., :1]).all():
            return values * float(self.noise.sum())
        return _by_rows(self._moved_left, values)

    def _moved_right(self, law: Vector) -> Vector:
        full = _convolution(law, self.noise)
        n = len(law)
        full[: n - 1] += full[n:]
        return full[:n]

    def _moved_left(self, values: Vector) -> Vector:
        return _correlation(np.concatenate([values, values[:-1]]), self.noise)

    def squared_right(self, values: Vector) -> Vector:
        """Return the sums over each row of the squared entries times a function of the outputs."""
        return replace(self, noise=self.noise**2).certain_right(values)

    def _left(self, laws: Matrix) -> Matrix:
        if np.count_nonzero(self.noise) <= FEW:
            return self.certain_left(laws)
        return _transformed(laws, np.fft.rfft(self.noise), len(self.noise))

    def _right(self, values: Matrix) -> Matrix:
        if np.count_nonzero(self.noise) <= FEW:
            return self.certain_right(values)
        return _transformed(values, np.fft.rfft(self.noise).conj(), len(self.noise))

    def _rows(self, places: Indices) -> Matrix:
        n = len(self.noise)
        rows: Matrix = self.noise[(np.arange(n) - places[:, None]) % n]
        return rows


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Toeplitz(Operator):
    r"""The matrix :math:`W_{xy} = z_{y - x}` of inputs 0 to m - 1 with a noise of k values added to them.

    Parameters
    ----------
    noise : array of shape (k,)
        The law of the noise; trusted to be one. There are m + k - 1 outputs.
    inputs : int
        The number m of inputs.
    """

    noise: Vector
    inputs: int

    def __post_init__(self) -> None:
        self.noise.setflags(write=False)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of inputs and outputs."""
        return self.inputs, self.inputs + len(self.noise) - 1

    @property
    def nnz(self) -> int:
        """How many numbers are kept."""
        return len(self.noise)

    @property
    def is_deterministic(self) -> bool:
        """Whether every row is a single one."""
        return bool(((self.noise == 0.0) | (self.noise == 1.0)).all())

    @property
    def depth(self) -> tuple[int, int]:
        """How many roundings a term of a certain action goes through at most."""
        count = int(np.count_nonzero(self.noise))
        return min(count, self.inputs) + 1, count + 1

    @property
    def is_nonnegative(self) -> bool:
        """Whether every entry is a number of at least 0."""
        return bool(((self.noise >= 0.0) & (self.noise < np.inf)).all())

    def row_sums(self) -> RowSums:
        """Return the sums over each row, all alike."""
        return _repeated(self.noise, self.inputs)

    def certain_left(self, laws: Array) -> Array:
        """Act on laws by sums of nonnegative terms."""
        return _by_rows(lambda law: _convolution(law, self.noise), laws)

    def certain_right(self, values: Array) -> Array:
        """Act on functions by sums over rows."""
        return _by_rows(lambda row: _correlation(row, self.noise), values)

    def squared_right(self, values: Vector) -> Vector:
        """Return the sums over each row of the squared entries times a function of the outputs."""
        return replace(self, noise=self.noise**2).certain_right(values)

    def _left(self, laws: Matrix) -> Matrix:
        if np.count_nonzero(self.noise) <= FEW:
            return self.certain_left(laws)
        length = _fast_length(self.shape[1])
        return _transformed(laws, np.fft.rfft(self.noise, length), length)[:, : self.shape[1]]

    def _right(self, values: Matrix) -> Matrix:
        if np.count_nonzero(self.noise) <= FEW:
            return self.certain_right(values)
        # The last values wrap around to places that are cut off.
        length = _fast_length(self.shape[1])
        return _transformed(values, np.fft.rfft(self.noise, length).conj(), length)[:, : self.inputs]

    def _rows(self, places: Indices) -> Matrix:
        rows = np.zeros((len(places), self.shape[1]))
        np.put_along_axis(rows, places[:, None] + np.arange(len(self.noise)), self.noise[None, :], axis=1)
        return rows


def _repeated(noise: Vector, count: int) -> RowSums:
    one = row_sums(noise[None, :])
    return RowSums(*(np.repeat(value, count) for value in (one.total, one.entropy, one.size)))


def _by_rows(act: Callable[[Vector], Vector], stack: Array) -> Array:
    flat = stack.reshape(-1, stack.shape[-1])
    acted = np.array([act(row) for row in flat])
    return acted.reshape(*stack.shape[:-1], acted.shape[-1])


def _convolution(law: Vector, noise: Vector) -> Vector:
    """Return the law of a sum, term by term."""
    places = np.flatnonzero(noise)
    if 8 * len(places) > len(noise) > FEW:
        return np.convolve(law, noise)
    total = np.zeros(len(law) + len(noise) - 1)
    for place in places:
        total[place : place + len(law)] += noise[place] * law
    return total


def _correlation(values: Vector, noise: Vector) -> Vector:
    """Return the means of a function over the noise, wherever all of it fits in, term by term."""
    places = np.flatnonzero(noise)
    if 8 * len(places) > len(noise) > FEW:
        return np.correlate(values, noise, mode="valid")
    length = len(values) - len(noise) + 1
    total = np.zeros(length)
    for place in places:
        total += noise[place] * values[place : place + length]
    return total


def _transformed(stack: Matrix, factor: NDArray[np.complex128], length: int) -> Matrix:
    result: Matrix = np.fft.irfft(np.fft.rfft(stack, length, axis=1) * factor, length, axis=1)
    return result


def _fast_length(length: int) -> int:
    """Return the next number that is a power of two times 1, 3, 5 or 9."""
    powers = (odd << max(0, (-(-length // odd) - 1).bit_length()) for odd in (1, 3, 5, 9))
    return min(powers)
