"""Tails of binomial laws in logarithms with their rounding error, and the parameter that makes one small."""

from math import expm1, log, log1p

import numpy as np

from itbounds._typing import Array, Mask
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.statistics.binary_divergence import binary_divergence
from itbounds.numerics.statistics.bisection import last_certain
from itbounds.numerics.statistics.stirling import stirling_remainder

__all__ = ["binomial_ceiling", "log_binomial_tail", "log_binomial_terms"]

_FAINT = 2.0**-1000
"""More than what underflow takes away."""

_BLOCKS = 2**16
"""How many terms of a tail are computed; of a longer one, one in every block of equal length."""


def log_binomial_tail(k: int, n: int, p: float) -> tuple[float, float]:
    r"""Return :math:`\ln \Pr[\mathrm{Bin}(n, p) \le k]` and a bound on its rounding error.

    Parameters
    ----------
    k : int
        From 0 to `n`.
    n : int
        At least 1.
    p : float
        A probability.

    Notes
    -----
    The smaller side of the law is summed. Tails far below the least double, such as :math:`e^{-10^5}`, are
    as exact as others. Beyond some ten million trials a tail near the mode is summed in blocks of a few
    terms, and the error counts what that leaves open.

    Examples
    --------
    >>> value, error = log_binomial_tail(0, 1000, 0.9)
    >>> round(value, 9), error < 1e-9
    (-2302.585092994, True)
    """
    if k >= n:
        return 0.0, 0.0
    if p in (0.0, 1.0):
        return (0.0, 0.0) if p == 0.0 else (-np.inf, 0.0)
    if k <= n * p:
        return _near(k, 0, n, p)
    rest, error = _near(k + 1, n, n, p)
    # ln(1 - e^x), and twice its slope for the error.
    value = log1p(-np.exp(rest)) if rest < -1.0 else log(-expm1(rest)) if rest < 0.0 else -np.inf
    slope = float(np.exp(rest) / -expm1(rest)) if rest < 0.0 else np.inf
    return value, 2.0 * slope * error + 16.0 * UNIT_ROUNDOFF * abs(value) + _FAINT


def _near(first: int, last: int, n: int, p: float) -> tuple[float, float]:
    """Sum from a count away from the mode, as far as terms matter: beyond, they only decrease."""
    width = min(64 + int(16.0 * n**0.5), _BLOCKS)
    while True:
        reach = min(width, abs(last - first))
        edge = first - reach if last < first else first + reach
        ends, _ = _terms(np.array([float(first), float(edge)]), np.array(float(n)), p)
        if edge == last or float(ends[1] - ends[0]) < -100.0:
            break
        width *= 2
    value, error = _sum(first, edge, n, p)
    # What is left out is less than n times e^-99 of the first term.
    return value, error if edge == last else error + 1e-40 * n


def _sum(first: int, edge: int, n: int, p: float) -> tuple[float, float]:
    """Sum terms that decrease from the first count on; of each block, all as if they were its first."""
    span = abs(edge - first) + 1
    block = -(-span // _BLOCKS)
    steps = np.arange(0.0, float(span), float(block))
    terms, errors = _terms(first + steps if edge > first else first - steps, np.array(float(n)), p)
    top = float(terms.max())
    sizes = np.exp(terms - top) * np.minimum(float(block), span - steps)
    total = float(sizes.sum())
    spread = float((sizes * np.expm1(errors)).sum()) / total
    # As if they were the last: that moves all blocks by one.
    least = total if block == 1 else max(total - float(sizes[0]), float(sizes[0]) / block)
    loose = 0.5 * log(total / least)
    value = top + log(total) - loose
    rounding = (len(steps) + 16) * UNIT_ROUNDOFF + 4.0 * UNIT_ROUNDOFF * abs(value)
    return value, loose + 1.01 * spread + rounding


def _terms(counts: Array, n: Array, p: float) -> tuple[Array, Array]:
    rest = n - counts
    inner = (counts > 0.0) & (rest > 0.0)
    safe, left = np.where(inner, counts, 1.0), np.where(inner, rest, 1.0)
    peaks = -0.5 * np.log(2.0 * np.pi * safe * (left / (safe + left)))
    peaks = peaks + stirling_remainder(safe + left) - stirling_remainder(safe) - stirling_remainder(left)
    # The frequency k / n is rounded: the tangent moves by that times the slope, ln of the odds ratio.
    shares = counts / n
    divergences, errors = binary_divergence(shares, np.array(p))
    with np.errstate(divide="ignore"):
        odds = np.log(np.maximum(shares, 0.5 / n)) - np.log(np.maximum(1.0 - shares, 0.5 / n))
    slopes = np.abs(odds) + abs(log(p) - log1p(-p)) + 1.0
    terms = np.where(inner, peaks, 0.0) - n * divergences
    errors = n * (errors + 2.0 * UNIT_ROUNDOFF * slopes * shares) + 2e-13
    return terms, errors + 4.0 * UNIT_ROUNDOFF * np.abs(terms)


def log_binomial_terms(counts: Array, n: Array, p: float) -> tuple[Array, float]:
    r"""Return :math:`\ln \Pr[\mathrm{Bin}(n, p) = k]` and one bound on all of their rounding errors.

    Parameters
    ----------
    counts, n : arrays that broadcast
        Whole numbers with :math:`0 \le k \le n`.
    p : float
        A probability.

    Returns
    -------
    terms : array
        Minus infinity where p excludes the count.
    error : float
        Absolute, of every finite term.

    Examples
    --------
    >>> import numpy as np
    >>> terms, error = log_binomial_terms(np.array([0.0, 1.0, 2.0]), np.array(2.0), 0.5)
    >>> np.exp(terms).round(12).tolist(), error < 1e-12
    ([0.25, 0.5, 0.25], True)
    """
    counts, n = np.broadcast_arrays(np.asarray(counts, dtype=np.float64), np.asarray(n, dtype=np.float64))
    if p in (0.0, 1.0):
        return np.where(counts == (0.0 if p == 0.0 else n), 0.0, -np.inf), 0.0
    terms, errors = _terms(counts, np.maximum(n, 1.0), p)
    # Nothing out of nothing is certain.
    terms, errors = np.where(n > 0.0, terms, 0.0), np.where(n > 0.0, errors, 0.0)
    return terms, float(errors.max(initial=0.0))


def binomial_ceiling(k: int, n: int, log_level: float) -> float:
    r"""Return the largest p with :math:`\Pr[\mathrm{Bin}(n, p) \le k] \ge \delta`, rounded up.

    That is the one-sided upper limit of Clopper and Pearson (1934) of confidence :math:`1 - \delta`.

    Parameters
    ----------
    k, n
        As `log_binomial_tail`.
    log_level : float
        :math:`\ln \delta`, negative; it may be far below the logarithm of the least double.

    Examples
    --------
    >>> from math import log
    >>> round(binomial_ceiling(0, 100, log(0.05)), 9), round(1 - 0.05 ** 0.01, 9)
    (0.02951305, 0.02951305)
    """
    if k >= n:
        return 1.0

    def certain(points: Array) -> Mask:
        value, error = log_binomial_tail(k, n, float(points))
        return np.asarray(value + error < log_level)

    limit = last_certain(certain, np.array(1.0), np.array(k / n))
    # With little confidence the limit is below the frequency.
    return float(limit if limit > k / n else last_certain(certain, limit, np.array(0.0)))
