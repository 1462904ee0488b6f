r"""Two simple hypotheses and n samples: the best test, a converse, and an approximation."""

from math import inf, log, log1p, sqrt

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.hypothesis_testing.laws import as_level_between, as_pair, require_types
from itbounds.bounds.inputs import padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.numerics.coding.product_tests import best_product_test, divergence, ratio_letters, ratio_moments
from itbounds.numerics.scalars import as_count
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "neyman_pearson", "stein_converse", "stein_second_order"]

_P, _Q = [0.2, 0.8], [0.5, 0.5]

_BEST = Theorem(
    name="neyman_pearson",
    title="the error that the best test of n samples cannot avoid",
    statement=r"\beta_{1 - \epsilon}(P^n, Q^n) "
    r"= \min \{ \mathbb{E}_{Q^n} T : \mathbb{E}_{P^n} T \ge 1 - \epsilon \}",
    direction="identity",
    target="-log beta",
    latex=r"-\log \beta_{1 - \epsilon}(P^n, Q^n)",
    kind="testing",
    assumptions=("n independent samples of P or of Q", "P is rejected with probability at most eps"),
    reference="Neyman and Pearson (1933)",
    evidence="proved",
    known=KnownAnswer(
        {"p": _P, "q": _Q, "n": 100, "eps": 0.05},
        19.620547,
        "beta = 1.240586e-6, recomputed by an exact sum",
        5e-6,
    ),
)

_STEIN_CONVERSE = Theorem(
    name="stein_converse",
    title="no test of n samples does better, by data processing",
    statement=r"-\ln \beta_{1 - \epsilon}(P^n, Q^n) \le \frac{n D(P \| Q) + h(\epsilon)}{1 - \epsilon}",
    direction="upper",
    target="-log beta",
    latex=r"-\log \beta_{1 - \epsilon}(P^n, Q^n)",
    kind="testing",
    assumptions=("n independent samples of P or of Q", "P is rejected with probability at most eps"),
    reference="Kullback (1959)",
    evidence="proved",
    known=KnownAnswer(
        {"p": _P, "q": _Q, "n": 100, "eps": 0.05},
        29.572197,
        "arithmetic: (27.807190 + 0.286397) / 0.95",
        5e-6,
    ),
    dominated_by=("neyman_pearson",),
)

_SECOND = Theorem(
    name="stein_second_order",
    title="the error of the best test of n samples, nearly: an approximation, no bound",
    statement=r"-\ln \beta_{1 - \epsilon}(P^n, Q^n) "
    r"\approx n D - \sqrt{n V}\, Q^{-1}(\epsilon) + \tfrac12 \ln n",
    direction="approximation",
    target="-log beta",
    latex=r"-\log \beta_{1 - \epsilon}(P^n, Q^n)",
    kind="testing",
    assumptions=(
        "n independent samples of P or of Q",
        "the remainder is bounded in n where the likelihood ratio varies, but not bounded here",
    ),
    reference="Strassen (1962)",
    evidence="checked",
    known=KnownAnswer({"p": _P, "q": _Q, "n": 100, "eps": 0.05}, 17.970290, "12.45606 nat, recomputed", 5e-6),
)


