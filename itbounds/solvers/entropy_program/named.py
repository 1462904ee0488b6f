"""Information programs that are capacities or rate-distortion functions, by the solvers made for these."""

from dataclasses import dataclass, replace
from math import inf
from typing import ClassVar

import numpy as np

from itbounds.errors import DomainError
from itbounds.forms import RawSolution
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.lowering.programs.recognition import recognised
from itbounds.solvers.base import Solver
from itbounds.solvers.entropy_program.central_path import CentralPath, State
from itbounds.solvers.entropy_program.interior_point import InteriorPoint

__all__ = ["NamedForm"]

# Bounds of the program's own form are computed up to so many cells times rows, and a second opinion is asked
# for up to so many cells.
_CHECKED = 4_000_000
_SMALL = 1000
# The reduced costs of a point that is nearly optimal.
_SETTLED = 1e-9


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
        if len(form.row) * len(form.totals) > _CHECKED:
            return found
        settled, gap = _settled(form, found)
        if gap <= tol or len(form.row) > _SMALL:
            return settled
        again = InteriorPoint().solve(form, tol)
        return again if again.gap < gap else settled


def _settled(form: EntropyProgramForm, found: RawSolution) -> tuple[RawSolution, float]:
    """Return points with a touched-up reference, and the gap of their bounds."""
    if found.primal is None or found.dual is None:
        return found, inf
    cells = len(form.row)
    path, reference, prices = CentralPath(form), found.dual[:cells], found.dual[cells:]
    equal = np.zeros(len(form.totals))
    upper, better = path.bounded(
        State(reference, np.full(cells, _SETTLED), equal, np.ones(len(prices)), prices)
    )
    gap = upper - form.objective.value(found.primal)
    return replace(found, dual=np.concatenate((better, prices))), gap
