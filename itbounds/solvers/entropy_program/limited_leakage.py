"""Least mean costs under a limit on what letters tell of a secret, by their own interior point method."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import Matrix
from itbounds.errors import DomainError
from itbounds.forms import RawSolution, Status
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.lowering.programs.leakage import Leakage, leakage
from itbounds.numerics.threads import blas_threads
from itbounds.solvers.base import Solver
from itbounds.solvers.entropy_program.interior_point import InteriorPoint
from itbounds.solvers.entropy_program.leakage_path import LeakagePath

__all__ = ["LimitedLeakage"]

_STALLED = 14
_REPAIRS = 6


@dataclass(frozen=True)
class LimitedLeakage(Solver[EntropyProgramForm]):
    """A primal-dual interior point method whose systems have the size of letters times secrets.

    Where it does not close the gap, the general method is asked for a second opinion.

    Parameters
    ----------
    max_steps : int
        The largest number of Newton steps.
    """

    name: ClassVar[str] = "limited_leakage"
    accepts: ClassVar[type[EntropyProgramForm]] = EntropyProgramForm

    max_steps: int = 80

    def solve(self, form: EntropyProgramForm, tol: float) -> RawSolution:
        """Return the best feasible point and the best dual point met on the way."""
        program = leakage(form)
        if program is None:
            raise DomainError("the program is no least cost under a limit on leakage", hint="solver=None")
        best = _Best(program)
        with blas_threads(1):
            steps = self._followed(program, best, tol)
        found = best.solution(steps)
        if best.upper - best.lower <= tol:
            return found
        again = InteriorPoint().solve(form, tol)
        return again if again.gap < found.gap else found

    def _followed(self, program: Leakage, best: "_Best", tol: float) -> int:
        path, stalled = LeakagePath(program), 0
        for step in range(self.max_steps):
            before = best.upper - best.lower
            best.offer(path, tol)
            gap = best.upper - best.lower
            stalled = 0 if gap < 0.9 * before else stalled + 1
            if gap <= 0.6 * tol or stalled >= _STALLED:
                return step
            try:
                with np.errstate(all="ignore"):
                    path.advance()
            except np.linalg.LinAlgError:
                return step
            if not (np.isfinite(path.point).all() and np.isfinite(path.reduced).all()):
                return step
        return self.max_steps


class _Best:
    """The best feasible point and the best reference with its price."""

    def __init__(self, program: Leakage) -> None:
        self.program = program
        self.silent: Matrix = np.zeros(program.cost.shape)
        self.silent[:, int((program.totals @ program.cost).argmin())] = program.totals
        self.room = program.room(self.silent)[0]
        self.primal, self.upper = self.silent, float(np.sum(self.silent * program.cost))
        letters = program.cost.shape[1]
        self.reference = np.repeat(program.totals[:, None] / letters, letters, axis=1)
        self.price, self.lower = 0.0, float(program.totals @ program.cost.min(axis=1))
        self.history: list[tuple[float, float]] = []

    def offer(self, path: LeakagePath, tol: float) -> None:
        """Look at an iterate from both sides; near the end, heal a reference that leaves the gap open."""
        point = self._normalised(path.point)
        room = self.program.room(point)[0]
        if room < 0.0 < self.room:
            share = min(1.0, 1.001 * room / (room - self.room))
            point = (1.0 - share) * point + share * self.silent
            room = self.program.room(point)[0]
        value = float(np.sum(point * self.program.cost))
        if room >= 0.0 and value < self.upper:
            self.primal, self.upper = point, value
        reference = self._normalised(path.point)
        near = path.mean * path.point.size < 10.0 * tol
        for repair in range(1 + _REPAIRS * near):
            lower, prices = self.program.proved(path.price, reference)
            if lower > self.lower:
                self.reference, self.price, self.lower = reference, path.price, lower
            if repair == _REPAIRS or self.upper - self.lower <= 0.6 * tol:
                break
            means = np.sum(reference * prices, axis=1) / self.program.totals
            excess = np.clip((means[:, None] - prices) / path.price, -30.0, 30.0)
            reference = self._normalised(reference * np.exp(excess))
        self.history.append((-self.upper, -self.lower))

    def _normalised(self, point: Matrix) -> Matrix:
        scaled: Matrix = point * (self.program.totals / point.sum(axis=1))[:, None]
        return scaled

    def solution(self, steps: int) -> RawSolution:
        """Return the points of the program."""
        dual = np.append(self.reference.ravel(), self.price)
        status = Status.OPTIMAL if self.upper < inf else Status.GAP_OPEN
        track = np.array(self.history)
        return RawSolution(status, primal=self.primal.ravel(), dual=dual, steps=steps, history=track)
