"""Rate-distortion on uniform grids as numeric forms: tables of differences instead of a matrix."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Mask, Vector
from itbounds.forms.base import Form
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.separable import GridDistortion, SeparableDistortion

__all__ = ["GridRateDistortionForm", "GridStart", "LineRateDistortionForm", "SeparableRateDistortionForm"]


# Points of so small a share of the largest probability need no letter nearby, unless the prices ask for one.
_UNLIKELY = 1e-9


@dataclass(frozen=True, eq=False)
class GridStart:
    """Where a solver may start: the solution of a question nearby.

    Parameters
    ----------
    law : array of shape (N,)
        An output law.
    slope : float
        The slope of its tilt, positive.
    """

    law: Vector
    slope: float


@dataclass(frozen=True, eq=False)
class GridRateDistortionForm(Form):
    r"""Minimise the information of a test channel between the points of one grid.

    .. math:: \min_{Q :\ \sum_i p_i \sum_j Q_{ij} d_{ij} \le D} I(p, Q)

    A solver answers with an output law, potentials of all points and a slope, as for a `RateDistortionForm`.

    Parameters
    ----------
    source : array of shape (N,)
        Nonnegative letter probabilities that sum to one up to rounding.
    distortion : DifferenceDistortion or SeparableDistortion
        The penalty of every difference.
    level : float
        The distortion level :math:`D`, positive and below that of the best single letter.
    start : GridStart, optional
        A hint that changes no answer.
    """

    source: Vector
    distortion: GridDistortion
    level: float
    start: GridStart | None = None


@dataclass(frozen=True, eq=False)
class LineRateDistortionForm(GridRateDistortionForm):
    r"""The question on a grid of one axis, :math:`d_{ij} = \rho((i - j) h)`."""

    distortion: DifferenceDistortion

    @property
    def distance(self) -> int:
        """How many steps reproductions may lie apart: as far as the penalty is about half of the level."""
        right = self.distortion.table[self.distortion.size - 1 :]
        near = np.flatnonzero(right > 0.5 * self.level)
        return max(1, int(near[0]) - 1 if len(near) else 1)


@dataclass(frozen=True, eq=False)
class SeparableRateDistortionForm(GridRateDistortionForm):
    """The question on a product of grids."""

    distortion: SeparableDistortion

    @property
    def lattice(self) -> NDArray[np.intp]:
        """The letters of a lattice whose steps cost about a share of the level, where there is mass."""
        share, shape = self.level / len(self.distortion.parts), self.distortion.grid_shape
        likely = self.source.reshape(shape) > _UNLIKELY * float(self.source.max())
        cells = np.zeros(shape, dtype=bool)
        axes = []
        for axis, part in enumerate(self.distortion.parts):
            far = np.flatnonzero(part.table[part.size - 1 :] > share)
            distance = max(1, int(far[0]) if len(far) else part.size)
            places = np.arange(part.size // 2 % distance, part.size, distance)
            axes.append(np.union1d(places, np.array([0, part.size - 1])))
            # A letter counts if there is mass within its cell.
            likely = _widened(likely, axis, distance)
        cells[np.ix_(*axes)] = True
        return np.flatnonzero(cells & likely)


def _widened(mask: Mask, axis: int, distance: int) -> Mask:
    """Return where a mask is true within a distance along an axis."""
    counts = np.cumsum(np.moveaxis(mask, axis, 0), axis=0, dtype=np.int64)
    size = len(counts)
    low, high = np.arange(size) - distance - 1, np.minimum(np.arange(size) + distance, size - 1)
    before = np.where((low >= 0).reshape(-1, *(1,) * (mask.ndim - 1)), counts[np.maximum(low, 0)], 0)
    return np.moveaxis(counts[high] > before, 0, axis)
