"""Coverage of the sets of split conformal prediction: on average, and given the calibration data."""

from math import floor, inf, log, nextafter

from itbounds._typing import Count, Number
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_delta, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_probability
from itbounds.numerics.statistics.binomial import binomial_ceiling
from itbounds.results.bound import Bound

__all__ = ["CALCULATORS", "conformal_conditional", "conformal_coverage", "conformal_coverage_upper"]

_EXCHANGEABLE = "calibration data and the next datum are exchangeable"
_INDEPENDENT = "calibration data and the next are independent of one law"
_FRESH = "the score was not fitted to the calibration data"
_TARGET = r"\Pr(Y \in C(X))"
_HALF = {"n": 500, "alpha": 0.1}

_COVERAGE = Theorem(
    name="conformal_coverage",
    title="how often the sets of split conformal prediction cover, at least",
    statement=r"\Pr(Y \in C(X)) \ge 1 - \frac{\lfloor (n + 1) \alpha \rfloor}{n + 1} \ge 1 - \alpha",
    direction="lower",
    target="coverage",
    latex=_TARGET,
    kind="expectation",
    assumptions=(_EXCHANGEABLE, _FRESH),
    reference="Vovk, Gammerman and Shafer (2005)",
    evidence="proved",
    known=KnownAnswer(_HALF, 451 / 501, "by hand", 1e-12),
)

_UPPER = Theorem(
    name="conformal_coverage_upper",
    title="how often the sets of split conformal prediction cover, at most",
    statement=r"\Pr(Y \in C(X)) \le 1 - \frac{\lfloor (n + 1) \alpha \rfloor}{n + 1}"
    r" < 1 - \alpha + \frac{1}{n + 1}",
    direction="upper",
    target="coverage",
    latex=_TARGET,
    kind="expectation",
    assumptions=(_EXCHANGEABLE, _FRESH, "no two scores are equal"),
    reference="Lei, G'Sell, Rinaldo, Tibshirani and Wasserman (2018)",
    evidence="proved",
    known=KnownAnswer(_HALF, 451 / 501, "by hand", 1e-12),
)

_CONDITIONAL = Theorem(
    name="conformal_conditional",
    title="how often the sets of this one calibration cover, at least",
    statement=r"\Pr(Y \in C(X) \mid \text{calibration}) \ge \mathrm{Beta}^{-1}_\delta(n + 1 - l, l), \quad"
    r" l = \lfloor (n + 1) \alpha \rfloor",
    direction="lower",
    target="coverage",
    latex=r"\Pr(Y \in C(X) \mid \text{calibration})",
    kind="testing",
    assumptions=(_INDEPENDENT, _FRESH),
    reference="Vovk (2012)",
    evidence="proved",
    known=KnownAnswer({**_HALF, "delta": 0.05}, 0.877321, "quantile 0.05 of the beta law (451, 50)", 5e-7),
)


def conformal_coverage(n: Count, alpha: Number) -> Bound:
    r"""Return how often the sets of split conformal prediction cover, at least, on average.

    .. math:: \Pr(Y \in C(X)) \ge 1 - \frac{\lfloor (n + 1) \alpha \rfloor}{n + 1} \ge 1 - \alpha

    The set has all labels whose score is at most the :math:`\lceil (n + 1) (1 - \alpha) \rceil`-th smallest
    of the n calibration scores; all labels, if there is none.

    Parameters
    ----------
    n : int
        The number of calibration data.
    alpha : float
        The share of misses that is aimed for, in (0, 1). A product :math:`(n + 1) \alpha` that is an integer
        but for rounding counts as that integer.

    Returns
    -------
    Bound
        A lower bound of the coverage, averaged over calibrations.

    Raises
    ------
    DomainError
        If `alpha` is outside of (0, 1).

    Notes
    -----
    The rank of the next score among all is uniform. Source: Vovk, Gammerman and Shafer, 2005.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.conformal_coverage(500, 0.1))
    coverage ≥ 0.900199600
    """
    size, misses = _ranks(n, alpha)
    value = nextafter((size + 1 - misses) / (size + 1), -inf)
    terms = {"n": float(size), "l": float(misses)}
    return _COVERAGE.bound(value, vacuous=value <= 0.0, terms=terms)


def conformal_coverage_upper(n: Count, alpha: Number) -> Bound:
    r"""Return how often the sets of split conformal prediction cover, at most, on average.

    .. math:: \Pr(Y \in C(X)) \le 1 - \frac{\lfloor (n + 1) \alpha \rfloor}{n + 1}
              < 1 - \alpha + \frac{1}{n + 1}

    Parameters
    ----------
    n, alpha
        As `conformal_coverage`.

    Raises
    ------
    DomainError
        As `conformal_coverage`.

    Notes
    -----
    Equal scores make sets larger. Source: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, 2018.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.conformal_coverage_upper(500, 0.1))
    coverage ≤ 0.900199601
    """
    size, misses = _ranks(n, alpha)
    value = nextafter((size + 1 - misses) / (size + 1), inf)
    terms = {"n": float(size), "l": float(misses)}
    return _UPPER.bound(value, vacuous=value >= 1.0, terms=terms)


def conformal_conditional(n: Count, alpha: Number, delta: Number = 0.05) -> Bound:
    r"""Return how often the sets of the calibration at hand cover, at least, with a confidence.

    .. math:: \Pr(Y \in C(X) \mid \text{calibration}) \ge \mathrm{Beta}^{-1}_\delta(n + 1 - l, l), \quad
              l = \lfloor (n + 1) \alpha \rfloor

    Parameters
    ----------
    n, alpha
        As `conformal_coverage`.
    delta : float
        The probability that the calibration data are worse than that, in (0, 1).

    Returns
    -------
    Bound
        A lower bound of the coverage with confidence :math:`1 - \delta`, rounded down.

    Raises
    ------
    DomainError
        As `conformal_coverage`, or if `delta` is outside of (0, 1).

    Notes
    -----
    Without ties the coverage has exactly that beta law, whatever the law of the scores: the quantile is one
    minus that of `clopper_pearson` with :math:`l - 1` errors. Source: Vovk, 2012.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.conformal_conditional(500, 0.1))
    coverage ≥ 0.877320713
    """
    size, misses = _ranks(n, alpha)
    chance = as_delta(delta)
    value = 1.0
    if misses > 0:
        missed = binomial_ceiling(misses - 1, size, log(chance))
        value = padded(1.0 - missed, towards="down", size=1.0)
    return _CONDITIONAL.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value <= 0.0,
        terms={"n": float(size), "l": float(misses)},
    )


def _ranks(n: Count, alpha: Number) -> tuple[int, int]:
    size, level = as_sample_size(n), as_probability(alpha, name="share alpha of misses")
    if not 0.0 < level < 1.0:
        raise DomainError(f"the share alpha of misses is {level!r}; it must be inside (0, 1)", value=level)
    # Rounding up is the side on which the sets are smaller.
    return size, min(size, floor((size + 1) * level * (1.0 + 1e-12)))


CALCULATORS = (
    Calculator(_COVERAGE, conformal_coverage),
    Calculator(_UPPER, conformal_coverage_upper),
    Calculator(_CONDITIONAL, conformal_conditional),
)
