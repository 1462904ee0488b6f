"""What it costs to predict with a mixture of models instead of the true law: redundancies in code length."""

from math import fsum, inf, log

import numpy as np

from itbounds._typing import ArrayLike, Count, Vector
from itbounds.bounds.generalization.samples import as_informations, as_sample_size
from itbounds.bounds.inputs import as_alphabet, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.statistics.renyi import log_sum
from itbounds.numerics.statistics.universal_coding import (
    binomial_laws,
    jeffreys_information,
    krichevsky_trofimov_regret,
    log_multinomial_shtarkov_sum,
)
from itbounds.numerics.validation import as_distribution
from itbounds.problems.definitions.redundancy import minimax_redundancy
from itbounds.results.bound import Bound
from itbounds.units import BITS, NATS, Unit, as_unit

__all__ = ["CALCULATORS", "ball_regret", "coin_redundancy", "gibbs_regret", "jeffreys", "kt_regret", "nml"]

_MOST_SUMMED, _MOST_LETTERS, _MOST_ENTRIES = 10**7, 10**6, 4 * 10**6

_REDUNDANCY = r"D(P_0^n \| Q)"
_MINIMAX = r"\min_Q \max_\theta D(P_\theta^n \| Q)"
_MIXTURE = ("Q is the mixture of the models by the prior", "n independent data of a law P_0")

_GIBBS = Theorem(
    name="gibbs_regret",
    title="the redundancy of a mixture, by all models near the truth",
    statement=rf"{_REDUNDANCY} \le -\ln \sum_\theta w_\theta e^{{-n D(P_0 \| P_\theta)}}",
    direction="upper",
    target="D(P_0^n‖Q)",
    latex=_REDUNDANCY,
    kind="coding",
    assumptions=_MIXTURE,
    reference="Barron (1987); variational formula of Donsker and Varadhan",
    evidence="proved",
    known=KnownAnswer(
        {"prior": [0.25] * 4, "divergences": [0.0, 0.0, inf, inf], "n": 10}, BITS.nats, "ln(4 / 2)", 1e-12
    ),
)
_BALL = Theorem(
    name="ball_regret",
    title="the redundancy of a mixture, by the weight of a ball around the truth",
    statement=rf"{_REDUNDANCY} \le \min_\varepsilon \bigl\{{ n \varepsilon -"
    r" \ln w(\theta : D(P_0 \| P_\theta) \le \varepsilon) \bigr\}",
    direction="upper",
    target="D(P_0^n‖Q)",
    latex=_REDUNDANCY,
    kind="coding",
    assumptions=_MIXTURE,
    reference="Barron and Cover (1991); Feder, Urbanke and Fogel (2025)",
    evidence="proved",
    known=KnownAnswer(
        {"prior": [0.25] * 4, "divergences": [0.0, 0.0, inf, inf], "n": 10}, BITS.nats, "ln(4 / 2)", 1e-12
    ),
    dominated_by=("gibbs_regret",),
)
_NML = Theorem(
    name="nml",
    title="the minimax regret of all laws on a finite alphabet",
    statement=r"\min_Q \max_{x^n} \max_\theta \ln \frac{P_\theta(x^n)}{Q(x^n)} ="
    r" \ln \sum_{x^n} \max_\theta P_\theta(x^n)",
    direction="identity",
    target="minimax regret",
    latex=r"\min_Q \max_{x^n} \max_\theta \ln \frac{P_\theta(x^n)}{Q(x^n)}",
    kind="coding",
    assumptions=("independent letters of any law on k of them",),
    reference="Shtarkov (1987); Kontkanen and Myllymaki (2007)",
    evidence="proved",
    known=KnownAnswer({"n": 100, "k": 10}, 15.963324, "Kontkanen and Myllymaki's recurrence", 5e-7),
)
_KT = Theorem(
    name="kt_regret",
    title="the regret of Krichevsky and Trofimov's code of a coin, on every sequence",
    statement=r"\max_{x^n} \max_\theta \ln \frac{P_\theta(x^n)}{Q_{\mathrm{KT}}(x^n)} ="
    r" \ln \frac{\sqrt \pi \, n!}{\Gamma(n + \frac12)} \le \tfrac12 \ln n + \ln 2",
    direction="upper",
    target="regret",
    latex=r"\max_{x^n} \max_\theta \ln \frac{P_\theta(x^n)}{Q_{\mathrm{KT}}(x^n)}",
    kind="coding",
    assumptions=("two letters",),
    reference="Krichevsky and Trofimov (1981)",
    evidence="proved",
    known=KnownAnswer({"n": 100}, 2.876200, "all heads: the worst sequence", 5e-7),
)
_JEFFREYS = Theorem(
    name="jeffreys",
    title="the redundancy that Jeffreys' prior forces on every code of a coin",
    statement=rf"{_MINIMAX} \ge I(\Theta; X^n), \qquad \Theta \sim \mathrm{{Beta}}(\tfrac12, \tfrac12)",
    direction="lower",
    target="minimax redundancy",
    latex=_MINIMAX,
    kind="coding",
    assumptions=("two letters",),
    reference="Clarke and Barron (1994)",
    evidence="proved",
    known=KnownAnswer({"n": 100}, 2.081600, "exact sum", 5e-7),
    dominated_by=(),
)
_COIN = Theorem(
    name="coin_redundancy",
    title="the redundancy that the least favourable prior on a grid forces on every code of a coin",
    statement=rf"{_MINIMAX} \ge \max_w I_w(\Theta; X^n)",
    direction="lower",
    target="minimax redundancy",
    latex=_MINIMAX,
    kind="coding",
    assumptions=("two letters",),
    reference="Gallager (1979); Davisson and Leon-Garcia (1980)",
    evidence="proved",
    known=KnownAnswer({"n": 2, "points": 9}, 0.753772, "ln(17 / 8)", 5e-7),
)


