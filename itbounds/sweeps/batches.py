"""Problems of one shape are solved together; which are together depends on the grid alone."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from itbounds.problems.base import Problem
from itbounds.problems.capacity import Capacity
from itbounds.problems.capacity_stack import LARGEST_TOGETHER, capacities
from itbounds.problems.rate_distortion import RateDistortion
from itbounds.problems.rate_distortion_stack import MOST_TOGETHER, rates
from itbounds.results import Result
from itbounds.units import Unit

__all__ = ["Batch", "batches"]

_TOGETHER = 512
"""Problems of one shape in a batch: enough to share the cost of a step, few enough for many processors."""
_ALONE = 8


@dataclass(frozen=True, eq=False)
class Batch:
    """Problems that are solved in one call, with their places in the grid."""

    places: tuple[int, ...]
    problems: tuple[Problem[Any], ...]
    tol: float
    unit: Unit

    def solve(self) -> list[Result[Any]]:
        """Solve them; an error says at which place of the grid it arose."""
        if all(_shape(problem) is not None for problem in self.problems):
            kernels = [problem.channel for problem in self.problems if isinstance(problem, Capacity)]
            width = self.unit.to_nats(self.tol)
            found = capacities(kernels, width, self._alone, together=True) if kernels else self._rates(width)
            return [result.to(self.unit) for result in found]
        results = []
        for place, problem in zip(self.places, self.problems, strict=True):
            try:
                results.append(problem.solve(tol=self.tol, unit=self.unit))
            except Exception as error:
                error.add_note(f"at place {place} of the grid, in {problem!r}")
                raise
        return results

    def _rates(self, width: float) -> list[Result[Any]]:
        together = [problem for problem in self.problems if isinstance(problem, RateDistortion)]
        return rates(
            np.array([problem.source.probabilities for problem in together]),
            np.array([problem.distortion for problem in together]),
            np.array([problem.level for problem in together]),
            [problem.source.cod for problem in together],
            tol=width,
            alone=lambda place: together[place].solve(tol=self.tol, unit=self.unit),
        )

    def _alone(self, channel: Any) -> Result[Any]:
        return Capacity(channel).solve(tol=self.tol, unit=self.unit)


def batches(problems: Iterator[tuple[int, Problem[Any]]], *, tol: float, unit: Unit) -> Iterator[Batch]:
    """Group problems by shape, in the order of the grid, a window of it at a time.

    The groups depend on the grid alone, not on who solves them, so that the same sums are taken in the same
    order everywhere.
    """
    while window := list(islice(problems, 8 * _TOGETHER)):
        groups: dict[Hashable, list[tuple[int, Problem[Any]]]] = {}
        for place, problem in window:
            groups.setdefault(_shape(problem), []).append((place, problem))
        for shape, group in groups.items():
            step = _ALONE if shape is None else _TOGETHER
            for start in range(0, len(group), step):
                part: Sequence[tuple[int, Problem[Any]]] = group[start : start + step]
                places, together = zip(*part, strict=True)
                yield Batch(places, together, tol, unit)


def _shape(problem: Problem[Any]) -> Hashable:
    """Return what problems must share to be solved in one run, or None if they are solved alone."""
    if isinstance(problem, Capacity) and problem.cost is None:
        shape = problem.channel.operator.shape
        if shape[0] * shape[1] <= LARGEST_TOGETHER:
            return shape
    if isinstance(problem, RateDistortion) and problem.distortion.size <= MOST_TOGETHER:
        return "rates", problem.distortion.shape
    return None
