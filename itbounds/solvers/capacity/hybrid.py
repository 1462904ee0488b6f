"""Capacity of large channels: accelerated first-order steps, then a path over a working set of letters."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector
from itbounds.forms import CapacityForm, RawSolution
from itbounds.solvers.base import Solver
from itbounds.solvers.capacity.anderson import AndersonIteration
from itbounds.solvers.capacity.central_path import CentralPath, follow_central_path
from itbounds.solvers.capacity.instance import Instance
from itbounds.solvers.capacity.interior_point import limited_threads
from itbounds.solvers.capacity.progress import Progress, repaired_dual

__all__ = ["Hybrid"]


@dataclass(frozen=True)
class Hybrid(Solver[CapacityForm]):
    """Accelerated Blahut-Arimoto, then an interior point on a working set, with pricing of all letters.

    Most letters of a large channel are not used by the optimal law. Those that seem to matter after some
    first-order steps form the working set, on which a central path is followed. Each output law on the way
    prices all letters: those far below the bound leave the set, and those above it join once they are what
    keeps the gap open. Should the path stall, the whole alphabet is given to the interior point.

    Parameters
    ----------
    first_order_steps : int
        The number of accelerated first-order steps.
    max_steps : int
        The largest number of interior-point steps.
    threads : int or None
        The number of BLAS threads; ``None`` leaves the setting alone.

    Examples
    --------
    >>> import numpy as np
    >>> from itbounds.forms import CapacityForm
    >>> W = np.random.default_rng(0).dirichlet(np.ones(200), 200)
    >>> solution = Hybrid().solve(CapacityForm(W), 1e-9)
    >>> solution.gap <= 1e-9, solution.stats["working_set"] < 100
    (True, True)
    """

    name: ClassVar[str] = "hybrid"
    accepts: ClassVar[type[CapacityForm]] = CapacityForm

    first_order_steps: int = 25
    max_steps: int = 100
    threads: int | None = 1

    def solve(self, form: CapacityForm, tol: float) -> RawSolution:
        """Return an input law, an output law and a multiplier with bounds within `tol` nats if possible."""
        progress = Progress()
        with limited_threads(form.matrix, self.threads):
            instance = Instance.of(form)
            iteration = AndersonIteration(instance)
            iteration.certify(progress)
            while progress.gap > tol and len(progress.history) <= self.first_order_steps:
                iteration.advance()
                iteration.certify(progress)
            stats: dict[str, float] = {"first_order_steps": len(progress.history) - 1}
            if progress.gap > tol:
                working_set = _WorkingSet(instance, iteration, progress)
                working_set.solve(progress, tol, self.max_steps)
                stats |= {"rounds": working_set.rounds, "working_set": len(working_set.letters)}
            if progress.gap > tol:
                follow_central_path(instance, progress, tol=tol, max_steps=self.max_steps)
        return progress.solution(form, tol, stats)


class _WorkingSet:
    """The letters in play and the central path over them."""

    def __init__(self, instance: Instance, iteration: AndersonIteration, progress: Progress) -> None:
        self.instance = instance
        lines = instance.lines(iteration.divergences, progress.multiplier)
        near = float(lines.max()) - 0.5 * min(progress.gap, 1.0)
        # Letters that must stay: the cheapest, and those that came back once.
        self.fixed = np.zeros(len(lines), dtype=bool)
        if instance.excess is not None:
            self.fixed[instance.excess.argmin()] = True
        chosen = (iteration.law > 0.3 / len(lines)) | (lines > near) | self.fixed
        self.rounds = 0
        self._begin(np.flatnonzero(chosen), iteration.law, 0.2)

    def solve(self, progress: Progress, tol: float, max_steps: int) -> None:
        """Follow the path, adding and dropping letters, until the bounds meet or the path stalls."""
        short = 0
        for _ in range(max_steps):
            self.path.advance()
            law = np.zeros(len(self.fixed))
            law[self.letters] = self.path.point[: len(self.letters)]
            progress.offer_primal(self.path.information, law)
            divergences = self.instance.divergences(self.path.output)
            multiplier = self.instance.best_multiplier(divergences)
            lines = self.instance.lines(divergences, multiplier)
            upper = float(lines.max())
            progress.offer_dual(upper, self.path.output, multiplier)
            if progress.gap > tol > 0.1 * self.path.centrality:
                repaired_dual(self.instance, self.path.output, 0.3 * tol, progress)
            progress.note()
            short = short + 1 if self.path.step < 0.1 else 0
            if progress.gap <= tol or short >= 10 or self.path.ended:
                return
            inside = float(lines[self.letters].max())
            if inside - self.path.information < 0.1 * (upper - inside):
                self._grow(law, lines, inside)
            else:
                self._drop(law, lines, upper, tol)

    def _begin(self, letters: NDArray[np.intp], law: Vector, mixing: float) -> None:
        start = (1.0 - mixing) * law[letters] / max(float(law[letters].sum()), 1e-300) + mixing / len(letters)
        self.letters, self.rounds = letters, self.rounds + 1
        self.path = CentralPath(self.instance.restricted(letters), start)

    def _grow(self, law: Vector, lines: Vector, inside: float) -> None:
        """Begin anew with the worst violators added."""
        violators = np.flatnonzero(lines > inside)
        violators = violators[np.argsort(-lines[violators])][: max(50, len(self.letters) // 2)]
        self.fixed[violators] = True
        self._begin(np.union1d(self.letters, violators), law, 0.05)

    def _drop(self, law: Vector, lines: Vector, upper: float, tol: float) -> None:
        """Go on without the letters that have little mass and lie far below the bound, if they are many."""
        letters = self.letters
        floor = self.path.information - 10.0 * max(upper - self.path.information, tol)
        useful = (lines[letters] > floor) | (law[letters] > 0.1 / len(lines)) | self.fixed[letters]
        if np.count_nonzero(useful) < 0.9 * len(letters):
            kept = np.flatnonzero(useful)
            if self.path.keep(kept):
                self.letters = letters[kept]
