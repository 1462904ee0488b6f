"""Linear programs by HiGHS: dual simplex for small ones, the interior point method for large ones."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from itbounds._typing import Vector
from itbounds.forms import RawSolution, Status
from itbounds.forms.linear import LinearForm
from itbounds.solvers.base import Solver

__all__ = ["Highs"]


@dataclass(frozen=True)
class Highs(Solver[LinearForm]):
    """HiGHS (Huangfu and Hall, Math. Prog. Comp. 10 (2018) 119-142), through its own Python interface.

    Parameters
    ----------
    method : {"auto", "simplex", "interior", "crossover"}
        By default simplex up to `simplex_rows` rows, which gives vertices; beyond, the degenerate programs of
        entropies are solved some ten times faster by the interior point method without crossover. With
        ``"crossover"`` that method ends at a vertex too.
    time_limit : float
        Seconds; beyond them the status is `Status.FAILED`.
    least_coefficient : float
        Entries of the matrix below this are dropped; at least 1e-12.
    presolve : bool
        Whether to look for a smaller program first: on small transports that takes longer than to solve them.
    """

    name: ClassVar[str] = "highs"
    accepts: ClassVar[type[LinearForm]] = LinearForm

    method: Literal["auto", "simplex", "interior", "crossover"] = "auto"
    time_limit: float = 600.0
    simplex_rows: int = 3000
    least_coefficient: float = 1e-9
    presolve: bool = True

    def solve(self, form: LinearForm, tol: float = 1e-9) -> RawSolution:
        """Return primal and dual points; `tol` is the feasibility and optimality tolerance."""
        import highspy

        interior = self.method in ("interior", "crossover")
        interior |= self.method == "auto" and len(form.rows) > self.simplex_rows
        build: Any = highspy.Highs  # its stubs leave the constructor untyped
        solver = build()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("time_limit", self.time_limit)
        solver.setOptionValue("small_matrix_value", self.least_coefficient)
        if not self.presolve:
            solver.setOptionValue("presolve", "off")
        if interior:
            solver.setOptionValue("solver", "ipm")
            solver.setOptionValue("run_crossover", "on" if self.method == "crossover" else "off")
        else:
            solver.setOptionValue("solver", "simplex")
            for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
                solver.setOptionValue(option, max(tol, 1e-10))
        solver.passModel(_model(form))
        solver.run()
        status = _status(solver.getModelStatus(), highspy.HighsModelStatus)
        info = solver.getInfo()
        steps = int(info.simplex_iteration_count) + int(info.ipm_iteration_count)
        if status is not Status.OPTIMAL:
            return RawSolution(status, steps=max(steps, 0))
        found = solver.getSolution()
        return RawSolution(
            status,
            primal=np.array(found.col_value, dtype=np.float64),
            dual=np.array(found.row_dual, dtype=np.float64),
            steps=max(steps, 0),
            stats={"objective": float(info.objective_function_value), "interior": float(interior)},
        )


def _model(form: LinearForm) -> Any:
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(form.cost), len(form.rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = form.cost, form.lower, form.upper
    upper: Vector = np.full(len(form.rows), np.inf)
    upper[: form.equalities] = form.right[: form.equalities]
    model.row_lower_, model.row_upper_ = form.right, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = len(form.cost), len(form.rows)
    model.a_matrix_.start_ = form.rows.starts.astype(np.int32)
    model.a_matrix_.index_ = form.rows.columns.astype(np.int32)
    model.a_matrix_.value_ = form.rows.values
    return model


def _status(found: Any, known: Any) -> Status:
    if found == known.kOptimal:
        return Status.OPTIMAL
    if found == known.kInfeasible:
        return Status.INFEASIBLE
    if found in (known.kUnbounded, known.kUnboundedOrInfeasible):
        return Status.UNBOUNDED
    return Status.FAILED
