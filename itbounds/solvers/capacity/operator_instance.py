"""A channel that only acts, prepared for the first-order solvers."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import OperatorCapacityForm
from itbounds.numerics.operators import Operator
from itbounds.numerics.rounding import RowSums
from itbounds.solvers.capacity.evaluation import LEAST_PROBABILITY, Evaluation

__all__ = ["OperatorInstance"]


@dataclass(frozen=True, eq=False)
class OperatorInstance(Evaluation):
    r"""A structured channel with the sums over its rows; an iteration costs one action each way.

    Parameters
    ----------
    channel : Operator
        The channel; its rows are understood as normalised.
    sums : RowSums
        The sums over its rows.
    excess : array of shape (m,), optional
        What each letter costs above the budget.
    """

    channel: Operator
    sums: RowSums
    excess: Vector | None = None

    @classmethod
    def of(cls, form: OperatorCapacityForm) -> "OperatorInstance":
        """Prepare a form."""
        excess = None if form.cost is None or form.budget is None else form.cost - form.budget
        return cls(form.channel, form.channel.row_sums(), excess)

    @property
    def letters(self) -> int:
        """The number of inputs."""
        return self.channel.shape[0]

    def output_law(self, p: Vector) -> Vector:
        """Return the output law of an input law; a transform may make rare outputs slightly negative."""
        return np.maximum(self.channel.left(p / self.sums.total), 0.0)

    def divergences(self, q: Vector) -> Vector:
        """Return the divergence of every row from an output law, raised to `LEAST_PROBABILITY`, in nats."""
        crossed = self.channel.right(np.log(np.maximum(q, LEAST_PROBABILITY)))
        divergences: Vector = (self.sums.entropy - crossed) / self.sums.total - np.log(self.sums.total)
        return divergences
