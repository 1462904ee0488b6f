"""Variational autoencoders against what any model of the data must pay."""

from collections.abc import Callable
from math import log

import numpy as np

from itbounds._typing import ArrayLike, Number, Vector
from itbounds.audit.causes import likely_causes
from itbounds.audit.chart import Chart, Line, Point
from itbounds.audit.check import Check
from itbounds.audit.evidence import as_alpha, as_numbers, precision_of
from itbounds.audit.report import Measurement, Report
from itbounds.errors import ShapeError
from itbounds.numerics.interval import Interval
from itbounds.numerics.scalars import as_real
from itbounds.numerics.statistics.mean_intervals import mean_interval
from itbounds.units import Unit, as_unit

__all__ = ["elbo"]

_ALEMI = "Alemi, Poole, Fischer, Dillon, Saurous and Murphy (2018)"


def elbo(
    rate: ArrayLike,
    distortion: ArrayLike,
    nll: ArrayLike | None = None,
    *,
    unit: Unit | str,
    entropy: Number | None = None,
    alpha: Number = 0.05,
) -> Report:
    r"""Audit the two terms of an evidence lower bound, :math:`-\mathrm{ELBO} = R + D`.

    .. math:: R = \mathbb E\, D\bigl(q(z \mid x) \,\|\, p(z)\bigr) \ge I_q(X; Z) \ge 0, \qquad
        D = - \mathbb E \ln p(x \mid z), \qquad R + D \ge - \mathbb E \ln p(x) \ge H(X)

    Parameters
    ----------
    rate, distortion : array-like of shape (n,), or float
        R and D of every test sample; single numbers have no confidence interval.
    nll : array-like of shape (n,), or float, optional
        :math:`-\ln p(x)` under the same model, exact or a lower estimate of it.
    unit : Unit or str
        The unit of all of them: code for autoencoders works in nats, codecs in bits.
    entropy : float, optional
        The entropy of discrete data; for data with a density leave it out.
    alpha : float
        One less the confidence of the intervals, and the probability with which a model may be accused that
        keeps the limits.

    Returns
    -------
    Report
        With the plane of rate and distortion as its figure.

    Raises
    ------
    ShapeError
        If the arrays differ in length.
    DomainError
        If an entry is NaN.

    Notes
    -----
    Intervals are Student's t. A rate, or :math:`R + D + \ln p(x)`, is violated only if its sum is below
    :math:`\ln \alpha` nats as well, at the share of :math:`\alpha` that a check has; that has a probability
    of at most :math:`\alpha` for every model, even where terms are estimated from drawn codes. A sum of
    :math:`R + D` is violated only if rare letters that did not occur cannot explain it.

    With an entropy, the information that the code carries is between :math:`H - D` and R. Source: Alemi,
    Poole, Fischer, Dillon, Saurous and Murphy, 2018.

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.audit.elbo(0.5, 1.0, 1.25, unit="nat"))
    elbo: consistent
      consistent  rate R 0.5 nat ≥ 0 nat
      consistent  R + D - NLL 0.25 nat ≥ [-0.000000001, 0] nat
      rate R: 0.5 nat (as given)
      distortion D: 1 nat (as given)
    """
    chosen, level = as_unit(unit), as_alpha(alpha)
    rates, distortions = as_numbers(rate, name="rate"), as_numbers(distortion, name="distortion")
    _require_alike(rates, distortions, "distortion")
    precision = max(map(precision_of, (rate, distortion, nll)))
    zero = Interval(0.0, 0.0, chosen)
    # The level is shared by all checks that chance may decide.
    share = level / (1 + (nll is not None) + (entropy is not None))
    total, taken_total = _measured("R + D", rates + distortions, level, chosen)
    measured_rate, taken_rate = _measured("rate R", rates, level, chosen)
    _, taken_distortion = _measured("distortion D", distortions, level, chosen)
    checks = [
        Check.compared(
            "rate R",
            measured_rate,
            zero,
            estimate=taken_rate.estimate,
            sense="at least",
            confidence=1.0 - level,
            assumptions=("R is the relative entropy of q(z|x) from the prior, averaged over test data",),
            causes=("the sign of the rate is wrong", "the prior of the rate is not that of the model"),
            reference=_ALEMI,
            by_chance=_luck(rates, share, chosen),
        )
    ]
    lines = []
    limit_of_plane = None
    if nll is not None:
        paid = as_numbers(nll, name="negative log-likelihood")
        _require_alike(rates, paid, "negative log-likelihood")
        size = float(np.mean(np.abs(rates) + np.abs(distortions) + np.abs(paid)))
        excess, taken = _measured("R + D - NLL", rates + distortions - paid, level, chosen)
        checks.append(
            Check.compared(
                "R + D - NLL",
                excess,
                # Where the posterior is exact, the three agree but for their rounding.
                Interval(-precision * size, 0.0, chosen),
                estimate=taken.estimate,
                sense="at least",
                confidence=1.0 - level,
                assumptions=("the negative log-likelihood is that of the same model on the same samples",),
                causes=likely_causes(
                    total,
                    Interval(float(paid.mean()), float(paid.mean()), chosen),
                    "at least",
                    (
                        "a constant of the decoder's density was dropped, such as ln 2π / 2 a dimension",
                        "the likelihood is of other samples, or of data that were scaled otherwise",
                    ),
                ),
                reference=_ALEMI,
                by_chance=_luck(rates + distortions - paid, share, chosen),
            )
        )
        limit_of_plane = ("NLL", float(paid.mean()))
    if entropy is not None:
        bits = as_real(entropy, name="entropy")
        known = Interval(bits, bits, chosen)
        checks.append(
            Check.compared(
                "R + D",
                total,
                known,
                estimate=taken_total.estimate,
                sense="at least",
                confidence=1.0 - level,
                assumptions=("the data are discrete, of the stated entropy",),
                causes=likely_causes(
                    total,
                    known,
                    "at least",
                    ("the data are discrete and the decoder is a density: add uniform noise to them",),
                ),
                reference=_ALEMI,
                by_chance=_rare(rates + distortions, bits, share, chosen),
            )
        )
        limit_of_plane = ("entropy", bits)
    if limit_of_plane is not None:
        name, least = limit_of_plane
        far = max(2.0 * float(rates.mean()), 0.1 * abs(least)) + 1e-9
        lines.append(Line(f"R + D = {name}", (0.0, far), (least, least - far)))
    chart = Chart(
        f"rate R [{chosen}]",
        f"distortion D [{chosen}]",
        tuple(lines),
        (
            Point(
                "model",
                taken_rate.estimate,
                taken_distortion.estimate,
                (taken_rate.interval.lower, taken_rate.interval.upper),
                (taken_distortion.interval.lower, taken_distortion.interval.upper),
            ),
        ),
    )
    return Report("elbo", tuple(checks), (taken_rate, taken_distortion), (), chart)


