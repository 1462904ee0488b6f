r"""The kernel of the squared error as a product of two thin positive ones, at a cost linear in the grid.

For points of one line and a coarse lattice t of step H,

.. math::
    \sum_t e^{-2s(x-t)^2} e^{-2s(t-y)^2} = e^{-s(x-y)^2} \sum_t e^{-4s(t - (x+y)/2)^2} ,

since :math:`(x-t)^2 + (t-y)^2 = (x-y)^2/2 + 2(t - (x+y)/2)^2`. By Poisson's summation formula the last sum is
:math:`\sqrt{\pi/4s}/H` up to a relative error of :math:`2 \sum_{n \ge 1} e^{-\pi^2 n^2 / 4 s H^2}`, below
:math:`10^{-19}` for :math:`H = 0.23 / \sqrt s`. So a sum over N points is one onto a few hundred lattice
points and one back, all of positive terms, and every value is right to a relative error, however small.

The weighted kernel comes from the same two sums, since the mean of :math:`4(t - (x+y)/2)^2` over the lattice
is :math:`1/2s`: :math:`(x-y)^2` is the mean of :math:`2(x-t)^2 + 2(t-y)^2` less that. This is a difference of
positive sums, and its error is relative to both.
"""

from dataclasses import dataclass
from math import ceil, floor, pi, sqrt

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.rounding import SLACK, ULPS, gamma

__all__ = ["GaussianFactors"]

# pi^2 / 4 s H^2: the mean of a square over the lattice errs by 4 * 46 * exp(-46), under 2e-18.
_POISSON = 46.0
# 4 s T^2 at the distance T by which the lattice reaches beyond the grid: what is cut off is under 1e-19.
_MARGIN = 50.0
# Pairs up to exponent 650 keep all lattice points that count: 2 (sqrt(650)/2 + sqrt(50)/2)^2 < 540.
_LARGEST_EXPONENT = 540.0
_MODEL = 2.0**-50
# Under so many points a cell, the pairs near enough to count are summed one by one.
_SHORTEST = 16


@dataclass(frozen=True, eq=False)
class GaussianFactors:
    r"""The two thin factors of the kernel :math:`e^{-s (i-j)^2 h^2}` of one grid.

    Parameters
    ----------
    size, slope : int, float
        The number N of points, and s.
    cells : int
        The number of cells of the lattice that cover the grid; it reaches `beyond` cells further.
    beyond : int
        See `cells`.
    first : int
        The shift, in cells, of the first row of the table.
    table, squares : array of shape (shifts, width)
        :math:`e^{-2 s z^2}` and :math:`z^2 e^{-2 s z^2}` for the differences z of points and lattice points.
    mass : float
        The sum over the lattice, :math:`\sqrt{\pi/4s}/H`.
    """

    size: int
    slope: float
    cells: int
    beyond: int
    first: int
    table: Matrix
    squares: Matrix
    mass: float

    @classmethod
    def of(cls, size: int, step: float, slope: float) -> "GaussianFactors | None":
        """Return the factors, or ``None`` where the kernel is too narrow or too wide for them to help."""
        reach = slope * (size * step) ** 2  # so that 1/s is at most a hundred times the largest penalty
        if not 1e-2 <= reach <= 1e30:
            return None
        length = floor(pi / (2.0 * sqrt(_POISSON * slope) * step))
        if length < _SHORTEST:
            return None
        width, cells = min(length, size), -(-size // length)
        beyond = ceil(sqrt(_MARGIN / (4.0 * slope)) / (length * step)) + 1
        # From the last lattice point to the first cell, and from the first to the last one.
        shifts = np.arange(-(cells + beyond), cells + beyond)
        # The least difference of a cell: at its near end.
        nearest = np.maximum(0, np.maximum(shifts, -shifts - 1)) * (length * step)
        shifts = shifts[2.0 * slope * nearest**2 <= _LARGEST_EXPONENT]
        places = step * (shifts[:, None] * length + np.arange(width)[None, :]).astype(np.float64)
        squares = places * places
        exponents = 2.0 * slope * squares
        table = np.where(exponents <= _LARGEST_EXPONENT, np.exp(-exponents), 0.0)
        mass = sqrt(pi / (4.0 * slope)) / (length * step)
        return cls(size, slope, cells, beyond, int(shifts[0]), table, squares * table, mass)

    @property
    def relative(self) -> float:
        """The relative error of `partition`, and of `weighted` with respect to its sizes.

        Each factor errs by one exponential and five units of roundoff of its exponent, the penalties behind
        it by three of theirs; a term is added at most a cell, twice the shifts, and a few times more.
        """
        shifts, width = self.table.shape
        exponents = 2 * (5 * 540 + 2 * ULPS) + 3 * 650
        return SLACK * gamma(exponents + width + 2 * shifts + 64) + _MODEL

    def partition(self, weights: Vector) -> Vector:
        """Return the sum of every row of the kernel."""
        return self._fine(self.table, self._coarse(self.table, weights)) / self.mass

    def weighted(self, weights: Vector) -> tuple[Vector, Vector]:
        """Return the sum of every row with the penalty as a factor, and what its error is relative to."""
        coarse = self._coarse(self.table, weights)
        positive = self._fine(self.squares, coarse)
        positive += self._fine(self.table, self._coarse(self.squares, weights))
        positive *= 2.0 / self.mass
        less = self._fine(self.table, coarse) / (2.0 * self.slope * self.mass)
        return np.maximum(positive - less, 0.0), positive + less

    def _coarse(self, table: Matrix, weights: Vector) -> Vector:
        """Sum onto the lattice."""
        shifts, width = table.shape
        padded = np.zeros(self.cells * width)
        padded[: self.size] = weights
        parts = padded.reshape(self.cells, width) @ table.T
        lattice = np.zeros(self.cells + 2 * self.beyond + 1)
        for place in range(shifts):
            # Cell a at shift d sees the lattice point a - d; those beyond the ends of the lattice are not.
            start = self.beyond - (self.first + place)
            low, high = max(0, -start), min(self.cells, len(lattice) - start)
            if low < high:
                lattice[start + low : start + high] += parts[low:high, place]
        return lattice

    def _fine(self, table: Matrix, lattice: Vector) -> Vector:
        """Sum from the lattice back to the grid."""
        shifts = len(table)
        seen = np.zeros((self.cells, shifts))
        for place in range(shifts):
            start = self.beyond - (self.first + place)
            low, high = max(0, -start), min(self.cells, len(lattice) - start)
            if low < high:
                seen[low:high, place] = lattice[start + low : start + high]
        return (seen @ table).reshape(-1)[: self.size]
