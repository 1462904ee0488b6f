"""The search for a law that violates a claim: linear codes, uniform laws on small supports, polished weights.

Whatever is found is checked exactly before it is returned.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np

from itbounds._typing import Vector
from itbounds.errors import CertificateError
from itbounds.forms.entropic import UNIT, EntropicProblem, Terms
from itbounds.forms.linear import Integers
from itbounds.results.law import Law
from itbounds.units import BITS

__all__ = ["find_law"]

_CODES = 500
_SUPPORTS = 200
_POLISHED = 30
_STEP = 1 << 12


def find_law(
    problem: EntropicProblem, claim: Terms, variables: tuple[str, ...], *, seed: int = 0
) -> Law | None:
    """Return a law that has what is given and violates the claim, or None if the search finds none.

    Parameters
    ----------
    problem : EntropicProblem
        Without free rates.
    claim : mapping
        The form that shall be negative.
    variables : tuple of str
        The names.
    seed : int
        For the random candidates.
    """
    rng = np.random.default_rng(seed)
    for points, weights in _candidates(problem, claim, rng):
        law = Law(variables, points, weights)
        try:
            law.verify(claim, problem.given)
        except CertificateError:
            continue
        return law
    return None


def _candidates(
    problem: EntropicProblem, claim: Terms, rng: np.random.Generator
) -> Iterator[tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]]:
    """Yield laws that float arithmetic takes for counterexamples."""
    judge = _Judge(problem, claim)
    for points in _codes(problem.size, rng):
        if judge.accepts(points, np.ones(len(points))):
            yield _plain(points), (1,) * len(points)
    smooth = not any(item.equality for item in problem.given)
    for trial in range(_SUPPORTS):
        points = _support(problem.size, rng)
        weights = np.ones(len(points)) if trial % 2 else rng.integers(1, 4, len(points)).astype(np.float64)
        if judge.accepts(points, weights):
            yield _plain(points), tuple(weights.astype(int).tolist())
        if smooth and trial < _POLISHED:
            polished = judge.polish(points, rng)
            whole = np.rint(polished * _STEP).astype(int)
            kept = whole > 0
            if kept.any() and judge.accepts(points[kept], whole[kept].astype(np.float64)):
                yield _plain(points[kept]), tuple(whole[kept].tolist())


def _plain(points: Integers) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in points.tolist())


def _codes(size: int, rng: np.random.Generator) -> Iterator[Integers]:
    """Yield supports of variables that are linear functions of a few uniform symbols, bits first."""
    for trial in range(_CODES):
        field = 3 if trial % 5 == 4 else 2
        dimension = int(rng.integers(1, 5 if field == 2 else 3))
        vectors = np.array(list(product(range(field), repeat=dimension)), dtype=np.int64)
        letters = np.zeros((len(vectors), size), dtype=np.int64)
        for i in range(size):
            # Most variables are one linear function, zero included; some are two or all symbols.
            rank = int(rng.choice(4, p=(0.15, 0.55, 0.2, 0.1)))
            functions = (
                np.eye(dimension, dtype=np.int64) if rank == 3 else rng.integers(0, field, (rank, dimension))
            )
            if rank == 1 and rng.random() < 0.5:
                functions = np.eye(dimension, dtype=np.int64)[rng.integers(0, dimension, 1)]
            for function in functions:
                letters[:, i] = letters[:, i] * field + vectors @ function % field
        # Two symbols that no variable tells apart make the same point.
        points, counts = np.unique(letters, axis=0, return_counts=True)
        if (counts == counts[0]).all():
            yield points


def _support(size: int, rng: np.random.Generator) -> Integers:
    letters = int(rng.integers(2, 4))
    count = int(rng.integers(2, 9))
    return np.unique(rng.integers(0, letters, (count, size)), axis=0)


class _Judge:
    """Evaluates claim and givens in float arithmetic."""

    def __init__(self, problem: EntropicProblem, claim: Terms) -> None:
        self.forms = [claim, *(item.terms for item in problem.given)]
        self.equality = [item.equality for item in problem.given]
        self.masks = sorted({key for form in self.forms for key in form if key > 0})
        self.matrix = np.array([[float(form.get(mask, 0)) for mask in self.masks] for form in self.forms])
        self.constants = np.array([float(form.get(UNIT, 0)) for form in self.forms])
        self.size = problem.size

    def groups(self, points: Integers) -> list[Integers]:
        """Return, for each mask, which letter of the marginal each point belongs to."""
        found = []
        for mask in self.masks:
            chosen = [i for i in range(self.size) if mask >> i & 1]
            codes = np.zeros(len(points), dtype=np.int64)
            for i in chosen:
                codes = codes * (int(points[:, i].max()) + 1) + points[:, i]
            found.append(np.unique(codes, return_inverse=True)[1])
        return found

    def values(self, groups: list[Integers], weights: Vector) -> Vector:
        """Return the forms at a law, in bits."""
        law = weights / weights.sum()
        sums = [np.bincount(group, weights=law) for group in groups]
        entropies = np.array([-float(np.sum(part * np.log(np.maximum(part, 1e-300)))) for part in sums])
        found: Vector = self.matrix @ entropies + self.constants * BITS.to_nats(1.0)
        return found

    def accepts(self, points: Integers, weights: Vector) -> bool:
        """Whether the law seems to have what is given but not what is claimed."""
        values = self.values(self.groups(points), weights)
        tight = all(
            abs(value) < 1e-9 if equality else value > -1e-9
            for value, equality in zip(values[1:].tolist(), self.equality, strict=True)
        )
        return bool(values[0] < -1e-9) and tight

    def polish(self, points: Integers, rng: np.random.Generator) -> Vector:
        """Return weights on some points that make the claim small."""
        from scipy.optimize import minimize

        groups = self.groups(points)

        def value(logits: Vector) -> float:
            values = self.values(groups, np.exp(logits - logits.max()))
            return float(values[0] + 10.0 * np.minimum(values[1:], 0.0) @ np.minimum(values[1:], 0.0))

        start = rng.normal(size=len(points))
        found = minimize(value, start, method="L-BFGS-B", bounds=[(-7.0, 7.0)] * len(points))
        weights: Vector = np.exp(found.x - found.x.max())
        return weights
