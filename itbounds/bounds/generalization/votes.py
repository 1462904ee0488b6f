"""The risk of a weighted majority vote, from the risks of its voters and from how they err together."""

from math import log

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
from itbounds.results.bound import Bound
from itbounds.units import BITS, NATS, Unit

__all__ = ["CALCULATORS", "c_bound", "first_order_vote", "tandem_vote"]

_DRAWN = "independent data that the voters have not been trained on"
_PRIOR = "a prior on the voters fixed before these data were seen"
_TIE = "a tie counts as an error"

_FIRST = Theorem(
    name="first_order_vote",
    title="the risk of a majority vote is at most twice that of a random voter",
    statement=r"R(\mathrm{MV}_Q) \le 2 R(Q)",
    direction="upper",
    target="R(MV)",
    latex=r"R(\mathrm{MV}_Q)",
    kind="PAC-Bayes",
    assumptions=(_DRAWN, _PRIOR, _TIE),
    reference="Langford and Shawe-Taylor (2002)",
    evidence="proved",
    known=KnownAnswer(
        {"empirical_risk": 0.06, "kl": 3.0, "n": 1797, "delta": 0.05, "constant": "root"},
        0.178045,
        "root of the equation, with 2 sqrt(n)",
        5e-7,
    ),
)

_TANDEM = Theorem(
    name="tandem_vote",
    title="the risk of a majority vote is at most four times the probability that two voters err together",
    statement=r"R(\mathrm{MV}_Q) \le 4 \, \mathbb{E}_{Q^2} \Pr(h \text{ and } h' \text{ err})",
    direction="upper",
    target="R(MV)",
    latex=r"R(\mathrm{MV}_Q)",
    kind="PAC-Bayes",
    assumptions=(_DRAWN, _PRIOR, _TIE),
    reference="Masegosa, Lorenzen, Igel and Seldin (2020)",
    evidence="proved",
    known=KnownAnswer(
        {"tandem_loss": 0.02, "kl": 3.0, "n": 1797, "delta": 0.05, "constant": "root"},
        0.168474,
        "root of the equation, with 2 sqrt(n)",
        5e-7,
    ),
)

_C_BOUND = Theorem(
    name="c_bound",
    title="the risk of a vote between two labels, from the risk of its voters and their disagreement",
    statement=r"R(\mathrm{MV}_Q) \le 1 - \frac{(1 - 2 R(Q))^2}{1 - 2 \, \mathbb{E}_{Q^2} \Pr(h \ne h')}",
    direction="upper",
    target="R(MV)",
    latex=r"R(\mathrm{MV}_Q)",
    kind="PAC-Bayes",
    assumptions=(_DRAWN, _PRIOR, _TIE, "two labels"),
    reference="Lacasse, Laviolette, Marchand, Germain and Usunier (2007)",
    evidence="proved",
    known=KnownAnswer(
        {"empirical_risk": 0.2, "disagreement": 0.3, "kl": 3.0, "n": 1797, "delta": 0.05},
        0.492106,
        "two roots of the equation",
        5e-7,
    ),
)


