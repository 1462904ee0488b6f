"""What a solver is: a frozen set of options that turns a form into points."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from itbounds.forms import Form, RawSolution

__all__ = ["Solver"]

F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Solver(ABC, Generic[F]):
    """The base of all solvers: a frozen dataclass of options.

    A solver sees a form and knows no symbol. It never raises for a hard instance and need not be believed:
    the pipeline recomputes both ends of the interval from the points it returns.

    Attributes
    ----------
    name : str
        The name under which ``solver=`` finds it.
    accepts : type
        The form that it solves.
    """

    name: ClassVar[str]
    accepts: ClassVar[type[Form]]

    @abstractmethod
    def solve(self, form: F, tol: float) -> RawSolution:
        """Return primal and dual points with a gap of at most `tol` nats, or the best found."""
