"""Rate-distortion under the absolute error on a grid: interior points at a cost linear in its size."""

from dataclasses import dataclass
from math import inf, log
from typing import ClassVar

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.base import RawSolution
from itbounds.forms.grid_rate_distortion import LineRateDistortionForm
from itbounds.numerics.positive_sums import PositiveSums
from itbounds.solvers.base import Solver
from itbounds.solvers.rate_distortion.grid_record import GridRecord

__all__ = ["GridAbsolute"]

_SMALLEST = 1e-280
# How far to come toward the end of the path in one step: the boldest that is not cut short.
_SHARES = (0.02, 0.2, 0.7)


@dataclass(frozen=True)
class GridAbsolute(Solver[LineRateDistortionForm]):
    r"""Newton steps for the output law at fixed slopes, within a secant search for the slope.

    The exponentials :math:`\rho^{|i-j|}`, :math:`\rho = e^{-sh}`, have a tridiagonal inverse T (Kac, Murdock
    and Szegő, 1953), so that with :math:`G = \mathrm{diag}(p / u^2)` the Newton system
    :math:`(K G K + Z / R)\, \delta = b` is a banded one in :math:`q = (Z/R)\, \delta` and
    :math:`y = K \delta`: :math:`(R/Z)\, q = T y` and :math:`T q + G y = T b`.

    Parameters
    ----------
    max_steps : int
        The limit of Newton steps at one slope.
    max_slopes : int
        The limit of slopes.
    """

    name: ClassVar[str] = "grid_absolute"
    accepts: ClassVar[type[LineRateDistortionForm]] = LineRateDistortionForm

    max_steps: int = 60
    max_slopes: int = 12

    def solve(self, form: LineRateDistortionForm, tol: float) -> RawSolution:
        """Return output law, potentials and slope with a gap of at most `tol` nats, or the best found."""
        record = GridRecord(form)
        slope, law = 1.0 / form.level, None
        if form.start is not None:
            slope, law = form.start.slope, form.start.law
        last: tuple[float, float] | None = None
        for _ in range(self.max_slopes):
            law, ratios = self._path(form, slope, tol, law)
            sums = PositiveSums(form.distortion, slope)
            partition = np.maximum(sums.partition(law).values, _SMALLEST)
            record.offer_dual(partition, slope, ratios)
            met, _, _ = record.offer(law, slope)
            record.close_step()
            if record.gap <= tol or not 0.0 < met < inf:
                break
            mean = float(form.source @ (sums.weighted(law).values / partition))
            error = log(mean / form.level) if mean > 0.0 else -1.0
            rate = -1.0
            if last is not None and last[0] != slope:
                rate = min(-0.05, (error - last[1]) / (log(slope) - log(last[0])))
            last = (slope, error)
            slope *= float(np.exp(min(2.0, max(-2.0, -error / rate))))
        return record.solution(tol, slopes=float(len(record.rows)))

    def _path(
        self, form: LineRateDistortionForm, slope: float, tol: float, law: Vector | None
    ) -> tuple[Vector, Vector]:
        """Follow the central path at one slope; return the law and its ratios."""
        source, size = form.source, form.distortion.size
        sums = PositiveSums(form.distortion, slope)
        inverse = _Inverse(float(np.exp(-slope * form.distortion.step)))
        point = np.full(size, 1.0 / size) if law is None else 0.9 * law / law.sum() + 0.1 / size
        partition = sums.partition(point).values
        ratios = sums.columns(source / partition).values
        slack = np.maximum(1.0 - ratios, 0.1)
        for _ in range(self.max_steps):
            centrality = float(point @ slack)
            if centrality + log(max(1.0, float(ratios.max()))) <= 0.2 * tol:
                break
            weights = source / partition
            step, best = None, 0.0
            goals = np.outer(_SHARES, centrality / size / point)
            moves = inverse.newton(point / slack, weights / partition, weights, goals)
            for goal, move in zip(goals, moves, strict=True):
                slack_move = goal - slack - slack / point * move
                length = min(_reach(point, move), _reach(slack, slack_move))
                if length > best:
                    step, best = (move, slack_move), length
                if length > 0.5:
                    break
            if step is None or not best > 1e-6:
                break
            length = min(1.0, 0.99 * best)
            point, slack = point + length * step[0], slack + length * step[1]
            partition = sums.partition(point).values
            ratios = sums.columns(source / partition).values
            exact = 1.0 - ratios
            slack = np.where((exact > 0.5 * slack) & (exact < 2.0 * slack), exact, slack)
        return point, ratios


@dataclass(frozen=True, eq=False)
class _Inverse:
    """The inverse of the matrix of the powers of a ratio, times one minus its square: tridiagonal."""

    ratio: float

    def times(self, vector: Vector) -> Vector:
        """Return its product with a vector, by second differences."""
        inner = (1.0 - self.ratio) ** 2 * vector[1:-1]
        inner += self.ratio * ((vector[1:-1] - vector[:-2]) + (vector[1:-1] - vector[2:]))
        first = (1.0 - self.ratio) * vector[0] + self.ratio * (vector[0] - vector[1])
        last = (1.0 - self.ratio) * vector[-1] + self.ratio * (vector[-1] - vector[-2])
        product: Vector = np.concatenate([[first], inner, [last]])
        return product

    def newton(self, quotient: Vector, curvature: Vector, weights: Vector, goals: Matrix) -> Matrix:
        """Return the moves of the law toward several goals, one a row.

        One banded system in as many pairs of unknowns as there are points, factored once.
        """
        from scipy.linalg import solve_banded

        size, scale = len(quotient), (1.0 - self.ratio) * (1.0 + self.ratio)
        # Rows 2i: (R/Z) q - T y = 0. Rows 2i + 1: T q + G y = T b, with T c = p / u exactly.
        diagonal = np.full(size, 1.0 + self.ratio**2)
        diagonal[0] = diagonal[-1] = 1.0
        bands: Matrix = np.zeros((7, 2 * size))
        bands[3, 0::2] = scale * quotient
        bands[3, 1::2] = scale * curvature
        bands[2, 1::2] = -diagonal  # row 2i, column 2i + 1
        bands[4, 1:-2:2] = self.ratio  # row 2i + 2, column 2i + 1
        bands[0, 3::2] = self.ratio  # row 2i, column 2i + 3
        bands[4, 0::2] = diagonal  # row 2i + 1, column 2i
        bands[2, 2::2] = -self.ratio  # row 2i + 1, column 2i + 2
        bands[6, 0:-2:2] = -self.ratio  # row 2i + 3, column 2i
        right = np.zeros((2 * size, len(goals)))
        for column, goal in enumerate(goals):
            right[1::2, column] = scale * weights + self.times(goal - 1.0)
        try:
            solution = solve_banded((3, 3), bands, right, overwrite_ab=True, overwrite_b=True)
        except (np.linalg.LinAlgError, ValueError):
            return np.full(goals.shape, np.nan)
        moves: Matrix = quotient * solution[0::2].T
        return moves


def _reach(point: Vector, move: Vector) -> float:
    """Return the largest step, at most 1/0.99, that keeps a positive point nonnegative; 0 where none is."""
    steepest = float((move / point).min())
    if not np.isfinite(steepest):
        return 0.0
    return min(1.0 / 0.99, -1.0 / steepest) if steepest < 0.0 else 1.0 / 0.99
