r"""What is said of n symbols without counting types: Fano's lower bound, and the normal approximation."""

from math import log, sqrt

import numpy as np

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.inputs import padded
from itbounds.bounds.representation.source_rate import letter_law
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.law_entropy import entropy_ends
from itbounds.numerics.scalars import as_count, as_probability
from itbounds.numerics.statistics.fano import least_error_of_log
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "block_fano", "fano_rate", "normal_rate"]

_NORMAL = Theorem(
    name="normal_rate",
    title="the least rate of n symbols at a block error, nearly: an approximation, no bound",
    statement=r"R^\star(n, \varepsilon) \approx H(X) + \sqrt{V / n}\, Q^{-1}(\varepsilon)"
    r" - \frac{\ln n}{2 n}",
    direction="approximation",
    target="R*(n, eps)",
    latex=r"R^\star(n, \varepsilon)",
    kind="coding",
    assumptions=(
        "independent symbols, block error eps",
        "the remainder is of the order 1/n and not bounded here",
    ),
    reference="Yushkevich (1953); Strassen (1962)",
    evidence="checked",
    known=KnownAnswer({"p": [0.89, 0.11], "n": 1000, "eps": 0.1}, 0.53318, "the formula, by hand", 5e-6),
)

_FANO = Theorem(
    name="fano_rate",
    title="the rate of n symbols that Fano's inequality asks for at a block error",
    statement=r"R^\star(n, \varepsilon) \ge H(X) - \tfrac1n \bigl( h(\varepsilon)"
    r" + \varepsilon \ln (|\mathcal X|^n - 1) \bigr)",
    direction="lower",
    target="R*(n, eps)",
    latex=r"R^\star(n, \varepsilon)",
    kind="coding",
    assumptions=("independent symbols, block error eps",),
    reference="Fano (1961)",
    evidence="proved",
    known=KnownAnswer({"p": [0.89, 0.11], "n": 1000, "eps": 0.01}, 0.489835, "the formula, by hand", 5e-7),
)

_BLOCK = Theorem(
    name="block_fano",
    title="the block error that a representation of n symbols by M values pays, by Fano's inequality",
    statement=r"h(P_e) + P_e \, n \ln |\mathcal X| \ge n H(X) - \ln M",
    direction="lower",
    target="P_e",
    latex="P_e",
    kind="coding",
    assumptions=("independent symbols", "the target is a bijective function of the symbols"),
    reference="Fano (1961)",
    evidence="proved",
    known=KnownAnswer({"p": [0.5, 0.5], "n": 2, "M": 1}, 0.5, "h(1/2) + 1 = 2 bits", 5e-7),
)


