"""Compile, solve, lift: the one road from a question to a result."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Generic, TypeVar

from itbounds.errors import ConvergenceWarning, SolveError
from itbounds.forms import Form, RawSolution, Status
from itbounds.kernels import Kernel
from itbounds.results import Certificate, Provenance, Result
from itbounds.solvers import Solver, find

__all__ = ["Lifted", "NumericProblem"]

W = TypeVar("W", bound=Kernel)

# Rounding bounds widen the interval a little after the solver is done: it aims this much below the tolerance.
_AIM = 0.9


@dataclass(frozen=True, eq=False)
class Lifted(Generic[W]):
    """What the way back makes of a solver's points.

    Parameters
    ----------
    quantity, latex : str
        What the number is, as on the board and for a paper.
    certificate : Certificate
        Made from the points, repaired where rounding demands it; its claim is the interval.
    witness : Kernel or Distribution
        Attains one end.
    closing : bool
        Whether certificates of this kind can close the gap. Where none can, a gap is no failure of the
        solver: the status is `Status.ATTAINED`, and nobody is warned.
    """

    quantity: str
    latex: str
    certificate: Certificate
    witness: W
    closing: bool = True


@dataclass(frozen=True, eq=False)
class NumericProblem(Generic[W]):
    """A question in numeric form, with the way back that was made when it was compiled.

    Parameters
    ----------
    form : Form
        All that a solver may see.
    lift : callable
        Turns points, or none at all, into a certificate and a witness; always possible, since poor points
        only give a wide interval.
    known : RawSolution, optional
        The points, where the answer is known without a solver.
    notes : tuple of str
        What the reader of the result should know.
    """

    form: Form
    lift: Callable[[RawSolution], Lifted[W]]
    known: RawSolution | None = None
    notes: tuple[str, ...] = ()

    def solve(self, solver: Solver[Any] | str | None = None, *, tol: float, throw: bool = True) -> Result[W]:
        """Solve the form and lift the points; both ends are computed anew from them.

        Parameters
        ----------
        solver : Solver or str, optional
            An instance, a name, or ``None`` for the default of the form and its size.
        tol : float
            The width of the interval that is aimed for, in nats.
        throw : bool
            Whether a solver that found no point at all raises; if not, the interval is merely wide.

        Raises
        ------
        SolveError
            If the solver found no point and `throw` is set.

        Warns
        -----
        ConvergenceWarning
            If the interval is wider than `tol`.
        """
        start = perf_counter()
        if self.known is None:
            chosen = find(solver, self.form)
            raw, name = chosen.solve(self.form, _AIM * tol), chosen.name
        else:
            raw, name = self.known, "closed form"
        lifted = self.lift(raw)
        lower, upper = lifted.certificate.lower, lifted.certificate.upper
        status = Status.OPTIMAL if upper - lower <= tol else Status.GAP_OPEN
        if raw.status is Status.FAILED and status is Status.GAP_OPEN:
            status = Status.FAILED
            if throw:
                raise SolveError(
                    f"solver {name!r} gave no usable point for {lifted.quantity}",
                    hint=f"try another solver, or throw=False for [{lower:.6g}, {upper:.6g}] nat",
                )
        elif status is Status.GAP_OPEN and not lifted.closing:
            status = Status.ATTAINED
        if status not in (Status.OPTIMAL, Status.ATTAINED):
            warnings.warn(
                f"{lifted.quantity}: the gap is {upper - lower:.2g} nat, wider than tol; {status.value}",
                ConvergenceWarning,
                stacklevel=4,  # the caller of the function that answers the question
            )
        notes = (*self.notes, *raw.notes)
        return Result(
            quantity=lifted.quantity,
            latex=lifted.latex,
            lower_nats=lower,
            upper_nats=upper,
            status=status,
            provenance=Provenance.here(name, raw.steps, perf_counter() - start, tol, notes),
            witness=lifted.witness,
            certificate=lifted.certificate,
            history=raw.history,
        )
