"""Rate-distortion on a grid by column generation: a smooth penalty needs few reproductions."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector
from itbounds.forms import RateDistortionForm, Status
from itbounds.forms.base import RawSolution
from itbounds.forms.grid_rate_distortion import LineRateDistortionForm
from itbounds.solvers.base import Solver
from itbounds.solvers.rate_distortion.grid_fourier import GridFourier
from itbounds.solvers.rate_distortion.grid_record import GridRecord
from itbounds.solvers.rate_distortion.interior_point import InteriorPoint

__all__ = ["GridColumns"]

# So many reproductions cost more than a few steps on all letters.
_MANY = 40

Letters = NDArray[np.intp]


@dataclass(frozen=True)
class GridColumns(Solver[LineRateDistortionForm]):
    r"""Interior points on few reproductions, to which the letters are added that the dual point asks for.

    The exponentials :math:`e^{-s \rho}` of a smooth penalty are smooth at the scale :math:`s^{-1/2}`: output
    laws on every letter do little better than laws on letters that far apart. The source is lumped to at
    most `most_points` points for the Newton steps; prices and bounds are those of the whole grid.

    Parameters
    ----------
    most_points : int
        The size of the source in the Newton steps.
    most_columns : int
        The largest number of reproductions.
    max_rounds : int
        The limit of rounds of pricing.
    trials : int
        How many steps on all letters are tried first where many reproductions are to be expected.
    """

    name: ClassVar[str] = "grid_columns"
    accepts: ClassVar[type[LineRateDistortionForm]] = LineRateDistortionForm

    most_points: int = 16_384
    most_columns: int = 600
    max_rounds: int = 12
    trials: int = 4

    def solve(self, form: LineRateDistortionForm, tol: float) -> RawSolution:
        """Return output law, potentials and slope with a gap of at most `tol` nats, or the best found."""
        size = form.distortion.size
        if size > _MANY * form.distance:
            # Steps on all letters serve sources as smooth as Gaussian ones, and cost little to try.
            quick = GridFourier(max_steps=self.trials).solve(form, tol)
            if quick.status is Status.OPTIMAL:
                return quick
        record = GridRecord(form)
        points, source = _lumped(form.source, self.most_points)
        letters = _start(form, self.most_columns)
        inner = InteriorPoint()
        for _ in range(self.max_rounds):
            small = RateDistortionForm(source, form.distortion.columns(points, letters), form.level)
            raw = inner.solve(small, max(0.1 * tol, 1e-10))
            if raw.primal is None or raw.status is Status.FAILED:
                break
            law = np.zeros(size)
            law[letters] = raw.primal
            slope = raw.multiplier if 0.0 < raw.multiplier < inf else 1.0 / form.level
            _, _, ratios = record.offer(law, slope)
            if raw.dual is not None and len(points) == np.count_nonzero(form.source):
                record.offer_potentials(_spread(raw.dual, points, size), raw.multiplier)
            record.close_step()
            if record.gap <= tol or len(letters) >= self.most_columns:
                break
            kept = letters[(raw.primal > 1e-9 / len(letters)) | (ratios[letters] > 1.0 - 1e-4)]
            fresh = np.setdiff1d(_peaks(ratios, 0.1 * tol), kept)
            if len(np.setdiff1d(fresh, letters)):
                letters = np.union1d(kept, fresh)
            elif len(letters) < size <= self.most_columns:
                letters = np.arange(size)
            else:
                break
        return record.solution(tol, columns=float(len(letters)))


def _spread(potentials: Vector, points: Letters, size: int) -> Vector:
    """Return potentials of all points; those without mass have none to speak of."""
    wide = np.zeros(size)
    wide[points] = potentials
    return wide


def _lumped(source: Vector, most: int) -> tuple[Letters, Vector]:
    """Return at most so many points with the mass of their neighbourhoods of odd length."""
    size = len(source)
    width = -(-size // most)
    width += 1 - width % 2
    if width == 1:
        used = np.flatnonzero(source)
        return used, source[used]
    padded = np.zeros(-(-size // width) * width)
    padded[:size] = source
    mass = padded.reshape(-1, width).sum(axis=1)
    centres = np.minimum(np.arange(len(mass)) * width + width // 2, size - 1)
    used = np.flatnonzero(mass)
    return centres[used], mass[used]


def _start(form: LineRateDistortionForm, most: int) -> Letters:
    """Return letters of a distance at which the penalty is about half of the level."""
    distortion = form.distortion
    distance = max(form.distance, -(-distortion.size // most))
    letters = np.arange(distortion.size // 2 % distance, distortion.size, distance, dtype=np.intp)
    return np.union1d(letters, np.array([0, distortion.size - 1], dtype=np.intp))


def _peaks(ratios: Vector, tol: float) -> Letters:
    """Return the letters where the ratios have local maxima above 1, and their neighbours."""
    padded = np.concatenate([[-inf], ratios, [-inf]])
    top = (ratios >= padded[:-2]) & (ratios >= padded[2:]) & (ratios > 1.0 + tol)
    found = np.flatnonzero(top)
    around = np.concatenate([found - 1, found, found + 1])
    return np.unique(np.clip(around, 0, len(ratios) - 1))
