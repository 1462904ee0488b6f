"""Models that a short code or a few of the data describe: bounds that hold for all of them at once."""

from math import lgamma, log

from itbounds._typing import Count, Number
from itbounds.bounds.generalization.levels import as_errors, as_risk, level, risk_above
from itbounds.bounds.generalization.samples import as_sample_size, root
from itbounds.bounds.inputs import as_delta, as_information, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count
from itbounds.numerics.statistics.binomial import binomial_ceiling
from itbounds.results.bound import Bound
from itbounds.units import BITS, NATS, Unit, as_unit

__all__ = [
    "CALCULATORS",
    "description_length",
    "littlestone_warmuth",
    "occam",
    "occam_hoeffding",
    "occam_kl",
    "sample_compression",
]

_DRAWN = "independent training data"
_BINARY = "a loss is 0 or 1"
_BOUNDED = "losses in [0, 1]"
_CODED = "every model has a code of length c, by a prefix code fixed before the data were seen"
_REBUILT = "the model is a function of k of the data and a message, fixed before the data were seen"
_MILLION = {"n": 10_000, "code_length": 20.0, "delta": 0.05, "unit": "bit"}

_OCCAM = Theorem(
    name="occam",
    title="the risk of a model with a short code, by binomial tails",
    statement=r"R(h) \le \max \{ p : \Pr[\mathrm{Bin}(n, p) \le k(h)] \ge \delta e^{-c(h)} \}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(_DRAWN, _BINARY, _CODED),
    reference="Blumer, Ehrenfeucht, Haussler and Warmuth (1987); Langford (2005)",
    evidence="proved",
    known=KnownAnswer({"errors": 500, **_MILLION}, 0.0625594, "quantile of the beta law (501, 9500)", 5e-8),
)

_OCCAM_KL = Theorem(
    name="occam_kl",
    title="the risk of a model with a short code, by Chernoff's inequality inverted",
    statement=r"d(\hat R(h) \,\|\, R(h)) \le \frac{c(h) + \ln (1 / \delta)}{n}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(_DRAWN, _BOUNDED, _CODED),
    reference="Langford (2005)",
    evidence="proved",
    known=KnownAnswer({"empirical_risk": 0.05, **_MILLION}, 0.0636747, "root of the equation", 5e-8),
)

_OCCAM_HOEFFDING = Theorem(
    name="occam_hoeffding",
    title="the risk of a model with a short code, by Hoeffding's inequality",
    statement=r"R(h) \le \hat R(h) + \sqrt{\frac{c(h) + \ln (1 / \delta)}{2 n}}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(_DRAWN, _BOUNDED, _CODED),
    reference="Blumer, Ehrenfeucht, Haussler and Warmuth (1987)",
    evidence="proved",
    known=KnownAnswer({"empirical_risk": 0.05, **_MILLION}, 0.0790333, "by hand", 5e-8),
    dominated_by=("occam_kl",),
)

_COMPRESSION = Theorem(
    name="sample_compression",
    title="the risk of a model that few of the data describe, by binomial tails",
    statement=r"R \le \max \Bigl\{ p : \Pr[\mathrm{Bin}(n - k, p) \le e] \ge"
    r" \frac{\delta e^{-m}}{n \binom nk} \Bigr\}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(_DRAWN, _BINARY, _REBUILT),
    reference="Littlestone and Warmuth (1986); Langford (2005)",
    evidence="proved",
    known=KnownAnswer(
        {"errors": 20, "n": 1000, "size": 20, "delta": 0.05}, 0.156884, "quantile of the beta law", 5e-7
    ),
)

_WARMUTH = Theorem(
    name="littlestone_warmuth",
    title="the risk of a model that few of the data describe and that errs on none of the others",
    statement=r"R \le \frac{\ln \binom nk + \ln (n / \delta) + m}{n - k}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(_DRAWN, "no error on the data outside of the k", _REBUILT),
    reference="Littlestone and Warmuth (1986); Floyd and Warmuth (1995)",
    evidence="proved",
    known=KnownAnswer({"n": 1000, "size": 20, "delta": 0.05}, 0.107685, "by hand", 5e-7),
    dominated_by=("sample_compression",),
)


