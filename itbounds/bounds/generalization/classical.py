"""What one compares with: capacities of classes of models, margins, and stability."""

from math import log, log1p, sqrt

from itbounds._typing import Count, Number
from itbounds.bounds.generalization.levels import as_risk
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_delta, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count, as_level, as_positive
from itbounds.results.bound import Bound

__all__ = ["CALCULATORS", "margin", "massart", "rademacher", "uniform_stability", "vapnik_chervonenkis"]

_DRAWN = "independent training data"
_BOUNDED = "losses in [0, 1]"

_VC = Theorem(
    name="vapnik_chervonenkis",
    title="the gap of every model of a class of finite dimension",
    statement=r"R(h) \le \hat R(h) + \sqrt{\frac{8 (d \ln (2 e n / d) + \ln (4 / \delta))}{n}}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(_DRAWN, "a loss is 0 or 1", "errors on a class of Vapnik-Chervonenkis dimension d"),
    reference="Vapnik and Chervonenkis (1971)",
    evidence="recalled",
    known=KnownAnswer(
        {"empirical_risk": 0.0, "dimension": 10, "n": 10_000, "delta": 0.05}, 0.268910, "by hand", 5e-7
    ),
)

_RADEMACHER = Theorem(
    name="rademacher",
    title="the gap of every model of a class, from how well its losses fit random signs",
    statement=r"R(h) \le \hat R(h) + 2 \hat{\mathfrak R}_S + 3 \sqrt{\frac{\ln (2 / \delta)}{2 n}}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(_DRAWN, _BOUNDED),
    reference="Bartlett and Mendelson (2002)",
    evidence="proved",
    known=KnownAnswer(
        {"empirical_risk": 0.05, "complexity": 0.05, "n": 10_000, "delta": 0.05},
        0.190743,
        "by hand: 0.15 + 3 sqrt(ln 40 / 20000)",
        5e-7,
    ),
)

_MASSART = Theorem(
    name="massart",
    title="the Rademacher complexity of finitely many vectors",
    statement=r"\hat{\mathfrak R}_S \le \frac{\max_a \|a\| \sqrt{2 \ln m}}{n}",
    direction="upper",
    target="Rad",
    latex=r"\hat{\mathfrak R}_S",
    kind="deterministic",
    assumptions=("m vectors of the losses on n data, none longer than the norm",),
    reference="Massart (2000)",
    evidence="proved",
    known=KnownAnswer({"count": 100, "norm": 10.0, "n": 100}, 0.303485, "by hand", 5e-7),
)

_MARGIN = Theorem(
    name="margin",
    title="the error of a linear separator, from its margins on the data, at every margin at once",
    statement=r"R(h) \le \hat R_\rho(h) + \frac{4 B X}{\rho \sqrt n}"
    r" + \sqrt{\frac{\ln \log_2 (2 r / \rho)}{n}} + \sqrt{\frac{\ln (2 / \delta)}{2 n}}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(
        _DRAWN,
        "two labels, separators of norm at most B, data of norm at most X",
        "margins of at most r = BX",
    ),
    reference="Koltchinskii and Panchenko (2002)",
    evidence="proved",
    known=KnownAnswer(
        {"margin_risk": 0.05, "rho": 0.5, "norm": 1.0, "radius": 1.0, "n": 10_000, "delta": 0.05},
        0.1519066,
        "by hand",
        5e-8,
    ),
)

_STABILITY = Theorem(
    name="uniform_stability",
    title="the risk of a learner that no single datum moves by much",
    statement=r"R \le \hat R + 2 \beta + (4 n \beta + M) \sqrt{\frac{\ln (1 / \delta)}{2 n}}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(
        _DRAWN,
        "losses in [0, M]",
        "leaving out one datum changes no loss by more than beta, whatever the data",
    ),
    reference="Bousquet and Elisseeff (2002)",
    evidence="proved",
    known=KnownAnswer(
        {"empirical_risk": 0.0, "beta": 0.001, "n": 1000, "delta": 0.05}, 0.195511, "by hand", 5e-7
    ),
)


