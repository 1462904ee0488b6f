r"""Hypotheses that are families of laws, and deviations of means: exponents by the nearest laws."""

from itbounds._typing import ArrayLike, Number
from itbounds.bounds.hypothesis_testing.laws import as_families
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import ShapeError
from itbounds.numerics.coding.deviations import deviation_exponent
from itbounds.numerics.coding.product_tests import divergence
from itbounds.numerics.scalars import as_real
from itbounds.numerics.statistics.testing import chernoff_information
from itbounds.numerics.validation import as_distribution, as_vector
from itbounds.results.bound import Bound
from itbounds.units import BITS, Unit, as_unit

__all__ = ["CALCULATORS", "composite_chernoff", "composite_stein", "sanov"]

_FIRST, _SECOND = [[0.2, 0.8], [0.3, 0.7]], [[0.5, 0.5], [0.6, 0.4]]

_STEIN = Theorem(
    name="composite_stein",
    title="how fast the second error falls where both hypotheses are families",
    statement=r"\lim_n -\tfrac1n \ln \beta = \min_{i, j} D(P_i \| Q_j)",
    direction="identity",
    target="lim -log(beta) / n",
    latex=r"\lim_n -\tfrac1n \log \beta",
    kind="testing",
    assumptions=(
        "independent samples of one law of either family",
        "the families are finite; the worst law of each counts",
    ),
    reference="Chernoff (1956) for each pair, and union bounds over pairs",
    evidence="proved",
    known=KnownAnswer({"first": _FIRST, "second": _SECOND}, 0.118709, "1 - h(0.3): the nearest pair", 5e-7),
)

_CHERNOFF = Theorem(
    name="composite_chernoff",
    title="how fast the worst error falls where both hypotheses are families",
    statement=r"\lim_n -\tfrac1n \ln P_e = \min_{i, j} C(P_i, Q_j)",
    direction="identity",
    target="lim -log(P_e) / n",
    latex=r"\lim_n -\tfrac1n \log P_e",
    kind="testing",
    assumptions=(
        "independent samples of one law of either family",
        "the families are finite; the worst law of each counts, or any positive prior",
    ),
    reference="Leang and Johnson (1997)",
    evidence="proved",
    known=KnownAnswer(
        {"first": [[0.2, 0.8]], "second": [[0.5, 0.5], [0.9, 0.1]]}, 0.0761068, "the nearest pair", 5e-7
    ),
)

_SANOV = Theorem(
    name="sanov",
    title="how unlikely it is that a mean of n samples reaches a level",
    statement=r"-\tfrac1n \ln \Pr\Bigl[\tfrac1n \sum_i f(X_i) \ge c\Bigr] "
    r"\ge \min \{ D(V \| Q) : \mathbb{E}_V f \ge c \}",
    direction="lower",
    target="-log Pr[mean >= c] / n",
    latex=r"-\tfrac1n \log \Pr\Bigl[\tfrac1n \sum_i f(X_i) \ge c\Bigr]",
    kind="testing",
    assumptions=("independent samples of Q", "every n; the limit is the same for c below the largest value"),
    reference="Sanov (1957); Csiszar (1984)",
    evidence="proved",
    known=KnownAnswer({"q": [0.5, 0.5], "values": [0.0, 1.0], "level": 0.8}, 0.278072, "d(0.8 || 0.5)", 5e-7),
)


