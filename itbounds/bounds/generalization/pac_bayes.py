"""PAC-Bayes: the risk of a random model, for all posteriors at once; the relative entropy of two letters."""

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
from itbounds.numerics.scalars import as_real
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit

__all__ = ["CALCULATORS", "mcallester", "pac_bayes_kl", "refined_pinsker", "thiemann"]

_ASSUMED = (
    "independent training data",
    "losses in [0, 1]",
    "a prior fixed before the data were seen",
    "the empirical risk is the mean over the posterior",
)
_BUDGET = r"\frac{D(Q \| P) + \ln (\xi(n) / \delta)}{n}"
_HUNDRED = {"empirical_risk": 0.05, "kl": 100.0, "n": 10_000, "delta": 0.05}
_ROOT = {**_HUNDRED, "constant": "root"}

_KL = Theorem(
    name="pac_bayes_kl",
    title="the risk of a random model, by the relative entropy of two letters",
    statement=rf"d(\hat R(Q) \,\|\, R(Q)) \le {_BUDGET}",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=_ASSUMED,
    reference="Seeger (2002); Maurer (2004)",
    evidence="proved",
    known=KnownAnswer(_HUNDRED, 0.0885635, "root of the equation, xi(10000) = 125.99912", 5e-8),
)

_MCALLESTER = Theorem(
    name="mcallester",
    title="the risk of a random model, by Pinsker's inequality",
    statement=r"R(Q) \le \hat R(Q) + \sqrt{\frac{D(Q \| P) + \ln (\xi(n) / \delta)}{2 n}}",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=_ASSUMED,
    reference="McAllester (1999); Maurer (2004)",
    evidence="proved",
    known=KnownAnswer(_ROOT, 0.1235847, "by hand, with 2 sqrt(n)", 5e-8),
    dominated_by=("pac_bayes_kl",),
)

_REFINED = Theorem(
    name="refined_pinsker",
    title="the risk of a random model that is mostly right, in closed form",
    statement=rf"R(Q) \le \hat R(Q) + \sqrt{{2 \hat R(Q) B}} + 2 B, \quad B = {_BUDGET}",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=_ASSUMED,
    reference="McAllester (2003)",
    evidence="proved",
    known=KnownAnswer(_ROOT, 0.1045669, "by hand, with 2 sqrt(n)", 5e-8),
    dominated_by=("pac_bayes_kl", "thiemann"),
)

_THIEMANN = Theorem(
    name="thiemann",
    title="the risk of a random model, linear in the relative entropy, for all weights at once",
    statement=rf"R(Q) \le \frac{{\hat R(Q)}}{{1 - \lambda / 2}} + \frac{{B}}{{\lambda (1 - \lambda / 2)}}"
    rf", \quad B = {_BUDGET}",
    direction="upper",
    target="R(Q)",
    latex="R(Q)",
    kind="PAC-Bayes",
    assumptions=_ASSUMED,
    reference="Thiemann, Igel, Wintenberger and Seldin (2017)",
    evidence="proved",
    known=KnownAnswer(_ROOT, 0.0954735, "by hand, at the weight 0.476295, with 2 sqrt(n)", 5e-8),
    dominated_by=("pac_bayes_kl",),
)


