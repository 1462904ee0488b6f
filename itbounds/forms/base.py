"""What every numeric form and every answer of a solver have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import inf

from itbounds._typing import Matrix, Vector

__all__ = ["Form", "RawSolution", "Status"]


class Status(Enum):
    """How a computation ended; the value is the advice to the user."""

    OPTIMAL = "solved to the tolerance asked for"
    GAP_OPEN = "the interval holds but is wider than tol; raise max_steps, loosen tol or try another solver"
    ATTAINED = "the witness attains one end; no proof is known that it is best, the other end holds for all"
    INFEASIBLE = "the constraints contradict one another"
    UNBOUNDED = "the objective is unbounded on the feasible set"
    FAILED = "the solver gave no usable point; the interval holds but says little; try another solver"


@dataclass(frozen=True, eq=False)
class Form:
    """The base of all numeric forms: frozen arrays in nats, no callbacks and no symbols."""


@dataclass(frozen=True, eq=False)
class RawSolution:
    """What a solver found: points, not claims.

    Parameters
    ----------
    status : Status
        The solver's own opinion; the pipeline recomputes both ends from the points and forms its own.
    primal : array, optional
        A point of the optimisation problem: the input law of a `CapacityForm`, the output law of a
        `RateDistortionForm` (the test channel is its exponential tilt that meets the distortion level).
    dual : array, optional
        A point of the dual: the output law of a `CapacityForm`, the row potentials of a `RateDistortionForm`.
    multiplier : float
        The dual variable of the cost or the distortion constraint, at least 0.
    steps : int
        How many iterations were made.
    history : array of shape (steps, 2), optional
        The unpadded lower and upper bounds, in nats, step by step.
    stats : mapping
        Further numbers worth knowing, such as ``rounds`` or ``support``.
    notes : tuple of str
        What the reader of the result should know, such as the limit that ended the iteration.
    """

    status: Status
    primal: Vector | None = None
    dual: Vector | None = None
    multiplier: float = 0.0
    steps: int = 0
    history: Matrix | None = None
    stats: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """The unpadded gap of the last step, in nats (infinite if nothing was recorded)."""
        if self.history is None or not len(self.history):
            return inf
        return float(self.history[-1, 1] - self.history[-1, 0])
