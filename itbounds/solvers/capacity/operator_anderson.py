"""Capacity of channels that only act: accelerated Blahut-Arimoto steps, and letters lifted into play."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import ClassVar, TypeAlias

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import OperatorCapacityForm, RawSolution, Status
from itbounds.numerics.operators import Circulant, Operator, RowBlocks, Sparse, Toeplitz
from itbounds.solvers.base import Solver
from itbounds.solvers.capacity.anderson import AndersonIteration
from itbounds.solvers.capacity.evaluation import LEAST_PROBABILITY
from itbounds.solvers.capacity.operator_instance import OperatorInstance
from itbounds.solvers.capacity.progress import Progress

__all__ = ["OperatorAnderson"]

# Over so many steps the gap is to fall by a tenth, or the end is near enough.
_PATIENCE = 300
_LIFT_EVERY = 10
# Rows of a channel with more entries than this are not gone through for their curvatures.
_WALKABLE = 1 << 30

_Curvature: TypeAlias = Callable[[Vector], Vector]


@dataclass(frozen=True)
class OperatorAnderson(Solver[OperatorCapacityForm]):
    r"""Blahut-Arimoto with Anderson acceleration, in memory proportional to what the channel keeps.

    Multiplicative steps raise a letter of tiny probability :math:`p_x` but slowly, however far its divergence
    :math:`D_x` lies above the information :math:`I`; and it is the largest :math:`D_x` that makes the upper
    end. So every tenth step all letters with :math:`D_x > I` are given, besides, the mass of a Newton step on
    their own coordinate,

    .. math:: \delta_x = \frac{D_x - I}{\sum_y W_{xy}^2 / q_y} ,

    after which :math:`D_x` is near :math:`I` unless many of them share outputs. The output law is offered as
    a dual point, and the iteration goes on from there if the information did not fall.

    Whatever ends the iteration, the step limit, the time limit or ``KeyboardInterrupt``, the best two points
    so far are returned, and they prove an interval.

    Parameters
    ----------
    memory : int
        How many past steps are combined.
    max_steps : int
        The largest number of steps; fewer are made if 300 in a row do not shrink the gap by a tenth.
    max_seconds : float, optional
        A limit on the time spent.

    Examples
    --------
    >>> from itbounds.numerics.operators import kron
    >>> z_channels = OperatorCapacityForm(kron(*[[[1.0, 0.0], [0.5, 0.5]]] * 9))
    >>> solution = OperatorAnderson().solve(z_channels, 1e-9)
    >>> bool(abs(solution.history[-1, 0] - 9 * np.log(1.25)) < 1e-8)
    True
    """

    name: ClassVar[str] = "operator_anderson"
    accepts: ClassVar[type[OperatorCapacityForm]] = OperatorCapacityForm

    memory: int = 8
    max_steps: int = 5000
    max_seconds: float | None = None

    def solve(self, form: OperatorCapacityForm, tol: float) -> RawSolution:
        """Iterate until the bounds are within `tol` nats of each other, or a limit is met."""
        start, progress = perf_counter(), Progress()
        told = _Line(tol)
        try:
            instance = OperatorInstance.of(form)
            curvature = _curvature(form.channel) if instance.excess is None else None
            iteration = AndersonIteration(instance, self.memory)
            iteration.certify(progress)
            reason = self._iterate(iteration, curvature, progress, start=start, told=told)
        except KeyboardInterrupt:
            if not progress.history:  # what uniform laws prove is an interval, too
                return RawSolution(Status.GAP_OPEN, notes=("interrupted before the first step",))
            reason = f"interrupted after {len(progress.history)} steps"
        finally:
            told.end()
        notes = (f"{reason}; the gap was {progress.gap:.2g} nat",) if reason else ()
        return progress.solution(form, tol, notes=notes)

    def _iterate(
        self,
        iteration: AndersonIteration,
        curvature: _Curvature | None,
        progress: Progress,
        *,
        start: float,
        told: "_Line",
    ) -> str:
        """Go on until the bounds meet; return why it ended if they did not."""
        limit = inf if self.max_seconds is None else self.max_seconds
        while progress.gap > told.tol:
            steps = len(progress.history)
            if steps >= self.max_steps:
                return f"the limit of {self.max_steps} steps was met"
            if perf_counter() - start > limit:
                return f"the limit of {limit:g} s was met after {steps} steps"
            if steps > _PATIENCE:
                lower, upper = progress.history[-_PATIENCE]
                if progress.gap > 0.9 * (upper - lower):
                    return f"the last {_PATIENCE} of {steps} steps hardly shrank the gap"
            iteration.advance()
            if curvature is not None and steps % _LIFT_EVERY == 0:
                _lift(iteration, progress, curvature)
            iteration.certify(progress)
            told.show(progress)
        return ""


def _lift(iteration: AndersonIteration, progress: Progress, curvature: _Curvature) -> None:
    """Give letters whose divergence is too large the mass that takes it down."""
    excess = np.maximum(iteration.divergences - iteration.information, 0.0)
    law = iteration.law + excess / curvature(np.maximum(iteration.output, LEAST_PROBABILITY))
    law /= law.sum()
    before = (iteration.logarithm, iteration.information)
    with np.errstate(divide="ignore"):
        iteration.restart(np.log(law))
    progress.offer_dual(float(iteration.divergences.max()), iteration.output)
    if iteration.information < before[1]:
        iteration.restart(before[0])


def _curvature(channel: Operator) -> _Curvature | None:
    """Return the map of an output law to the sums of W^2 / q over each row, if they can be had."""
    at_once = isinstance(channel, (Sparse, Circulant, Toeplitz, RowBlocks))
    if channel.size > _WALKABLE and not at_once:
        return None
    return lambda law: channel.squared_right(1.0 / law)


class _Line:
    """Where the bounds are, on stderr if that is a terminal, four times a second."""

    def __init__(self, tol: float) -> None:
        self.tol, self.shown, self.active = tol, perf_counter(), sys.stderr.isatty()

    def show(self, progress: Progress) -> None:
        """Write the line over itself."""
        now = perf_counter()
        if not self.active or now - self.shown < 0.25:
            return
        self.shown = now
        sys.stderr.write(
            f"\rstep {len(progress.history)}: about [{progress.lower:.9g}, {progress.upper:.9g}] nat, "
            f"gap {progress.gap:.1e} (goal {self.tol:.0e}) "
        )
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line behind."""
        if self.active:
            sys.stderr.write("\n")
            sys.stderr.flush()
