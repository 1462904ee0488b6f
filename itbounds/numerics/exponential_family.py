r"""Entropies under given means: the member of an exponential family that has them, and both ends.

With a measure :math:`\pi` (all ones, or a law normalised exactly) and :math:`G_{jx} = f_j(x) - c_j`,

.. math:: \max_{q :\ G q = 0} -\sum_x q_x \ln \frac{q_x}{\pi_x}
          = \min_\lambda \ln \sum_x \pi_x e^{\lambda \cdot G_x},

attained by :math:`q_x \propto \pi_x e^{\lambda \cdot G_x}`; any law with the means bounds the value from
below, any multipliers from above.
"""

from dataclasses import dataclass
from math import inf, log

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.numerics.ball_backends import Ball, ball_arithmetic
from itbounds.numerics.rounding import SLACK, ULPS, UNDERFLOW, UNIT_ROUNDOFF, gamma

__all__ = ["Moments", "matched"]

_STEPS = 60
# Multipliers so large, of features within one unit, are those of means at the edge of what is possible.
_LARGEST = 300.0
_BITS = 128
# A fall of the dual value that its rounding hides: steps are whole, and go on while means come closer.
_ROUNDED = 1e-13


@dataclass(frozen=True, eq=False)
class Moments:
    """Features, their means, and the measure.

    Parameters
    ----------
    features : array of shape (k, n)
    means : array of shape (k,)
    prior : array of shape (n,) or None
        Weights of a law; None for the counting measure.
    """

    features: Matrix
    means: Vector
    prior: Vector | None

    def logarithms(self) -> tuple[Vector, Vector]:
        """Return the logarithms of the measure, −∞ where it is zero, and how far off they may be."""
        if self.prior is None:
            none = np.zeros(self.features.shape[1])
            return none, none
        with np.errstate(divide="ignore"):
            logs = np.log(self.prior)
        total = log(float(self.prior.sum()))
        errors = (2.0 * ULPS + 1.0) * UNIT_ROUNDOFF * (np.where(logs > -inf, np.abs(logs), 0.0) + abs(total))
        return logs - total, SLACK * (errors + 2.0 * gamma(len(self.prior)))

    def missed(self, weights: Vector, headroom: float = 1.0) -> Vector:
        """Return by how much a law, normalised exactly, misses each mean at most."""
        apart = self.features - self.means[:, None]
        errors = SLACK * 2.0 * gamma(len(weights) + 6) * (np.abs(apart) @ weights) + UNDERFLOW
        misses: Vector = (np.abs(apart @ weights) + headroom * errors) * (SLACK / float(weights.sum()))
        return misses

    def spread(self) -> Vector:
        """Return how far each feature is from its mean at most."""
        ranges: Vector = np.abs(self.features - self.means[:, None]).max(axis=1)
        return ranges

    def attained(self, weights: Vector) -> tuple[float, float]:
        """Return the entropy of a law relative to the measure, and a bound on its error.

        Each term is off by the roundings of a normalised mass, of two logarithms and of the sum.
        """
        used = weights > 0.0
        logs, errors = self.logarithms()
        if (logs[used] == -inf).any():
            return -inf, 0.0
        law = weights[used] / weights.sum()
        own = np.log(law)
        sizes = law @ (np.abs(own) + np.abs(logs[used]) + 1.0)
        error = gamma(2 * len(weights) + 4 * ULPS + 16) * float(sizes) + float(law @ errors[used])
        return -float(law @ (own - logs[used])), SLACK * 2.0 * error + UNDERFLOW

    def highest(self, multipliers: Vector) -> tuple[float, float]:
        """Return the bound of some multipliers, and how far off it may be."""
        apart = self.features - self.means[:, None]
        logs, errors = self.logarithms()
        used = logs > -inf
        exponents = (logs + multipliers @ apart)[used]
        errors = errors + gamma(len(multipliers) + 4) * (np.abs(multipliers) @ np.abs(apart) + np.abs(logs))
        top = float(exponents.max())
        rest = log(float(np.exp(exponents - top).sum()))
        spread = float(np.max(errors[used])) + 4.0 * UNIT_ROUNDOFF * (abs(top) + abs(rest))
        return top + rest, SLACK * (spread + 2.0 * gamma(len(exponents) + 4 * ULPS + 4) * (1.0 + abs(rest)))

    def ball_ends(self, weights: Vector, multipliers: Vector) -> tuple[float, float]:
        """Return both ends in ball arithmetic."""
        balls = ball_arithmetic()
        with balls.precision(_BITS):
            used = np.flatnonzero(
                weights > 0.0 if self.prior is None else (weights > 0.0) & (self.prior > 0.0)
            )
            if self.prior is not None and ((weights > 0.0) & (self.prior <= 0.0)).any():
                return -inf, inf
            law = balls.exact(weights[used].tolist())
            total = balls.total(law)
            value = balls.logs([total])[0] - balls.dot(law, balls.logs(law)) / total
            measure, size = self._measure(balls.exact([1.0])[0])
            if self.prior is not None:
                places = [measure[x] for x in used.tolist()]
                value = value + balls.dot(law, balls.logs(places)) / total - balls.logs([size])[0]
            letters = [x for x in range(len(weights)) if self.prior is None or self.prior[x] > 0.0]
            prices, means = balls.exact(multipliers.tolist()), balls.exact(self.means.tolist())
            exponents = []
            for x in letters:
                column = balls.exact(self.features[:, x].tolist())
                apart = [value - mean for value, mean in zip(column, means, strict=True)]
                exponents.append(balls.dot(prices, apart))
            masses = balls.exps(exponents)
            if self.prior is not None:
                masses = [mass * measure[x] for mass, x in zip(masses, letters, strict=True)]
            bound = balls.logs([balls.total(masses)])[0]
            if self.prior is not None:
                bound = bound - balls.logs([size])[0]
            return balls.ends(value)[0], balls.ends(bound)[1]

    def _measure(self, one: Ball) -> tuple[list[Ball], Ball]:
        balls = ball_arithmetic()
        if self.prior is None:
            return [], one
        masses = balls.exact(self.prior.tolist())
        return masses, balls.total(masses)