def neyman_pearson(
    p: ArrayLike, q: ArrayLike, eps: Number, n: Count = 1, *, unit: Unit | str = BITS
) -> Bound:
    r"""Return :math:`-\log \beta_{1 - \epsilon}(P^n, Q^n)`, attained by the best test of n samples.

    .. math:: \beta_{1 - \epsilon}(P^n, Q^n)
              = \min \{ \mathbb{E}_{Q^n} T : \mathbb{E}_{P^n} T \ge 1 - \epsilon \}

    Parameters
    ----------
    p, q : array-like of shape (k,)
        The two laws.
    eps : float
        With which probability P may be rejected, in (0, 1).
    n : int
        The number of samples.
    unit : Unit or str
        The unit of the value.

    Returns
    -------
    Bound
        An identity. Its `terms` hold the certified ends around it, in nats, and the test: P is accepted where
        the log-likelihood ratio of the samples is above the threshold, and at it with the given share.

    Raises
    ------
    DomainError
        If eps is not strictly between 0 and 1, n is no positive integer, or there are too many types.
    ShapeError
        If the laws have different numbers of letters.

    Notes
    -----
    The sum is exact, over the types of the likelihood ratio, in logarithms: errors far below the least
    double are as exact as others. Source: Neyman and Pearson, 1933.

    Examples
    --------
    >>> import itbounds as ib
    >>> best = ib.bounds.hypothesis_testing.neyman_pearson([0.2, 0.8], [0.5, 0.5], 0.05, 100)
    >>> print(best)
    -log beta = 19.6205471 bit
    >>> f"{2 ** -best.value:.6e}"
    '1.240586e-06'
    """
    first, second = as_pair(p, q)
    level = as_level_between(eps, name="level eps")
    length = as_count(n, name="number n of samples")
    require_types(ratio_letters(first, second)[0], length)
    test = best_product_test(first, second, length, level)
    value = -0.5 * (test.lower + test.upper) if test.upper > -inf else inf
    terms = {
        "n": float(length),
        "eps": level,
        "at least": -test.upper,
        "at most": -test.lower,
        "threshold": test.threshold,
        "share accepted at it": 1.0 - test.share,
    }
    return _BEST.bound(value, vacuous=value <= 0.0, terms=terms, unit=as_unit(unit))


def stein_converse(p: ArrayLike, q: ArrayLike, eps: Number, n: Count, *, unit: Unit | str = BITS) -> Bound:
    r"""Return what no test of n samples beats, by data processing alone.

    .. math:: -\ln \beta_{1 - \epsilon}(P^n, Q^n) \le \frac{n D(P \| Q) + h(\epsilon)}{1 - \epsilon}

    Parameters
    ----------
    p, q, eps, n, unit
        As `neyman_pearson`.

    Raises
    ------
    DomainError
        If eps is not strictly between 0 and 1, or n is no positive integer.
    ShapeError
        If the laws have different numbers of letters.

    Notes
    -----
    The binary relative entropy of the two errors is at most that of the samples. Source: Kullback, 1959.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.hypothesis_testing.stein_converse([0.2, 0.8], [0.5, 0.5], 0.05, 100))
    -log beta ≤ 29.572197336 bit
    """
    first, second = as_pair(p, q)
    level = as_level_between(eps, name="level eps")
    length = as_count(n, name="number n of samples")
    value, error = divergence(first, second)
    entropy = -level * log(level) - (1.0 - level) * log1p(-level)
    bound = padded((length * (value + error) + entropy) / (1.0 - level), towards="up")
    terms = {"n": float(length), "eps": level, "D(P||Q)": value}
    return _STEIN_CONVERSE.bound(bound, vacuous=bound == inf, terms=terms, unit=as_unit(unit))


def stein_second_order(
    p: ArrayLike, q: ArrayLike, eps: Number, n: Count, *, unit: Unit | str = BITS
) -> Bound:
    r"""Return Strassen's approximation of the best test of n samples: an approximation, no bound.

    .. math:: -\ln \beta_{1 - \epsilon}(P^n, Q^n)
              \approx n D - \sqrt{n V}\, Q^{-1}(\epsilon) + \tfrac12 \ln n

    Parameters
    ----------
    p, q, eps, n, unit
        As `neyman_pearson`.

    Raises
    ------
    DomainError
        If eps is not strictly between 0 and 1, or n is no positive integer.
    ShapeError
        If the laws have different numbers of letters.

    Notes
    -----
    D and V are the mean and the variance of the log-likelihood ratio under P. Source: Strassen, 1962.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.hypothesis_testing.stein_second_order([0.2, 0.8], [0.5, 0.5], 0.05, 100))
    -log beta ≈ 17.9702896 bit
    """
    from scipy.special import ndtri

    first, second = as_pair(p, q)
    level = as_level_between(eps, name="level eps")
    length = as_count(n, name="number n of samples")
    mean, variance = ratio_moments(first, second)
    value = inf
    if mean < inf:
        value = length * mean + sqrt(length * variance) * float(ndtri(level)) + 0.5 * log(length)
    terms = {"n": float(length), "eps": level, "D": mean, "V": variance}
    return _SECOND.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


CALCULATORS = (
    Calculator(_BEST, neyman_pearson),
    Calculator(_STEIN_CONVERSE, stein_converse),
    Calculator(_SECOND, stein_second_order),
)
