"""PAC-Bayes for losses that vary little or are often the same: variances, second moments, split losses."""

from math import ceil, e, inf, log, log1p, sqrt

from itbounds._typing import Count, Number
from itbounds.bounds.generalization.levels import (
    Constant,
    as_divergence,
    as_risk,
    level,
    log_constant,
    risk_above,
    risk_below,
)
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_delta, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count, as_level, as_real
from itbounds.results.bound import Bound
from itbounds.units import BITS, NATS, Unit

__all__ = ["CALCULATORS", "split_kl", "tolstikhin_seldin", "unexpected_bernstein"]

_DRAWN = "independent training data"
_BOUNDED = "losses in [0, 1]"
_PRIOR = "a prior fixed before the data were seen"
_MEAN = "the empirical means are means over the posterior"
_HUNDRED = {"kl": 100.0, "n": 10_000, "delta": 0.05}

_TOLSTIKHIN = Theorem(
    name="tolstikhin_seldin",
    title="the risk of a random model whose losses vary little",
    statement=r"R(Q) \le \hat R(Q) + (1 + c_1)"
    r" \sqrt{\frac{(e - 2) \bar V(Q) (D(Q \| P) + \ln (2 \nu_1 / \delta))}{n}}",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=(_DRAWN, _BOUNDED, _PRIOR, _MEAN),
    reference="Tolstikhin and Seldin (2013)",
    evidence="recalled",
    known=KnownAnswer(
        {"empirical_risk": 0.05, "variance": 0.0475 * 10_000 / 9999, **_HUNDRED},
        0.1096185,
        "by hand, c_1 = c_2 = 1.1",
        5e-8,
    ),
)

_UNEXPECTED = Theorem(
    name="unexpected_bernstein",
    title="the risk of a random model from the second moment of its losses",
    statement=r"R(Q) \le \hat R(Q) + \frac{-\gamma - \ln (1 - \gamma)}{\gamma} \hat M_2(Q)"
    r" + \frac{D(Q \| P) + \ln (m / \delta)}{\gamma n}",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=(_DRAWN, _BOUNDED, _PRIOR, _MEAN),
    reference="Mhammedi, Grunwald and Guedj (2019)",
    evidence="proved",
    known=KnownAnswer(
        {"empirical_risk": 0.05, "second_moment": 0.05, **_HUNDRED}, 0.09023575, "by hand, m = 5", 5e-9
    ),
)

_SPLIT = Theorem(
    name="split_kl",
    title="the mean loss of a random model, split at a point into two parts",
    statement=r"R(Q) \le \mu + (b - \mu) \, d^{-1}_+ \Bigl( \frac{\hat R_+}{b - \mu}, B \Bigr)"
    r" - (\mu - a) \, d^{-1}_- \Bigl( \frac{\hat R_-}{\mu - a}, B \Bigr)",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=(_DRAWN, "losses in [a, b], with a, b and mu fixed in advance", _PRIOR, _MEAN),
    reference="Wu and Seldin (2022)",
    evidence="proved",
    known=KnownAnswer(
        {"above": 0.05, "below": 0.0, **_HUNDRED, "low": 0.0, "constant": "root"},
        0.0888048,
        "errors, split at 0, with 2 sqrt(n)",
        5e-8,
    ),
)