def normal_rate(p: ArrayLike, n: Count, eps: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return the normal approximation of the least rate at a block error: an approximation, no bound.

    .. math:: R^\star(n, \varepsilon) \approx H(X) + \sqrt{\frac{V}{n}}\, Q^{-1}(\varepsilon)
              - \frac{\ln n}{2 n}, \qquad V = \mathrm{Var}[-\ln p(X)]

    Parameters
    ----------
    p : array-like or Distribution of shape (k,)
        The law of a symbol.
    n : int
        The number of symbols.
    eps : float
        The block error, strictly between 0 and 1.
    unit : Unit or str
        The unit of the value.

    Returns
    -------
    Bound
        Of direction ``"approximation"``.

    Raises
    ------
    DomainError
        If `n` is no positive integer, or `eps` is 0 or 1.

    Notes
    -----
    Of a uniform source V is 0, and the logarithm is left out: there
    :math:`R^\star \approx H + \tfrac1n \ln (1 - \varepsilon)`. Source: Yushkevich, 1953; Strassen, 1962.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.normal_rate([0.89, 0.11], 1000, 0.01))
    R*(n, eps) ≈ 0.564362048 bit
    """
    from scipy.special import ndtri

    law, length, level = letter_law(p), as_count(n, name="number n of symbols"), _open(eps)
    positive = law[law > 0.0]
    surprise = -np.log(positive)
    entropy = float(positive @ surprise)
    variance = float(positive @ (surprise - entropy) ** 2)
    if (positive == positive[0]).all():
        value, variance = entropy + log(1.0 - level) / length, 0.0
    else:
        value = entropy - sqrt(variance / length) * float(ndtri(level)) - 0.5 * log(length) / length
    terms = {"n": float(length), "eps": level, "H": entropy, "V": variance}
    return _NORMAL.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


def fano_rate(p: ArrayLike, n: Count, eps: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return the rate below which Fano's inequality forces a larger block error.

    .. math:: R^\star(n, \varepsilon) \ge H(X) - \tfrac1n \bigl( h(\varepsilon)
              + \varepsilon \ln (|\mathcal X|^n - 1) \bigr)

    Parameters
    ----------
    p : array-like or Distribution of shape (k,)
        The law of a symbol; its alphabet are the letters of positive probability.
    n : int
        The number of symbols.
    eps : float
        The block error, from 0 to 1.
    unit : Unit or str
        The unit of the value.

    Raises
    ------
    DomainError
        If `n` is no positive integer, or `eps` is no probability.

    Notes
    -----
    With Z the representation, :math:`n H(X) = I(X^n; Z) + H(X^n \mid Z)`; the first is at most
    :math:`\ln M`, the second at most the bracket, which increases up to
    :math:`\varepsilon = 1 - |\mathcal X|^{-n}`, beyond which there is nothing to show. Source: Fano, 1961.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.fano_rate([0.89, 0.11], 1000, 0.01))
    R*(n, eps) ≥ 0.489835...
    """
    law, length = letter_law(p), as_count(n, name="number n of symbols")
    level = as_probability(eps, name="block error eps")
    entropy, _ = entropy_ends(law)
    letters = int((law > 0.0).sum())
    sequences = log(letters)
    binary = -level * log(level) - (1.0 - level) * np.log1p(-level) if 0.0 < level < 1.0 else 0.0
    doubt = float(binary) / length + level * sequences
    value = padded(entropy - doubt, towards="down", size=entropy + doubt)
    vacuous = value <= 0.0 or level >= 1.0 - float(letters) ** -min(length, 50.0)
    terms = {"n": float(length), "eps": level, "H": entropy}
    if vacuous:
        value = min(value, 0.0)
    return _FANO.bound(value, vacuous=vacuous, terms=terms, unit=as_unit(unit))


def block_fano(p: ArrayLike, n: Count, M: Count) -> Bound:
    r"""Return the least block error that Fano's inequality allows a representation by M values.

    .. math:: h(P_e) + P_e \, n \ln |\mathcal X| \ge n H(X) - \ln M

    Parameters
    ----------
    p : array-like or Distribution of shape (k,)
        The law of a symbol; its alphabet are the letters of positive probability.
    n, M : int
        The numbers of symbols and of values.

    Raises
    ------
    DomainError
        If `n` or `M` is no positive integer.

    Notes
    -----
    The textbook form replaces h by one bit: :math:`P_e \ge (H(X) - R - 1/n) / \log_2 |\mathcal X|` in bits.
    What is true is `error`. Source: Fano, 1961.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.representation.block_fano([0.89, 0.11], 1000, 2**400))
    P_e ≥ 0.099448712
    """
    law, length = letter_law(p), as_count(n, name="number n of symbols")
    size = log(as_count(M, name="number M of values", unlimited=True))
    letters = int((law > 0.0).sum())
    entropy, _ = entropy_ends(law)
    doubt = padded(length * entropy - size, towards="down", size=length * entropy + size)
    value = 0.0 if doubt <= 0.0 else least_error_of_log(doubt, length * log(letters))
    terms = {"n": float(length), "H": entropy, "ln M": size}
    return _BLOCK.bound(value, vacuous=value <= 0.0, terms=terms)


def _open(eps: Number) -> float:
    level = as_probability(eps, name="block error eps")
    if not 0.0 < level < 1.0:
        raise DomainError(
            f"the block error eps is {level!r}; it must be strictly between 0 and 1",
            value=level,
            hint="without errors the rate is that of all sequences: finite_rate(p, n, 0)",
        )
    return level


CALCULATORS = (Calculator(_NORMAL, normal_rate), Calculator(_FANO, fano_rate), Calculator(_BLOCK, block_fano))
