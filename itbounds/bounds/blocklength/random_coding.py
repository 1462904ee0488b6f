r"""Codes that exist: random coding bounds on how many messages a blocklength carries."""

from dataclasses import replace

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.blocklength.channels import FiniteChannel, as_error, as_finite_channel, as_length
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.coding.random_codes import (
    dependence_testing_size,
    erasure_union_size,
    union_size,
)
from itbounds.numerics.coding.sampled_codes import sampled_union_size
from itbounds.numerics.coding.spectrum import Spectrum, type_count
from itbounds.numerics.scalars import as_count
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "dependence_testing", "rcu", "require_types", "size_bound"]

_MOST_TYPES = 4_000_000
_BSC = [[0.89, 0.11], [0.11, 0.89]]

_DEPENDENCE = Theorem(
    name="dependence_testing",
    title="a code exists, by the dependence testing bound",
    statement=r"\epsilon \le \mathbb{E} \exp\Bigl(-\Bigl[i(X^n; Y^n) - \ln \tfrac{M - 1}{2}\Bigr]^+\Bigr)",
    direction="lower",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=("memoryless channel, average error probability eps", "M is rounded down to a whole number"),
    reference="Polyanskiy, Poor and Verdu (2010), Theorem 17",
    evidence="proved",
    known=KnownAnswer(
        {"channel": _BSC, "n": 500, "eps": 1e-3}, 181.064659, "recomputed by an exact sum", 5e-7
    ),
)

_UNION = Theorem(
    name="rcu",
    title="a code exists, by the random coding union bound",
    statement=r"\epsilon \le \mathbb{E} \min\bigl\{1, (M - 1) "
    r"\Pr[i(\bar X^n; Y^n) \ge i(X^n; Y^n) \mid X^n, Y^n]\bigr\}",
    direction="lower",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=("memoryless channel, average error probability eps", "M is rounded down to a whole number"),
    reference="Polyanskiy, Poor and Verdu (2010), Theorem 16",
    evidence="proved",
    known=KnownAnswer(
        {"channel": _BSC, "n": 500, "eps": 1e-3}, 190.962001, "recomputed by an exact sum", 5e-7
    ),
)


def dependence_testing(
    channel: ArrayLike, n: Count, eps: Number, *, input: ArrayLike | None = None, unit: Unit | str = BITS
) -> Bound:
    r"""Return how many messages a code carries that exists by the dependence testing bound.

    .. math:: \epsilon \le \mathbb{E} \exp\Bigl(-\Bigl[i(X^n; Y^n) - \ln \tfrac{M - 1}{2}\Bigr]^+\Bigr)

    Parameters
    ----------
    channel : array-like or Kernel of shape (k, m)
        A channel without memory, used n times.
    n : int
        The blocklength.
    eps : float
        The error probability, averaged over the messages.
    input : array-like of shape (k,), optional
        The law from which each letter of a codeword is drawn; without it a capacity-achieving one.
    unit : Unit or str
        The unit of the value.

    Returns
    -------
    Bound
        The logarithm of the largest real M that the bound allows, rounded down; a code of
        :math:`\lfloor M \rfloor` messages exists.

    Raises
    ------
    DomainError
        If n is no positive integer, eps is not strictly between 0 and 1, or there are too many types of n
        letters to sum over.

    Notes
    -----
    The sum is exact, over the types of the information density, in logarithms, and moved down by its rounding
    error. Source: Polyanskiy, Poor and Verdu, 2010, Theorem 17.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.dependence_testing(ib.zoo.bec(0.5), 500, 1e-3))
    log M*(n, eps) ≥ 214.682967953 bit
    """
    length, level = as_length(n), as_error(eps)
    chosen = as_finite_channel(channel, input)
    require_types(chosen.letters, length)
    value = dependence_testing_size(chosen.letters, length, level)
    return size_bound(_DEPENDENCE, value, length, level, unit)