def tolstikhin_seldin(
    empirical_risk: Number,
    variance: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model whose losses vary little.

    .. math:: \bar V &= \hat V + (1 + c_2) \sqrt{\frac{\hat V (D + \ln (2 \nu_2 / \delta))}{2 (n - 1)}}
              + \frac{2 c_2 (D + \ln (2 \nu_2 / \delta))}{n - 1} \\
              R &\le \hat R + (1 + c_1) \sqrt{\frac{(e - 2) \bar V (D + \ln (2 \nu_1 / \delta))}{n}}

    with :math:`c_1 = c_2 = 1.1`, if the root is at most :math:`(e - 2) \bar V`; else the second term is
    :math:`2 (D + \ln (2 \nu_1 / \delta)) / n`.

    Parameters
    ----------
    empirical_risk, kl, n, delta, unit
        As `pac_bayes_kl`, n at least 2.
    variance : float
        The sample variance of the losses of a model, with divisor :math:`n - 1`, averaged over Q.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`, or if the variance is negative.

    Notes
    -----
    The numbers :math:`\nu_1` and :math:`\nu_2` of points of two geometric grids are of the size of
    :math:`\ln n`. For errors `pac_bayes_kl` is better. Source: Tolstikhin and Seldin, 2013, constants
    recalled.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.tolstikhin_seldin(0.05, 0.001, 100.0, 10_000))
    R(Q) ≤ 0.081638397
    """
    risk, nats, chance = as_risk(empirical_risk), as_divergence(kl, unit), as_delta(delta)
    size = as_count(n, name="sample size n", minimum=2)
    spread = as_level(variance, name="variance", finite=True)
    growth, confident = 1.1, -log(chance)
    steps = log(0.5 * sqrt((size - 1) / confident + 1.0) + 0.5) / log(growth)
    second = nats + log(2.0 * max(1, ceil(steps)) / chance)
    total = spread + (1.0 + growth) * sqrt(0.5 * spread * second / (size - 1))
    total += 2.0 * growth * second / (size - 1)
    steps = log(sqrt((e - 2.0) * size / (4.0 * confident))) / log(growth)
    first = nats + log(2.0 * (max(0, ceil(steps)) + 1) / chance)
    # Where the condition is met by rounding alone, the first branch is the larger one.
    if nats < inf and first <= (e - 2.0) * total * size * (1.0 + 1e-12):
        extra = (1.0 + growth) * sqrt((e - 2.0) * total * first / size)
    else:
        extra = 2.0 * first / size
    value = padded(risk + extra, towards="up")
    terms = {"empirical risk": risk, "variance": total, "D(Q||P)": nats, "n": float(size)}
    return _TOLSTIKHIN.bound(value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=terms)


def unexpected_bernstein(
    empirical_risk: Number,
    second_moment: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model from the second moment of its losses.

    .. math:: R(Q) \le \hat R(Q) + \frac{-\gamma - \ln (1 - \gamma)}{\gamma} \hat M_2(Q)
              + \frac{D(Q \| P) + \ln (m / \delta)}{\gamma n}

    with the best :math:`\gamma` of the grid :math:`\tfrac12, \tfrac14, \dots, 2^{-m}`, where m depends on n
    and :math:`\delta` alone.

    Parameters
    ----------
    empirical_risk, kl, n, delta, unit
        As `pac_bayes_kl`.
    second_moment : float
        The mean of the squares of the losses, averaged over Q; for errors it is the empirical risk.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`, or if the second moment is above the risk, which is not possible in [0, 1].

    Notes
    -----
    For :math:`u < 1` the ratio :math:`(-u - \ln (1 - u)) / u^2` increases, so that
    :math:`e^{-\gamma x + (\gamma + \ln (1 - \gamma)) x^2} \le 1 - \gamma x` for :math:`x \le 1`, and its mean
    is at most :math:`e^{-\gamma \mathbb{E} x}`. Source: Mhammedi, Grunwald and Guedj, 2019.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.unexpected_bernstein(0.05, 0.05, 100.0, 10_000))
    R(Q) ≤ 0.090235753
    """
    risk, nats, size, chance = (
        as_risk(empirical_risk),
        as_divergence(kl, unit),
        as_sample_size(n),
        as_delta(delta),
    )
    moment = as_risk(second_moment, name="second moment")
    if moment > risk * (1.0 + 1e-9):
        hint = "losses in [0, 1] are no smaller than their squares"
        raise DomainError(f"the second moment {moment!r} is above the risk {risk!r}", value=moment, hint=hint)
    points = max(1, ceil(log(0.5 * sqrt(size / -log(chance)), 2.0)))
    budget = level(nats, log(points), -log(chance), over=size)
    found = []
    for power in range(1, points + 1):
        gamma = 2.0**-power
        # The difference loses digits as gamma decreases: its terms are of the size of gamma.
        ratio = padded(-gamma - log1p(-gamma), towards="up", size=2.0 * gamma) / gamma
        found.append((risk + ratio * moment + budget / gamma, gamma))
    least, best = min(found)
    value = padded(least, towards="up")
    return _UNEXPECTED.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"empirical risk": risk, "D(Q||P)": nats, "n": float(size), "gamma": best, "m": float(points)},
    )


def split_kl(
    above: Number,
    below: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    low: Number = -1.0,
    middle: Number = 0.0,
    high: Number = 1.0,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the mean of losses in [a, b] that are often equal to a number between.

    .. math:: R(Q) \le \mu + (b - \mu) \, d^{-1}_+ \Bigl( \frac{\hat R_+}{b - \mu}, B \Bigr)
              - (\mu - a) \, d^{-1}_- \Bigl( \frac{\hat R_-}{\mu - a}, B \Bigr), \quad
              B = \frac{D(Q \| P) + \ln (2 \xi(n) / \delta)}{n}

    Parameters
    ----------
    above, below : float
        The means :math:`\hat R_+` of :math:`\max(\ell - \mu, 0)` and :math:`\hat R_-` of
        :math:`\max(\mu - \ell, 0)`, averaged over Q.
    kl, n, delta, constant, unit
        As `pac_bayes_kl`.
    low, middle, high : float
        The numbers :math:`a \le \mu < b`, fixed before the data were seen. The default is for differences of
        two errors.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`, or if a mean is outside of its range.

    Notes
    -----
    Two uses of `pac_bayes_kl` with half of :math:`\delta` each. Source: Wu and Seldin, 2022.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.split_kl(0.03, 0.02, 100.0, 10_000))
    R(Q) ≤ 0.056442648
    """
    nats, size, chance = as_divergence(kl, unit), as_sample_size(n), as_delta(delta)
    a, mu, b = (as_real(x, name=name) for x, name in ((low, "low"), (middle, "middle"), (high, "high")))
    if not -inf < a <= mu < b < inf:
        raise DomainError(
            f"low, middle and high are {a!r}, {mu!r} and {b!r}", hint="give a <= mu < b, finite"
        )
    more = as_risk(as_real(above, name="mean above") / (b - mu), name="mean above, in its range")
    less = 0.0 if mu == a else as_real(below, name="mean below") / (mu - a)
    less = as_risk(less, name="mean below, in its range")
    extra = log_constant(size, constant)
    budget = level(nats, extra, BITS.nats - log(chance), over=size)
    upper, lower = (
        risk_above(padded(more, towards="up"), budget),
        risk_below(max(0.0, padded(less, towards="down")), budget),
    )
    size_of = abs(mu) + b - a
    value = padded(mu + (b - mu) * upper - (mu - a) * lower, towards="up", size=size_of)
    terms = {"above": (b - mu) * more, "below": (mu - a) * less, "D(Q||P)": nats, "n": float(size)}
    return _SPLIT.bound(value, confidence=1.0 - chance, vacuous=value >= b, terms=terms)


CALCULATORS = (
    Calculator(_TOLSTIKHIN, tolstikhin_seldin),
    Calculator(_UNEXPECTED, unexpected_bernstein),
    Calculator(_SPLIT, split_kl),
)
