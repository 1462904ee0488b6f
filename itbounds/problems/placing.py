"""Letting a solver iterate in the library that an array came in."""

from dataclasses import replace
from typing import Any

from itbounds.numerics.array_namespace import Placement
from itbounds.solvers import Solver

__all__ = ["placed"]


def placed(
    solver: Solver[Any] | str | None, array: Any, movable: tuple[type[Any], ...]
) -> Solver[Any] | str | None:
    """Return the solver meant, placed where an array lies if it can move there and no place was chosen.

    Parameters
    ----------
    solver : Solver or str or None
        What the caller asked for.
    array : array of another library
        The largest argument.
    movable : tuple of types
        The solvers, with a field ``placement``, that can iterate in any array library.
    """
    for kind in movable:
        chosen = kind() if solver == kind.name else solver
        if isinstance(chosen, kind) and chosen.placement is None:
            moved: Solver[Any] = replace(chosen, placement=Placement.of(array))
            return moved
    return solver
