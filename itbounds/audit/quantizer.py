"""Quantisers: a codebook on test data against the rate-distortion function of a stated source."""

from dataclasses import replace
from functools import partial
from math import log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, ArrayLike, Mask, Matrix, Number, Vector
from itbounds.audit.chart import Chart, Point
from itbounds.audit.evidence import as_alpha, entropy_interval
from itbounds.audit.rate_checks import CAUSES, Achieved, against_source, limit_line
from itbounds.audit.report import Measurement, Report
from itbounds.audit.source_chance import chance_explains, coordinates_of
from itbounds.audit.source_limits import Measure, Source, limit_of, variance_of
from itbounds.audit.verdict import Verdict
from itbounds.errors import DomainError, ShapeError
from itbounds.kernels.distribution import Distribution
from itbounds.numerics.coercion import coerce
from itbounds.numerics.interval import Interval
from itbounds.numerics.statistics.mean_intervals import mean_interval
from itbounds.numerics.statistics.universal_coding import log_multinomial_shtarkov_sum
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["quantizer"]

Codes: TypeAlias = NDArray[np.intp]

_UNKNOWN = "x_train is not given: test points cannot be told from training points"
_SEEN = "test points are among the training points, on which a codebook looks better than it is"
_OTHER_LAW = "the test data are not drawn from the stated source: their variance is another"
_ENTRIES = 4_000_000


def quantizer(
    codebook: ArrayLike,
    x_test: ArrayLike,
    *,
    source: Source,
    x_train: ArrayLike | None = None,
    measure: Measure = "squared",
    alpha: Number = 0.05,
    unit: Unit | str = BITS,
) -> Report:
    r"""Audit a quantiser: the error of its codebook on test data, at two rates.

    With k codewords of d coordinates, drawn by their nearest neighbours,

    .. math:: \frac{\log k}{d} \ge \frac{H(\text{index})}{d} \ge R(D)

    Parameters
    ----------
    codebook : array-like of shape (k,) or (k, d)
        The codewords.
    x_test : array-like of shape (n,) or (n, d)
        Data that the codebook was not fitted to.
    source : Distribution, Gaussian, Laplacian or GaussianKernel
        The law of each coordinate, which are independent; or a Gaussian law of vectors.
    x_train : array-like of shape (m,) or (m, d), optional
        What it was fitted to. Without it nothing can be concluded: on its own training points a codebook has
        less error than the source allows. Letters of a finite source recur by themselves: there a violation
        must last whichever of the test points that occur in training are left out.
    measure : {"squared", "absolute"}
        The error of a coordinate.
    alpha : float
        The probability with which a quantiser that keeps the limit may be accused.
    unit : Unit or str
        The unit of rates.

    Returns
    -------
    Report
        With the plane of rate and distortion as its figure.

    Raises
    ------
    ShapeError
        If dimensions differ.
    DomainError
        If a number is not finite, or the source is not on the reals.

    Notes
    -----
    Intervals: Student's t for the error, and for the entropy of the index the normal approximation with the
    bias of Miller and Madow. These are approximations; so a violation is claimed only if no codebook gets
    there with a probability above the level, on so many samples, as for `codec`.

    Examples
    --------
    >>> import itbounds as ib
    >>> import numpy as np
    >>> fitted, fresh = np.random.default_rng(0).normal(size=(2, 5000))
    >>> codebook = np.linspace(-2.5, 2.5, 16)
    >>> ib.audit.quantizer(codebook, fresh, source=ib.sources.gaussian(1.0), x_train=fitted).verdict
    <Verdict.CONSISTENT: 'consistent'>
    >>> ib.audit.quantizer(codebook, fresh, source=ib.sources.gaussian(1.0)).verdict
    <Verdict.INCONCLUSIVE: 'inconclusive'>
    """
    chosen, level = as_unit(unit), as_alpha(alpha)
    words, data = _points(codebook, "codebook"), _points(x_test, "test data")
    train = None if x_train is None else _points(x_train, "training data")
    for points, name in ((data, "test data"), (train, "training data")):
        if points is not None and points.shape[1] != words.shape[1]:
            raise ShapeError(
                f"the {name} have {points.shape[1]} coordinates, the codewords {words.shape[1]}",
                value=points.shape,
            )
    size = words.shape[1]
    codes, errors = _nearest(words, data, measure)
    share = 0.5 * level
    mean, low, high = mean_interval(errors, share)
    lost = Achieved(mean, max(0.0, low), high)
    fixed = log(len(words)) / size
    entropy = [nats / size for nats in entropy_interval(np.bincount(codes), len(words), share)]
    seen = np.zeros(len(data), dtype=bool) if train is None else _seen(data, train)
    # Letters recur, and fresh ones are among those of the training: this only stops an accusation.
    recur = isinstance(source, Distribution)
    doubt = _UNKNOWN if train is None else _SEEN if seen.any() and not recur else ""
    causes = (_OTHER_LAW, *CAUSES) if _another_law(data, source, level) else CAUSES
    rates = {
        "rate, fixed length": Achieved(*(chosen.from_nats(fixed),) * 3),
        "rate, entropy coded": Achieved(
            chosen.from_nats(entropy[0]), chosen.floor(entropy[1]), chosen.ceil(min(entropy[2], fixed))
        ),
    }
    # Letters cost as much as an index of k, or as one of the best code for so many indices of unknown law.
    counted = len(data) * entropy[0] * size + log_multinomial_shtarkov_sum(len(data), len(words))
    costs = (fixed, min(fixed, counted / (len(data) * size)))
    chances = [
        partial(_luck, cost, errors, seen, source=source, measure=measure, size=size, delta=share)
        for cost in costs
    ]
    known = limit_of(source, measure)
    found = [
        against_source(
            name,
            paid,
            lost,
            known=known,
            unit=chosen,
            confidence=1.0 - level,
            causes=causes,
            doubt=doubt,
            by_chance=partial(chance, leaked=False),
        )
        for (name, paid), chance in zip(rates.items(), chances, strict=True)
    ]
    checks = tuple(
        replace(check, verdict=Verdict.INCONCLUSIVE, reason=_SEEN, causes=())
        if check.verdict is Verdict.VIOLATED and seen.any() and chance(leaked=True)
        else check
        for check, chance in zip(found, chances, strict=True)
    )
    measurements = [
        Measurement("error D on test data", mean, Interval(lost.low, high, PURE), "Student's t"),
        *(
            Measurement(name, paid.estimate, Interval(paid.low, paid.high, chosen), method)
            for (name, paid), method in zip(rates.items(), ("ln k / d", "normal approximation"), strict=True)
        ),
    ]
    chart_points = [
        Point(name.removeprefix("rate, "), mean, paid.estimate, lost.ends, paid.ends)
        for name, paid in rates.items()
    ]
    if train is not None:
        fitted, below, above = mean_interval(_nearest(words, train, measure)[1], level)
        fitted_at = Interval(max(0.0, below), above, PURE)
        method = "Student's t, as if they were fresh"
        measurements.append(Measurement("error D on training data", fitted, fitted_at, method))
        chart_points.append(
            Point("training data, fixed length", fitted, chosen.from_nats(fixed), (fitted_at.lower, above))
        )
    least = min(point.x for point in chart_points)
    chart = Chart(
        f"mean {measure} error D",
        f"rate [{chosen}/sample]",
        (limit_line(known, chosen, 0.5 * least, solved=recur),),
        tuple(chart_points),
        log_x=least > 0.0,
    )
    return Report(f"quantiser with {len(words)} codewords", checks, tuple(measurements), (), chart)


