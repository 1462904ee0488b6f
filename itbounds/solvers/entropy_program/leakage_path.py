r"""The central path of a least mean cost under a limit on what letters tell of a secret.

With masses q of pairs of a row and a letter, :math:`M_{us} = \sum_x q_{xu} A_{xs}` those of letters and
secrets and the room :math:`g(q) = H(S \mid U) - H_0`, the program is

.. math:: \min \sum_{xu} c_{xu} q_{xu} \quad \text{subject to} \quad
          \sum_u q_{xu} = p_x, \quad w\, g(q) \ge 0 .

The Hessian of the room has the rank of M, which is small; the barrier's diagonal and the rows are eliminated
together: in each row the inverse is the Laplacian of a complete graph with the weights :math:`q / z`, whose
diagonal is a sum of positive terms. Nothing cancels where a row has almost all of its mass at one letter.
"""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.lowering.programs.leakage import Leakage
from itbounds.solvers.entropy_program.blocks import cholesky
from itbounds.solvers.newton import longest_step

__all__ = ["LeakagePath"]

_KEEP = 0.9
_REFINEMENTS = 1
# How far above the least price of a row its start is, in mean differences of prices.
_START = 0.03
# Costs that are all the same have no difference: the start is then so far away, relative to them.
_FLAT = 1e-9


class LeakagePath:
    """An iterate: masses and their multipliers, the prices of rows, the room left and the price of it."""

    def __init__(self, program: Leakage) -> None:
        letters = program.cost.shape[1]
        self.program = program
        least = program.cost.min(axis=1)
        spread = float(program.totals @ (program.cost.mean(axis=1) - least)) / float(program.totals.sum())
        size = float(np.abs(program.cost).max())
        self.tops: Vector = least - _START * max(spread, _FLAT * size if size > 0.0 else 1.0)
        inverse = 1.0 / (program.cost - self.tops[:, None])
        point = inverse * (program.totals / inverse.sum(axis=1))[:, None]
        flat = np.repeat(program.totals[:, None] / letters, letters, axis=1)
        told = 0.5 * program.room(flat)[0]
        while program.room(point)[0] < told:
            point = 0.7 * point + 0.3 * flat
        self.point: Matrix = point
        self.slack = program.room(point)[0]
        self.price = float(np.sum(point / inverse)) / point.size / self.slack
        exact = self._residuals(point, 0.0 * point, self.tops, self.slack, self.price)[0]
        self.reduced: Matrix = np.maximum(exact, 0.3 / inverse)

    @property
    def mean(self) -> float:
        """The mean product of a variable and its multiplier."""
        total = float(np.sum(self.point * self.reduced)) + self.slack * self.price
        return float(total / (self.point.size + 1))

    def advance(self) -> None:
        """Make a step of Mehrotra's predictor and corrector with a line search."""
        point, reduced, count = self.point, self.reduced, self.point.size + 1
        self.rest, self.gradient, self.missing = self._residuals(
            point, reduced, self.tops, self.slack, self.price
        )
        self.newton = _Newton.of(self)
        products, pairs, mean = point * reduced, self.slack * self.price, self.mean
        first = self._direction(-products, -pairs, refined=False)
        longest = self._longest(first)
        after = (point + longest * first.point) * (reduced + longest * first.reduced)
        left = float(np.sum(after)) + (self.slack + longest * first.slack) * (
            self.price + longest * first.price
        )
        astray = float(np.sum(point / reduced * self.rest**2)) / count
        centre = mean * min(1.0, max(left / count / mean, 0.0) ** 3 + 1e-4)
        centre = max(centre, min(mean, 0.1 * astray))
        for share in (longest**2, 0.0):
            direction = self._direction(
                centre - products - share * first.point * first.reduced,
                centre - pairs - share * first.slack * first.price,
            )
            if self._searched(direction, centre, min(1.0, _KEEP * self._longest(direction))):
                return

    def _residuals(
        self, point: Matrix, reduced: Matrix, tops: Vector, slack: float, price: float
    ) -> tuple[Matrix, Matrix, float]:
        room, gradient = self.program.room(point)
        return self.program.cost - price * gradient - tops[:, None] - reduced, gradient, slack - room

    def _direction(self, products: Matrix, pairs: float, *, refined: bool = True) -> "_Direction":
        """Solve for the step that removes the residuals and changes the products by so much."""
        inner = pairs / self.slack + self.price / self.slack * self.missing
        right = -self.rest + products / self.point + inner * self.gradient
        point, tops, along = self.newton.solve(right, _REFINEMENTS * refined)
        # The price moves as the equations of the cells have it: the sum over cells is rounded too coarsely.
        price = inner - float(np.sqrt(self.price / self.slack)) * along
        return _Direction(
            point,
            (products - self.reduced * point) / self.point,
            tops,
            (pairs - self.slack * price) / self.price,
            price,
        )

    def _longest(self, step: "_Direction") -> float:
        pairs = ((self.point, step.point), (self.reduced, step.reduced))
        longest = min(longest_step(place.ravel(), move.ravel()) for place, move in pairs)
        ends = np.array([self.slack, self.price])
        return min(longest, longest_step(ends, np.array([step.slack, step.price])))

    def _searched(self, move: "_Direction", centre: float, step: float) -> bool:
        """Go along a direction as far as the weighted residuals become smaller."""
        weights = self.point / self.reduced, self.point * self.reduced
        pair, stiff = self.slack * self.price, self.price / self.slack

        def merit(rest: Matrix, products: Matrix, missing: float, room: float) -> float:
            total = float(np.sum(weights[0] * rest**2)) + float(np.sum((products - centre) ** 2 / weights[1]))
            return float(total + (room - centre) ** 2 / pair + stiff * missing**2)

        before = merit(self.rest, weights[1], self.missing, pair)
        for _ in range(12):
            point, reduced = self.point + step * move.point, self.reduced + step * move.reduced
            tops, slack = self.tops + step * move.tops, self.slack + step * move.slack
            price = self.price + step * move.price
            rest, _, missing = self._residuals(point, reduced, tops, slack, price)
            after = merit(rest, point * reduced, missing, slack * price)
            if after <= (1.0 - 0.1 * step) * before:
                break
            step *= 0.6
        else:
            return False
        # A multiplier that is nearly exact is made exact.
        exact = reduced + rest
        reduced = np.where((exact > 0.5 * reduced) & (exact < 2.0 * reduced), exact, reduced)
        self.point, self.reduced, self.tops, self.slack, self.price = point, reduced, tops, slack, price
        return True


