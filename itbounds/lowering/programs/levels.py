"""Limits on mean distortions as constraints of programs."""

from math import inf

import numpy as np

from itbounds._typing import Array, Number
from itbounds.symbolic import E, Relation
from itbounds.symbolic.variable import RV

__all__ = ["within_level"]


def within_level(table: Array, level: Number, *variables: RV) -> list[Relation]:
    """Return the constraints that a mean distortion is within a level; infinite entries forbid a cell."""
    forbidden = np.isinf(table)
    found = [] if level == inf else [E(np.where(forbidden, 0.0, table), *variables, name="d") <= level]
    if forbidden.any():
        found.append(E(forbidden.astype(np.float64), *variables, name="forbidden") <= 0)
    return found
