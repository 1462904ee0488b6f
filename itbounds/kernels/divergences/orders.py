"""Families of divergences with an order: Renyi's, Tsallis's, and the power or alpha divergences."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np

from itbounds._typing import Array
from itbounds.errors import DomainError
from itbounds.kernels.divergences.arrows import remainders
from itbounds.kernels.divergences.axioms import ENRICHMENT, Axiom
from itbounds.kernels.divergences.base import Divergence
from itbounds.kernels.divergences.f_divergences import SumOfTerms
from itbounds.kernels.divergences.kullback_leibler import KL
from itbounds.kernels.divergences.powers import aligned, growth, power_terms
from itbounds.numerics.scalars import as_level, as_real

__all__ = ["Alpha", "Renyi", "Tsallis"]


@dataclass(frozen=True)
class Alpha(SumOfTerms):
    r"""The power divergence of order :math:`\alpha` (Cressie and Read, 1984), Amari's alpha-divergence.

    .. math:: D(p \| q) = \frac{\sum_y p_y^\alpha q_y^{1 - \alpha} - 1}{\alpha (\alpha - 1)}

    Order 1 is relative entropy and order 0 its reverse, 1/2 is four times the squared Hellinger distance,
    2 half of chi-squared. Orders from 0 to 1 enrich the category of kernels, others do not.

    Parameters
    ----------
    alpha : float
        Any finite order.

    Raises
    ------
    DomainError
        If the order is not finite.

    Examples
    --------
    >>> import itbounds as ib
    >>> Alpha(2.0)([1.0, 0.0], [0.5, 0.5], unit=ib.NATS)
    0.5
    """

    alpha: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "alpha", _finite(as_real(self.alpha, name="order")))

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return f"alpha {self.alpha:g}"

    @property
    def axioms(self) -> frozenset[Axiom]:
        """See `Divergence.axioms`."""
        return _power_axioms(0.0 <= self.alpha <= 1.0, strict=True)

    def terms(self, p: Array, q: Array) -> Array:
        """See `SumOfTerms.terms`."""
        return power_terms(self.alpha, p, q)


@dataclass(frozen=True)
class Tsallis(Divergence):
    r"""Tsallis relative entropy of order :math:`q` (Tsallis, 1998).

    .. math:: D_q(p \| r) = \frac{\sum_y p_y^q r_y^{1 - q} - 1}{q - 1}, \qquad D_1 = \text{KL}

    Its entropy is Tsallis's of order :math:`2 - q`, :math:`(\sum_y p_y^{2 - q} - 1) / (q - 1)`. Orders up to
    1 enrich the category of kernels, for then :math:`D \le D_1 + D_2 - (1 - q) D_1 D_2` along a composite;
    above 1 the sign turns, as for chi-squared, which is order 2 in nats.

    Parameters
    ----------
    q : float
        At least 0 and finite.

    Raises
    ------
    DomainError
        For another order.

    Examples
    --------
    >>> import itbounds as ib
    >>> round(ib.categorical_entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8], Tsallis(0.5), unit=ib.NATS), 6)
    0.866117
    """

    q: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "q", as_level(self.q, name="order", finite=True))

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return f"Tsallis {self.q:g}"

    @property
    def axioms(self) -> frozenset[Axiom]:
        """See `Divergence.axioms`; order 0 sees supports only."""
        return _power_axioms(self.q <= 1.0, strict=self.q > 0.0)

    def between(self, first: Array, second: Array) -> Array:
        """See `Divergence.between`."""
        if self.q == 0.0:
            return _missed(first, second)
        if self.q == 1.0:
            return KL().between(first, second)
        p, r, total = aligned(first, second)
        value: Array = self.q * (power_terms(self.q, p, r).sum(axis=-1) / total)
        return value

    def entropies(self, laws: Array) -> Array:
        r"""Return :math:`-\sum_y p_y E(1 - q, \ln p_y)` over the letters that occur, as `powers.growth`."""
        p, logs = _logarithms(laws)
        value: Array = (p * np.where(p > 0.0, -growth(1.0 - self.q, logs), 0.0)).sum(axis=-1)
        return np.maximum(value, 0.0)


@dataclass(frozen=True)
class Renyi(Divergence):
    r"""Renyi divergence of order :math:`\alpha` (Rényi, 1961; van Erven and Harremoës, 2014).

    .. math:: D_\alpha(p \| q) = \frac{1}{\alpha - 1} \ln \sum_y p_y^\alpha q_y^{1 - \alpha}

    with the limits :math:`D_0 = -\ln q(p > 0)`, :math:`D_1 = \text{KL}` and
    :math:`D_\infty = \ln \max_y p_y / q_y`. Its entropy is Renyi's of order :math:`2 - \alpha`: the order
    flips. Relative to an input law it is no mean over the inputs, since the logarithm stands outside of it.

    Parameters
    ----------
    alpha : float
        From 0 to infinity.

    Raises
    ------
    DomainError
        For a negative order.

    Examples
    --------
    >>> Renyi(2)([1.0, 0.0], [0.25, 0.75])
    2.0
    >>> Renyi(float("inf"))([0.5, 0.5], [0.25, 0.75])
    1.0
    """

    additive: ClassVar[bool] = False
    alpha: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "alpha", as_level(self.alpha, name="order"))

    @property
    def name(self) -> str:
        """See `Divergence`."""
        return f"Rényi {'∞' if self.alpha == inf else format(self.alpha, 'g')}"

    @property
    def axioms(self) -> frozenset[Axiom]:
        """See `Divergence.axioms`; order 0 sees supports only."""
        return _power_axioms(True, strict=self.alpha > 0.0)

    def between(self, first: Array, second: Array) -> Array:
        """See `Divergence.between`."""
        if self.alpha == 0.0:
            return _log_share(first, second)
        if self.alpha == 1.0:
            return KL().between(first, second)
        p, q, total = aligned(first, second)
        if self.alpha == inf:
            return _largest_log_ratio(p, q)
        order = self.alpha
        with np.errstate(over="ignore"):
            value = order * (order - 1.0) * (power_terms(order, p, q).sum(axis=-1) / total)
        return self._scaled(value, p, q, total)

    def _scaled(self, excess: Array, p: Array, q: Array, total: Array) -> Array:
        r"""Return :math:`\ln(1 + s) / (\alpha - 1)`, through logarithms of the terms where s is not small."""
        rate = self.alpha - 1.0
        value = np.log1p(np.where(np.abs(excess) < 0.5, excess, 0.0)) / rate
        far = ~(np.abs(excess) < 0.5)
        if far.any():
            p, q = np.broadcast_arrays(p, q)
            both = (p > 0.0) & (q > 0.0)
            logs = np.log(np.where(both, p, 1.0)), np.log(np.where(both, q, 1.0))
            sums = _log_sum(np.where(both, self.alpha * logs[0] - rate * logs[1], -inf)) - np.log(total)
            sums = np.where(((p > 0.0) & (q <= 0.0)).any(axis=-1) & (rate > 0.0), inf, sums)
            value = np.where(far, sums / rate, value)
        return np.maximum(value, 0.0)

    def entropies(self, laws: Array) -> Array:
        r"""Return :math:`\ln (\sum_y p_y^{2 - \alpha}) / (\alpha - 1)` over the letters that occur."""
        if self.alpha == 1.0:
            return KL().entropies(laws)
        p, logs = _logarithms(laws)
        if self.alpha == inf:
            largest: Array = -np.where(p > 0.0, logs, 0.0).min(axis=-1)
            return np.maximum(largest, 0.0)
        rate = self.alpha - 1.0
        with np.errstate(over="ignore"):
            excess = -rate * (p * np.where(p > 0.0, growth(-rate, logs), 0.0)).sum(axis=-1)
        sums = _log_sum(np.where(p > 0.0, (1.0 - rate) * logs, -inf))
        small = np.abs(excess) < 0.5
        return np.maximum(np.where(small, np.log1p(np.where(small, excess, 0.0)), sums) / rate, 0.0)


def _power_axioms(enriches: bool, *, strict: bool) -> frozenset[Axiom]:
    found = ENRICHMENT if enriches else frozenset({Axiom.DATA_PROCESSING})
    return found | {Axiom.STRICT} if strict else found


def _finite(order: float) -> float:
    if abs(order) == inf:
        raise DomainError(f"the order is {order!r}; it must be finite", value=order)
    return order


def _missed(first: Array, second: Array) -> Array:
    """Return what the second law gives to letters that the first excludes."""
    value: Array = np.where(first > 0.0, 0.0, second).sum(axis=-1) / second.sum(axis=-1)
    return value


def _log_share(first: Array, second: Array) -> Array:
    """Return minus the logarithm of what the second law gives to letters that the first allows."""
    missed = _missed(first, second)
    share = np.where(first > 0.0, second, 0.0).sum(axis=-1) / second.sum(axis=-1)
    with np.errstate(divide="ignore"):
        logs: Array = np.where(missed < 0.5, np.log1p(-np.minimum(missed, 0.5)), np.log(share))
    return np.abs(logs)


def _largest_log_ratio(p: Array, q: Array) -> Array:
    with np.errstate(over="ignore"):
        excess = np.divide(p - q, q, out=np.full(np.broadcast_shapes(p.shape, q.shape), inf), where=q > 0.0)
    largest: Array = np.where(p > 0.0, excess, -1.0).max(axis=-1)
    return np.log1p(np.maximum(largest, 0.0))


def _logarithms(laws: Array) -> tuple[Array, Array]:
    """Return laws of sum one and their logarithms, exact near one; those of zeros are 0."""
    total = laws.sum(axis=-1, keepdims=True)
    p, rest = laws / total, remainders(laws) / total
    logs = np.where(rest < 0.5, np.log1p(-np.minimum(rest, 0.5)), np.log(np.where(p > 0.0, p, 1.0)))
    return p, np.where(p > 0.0, logs, 0.0)


def _log_sum(logs: Array) -> Array:
    """Return the logarithm of the sum of exponentials along the last axis; minus infinity for none."""
    top = logs.max(axis=-1, keepdims=True)
    safe = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        value: Array = np.log(np.exp(logs - safe).sum(axis=-1)) + safe[..., 0]
    return value