def matched(problem: Moments) -> tuple[Vector, Vector, int] | None:
    """Return the law of the family that has the means, the multipliers and the steps; None if none is found.

    Newton's method on the convex dual, with features scaled to one, and steps that are halved until the
    value falls enough. Where features depend on each other, the least move is taken.
    """
    logs, _ = problem.logarithms()
    used = logs > -inf
    apart = (problem.features - problem.means[:, None])[:, used]
    start, scale = logs[used], np.abs(apart).max(axis=1)
    scale[scale == 0.0] = 1.0
    apart = apart / scale[:, None]
    multipliers = np.zeros(len(apart))
    value, law = _tilted(start)
    steps = 0
    while steps < _STEPS:
        steps += 1
        slope = apart @ law
        weighted = apart * law
        matrix = weighted @ apart.T - slope[:, None] * slope
        matrix.flat[:: len(matrix) + 1] += 1e-13 * (1e-3 + float(matrix.trace()))
        try:
            move = np.linalg.solve(matrix, -slope)
        except np.linalg.LinAlgError:
            return None
        fall, length = float(slope @ move), 1.0
        trial = multipliers + move
        after, moved = _tilted(start + trial @ apart)
        while fall < -_ROUNDED and after > value + 1e-4 * length * fall and length > 1e-6:
            length *= 0.5
            trial = multipliers + length * move
            after, moved = _tilted(start + trial @ apart)
        if not np.abs(trial).max() < _LARGEST:
            return None
        if fall >= -_ROUNDED and np.abs(apart @ moved).max() >= 0.5 * np.abs(slope).max():
            break
        multipliers, value, law = trial, after, moved
    weights = np.zeros(len(logs))
    weights[used] = law
    return weights, multipliers / scale, steps


def _tilted(exponents: Vector) -> tuple[float, Vector]:
    """Return the logarithm of a sum of exponentials, and its parts normalised."""
    top = float(exponents.max())
    masses = np.exp(exponents - top)
    total = float(masses.sum())
    return top + log(total), masses / total
