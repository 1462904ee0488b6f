r"""Two simple hypotheses: how fast the errors of the best tests fall with the number of samples."""

from math import inf

from itbounds._typing import ArrayLike, Number
from itbounds.bounds.hypothesis_testing.laws import as_pair
from itbounds.bounds.inputs import as_information
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.numerics.coding.product_tests import divergence, hoeffding_exponent as enclosed_exponent
from itbounds.numerics.statistics.testing import chernoff_information as enclosed_information
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "chernoff_information", "hoeffding_exponent", "stein_exponent"]

_P, _Q = [0.2, 0.8], [0.5, 0.5]

_STEIN = Theorem(
    name="stein_exponent",
    title="how fast the second error falls, the first being bounded",
    statement=r"\lim_n -\tfrac1n \ln \beta_{1 - \epsilon}(P^n, Q^n) = D(P \| Q)",
    direction="identity",
    target="lim -log(beta) / n",
    latex=r"\lim_n -\tfrac1n \log \beta_{1 - \epsilon}(P^n, Q^n)",
    kind="testing",
    assumptions=("independent samples of P or of Q", "the limit is the same for every eps in (0, 1)"),
    reference="Stein; Chernoff (1956)",
    evidence="proved",
    known=KnownAnswer({"p": _P, "q": _Q}, 0.278072, "1 - h(0.2)", 5e-7),
)

_CHERNOFF = Theorem(
    name="chernoff_information",
    title="how fast the Bayes error of two laws falls",
    statement=r"C(P, Q) = \max_{0 \le \lambda \le 1} -\ln \sum_x P_x^\lambda Q_x^{1 - \lambda}",
    direction="identity",
    target="lim -log(P_e) / n",
    latex=r"\lim_n -\tfrac1n \log P_e",
    kind="testing",
    assumptions=("independent samples of P or of Q", "the limit is the same for all positive priors"),
    reference="Chernoff (1952)",
    evidence="proved",
    known=KnownAnswer({"p": _P, "q": _Q}, 0.0761068, "0.0527532 nat, recomputed", 5e-7),
)

_HOEFFDING = Theorem(
    name="hoeffding_exponent",
    title="how fast the second error falls where the first falls at a rate",
    statement=r"e(r) = \min \{ D(V \| Q) : D(V \| P) \le r \}",
    direction="identity",
    target="lim -log(beta) / n",
    latex=r"\lim_n -\tfrac1n \log \beta",
    kind="testing",
    assumptions=("independent samples of P or of Q", "P is rejected with probability falling as exp(-n r)"),
    reference="Hoeffding (1965); Blahut (1974)",
    evidence="proved",
    known=KnownAnswer({"p": _P, "q": _Q, "rate": 0.1, "unit": "nat"}, 0.0221253, "recomputed", 5e-8),
)


def stein_exponent(p: ArrayLike, q: ArrayLike, *, unit: Unit | str = BITS) -> Bound:
    r"""Return how fast the second error falls if the first one is only bounded: the relative entropy.

    .. math:: \lim_n -\tfrac1n \ln \beta_{1 - \epsilon}(P^n, Q^n) = D(P \| Q)

    Parameters
    ----------
    p, q, unit
        As `neyman_pearson`.

    Raises
    ------
    ShapeError
        If the laws have different numbers of letters.

    Notes
    -----
    Source: Stein, unpublished; Chernoff, 1956.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.hypothesis_testing.stein_exponent([0.2, 0.8], [0.5, 0.5], unit="nat"))
    lim -log(beta) / n = 0.192744757 nat
    """
    first, second = as_pair(p, q)
    value, error = divergence(first, second)
    return _STEIN.bound(value, vacuous=False, terms={"rounding error": error}, unit=as_unit(unit))


def chernoff_information(p: ArrayLike, q: ArrayLike, *, unit: Unit | str = BITS) -> Bound:
    r"""Return how fast the Bayes error of two laws falls with the number of samples.

    .. math:: C(P, Q) = \max_{0 \le \lambda \le 1} -\ln \sum_x P_x^\lambda Q_x^{1 - \lambda}

    Parameters
    ----------
    p, q, unit
        As `neyman_pearson`.

    Returns
    -------
    Bound
        An identity; its `terms` hold the certified ends around it, in nats, and the order.

    Raises
    ------
    ShapeError
        If the laws have different numbers of letters.

    Notes
    -----
    The Bayes error of n samples with any prior is at most :math:`e^{-n C}`. Source: Chernoff, 1952.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.hypothesis_testing.chernoff_information([0.2, 0.8], [0.5, 0.5], unit="nat"))
    lim -log(P_e) / n = 0.0527532216 nat
    """
    first, second = as_pair(p, q)
    low, high, order = enclosed_information(first, second)
    value = 0.5 * (low + high) if high < inf else inf
    terms = {"at least": low, "at most": high, "lambda": order}
    return _CHERNOFF.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


def hoeffding_exponent(p: ArrayLike, q: ArrayLike, rate: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return how fast the second error falls where the first one falls at a rate: Hoeffding's tradeoff.

    .. math:: e(r) = \min \{ D(V \| Q) : D(V \| P) \le r \}
              = \sup_{0 \le a < 1} D_a(P \| Q) - \frac{a}{1 - a} r

    Parameters
    ----------
    p, q : array-like of shape (k,)
        The two laws.
    rate : float
        The exponent r of rejecting P, at least 0, in `unit`.
    unit : Unit or str
        The unit of the rate and of the value.

    Returns
    -------
    Bound
        An identity; its `terms` hold the certified ends around it, in nats.

    Raises
    ------
    DomainError
        If the rate is negative or infinite.
    ShapeError
        If the laws have different numbers of letters.

    Notes
    -----
    At rate 0 it is Stein's exponent :math:`D(P \| Q)`, and it meets the diagonal in the Chernoff information.
    The roles of P and Q are often exchanged. Source: Hoeffding, 1965; Blahut, 1974.

    Examples
    --------
    >>> import itbounds as ib
    >>> testing = ib.bounds.hypothesis_testing
    >>> print(testing.hoeffding_exponent([0.2, 0.8], [0.5, 0.5], 0.1, unit="nat"))
    lim -log(beta) / n = 0.0221252556 nat
    """
    first, second = as_pair(p, q)
    nats = as_information(rate, unit, name="rate", towards="down")
    low, high = enclosed_exponent(first, second, nats)
    value = 0.5 * (low + high) if high < inf else inf
    terms = {"rate": nats, "at least": low, "at most": high}
    return _HOEFFDING.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


CALCULATORS = (
    Calculator(_STEIN, stein_exponent),
    Calculator(_CHERNOFF, chernoff_information),
    Calculator(_HOEFFDING, hoeffding_exponent),
)