def vapnik_chervonenkis(empirical_risk: Number, dimension: Count, n: Count, delta: Number = 0.05) -> Bound:
    r"""Return an upper bound on the risk of every model of a class of finite dimension.

    .. math:: R(h) \le \hat R(h) + \sqrt{\frac{8 (d \ln (2 e n / d) + \ln (4 / \delta))}{n}}

    Parameters
    ----------
    empirical_risk : float
        The share of errors on the training data.
    dimension : int
        The dimension d of Vapnik and Chervonenkis, at most 2n: :math:`p + 1` for half spaces of p features.
    n : int
        The number of training data.
    delta : float
        The probability of failure, in (0, 1).

    Raises
    ------
    DomainError
        If the risk is outside of [0, 1], the dimension above 2n, or `delta` outside of (0, 1).

    Notes
    -----
    Source: Vapnik and Chervonenkis, 1971; Sauer, 1972, constants recalled.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.vapnik_chervonenkis(0.0, 10, 10_000))
    R(h) ≤ 0.268910471
    """
    risk, size, chance = as_risk(empirical_risk), as_sample_size(n), as_delta(delta)
    d = as_count(dimension, name="dimension")
    if d > 2 * size:
        raise DomainError(f"the dimension {d} is above twice the sample size {size}", value=d)
    growth = d * (1.0 + log(2.0 * size / d))
    value = padded(risk + sqrt(8.0 * (growth + log(4.0 / chance)) / size), towards="up")
    terms = {"empirical risk": risk, "d": float(d), "n": float(size)}
    return _VC.bound(value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=terms)


def rademacher(empirical_risk: Number, complexity: Number, n: Count, delta: Number = 0.05) -> Bound:
    r"""Return an upper bound on the risk of every model of a class from its Rademacher complexity.

    .. math:: R(h) \le \hat R(h) + 2 \hat{\mathfrak R}_S + 3 \sqrt{\frac{\ln (2 / \delta)}{2 n}}, \quad
              \hat{\mathfrak R}_S = \mathbb{E}_\sigma \sup_h \frac1n \sum_i \sigma_i \ell(h, Z_i)

    Parameters
    ----------
    empirical_risk : float
        The mean training loss of the model, in [0, 1].
    complexity : float
        The empirical Rademacher complexity of the losses, or an upper bound of it such as `massart`. That of
        linear functions of norm at most B is at most :math:`B \sqrt{\sum_i \|x_i\|^2} / n`.
    n, delta
        As `vapnik_chervonenkis`.

    Raises
    ------
    DomainError
        If the complexity is negative, or as `vapnik_chervonenkis`.

    Notes
    -----
    Symmetrisation, and McDiarmid's inequality twice. Source: Bartlett and Mendelson, 2002.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.rademacher(0.05, 0.05, 10_000))
    R(h) ≤ 0.190743046
    """
    risk, size, chance = as_risk(empirical_risk), as_sample_size(n), as_delta(delta)
    rate = as_level(complexity, name="Rademacher complexity", finite=True)
    deviation = 3.0 * sqrt(0.5 * log(2.0 / chance) / size)
    value = padded(risk + 2.0 * rate + deviation, towards="up")
    terms = {"empirical risk": risk, "complexity": rate, "deviation": deviation, "n": float(size)}
    return _RADEMACHER.bound(value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=terms)


def massart(count: Count, norm: Number, n: Count) -> Bound:
    r"""Return an upper bound on the Rademacher complexity of finitely many models.

    .. math:: \hat{\mathfrak R}_S \le \frac{\max_a \|a\| \sqrt{2 \ln m}}{n}

    Parameters
    ----------
    count : int
        The number m of models, or of their vectors of losses on the n data.
    norm : float
        The largest Euclidean norm of such a vector: at most :math:`\sqrt n` for losses in [0, 1].
    n : int
        The number of training data.

    Raises
    ------
    DomainError
        If the norm is negative, or a number less than one.

    Notes
    -----
    Source: Massart, 2000.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.massart(100, 10.0, 100))
    Rad ≤ 0.303485426
    """
    models, size = as_count(count, name="number of models"), as_sample_size(n)
    length = as_level(norm, name="norm", finite=True)
    value = padded(length * sqrt(2.0 * log(models)) / size, towards="up")
    terms = {"m": float(models), "norm": length, "n": float(size)}
    return _MASSART.bound(value, vacuous=value >= length / sqrt(size), terms=terms)