def gibbs_regret(prior: ArrayLike, divergences: ArrayLike, n: Count, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the redundancy of a mixture at most, by all models near the truth.

    .. math:: D(P_0^n \| Q) \le -\ln \sum_\theta w_\theta e^{-n D(P_0 \| P_\theta)},
              \qquad Q = \sum_\theta w_\theta P_\theta^n

    Parameters
    ----------
    prior : array-like of shape (k,)
        The weights of the models.
    divergences : array-like of shape (k,)
        The relative entropy of a datum from the truth to each model; infinite ones are allowed. Given inputs
        of a regression, the mean over them.
    n : int
        The number of data.
    unit : Unit or str
        The unit of `divergences` and of the result.

    Returns
    -------
    Bound
        An upper bound of the total redundancy; divided by n, of the mean excess log-loss of predicting with
        the mixture one datum after the other.

    Raises
    ------
    ShapeError
        If the two lists differ in length.
    DomainError
        If a divergence is negative.

    Notes
    -----
    The truth need not be among the models. Models close to it count together: of k models with one true and
    m copies of it, the redundancy is at most :math:`\ln (k / m)`, however large k. It is the minimum of
    :math:`n \, \mathbb{E}_\rho D + D(\rho \| w)` over posteriors :math:`\rho`. Source: Barron, 1987.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.gibbs_regret([0.5, 0.25, 0.25], [0.0, 0.01, 1.0], 100))
    D(P_0^n‖Q) ≤ 0.524299558 nat
    """
    weights, nats = _models(prior, divergences, unit)
    size = as_sample_size(n)
    with np.errstate(divide="ignore"):
        total = float(log_sum(np.log(weights) - size * nats, -1)) - log(fsum(weights.tolist()))
    value = max(0.0, padded(-total, towards="up", size=abs(total) + log(len(weights)) + 1.0))
    return _GIBBS.bound(value, vacuous=value == inf, terms={"n": float(size)}, unit=as_unit(unit))


def ball_regret(prior: ArrayLike, divergences: ArrayLike, n: Count, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the redundancy of a mixture at most, by the weight of a ball around the truth.

    .. math:: D(P_0^n \| Q) \le \min_{\varepsilon \ge 0} \bigl\{ n \varepsilon -
              \ln w(\theta : D(P_0 \| P_\theta) \le \varepsilon) \bigr\}

    Parameters
    ----------
    prior, divergences, n, unit
        As `gibbs_regret`.

    Raises
    ------
    ShapeError, DomainError
        As `gibbs_regret`.

    Notes
    -----
    Never tighter than `gibbs_regret`; it says what matters, which is the weight around the truth and not the
    number of parameters. The best radius is among the terms. Source: Barron and Cover, 1991; Feder, Urbanke
    and Fogel, 2025.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.ball_regret([0.5, 0.25, 0.25], [0.0, 0.01, 1.0], 100))
    D(P_0^n‖Q) ≤ 0.693147181 nat
    """
    weights, nats = _models(prior, divergences, unit)
    size = as_sample_size(n)
    order = np.argsort(nats, kind="stable")
    inside = np.cumsum(weights[order]) / fsum(weights.tolist())
    with np.errstate(divide="ignore"):
        costs = size * nats[order] - np.log(inside)
    best = int(np.argmin(costs))
    least = float(costs[best])
    value = max(0.0, padded(least, towards="up", size=least + len(weights) + 1.0))
    terms = {"n": float(size), "radius": float(nats[order][best]), "weight": float(inside[best])}
    return _BALL.bound(value, vacuous=value == inf, terms=terms, unit=as_unit(unit))


