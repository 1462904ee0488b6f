"""Rational-valued entropies of rational laws: Tsallis' of an integer order, and those of the primes."""

from collections.abc import Sequence
from fractions import Fraction

from itbounds._typing import Count
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count

__all__ = ["primes_up_to", "tsallis", "valuation_entropy"]


def tsallis(counts: Sequence[Count], order: Count) -> Fraction:
    r"""Return :math:`(1 - \sum_i p_i^q) / (q - 1)` of the law :math:`p_i = k_i / \sum k`, exactly.

    Parameters
    ----------
    counts : sequence of int
        The weights :math:`k_i`; zeros do not count.
    order : int
        The order q, at least 0 and not 1.

    Raises
    ------
    DomainError
        If the order is 1, where the value is Shannon's and is not rational.

    Examples
    --------
    >>> tsallis([1, 1, 2], 2)
    Fraction(5, 8)
    """
    weights = _weights(counts)
    power = as_count(order, name="order", minimum=0)
    if power == 1:
        raise DomainError(
            "the Tsallis entropy of order 1 is Shannon's, which is not rational",
            value=1,
            hint="use valuation_entropy, its part at a prime",
        )
    total = sum(weights)
    collision = sum((Fraction(weight**power, total**power) for weight in weights), Fraction(0))
    return (1 - collision) / (power - 1)


def valuation_entropy(counts: Sequence[Count], prime: Count) -> Fraction:
    r"""Return the part of the Shannon entropy of a rational law at a prime.

    .. math:: H_\ell(k / n) = v_\ell(n) - \sum_i \frac{k_i}{n} v_\ell(k_i), \qquad
              H(k / n) = \sum_\ell H_\ell(k / n) \ln \ell,

    with :math:`v_\ell(m)` the exponent of the prime :math:`\ell` in :math:`m`. Each part obeys the chain
    rule by itself, since :math:`v_\ell` is additive as the logarithm is.

    Parameters
    ----------
    counts : sequence of int
        The weights :math:`k_i`, with sum :math:`n`; zeros do not count.
    prime : int
        The prime :math:`\ell`.

    Raises
    ------
    DomainError
        If it is no prime.

    Examples
    --------
    >>> [valuation_entropy([1, 2, 3], prime) for prime in (2, 3, 5)]
    [Fraction(2, 3), Fraction(1, 2), Fraction(0, 1)]
    """
    weights = _weights(counts)
    base = as_count(prime, name="prime", minimum=2)
    if base not in primes_up_to(base):
        raise DomainError(f"{base} is no prime", value=base)
    total = sum(weights)
    inner = sum((Fraction(weight * _valuation(weight, base), total) for weight in weights), Fraction(0))
    return _valuation(total, base) - inner


def primes_up_to(largest: int) -> list[int]:
    """Return the primes up to a number.

    Examples
    --------
    >>> primes_up_to(12)
    [2, 3, 5, 7, 11]
    """
    return [number for number in range(2, largest + 1) if all(number % d for d in _divisors(number))]


def _divisors(number: int) -> range:
    return range(2, int(number**0.5) + 1)


def _valuation(number: int, prime: int) -> int:
    power = 0
    while number % prime == 0:
        number //= prime
        power += 1
    return power


def _weights(counts: Sequence[Count]) -> list[int]:
    weights = [as_count(count, name="count", minimum=0) for count in counts]
    positive = [weight for weight in weights if weight]
    if not positive:
        raise DomainError("the counts have sum 0: there is no law", value=list(counts))
    return positive
