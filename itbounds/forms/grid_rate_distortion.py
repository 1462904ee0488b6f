"""Rate-distortion on a uniform grid as a numeric form: a table of differences instead of a matrix."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Vector
from itbounds.forms.base import Form
from itbounds.numerics.differences import DifferenceDistortion

__all__ = ["GridRateDistortionForm"]


@dataclass(frozen=True, eq=False)
class GridRateDistortionForm(Form):
    r"""Minimise the information of a test channel between the points of one grid.

    .. math:: \min_{Q :\ \sum_i p_i \sum_j Q_{ij} \rho((i - j) h) \le D} I(p, Q)

    A solver answers with an output law, potentials of all points and a slope, as for a `RateDistortionForm`.

    Parameters
    ----------
    source : array of shape (N,)
        Nonnegative letter probabilities that sum to one up to rounding.
    distortion : DifferenceDistortion
        The penalty of every difference.
    level : float
        The distortion level :math:`D`, positive and below that of the best single letter.
    """

    source: Vector
    distortion: DifferenceDistortion
    level: float

    @property
    def distance(self) -> int:
        """How many steps reproductions may lie apart: as far as the penalty is about half of the level."""
        right = self.distortion.table[self.distortion.size - 1 :]
        near = np.flatnonzero(right > 0.5 * self.level)
        return max(1, int(near[0]) - 1 if len(near) else 1)
