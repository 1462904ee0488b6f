"""Codecs: rates and errors that were reached, against the rate-distortion function of a stated source."""

from collections.abc import Callable
from functools import partial

import numpy as np

from itbounds._typing import Array, ArrayLike, Number
from itbounds.audit.chart import Chart, Point
from itbounds.audit.check import Check
from itbounds.audit.evidence import as_alpha
from itbounds.audit.rate_checks import Achieved, against_source, limit_line
from itbounds.audit.report import Measurement, Report
from itbounds.audit.source_chance import chance_explains, coordinates_of
from itbounds.audit.source_limits import Measure, Source, limit_of
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels.distribution import Distribution
from itbounds.numerics.coercion import coerce
from itbounds.numerics.interval import Interval
from itbounds.numerics.statistics.mean_intervals import mean_interval
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["codec"]

_MODEL = "the source is only a model of the data: a rate below its R(D) tells of the model, not of the codec"


def codec(
    rate: ArrayLike,
    distortion: ArrayLike,
    *,
    source: Source | None,
    measure: Measure = "squared",
    model: bool = False,
    label: str = "codec",
    alpha: Number = 0.05,
    unit: Unit | str = BITS,
) -> Report:
    r"""Audit the rates and errors of a lossy codec.

    .. math:: R \ge R(D) = \min_{\mathbb E\, d(X, \hat X) \le D} I(X; \hat X)

    for every code of independent samples of the source, with reproductions by any real numbers.

    Parameters
    ----------
    rate : array-like of shape (points,) or (points, n), or float
        The bits that were paid for a sample, headers included: a number for each setting of the codec, or one
        for each of n test samples.
    distortion : array-like of shape (points,) or (points, n), or float
        The errors, alike. With one more axis than `rate` they are of samples coded at a fixed rate.
    source : Distribution, Gaussian, Laplacian, GaussianKernel or None
        The law that the samples are drawn from: of real letters, ``ib.sources.gaussian(variance)``,
        ``ib.sources.laplacian(scale)``, or a Gaussian law of vectors, whose rates and errors are then a
        coordinate. None if it is not known, as of photographs: then no limit applies.
    measure : {"squared", "absolute"}
        What error is.
    model : bool
        Whether the source is only a model of the data, such as a law fitted to an image: then a rate below
        its limit is no violation.
    label : str
        What the figure calls the codec.
    alpha : float
        The probability with which a codec that keeps the limit may be accused: over all points together.
    unit : Unit or str
        The unit of the rates.

    Returns
    -------
    Report
        With the plane of rate and distortion as its figure.

    Raises
    ------
    ShapeError
        If the shapes do not fit together.
    DomainError
        If a number is negative or NaN, or the source is not on the reals.

    Notes
    -----
    Under squared error R(D) of a Gaussian source is known; of a Laplacian one it is between Shannon's lower
    bound and the rate of a Gaussian source; of finite laws both ends are certified, the lower one for all
    real reproductions. Intervals are Student's t, at a level that is shared by all points; since this is an
    approximation, a point is a violation only if no code gets there with a probability above the level, on so
    many samples. That is proved for fixed rates and for prefix codes, by the dual of R(D).

    Examples
    --------
    >>> import itbounds as ib
    >>> print(ib.audit.codec([1.0, 2.0], [0.4, 0.1], source=ib.sources.gaussian(1.0)))
    codec: consistent
      consistent  rate at D = 0.4 1 bit ≥ [0.660964047, 0.660964048] bit
      consistent  rate at D = 0.1 2 bit ≥ [1.660964047, 1.660964048] bit
    """
    chosen, level = as_unit(unit), as_alpha(alpha)
    rates, errors = _pair(rate, distortion)
    sampled = [values.shape[1] > 1 for values in (rates, errors)]
    # One share for every number that is estimated.
    share = level / max(1, len(rates) * sum(sampled))
    paid = [_achieved(row, share) for row in rates]
    lost = [_achieved(row, share) for row in errors]
    confidence = 1.0 - level if any(sampled) else None
    points = tuple(
        Point(label, error.estimate, one.estimate, error.ends, one.ends)
        for one, error in zip(paid, lost, strict=True)
    )
    smallest = min((error.estimate for error in lost if error.estimate > 0.0), default=0.0)
    checks, lines = [], []
    if source is None:
        checks.append(
            Check.not_applicable(
                "rate",
                "the law of the source is not known, as of natural images: no limit can be stated for it",
                reference="Shannon (1959)",
            )
        )
    else:
        known = limit_of(source, measure)
        checks = [
            against_source(
                f"rate at D = {error.estimate:.4g}",
                one,
                error,
                known=known,
                unit=chosen,
                confidence=confidence,
                model=_MODEL if model else "",
                by_chance=_luck((rates[i], chosen), errors[i], source, measure, level / len(rates)),
            )
            for i, (one, error) in enumerate(zip(paid, lost, strict=True))
        ]
        solved = isinstance(source, Distribution)
        lines.append(limit_line(known, chosen, 0.5 * smallest, solved=solved))
    measurements = [
        Measurement(name, one.estimate, Interval(max(0.0, one.low), one.high, kind), "Student's t")
        for names, values, kind in (("rate", paid, chosen), ("error D", lost, PURE))
        for name, one in ((_numbered(names, i, len(values)), one) for i, one in enumerate(values))
        if one.ends
    ]
    notes = (_MODEL,) if model and source is not None else ()
    error_name = "squared" if measure == "squared" else "absolute"
    chart = Chart(
        f"mean {error_name} error D", f"rate [{chosen}/sample]", tuple(lines), points, log_x=smallest > 0.0
    )
    return Report(label, tuple(checks), tuple(measurements), notes, chart)


