"""Divergences and the entropies they induce, straight from the definitions, with sixty digits."""

from math import inf

import numpy as np
from mpmath import mp, mpf

from itbounds.kernels import Distribution, Kernel


def divergence(kind, p, q, order=None):
    """A divergence in nats of two lists of doubles, each divided by its exact sum, with 60 digits."""
    with mp.workdps(60):
        p, q = [mpf(x) for x in p], [mpf(x) for x in q]
        p, q = [x / sum(p) for x in p], [x / sum(q) for x in q]
        return float(_DEFINITIONS[kind](list(zip(p, q, strict=True)), order))


def _kl(pairs, order=None):
    if any(p > 0 and q == 0 for p, q in pairs):
        return mp.inf
    return mp.fsum(p * mp.log(p / q) for p, q in pairs if p > 0)


def _power_sum(pairs, order):
    """The sum of p^a q^(1-a) with the limits that the f-divergence prescribes."""
    if order > 1 and any(p > 0 and q == 0 for p, q in pairs):
        return mp.inf
    return mp.fsum(p**order * q ** (1 - order) for p, q in pairs if p > 0 and q > 0)


def _tsallis(pairs, order):
    if order == 1:
        return _kl(pairs)
    return (_power_sum(pairs, mpf(order)) - 1) / (mpf(order) - 1)


def _renyi(pairs, order):
    if order == 1:
        return _kl(pairs)
    if order == inf:
        return mp.log(max(p / q if q > 0 else mp.inf for p, q in pairs if p > 0))
    total = _power_sum(pairs, mpf(order))
    return mp.inf if total == 0 else mp.log(total) / (mpf(order) - 1)


def _jensen_shannon(pairs, order=None):
    middle = [(p, q, (p + q) / 2) for p, q in pairs]
    return (_kl([(p, m) for p, q, m in middle]) + _kl([(q, m) for p, q, m in middle])) / 2


_DEFINITIONS = {
    "kl": _kl,
    "reverse kl": lambda pairs, order: _kl([(q, p) for p, q in pairs]),
    "tv": lambda pairs, order: mp.fsum(abs(p - q) for p, q in pairs) / 2,
    "hellinger": lambda pairs, order: 1 - mp.fsum(mp.sqrt(p * q) for p, q in pairs),
    "chi2": lambda pairs, order: (
        mp.inf
        if any(p > 0 and q == 0 for p, q in pairs)
        else mp.fsum((p - q) ** 2 / q for p, q in pairs if q > 0)
    ),
    "js": _jensen_shannon,
    "tsallis": _tsallis,
    "renyi": _renyi,
}


def copied_and_independent(kernel):
    """The two kernels from X to Y x Y whose divergence is the entropy, all |Y|^2 columns of them."""
    return kernel >> Kernel.copy(kernel.cod), Kernel.copy(kernel.dom) >> (kernel @ kernel)


def entropy(d, kernel, weights=None):
    """The entropy of a kernel by its definition, in nats or as a plain number."""
    copied, independent = copied_and_independent(kernel)
    return d.between_arrows(copied, independent, None if weights is None else np.asarray(weights))


def information(d, joint):
    """The divergence of a joint law from the product of its marginals."""
    product = joint.marginal([0]) @ joint.marginal([1])
    assert isinstance(joint, Distribution)
    return d.between_arrows(joint, product, None)
