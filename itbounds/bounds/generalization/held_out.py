"""The risk of a model from its errors on data that it has not seen: the bounds that others must beat."""

from math import log, sqrt

from itbounds._typing import ArrayLike, Count, Number
from itbounds.bounds.generalization.levels import as_errors, as_risk, level, risk_above
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_delta, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.scalars import as_positive
from itbounds.numerics.statistics.binomial import binomial_ceiling
from itbounds.numerics.statistics.empirical_bernstein import empirical_bernstein
from itbounds.numerics.validation import as_vector
from itbounds.results.bound import Bound

__all__ = [
    "CALCULATORS",
    "clopper_pearson",
    "clopper_pearson_lower",
    "held_out_bernstein",
    "held_out_hoeffding",
    "held_out_kl",
]

_UNSEEN = "independent test data, not used to choose the model"
_BOUNDED = "losses in [0, 1]"
_BINARY = "a loss is 0 or 1"
_FIFTY = {"errors": 50, "n": 1000, "delta": 0.05}
_TWENTIETH = {"test_risk": 0.05, "n": 1000, "delta": 0.05}

_CLOPPER_PEARSON = Theorem(
    name="clopper_pearson",
    title="the largest risk under which so few test errors are likely enough",
    statement=r"R \le \max \{ p : \Pr[\mathrm{Bin}(n, p) \le k] \ge \delta \}",
    direction="upper",
    target="R",
    latex="R",
    kind="testing",
    assumptions=(_UNSEEN, _BINARY),
    reference="Clopper and Pearson (1934); Langford (2005)",
    evidence="proved",
    known=KnownAnswer(_FIFTY, 0.0628634, "quantile 0.95 of the beta law (51, 950)", 5e-8),
)

_LOWER = Theorem(
    name="clopper_pearson_lower",
    title="the least risk under which so many test errors are likely enough",
    statement=r"R \ge \min \{ p : \Pr[\mathrm{Bin}(n, p) \ge k] \ge \delta \}",
    direction="lower",
    target="R",
    latex="R",
    kind="testing",
    assumptions=(_UNSEEN, _BINARY),
    reference="Clopper and Pearson (1934)",
    evidence="proved",
    known=KnownAnswer(
        {**_FIFTY, "delta": 0.025}, 0.0373354, "quantile 0.025 of the beta law (50, 951)", 5e-8
    ),
)

_KL = Theorem(
    name="held_out_kl",
    title="the risk from a mean test loss, by Chernoff's inequality inverted",
    statement=r"d(\hat R \,\|\, R) \le \frac{\ln (1 / \delta)}{n} \quad \text{if } R \ge \hat R",
    direction="upper",
    target="R",
    latex="R",
    kind="testing",
    assumptions=(_UNSEEN, _BOUNDED),
    reference="Chernoff (1952); Langford (2005)",
    evidence="proved",
    known=KnownAnswer(_TWENTIETH, 0.0686847466, "root of the equation", 5e-11),
)

_HOEFFDING = Theorem(
    name="held_out_hoeffding",
    title="the risk from a mean test loss, by Hoeffding's inequality",
    statement=r"R \le \hat R + \sqrt{\frac{\ln (1 / \delta)}{2 n}}",
    direction="upper",
    target="R",
    latex="R",
    kind="testing",
    assumptions=(_UNSEEN, _BOUNDED),
    reference="Hoeffding (1963)",
    evidence="proved",
    known=KnownAnswer(_TWENTIETH, 0.0887023, "by hand: 0.05 + sqrt(ln 20 / 2000)", 5e-8),
    dominated_by=("held_out_kl",),
)

_BERNSTEIN = Theorem(
    name="held_out_bernstein",
    title="the risk from test losses that vary little",
    statement=r"R \le \hat R + \sqrt{\frac{2 V \ln (2 / \delta)}{n}}"
    r" + \frac{7 B \ln (2 / \delta)}{3 (n - 1)}",
    direction="upper",
    target="R",
    latex="R",
    kind="testing",
    assumptions=(_UNSEEN, "the losses lie in [0, B], with B fixed in advance"),
    reference="Maurer and Pontil (2009), theorem 4",
    evidence="checked",
    known=KnownAnswer(
        {"losses": [1.0] * 50 + [0.0] * 950, "delta": 0.05}, 0.0773455, "50 errors in 1000, by hand", 5e-8
    ),
)


def clopper_pearson(errors: Count, n: Count, delta: Number = 0.05) -> Bound:
    r"""Return the one-sided upper confidence limit of a risk from the number of test errors.

    .. math:: R \le \max \{ p : \Pr[\mathrm{Bin}(n, p) \le k] \ge \delta \}

    No bound that holds for every risk with the same probability and is monotone in the errors is smaller.

    Parameters
    ----------
    errors : int
        The number k of errors on test data.
    n : int
        The number of test data.
    delta : float
        The probability of failure, in (0, 1).

    Returns
    -------
    Bound
        An upper bound of the risk with confidence :math:`1 - \delta`, rounded up.

    Raises
    ------
    DomainError
        If the errors are more than the data, or `delta` is outside of (0, 1).

    Notes
    -----
    With no error it is :math:`1 - \delta^{1/n}`. For an interval give half of `delta` to this and half to
    `clopper_pearson_lower`. If the best of K models is tested on the same data, `occam` with the code length
    :math:`\ln K` holds. Source: Clopper and Pearson, 1934.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.bounds.generalization.clopper_pearson(50, 1000)
    R ≤ 0.062863404
      theorem     clopper_pearson
      kind        testing
      confidence  0.95
      assumed     independent test data, not used to choose the model
      assumed     a loss is 0 or 1
      errors      50
      n           1000
      reference   Clopper and Pearson (1934); Langford (2005)
      evidence    proved
    """
    size, chance = as_sample_size(n), as_delta(delta)
    count = as_errors(errors, size)
    value = binomial_ceiling(count, size, log(chance))
    return _CLOPPER_PEARSON.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"errors": float(count), "n": float(size)},
    )