@dataclass(frozen=True, eq=False)
class _Direction:
    point: Matrix
    reduced: Matrix
    tops: Vector
    slack: float
    price: float


@dataclass(frozen=True, eq=False)
class _Newton:
    """The factored matrix of a step.

    Parameters
    ----------
    secrets : array of shape (m, n)
    roots : array of shape (k, n, n)
        With the matrix of a letter times its transpose the Hessian in the masses of letter and secret.
    slope : array of shape (m, k)
        The scaled gradient of the room.
    weights : array of shape (m, k)
        One over the barrier's diagonal.
    totals : array of shape (m,)
        Their sums over each row.
    pivot : array of shape (m,)
        The heaviest cell of each row.
    lower : array
        The Cholesky factor.
    """

    secrets: Matrix
    roots: Array
    slope: Matrix
    weights: Matrix
    totals: Vector
    pivot: Vector
    lower: Matrix

    @classmethod
    def of(cls, path: LeakagePath) -> "_Newton":
        """Factor the identity plus the Laplacian between the roots of the Hessian."""
        program, weights = path.program, path.point / path.reduced
        (rows, letters), n = weights.shape, program.secrets.shape[1]
        masses, posterior = program.posteriors(path.point)
        halves = np.sqrt(posterior)
        roots = np.eye(n) - halves[:, :, None] * halves[:, None, :]
        roots *= np.sqrt(path.price * program.weight / masses)[:, None, :]
        slope = path.gradient * np.sqrt(path.price / path.slack)
        pivot, every = weights.argmax(axis=1), np.arange(rows)
        others = weights.copy()
        others[every, pivot] = 0.0
        rest, top = others.sum(axis=1), weights[every, pivot]
        total = rest + top
        diagonal = weights * (total[:, None] - weights) / total[:, None]
        diagonal[every, pivot] = top * rest / total
        seen = np.matmul(roots, program.secrets.T)
        size, each = letters * n, np.arange(letters)
        matrix = np.empty((size + 1, size + 1))
        flow = (seen * (weights / np.sqrt(total)[:, None]).T[:, None, :]).reshape(size, rows)
        inner = (-flow @ flow.T).reshape(letters, n, letters, n)
        inner[each, :, each] = np.matmul(seen * diagonal.T[:, None, :], seen.transpose(0, 2, 1))
        matrix[:size, :size] = inner.reshape(size, size)
        draft = cls(program.secrets, roots, slope, weights, total, pivot, matrix)
        spread = draft._projected(slope)
        matrix[size, :size] = matrix[:size, size] = draft._pooled(spread)[:size]
        matrix[size, size] = float(np.sum(slope * spread))
        matrix.flat[:: size + 2] += 1.0
        return cls(program.secrets, roots, slope, weights, total, pivot, cholesky(matrix))

    def solve(self, right: Matrix, refinements: int) -> tuple[Matrix, Vector, float]:
        """Return the moves of the masses, whose rows add up to zero, of the rows' prices, along the slope."""
        from scipy.linalg import lapack

        inner = lapack.dpotrs(self.lower, self._pooled(self._projected(right)), lower=1)[0]
        rest = right - self._pulled(inner)
        move = self._projected(rest)
        for _ in range(refinements):
            inner = inner + lapack.dpotrs(self.lower, self._pooled(move) - inner, lower=1)[0]
            rest = right - self._pulled(inner)
            move = self._projected(rest)
        tops = -np.einsum("xu,xu->x", self.weights, rest) / self.totals
        return move, tops, float(inner[-1])

    def _projected(self, right: Matrix) -> Matrix:
        """Return the weighted deviations from the weighted mean of each row."""
        every = np.arange(len(right))
        # Deviations from the pivot first: the mean is near to it.
        apart = right - right[every, self.pivot][:, None]
        mean = np.einsum("xu,xu->x", self.weights, apart) / self.totals
        spread: Matrix = self.weights * (apart - mean[:, None])
        spread[every, self.pivot] = 0.0
        spread[every, self.pivot] = -np.einsum("xu->x", spread)
        return spread

    def _pooled(self, cells: Matrix) -> Vector:
        pooled = np.matmul(self.roots, (cells.T @ self.secrets)[:, :, None])
        return np.append(pooled.ravel(), np.sum(self.slope * cells))

    def _pulled(self, inner: Vector) -> Matrix:
        letters, n = self.roots.shape[:2]
        back = np.matmul(inner[:-1].reshape(letters, 1, n), self.roots)[:, 0]
        pulled: Matrix = self.secrets @ back.T + inner[-1] * self.slope
        return pulled
