"""Models that a few of the data describe, such as support vectors: tested on all the others."""

from math import lgamma, log

from itbounds._typing import Count, Number
from itbounds.bounds.generalization.levels import as_errors, level
from itbounds.bounds.generalization.samples import as_sample_size
from itbounds.bounds.inputs import as_delta, as_information, padded
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem
from itbounds.errors import DomainError
from itbounds.numerics.scalars import as_count
from itbounds.numerics.statistics.binomial import binomial_ceiling
from itbounds.results.bound import Bound
from itbounds.units import NATS, Unit

__all__ = ["CALCULATORS", "littlestone_warmuth", "sample_compression"]

_DRAWN = "independent training data"
_REBUILT = "the model is a function of k of the data and a message, fixed before the data were seen"

_COMPRESSION = Theorem(
    name="sample_compression",
    title="the risk of a model that few of the data describe, by binomial tails",
    statement=r"R \le \max \Bigl\{ p : \Pr[\mathrm{Bin}(n - k, p) \le e] \ge"
    r" \frac{\delta e^{-m}}{n \binom nk} \Bigr\}",
    direction="upper",
    target="R(h)",
    latex="R(h)",
    kind="single-draw",
    assumptions=(_DRAWN, "a loss is 0 or 1", _REBUILT),
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
    Calculator(_COMPRESSION, sample_compression),
    Calculator(_WARMUTH, littlestone_warmuth),
)
