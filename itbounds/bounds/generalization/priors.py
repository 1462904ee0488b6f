"""PAC-Bayes with priors that were learned, and with posteriors that were only sampled."""

from math import log, sqrt

from itbounds._typing import Count, Number
from itbounds.bounds.generalization.levels import (
    Constant,
    as_divergence,
    as_risk,
    level,
    log_constant,
    risk_above,
)
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_delta, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count, as_level
from itbounds.results.bound import Bound
from itbounds.units import BITS, NATS, Unit

__all__ = ["CALCULATORS", "private_prior", "sampled_gibbs", "split_prior"]

_DRAWN = "independent training data"
_BOUNDED = "losses in [0, 1]"
_MEAN = "the empirical risk is the mean over the posterior"

_SPLIT_PRIOR = Theorem(
    name="split_prior",
    title="the risk of a random model whose prior was learned on a part of the data",
    statement=r"d(\hat R_{S_2}(Q) \,\|\, R(Q)) \le \frac{D(Q \| P_{S_1}) + \ln (\xi(n - m) / \delta)}{n - m}",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=(
        _DRAWN,
        _BOUNDED,
        "the prior depends on the first m data alone",
        "the empirical risk is the mean over the posterior and over the other data",
    ),
    reference="Ambroladze, Parrado-Hernandez and Shawe-Taylor (2007)",
    evidence="proved",
    known=KnownAnswer(
        {"empirical_risk": 0.05, "kl": 100.0, "n": 15_000, "n_prior": 5000, "delta": 0.05},
        0.0885635,
        "pac_bayes_kl with the 10000 other data",
        5e-8,
    ),
)

_PRIVATE = Theorem(
    name="private_prior",
    title="the risk of a random model whose prior was learned from all the data in a private way",
    statement=r"d(\hat R(Q) \,\|\, R(Q)) \le \frac{1}{n} \Bigl( D(Q \| P_S) + \ln \frac{\xi(n)}{\delta}"
    r" + \min \Bigl\{ n \epsilon, \ln 2 + \frac{n \epsilon^2}{8}"
    r" + \epsilon \sqrt{\tfrac n2 \ln \tfrac 2 \delta} \Bigr\} \Bigr)",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=(
        _DRAWN,
        _BOUNDED,
        "the prior is released by a mechanism that is epsilon-private if one datum is replaced",
        _MEAN,
    ),
    reference="Dziugaite and Roy (2018), with constants derived here",
    evidence="proved",
    known=KnownAnswer(
        {"empirical_risk": 0.05, "kl": 100.0, "n": 10_000, "delta": 0.05, "epsilon": 0.01},
        0.0890174,
        "root of the equation",
        5e-8,
    ),
)

_SAMPLED = Theorem(
    name="sampled_gibbs",
    title="the risk of a random model whose training loss was measured on draws from the posterior",
    statement=r"d\bigl( \bar d \,\|\, R(Q) \bigr) \le \frac{D(Q \| P) + \ln (2 \xi(n) / \delta)}{n}, \quad"
    r" \bar d = d^{-1}_+ \Bigl( \hat R_m, \frac{\ln (2 / \delta)}{m} \Bigr)",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=(
        _DRAWN,
        _BOUNDED,
        "a prior fixed before the data were seen",
        "the empirical risk is the mean over independent draws from the posterior",
    ),
    reference="Langford and Caruana (2002); Dziugaite and Roy (2017)",
    evidence="proved",
    known=KnownAnswer(
        {"empirical_risk": 0.05, "draws": 10_000, "kl": 100.0, "n": 10_000, "delta": 0.05},
        0.0965348,
        "two roots of the equation",
        5e-8,
    ),
)