def occam(
    errors: Count, n: Count, code_length: Number, delta: Number = 0.05, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return an upper bound on the risk of a model from its training errors and the length of its code.

    .. math:: R(h) \le \max \{ p : \Pr[\mathrm{Bin}(n, p) \le k(h)] \ge \delta e^{-c(h)} \}

    It holds for all models at once, so that the best may be chosen.

    Parameters
    ----------
    errors : int
        The number k of errors on the training data.
    n : int
        The number of training data.
    code_length : float
        The length c of the code of the model: :math:`\ln K` for one of K models; see `description_length`
        for one that is stored in a file.
    delta : float
        The probability of failure, in (0, 1).
    unit : Unit or str
        The unit of `code_length`.

    Returns
    -------
    Bound
        An upper bound of the risk with confidence :math:`1 - \delta`, rounded up.

    Raises
    ------
    DomainError
        If the errors are more than the data, the code length is negative or `delta` is outside of (0, 1).

    Notes
    -----
    The union over all codes of `clopper_pearson` with :math:`\delta e^{-c}`; by Kraft's inequality these add
    up to at most :math:`\delta`. The tails are inverted in logarithms: no code is too long. Source: Blumer,
    Ehrenfeucht, Haussler and Warmuth, 1987; Langford, 2005.

    Examples
    --------
    One of a million models, roughly, with 500 errors in 10000:

    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.occam(500, 10_000, 20, unit="bit"))
    R(h) ≤ 0.062559402
    """
    size, chance = as_sample_size(n), as_delta(delta)
    count = as_errors(errors, size)
    length = as_information(code_length, unit, name="code length", towards="up", finite=False)
    value = binomial_ceiling(count, size, -level(length, -log(chance), over=1.0))
    return _OCCAM.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"errors": float(count), "n": float(size), "code length": length},
    )


def occam_kl(
    empirical_risk: Number, n: Count, code_length: Number, delta: Number = 0.05, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return an upper bound on the risk of a model from its training loss and the length of its code.

    .. math:: d(\hat R(h) \,\|\, R(h)) \le \frac{c(h) + \ln (1 / \delta)}{n} \quad
              \text{if } R(h) \ge \hat R(h)

    Parameters
    ----------
    empirical_risk : float
        The mean :math:`\hat R` of training losses in [0, 1].
    n, code_length, delta, unit
        As `occam`.

    Raises
    ------
    DomainError
        As `occam`.

    Notes
    -----
    A posterior on one model costs no :math:`\ln \xi(n)`, as `pac_bayes_kl` would. Source: Langford, 2005.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.occam_kl(0.05, 10_000, 20, unit="bit"))
    R(h) ≤ 0.063674737
    """
    risk, size, length, chance = _coded(empirical_risk, n, code_length, delta, unit)
    value = risk_above(risk, level(length, -log(chance), over=size))
    terms = {"empirical risk": risk, "n": float(size), "code length": length}
    return _OCCAM_KL.bound(value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=terms)


def occam_hoeffding(
    empirical_risk: Number, n: Count, code_length: Number, delta: Number = 0.05, *, unit: Unit | str = NATS
) -> Bound:
    r"""Return an upper bound on the risk of a model, by Hoeffding's inequality.

    .. math:: R(h) \le \hat R(h) + \sqrt{\frac{c(h) + \ln (1 / \delta)}{2 n}}

    Parameters
    ----------
    empirical_risk, n, code_length, delta, unit
        As `occam_kl`.

    Raises
    ------
    DomainError
        As `occam`.

    Notes
    -----
    Pinsker's inequality makes it from `occam_kl`, which is never larger. Source: Blumer, Ehrenfeucht,
    Haussler and Warmuth, 1987.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.occam_hoeffding(0.05, 10_000, 20, unit="bit"))
    R(h) ≤ 0.079033323
    """
    risk, size, length, chance = _coded(empirical_risk, n, code_length, delta, unit)
    value = padded(risk + root(0.5 * level(length, -log(chance), over=size)), towards="up")
    terms = {"empirical risk": risk, "n": float(size), "code length": length}
    return _OCCAM_HOEFFDING.bound(value, confidence=1.0 - chance, vacuous=value >= 1.0, terms=terms)


def sample_compression(
    errors: Count,
    n: Count,
    size: Count,
    delta: Number = 0.05,
    *,
    message_length: Number = 0.0,
    unit: Unit | str = NATS,
) -> Bound:
    r"""Return an upper bound on the risk of a model that is rebuilt from k of the data.

    .. math:: R \le \max \Bigl\{ p : \Pr[\mathrm{Bin}(n - k, p) \le e] \ge
              \frac{\delta e^{-m}}{n \binom nk} \Bigr\}

    Parameters
    ----------
    errors : int
        The number e of errors on the other :math:`n - k` data.
    n : int
        The number of training data.
    size : int
        The number k of data from which the model is rebuilt, less than n, such as the support vectors. It may
        be found from the data: that is what the factor n is for.
    delta : float
        The probability of failure, in (0, 1).
    message_length : float
        What else is needed to rebuild the model, as the length m of a code.
    unit : Unit or str
        The unit of `message_length`.

    Returns
    -------
    Bound
        An upper bound of the risk with confidence :math:`1 - \delta`, rounded up.

    Raises
    ------
    DomainError
        If the k data are not fewer than n, the errors are more than the others, or `delta` is outside of
        (0, 1).

    Notes
    -----
    The model must not depend on the order of the k data. A model that needs it has :math:`\ln k!` more to
    tell. Source: Littlestone and Warmuth, 1986; Langford, 2005.

    Examples
    --------
    A linear support vector machine with 19 support vectors and no error on 360 data:

    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.sample_compression(0, 360, 19))
    R(h) ≤ 0.211188185
    """
    total, kept, chance = _compressed(n, size, delta)
    count = as_errors(errors, total - kept, name="number of errors on the other data")
    length = as_information(message_length, unit, name="message length", towards="up", finite=False)
    choices = _log_choices(total, kept)
    value = binomial_ceiling(count, total - kept, -level(choices, length, -log(chance), over=1.0))
    return _COMPRESSION.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"errors": float(count), "n": float(total), "k": float(kept), "ln n C(n,k)": choices},
    )


