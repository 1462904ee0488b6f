"""The Blahut-Arimoto algorithm, plain and with Anderson acceleration."""

from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import ClassVar

from itbounds.forms import CapacityForm, RawSolution
from itbounds.numerics.array_namespace import Placement
from itbounds.solvers.base import Solver
from itbounds.solvers.capacity.anderson import AndersonIteration
from itbounds.solvers.capacity.array_blahut_arimoto import iterate
from itbounds.solvers.capacity.instance import Instance
from itbounds.solvers.capacity.interior_point import limited_threads
from itbounds.solvers.capacity.progress import Progress

__all__ = ["AndersonBlahutArimoto", "BlahutArimoto"]

# Neither bound moved for so many steps: rounding has ended the progress.
_PATIENCE = 2000


@dataclass(frozen=True)
class BlahutArimoto(Solver[CapacityForm]):
    r"""The alternating maximisation :math:`p_x \leftarrow p_x e^{D(W_x \| pW) - \lambda b_x} / Z`.

    The divergences take two matrix-vector products, since the row entropies are computed once. With a budget
    the multiplier is the one for which the next law meets it. The lower bound is short of the capacity by at
    most ln m over the number of steps.

    Parameters
    ----------
    max_steps : int
        The largest number of steps; fewer are made if 2000 in a row improve neither bound.
    max_seconds : float, optional
        A limit on the time spent.
    threads : int or None
        The number of BLAS threads; ``None`` leaves the setting alone.
    placement : Placement, optional
        Where to iterate, if not in numpy: a namespace of the Array API standard, a dtype and a device. The
        interval is computed in numpy's float64 all the same; bounds are then read at every eighth step only.

    References
    ----------
    R. E. Blahut, "Computation of channel capacity and rate-distortion functions", IEEE Trans. Inform. Theory
    18 (1972) 460-473. S. Arimoto, "An algorithm for computing the capacity of arbitrary discrete memoryless
    channels", IEEE Trans. Inform. Theory 18 (1972) 14-20.

    Examples
    --------
    >>> import numpy as np
    >>> z_channel = CapacityForm(np.array([[1.0, 0.0], [0.5, 0.5]]))
    >>> solution = BlahutArimoto().solve(z_channel, 1e-9)
    >>> round(float(solution.history[-1, 0]), 6) == round(float(np.log(1.25)), 6)
    True
    """

    name: ClassVar[str] = "blahut_arimoto"
    accepts: ClassVar[type[CapacityForm]] = CapacityForm

    max_steps: int = 1_000_000
    max_seconds: float | None = None
    threads: int | None = 1
    placement: Placement | None = None

    def solve(self, form: CapacityForm, tol: float) -> RawSolution:
        """Iterate until the bounds are within `tol` nats of each other, or a limit is met."""
        if self.placement is None:
            return _iterate(form, tol, self, memory=0)
        deadline = inf if self.max_seconds is None else perf_counter() + self.max_seconds
        with limited_threads(form.matrix, self.threads):
            return iterate(
                form,
                tol,
                self.placement,
                max_steps=self.max_steps,
                deadline=deadline,
                patience=_PATIENCE,
            )


@dataclass(frozen=True)
class AndersonBlahutArimoto(Solver[CapacityForm]):
    """Blahut-Arimoto with Anderson acceleration, safeguarded so that the mutual information never falls.

    Parameters
    ----------
    memory : int
        How many past steps are combined.
    max_steps : int
        The largest number of steps; fewer are made if 2000 in a row improve neither bound.
    max_seconds : float, optional
        A limit on the time spent.
    threads : int or None
        The number of BLAS threads; ``None`` leaves the setting alone.

    Examples
    --------
    >>> import numpy as np
    >>> erasure = CapacityForm(np.array([[0.75, 0.25, 0.0], [0.0, 0.25, 0.75]]))
    >>> AndersonBlahutArimoto().solve(erasure, 1e-9).steps
    1
    """

    name: ClassVar[str] = "anderson"
    accepts: ClassVar[type[CapacityForm]] = CapacityForm

    memory: int = 8
    max_steps: int = 100_000
    max_seconds: float | None = None
    threads: int | None = 1

    def solve(self, form: CapacityForm, tol: float) -> RawSolution:
        """Iterate until the bounds are within `tol` nats of each other, or a limit is met."""
        return _iterate(form, tol, self, memory=self.memory)


def _iterate(
    form: CapacityForm, tol: float, options: BlahutArimoto | AndersonBlahutArimoto, *, memory: int
) -> RawSolution:
    deadline = inf if options.max_seconds is None else perf_counter() + options.max_seconds
    progress = Progress()
    with limited_threads(form.matrix, options.threads):
        iteration = AndersonIteration(Instance.of(form), memory)
        iteration.certify(progress)
        idle = 0
        while progress.gap > tol and idle < _PATIENCE and perf_counter() < deadline:
            if len(progress.history) >= options.max_steps:
                break
            gap = progress.gap
            iteration.advance()
            iteration.certify(progress)
            idle = idle + 1 if progress.gap == gap else 0
    return progress.solution(form, tol)
