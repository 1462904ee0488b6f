r"""Sources without memory in blocks: how many codewords n letters need, if they may be lost at times."""

from math import log, sqrt

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.blocklength.channels import as_error, as_length
from itbounds.bounds.blocklength.random_coding import require_types
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.numerics.coding.block_sources import (
    best_code_size,
    binning_size,
    source_letters,
    varentropy,
)
from itbounds.numerics.validation import as_distribution
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "lossless", "lossless_normal_approximation", "random_binning"]

_COIN = {"p": [0.11, 0.89], "n": 500, "eps": 1e-3}

_LOSSLESS = Theorem(
    name="lossless",
    title="how many codewords the best fixed-length code of a source needs",
    statement=r"M^*(n, \epsilon) = \lceil \beta_{1 - \epsilon}(P^n, \text{counting}) \rceil",
    direction="lower",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=(
        "memoryless source; a block is lost with probability at most eps",
        "the value is that of a real M, and the best code has M rounded up",
    ),
    reference="Shannon (1948)",
    evidence="proved",
    known=KnownAnswer(_COIN, 306.721507, "500 less the converse of the binary symmetric channel", 5e-7),
)

_BINNING = Theorem(
    name="random_binning",
    title="a code of a source exists, by random bins",
    statement=r"\epsilon \ge \mathbb{E} \min\bigl\{1, |\{x' : P^n_{x'} \ge P^n_X\}| / M\bigr\}",
    direction="upper",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=(
        "memoryless source; a block is lost with probability at most eps",
        "M is rounded up to a whole number of bins, drawn without knowing the law",
    ),
    reference="Slepian and Wolf (1973); recalled",
    evidence="proved",
    known=KnownAnswer(_COIN, 309.037999, "500 less the union bound of the binary symmetric channel", 5e-6),
)

_NORMAL = Theorem(
    name="lossless_normal_approximation",
    title="how many codewords a source needs, nearly: an approximation, no bound",
    statement=r"\ln M^*(n, \epsilon) \approx n H + \sqrt{n V}\, Q^{-1}(\epsilon) - \tfrac12 \ln n",
    direction="approximation",
    target="log M*(n, eps)",
    latex=r"\log M^*(n, \epsilon)",
    kind="coding",
    assumptions=(
        "memoryless source that is not uniform",
        "the remainder is bounded in n, but not bounded here",
    ),
    reference="Strassen (1962); Kontoyiannis and Verdu (2014)",
    evidence="checked",
    known=KnownAnswer(_COIN, 310.689302, "500 less the approximation of the symmetric channel", 5e-6),
)


def lossless(p: ArrayLike, n: Count, eps: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return how many codewords n letters need if a block may be lost with a probability: exactly.

    .. math:: M^*(n, \epsilon) = \lceil M \rceil, \qquad
              M = \min \Bigl\{ \sum_x T_x : \sum_x P^n_x T_x \ge 1 - \epsilon, \ 0 \le T \le 1 \Bigr\}

    Parameters
    ----------
    p : array-like of shape (k,)
        The law of a letter.
    n : int
        How many letters are coded together.
    eps : float
        With which probability a block may be lost, in (0, 1).
    unit : Unit or str
        The unit of the value.

    Returns
    -------
    Bound
        The logarithm of the real M, rounded down; its upper end is in the `terms`, in nats.

    Raises
    ------
    DomainError
        If n is no positive integer, eps is not strictly between 0 and 1, or there are too many types.

    Notes
    -----
    The likeliest sequences are kept. The code and its whole number of words are
    `itbounds.representation.finite_rate`. For a coin it is the blocklength less the converse of the binary
    symmetric channel. Source: Shannon, 1948.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.lossless([0.11, 0.89], 500, 1e-3))
    log M*(n, eps) ≥ 306.721506770 bit
    """
    law = as_distribution(p, name="law p", ndim=1)
    length, level = as_length(n), as_error(eps)
    letters = source_letters(law)
    require_types(letters, length)
    low, high = best_code_size(letters, length, level)
    terms = {"n": float(length), "eps": level, "at most": high}
    return _LOSSLESS.bound(low, vacuous=low <= 0.0, terms=terms, unit=as_unit(unit))


def random_binning(p: ArrayLike, n: Count, eps: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return how many bins suffice if sequences are put into them at random.

    .. math:: \epsilon \ge \mathbb{E} \min\bigl\{1, |\{x' : P^n_{x'} \ge P^n_X\}| / M\bigr\}

    Parameters
    ----------
    p, n, eps, unit
        As `lossless`.

    Returns
    -------
    Bound
        The logarithm of the least real M that the bound allows, rounded up.

    Raises
    ------
    DomainError
        As `lossless`.

    Notes
    -----
    The decoder takes the likeliest sequence of a bin. The encoder does not know the law, so that bins serve
    sources with side information as well. Source: Slepian and Wolf, 1973; recalled.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.random_binning([0.11, 0.89], 500, 1e-3))
    log M*(n, eps) ≤ 309.037999275 bit
    """
    law = as_distribution(p, name="law p", ndim=1)
    length, level = as_length(n), as_error(eps)
    letters = source_letters(law)
    require_types(letters, length)
    value = binning_size(letters, length, level)
    trivial = length * log(len(law))
    terms = {"n": float(length), "eps": level}
    return _BINNING.bound(value, vacuous=value >= trivial, terms=terms, unit=as_unit(unit))


def lossless_normal_approximation(p: ArrayLike, n: Count, eps: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return the normal approximation of the best fixed-length code: an approximation, no bound.

    .. math:: \ln M^*(n, \epsilon) \approx n H + \sqrt{n V}\, Q^{-1}(\epsilon) - \tfrac12 \ln n

    Parameters
    ----------
    p, n, eps, unit
        As `lossless`.

    Raises
    ------
    DomainError
        If n is no positive integer, or eps is not strictly between 0 and 1.

    Notes
    -----
    V is the variance of :math:`-\ln P_X`; where it is 0 there is no logarithm, but
    :math:`\ln(1 - \epsilon)`, and the formula is exact. Source: Strassen, 1962; Kontoyiannis and Verdu, 2014.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.blocklength.lossless_normal_approximation([0.11, 0.89], 500, 1e-3))
    log M*(n, eps) ≈ 310.689302 bit
    """
    from scipy.special import ndtri

    law = as_distribution(p, name="law p", ndim=1)
    length, level = as_length(n), as_error(eps)
    entropy, variance = varentropy(law)
    if variance > 1e-12 * entropy * entropy:
        value = length * entropy - sqrt(length * variance) * float(ndtri(level)) - 0.5 * log(length)
    else:
        value = length * entropy + log(1.0 - level)
    terms = {"n": float(length), "eps": level, "H": entropy, "V": variance}
    return _NORMAL.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


CALCULATORS = (
    Calculator(_LOSSLESS, lossless),
    Calculator(_BINNING, random_binning),
    Calculator(_NORMAL, lossless_normal_approximation),
)