def nml(n: Count, k: Count = 2, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the minimax regret of all laws on k letters, that of normalised maximum likelihood.

    .. math:: \min_Q \max_{x^n} \max_\theta \ln \frac{P_\theta(x^n)}{Q(x^n)} =
              \ln \sum_{x^n} \max_\theta P_\theta(x^n)

    Parameters
    ----------
    n : int
        The number of letters in a sequence.
    k : int
        The size of the alphabet.
    unit : Unit or str
        The unit of the result.

    Raises
    ------
    DomainError
        If n is not positive, or k is less than 2.

    Notes
    -----
    For two letters the sum is also the constant of the PAC-Bayes bound of relative entropies. Source:
    Shtarkov, 1987; Kontkanen and Myllymaki, 2007.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.nml(100), "and", ib.bounds.generalization.nml(100, 10))
    minimax regret = 2.58097114 nat and minimax regret = 15.9633242 nat
    """
    size, letters = _as_summed(n), as_alphabet(k, name="number k of letters")
    if letters > _MOST_LETTERS:
        raise DomainError(f"there are {letters} letters; at most {_MOST_LETTERS} are summed", value=letters)
    value = log_multinomial_shtarkov_sum(size, letters)
    terms = {"n": float(size), "k": float(letters)}
    return _NML.bound(value, vacuous=False, terms=terms, unit=as_unit(unit))


def kt_regret(n: Count, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the largest regret of Krichevsky and Trofimov's code of a coin, on every sequence.

    .. math:: \max_{x^n} \max_\theta \ln \frac{P_\theta(x^n)}{Q_{\mathrm{KT}}(x^n)} =
              \ln \frac{\sqrt \pi \, n!}{\Gamma(n + \frac12)} \le \tfrac12 \ln n + \ln 2

    The code is the mixture by Jeffreys' prior; it needs no n, so that by Ville's inequality
    this, unlike the constant of `nml`, holds for all n at once.

    Parameters
    ----------
    n : int
        The length of the sequence.
    unit : Unit or str
        The unit of the result.

    Raises
    ------
    DomainError
        If n is not positive.

    Notes
    -----
    Source: Krichevsky and Trofimov, 1981.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.kt_regret(100))
    regret ≤ 2.876200031 nat
    """
    size = _as_summed(n)
    value = padded(krichevsky_trofimov_regret(size), towards="up")
    return _KT.bound(value, vacuous=False, terms={"n": float(size)}, unit=as_unit(unit))


