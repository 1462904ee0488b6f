"""Keeping the best point of each side: the best bounds may come from different iterates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import CapacityForm, OperatorCapacityForm, RawSolution, Status
from itbounds.solvers.capacity.evaluation import LEAST_PROBABILITY, Evaluation

__all__ = ["Progress", "repaired_dual"]


@dataclass(eq=False)
class Progress:
    """The best input law, the best output law and multiplier, and the running bounds.

    Parameters
    ----------
    lower, upper : float
        The best unpadded bounds so far, in nats.
    primal, dual : array
        The points that attain them.
    multiplier : float
        The multiplier that belongs to `dual`.
    history : list
        The running bounds, one pair for each call of `note`.
    """

    lower: float = -inf
    upper: float = inf
    primal: Vector | None = None
    dual: Vector | None = None
    multiplier: float = 0.0
    history: list[tuple[float, float]] = field(default_factory=list)

    @property
    def gap(self) -> float:
        """The unpadded gap between the best bounds."""
        return self.upper - self.lower

    def offer_primal(self, lower: float, p: Vector) -> None:
        """Keep an input law if it is the best so far."""
        if lower > self.lower:
            self.lower, self.primal = lower, p

    def offer_dual(self, upper: float, q: Vector, multiplier: float = 0.0) -> None:
        """Keep an output law and its multiplier if they are the best so far."""
        if upper < self.upper:
            self.upper, self.dual, self.multiplier = upper, q, multiplier

    def note(self) -> None:
        """Record the running bounds as one more step."""
        self.history.append((self.lower, self.upper))

    def solution(
        self,
        form: CapacityForm | OperatorCapacityForm,
        tol: float,
        stats: Mapping[str, float] | None = None,
        notes: tuple[str, ...] = (),
    ) -> RawSolution:
        """Return the best points as a solution; the input law is made to meet the budget as computed."""
        if self.primal is None or self.dual is None:
            return RawSolution(Status.FAILED, steps=len(self.history), stats=stats or {})
        return RawSolution(
            Status.OPTIMAL if self.gap <= tol else Status.GAP_OPEN,
            primal=_within_budget(self.primal, form),
            # An output that the law never makes would cost an infinite divergence; this is what was priced.
            dual=np.maximum(self.dual, LEAST_PROBABILITY),
            multiplier=self.multiplier,
            steps=len(self.history),
            history=np.array(self.history, dtype=np.float64).reshape(-1, 2),
            stats=stats or {},
            notes=notes,
        )


def repaired_dual(instance: Evaluation, q: Vector, weight: float, progress: Progress) -> None:
    """Offer an output law mixed with a little of the uniform one: it heals outputs that all but vanished."""
    mixed = (1.0 - weight) * q + weight / len(q)
    divergences = instance.divergences(mixed)
    multiplier = instance.best_multiplier(divergences)
    progress.offer_dual(instance.ceiling(divergences, multiplier), mixed, multiplier)


def _within_budget(p: Vector, form: CapacityForm | OperatorCapacityForm) -> Vector:
    """Move as much mass to the cheapest letter as rounding makes necessary."""
    if form.cost is None or form.budget is None:
        return p
    cheapest = int(form.cost.argmin())
    least = float(form.cost[cheapest])
    share = 0.0
    while (spent := float(p @ form.cost)) > form.budget and share < 1.0:
        share = min(1.0, max(2.0 * share, 2.0 * (spent - form.budget) / (spent - least), 1e-16))
        p = (1.0 - share) * p
        p[cheapest] += share
    if share >= 1.0:
        p = np.zeros_like(p)
        p[cheapest] = 1.0
    return p
