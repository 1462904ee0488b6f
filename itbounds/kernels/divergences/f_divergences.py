r"""The classical f-divergences :math:`D_f(p \| q) = \sum_y q_y f(p_y / q_y)`, each by terms of one sign.

Where :math:`f` is replaced by :math:`f(t) - f'(1)(t - 1) \ge 0`, the sum stays the same and nothing in
it cancels: laws that agree up to :math:`10^{-12}` have a chi-squared of :math:`10^{-24}`, with most digits.
"""

from abc import abstractmethod
from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import Array
from itbounds.kernels.divergences.arrows import remainders
from itbounds.kernels.divergences.axioms import Axiom
from itbounds.kernels.divergences.base import Divergence
from itbounds.kernels.divergences.powers import aligned

__all__ = ["ChiSquared", "Hellinger", "JensenShannon", "SumOfTerms", "TotalVariation"]


@dataclass(frozen=True)
class SumOfTerms(Divergence):
    """A divergence that is the sum of a nonnegative term for each letter."""

    @abstractmethod
    def terms(self, p: Array, q: Array) -> Array:
        """Return the term of every letter for weights of equal sums; it scales as they do."""

    def between(self, first: Array, second: Array) -> Array:
        """See `Divergence.between`."""
        p, q, total = aligned(first, second)
        value: Array = self.terms(p, q).sum(axis=-1) / total
        return value


@dataclass(frozen=True)
class TotalVariation(SumOfTerms):
    r"""Total variation distance :math:`\frac12 \sum_y |p_y - q_y|`, a metric without a unit.

    Its entropy is the Gini-Simpson index :math:`1 - \sum_y p_y^2`.

    Examples
    --------
    >>> TotalVariation()([0.5, 0.5], [1.0, 0.0])
    0.5
    """

    information: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return "total variation"

    def terms(self, p: Array, q: Array) -> Array:
        """See `SumOfTerms.terms`."""
        return 0.5 * np.abs(p - q)

    def entropies(self, laws: Array) -> Array:
        r"""Return :math:`\sum_y p_y (1 - p_y)`."""
        value: Array = (laws * remainders(laws)).sum(axis=-1) / laws.sum(axis=-1) ** 2
        return value


@dataclass(frozen=True)
class Hellinger(SumOfTerms):
    r"""Squared Hellinger distance :math:`1 - \sum_y \sqrt{p_y q_y}`, at most 1, without a unit.

    Twice that is another normalisation in use. Its entropy is :math:`1 - \sum_y p_y^{3/2}`.

    Examples
    --------
    >>> round(Hellinger()([0.5, 0.5], [1.0, 0.0]), 12)
    0.292893218813
    """

    information: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return "Hellinger"

    def terms(self, p: Array, q: Array) -> Array:
        r"""Return :math:`\frac12 (\sqrt p - \sqrt q)^2`."""
        roots = np.sqrt(p) + np.sqrt(q)
        difference = np.divide(p - q, roots, out=np.zeros_like(roots), where=roots > 0.0)
        half: Array = 0.5 * difference * difference
        return half

    def entropies(self, laws: Array) -> Array:
        r"""Return :math:`\sum_y p_y (1 - p_y) / (1 + \sqrt{p_y})`."""
        total = laws.sum(axis=-1, keepdims=True)
        p, rest = laws / total, remainders(laws) / total
        value: Array = (p * rest / (1.0 + np.sqrt(p))).sum(axis=-1)
        return value


@dataclass(frozen=True)
class ChiSquared(SumOfTerms):
    r"""Chi-squared divergence :math:`\sum_y (p_y - q_y)^2 / q_y` (Pearson, 1900), without a unit.

    It obeys the data-processing inequality but enriches nothing: :math:`1 + \chi^2` multiplies over
    independent pairs, so that :math:`\chi^2` is more than additive. Its entropy is the number of letters that
    occur, less one.

    Examples
    --------
    >>> ChiSquared()([1.0, 0.0], [0.5, 0.5])
    1.0
    """

    information: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return "chi-squared"

    @property
    def axioms(self) -> frozenset[Axiom]:
        """See `Divergence.axioms`."""
        return frozenset({Axiom.DATA_PROCESSING, Axiom.STRICT})

    def terms(self, p: Array, q: Array) -> Array:
        """See `SumOfTerms.terms`."""
        difference = p - q
        with np.errstate(over="ignore", invalid="ignore"):
            ratio = np.divide(difference, q, out=np.full_like(difference, inf), where=q > 0.0)
            return np.where(difference == 0.0, 0.0, difference * ratio)

    def entropies(self, laws: Array) -> Array:
        """Return the number of letters of positive probability, less one."""
        count: Array = (laws > 0.0).sum(axis=-1).astype(np.float64)
        return count - 1.0


@dataclass(frozen=True)
class JensenShannon(SumOfTerms):
    r"""Jensen-Shannon divergence (Lin, 1991), with equal weights and at most :math:`\ln 2`.

    .. math:: \tfrac12 D\bigl(p \,\big\|\, \tfrac{p + q}{2}\bigr)
              + \tfrac12 D\bigl(q \,\big\|\, \tfrac{p + q}{2}\bigr)

    It is the information about a fair bit in a sample from one law or the other, which makes it subadditive
    over independent pairs. It does not obey the sequential axiom, for what is known of the bit after
    one sample makes it unfair for the next; its square root does, being a metric.

    Examples
    --------
    >>> JensenShannon()([1.0, 0.0], [0.0, 1.0])
    1.0
    """

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return "Jensen-Shannon"

    @property
    def axioms(self) -> frozenset[Axiom]:
        """See `Divergence.axioms`."""
        return frozenset({Axiom.PARALLEL, Axiom.DATA_PROCESSING, Axiom.STRICT})

    def terms(self, p: Array, q: Array) -> Array:
        r"""Return :math:`\frac{m}{2} [(1 + e) \ln (1 + e) + (1 - e) \ln (1 - e)]`.

        Here :math:`m = (p + q) / 2` and :math:`e = (p - q) / (p + q)`; for :math:`|e| < 1/2` the bracket is
        :math:`\ln(1 - e^2) + 2 e \operatorname{artanh} e`, which loses no more than a factor of three.
        """
        double = p + q
        safe = np.where(double > 0.0, double, 1.0)
        e = (p - q) / safe
        small = np.abs(e) < 0.5
        inner = np.where(small, e, 0.0)
        near = np.log1p(-inner * inner) + 2.0 * inner * np.arctanh(inner)
        up, down = 2.0 * p / safe, 2.0 * q / safe
        far = up * np.log(np.where(up > 0.0, up, 1.0)) + down * np.log(np.where(down > 0.0, down, 1.0))
        return 0.25 * double * np.where(small, near, far)
