"""What the definitions share: distortion levels, and programs that are answered under their name."""

from dataclasses import replace
from math import inf, nextafter
from typing import Any

from itbounds._typing import Number, Vector
from itbounds.errors import InfeasibleError
from itbounds.kernels import Kernel
from itbounds.numerics.scalars import as_level
from itbounds.problems.program import Program
from itbounds.results import Result
from itbounds.solvers import Solver
from itbounds.units import Unit

__all__ = ["answered", "distortion_level", "widened"]

# A level so little below the least one is that one, rounded.
_ROUNDING = 1e-12


def answered(
    program: Program,
    quantity: str,
    latex: str,
    *,
    tol: Number,
    unit: Unit | str | None,
    solver: Solver[Any] | str | None,
) -> Result[Kernel]:
    """Solve a program and call the answer by its name."""
    return replace(program.solve(solver, tol=tol, unit=unit), quantity=quantity, latex=latex)


def widened(result: Result[Kernel], below: float, above: float, reason: str) -> Result[Kernel]:
    """Return a result with ends moved outward, in nats, by what its program leaves out.

    An end of exactly zero stays: it is that of a program whose value is proved to be never negative.
    """
    provenance = replace(result.provenance, notes=(*result.provenance.notes, reason))
    return replace(
        result,
        lower_nats=nextafter(result.lower_nats - below, -inf) if result.lower_nats else 0.0,
        upper_nats=nextafter(result.upper_nats + above, inf),
        provenance=provenance,
    )


def distortion_level(value: Any, law: Vector, least: Vector) -> float:
    """Return a distortion level, if letters of a law that cost at least so much can meet it.

    Raises
    ------
    InfeasibleError
        If they cannot.
    DomainError, DTypeError
        If it is no level.
    """
    level = as_level(value, name="distortion level")
    used = law > 0.0
    minimum = float(law[used] @ least[used] / law.sum())
    if level < minimum * (1.0 - _ROUNDING):
        raise InfeasibleError(
            f"the distortion level {level!r} is below the least one, {minimum!r}: the rate is ∞",
            minimum=minimum,
            value=level,
            hint="raise the level or enlarge the reproduction alphabet",
        )
    return max(level, minimum)
