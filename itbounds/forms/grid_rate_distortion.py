"""Rate-distortion on uniform grids as numeric forms: tables of differences instead of a matrix."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Vector
from itbounds.forms.base import Form
from itbounds.numerics.differences import DifferenceDistortion
from itbounds.numerics.separable import GridDistortion, SeparableDistortion

__all__ = ["GridRateDistortionForm", "GridStart", "LineRateDistortionForm", "SeparableRateDistortionForm"]


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