def rcu(
    channel: ArrayLike,
    n: Count,
    eps: Number,
    *,
    input: ArrayLike | None = None,
    rng: np.random.Generator | int | None = 0,
    samples: Count = 100_000,
    delta: Number = 0.01,
    unit: Unit | str = BITS,
) -> Bound:
    r"""Return how many messages a code carries that exists by the random coding union bound.

    .. math:: \epsilon \le \mathbb{E} \min\bigl\{1, (M - 1)
              \Pr[i(\bar X^n; Y^n) \ge i(X^n; Y^n) \mid X^n, Y^n]\bigr\}

    Parameters
    ----------
    channel, n, eps, input, unit
        As `dependence_testing`.
    rng : numpy.random.Generator or int, optional
        The generator, or the seed of a new one, for channels without an exact sum: the noise is drawn, and
        Chernoff's bound takes the place of the probability. The bound then has a confidence. With None such
        channels are refused.
    samples : int
        How many noises are drawn.
    delta : float
        The probability of being wrong by chance, where noises are drawn.

    Returns
    -------
    Bound
        As `dependence_testing`. Where noises were drawn, `terms` has what the sample mean alone would say.

    Raises
    ------
    DomainError
        As `dependence_testing`, and for channels whose outputs are not alike if `rng` is None.

    Notes
    -----
    Ties count as errors. The sum is exact where a rival's density has the same law at every output, as in
    the binary symmetric channel, and for the binary erasure channel. The parameter of Chernoff's bound is
    chosen on draws of its own. Source: Polyanskiy, Poor and Verdu, 2010, Theorem 16; Martinez and Guillen i
    Fabregas, 2011.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.rcu(ib.zoo.bsc(0.11), 500, 1e-3))
    log M*(n, eps) ≥ 190.962000725 bit
    >>> drawn = ib.bounds.blocklength.rcu(ib.zoo.z_channel(0.5), 500, 1e-3)
    >>> drawn.confidence, 115 < drawn.value < 121
    (0.99, True)
    """
    length, level = as_length(n), as_error(eps)
    chosen = as_finite_channel(channel, input)
    exact = _union(chosen, length, level)
    if exact is not None:
        return size_bound(_UNION, exact, length, level, unit)
    if rng is None:
        raise DomainError(
            "the outputs of this channel are not alike, so that there is no exact sum",
            where="channel",
            hint="give `rng=` to draw the noise, or use `dependence_testing`",
        )
    chance = as_error(delta)
    drawn = sampled_union_size(
        chosen.matrix,
        chosen.input_law,
        length,
        level,
        samples=as_count(samples, name="number of samples", minimum=100),
        delta=chance,
        rng=np.random.default_rng(rng),
    )
    return replace(
        size_bound(_UNION, drawn.size, length, level, unit, s=drawn.parameter, estimate=drawn.estimate),
        confidence=1.0 - chance,
        assumptions=(*_UNION.assumptions, "the noise was drawn, and Chernoff's bound taken for the rivals"),
    )


def _union(chosen: FiniteChannel, n: int, eps: float) -> float | None:
    if chosen.erasure is not None and not np.ptp(chosen.input_law):
        return erasure_union_size(chosen.erasure, n, eps)
    if not chosen.symmetric_columns:
        return None
    require_types(chosen.letters, n)
    require_types(chosen.rivals, n)
    return union_size(chosen.letters, chosen.rivals, n, eps)


def require_types(letters: Spectrum, n: int) -> None:
    """Refuse a sum that does not fit.

    Raises
    ------
    DomainError
        If it has more than four million terms.
    """
    count = type_count(len(letters.values), n)
    if count > _MOST_TYPES:
        raise DomainError(
            f"{len(letters.values)} values of the information density have {count} types of {n} letters",
            value=n,
            hint=f"at most {_MOST_TYPES} are summed: take a smaller n, or `normal_approximation`, no bound",
        )


def size_bound(theorem: Theorem, nats: float, n: int, eps: float, unit: Unit | str, **more: float) -> Bound:
    """Return a lower bound on the size of a code; one message is no code."""
    terms = {"n": float(n), "eps": eps, **more}
    return theorem.bound(nats, vacuous=nats < BITS.nats, terms=terms, unit=as_unit(unit))


CALCULATORS = (Calculator(_DEPENDENCE, dependence_testing), Calculator(_UNION, rcu))
