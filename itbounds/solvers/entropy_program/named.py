"""Information programs that are capacities or rate-distortion functions, by the solvers made for these."""

from dataclasses import dataclass
from typing import ClassVar

from itbounds.errors import DomainError
from itbounds.forms import RawSolution
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.lowering.programs.recognition import recognised
from itbounds.solvers.base import Solver
from itbounds.solvers.entropy_program.interior_point import InteriorPoint
from itbounds.solvers.entropy_program.touch_up import touched_up

__all__ = ["NamedForm"]

# A second opinion is asked for up to so many cells.
_SMALL = 1000


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
        found = named.back(find(None, named.form).solve(named.form, 0.3 * tol / weight))
        settled, gap = touched_up(form, found, 4)
        if gap <= tol or len(form.row) > _SMALL:
            return settled
        again = InteriorPoint().solve(form, tol)
        return again if again.gap < gap else settled