def pac_bayes_kl(
    empirical_risk: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a model that is drawn from a posterior Q.

    .. math:: d(\hat R(Q) \,\|\, R(Q)) \le \frac{D(Q \| P) + \ln (\xi(n) / \delta)}{n}

    It holds with probability :math:`1 - \delta` over the data for all posteriors at once, so that Q may be
    learned from them.

    Parameters
    ----------
    empirical_risk : float
        The training loss in [0, 1], averaged over Q: not that of the average model.
    kl : float
        :math:`D(Q \| P)` or an upper bound of it; the prior P must not depend on the data. See `gaussian_kl`
        and `categorical_kl`. For one of several priors of weights w add :math:`\ln (1 / w)`.
    n : int
        The number of training data.
    delta : float
        The probability of failure, in (0, 1).
    constant : {"shtarkov", "root"}
        For :math:`\xi(n)` the Shtarkov sum :math:`\sum_k \binom nk (k/n)^k (1 - k/n)^{n-k}`, or the larger
        :math:`2 \sqrt n` that is in the literature.
    unit : Unit or str
        The unit of `kl`.

    Returns
    -------
    Bound
        An upper bound of the risk of the random model with confidence :math:`1 - \delta`, rounded up.

    Raises
    ------
    DomainError
        If the risk is outside of [0, 1], the relative entropy negative, `delta` outside of (0, 1), or the
        constant unknown.

    Notes
    -----
    Over the data, :math:`e^{n d(\hat R(h) \| R(h))}` has a mean of at most :math:`\xi(n)` for every model,
    also if the losses lie between 0 and 1 (Maurer); Donsker and Varadhan change the measure from P to Q, and
    d is jointly convex. Source: Seeger, 2002; Maurer, 2004.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.bounds.generalization.pac_bayes_kl(0.05, 100.0, 10_000)
    R(Q) ≤ 0.088563470
      theorem         pac_bayes_kl
      kind            PAC-Bayes
      confidence      0.95
      assumed         independent training data
      assumed         losses in [0, 1]
      assumed         a prior fixed before the data were seen
      assumed         the empirical risk is the mean over the posterior
      empirical risk  0.05
      D(Q||P)         100
      n               10000
      ln xi(n)        4.83627
      reference       Seeger (2002); Maurer (2004)
      evidence        proved
    """
    risk, nats, size, chance = _read(empirical_risk, kl, n, delta, unit)
    extra = log_constant(size, constant)
    value = risk_above(risk, level(nats, extra, -log(chance), over=size))
    return _KL.bound(
        value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=_terms(risk, nats, size, extra)
    )


def mcallester(
    empirical_risk: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model that shows how the gap goes with n.

    .. math:: R(Q) \le \hat R(Q) + \sqrt{\frac{D(Q \| P) + \ln (\xi(n) / \delta)}{2 n}}

    Parameters
    ----------
    empirical_risk, kl, n, delta, constant, unit
        As `pac_bayes_kl`.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`.

    Notes
    -----
    Pinsker's inequality makes it from `pac_bayes_kl`, which is never larger. Source: McAllester, 1999, with
    the constant of Maurer, 2004.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.mcallester(0.05, 100.0, 10_000, constant="root"))
    R(Q) ≤ 0.123584663
    """
    risk, nats, size, chance = _read(empirical_risk, kl, n, delta, unit)
    extra = log_constant(size, constant)
    value = padded(risk + sqrt(0.5 * level(nats, extra, -log(chance), over=size)), towards="up")
    return _MCALLESTER.bound(
        value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=_terms(risk, nats, size, extra)
    )


def refined_pinsker(
    empirical_risk: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model that gains from few errors, in closed form.

    .. math:: R(Q) \le \hat R(Q) + \sqrt{2 \hat R(Q) B} + 2 B, \quad
              B = \frac{D(Q \| P) + \ln (\xi(n) / \delta)}{n}

    Parameters
    ----------
    empirical_risk, kl, n, delta, constant, unit
        As `pac_bayes_kl`.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`.

    Notes
    -----
    From :math:`d(q \| p) \ge (p - q)^2 / 2p`; `thiemann` solves the same inequality without loss. Source:
    McAllester, 2003.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.refined_pinsker(0.05, 100.0, 10_000, constant="root"))
    R(Q) ≤ 0.104566872
    """
    risk, nats, size, chance = _read(empirical_risk, kl, n, delta, unit)
    extra = log_constant(size, constant)
    budget = level(nats, extra, -log(chance), over=size)
    middle = sqrt(2.0 * risk * budget) if risk > 0.0 else 0.0
    value = padded(risk + middle + 2.0 * budget, towards="up")
    return _REFINED.bound(
        value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=_terms(risk, nats, size, extra)
    )


def thiemann(
    empirical_risk: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    weight: Number | None = None,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a random model that is linear in risk and relative entropy.

    .. math:: R(Q) \le \frac{\hat R(Q)}{1 - \lambda / 2} + \frac{B}{\lambda (1 - \lambda / 2)}, \quad
              B = \frac{D(Q \| P) + \ln (\xi(n) / \delta)}{n}

    It holds for all weights at once, so that the best may be taken, unlike that of `catoni`.

    Parameters
    ----------
    empirical_risk, kl, n, delta, constant, unit
        As `pac_bayes_kl`.
    weight : float, optional
        The weight :math:`\lambda` in (0, 2), such as that of a training objective; by default the best,
        :math:`\lambda = 2 / (1 + \sqrt{1 + 2 \hat R / B})`, where the bound is
        :math:`\hat R + B + \sqrt{B^2 + 2 \hat R B}`.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`, or if the weight is outside of (0, 2).

    Notes
    -----
    Source: Thiemann, Igel, Wintenberger and Seldin, 2017.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.thiemann(0.05, 100.0, 10_000, constant="root"))
    R(Q) ≤ 0.095473547
    """
    risk, nats, size, chance = _read(empirical_risk, kl, n, delta, unit)
    extra = log_constant(size, constant)
    budget = level(nats, extra, -log(chance), over=size)
    terms = _terms(risk, nats, size, extra)
    if weight is None:
        best = 2.0 / (1.0 + sqrt(1.0 + 2.0 * risk / budget))
        value = risk + budget + sqrt(budget * (budget + 2.0 * risk))
    else:
        best = as_real(weight, name="weight")
        if not 0.0 < best < 2.0:
            raise DomainError(f"the weight is {best!r}; it must be inside (0, 2)", value=best)
        value = (risk + budget / best) / (1.0 - 0.5 * best)
    value = padded(value, towards="up")
    return _THIEMANN.bound(
        value, confidence=1.0 - chance, vacuous=value >= 1.0, terms={**terms, "weight": best}
    )


def _read(
    empirical_risk: Number, kl: Number, n: Count, delta: Number, unit: Unit | str
) -> tuple[float, float, int, float]:
    return as_risk(empirical_risk), as_divergence(kl, unit), as_sample_size(n), as_delta(delta)


def _terms(risk: float, nats: float, size: int, extra: float) -> dict[str, float]:
    return {"empirical risk": risk, "D(Q||P)": nats, "n": float(size), "ln xi(n)": extra}


CALCULATORS = (
    Calculator(_KL, pac_bayes_kl),
    Calculator(_MCALLESTER, mcallester),
    Calculator(_REFINED, refined_pinsker),
    Calculator(_THIEMANN, thiemann),
)
