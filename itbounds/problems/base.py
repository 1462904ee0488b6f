"""What a question is: something that compiles to a numeric form and knows the way back."""

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from itbounds.kernels import Kernel
from itbounds.numerics.scalars import as_tolerance
from itbounds.pipeline import NumericProblem
from itbounds.results import Result
from itbounds.solvers import Solver
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Problem"]

W = TypeVar("W", bound=Kernel)


class Problem(ABC, Generic[W]):
    """The base of all questions."""

    @abstractmethod
    def compile(self) -> NumericProblem[W]:
        """Return the numeric form of the question, with the way back from a solver's points to a result."""

    def compiled_for(self, solver: Solver[Any] | str | None) -> NumericProblem[W]:
        """Return the numeric form for a solver that was asked for: where it matters, one that it accepts."""
        return self.compile()

    def solve(
        self,
        solver: Solver[Any] | str | None = None,
        *,
        tol: float = 1e-9,
        unit: Unit | str = BITS,
        throw: bool = True,
    ) -> Result[W]:
        """Compile, solve and lift.

        Parameters
        ----------
        solver : Solver or str, optional
            An instance or a name; by default chosen by form and size.
        tol : float
            The width of the interval that is aimed for, in `unit`.
        unit : Unit or str
            The unit of `tol` and of the result.
        throw : bool
            Whether a solver that found no point at all raises `SolveError`.

        Returns
        -------
        Result
            An interval that contains the truth, its witness and its certificate.
        """
        chosen = as_unit(unit)
        width = chosen.to_nats(as_tolerance(tol, name="tolerance"))
        return self.compiled_for(solver).solve(solver, tol=width, throw=throw).to(chosen)
