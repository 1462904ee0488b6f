"""Risks bounded while the data arrive: at every time at once, and from losses made before each update."""

from math import lgamma, log, pi, sqrt

from itbounds._typing import Count, Number
from itbounds.bounds.generalization.levels import as_risk, level, risk_above
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_delta, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.results.bound import Bound

__all__ = ["CALCULATORS", "anytime_kl", "online_to_batch"]

_TWENTIETH = {"test_risk": 0.05, "n": 1000, "delta": 0.05}

_ANYTIME = Theorem(
    name="anytime_kl",
    title="the risk from a mean test loss, at every sample size at once",
    statement=r"n \, d(\hat R_n \,\|\, R) \le \ln \frac1\delta + \ln \frac{e^{-n h(\hat R_n)}}"
    r"{\mathrm{KT}(n \hat R_n, n - n \hat R_n)} \quad \text{for all } n",
    direction="upper",
    target="R",
    latex="R",
    kind="testing",
    assumptions=("test data of which each has the same mean loss, given those before it", "losses in [0, 1]"),
    reference="Ville (1939); Krichevsky and Trofimov (1981); Robbins (1970)",
    evidence="proved",
    known=KnownAnswer(_TWENTIETH, 0.0792396, "root of the equation", 5e-8),
    dominated_by=("held_out_kl",),
)

_ONLINE = Theorem(
    name="online_to_batch",
    title="the risk of the models of an online learner from the losses that it made on the way",
    statement=r"\frac1n \sum_{t=1}^n R(h_{t-1}) \le \frac1n \sum_{t=1}^n \ell(h_{t-1}, Z_t)"
    r" + \sqrt{\frac{\ln (1 / \delta)}{2 n}}",
    direction="upper",
    target="mean R(h_t)",
    latex=r"\tfrac1n \textstyle\sum_t R(h_{t-1})",
    kind="testing",
    assumptions=("each datum is independent of those before it", "losses in [0, 1]"),
    reference="Cesa-Bianchi, Conconi and Gentile (2004)",
    evidence="proved",
    known=KnownAnswer(
        {"online_risk": 0.05, "n": 1000, "delta": 0.05}, 0.0887023, "by hand: 0.05 + sqrt(ln 20 / 2000)", 5e-8
    ),
)


def anytime_kl(test_risk: Number, n: Count, delta: Number = 0.05) -> Bound:
    r"""Return an upper bound on a risk that holds at every sample size at once, so that one may stop at any.

    .. math:: n \, d(\hat R_n \,\|\, R) \le \ln \frac1\delta + \ln \frac{e^{-n h(\hat R_n)}}
              {\mathrm{KT}(n \hat R_n, n - n \hat R_n)}, \quad
              \mathrm{KT}(a, b) = \frac{\Gamma(a + \tfrac12) \Gamma(b + \tfrac12)}{\pi \, \Gamma(a + b + 1)}

    Parameters
    ----------
    test_risk : float
        The mean test loss in [0, 1] up to now.
    n : int
        The number of test data up to now.
    delta : float
        The probability that the bound fails at any time, in (0, 1).

    Returns
    -------
    Bound
        An upper bound of the risk with confidence :math:`1 - \delta`, rounded up.

    Raises
    ------
    DomainError
        If the risk is outside of [0, 1], or `delta` of (0, 1).

    Notes
    -----
    The mixture of Krichevsky and Trofimov over the likelihood of R is a supermartingale: losses between 0 and
    1 are below the chord. The last term is its regret, at most :math:`\tfrac12 \ln n + \ln 2`. The Shtarkov
    sum of `pac_bayes_kl` in its place is proved for one n only. Source: Ville, 1939; Robbins, 1970;
    Krichevsky and Trofimov, 1981.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.anytime_kl(0.05, 1000))
    R ≤ 0.079239582
    """
    risk, size, chance = as_risk(test_risk, name="test risk"), as_sample_size(n), as_delta(delta)
    regret = _regret(risk, size)
    value = risk_above(risk, level(regret, -log(chance), over=size))
    return _ANYTIME.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"test risk": risk, "n": float(size), "regret": regret},
    )


def online_to_batch(online_risk: Number, n: Count, delta: Number = 0.05) -> Bound:
    r"""Return an upper bound on the mean risk of the models of an online learner from its own losses.

    .. math:: \frac1n \sum_{t=1}^n R(h_{t-1}) \le \frac1n \sum_{t=1}^n \ell(h_{t-1}, Z_t)
              + \sqrt{\frac{\ln (1 / \delta)}{2 n}}

    It is the risk of a model taken at a random time, and for a convex loss at least that of the mean model.

    Parameters
    ----------
    online_risk : float
        The mean loss in [0, 1], each made before the model was updated with the datum.
    n : int
        The number of data.
    delta : float
        The probability of failure, in (0, 1).

    Raises
    ------
    DomainError
        If the risk is outside of [0, 1], or `delta` of (0, 1).

    Notes
    -----
    Azuma's inequality, each difference in an interval of length one. Source: Cesa-Bianchi, Conconi and
    Gentile, 2004.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.online_to_batch(0.05, 1000))
    mean R(h_t) ≤ 0.088702276
    """
    risk, size, chance = as_risk(online_risk, name="online risk"), as_sample_size(n), as_delta(delta)
    value = padded(risk + sqrt(-0.5 * log(chance) / size), towards="up")
    terms = {"online risk": risk, "n": float(size)}
    return _ONLINE.bound(value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=terms)


def _regret(risk: float, n: int) -> float:
    """Return how much less likely the mixture makes the losses than the best coin does, rounded up."""
    ones, zeros = risk * n, (1.0 - risk) * n
    best = sum(part * log(part / n) for part in (ones, zeros) if part > 0.0)
    parts = (lgamma(ones + 0.5), lgamma(zeros + 0.5), lgamma(n + 1.0))
    mixed = parts[0] + parts[1] - parts[2] - log(pi)
    size = sum(abs(part) for part in parts) + abs(best) + n
    return max(0.0, padded(best - mixed, towards="up", size=size))


CALCULATORS = (Calculator(_ANYTIME, anytime_kl), Calculator(_ONLINE, online_to_batch))
