"""Rates of many small sources of one shape: the central paths of all of them in one array run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Mask, Matrix, Vector
from itbounds.solvers.stacked_newton import StackedNewton, longest_steps

__all__ = ["StackedRates", "solve_rate_stack"]

_ROUNDING = 1e-16
_LARGEST_EXPONENT = 300.0


@dataclass(frozen=True, eq=False)
class StackedRates:
    """The last points of every problem of a stack.

    Parameters
    ----------
    law : array of shape (k, n)
        Output laws.
    slope : array of shape (k,)
        Slopes, in units of the distortion.
    potentials : array of shape (k, m)
        Row potentials that belong to them.
    steps : array of shape (k,)
        How many points of its path each problem has seen.
    gap : array of shape (k,)
        The unpadded gap, infinite where the level was not met.
    """

    law: Matrix
    slope: Vector
    potentials: Matrix
    steps: NDArray[np.int64]
    gap: Vector


def solve_rate_stack(
    sources: Matrix, distortions: Array, levels: Vector, tol: float, *, max_steps: int = 40
) -> StackedRates:
    r"""Follow the central paths of all problems together; each leaves when its gap is small enough.

    Unknowns are the output law r and the slope s. Since :math:`\sum_y r_y c_y = 1` for every law, its
    normalisation takes care of itself, and the Newton equations are those of `NewtonEquations` with the
    bound at its optimum, 1, and the level met with equality.

    Parameters
    ----------
    sources : array of shape (k, m)
        Laws of the sources, probabilities of 0 allowed.
    distortions : array of shape (k, m, n)
        Finite distortions.
    levels : array of shape (k,)
        Levels between the least distortion and that of the best single letter.
    tol : float
        The gap that is aimed for, in nats.
    max_steps : int
        The largest number of points, the first included.

    Examples
    --------
    >>> hamming = 1.0 - np.eye(2)
    >>> found = solve_rate_stack(np.full((1, 2), 0.5), hamming[None], np.array([0.25]), 1e-9)
    >>> found.law.round(6), np.exp(-found.slope).round(6)
    (array([[0.5, 0.5]]), array([0.333333]))
    """
    count, _, outputs = distortions.shape
    floor = distortions.min(axis=2)
    excess = distortions - floor[:, :, None]
    unit = excess.max(axis=(1, 2))
    excess = excess / unit[:, None, None]
    room = (levels - (sources * floor).sum(axis=1)) / unit
    # A little of the uniform law keeps rare letters from stalling the dual; bounds are of the true sources.
    share = 0.005 * tol
    smooth = (1.0 - share) * sources + share / sources.shape[1]
    law, slope = np.full((count, outputs), 1.0 / outputs), np.zeros(count)
    gap, steps = np.full(count, np.inf), np.zeros(count, dtype=np.int64)
    potentials = np.zeros(sources.shape)
    places = np.arange(count)
    with np.errstate(all="ignore"):
        paths = _Paths.of(sources, smooth, excess, room)
        for step in range(max_steps):
            found = paths.gap()
            law[places], slope[places], gap[places] = paths.point, paths.slope, found
            potentials[places] = -np.log(paths.partition)
            steps[places] = step + 1
            going = (found > tol) & np.isfinite(paths.slope) & (paths.length > 1e-4)
            if not going.any() or step + 1 == max_steps:
                break
            if not going.all():
                places = places[going]
                paths.keep(going)
            paths.advance()
    slope = slope / unit
    return StackedRates(law, slope, potentials + slope[:, None] * floor, steps, gap)


@dataclass(eq=False)
class _Paths:
    """One iterate for each problem: law, slack, slope, and what follows from them."""

    source: Matrix
    smooth: Matrix
    excess: Array
    level: Vector
    point: Matrix
    slack: Matrix
    slope: Vector
    length: Vector
    kernel: Array
    partition: Matrix
    mean: Matrix
    ratios: Matrix

    @classmethod
    def of(cls, source: Matrix, smooth: Matrix, excess: Array, level: Vector) -> "_Paths":
        """Start from uniform laws whose tilts meet the level, after two multiplicative updates."""
        count, _, outputs = excess.shape
        point, slope = np.full((count, outputs), 1.0 / outputs), 1.0 / level
        empty = np.zeros((count, outputs))
        paths = cls(
            source, smooth, excess, level, point, empty, slope, np.ones(count), excess, source, source, empty
        )
        for _ in range(3):
            paths._meet()
            paths.point = paths.point * paths.ratios
        paths.point = 0.9 * paths.point + 0.1 / outputs
        paths._meet()
        paths.slack = np.maximum(1.0 - paths.ratios, 0.1)
        return paths

    def keep(self, which: Mask) -> None:
        """Go on with some of the problems only."""
        for name, array in list(vars(self).items()):
            setattr(self, name, array[which])

    def gap(self) -> Vector:
        """Return what the points prove, and infinity where the level is not met closely."""
        partition = self.partition
        ratios = ((self.source / partition)[:, None, :] @ self.kernel)[:, 0, :]
        off = np.abs((self.source * self.mean).sum(axis=1) - self.level)
        gap: Vector = np.log(ratios.max(axis=1)) + np.log(self.point.sum(axis=1)) + self.slope * off
        return np.where(np.isfinite(gap), np.maximum(gap, 0.0), np.inf)

    def advance(self) -> None:
        """Make one predictor-corrector step on every path, or a centring one after a short step."""
        point, slack, outputs = self.point, self.slack, self.point.shape[1]
        weights = self.smooth / self.partition
        weighted = self.kernel * self.excess
        gradient = (weights[:, None, :] @ weighted - (weights * self.mean)[:, None, :] @ self.kernel)[:, 0]
        second = ((weighted * self.excess) @ point[:, :, None])[:, :, 0] / self.partition
        variance = (self.smooth * (second - self.mean**2)).sum(axis=1)
        off = self.level - (self.smooth * self.mean).sum(axis=1)
        exact = 1.0 - self.ratios
        newton = StackedNewton(self.kernel.transpose(0, 2, 1), self.partition**2 / self.smooth, point, slack)
        solved = newton.solve(np.stack([-exact, gradient], axis=2))
        free, toward = solved[:, :, 0], solved[:, :, 1]
        curvature = variance + (gradient * toward).sum(axis=1)
        centrality = (point * slack).sum(axis=1)

        def direction(unbound: Matrix, goal: Matrix) -> tuple[Matrix, Matrix, Vector]:
            slope_move = ((gradient * unbound).sum(axis=1) - off) / curvature
            move = unbound - slope_move[:, None] * toward
            return move, goal - slack * (1.0 + move / point), slope_move

        move, slack_move, _ = direction(free, np.zeros_like(point))
        reach, slack_reach = longest_steps(point, move), longest_steps(slack, slack_move)
        ahead = (point + reach[:, None] * move) * (slack + slack_reach[:, None] * slack_move)
        least = np.where(self.length > 0.9, 1e-4, 1e-2)
        share = np.minimum(1.0, np.maximum((ahead.sum(axis=1) / centrality) ** 3, least))
        short = self.length < 0.1
        share[short] = 0.8
        mu = centrality / outputs
        bound = np.where(short | (np.minimum(reach, slack_reach) <= 0.1), 0.0, 3.0 * mu)[:, None]
        goal = ((share * mu)[:, None] - np.clip(move * slack_move, -bound, bound)) / point
        unbound = free + newton.solve(goal[:, :, None])[:, :, 0]
        move, slack_move, slope_move = direction(unbound, goal)
        length = np.minimum(longest_steps(point, move), longest_steps(slack, slack_move))
        length = np.minimum(length, longest_steps(self.slope[:, None], slope_move[:, None]))
        self.length = length * np.maximum(0.99, 1.0 - np.maximum(centrality, _ROUNDING))
        self.point = point + self.length[:, None] * move
        self.slack = slack + self.length[:, None] * slack_move
        self.slope = self.slope + self.length * slope_move
        self._evaluate()
        exact = 1.0 - self.ratios
        close = (exact > 0.5 * self.slack) & (exact < 2.0 * self.slack)
        self.slack = np.where(close, exact, self.slack)

    def _evaluate(self) -> None:
        exponents = np.minimum(self.slope[:, None, None] * self.excess, _LARGEST_EXPONENT)
        self.kernel = np.exp(-exponents)
        self.partition = (self.kernel @ self.point[:, :, None])[:, :, 0]
        self.mean = ((self.kernel * self.excess) @ self.point[:, :, None])[:, :, 0] / self.partition
        self.ratios = ((self.smooth / self.partition)[:, None, :] @ self.kernel)[:, 0, :]

    def _meet(self) -> None:
        """Take a few Newton steps on the logarithm of the distortion toward the level."""
        for _ in range(4):
            self._evaluate()
            mean = (self.smooth * self.mean).sum(axis=1)
            squares = ((self.kernel * self.excess**2) @ self.point[:, :, None])[:, :, 0] / self.partition
            variance = (self.smooth * (squares - self.mean**2)).sum(axis=1)
            change = np.log(mean / self.level) * mean / variance / self.slope
            self.slope = self.slope * np.clip(1.0 + np.nan_to_num(change), 0.25, 4.0)
        self._evaluate()