def composite_stein(first: ArrayLike, second: ArrayLike, *, unit: Unit | str = BITS) -> Bound:
    r"""Return how fast the second error falls where both hypotheses are finite families: the nearest pair.

    .. math:: \lim_n -\tfrac1n \ln \beta = \min_{i, j} D(P_i \| Q_j)

    Parameters
    ----------
    first, second : array-like of shape (m, k)
        The laws of either family, row by row.
    unit : Unit or str
        The unit of the value.

    Raises
    ------
    ShapeError
        If a family is empty, or the laws have different numbers of letters.

    Notes
    -----
    Accept the first family where, for one of its laws, all likelihood ratios to the second one are large:
    the errors add up over finitely many pairs. No test does better than on the worst pair. Source: Chernoff,
    1956, for each pair.

    Examples
    --------
    >>> import itbounds as ib
    >>> testing = ib.bounds.hypothesis_testing
    >>> print(testing.composite_stein([[0.2, 0.8], [0.3, 0.7]], [[0.5, 0.5]]))
    lim -log(beta) / n = 0.118709101 bit
    """
    one, two = as_families(first, second)
    ends = [(divergence(p, q)[0], i, j) for i, p in enumerate(one) for j, q in enumerate(two)]
    value, i, j = min(ends)
    terms = {"first law": float(i), "second law": float(j)}
    return _STEIN.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


def composite_chernoff(first: ArrayLike, second: ArrayLike, *, unit: Unit | str = BITS) -> Bound:
    r"""Return how fast the worst error falls where both hypotheses are finite families: the nearest pair.

    .. math:: \lim_n -\tfrac1n \ln P_e = \min_{i, j} C(P_i, Q_j)

    Parameters
    ----------
    first, second, unit
        As `composite_stein`.

    Raises
    ------
    ShapeError
        If a family is empty, or the laws have different numbers of letters.

    Notes
    -----
    The test of largest likelihood attains it. Source: Leang and Johnson, 1997.

    Examples
    --------
    >>> import itbounds as ib
    >>> testing = ib.bounds.hypothesis_testing
    >>> print(testing.composite_chernoff([[0.2, 0.8]], [[0.5, 0.5], [0.9, 0.1]], unit="nat"))
    lim -log(P_e) / n = 0.0527532216 nat
    """
    one, two = as_families(first, second)
    ends = [(chernoff_information(p, q)[0], i, j) for i, p in enumerate(one) for j, q in enumerate(two)]
    value, i, j = min(ends)
    terms = {"first law": float(i), "second law": float(j)}
    return _CHERNOFF.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


def sanov(q: ArrayLike, values: ArrayLike, level: Number, *, unit: Unit | str = BITS) -> Bound:
    r"""Return how unlikely it is, per sample, that a mean of samples reaches a level: an I-projection.

    .. math:: -\tfrac1n \ln \Pr\Bigl[\tfrac1n \sum_i f(X_i) \ge c\Bigr]
              \ge \min \{ D(V \| Q) : \mathbb{E}_V f \ge c \} = \sup_{t \ge 0} t c - \ln \mathbb{E}_Q e^{t f}

    Parameters
    ----------
    q : array-like of shape (k,)
        The law of a sample.
    values : array-like of shape (k,)
        The values f of the letters.
    level : float
        The level c.
    unit : Unit or str
        The unit of the value.

    Returns
    -------
    Bound
        A lower bound for every n, without polynomial factors, rounded down; infinite if no letter of positive
        probability reaches the level.

    Raises
    ------
    ShapeError
        If there are not as many values as letters.

    Notes
    -----
    The set of laws is a half-space, hence convex. Source: Sanov, 1957; Csiszar, 1984.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.hypothesis_testing.sanov([0.5, 0.5], [0.0, 1.0], 0.8))
    -log Pr[mean >= c] / n ≥ 0.278071905 bit
    """
    law = as_distribution(q, name="law q", ndim=1)
    worth = as_vector(values, name="values")
    if worth.shape != law.shape:
        raise ShapeError(f"there are {len(worth)} values for {len(law)} letters")
    target = as_real(level, name="level c")
    low, _, multiplier = deviation_exponent(law / law.sum(), worth, target)
    terms = {"c": target, "t": multiplier}
    return _SANOV.bound(low, vacuous=low <= 0.0, terms=terms, unit=as_unit(unit))


CALCULATORS = (
    Calculator(_STEIN, composite_stein),
    Calculator(_CHERNOFF, composite_chernoff),
    Calculator(_SANOV, sanov),
)
