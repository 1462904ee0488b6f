"""Rate-distortion on products of grids by column generation: Newton's method on the letters of a lattice."""

from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Vector
from itbounds.forms import RawSolution, Status
from itbounds.forms.grid_rate_distortion import SeparableRateDistortionForm
from itbounds.numerics.lattice_tilt import LatticeTilting
from itbounds.numerics.separable_sums import sums_of
from itbounds.solvers.base import Solver
from itbounds.solvers.rate_distortion.grid_fourier import GridFourier
from itbounds.solvers.rate_distortion.grid_product import product_point
from itbounds.solvers.rate_distortion.grid_record import GridRecord
from itbounds.solvers.rate_distortion.grid_repair import repair
from itbounds.solvers.rate_distortion.interior_point import follow_path
from itbounds.solvers.rate_distortion.record import Record

__all__ = ["GridLattice"]

_LITTLE = 1e-8

Letters = NDArray[np.intp]


@dataclass(frozen=True)
class GridLattice(Solver[SeparableRateDistortionForm]):
    r"""Interior points on the letters of a coarse lattice, to which those are added that the prices ask for.

    Coordinates that are independent are solved one by one. Else, as with `GridColumns` on a line, letters
    come as the prices ask for them. The Newton matrix of n letters on N points costs :math:`n^2 N^{1/m}` and
    not :math:`n^2 N`, since a sum over a product of m axes goes axis by axis. Steps on all letters are tried
    first: they are enough where the law of the source is smooth and the level small.

    Parameters
    ----------
    most_letters : int
        The largest number of reproductions in the Newton steps.
    most_fresh : int
        How many letters one round adds at most.
    max_rounds : int
        The limit of rounds of pricing.
    max_steps : int
        The limit of Newton steps in a round.
    trials : int
        How many steps on all letters are tried first.
    max_repairs : int
        The limit of repairs of the dual point in a round.
    max_seconds : float
        No round begins later.
    """

    name: ClassVar[str] = "grid_lattice"
    accepts: ClassVar[type[SeparableRateDistortionForm]] = SeparableRateDistortionForm

    most_letters: int = 1500
    most_fresh: int = 300
    max_rounds: int = 12
    max_steps: int = 60
    trials: int = 8
    max_repairs: int = 50
    max_seconds: float = 120.0

    def solve(self, form: SeparableRateDistortionForm, tol: float) -> RawSolution:
        """Return output law, potentials and slope with a gap of at most `tol` nats, or the best found."""
        record = GridRecord(form)
        product = product_point(form, tol)
        if product is not None:
            record.offer(product.law, product.slope)
            ratios = record.ratios(product.partition, product.slope)
            record.offer_dual(product.partition, product.slope, ratios)
            record.close_step()
            if record.gap <= tol:
                return record.solution(tol)
        letters = form.lattice
        full = GridFourier() if len(letters) > self.most_letters else GridFourier(max_steps=self.trials)
        quick = full.solve(form, tol)
        record.take(quick)
        if quick.status is Status.OPTIMAL or len(letters) > self.most_letters:
            return record.solution(tol)
        size = form.distortion.size
        end = perf_counter() + self.max_seconds
        for _ in range(self.max_rounds):
            if perf_counter() > end:
                break
            small = Record(LatticeTilting.on(form.source, form.distortion, form.level, letters))
            follow_path(small, max(0.1 * tol, 1e-10), self.max_steps)
            if small.law is None or not 0.0 < small.slope < inf:
                break
            law = np.zeros(size)
            law[letters] = small.law
            slope, _, ratios = record.offer(law, small.slope)
            if small.potentials is not None:
                record.offer_potentials(small.potentials, small.slope)
            if record.gap > tol and quick.primal is not None:
                # Letters that no price has asked for yet are of little account, but for the dual point.
                spread = law + _LITTLE * quick.primal
                repair(record, sums_of(form.distortion, slope), spread, tol, self.max_repairs)
            record.close_step()
            if record.gap <= tol:
                break
            kept = letters[(small.law > 1e-9 / len(letters)) | (ratios[letters] > 1.0 - 1e-4)]
            fresh = np.setdiff1d(
                _peaks(ratios.reshape(form.distortion.grid_shape), 0.1 * tol, self.most_fresh), letters
            )
            if not len(fresh) or len(kept) + len(fresh) > self.most_letters:
                break
            letters = np.union1d(kept, fresh)
        return record.solution(tol, letters=float(len(letters)))


def _peaks(ratios: Array, tol: float, most: int) -> Letters:
    """Return the points where the ratios have local maxima above 1, largest first, with their neighbours."""
    top = ratios > 1.0 + tol
    for axis, size in enumerate(ratios.shape):
        line = np.moveaxis(ratios, axis, 0)
        beside = np.full((size + 2, *line.shape[1:]), -inf)
        beside[1:-1] = line
        top &= np.moveaxis((line >= beside[:-2]) & (line >= beside[2:]), 0, axis)
    found = np.flatnonzero(top)
    values: Vector = ratios.reshape(-1)[found]
    found = found[np.argsort(-values, kind="stable")][: max(1, most // (2 * ratios.ndim + 1))]
    places = np.array(np.unravel_index(found, ratios.shape))
    around = [places]
    for axis, size in enumerate(ratios.shape):
        for step in (-1, 1):
            moved = places.copy()
            moved[axis] = np.clip(moved[axis] + step, 0, size - 1)
            around.append(moved)
    return np.unique(np.ravel_multi_index(tuple(np.concatenate(around, axis=1)), ratios.shape))
