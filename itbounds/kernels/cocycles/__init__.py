"""The chain rule as a cocycle equation: candidates tested on laws, all solutions found exactly."""

from itbounds.kernels.cocycles.exact_entropies import tsallis, valuation_entropy
from itbounds.kernels.cocycles.residual import cocycle_residual
from itbounds.kernels.cocycles.space import CocycleSpace, cocycle_space
from itbounds.kernels.cocycles.structure import structure_cocycles

__all__ = [
    "CocycleSpace",
    "cocycle_residual",
    "cocycle_space",
    "structure_cocycles",
    "tsallis",
    "valuation_entropy",
]
