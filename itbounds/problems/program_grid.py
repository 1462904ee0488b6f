"""Parametric programs on a grid of one parameter."""

import warnings
from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds.errors import ConvergenceWarning, DomainError
from itbounds.problems.program_closed_form import brief, check_closed_form
from itbounds.results import Provenance
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.program_curve import GridCurve, ProgramCurveProof

if TYPE_CHECKING:
    from itbounds.problems.program import Program

__all__ = ["solve_on_grid"]


def solve_on_grid(program: "Program", grid: Mapping[Any, Any], **options: Any) -> GridCurve:
    """Solve a program at every value of one of its parameters; the proof of its convexity is found once.

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
    named = {str(key): np.asarray(value, dtype=np.float64) for key, value in grid.items()}
    several = [name for name, value in named.items() if value.ndim]
    if len(several) != 1 or named[several[0]].ndim != 1 or not named[several[0]].size:
        raise DomainError(
            "a grid has an array of values for one parameter, and numbers for the others", value=several
        )
    (name,) = several
    fixed = {key: float(value) for key, value in named.items() if key != name}
    values = np.unique(named[name]).tolist()
    start, results = perf_counter(), []
    for value in values:
        with warnings.catch_warnings():
            # One warning for the whole curve is enough.
            warnings.simplefilter("ignore", ConvergenceWarning)
            results.append(program.at({**fixed, name: value}).solve(**options))
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