def split_prior(
    empirical_risk: Number,
    kl: Number,
    n: Count,
    n_prior: Count,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model whose prior was learned on the first m data.

    .. math:: d(\hat R_{S_2}(Q) \,\|\, R(Q)) \le \frac{D(Q \| P_{S_1}) + \ln (\xi(n - m) / \delta)}{n - m}

    Parameters
    ----------
    empirical_risk : float
        The loss on the other :math:`n - m` data alone, averaged over Q; Q may depend on all.
    kl, delta, constant, unit
        As `pac_bayes_kl`.
    n : int
        The number of all the data.
    n_prior : int
        The number m of data that the prior was learned on, less than n.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`, or if the prior has seen all the data.

    Notes
    -----
    Given the first data, it is `pac_bayes_kl` on the others. Source: Ambroladze, Parrado-Hernandez and
    Shawe-Taylor, 2007.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.split_prior(0.099, 39.4, 1797, 900))
    R(Q) ≤ 0.220627404
    """
    risk, nats, chance = as_risk(empirical_risk), as_divergence(kl, unit), as_delta(delta)
    whole, first = as_sample_size(n), as_count(n_prior, name="number of data of the prior", minimum=0)
    if first >= whole:
        hint = "keep data for the bound, or use `private_prior`"
        raise DomainError(f"the prior has seen {first} of {whole} data", value=first, hint=hint)
    rest = whole - first
    extra = log_constant(rest, constant)
    value = risk_above(risk, level(nats, extra, -log(chance), over=rest))
    return _SPLIT_PRIOR.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"empirical risk": risk, "D(Q||P)": nats, "n - m": float(rest), "ln xi(n - m)": extra},
    )


def private_prior(
    empirical_risk: Number,
    kl: Number,
    n: Count,
    epsilon: Number,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model whose prior is a private function of the data.

    .. math:: d(\hat R(Q) \,\|\, R(Q)) \le \frac{1}{n} \Bigl( D(Q \| P_S) + \ln \frac{\xi(n)}{\delta}
              + \min \Bigl\{ n \epsilon, \ln 2 + \frac{n \epsilon^2}{8}
              + \epsilon \sqrt{\tfrac n2 \ln \tfrac 2 \delta} \Bigr\} \Bigr)

    Parameters
    ----------
    empirical_risk, kl, n, delta, constant, unit
        As `pac_bayes_kl`, with the prior that was released.
    epsilon : float
        No probability of what the mechanism releases changes by more than a factor :math:`e^\epsilon` if one
        datum is replaced; epsilon is in nats, whatever `unit` is.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`, or if epsilon is negative.

    Notes
    -----
    Let f be the logarithm of the probability of what was released, as a function of the data: replacing one
    changes it by at most :math:`\epsilon`. Entropy is subadditive, so that
    :math:`\ln \mathbb{E} e^{t f} / t` increases in t by at most :math:`n \epsilon^2 / 8` a unit (Herbst), and
    given what was released, f exceeds :math:`\ln \mathbb{E} e^f` by
    :math:`n \epsilon^2 / 8 + \epsilon \sqrt{(n / 2) \ln (1 / \beta)}` with probability at most
    :math:`\beta`. Outside of that event the joint law of data and release is at most so many times the
    product of its marginals, under which the prior is fixed; :math:`\beta = \delta / 2`. Source: Dziugaite
    and Roy, 2018, whose constants are larger.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.private_prior(0.05, 100.0, 10_000, 0.01))
    R(Q) ≤ 0.089017380
    """
    risk, nats, size, chance = (
        as_risk(empirical_risk),
        as_divergence(kl, unit),
        as_sample_size(n),
        as_delta(delta),
    )
    privacy = as_level(epsilon, name="privacy epsilon", finite=True)
    extra = log_constant(size, constant)
    half = log(2.0 / chance)
    typical = half + size * privacy * privacy / 8.0 + privacy * sqrt(0.5 * size * half)
    confident = padded(min(size * privacy - log(chance), typical), towards="up")
    value = risk_above(risk, level(nats, extra, confident, over=size))
    return _PRIVATE.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={
            "empirical risk": risk,
            "D(Q||P)": nats,
            "n": float(size),
            "price of privacy": confident + log(chance),
        },
    )


def sampled_gibbs(
    empirical_risk: Number,
    draws: Count,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model, its training loss measured on m draws.

    .. math:: d\bigl( \bar d \,\|\, R(Q) \bigr) \le \frac{D(Q \| P) + \ln (2 \xi(n) / \delta)}{n}, \quad
              \bar d = d^{-1}_+ \Bigl( \hat R_m, \frac{\ln (2 / \delta)}{m} \Bigr)

    Parameters
    ----------
    empirical_risk : float
        The training loss in [0, 1], averaged over m models drawn from Q.
    draws : int
        The number m of models.
    kl, n, delta, constant, unit
        As `pac_bayes_kl`; half of :math:`\delta` goes to the draws. For one prior of several add
        :math:`\ln (1 / w)` to `kl`, with its weight w: the j-th of a countable list may have
        :math:`w = 6 / \pi^2 j^2`.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`, or if there is no draw.

    Notes
    -----
    Source: Langford and Caruana, 2002; Dziugaite and Roy, 2017.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.sampled_gibbs(0.05, 10_000, 100.0, 10_000))
    R(Q) ≤ 0.096534818
    """
    risk, nats, size, chance = (
        as_risk(empirical_risk),
        as_divergence(kl, unit),
        as_sample_size(n),
        as_delta(delta),
    )
    models = as_count(draws, name="number of draws")
    extra = log_constant(size, constant)
    half = BITS.nats - log(chance)
    averaged = risk_above(risk, level(half, over=models))
    value = risk_above(averaged, level(nats, extra, half, over=size))
    return _SAMPLED.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"empirical risk": averaged, "D(Q||P)": nats, "n": float(size), "draws": float(models)},
    )


CALCULATORS = (
    Calculator(_SPLIT_PRIOR, split_prior),
    Calculator(_PRIVATE, private_prior),
    Calculator(_SAMPLED, sampled_gibbs),
)