def _measured(name: str, values: Vector, alpha: float, unit: Unit) -> tuple[Interval, Measurement]:
    mean, low, high = mean_interval(values, alpha)
    method = "Student's t"
    if len(values) == 1:
        low, high, method = mean, mean, "as given"
    interval = Interval(low, high, unit)
    return interval, Measurement(name, mean, interval, method)


def _luck(excess: Vector, alpha: float, unit: Unit) -> Callable[[], bool] | None:
    r"""Return whether chance makes numbers so small that are at least 0 on average, for every model.

    Of codes that are drawn, each is :math:`\ln (q / p)` of two densities at a point drawn from q. The mean of
    :math:`e^{-x}` is then at most one, and so is that of its product over samples; analytic terms are none of
    them negative.
    """
    if len(excess) == 1:
        return None
    return lambda: unit.to_nats(float(excess.sum())) >= log(alpha)


def _rare(total: Vector, entropy: float, alpha: float, unit: Unit) -> Callable[[], bool] | None:
    """Return whether letters that did not occur, by chance, may cost what is missing.

    Those of a mass u go unseen with the probability ``(1 - u)^n``, and are taken to cost u times the most
    that was seen and ``ln (1 / u)``. This is no proof: there may be any number of them.
    """
    if len(total) == 1:
        return None
    mass = log(2.0 / alpha) / len(total)

    def explained() -> bool:
        if mass >= 1.0:
            return True
        most = max(0.0, unit.to_nats(float(total.max()))) - log(mass)
        high = unit.to_nats(mean_interval(total, alpha)[2])
        return high + mass * most >= unit.to_nats(entropy)

    return explained


def _require_alike(first: Vector, second: Vector, name: str) -> None:
    if len(first) != len(second):
        raise ShapeError(
            f"the {name} has {len(second)} entries and the rate {len(first)}",
            hint="give both for every sample",
        )
