"""Claims of mutual information against what so many samples can show."""

from math import log
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from itbounds._typing import Count, Number
from itbounds.audit.check import Check
from itbounds.audit.report import Report
from itbounds.audit.verdict import Verdict
from itbounds.errors import DomainError
from itbounds.numerics.interval import Interval
from itbounds.numerics.scalars import as_count, as_real
from itbounds.units import BITS, Unit, as_unit

__all__ = ["mi_claim"]

if TYPE_CHECKING:
    Estimator: TypeAlias = Literal["infonce", "dv", "nwj", "smile", "mine", "plugin", "ksg", "lower_bound"]
else:
    Estimator = Any  # a wrong word is refused below, with the remedy

_KNOWN = ("infonce", "dv", "nwj", "smile", "mine", "plugin", "ksg", "lower_bound")
_BATCH = "the samples of a batch are not independent, so that positives occur among the negatives"


def mi_claim(
    value: Number,
    n: Count,
    *,
    estimator: Estimator = "infonce",
    k: Count | None = None,
    unit: Unit | str = BITS,
) -> Report:
    r"""Audit a claim that some mutual information was measured from n samples.

    - InfoNCE with k scores for each sample, one of them of its own partner, never exceeds :math:`\ln k`,
      whatever the critic; within one nat of that it says only that the information is large.
    - The plug-in estimate of n pairs never exceeds :math:`\ln n`.
    - No lower bound of high confidence from n samples, valid for all laws, exceeds about
      :math:`2 \ln n + 5`, and none of the Donsker-Varadhan form :math:`\ln n` (McAllester and Stratos;
      constants recalled). A larger claim may be true, but rests on assumptions about the law.

    Parameters
    ----------
    value : float
        The claim.
    n : int
        The number of samples that it was measured from.
    estimator : {"infonce", "dv", "nwj", "smile", "mine", "plugin", "ksg", "lower_bound"}
        How; ``"lower_bound"`` is a claim that the information is at least so much.
    k : int, optional
        For InfoNCE, the number of scores for each sample, often the size of a batch; n if not given.
    unit : Unit or str
        The unit of the claim.

    Returns
    -------
    Report

    Raises
    ------
    DomainError
        If the estimator is not known.

    Notes
    -----
    Sources: van den Oord, Li and Vinyals, 2018; McAllester and Stratos, 2020; Poole, Ozair, van den Oord,
    Alemi and Tucker, 2019.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.audit.mi_claim(9.0, 10_000, k=128).verdict
    <Verdict.VIOLATED: 'violated'>
    >>> ib.audit.mi_claim(9.0, 10_000, k=1024).verdict
    <Verdict.INCONCLUSIVE: 'inconclusive'>
    >>> ib.audit.mi_claim(3.0, 10_000, k=1024).verdict
    <Verdict.CONSISTENT: 'consistent'>
    """
    chosen = as_unit(unit)
    claim = as_real(value, name="claimed information")
    samples = as_count(n, name="number of samples", minimum=2)
    if estimator not in _KNOWN:
        raise DomainError(
            f"unknown estimator {estimator!r}", value=estimator, hint=f"known are {', '.join(_KNOWN)}"
        )
    checks = []
    if estimator == "infonce":
        scores = samples if k is None else as_count(k, name="number k of scores", minimum=2)
        checks.append(_ceiling(claim, log(scores), "InfoNCE estimate", f"ln k with k = {scores}", chosen))
    elif estimator == "plugin":
        checks.append(_ceiling(claim, log(samples), "plug-in estimate", f"ln n with n = {samples}", chosen))
    else:
        factor, extra, form = (2.0, 5.0, "any") if estimator in ("lower_bound", "ksg") else (1.0, 0.0, "DV")
        checks.append(_certifiable(claim, factor * log(samples) + extra, form, chosen))
    return Report(f"information of {claim:g} {chosen} by {estimator}", tuple(checks))


def _ceiling(claim: float, nats: float, name: str, what: str, unit: Unit) -> Check:
    # The claim comes rounded, as does the logarithm.
    limit = Interval(unit.floor(nats), unit.ceil(nats) * (1.0 + 1e-12), unit)
    saturated = unit.to_nats(claim) > nats - 1.0
    return Check.compared(
        name,
        Interval(claim, claim, unit),
        limit,
        estimate=claim,
        sense="at most",
        assumptions=(f"the ceiling is {what}, whatever was learnt",),
        causes=("the number of negatives or samples is not that of the claim", "the unit is wrong", _BATCH),
        reference="van den Oord, Li and Vinyals (2018)",
        doubt=f"{name} is within a nat of its ceiling: it says only that the information is large"
        if saturated and claim <= limit.upper
        else "",
    )


def _certifiable(claim: float, nats: float, form: str, unit: Unit) -> Check:
    limit = Interval(unit.floor(nats), unit.ceil(nats), unit)
    beyond = claim > limit.upper
    verdict = Verdict.INCONCLUSIVE if beyond else Verdict.CONSISTENT
    said = "more than" if beyond else "no more than"
    what = "lower bound" if form == "any" else "lower bound of the Donsker-Varadhan form"
    return Check(
        "claimed information",
        verdict,
        f"it is {said} a {what} valid for all laws can certify from so many samples, {limit}",
        Interval(claim, claim, unit),
        limit,
        claim,
        "at most",
        assumptions=("nothing is assumed of the law; the constants of the limit are recalled",),
        reference="McAllester and Stratos (2020)",
    )
