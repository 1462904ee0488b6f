"""Relative entropy in both directions, on the reductions of the package."""

from dataclasses import dataclass
from math import inf

import numpy as np

from itbounds._typing import Array
from itbounds.kernels.divergences.base import Divergence
from itbounds.numerics import reductions

__all__ = ["KL", "ReverseKL"]


@dataclass(frozen=True)
class KL(Divergence):
    r"""Relative entropy :math:`D(p \| q) = \sum_y p_y \ln (p_y / q_y)` (Kullback and Leibler, 1951).

    Its entropy is Shannon's, its information the mutual information.

    Examples
    --------
    >>> KL()([1.0, 0.0], [0.5, 0.5])
    1.0
    >>> KL()([0.5, 0.5], [1.0, 0.0])
    inf
    """

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return "KL"

    def between(self, first: Array, second: Array) -> Array:
        """See `Divergence.between`."""
        first, second = np.broadcast_arrays(first, second)
        return np.asarray(reductions.relative_entropy(first, second, axis=-1))

    def entropies(self, laws: Array) -> Array:
        r"""Return Shannon's :math:`-\sum_y p_y \ln p_y`."""
        return np.asarray(reductions.entropy(laws, axis=-1))

    def informations(self, joints: Array) -> Array:
        """Return the mutual information, with the digits of a small one."""
        return np.asarray(reductions.mutual_information(joints))


@dataclass(frozen=True)
class ReverseKL(Divergence):
    r"""Relative entropy with its arguments exchanged, :math:`D(q \| p)`.

    It enriches the category of kernels, but its entropy tells determinism only: 0 for a function and
    infinite otherwise, since the product law charges pairs that the copied law excludes.

    Examples
    --------
    >>> ReverseKL()([0.5, 0.5], [1.0, 0.0])
    1.0
    """

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return "reverse KL"

    def between(self, first: Array, second: Array) -> Array:
        """See `Divergence.between`."""
        return KL().between(second, first)

    def entropies(self, laws: Array) -> Array:
        """Return 0 for a law on one letter, else infinity."""
        return np.where((laws > 0.0).sum(axis=-1) > 1, inf, 0.0)