def jeffreys(n: Count, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the redundancy that Jeffreys' prior forces on every code of a coin of unknown bias.

    .. math:: \min_Q \max_\theta D(P_\theta^n \| Q) \ge I(\Theta; X^n), \qquad
              \Theta \sim \mathrm{Beta}(\tfrac12, \tfrac12)

    Parameters
    ----------
    n : int
        The number of tosses.
    unit : Unit or str
        The unit of the result.

    Raises
    ------
    DomainError
        If n is not positive.

    Notes
    -----
    It is :math:`\tfrac12 \ln \tfrac{n}{2 \pi e} + \ln \pi` in the limit, and never above the regret of
    `nml`. Source: Clarke and Barron, 1994.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.jeffreys(100))
    minimax redundancy ≥ 2.081600475 nat
    """
    size = _as_summed(n)
    value = max(0.0, padded(jeffreys_information(size), towards="down", size=8.0 * size))
    return _JEFFREYS.bound(value, vacuous=value <= 0.0, terms={"n": float(size)}, unit=as_unit(unit))


def coin_redundancy(n: Count, points: Count = 65, *, unit: Unit | str = NATS) -> Bound:
    r"""Return the redundancy that the least favourable prior on a grid forces on every code of a coin.

    .. math:: \min_Q \max_\theta D(P_\theta^n \| Q) \ge \max_w I_w(\Theta; X^n)

    with the biases :math:`\sin^2 (\pi j / 2m)`, and the maximum as the capacity of the channel from the bias
    to the number of heads, by `minimax_redundancy`.

    Parameters
    ----------
    n : int
        The number of tosses.
    points : int
        The number m + 1 of biases, at least 2; odd ones have a fair coin among them.
    unit : Unit or str
        The unit of the result.

    Raises
    ------
    DomainError
        If an argument is outside of its range.

    Notes
    -----
    A finer grid gives more, up to the minimax redundancy of all coins. Source: Gallager, 1979; Davisson and
    Leon-Garcia, 1980.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.coin_redundancy(10))
    minimax redundancy ≥ 1.232453419 nat
    """
    size, count = _as_summed(n), as_alphabet(points, name="number of points")
    if size * count > _MOST_ENTRIES:
        raise DomainError(
            f"{count} biases and {size} tosses make a channel of {size * count} entries",
            value=size * count,
            hint=f"at most {_MOST_ENTRIES} are solved: take fewer points, or `jeffreys`, nearly as large",
        )
    result = minimax_redundancy(binomial_laws(size, count), tol=1e-9, unit=NATS)
    terms = {"n": float(size), "points": float(count), "gap of the solver": result.gap}
    return _COIN.bound(
        max(0.0, padded(result.lower, towards="down", size=64.0 + size)),
        vacuous=result.lower <= 0.0,
        terms=terms,
        unit=as_unit(unit),
    )


def _as_summed(n: Count) -> int:
    size = as_sample_size(n)
    if size > _MOST_SUMMED:
        hint = "per parameter every one of these grows as (1/2) ln n"
        raise DomainError(f"n is {size}; at most {_MOST_SUMMED} are summed", value=size, hint=hint)
    return size


def _models(prior: ArrayLike, divergences: ArrayLike, unit: Unit | str) -> tuple[Vector, Vector]:
    weights = as_distribution(prior, name="prior")
    nats = np.array(as_informations(divergences, unit, name="divergence"))
    if len(nats) != len(weights):
        raise ShapeError(
            f"there are {len(weights)} weights and {len(nats)} divergences; one each is needed",
            value=len(nats),
            where="divergences",
        )
    return weights, nats


CALCULATORS = (
    Calculator(_GIBBS, gibbs_regret),
    Calculator(_BALL, ball_regret),
    Calculator(_NML, nml),
    Calculator(_KT, kt_regret),
    Calculator(_JEFFREYS, jeffreys),
    Calculator(_COIN, coin_redundancy),
)
