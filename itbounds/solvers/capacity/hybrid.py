"""Capacity of large channels: accelerated first-order steps, then interior points on working sets."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector
from itbounds.forms import CapacityForm, RawSolution
from itbounds.solvers.base import Solver
from itbounds.solvers.capacity.anderson import AndersonIteration
from itbounds.solvers.capacity.central_path import follow_central_path
from itbounds.solvers.capacity.instance import Instance
from itbounds.solvers.capacity.interior_point import limited_threads
from itbounds.solvers.capacity.progress import Progress

__all__ = ["Hybrid"]


@dataclass(frozen=True)
class Hybrid(Solver[CapacityForm]):
    """Accelerated Blahut-Arimoto, a working set of letters, interior point on it, and pricing of all letters.

    Most letters of a large channel are not used by the optimal law. Those that seem to matter after some
    first-order steps form the working set; the interior point solves for it; the output law found prices all
    letters, and those whose divergence exceeds the bound join the set, until the bounds meet.

    Parameters
    ----------
    first_order_steps : int
        The number of accelerated first-order steps.
    max_rounds : int
        The largest number of working sets.
    max_steps : int
        The largest number of interior-point steps for each of them.
    threads : int or None
        The number of BLAS threads; ``None`` leaves the setting alone.
    """

    name: ClassVar[str] = "hybrid"
    accepts: ClassVar[type[CapacityForm]] = CapacityForm

    first_order_steps: int = 40
    max_rounds: int = 30
    max_steps: int = 100
    threads: int | None = 1

    def solve(self, form: CapacityForm, tol: float) -> RawSolution:
        """Return an input law, an output law and a multiplier with bounds within `tol` nats if possible."""
        progress = Progress()
        with limited_threads(form.matrix, self.threads):
            instance = Instance.of(form)
            iteration = AndersonIteration(instance)
            iteration.certify(progress)
            for _ in range(self.first_order_steps):
                if progress.gap <= tol:
                    break
                iteration.advance()
                iteration.certify(progress)
            stats: dict[str, float] = {"first_order_steps": len(progress.history)}
            if progress.gap > tol:
                stats |= self._work(instance, iteration, progress, tol)
        return progress.solution(form, tol, stats)

    def _work(
        self, instance: Instance, iteration: AndersonIteration, progress: Progress, tol: float
    ) -> dict[str, float]:
        """Solve for growing working sets until the bounds meet."""
        letters = len(instance.matrix)
        law, gap = iteration.law, progress.gap
        lines = _lines(instance, iteration.divergences, progress.multiplier)
        chosen = (law > 1e-3 / letters) | (lines > iteration.information - 0.5 * min(gap, 1.0))
        if instance.excess is not None:
            chosen[instance.excess.argmin()] = True
        working = np.flatnonzero(chosen)
        goal = max(1e-2 * gap, 0.3 * tol)
        rounds = 0
        for rounds in range(1, self.max_rounds + 1):
            start = 0.8 * law[working] / max(float(law[working].sum()), 1e-300) + 0.2 / len(working)
            inner = Progress()
            follow_central_path(
                instance.restricted(working), inner, tol=goal, max_steps=self.max_steps, start=start
            )
            if inner.primal is None or inner.dual is None:
                break
            law = np.zeros(letters)
            law[working] = inner.primal
            progress.offer_primal(inner.lower, law)
            divergences = instance.divergences(inner.dual)
            multiplier = instance.best_multiplier(divergences)
            upper = instance.ceiling(divergences, multiplier)
            progress.offer_dual(upper, inner.dual, multiplier)
            progress.note()
            if progress.gap <= tol:
                break
            lines = _lines(instance, divergences, inner.multiplier)
            slack = 10.0 * max(upper - inner.lower, tol) if rounds < 8 else inf
            working, violated = _grown(working, lines, inner, slack)
            if violated:
                goal = max(min(goal, 0.01 * (upper - progress.lower)), 0.3 * tol)
            else:
                goal = max(0.1 * goal, 0.1 * tol)
        return {"rounds": rounds, "working_set": len(working)}


def _grown(
    working: NDArray[np.intp], lines: Vector, inner: Progress, slack: float
) -> tuple[NDArray[np.intp], bool]:
    """Return the working set with the worst violators added and letters far below the bound dropped."""
    outside = np.ones(len(lines), dtype=bool)
    outside[working] = False
    violators = np.flatnonzero(outside & (lines > inner.upper))
    if not len(violators) or inner.primal is None:
        return working, False
    violators = violators[np.argsort(-lines[violators])][: max(50, len(working) // 2)]
    useful = (inner.primal > 1e-9) | (lines[working] > inner.lower - slack)
    return np.union1d(working[useful], violators), True


def _lines(instance: Instance, divergences: Vector, multiplier: float) -> Vector:
    """Return the divergences less the price of the excess cost."""
    return divergences if instance.excess is None else divergences - multiplier * instance.excess