def first_order_vote(
    empirical_risk: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a weighted majority vote from the mean risk of its voters.

    .. math:: R(\mathrm{MV}_Q) \le 2 R(Q) \le 2 \, d^{-1}_+ \Bigl( \hat R(Q),
              \frac{D(Q \| P) + \ln (\xi(n) / \delta)}{n} \Bigr)

    Parameters
    ----------
    empirical_risk : float
        The share of errors, averaged over the voters by their weights Q.
    kl, n, delta, constant, unit
        As `pac_bayes_kl`. If voters are tested on the data that they have not seen, such as the "out of bag"
        data of a forest, n is the least number of them.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`.

    Notes
    -----
    Where the vote errs, voters of at least half of the weight do: Markov. Source: Langford and Shawe-Taylor,
    2002.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.first_order_vote(0.06, 3.0, 1797, constant="root"))
    R(MV) ≤ 0.178045302
    """
    risk, nats, size, chance = (
        as_risk(empirical_risk),
        as_divergence(kl, unit),
        as_sample_size(n),
        as_delta(delta),
    )
    extra = log_constant(size, constant)
    value = 2.0 * risk_above(risk, level(nats, extra, -log(chance), over=size))
    return _FIRST.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"empirical risk": risk, "D(Q||P)": nats, "n": float(size), "R(Q)": 0.5 * value},
    )


def tandem_vote(
    tandem_loss: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a weighted majority vote from how often two voters err together.

    .. math:: R(\mathrm{MV}_Q) \le 4 \, d^{-1}_+ \Bigl( \hat T(Q),
              \frac{2 D(Q \| P) + \ln (\xi(n) / \delta)}{n} \Bigr)

    Parameters
    ----------
    tandem_loss : float
        The share :math:`\hat T` of data on which both of two voters err that are drawn by their weights,
        independently: a voter may be drawn twice.
    kl, n, delta, constant, unit
        As `first_order_vote`; n counts the data that both have not seen.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`.

    Notes
    -----
    Markov's inequality for the square of the weight that errs. Source: Masegosa, Lorenzen, Igel and Seldin,
    2020.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.tandem_vote(0.02, 3.0, 1797, constant="root"))
    R(MV) ≤ 0.168473805
    """
    loss = as_risk(tandem_loss, name="tandem loss")
    nats, size, chance = as_divergence(kl, unit), as_sample_size(n), as_delta(delta)
    extra = log_constant(size, constant)
    value = 4.0 * risk_above(loss, level(2.0 * nats, extra, -log(chance), over=size))
    return _TANDEM.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"tandem loss": loss, "D(Q||P)": nats, "n": float(size)},
    )


def c_bound(
    empirical_risk: Number,
    disagreement: Number,
    kl: Number,
    n: Count,
    delta: Number = 0.05,
    *,
    constant: Constant = "shtarkov",
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a vote between two labels, from errors and disagreement.

    .. math:: R(\mathrm{MV}_Q) \le 1 - \frac{(1 - 2 r)^2}{1 - 2 s}, \quad
              r = d^{-1}_+ \Bigl( \hat R, \frac{D + \ln (2 \xi(n) / \delta)}{n} \Bigr), \quad
              s = d^{-1}_- \Bigl( \hat s, \frac{2 D + \ln (2 \xi(n) / \delta)}{n} \Bigr)

    Parameters
    ----------
    empirical_risk, kl, n, delta, constant, unit
        As `first_order_vote`.
    disagreement : float
        The share :math:`\hat s` of data on which two voters differ that are drawn by their weights,
        independently.

    Raises
    ------
    DomainError
        As `pac_bayes_kl`.

    Notes
    -----
    The margin of the vote has mean :math:`1 - 2 R` and second moment :math:`1 - 2 s`: Cantelli. It is vacuous
    where the voters may be as bad as a coin. Source: Lacasse, Laviolette, Marchand, Germain and Usunier,
    2007.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.c_bound(0.2, 0.3, 3.0, 1797))
    R(MV) ≤ 0.492105608
    """
    risk, differ = as_risk(empirical_risk), as_risk(disagreement, name="disagreement")
    nats, size, chance = as_divergence(kl, unit), as_sample_size(n), as_delta(delta)
    extra, half = log_constant(size, constant), BITS.nats - log(chance)
    worst = risk_above(risk, level(nats, extra, half, over=size))
    least = risk_below(differ, level(2.0 * nats, extra, half, over=size))
    # Two voters differ on at most half of the data in the mean.
    moment = 1.0 - 2.0 * min(least, 0.5)
    margin = max(0.0, 1.0 - 2.0 * worst)
    value = (
        padded(1.0 - margin * margin / moment, towards="up", size=1.0 + margin / moment) if moment else 1.0
    )
    return _C_BOUND.bound(
        value if margin else 1.0,
        confidence=1.0 - chance,
        vacuous=margin == 0.0 or value >= 1.0,
        terms={"R(Q)": worst, "disagreement": least, "D(Q||P)": nats, "n": float(size)},
    )


CALCULATORS = (
    Calculator(_FIRST, first_order_vote),
    Calculator(_TANDEM, tandem_vote),
    Calculator(_C_BOUND, c_bound),
)