def clopper_pearson_lower(errors: Count, n: Count, delta: Number = 0.05) -> Bound:
    r"""Return the one-sided lower confidence limit of a risk from the number of test errors.

    .. math:: R \ge \min \{ p : \Pr[\mathrm{Bin}(n, p) \ge k] \ge \delta \}

    Parameters
    ----------
    errors, n, delta
        As `clopper_pearson`.

    Raises
    ------
    DomainError
        As `clopper_pearson`.

    Notes
    -----
    Source: Clopper and Pearson, 1934.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.clopper_pearson_lower(50, 1000, 0.025))
    R ≥ 0.037335397
    """
    size, chance = as_sample_size(n), as_delta(delta)
    count = as_errors(errors, size)
    # What is not an error is counted from above; the difference from one is rounded once.
    rest = binomial_ceiling(size - count, size, log(chance))
    value = padded(1.0 - rest, towards="down", size=1.0) if rest < 1.0 else 0.0
    return _LOWER.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value <= 0.0,
        terms={"errors": float(count), "n": float(size)},
    )


def held_out_kl(test_risk: Number, n: Count, delta: Number = 0.05) -> Bound:
    r"""Return an upper bound on a risk from a mean test loss, by Chernoff's inequality inverted exactly.

    .. math:: d(\hat R \,\|\, R) \le \frac{\ln (1 / \delta)}{n} \quad \text{if } R \ge \hat R

    Parameters
    ----------
    test_risk : float
        The mean :math:`\hat R` of test losses in [0, 1]. A loss of another bounded range is scaled to it.
    n, delta
        As `clopper_pearson`.

    Raises
    ------
    DomainError
        If the risk is outside of [0, 1], or `delta` of (0, 1).

    Notes
    -----
    For errors `clopper_pearson` is never larger. Source: Chernoff, 1952; Langford, 2005.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.held_out_kl(0.05, 1000))
    R ≤ 0.068684747
    """
    risk, size, chance = as_risk(test_risk, name="test risk"), as_sample_size(n), as_delta(delta)
    value = risk_above(risk, level(-log(chance), over=size))
    terms = {"test risk": risk, "n": float(size)}
    return _KL.bound(value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=terms)


def held_out_hoeffding(test_risk: Number, n: Count, delta: Number = 0.05) -> Bound:
    r"""Return an upper bound on a risk from a mean test loss, by Hoeffding's inequality.

    .. math:: R \le \hat R + \sqrt{\frac{\ln (1 / \delta)}{2 n}}

    Parameters
    ----------
    test_risk, n, delta
        As `held_out_kl`.

    Raises
    ------
    DomainError
        As `held_out_kl`.

    Notes
    -----
    Pinsker's inequality makes it from `held_out_kl`, which is never larger. Source: Hoeffding, 1963.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.held_out_hoeffding(0.05, 1000))
    R ≤ 0.088702276
    """
    risk, size, chance = as_risk(test_risk, name="test risk"), as_sample_size(n), as_delta(delta)
    value = padded(risk + sqrt(-0.5 * log(chance) / size), towards="up")
    terms = {"test risk": risk, "n": float(size)}
    return _HOEFFDING.bound(value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=terms)


def held_out_bernstein(losses: ArrayLike, delta: Number = 0.05, *, largest: Number = 1.0) -> Bound:
    r"""Return an upper bound on a risk from test losses that vary little.

    .. math:: R \le \hat R + \sqrt{\frac{2 V \ln (2 / \delta)}{n}} + \frac{7 B \ln (2 / \delta)}{3 (n - 1)}

    Parameters
    ----------
    losses : array-like of shape (n,)
        Losses on test data, n at least 2, with variance V.
    delta : float
        The probability of failure, in (0, 1).
    largest : float
        The number B that no loss can exceed, fixed before the data were seen.

    Raises
    ------
    DomainError
        If a loss lies outside of [0, B], or `delta` outside of (0, 1).
    ShapeError
        If there are fewer than two losses.

    Notes
    -----
    Source: Maurer and Pontil, 2009, theorem 4.

    Examples
    --------
    >>> import itbounds as ib
    >>> losses = [0.1, 0.12, 0.09, 0.11] * 250
    >>> print(ib.bounds.generalization.held_out_bernstein(losses))
    R ≤ 0.114576805
    """
    ceiling, chance = as_positive(largest, name="largest loss"), as_delta(delta)
    given = as_vector(losses, name="vector of losses")
    if len(given) < 2:
        raise ShapeError("one loss has no variance", value=given.shape, hint="give at least two")
    values = given.tolist()
    outside = next((loss for loss in values if not 0.0 <= loss <= ceiling), None)
    if outside is not None:
        hint = "give largest= the number that no loss can exceed"
        raise DomainError(f"a loss is {outside!r}, outside of [0, {ceiling!r}]", value=outside, hint=hint)
    mean, deviation, remainder = empirical_bernstein(values, ceiling, chance)
    value = padded(mean + deviation + remainder, towards="up")
    return _BERNSTEIN.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= ceiling,
        terms={"mean loss": mean, "deviation": deviation, "remainder": remainder, "n": float(len(values))},
    )


CALCULATORS = (
    Calculator(_CLOPPER_PEARSON, clopper_pearson),
    Calculator(_LOWER, clopper_pearson_lower),
    Calculator(_KL, held_out_kl),
    Calculator(_HOEFFDING, held_out_hoeffding),
    Calculator(_BERNSTEIN, held_out_bernstein),
)
