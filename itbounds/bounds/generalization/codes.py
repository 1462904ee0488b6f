"""Models that a short code describes: bounds that hold for all of them at once."""

from math import log

from itbounds._typing import Count, Number
from itbounds.bounds.generalization.levels import as_errors, as_risk, level, risk_above
from itbounds.bounds.generalization.samples import as_sample_size, root
from itbounds.bounds.inputs import as_delta, as_information, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.numerics.scalars import as_count
from itbounds.numerics.statistics.binomial import binomial_ceiling
from itbounds.results.bound import Bound
from itbounds.units import BITS, NATS, Unit, as_unit

__all__ = [
    "CALCULATORS",
    "description_length",
    "occam",
    "occam_hoeffding",
    "occam_kl",
]

_DRAWN = "independent training data"
_BINARY = "a loss is 0 or 1"
_BOUNDED = "losses in [0, 1]"
_CODED = "every model has a code of length c, by a prefix code fixed before the data were seen"
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


CALCULATORS = (
    Calculator(_OCCAM, occam),
    Calculator(_OCCAM_KL, occam_kl),
    Calculator(_OCCAM_HOEFFDING, occam_hoeffding),
)
