"""Classifiers: how much their predictions tell of the labels, and whether that is possible."""

from collections.abc import Callable
from math import fsum, inf, isfinite, log
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Mask, Matrix, Number, Vector
from itbounds.audit.causes import DENSITIES, LEAK, UNITS
from itbounds.audit.check import Check
from itbounds.audit.evidence import (
    as_alpha,
    as_labels,
    decimal_step,
    entropy_floor,
    entropy_interval,
    precision_of,
)
from itbounds.audit.report import Measurement, Report
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.interval import Interval
from itbounds.numerics.scalars import as_level
from itbounds.numerics.statistics.binary_divergence import binary_entropy, divergence_above
from itbounds.numerics.statistics.empirical_bernstein import empirical_bernstein
from itbounds.numerics.statistics.fano import least_error
from itbounds.numerics.statistics.mean_intervals import binomial_interval, mean_interval
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["classifier"]

Codes: TypeAlias = NDArray[np.intp]

_ASSUMED = ("test samples are independent", "X tells no more of Y than was stated")
_CAUSES = (
    LEAK,
    "the label or a copy of it is among the inputs",
    "test samples occur more than once",
    f"the stated information is too small, or {UNITS}",
)


def classifier(
    y_true: ArrayLike,
    proba: ArrayLike | None = None,
    *,
    y_pred: ArrayLike | None = None,
    information: Number | None = None,
    alpha: Number = 0.05,
    unit: Unit | str = BITS,
) -> Report:
    r"""Audit a classifier by its predictions for test data that it has not seen.

    What the predictions show of the information that the inputs X carry about the label Y,

    .. math:: I(X; Y) \ge H(Y) - \mathbb E[- \ln q(Y \mid X)], \qquad
        I(X; Y) \ge H(Y) - h(P_e) - P_e \ln (K - 1),

    is measured; if a limit of that information is known, such as the capacity of what the inputs went
    through, both are held against it.

    Parameters
    ----------
    y_true : array-like of shape (n,)
        The labels.
    proba : array-like of shape (n, K), optional
        The predicted probabilities; columns are the sorted labels, or 0 to K - 1 if there are more columns.
    y_pred : array-like of shape (n,), optional
        The predicted labels; by default those of the largest probability.
    information : float, optional
        The most that X can tell of Y.
    alpha : float
        One less the confidence of every interval, and the probability with which predictions that keep the
        stated information may be accused.
    unit : Unit or str
        The unit of informations.

    Returns
    -------
    Report

    Raises
    ------
    ShapeError
        If there is neither `proba` nor `y_pred`, or lengths differ.
    DomainError
        If labels are no columns of `proba`.

    Notes
    -----
    The cross-entropy is an upper estimate of H(Y|X) and gives no lower limit on the error. Intervals: Clopper
    and Pearson for the error, Student's t for the cross-entropy, the normal approximation with an allowance
    for bias for H(Y). Against a stated information a violation is claimed only if it also follows without any
    approximation, from the intervals of Clopper and Pearson of all labels and from the inequalities of
    Chernoff and of Maurer and Pontil for predictions mixed with a few guesses: at the level `alpha`, for all
    checks together.

    Examples
    --------
    >>> import itbounds as ib
    >>> labels = [0, 1] * 50
    >>> report = ib.audit.classifier(labels, y_pred=labels, information=0.5)
    >>> report.verdict
    <Verdict.VIOLATED: 'violated'>
    >>> report.checks[0].causes[0]
    'the test data were seen in training'
    """
    chosen, level = as_unit(unit), as_alpha(alpha)
    codes, letters = as_labels(y_true, name="labels")
    checks, measurements = [], []
    table: Matrix | None = None
    if proba is not None:
        table, codes = _table(proba, codes, letters)
        checks.append(_normalised(table, precision_of(proba)))
    wrong = _errors(codes, letters, table, y_pred)
    kinds = max(2, len(letters) if table is None else table.shape[1])
    n = len(codes)
    label_entropy = entropy_interval(np.unique(codes, return_counts=True)[1], kinds, level)
    low, high = binomial_interval(int(wrong.sum()), n, level)
    error = Interval(low, high, PURE)
    shown = [_in(chosen, *label_entropy)]
    measurements += [
        Measurement("error P_e", float(wrong.mean()), error, "Clopper and Pearson"),
        Measurement("label entropy H(Y)", *shown[0], "normal approximation"),
    ]
    floors = [("Fano", label_entropy[1] - _fano_entropy(high, kinds), "by the error")]
    if table is not None:
        with np.errstate(divide="ignore"):
            mean, below, above = mean_interval(-np.log(np.maximum(table[np.arange(n), codes], 0.0)), level)
        measurements.append(
            Measurement("cross-entropy", *_in(chosen, mean, max(0.0, below), above), "Student's t")
        )
        floors.append(("cross-entropy", label_entropy[1] - above, "by the cross-entropy"))
    for name, nats, how in floors:
        least = max(0.0, nats) if isfinite(nats) else 0.0
        value = chosen.floor(least)
        title = f"information I(X;Y) {how}, at least"
        measurements.append(
            Measurement(title, value, Interval(value, inf, chosen), f"{name}, both intervals")
        )
    if information is None:
        checks.append(
            Check.not_applicable(
                "information limit", "no limit of I(X;Y) is stated: pass information= if one is known"
            )
        )
    else:
        stated = as_level(information, name="information")
        left = np.maximum(0.0, np.array([label_entropy[1], label_entropy[0]]) - chosen.to_nats(stated))
        sure, likely = least_error(left, np.array(float(kinds)), np.array(1.0)).tolist()
        floor = Interval(sure, max(sure, likely), PURE)
        counts, nats_stated = np.unique(codes, return_counts=True)[1], chosen.to_nats(stated)

        def error_by_chance() -> bool:
            # A half of the level is for the error, a quarter for each of the entropy and the cross-entropy.
            left = max(0.0, entropy_floor(counts, kinds, 0.25 * level) - nats_stated)
            return high >= float(least_error(np.array(left), np.array(float(kinds)), np.array(1.0)))

        def information_by_chance() -> bool:
            given = np.zeros(n) if table is None else table[np.arange(n), codes]
            most = _cross_entropy_ceiling(given, kinds, 0.25 * level)
            return entropy_floor(counts, kinds, 0.25 * level) - most <= nats_stated

        checks.append(_against_error(error, float(wrong.mean()), floor, level, error_by_chance))
        for name, nats, _ in floors[1:]:
            least, most = chosen.floor(nats), Interval(stated, stated, chosen)
            checks.append(_against_information(name, least, most, level, information_by_chance))
    return Report("classifier", tuple(checks), tuple(measurements))


