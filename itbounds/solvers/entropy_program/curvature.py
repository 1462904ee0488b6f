"""Gradients and Hessians of weighted conditional entropies, with their matrices prepared once."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.forms.entropy_program import ConcaveFunction
from itbounds.solvers.entropy_program.matrices import gathered, settled, sparse

__all__ = ["Prepared"]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A concave function whose Hessian is wanted many times.

    Parameters
    ----------
    function : ConcaveFunction
    """

    function: ConcaveFunction

    @cached_property
    def _parts(self) -> list[tuple[float, Any]]:
        """The signed matrices of joint and conditioning laws."""
        found = []
        for term in self.function.terms:
            joint = sparse(term.joint)
            found.append((term.weight, settled(joint)))
            found.append((-term.weight, settled(gathered(term.given, int(term.given.max()) + 1) @ joint)))
        return found

    def add_hessian(self, point: Vector, matrix: Matrix, factor: float = 1.0) -> None:
        """Add a multiple of minus the Hessian, which has no negative eigenvalue, to a matrix."""
        for weight, part in self._parts:
            scaled = factor * weight / np.maximum(part @ point, 1e-300)
            if isinstance(part, np.ndarray):
                matrix += (part.T * scaled) @ part
            else:
                product = (part.T.multiply(scaled) @ part).tocoo()
                np.add.at(matrix, (product.row, product.col), product.data)

    def value(self, point: Vector) -> float:
        """Return the value in nats."""
        return self.function.value(point)

    def gradient(self, point: Vector) -> Vector:
        """Return the gradient at a positive point."""
        return self.function.gradient(point)