def _pair(rate: ArrayLike, distortion: ArrayLike) -> tuple[Array, Array]:
    tables = []
    for obj, name in ((rate, "rate"), (distortion, "distortion")):
        array = coerce(obj, name).array
        if array.ndim > 2 or not array.size:
            raise ShapeError(
                f"the {name} has shape {array.shape}; (points,) or (points, n) is expected", value=array.shape
            )
        if not (array >= 0.0).all() or np.isinf(array).any():
            place = np.argwhere(~((array >= 0.0) & np.isfinite(array)))[0].tolist()
            entry = (
                f"entry {place[0] if len(place) == 1 else tuple(place)} of the {name}"
                if place
                else f"the {name}"
            )
            raise DomainError(
                f"{entry} is {array[tuple(place)]:g}; it must be at least 0 and finite",
                value=float(array[tuple(place)]),
                where=name,
            )
        tables.append(array)
    rates, errors = tables
    if errors.ndim == rates.ndim + 1:
        rates, errors = rates.reshape(-1, 1), np.atleast_2d(errors)
    rates, errors = (a.reshape(-1, 1) if a.ndim < 2 else a for a in (rates, errors))
    if len(rates) != len(errors) or (
        min(rates.shape[1], errors.shape[1]) > 1 and rates.shape != errors.shape
    ):
        raise ShapeError(
            f"rate and distortion have shapes {np.shape(rate)} and {np.shape(distortion)}",
            hint="give one rate and one error for each point, or for each of n samples of a point",
        )
    return rates, errors


def _luck(
    paid: tuple[Array, Unit], errors: Array, source: Source, measure: Measure, delta: float
) -> Callable[[], bool] | None:
    """Return whether chance explains a point of so many samples; an exact point is no matter of chance."""
    rates, unit = paid
    n, size = max(len(rates), len(errors)), coordinates_of(source)
    if n == 1:
        return None
    nats, lost = size * unit.to_nats(float(rates.mean())), n * size * float(errors.mean())
    return partial(chance_explains, nats, lost, n, source=source, measure=measure, delta=delta)


def _achieved(row: Array, alpha: float) -> Achieved:
    if len(row) == 1:
        value = float(row[0])
        return Achieved(value, value, value)
    mean, low, high = mean_interval(row, alpha)
    return Achieved(mean, max(0.0, low), high)


def _numbered(name: str, place: int, count: int) -> str:
    return name if count == 1 else f"{name}, point {place + 1}"
