"""The best points of a run."""

from dataclasses import dataclass
from math import inf

from itbounds._typing import Vector
from itbounds.solvers.entropy_program.central_path import CentralPath, State

__all__ = ["Points"]


@dataclass
class Points:
    """The best bounds met, and where.

    Parameters
    ----------
    lower, upper : float
        In nats, unpadded.
    primal : array, optional
        A point of that value.
    depth, deep : float, array
        A point far inside of the constraints, and how far.
    reference, dual : array and State, optional
        Where the affine bound touches, and the multipliers.
    """

    lower: float = -inf
    upper: float = inf
    primal: Vector | None = None
    depth: float = 0.0
    deep: Vector | None = None
    reference: Vector | None = None
    dual: State | None = None

    def offer(self, path: CentralPath, state: State) -> bool:
        """Keep what is better at a state; return whether the gap became smaller."""
        before = self.upper - self.lower
        lower, point = path.attained(state, [p for p in (self.primal, self.deep) if p is not None])
        if lower > -inf and (depth := float(path.room(point).min(initial=inf))) > self.depth:
            self.depth, self.deep = depth, point
        if lower > self.lower:
            self.lower, self.primal = lower, point
        upper, reference = path.bounded(state)
        if upper < self.upper:
            self.upper, self.reference, self.dual = upper, reference, state
        return not self.upper - self.lower >= 0.95 * before
