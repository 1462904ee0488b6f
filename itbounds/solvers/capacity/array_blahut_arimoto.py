"""Blahut-Arimoto on arrays of any library that follows the Array API standard."""

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import CapacityForm, RawSolution
from itbounds.numerics.array_namespace import Placement, doubles
from itbounds.solvers.capacity.evaluation import LEAST_PROBABILITY, Evaluation
from itbounds.solvers.capacity.progress import Progress
from itbounds.solvers.capacity.tilting import tilt_to_budget

__all__ = ["ArrayInstance", "iterate"]

# Bounds are read on the host every so many steps: each reading makes a device wait.
_CHECK_EVERY = 8


@dataclass(frozen=True, eq=False)
class ArrayInstance(Evaluation):
    """A channel on its device, with what every iteration needs.

    Parameters
    ----------
    placement : Placement
        Where its arrays lie; the vectors that it takes and gives lie there too.
    matrix : array of shape (m, n)
        The channel.
    negentropy : array of shape (m,)
        The sums of ``w ln w`` over its rows, and the bonus of each letter where the form has one.
    least : float
        What output probabilities are raised by, so that their logarithms are finite.
    excess : array of shape (m,), optional
        What each letter costs above the budget, on the host.
    """

    placement: Placement
    matrix: Any
    negentropy: Any
    least: float
    excess: Vector | None = None

    @classmethod
    def of(cls, form: CapacityForm, placement: Placement) -> "ArrayInstance":
        """Put a form where it is to be iterated."""
        xp, least = placement.namespace, max(placement.least, LEAST_PROBABILITY)
        matrix = placement.put(form.matrix)
        matrix = matrix / xp.sum(matrix, axis=1)[:, None]
        negentropy = xp.sum(matrix * xp.log(matrix + least), axis=1)
        if form.bonus is not None:
            negentropy = negentropy + placement.put(form.bonus)
        excess = None if form.cost is None or form.budget is None else form.cost - form.budget
        return cls(placement, matrix, negentropy, least, excess)

    @property
    def letters(self) -> int:
        """The number of inputs."""
        return int(self.matrix.shape[0])

    def output_law(self, p: Any) -> Any:
        """Return the output law of an input law."""
        return p @ self.matrix

    def divergences(self, q: Any) -> Any:
        """Return the divergence of every row from an output law, raised by `least`, in nats."""
        return self.negentropy - self.matrix @ self.placement.namespace.log(q + self.least)

    def certify(self, p: Any, q: Any, divergences: Any, progress: Progress) -> None:
        """Read the iterate on the host, offer it to both sides and add a note."""
        law, lines = doubles(p), doubles(divergences)
        progress.offer_primal(float(law @ lines), law)
        multiplier = self.best_multiplier(lines)
        progress.offer_dual(self.ceiling(lines, multiplier), doubles(q), multiplier)
        progress.note()


def iterate(
    form: CapacityForm, tol: float, placement: Placement, *, max_steps: int, deadline: float, patience: int
) -> RawSolution:
    """Return the best points found; both products, all logarithms and exponentials are of the namespace.

    A budget is met on the host, by a search over one number that reads the input letters at each step.

    Parameters
    ----------
    form : CapacityForm
        The channel.
    tol : float
        The gap that is aimed for, in nats.
    placement : Placement
        Where to iterate.
    max_steps : int
        The largest number of laws that are priced.
    deadline : float
        The reading of the clock at which to end.
    patience : int
        After how many steps without progress of either bound to end.
    """
    instance, progress = ArrayInstance.of(form, placement), Progress()
    exp, largest, total = placement.namespace.exp, placement.namespace.max, placement.namespace.sum
    logits = placement.put(tilt_to_budget(np.zeros(instance.letters), instance.excess)[0])
    price, idle, step = 0.0, 0, 0
    while True:
        step += 1
        p = exp(logits)
        p = p / total(p)
        q = instance.output_law(p)
        divergences = instance.divergences(q)
        if step % _CHECK_EVERY == 1 or step >= max_steps:
            gap = progress.gap
            instance.certify(p, q, divergences, progress)
            idle = idle + _CHECK_EVERY if progress.gap == gap else 0
            if progress.gap <= tol or idle >= patience or step >= max_steps or perf_counter() >= deadline:
                return replace(progress.solution(form, tol), steps=step)
        logits = logits + divergences
        logits = logits - largest(logits)
        if instance.excess is not None:
            tilted, price = tilt_to_budget(doubles(logits), instance.excess, price)
            logits = placement.put(tilted)
