"""Stationary Markov sources: sequences whose letters depend on the letter before."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import ArrayLike
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels.distribution import Distribution
from itbounds.kernels.kernel import Kernel, as_kernel
from itbounds.kernels.space import Space
from itbounds.numerics.markov_chains import closed_class, stationary_law

__all__ = ["MarkovSource", "markov"]


@dataclass(frozen=True)
class MarkovSource:
    """A stationary source of which each letter depends on the letter before, made by `markov`.

    Parameters
    ----------
    transition : Kernel
        The law of the next letter, for every letter; irreducible.
    """

    transition: Kernel

    @property
    def space(self) -> Space:
        """The letters."""
        return self.transition.cod

    @property
    def stationary(self) -> Distribution:
        """The law of a single letter, computed without subtractions, rounded."""
        return Distribution(self.space, stationary_law(self.transition.matrix))


def markov(transition: ArrayLike) -> MarkovSource:
    r"""Return the stationary Markov source of a transition matrix.

    Parameters
    ----------
    transition : array-like or Kernel of shape (m, m)
        ``transition[x, y]`` is the probability that y follows x; rows sum to one. Every letter must lead to
        every other, so that one stationary law exists. Longer memories are chains on blocks of letters.

    Raises
    ------
    ShapeError
        If the matrix is not square.
    DomainError
        If the chain is reducible; the message names letters that are a chain of their own.

    Examples
    --------
    >>> source = markov([[0.9, 0.1], [0.3, 0.7]])
    >>> source.stationary.probabilities.round(12)
    array([0.75, 0.25])
    """
    chain = as_kernel(transition, name="transition")
    rows, columns = chain.matrix.shape
    if rows != columns:
        raise ShapeError(
            f"the transition has shape {chain.matrix.shape}; a letter is followed by one of the same letters",
            value=chain.matrix.shape,
            hint="give a square matrix",
        )
    closed = closed_class(chain.matrix)
    if not closed.all():
        keep = np.flatnonzero(closed).tolist()
        raise DomainError(
            f"the chain is reducible: from the letters {keep} no other is ever reached",
            value=keep,
            hint=f"they are a chain of their own, transition[numpy.ix_({keep}, {keep})]: ask for each part",
        )
    return MarkovSource(chain)