def littlestone_warmuth(
    n: Count, size: Count, delta: Number = 0.05, *, message_length: Number = 0.0, unit: Unit | str = NATS
) -> Bound:
    r"""Return an upper bound on the risk of a model that is rebuilt from k data and right on all others.

    .. math:: R \le \frac{\ln \binom nk + \ln (n / \delta) + m}{n - k}

    Parameters
    ----------
    n, size, delta, message_length, unit
        As `sample_compression`.

    Raises
    ------
    DomainError
        As `sample_compression`.

    Notes
    -----
    `sample_compression` without errors is :math:`1 - e^{-x}` where this is x. Source: Littlestone and
    Warmuth, 1986; Floyd and Warmuth, 1995.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.bounds.generalization.littlestone_warmuth(1000, 20))
    R(h) ≤ 0.107685439
    """
    total, kept, chance = _compressed(n, size, delta)
    length = as_information(message_length, unit, name="message length", towards="up", finite=False)
    choices = _log_choices(total, kept)
    value = level(choices, length, -log(chance), over=total - kept)
    return _WARMUTH.bound(
        value,
        confidence=1.0 - chance,
        vacuous=value >= 1.0,
        terms={"n": float(total), "k": float(kept), "ln n C(n,k)": choices},
    )


def description_length(bits: Count, *, unit: Unit | str = NATS) -> float:
    r"""Return the length of a prefix code for a file of some bits, rounded up: the file and its own length.

    .. math:: K \ln 2 + \ln (K + 1) (K + 2)

    Parameters
    ----------
    bits : int
        The number K of bits that a receiver needs, who knows decoder, architecture and number formats from
        before the data were seen. What does not depend on the data need not be counted.
    unit : Unit or str
        The unit of the answer.

    Notes
    -----
    The weights :math:`1 / (K + 1)(K + 2)` of all lengths add up to one. Those of the form :math:`K^{-2}`,
    which are in use for the sizes of compressed files, add up to 1.64: they are no prefix code.

    Examples
    --------
    >>> import itbounds as ib
    >>> round(ib.bounds.generalization.description_length(800), 3)
    567.891
    """
    count = as_count(bits, name="number of bits", minimum=0)
    nats = padded(BITS.to_nats(float(count)) + log(count + 1.0) + log(count + 2.0), towards="up")
    return as_unit(unit).ceil(nats)


def _coded(
    empirical_risk: Number, n: Count, code_length: Number, delta: Number, unit: Unit | str
) -> tuple[float, int, float, float]:
    length = as_information(code_length, unit, name="code length", towards="up", finite=False)
    return as_risk(empirical_risk), as_sample_size(n), length, as_delta(delta)


def _compressed(n: Count, size: Count, delta: Number) -> tuple[int, int, float]:
    total, kept = as_sample_size(n), as_count(size, name="number k of data kept", minimum=0)
    if kept >= total:
        hint = "no data are left to test the model"
        raise DomainError(f"{kept} of {total} data rebuild the model", value=kept, hint=hint)
    return total, kept, as_delta(delta)


def _log_choices(n: int, k: int) -> float:
    """Return the logarithm of the number of sets of k data times that of their sizes, rounded up."""
    whole, part, rest = lgamma(n + 1.0), lgamma(k + 1.0), lgamma(n - k + 1.0)
    sets = padded(whole - part - rest, towards="up", size=whole + part + rest) if k > 0 else 0.0
    return padded(sets + log(n), towards="up")


CALCULATORS = (
    Calculator(_OCCAM, occam),
    Calculator(_OCCAM_KL, occam_kl),
    Calculator(_OCCAM_HOEFFDING, occam_hoeffding),
    Calculator(_COMPRESSION, sample_compression),
    Calculator(_WARMUTH, littlestone_warmuth),
)
