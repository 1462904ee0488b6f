"""The Markov category FinStoch as arrays: spaces, kernels, distributions, and the classics of each."""

from itbounds.kernels import distortions, sources, zoo
from itbounds.kernels.distribution import Distribution, as_distribution_object
from itbounds.kernels.gaussian import EuclideanSpace, GaussianKernel
from itbounds.kernels.kernel import Kernel, as_kernel
from itbounds.kernels.space import Letter, Space

__all__ = [
    "Distribution",
    "EuclideanSpace",
    "GaussianKernel",
    "Kernel",
    "Letter",
    "Space",
    "as_distribution_object",
    "as_kernel",
    "distortions",
    "sources",
    "zoo",
]
