"""The Markov category Gauss: affine maps with Gaussian noise."""

from itbounds.kernels.gaussian.kernel import GaussianKernel
from itbounds.kernels.gaussian.space import EuclideanSpace
from itbounds.kernels.gaussian.support import AffineSupport

__all__ = ["AffineSupport", "EuclideanSpace", "GaussianKernel"]
