"""Information programs that are capacities or rate-distortion functions, by the solvers made for these."""

from dataclasses import dataclass
from typing import ClassVar

from itbounds.errors import DomainError
from itbounds.forms import RawSolution
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.lowering.programs.recognition import recognised
from itbounds.solvers.base import Solver

__all__ = ["NamedForm"]


@dataclass(frozen=True)
class NamedForm(Solver[EntropyProgramForm]):
    """The default solver of the capacity or rate-distortion form that a program is; only for these."""

    name: ClassVar[str] = "named_form"
    accepts: ClassVar[type[EntropyProgramForm]] = EntropyProgramForm

    def solve(self, form: EntropyProgramForm, tol: float) -> RawSolution:
        """Return the points of the program that follow from those of the named form."""
        from itbounds.solvers.registry import find

        named = recognised(form)
        if named is None:
            raise DomainError(
                "the program is no capacity and no rate-distortion function", hint="solver=None"
            )
        if named.known is not None:
            return named.known
        weight = form.objective.terms[0].weight
        return named.back(find(None, named.form).solve(named.form, 0.3 * tol / weight))
