r"""Tests between two product laws, and the exponents of their errors, with what rounding leaves open."""

from math import expm1, inf, log

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.coding.spectrum import Spectrum, letter_spectrum, type_spectrum
from itbounds.numerics.rounding import ULPS, UNIT_ROUNDOFF, row_divergences
from itbounds.numerics.statistics.log_testing import RandomisedTest, log_beta

__all__ = [
    "best_product_test",
    "divergence",
    "hoeffding_exponent",
    "ratio_letters",
    "ratio_moments",
    "tilted",
]


def divergence(p: Vector, q: Vector) -> tuple[float, float]:
    r"""Return :math:`D(p \| q)` in nats and a bound on its rounding error; infinity is without error."""
    values, errors = row_divergences(p[None, :], q)
    return max(0.0, float(values[0])), float(errors[0])


def ratio_moments(p: Vector, q: Vector) -> tuple[float, float]:
    """Return the mean and the variance of the log-likelihood ratio under the first of two laws."""
    used = p > 0.0
    with np.errstate(divide="ignore"):
        ratio = np.log(p[used]) - np.log(q[used])
    if not np.isfinite(ratio).all():
        return inf, inf
    mean = float(p[used] @ ratio)
    return mean, float(p[used] @ (ratio - mean) ** 2)


def ratio_letters(p: Vector, q: Vector) -> tuple[Spectrum | None, float]:
    r"""Return the law of :math:`\ln p / q` under p where q is positive, and how likely that is."""
    both = (p > 0.0) & (q > 0.0)
    if not both.any():
        return None, 0.0
    ratio = np.log(p[both]) - np.log(q[both])
    size = float((np.abs(np.log(p[both])) + np.abs(np.log(q[both]))).max())
    error = 2.0 * UNIT_ROUNDOFF * (2.0 * ULPS * (size + 1.0) + len(p))
    return letter_spectrum(p[both], ratio, error), min(1.0, float(p[both].sum()) / float(p.sum()))


def best_product_test(p: Vector, q: Vector, n: int, eps: float) -> RandomisedTest:
    r"""Enclose :math:`\ln \beta_{1 - \epsilon}(P^n, Q^n)` by the types of the likelihood ratio.

    Parameters
    ----------
    p, q : arrays of shape (k,)
        Laws that sum to one.
    n : int
        The number of samples.
    eps : float
        The probability of rejecting P, in (0, 1).

    Examples
    --------
    >>> import numpy as np
    >>> test = best_product_test(np.array([0.2, 0.8]), np.array([0.5, 0.5]), 100, 0.05)
    >>> round(float(np.exp(test.upper)) * 1e6, 6)
    1.240586
    """
    letters, share = ratio_letters(p, q)
    if letters is None:
        return RandomisedTest(-inf, -inf, inf, 1.0)
    total = type_spectrum(letters, n)
    log_law = total.log_law + (n * log(share) if share < 1.0 else 0.0)
    log_other = log_law - total.values
    error = total.law_error + total.value_error + 4.0 * UNIT_ROUNDOFF * n * len(p)
    if share < 1.0:
        # What q excludes is accepted for nothing.
        log_law = np.append(log_law, log(-expm1(n * log(share))))
        log_other = np.append(log_other, -inf)
        error += 16.0 * UNIT_ROUNDOFF * n * len(p) / (1.0 - share)
    return log_beta(log_law, log_other, error, eps)


def tilted(p: Vector, q: Vector, order: float) -> tuple[Vector, float]:
    r"""Return the law :math:`p^a q^{1 - a} / Z` and :math:`\ln Z`, for orders strictly between 0 and 1.

    Laws without a common letter have none; the law is then zero and the logarithm minus infinity.
    """
    both = (p > 0.0) & (q > 0.0)
    law = np.zeros(len(p))
    if not both.any():
        return law, -inf
    exponents = order * np.log(p[both]) + (1.0 - order) * np.log(q[both])
    top = float(exponents.max())
    sizes = np.exp(exponents - top)
    law[both] = sizes / sizes.sum()
    return law, top + log(float(sizes.sum()))


def hoeffding_exponent(p: Vector, q: Vector, rate: float) -> tuple[float, float]:
    r"""Enclose the best exponent of the second error where the first one falls as :math:`e^{-n r}`, in nats.

    .. math:: e(r) = \sup_{0 \le a < 1} D_a(P \| Q) - \frac{a}{1 - a} r
              = \min \{ D(V \| Q) : D(V \| P) \le r \}

    Parameters
    ----------
    p, q : arrays of shape (k,)
        Laws that sum to one.
    rate : float
        The exponent r, at least 0.

    Returns
    -------
    lower, upper : float
        The lower end from an order, the upper one from a law V.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = hoeffding_exponent(np.array([0.2, 0.8]), np.array([0.5, 0.5]), 0.1)
    >>> round(low, 7), high - low < 1e-9
    (0.0221253, True)
    """
    if rate == 0.0:
        value, error = divergence(p, q)
        return max(0.0, value - error), value + error
    both = (p > 0.0) & (q > 0.0)
    if not both.any():
        return inf, inf
    noise = 64.0 * UNIT_ROUNDOFF * (len(p) + 64.0)
    with np.errstate(divide="ignore"):
        size = float((np.abs(np.log(p[both])) + np.abs(np.log(q[both]))).max()) + rate + 1.0

    def dual(order: float) -> float:
        rest = 1.0 - order
        return (-tilted(p, q, order)[1] - order * rate) / rest - noise * size / rest

    # Towards P the tilted law comes closer to it, down to its part where Q is positive.
    low, high = 0.0, 1.0
    restricted = -log(min(1.0, float(p[both].sum())))
    if restricted > rate:
        # No law that Q allows is as close to P: the second error vanishes altogether.
        return inf, inf
    while (middle := 0.5 * (low + high)) not in (low, high) and high - low > 1e-15:
        law, _ = tilted(p, q, middle)
        value, error = divergence(law, p)
        if value + error <= rate:
            high = middle
        else:
            low = middle
    witness, _ = tilted(p, q, high) if high < 1.0 else (np.where(both, p, 0.0), 0.0)
    if high == 1.0:
        witness = witness / witness.sum()
    value, error = divergence(witness, q)
    base = max(0.0, -log(float(q[p > 0.0].sum())) - noise)
    lower = max(base, *(dual(order) for order in (low, high, 0.5 * (low + high)) if 0.0 < order < 1.0), 0.0)
    return min(lower, value + error), value + error
