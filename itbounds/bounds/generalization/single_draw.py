"""The risk of one model that was drawn from a posterior: with a probability over the data and the draw."""

from math import inf, isinf, log, nextafter

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
from itbounds.numerics.scalars import as_real
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit, as_unit

__all__ = ["CALCULATORS", "disintegrated_kl", "disintegrated_renyi"]

_ASSUMED = (
    "independent training data",
    "losses in [0, 1]",
    "a prior fixed before the data were seen",
    "one model is drawn from the posterior, which depends on nothing but the data",
)
_HUNDRED = {"empirical_risk": 0.05, "n": 10_000, "delta": 0.05}

_KL = Theorem(
    name="disintegrated_kl",
    title="the risk of one model drawn from a posterior, by the log ratio of posterior and prior there",
    statement=r"d(\hat R(h) \,\|\, R(h)) \le"
    r" \frac{1}{n} \Bigl( \ln \frac{dQ}{dP}(h) + \ln \frac{\xi(n)}{\delta} \Bigr)",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=_ASSUMED,
    reference="Catoni (2007); Rivasplata, Kuzborskij, Szepesvari and Shawe-Taylor (2020)",
    evidence="proved",
    known=KnownAnswer({"log_ratio": 100.0, **_HUNDRED}, 0.0885635, "the equation of pac_bayes_kl", 5e-8),
)

_RENYI = Theorem(
    name="disintegrated_renyi",
    title="the risk of one model drawn from a posterior, by a Renyi divergence from the prior",
    statement=r"d(\hat R(h) \,\|\, R(h)) \le \frac{1}{n} \Bigl( D_\alpha(Q \| P)"
    r" + \frac{2 \alpha - 1}{\alpha - 1} \ln \frac2\delta + \ln \xi(n) \Bigr)",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=_ASSUMED,
    reference="Viallard, Germain, Habrard and Morvant (2021)",
    evidence="proved",
    known=KnownAnswer(
        {"renyi": 100.0, "order": 2.0, **_HUNDRED, "constant": "root"},
        0.0903254,
        "root of the equation, with 2 sqrt(n)",
        5e-8,
    ),
)


def disintegrated_kl(
    empirical_risk: Number,
    log_ratio: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of the one model h that was drawn from a posterior.

    .. math:: d(\hat R(h) \,\|\, R(h)) \le \frac{1}{n} \Bigl( \ln \frac{dQ}{dP}(h)
              + \ln \frac{\xi(n)}{\delta} \Bigr)

    Parameters
    ----------
    empirical_risk : float
        The training loss of that model, in [0, 1].
    log_ratio : float
        The logarithm of the density of the posterior to that of the prior, at the model; it may be negative.
    n, delta, constant
        As `pac_bayes_kl`.
    unit : Unit or str
        The unit of `log_ratio`.

    Returns
    -------
    Bound
        An upper bound of the risk of that model, with confidence :math:`1 - \delta` over data and draw.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`.

    Notes
    -----
    Under data and draw, :math:`e^{n d(\hat R(h) \| R(h))} \, dP / dQ` has a mean of at most :math:`\xi(n)`. A
    second draw is a second event. Source: Catoni, 2007; Rivasplata, Kuzborskij, Szepesvari and Shawe-Taylor,
    2020.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.disintegrated_kl(0.05, 90.0, 10_000))
    R(h) ≤ 0.086434136
    """
    risk, size, chance = as_risk(empirical_risk), as_sample_size(n), as_delta(delta)
    ratio = _signed(log_ratio, unit)
    extra = log_constant(size, constant)
    confident = -log(chance)
    # A level below zero would exclude every risk, which happens with a small probability: zero is weaker.
    total = padded(ratio + extra + confident, towards="up", size=abs(ratio) + extra + confident)
    value = risk_above(risk, inf if isinf(total) else level(max(0.0, total), over=size))
    return _KL.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"empirical risk": risk, "ln dQ/dP(h)": ratio, "n": float(size), "ln xi(n)": extra},
    )


def disintegrated_renyi(
    empirical_risk: Number,
    renyi: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    order: Number = 2.0,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of the one model that was drawn, by a Renyi divergence.

    .. math:: d(\hat R(h) \,\|\, R(h)) \le \frac{1}{n} \Bigl( D_\alpha(Q \| P)
              + \frac{2 \alpha - 1}{\alpha - 1} \ln \frac2\delta + \ln \xi(n) \Bigr)

    Parameters
    ----------
    empirical_risk, n, delta, constant
        As `disintegrated_kl`.
    renyi : float
        :math:`D_\alpha(Q \| P)` or an upper bound of it.
    order : float
        The order :math:`\alpha > 1`, fixed before the data were seen.
    unit : Unit or str
        The unit of `renyi`.

    Raises
    ------
    DomainError
        As `disintegrated_kl`, or if the order is not above 1.

    Notes
    -----
    Markov's inequality over the draw, Hoelder's with the orders :math:`\alpha` and
    :math:`\alpha / (\alpha - 1)`, and Markov's over the data. Source: Viallard, Germain, Habrard and Morvant,
    2021.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.disintegrated_renyi(0.05, 100.0, 10_000))
    R(h) ≤ 0.090231191
    """
    risk, size, chance = as_risk(empirical_risk), as_sample_size(n), as_delta(delta)
    nats = as_divergence(renyi, unit, name="Renyi divergence")
    alpha = as_real(order, name="order alpha")
    if not 1.0 < alpha < inf:
        raise DomainError(f"the order alpha is {alpha!r}; it must be above 1 and finite", value=alpha)
    extra = log_constant(size, constant)
    confident = padded((2.0 + 1.0 / (alpha - 1.0)) * log(2.0 / chance), towards="up")
    value = risk_above(risk, level(nats, extra, confident, over=size))
    return _RENYI.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"empirical risk": risk, "D_alpha(Q||P)": nats, "alpha": alpha, "n": float(size)},
    )


def _signed(value: Number, unit: Unit | str) -> float:
    chosen, given = as_unit(unit), as_real(value, name="log ratio")
    nats = chosen.to_nats(given)
    return nats if chosen == NATS or nats == 0.0 or isinf(nats) else nextafter(nextafter(nats, inf), inf)


CALCULATORS = (Calculator(_KL, disintegrated_kl), Calculator(_RENYI, disintegrated_renyi))
