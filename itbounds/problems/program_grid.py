"""Parametric programs on a grid of one parameter."""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import Array
from itbounds.errors import ConvergenceWarning, DomainError, DTypeError
from itbounds.forms import Status
from itbounds.forms.entropy_program import EntropyProgramForm
from itbounds.kernels import Kernel
from itbounds.problems.program_closed_form import brief, check_closed_form
from itbounds.results import Provenance, Result
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.program_curve import GridCurve, ProgramCurveProof
from itbounds.solvers.entropy_program.stack import pattern
from itbounds.solvers.entropy_program.stacked import Solved, solve_stack

if TYPE_CHECKING:
    from itbounds.problems.program import Program

__all__ = ["solve_on_grid"]

# Rounding widens the intervals a little after the run.
_AIM = 0.9


def solve_on_grid(program: "Program", grid: Mapping[Any, Any], **options: Any) -> GridCurve:
    """Solve a program at every value of one of its parameters; the proof of its convexity is found once.

    Programs with the same zeros are solved in one run, each with a certificate of its own.

    Parameters
    ----------
    program : Program
        With parameters.
    grid : mapping from parameters (or their names) to values
        One of them an array, the others numbers.
    options
        As for `Program.solve`.

    Raises
    ------
    DomainError
        If not exactly one parameter has several values, or a parameter has none.
    SolveError
        If a closed form is known and contradicts a certificate.
    """
    named = {str(key): _numbers(key, value) for key, value in grid.items()}
    several = [name for name, value in named.items() if value.ndim]
    if len(several) != 1 or named[several[0]].ndim != 1 or not named[several[0]].size:
        raise DomainError(
            "a grid has an array of values for one parameter, and numbers for the others", value=several
        )
    (name,) = several
    fixed = {key: float(value) for key, value in named.items() if key != name}
    values = np.unique(named[name]).tolist()
    start = perf_counter()
    with warnings.catch_warnings():
        # One warning for the whole curve is enough.
        warnings.simplefilter("ignore", ConvergenceWarning)
        results = _results(program.along([{**fixed, name: value} for value in values]), options)
    certificates = tuple(r.certificate for r in results if isinstance(r.certificate, ProgramCertificate))
    first = results[0]
    tol = first.provenance.tol
    gaps = sum(r.upper_nats - r.lower_nats > tol for r in results)
    if gaps:
        warnings.warn(
            f"{gaps} of {len(values)} values have a gap wider than tol", ConvergenceWarning, stacklevel=3
        )
    notes: tuple[str, ...] = ()
    form = program.closed_form()
    if form is not None:
        for value, certificate in zip(values, certificates, strict=True):
            check_closed_form(form, {**fixed, name: value}, certificate)
        notes = (f"the closed form lies in every interval where it holds: {brief(form)}",)
    steps = sum(r.provenance.steps for r in results)
    witness = first.witness
    if witness is None or len(certificates) < len(values):
        raise DomainError("the program gave no certificate", value=name)
    provenance = Provenance.here(first.provenance.solver, steps, perf_counter() - start, tol, notes)
    proof = ProgramCurveProof(tuple(values), certificates, witness.dom, witness.cod)
    quantity = first.quantity
    return GridCurve(quantity, name, proof, tol, provenance, first.unit, fixed or None)


def _numbers(key: Any, value: Any) -> Array:
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        hint = "give numbers, or an array of them"
        raise DTypeError(f"the values of {key} are no real numbers", where=str(key), hint=hint) from error


def _results(programs: "list[Program]", options: Mapping[str, Any]) -> list[Result[Kernel]]:
    """Solve programs of one pattern in one run; those that it leaves open, and others, one by one."""
    found: dict[int, Result[Kernel]] = {}
    together = options["solver"] in (None, "interior_point") and not programs[0].extra
    if together and len(programs) > 1:
        unit, tol = programs[0].width(options["tol"], options["unit"])
        compiled = [program.compile() for program in programs]
        groups: dict[Any, list[int]] = {}
        forms = {k: p.form for k, p in enumerate(compiled) if isinstance(p.form, EntropyProgramForm)}
        for number, form in forms.items():
            groups.setdefault(pattern(form), []).append(number)
        for key, members in groups.items():
            if key is None or len(members) == 1:
                continue
            solved = solve_stack([forms[number] for number in members], _AIM * tol)
            for number, points in zip(members, solved, strict=True):
                result = compiled[number].solve(Solved(points), tol=tol, throw=False)
                if result.status is Status.OPTIMAL:
                    found[number] = replace(result, unit=unit)
    return [
        found[number] if number in found else program.solve(**options)
        for number, program in enumerate(programs)
    ]