def margin(
    margin_risk: Number, rho: Number, norm: Number, radius: Number, n: Count, *, delta: Number = 0.05
) -> Bound:
    r"""Return an upper bound on the error of a linear separator from its margins on the training data.

    .. math:: R(h) \le \hat R_\rho(h) + \frac{4 B X}{\rho \sqrt n}
              + \sqrt{\frac{\ln \log_2 (2 B X / \rho)}{n}} + \sqrt{\frac{\ln (2 / \delta)}{2 n}}

    It holds for all margins at once, so that the best may be chosen. With a margin that is fixed in advance
    the constants are smaller by a factor of two.

    Parameters
    ----------
    margin_risk : float
        The share of training data with :math:`y \langle w, x \rangle < \rho`.
    rho : float
        The margin, at most BX, beyond which nothing lies.
    norm : float
        The number B that the norm of w cannot exceed, fixed before the data were seen.
    radius : float
        The number X that the norm of a datum cannot exceed.
    n, delta
        As `vapnik_chervonenkis`.

    Raises
    ------
    DomainError
        If the margin is not positive or above BX, or as `vapnik_chervonenkis`.

    Notes
    -----
    A union over margins :math:`B X 2^{-k}`, each with its share of :math:`\delta`, of the bound by the ramp
    loss. Source: Koltchinskii and Panchenko, 2002.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.margin(0.05, 0.5, 1.0, 1.0, 10_000))
    R(h) ≤ 0.151906562
    """
    risk, size, chance = (
        as_risk(margin_risk, name="share of small margins"),
        as_sample_size(n),
        as_delta(delta),
    )
    gap, scale = (
        as_positive(rho, name="margin"),
        as_positive(norm, name="norm") * as_positive(radius, name="radius"),
    )
    if gap > scale:
        raise DomainError(f"the margin {gap!r} is above {scale!r}, norm times radius", value=gap)
    ratio = scale / gap
    choices = sqrt(log1p(log(ratio, 2.0)) / size)
    value = risk + 4.0 * ratio / sqrt(size) + choices + sqrt(0.5 * log(2.0 / chance) / size)
    value = padded(value, towards="up")
    terms = {"margin risk": risk, "rho": gap, "BX": scale, "n": float(size)}
    return _MARGIN.bound(value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=terms)


def uniform_stability(
    empirical_risk: Number, beta: Number, n: Count, delta: Number = 0.05, *, largest: Number = 1.0
) -> Bound:
    r"""Return an upper bound on the risk of a learner whose losses no single datum changes by much.

    .. math:: R \le \hat R + 2 \beta + (4 n \beta + M) \sqrt{\frac{\ln (1 / \delta)}{2 n}}

    Parameters
    ----------
    empirical_risk : float
        The mean training loss, in [0, M].
    beta : float
        By how much leaving out one datum may change the loss of any datum, whatever the data are:
        :math:`\kappa^2 L^2 / 2 \lambda n` for a kernel method with an L-Lipschitz convex loss, a kernel of
        at most :math:`\kappa^2` and the penalty :math:`\lambda \|w\|^2`.
    n, delta
        As `vapnik_chervonenkis`.
    largest : float
        The number M that no loss can exceed.

    Raises
    ------
    DomainError
        If a number is outside of its range.

    Notes
    -----
    McDiarmid's inequality for the gap, which moves by at most :math:`4 \beta + M / n` if one datum is
    replaced. Source: Bousquet and Elisseeff, 2002.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.uniform_stability(0.0, 0.001, 1000))
    R(h) ≤ 0.195511379
    """
    size, chance, top = as_sample_size(n), as_delta(delta), as_positive(largest, name="largest loss")
    risk = as_level(empirical_risk, name="empirical risk")
    if risk > top:
        hint = "give largest= the number that no loss can exceed"
        raise DomainError(f"the empirical risk {risk!r} is above {top!r}", value=risk, hint=hint)
    change = as_level(beta, name="stability beta", finite=True)
    deviation = (4.0 * size * change + top) * sqrt(-0.5 * log(chance) / size)
    value = padded(risk + 2.0 * change + deviation, towards="up")
    terms = {"empirical risk": risk, "beta": change, "deviation": deviation, "n": float(size)}
    return _STABILITY.bound(value, confidence=1.0 - chance, vacuous=value >= top, terms=terms)


CALCULATORS = (
    Calculator(_VC, vapnik_chervonenkis),
    Calculator(_RADEMACHER, rademacher),
    Calculator(_MASSART, massart),
    Calculator(_MARGIN, margin),
    Calculator(_STABILITY, uniform_stability),
)
