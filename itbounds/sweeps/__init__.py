"""Many problems: one for every point of a grid, in batches, on many processors, resumable after a kill."""

from itbounds.sweeps.results import Sweep
from itbounds.sweeps.sweep import sweep

__all__ = ["Sweep", "sweep"]