def _table(proba: ArrayLike, codes: Codes, letters: NDArray[Any]) -> tuple[Matrix, Codes]:
    table = coerce(proba, "predicted probabilities").array
    if table.ndim != 2 or len(table) != len(codes):
        raise ShapeError(
            f"the predicted probabilities have shape {table.shape}; ({len(codes)}, K) is expected",
            value=table.shape,
        )
    if np.isnan(table).any():
        place = int(np.flatnonzero(np.isnan(table).any(axis=1))[0])
        raise DomainError(
            f"row {place} of the predicted probabilities has NaN", value=place, hint="leave such samples out"
        )
    if table.shape[1] == len(letters):
        return table, codes
    places = letters.astype(np.intp) if letters.dtype.kind in "iu" else None
    if places is None or places.min() < 0 or places.max() >= table.shape[1]:
        raise DomainError(
            f"{len(letters)} different labels occur, and {table.shape[1]} columns are predicted",
            hint="give a column for every label, or labels that are numbers of columns",
        )
    return table, places[codes]


def _normalised(table: Matrix, precision: float) -> Check:
    sums = table.sum(axis=1)
    worst = float(sums[np.argmax(np.abs(sums - 1.0))])
    least = float(table.min())
    slack = 10.0 * precision + table.shape[1] * (0.5 * decimal_step(table) + 1e-12) + 1e-9
    # A negative entry shows as a sum that is off by as much.
    shown = worst if least >= 0.0 else 1.0 - least
    return Check.compared(
        "predicted probabilities sum to",
        Interval(shown, shown, PURE),
        Interval(1.0 - slack, 1.0 + slack, PURE),
        estimate=shown,
        sense="at most" if shown > 1.0 else "at least",
        causes=("logits or scores were taken for probabilities", "columns are missing"),
    )


def _errors(codes: Codes, letters: NDArray[Any], table: Matrix | None, y_pred: ArrayLike | None) -> Mask:
    if y_pred is not None:
        given = np.asarray(y_pred)
        if given.shape != codes.shape:
            raise ShapeError(
                f"the predicted labels have shape {given.shape}; {codes.shape} is expected", value=given.shape
            )
        truth = letters[codes] if table is None or table.shape[1] == len(letters) else codes
        return np.asarray(given != truth)
    if table is None:
        raise ShapeError("neither proba nor y_pred is given", hint="give one of them")
    return np.asarray(table.argmax(axis=1) != codes)


def _fano_entropy(error: float, kinds: int) -> float:
    at = min(error, (kinds - 1) / kinds)
    return float(binary_entropy(np.array(at))) + at * log(kinds - 1)


def _in(unit: Unit, value: float, low: float, high: float) -> tuple[float, Interval]:
    return unit.from_nats(value), Interval(unit.floor(low), unit.ceil(high), unit)


def _cross_entropy_ceiling(given: Vector, kinds: int, delta: float) -> float:
    """Return a ceiling of the cross-entropy of predictions that are mixed with guesses, but with delta.

    Mixed by one part in n + 1, they are predictions as well, and their losses are bounded: the inequalities
    of Chernoff and of Bernstein hold for every law and every number of samples.
    """
    n = len(given)
    if n < 2:
        return inf
    share = 1.0 / (n + 1.0)
    losses = -np.log((1.0 - share) * np.clip(given, 0.0, 1.0) + share / kinds)
    most = log(kinds / share)
    mean = float(losses.mean())
    chernoff = most * float(divergence_above(np.array(mean / most), np.array(log(2.0 / delta) / n)))
    return min(chernoff, fsum(empirical_bernstein(losses.tolist(), most, 0.5 * delta)))


def _against_error(
    error: Interval, estimate: float, floor: Interval, alpha: float, by_chance: Callable[[], bool]
) -> Check:
    return Check.compared(
        "error P_e",
        error,
        floor,
        estimate=estimate,
        sense="at least",
        confidence=1.0 - 2.0 * alpha,
        assumptions=_ASSUMED,
        causes=_CAUSES,
        reference="Fano (1961)",
        by_chance=by_chance,
    )


def _against_information(
    name: str, shown: float, stated: Interval, alpha: float, by_chance: Callable[[], bool]
) -> Check:
    return Check.compared(
        f"information by the {name}",
        Interval(shown, inf, stated.unit),
        stated,
        estimate=shown,
        sense="at most",
        confidence=1.0 - 2.0 * alpha,
        assumptions=_ASSUMED,
        causes=(*_CAUSES, DENSITIES),
        reference="Barber and Agakov (2003)",
        by_chance=by_chance,
    )
