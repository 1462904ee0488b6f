"""Information programs without entropies: linear programs, by HiGHS."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from itbounds.errors import DomainError
from itbounds.forms import RawSolution, Status
from itbounds.forms.entropy_program import EntropyProgramForm, LinearMap
from itbounds.forms.linear import LinearForm, SparseRows
from itbounds.solvers.base import Solver
from itbounds.solvers.entropy_program.contradiction import contradicted
from itbounds.solvers.entropy_program.feasibility import feasible, meets
from itbounds.solvers.linear.highs import Highs

__all__ = ["LinearProgram"]

# Rows that are almost the same differ by little; what is dropped of them may leave no point at all.
_FINEST = 1e-12


@dataclass(frozen=True)
class LinearProgram(Solver[EntropyProgramForm]):
    """A vertex, and the multipliers of its rows; only for forms without entropies."""

    name: ClassVar[str] = "highs"
    accepts: ClassVar[type[EntropyProgramForm]] = EntropyProgramForm

    def solve(self, form: EntropyProgramForm, tol: float) -> RawSolution:
        """Return primal and dual points; `tol` is HiGHS's tolerance."""
        if not form.is_linear:
            raise DomainError(
                "the program has entropies; HiGHS solves linear ones", hint="solver=None chooses"
            )
        width, count = len(form.row), len(form.totals)
        rows = LinearMap(form.row, np.arange(width), np.ones(width), count, width)
        below = form.inequalities
        flipped = LinearMap(below.rows, below.columns, -below.values, below.height, below.width)
        matrix = rows.above(form.equalities).above(flipped)
        order = np.lexsort((matrix.columns, matrix.rows))
        linear = LinearForm(
            -form.objective.linear,
            SparseRows.of(
                matrix.rows[order], matrix.columns[order], matrix.values[order], (matrix.height, width)
            ),
            np.concatenate((form.totals, form.right, -form.ceiling)),
            count + len(form.right),
            np.zeros(width),
            np.full(width, np.inf),
        )
        found = Highs().solve(linear, tol)
        if found.status is not Status.OPTIMAL:
            found = Highs(least_coefficient=_FINEST).solve(linear, tol)
        centre = form.normalised(np.ones(width))
        if found.status is not Status.OPTIMAL or found.primal is None or found.dual is None:
            lost = found.status is Status.INFEASIBLE and not contradicted(form)
            if lost and meets(form, centre):
                free = np.zeros(len(form.right) + len(form.ceiling))
                dual = np.concatenate((centre, free))
                return RawSolution(Status.GAP_OPEN, primal=centre, dual=dual, steps=found.steps)
            return RawSolution(Status.FAILED if lost else found.status, steps=found.steps)
        equal = -found.dual[count : count + len(form.right)]
        prices = np.maximum(found.dual[count + len(form.right) :], 0.0)
        point = feasible(form, np.maximum(found.primal, 0.0))
        return RawSolution(
            Status.OPTIMAL, primal=point, dual=np.concatenate((centre, equal, prices)), steps=found.steps
        )
