"""The Markov category FinStoch as arrays: spaces, kernels, distributions, and the classics of each."""

from itbounds.kernels import distortions, sources, zoo
from itbounds.kernels.distribution import Distribution, as_distribution_object
from itbounds.kernels.gaussian import EuclideanSpace, GaussianKernel
from itbounds.kernels.kernel import Kernel, as_kernel
from itbounds.kernels.space import Letter, Space
from itbounds.kernels.symbolic_kernel import SymbolicKernel, as_symbolic

__all__ = [
    "Distribution",
    "EuclideanSpace",
    "GaussianKernel",
    "Kernel",
    "Letter",
    "Space",
    "SymbolicKernel",
    "as_distribution_object",
    "as_kernel",
    "as_symbolic",
    "distortions",
    "sources",
    "zoo",
]
