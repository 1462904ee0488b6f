"""The capacity of a product of channels, one channel at a time."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from itbounds.forms import ProductCapacityForm, ProductSolution, Status
from itbounds.solvers.base import Solver

__all__ = ["Additive"]


@dataclass(frozen=True)
class Additive(Solver[ProductCapacityForm]):
    r"""Each distinct channel by its default solver, to its share of the tolerance.

    .. math:: C(W_1 \otimes \dots \otimes W_k) = \sum_i C(W_i)

    (Shannon, 1956): a product of input laws attains the sum, and a product of output laws, from which the
    divergences of a row add up, allows no more.

    Examples
    --------
    >>> from itbounds.forms import CapacityForm
    >>> erasure = CapacityForm(np.array([[0.75, 0.25, 0.0], [0.0, 0.25, 0.75]]))
    >>> solution = Additive().solve(ProductCapacityForm((erasure,), (40,)), 1e-9)
    >>> round(float(solution.history[-1, 0] / np.log(2)), 6)
    30.0
    """

    name: ClassVar[str] = "additive"
    accepts: ClassVar[type[ProductCapacityForm]] = ProductCapacityForm

    def solve(self, form: ProductCapacityForm, tol: float) -> ProductSolution:
        """Return the points of every distinct channel."""
        from itbounds.solvers.registry import find

        share = tol / max(1, sum(form.counts))
        parts = tuple(find(None, part).solve(part, share) for part in form.parts)
        ends = np.zeros(2)
        for part, count in zip(parts, form.counts, strict=True):
            if part.history is not None and len(part.history):
                ends += count * part.history[-1]
        done = all(part.status is Status.OPTIMAL for part in parts)
        return ProductSolution(
            Status.OPTIMAL if done else Status.GAP_OPEN,
            steps=sum(part.steps for part in parts),
            history=ends[None, :],
            notes=tuple(note for part in parts for note in part.notes),
            parts=parts,
        )
