"""Form to points: solvers know no symbol, and nothing they say is believed before it is recomputed."""

from itbounds.solvers.base import Solver
from itbounds.solvers.registry import available, find

__all__ = ["Solver", "available", "find"]
