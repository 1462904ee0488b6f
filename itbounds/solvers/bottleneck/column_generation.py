"""The bottleneck at a slope: posteriors are added where the dual constraint is violated, until it is not."""

from dataclasses import dataclass, replace

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.solvers.bottleneck.mixture import mixture_weights
from itbounds.solvers.bottleneck.polish import polished
from itbounds.solvers.bottleneck.posteriors import Posteriors

__all__ = ["Point", "generate"]

_NEGLIGIBLE = 1e-13
_RADIUS = 0.2
_SHRINK = 0.3
_DISTINCT = 1e-5
_GUESSES = 10
_INWARD = (0.03, 1e-4, 1e-9)


@dataclass(frozen=True, eq=False)
class Point:
    """An encoder at a slope, given by its weights and posteriors.

    Parameters
    ----------
    problem : Posteriors
        The problem and its slope.
    weights, points : arrays of shape (k,) and (k, n)
        The law of the representation, and the relevant law given each of its letters.
    logs : array of shape (m,)
        What `Posteriors.encode` gives.
    encoder : array of shape (m, k)
        The encoder.
    excess : float
        The largest logarithm of the dual constraint that a search has found: 0 at a global optimum.
    rounds : int
        How often posteriors were added.
    """

    problem: Posteriors
    weights: Vector
    points: Matrix
    logs: Vector
    encoder: Matrix
    excess: float
    rounds: int

    @property
    def value(self) -> float:
        r"""The least :math:`I(X; T) + \beta (I(X; Y) - I(T; Y))` that was attained."""
        return self.problem.objective(self.logs)

    @property
    def complexity(self) -> float:
        """I(X; T) of the encoder, in nats."""
        law = self.problem.law @ self.encoder
        used = self.encoder > 0.0
        ratios = np.where(used, self.encoder, 1.0) / np.where(law > 0.0, law, 1.0)
        return max(0.0, float(self.problem.law @ (self.encoder * np.log(ratios)).sum(axis=1)))

    @property
    def relevance_lost(self) -> float:
        """I(X; Y) - I(T; Y) of the encoder, in nats."""
        flow = self.problem.law[:, None] * self.encoder
        means = (flow.T @ self.problem.rows) / np.maximum(flow.sum(axis=0), 1e-300)[:, None]
        lost = self.problem.divergences(means)
        return float((flow * np.where(flow > 0.0, lost, 0.0)).sum())


def generate(problem: Posteriors, tol: float, *, start: Matrix | None = None, max_rounds: int = 25) -> Point:
    r"""Return an encoder of the information bottleneck at a slope, globally best as far as a search can tell.

    Given posteriors, the best weights are a convex problem. Weights and posteriors are then polished
    together; a posterior :math:`v` that would help shows as :math:`c(v) > 1` in the dual constraint, whose
    maxima are sought from the conditional laws, the current posteriors and some mixtures. Where none is
    found the encoder is optimal to the excess over 1.

    Parameters
    ----------
    problem : Posteriors
        The letters and the slope.
    tol : float
        The excess to stop at.
    start : array of shape (k, n), optional
        Posteriors to begin with, of a neighbouring slope.
    max_rounds : int
        When to stop though a posterior still helps.
    """
    seeds = np.vstack([problem.rows, problem.relevant[None]])
    mixtures = np.random.default_rng(0).dirichlet(np.ones(len(problem.rows)), _GUESSES) @ problem.rows
    # On the boundary nothing moves, and a maximum may lie just inside.
    inner = (problem.rows + share * (problem.relevant - problem.rows) for share in _INWARD)
    guesses = np.vstack([mixtures, *inner])
    # Only what every letter can be reproduced by makes the weights well defined: the conditional laws do.
    points = seeds if start is None else np.vstack([start, seeds])
    radius = _RADIUS
    best = point = _fitted(problem, points, radius, 1)
    for rounds in range(1, max_rounds + 1):
        point = point if rounds == 1 else _fitted(problem, points, radius, rounds)
        potentials = np.log(problem.law) - point.logs
        tops, heights = problem.climb(np.vstack([point.points, seeds, guesses]), potentials)
        point = replace(point, excess=max(0.0, float(heights.max())))
        if rounds == 1 or point.value < best.value or point.excess <= tol:
            best = point
        if point.excess <= tol:
            break
        points, radius = (
            np.vstack([point.points, _distinct(problem, tops, heights, 0.1 * tol)]),
            _SHRINK * radius,
        )
    return best


def _fitted(problem: Posteriors, points: Matrix, radius: float, rounds: int) -> Point:
    """Weigh the posteriors, merge near ones, and polish what is left."""
    exponents = problem.exponents(points)
    largest = exponents.max(axis=1, keepdims=True)
    weights = mixture_weights(problem.law, np.exp(exponents - largest))
    keep = weights > _NEGLIGIBLE
    weights, points = _merged(problem, weights[keep], points[keep], radius)
    weights, points = polished(problem, weights, points)
    logs, encoder = problem.encode(weights, points)
    return Point(problem, weights, points, logs, encoder, np.inf, rounds)


def _merged(problem: Posteriors, weights: Vector, points: Matrix, radius: float) -> tuple[Vector, Matrix]:
    """Replace posteriors within a radius of a heavier one by their mean."""
    owner, heads = np.empty(len(weights), dtype=np.intp), list[int]()
    for index in np.argsort(-weights).tolist():
        near = (j for j, head in enumerate(heads) if problem.distance(points[index], points[head]) < radius)
        owner[index] = next(near, len(heads))
        if owner[index] == len(heads):
            heads.append(index)
    total, means = np.zeros(len(heads)), np.zeros((len(heads), points.shape[1]))
    np.add.at(total, owner, weights)
    np.add.at(means, owner, weights[:, None] * points)
    return total / total.sum(), means / total[:, None]


def _distinct(problem: Posteriors, points: Matrix, heights: Vector, least: float) -> Matrix:
    """Return the posteriors above a height, the highest of those that coincide."""
    chosen = list[int]()
    for index in np.argsort(-heights).tolist():
        if heights[index] <= least:
            break
        if all(problem.distance(points[index], points[other]) > _DISTINCT for other in chosen):
            chosen.append(index)
    return points[chosen]
