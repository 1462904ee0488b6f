"""Capacities of many small channels of one shape: the central path of all of them in one array run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Mask, Matrix, Vector
from itbounds.solvers.capacity.instance import LEAST_PROBABILITY
from itbounds.solvers.stacked_newton import StackedNewton, longest_steps

__all__ = ["StackedSolution", "solve_stack"]

_ROUNDING = 1e-15


@dataclass(frozen=True, eq=False)
class StackedSolution:
    """The best points of every channel of a stack.

    Parameters
    ----------
    primal : array of shape (k, m)
        Input laws.
    dual : array of shape (k, n)
        Output laws.
    steps : array of shape (k,)
        How many points of its path each channel has seen.
    history : array of shape (k, max_steps, 2)
        The running unpadded bounds in nats; of channel ``i`` the first ``steps[i]`` are filled.
    """

    primal: Matrix
    dual: Matrix
    steps: NDArray[np.int64]
    history: Array


def solve_stack(stack: Array, tol: float, *, max_steps: int = 30) -> StackedSolution:
    """Follow the central paths of all channels together; each leaves when its bounds meet.

    The steps are those of `InteriorPoint`, without cost: predictor, corrector, a common step for point and
    slack, and a search that halves the step where the dual residual would not fall. A channel that has not
    met `tol` after `max_steps` points keeps the best it has.

    Parameters
    ----------
    stack : array of shape (k, m, n)
        Channels whose rows sum to one up to rounding.
    tol : float
        The gap that is aimed for, in nats.
    max_steps : int
        The largest number of points, the first included.

    Examples
    --------
    >>> import numpy as np
    >>> found = solve_stack(np.array([[[0.9, 0.1], [0.1, 0.9]], [[1.0, 0.0], [0.5, 0.5]]]), 1e-9)
    >>> found.primal.round(4)
    array([[0.5, 0.5],
           [0.6, 0.4]])
    """
    count, letters, outputs = stack.shape
    primal = np.full((count, letters), 1.0 / letters)
    dual = np.full((count, outputs), 1.0 / outputs)
    steps = np.zeros(count, dtype=np.int64)
    history = np.zeros((count, max_steps, 2))
    places = np.arange(count)
    low, high = np.full(count, -np.inf), np.full(count, np.inf)
    with np.errstate(all="ignore"):
        paths = _Paths.of(stack / stack.sum(axis=2, keepdims=True))
        for step in range(max_steps):
            information, ceiling = (
                (paths.point * paths.divergences).sum(axis=1),
                paths.divergences.max(axis=1),
            )
            better, lower = information > low, ceiling < high
            primal[places[better]], dual[places[lower]] = paths.point[better], paths.output[lower]
            low, high = np.where(better, information, low), np.where(lower, ceiling, high)
            history[places, step, 0], history[places, step, 1] = low, high
            steps[places] = step + 1
            going = (high - low > tol) & (paths.centrality >= _ROUNDING)
            if not going.any():
                break
            if not going.all():
                places, low, high = places[going], low[going], high[going]
                paths.keep(going)
            if step + 1 < max_steps:
                paths.advance()
    return StackedSolution(primal, np.maximum(dual, LEAST_PROBABILITY), steps, history)


@dataclass(eq=False)
class _Paths:
    """One iterate for each channel: points, slacks, the dual of the sum, and what follows from the point."""

    channel: Array
    negentropy: Matrix
    point: Matrix
    slack: Matrix
    dual: Vector
    output: Matrix
    divergences: Matrix
    centrality: Vector
    step: Vector

    @classmethod
    def of(cls, channel: Array) -> "_Paths":
        """Start from uniform laws, with slacks that are exact and positive."""
        negentropy = (channel * np.log(np.maximum(channel, LEAST_PROBABILITY))).sum(axis=2)
        point = np.full(channel.shape[:2], 1.0 / channel.shape[1])
        output, divergences = _evaluated(channel, negentropy, point)
        top = divergences.max(axis=1)
        dual = top + 0.1 * np.maximum(top - (point * divergences).sum(axis=1), 1e-6)
        slack = dual[:, None] - divergences
        centrality = (point * slack).sum(axis=1)
        step = np.ones(len(channel))
        return cls(channel, negentropy, point, slack, dual, output, divergences, centrality, step)

    def keep(self, which: Mask) -> None:
        """Go on with some of the channels only."""
        for name, array in list(vars(self).items()):
            setattr(self, name, array[which])

    def advance(self) -> None:
        """Make one predictor-corrector step on every path, or a centring one after a short step."""
        point, slack, letters = self.point, self.slack, self.point.shape[1]
        mu = self.centrality / letters
        exact = self.dual[:, None] - self.divergences
        newton = StackedNewton(self.channel, self.output, point, slack)
        solved = newton.solve(np.stack([exact, np.ones_like(exact)], axis=2))
        affine, basis = -solved[:, :, 0], solved[:, :, 1]
        border = basis.sum(axis=1)
        move = affine - (affine.sum(axis=1) / border)[:, None] * basis
        slack_move = -slack * (1.0 + move / point)
        reach, slack_reach = longest_steps(point, move), longest_steps(slack, slack_move)
        ahead = (point + reach[:, None] * move) * (slack + slack_reach[:, None] * slack_move)
        least = np.where(self.step > 0.9, 1e-4, 1e-2)
        centring = np.minimum(1.0, np.maximum((ahead.sum(axis=1) / self.centrality) ** 3, least))
        short = self.step < 0.1
        centring[short] = 0.8
        bound = np.where(short | (np.minimum(reach, slack_reach) <= 0.1), 0.0, 3.0 * mu)[:, None]
        goal = ((centring * mu)[:, None] - np.clip(move * slack_move, -bound, bound)) / point
        free = affine + newton.solve(goal[:, :, None])[:, :, 0]
        dual_move = free.sum(axis=1) / border
        move = free - dual_move[:, None] * basis
        slack_move = goal - slack * (1.0 + move / point)
        step = np.minimum(longest_steps(point, move), longest_steps(slack, slack_move))
        # Always short of the boundary, to which rounding could otherwise bring it.
        step = step * np.maximum(0.99, 1.0 - np.maximum(self.centrality, 1e-12))
        residual = (point * np.abs(exact - slack)).sum(axis=1)
        self._search(step, residual, move, slack_move, dual_move)

    def _search(
        self, step: Vector, residual: Vector, move: Matrix, slack_move: Matrix, dual_move: Vector
    ) -> None:
        """Halve the steps until the dual residuals fall; then make the slacks exact where they are close."""
        point, slack, dual = self.point, self.slack, self.dual
        for _ in range(10):
            moved = point + step[:, None] * move
            self.point = moved / moved.sum(axis=1, keepdims=True)
            self.slack, self.dual = slack + step[:, None] * slack_move, dual + step * dual_move
            self.output, self.divergences = _evaluated(self.channel, self.negentropy, self.point)
            exact = self.dual[:, None] - self.divergences
            left = (np.abs(self.point) * np.abs(exact - self.slack)).sum(axis=1)
            product = (self.point * self.slack).sum(axis=1)
            enough = np.maximum(np.maximum(0.5 * product, (1.0 - 0.3 * step) * residual), 1e-14)
            if (left <= enough).all():
                break
            step = np.where(left <= enough, step, 0.5 * step)
        self.step = step
        close = (exact > 0.5 * self.slack) & (exact < 2.0 * self.slack)
        self.slack = np.where(close, exact, self.slack)
        self.centrality = (self.point * self.slack).sum(axis=1)


def _evaluated(channel: Array, negentropy: Matrix, point: Matrix) -> tuple[Matrix, Matrix]:
    """Return the output laws of input laws, and the divergence of every row from them."""
    output = (point[:, None, :] @ channel)[:, 0, :]
    logs = np.log(np.maximum(output, LEAST_PROBABILITY))
    return output, negentropy - (channel @ logs[:, :, None])[:, :, 0]