def _points(obj: ArrayLike, name: str) -> Matrix:
    array = coerce(obj, name).array
    table = array.reshape(-1, 1) if array.ndim == 1 else array
    if table.ndim != 2 or not table.size:
        raise ShapeError(f"the {name} has shape {array.shape}; (n,) or (n, d) is expected", value=array.shape)
    if not np.isfinite(table).all():
        place = int(np.argwhere(~np.isfinite(table))[0][0])
        raise DomainError(
            f"row {place} of the {name} is not finite", value=place, hint="leave such points out"
        )
    return table


def _nearest(words: Matrix, data: Matrix, measure: Measure) -> tuple[Codes, Vector]:
    """Return the nearest codeword of every point, and its mean error a coordinate."""
    codes, errors = np.empty(len(data), dtype=np.intp), np.empty(len(data))
    rows = max(1, _ENTRIES // words.size)
    for start in range(0, len(data), rows):
        part = slice(start, start + rows)
        apart: Array = np.abs(data[part, None, :] - words)
        table = (apart**2 if measure == "squared" else apart).mean(axis=2)
        codes[part], errors[part] = table.argmin(axis=1), table.min(axis=1)
    return codes, errors


def _seen(data: Matrix, train: Matrix) -> Mask:
    """Return which points occur in training."""
    known = set(_rows(train))
    return np.array([row in known for row in _rows(data)])


def _rows(table: Matrix) -> list[bytes]:
    return [row.tobytes() for row in np.ascontiguousarray(table) + 0.0]


def _luck(
    cost: float,
    errors: Vector,
    seen: Mask,
    *,
    leaked: bool,
    source: Source,
    measure: Measure,
    size: int,
    delta: float,
) -> bool:
    """Whether chance explains the errors of points, or of those that are left if some of the seen leaked.

    The seen points that are left, of any number, have at most the errors of the worst ones.
    """
    fresh, doubtful = errors[~seen], np.sort(errors[seen])[::-1]
    counts, lost = np.array([len(errors)]), np.array([errors.sum()])
    if leaked:
        counts = len(fresh) + np.arange(len(doubtful) + 1)
        lost = fresh.sum() + np.append(0.0, np.cumsum(doubtful))
    each = coordinates_of(source)
    return chance_explains(
        cost * each, lost * size, counts * size / each, source=source, measure=measure, delta=delta
    )


def _another_law(data: Matrix, source: Source, alpha: float) -> bool:
    """Whether the variance of the data cannot be that of the source."""
    spread = (data - data.mean(axis=0)) ** 2
    _, low, high = mean_interval(spread.mean(axis=1), alpha)
    return len(data) > 1 and not low <= variance_of(source) * (1.0 - 1.0 / len(data)) <= high
