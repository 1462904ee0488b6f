"""Estimators of scikit-learn: trained again on random splits, and held against the bounds that apply."""

from dataclasses import replace
from math import log
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, ArrayLike, Count, Number, Vector
from itbounds.audit.causes import LEAK
from itbounds.audit.check import Check
from itbounds.audit.evidence import as_alpha
from itbounds.audit.report import Measurement, Report
from itbounds.audit.supersample import EXPLAINS, explained
from itbounds.bounds.comparison import BoundComparison, compare
from itbounds.errors import DTypeError, MissingExtraError, ShapeError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.interval import Interval
from itbounds.numerics.scalars import as_count, as_positive
from itbounds.numerics.statistics.binary_divergence import divergence_above, divergence_below
from itbounds.numerics.statistics.mean_intervals import binomial_interval, mean_interval
from itbounds.results.bound import Bound
from itbounds.units import BITS, PURE, Unit, as_unit

__all__ = ["generalization"]

Places: TypeAlias = NDArray[np.intp]

_HELD_OUT = ("clopper_pearson", "held_out_kl", "held_out_hoeffding", "held_out_bernstein")
_TITLES = {
    "clopper_pearson": "the number of test errors",
    "held_out_kl": "Chernoff's inequality for test losses",
    "held_out_hoeffding": "Hoeffding's inequality for test losses",
    "held_out_bernstein": "Bernstein's inequality for test losses",
    "vapnik_chervonenkis": "the dimension of half spaces",
    "sample_compression": "the number of support vectors",
}
_FRESH = "samples are independent and from one law, split at random"
_CAUSES = (
    LEAK,
    "samples depend on each other: repeated measurements, neighbours in time, augmented copies",
    "the preparation of the inputs was fitted to all samples before the split",
)
_COPIED = 0.1
_LEAST = 12


def generalization(
    estimator: Any,
    x: ArrayLike,
    y: ArrayLike,
    *,
    largest: Number | None = None,
    splits: Count = 5,
    draws: Count = 80,
    rows: Count = 20,
    permutations: Count = 100,
    alpha: Number = 0.05,
    unit: Unit | str = BITS,
    seed: int = 0,
) -> Report:
    r"""Audit how an estimator of scikit-learn generalises, by every bound that applies to it.

    The samples are split at random into halves to train on and quarters to test on and to check with. The
    bounds of the trained model are evaluated on the first two, and its risk is measured on the third. Then
    the estimator is trained again on both columns of a supersample, as coins say, for bounds of the mean gap.

    Parameters
    ----------
    estimator : scikit-learn estimator
        It is cloned, never changed: a classifier, with losses 0 and 1, or a regressor, with squared errors.
    x : array-like of shape (n, d)
        The inputs.
    y : array-like of shape (n,)
        The labels or targets.
    largest : float, optional
        For a regressor, the largest possible squared error, known before the data; larger ones are clipped.
        Without it no bound applies.
    splits : int
        How often it is trained on a random half, to show how much its risks vary; bounds are of the first.
    draws, rows : int
        Of the supersample: how often the estimator is trained again, on how many samples. Eighty are the
        least for losses 0 and 1.
    permutations : int
        As of `supersample`.
    alpha : float
        The probability with which an honest estimator may be accused.
    unit : Unit or str
        The unit in which informations are shown.
    seed : int
        The seed of splits and coins.

    Returns
    -------
    Report
        Bounds of three kinds, which are never ordered among each other: by test data, by the class of
        models (half spaces; support vectors), and in expectation over trained models.

    Raises
    ------
    DTypeError
        If the estimator cannot be fitted.
    ShapeError
        If there are fewer than twelve samples, or lengths differ.
    MissingExtraError
        If scikit-learn is not installed.

    Notes
    -----
    A bound that exceeds the largest risk is vacuous: it holds for every model, and is not applicable as a
    limit. A random split hides dependence between samples: split groups before.

    Examples
    --------
    >>> import itbounds as ib
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.naive_bayes import GaussianNB
    >>> report = ib.audit.generalization(GaussianNB(), *load_breast_cancer(return_X_y=True))
    >>> report.verdict
    <Verdict.CONSISTENT: 'consistent'>
    >>> report.checks[0].name
    'risk R, by the number of test errors'
    """
    chosen, level = as_unit(unit), as_alpha(alpha)
    inputs, targets = _samples(x, y)
    again, counted = as_count(draws, name="number of draws", minimum=2), as_count(rows, name="number of rows")
    classifies = _classifies(estimator)
    top = 1.0 if classifies else None if largest is None else as_positive(largest, name="largest loss")
    rng = np.random.default_rng(seed)
    order: Places = rng.permutation(len(targets))
    half, last = len(order) // 2, 3 * len(order) // 4
    train, test, fresh = order[:half], order[half:last], order[last:]
    model = _fitted(estimator, inputs[train], targets[train])

    def losses(places: Places, of: Any = model) -> Vector:
        found = np.asarray(of.predict(inputs[places]))
        if classifies:
            return np.asarray(found != targets[places], dtype=np.float64)
        errors: Vector = (np.asarray(found, dtype=np.float64) - targets[places]) ** 2
        return errors if top is None else np.minimum(errors, top)

    # A quarter of the probability is for an interval too high, an eighth for each of four bounds that are
    # independent of each other in how they fail, a quarter for the gap.
    seen, tested, checked = losses(train), losses(test), losses(fresh)
    risk = _risk(checked, classifies, top, 0.5 * level)
    measurements = [
        Measurement("risk on training data", float(seen.mean()), _exact(float(seen.mean())), "as it is"),
        Measurement("risk on test data", float(tested.mean()), *_shown(tested, classifies, level)),
        Measurement("risk on fresh data", float(checked.mean()), *_shown(checked, classifies, 0.5 * level)),
    ]
    turns = as_count(splits, name="number of splits")
    measurements += _varied(estimator, (inputs, targets), losses, turns, rng)
    notes = [_FRESH]
    if top is None:
        reason = "squared errors have no bound: pass largest= if one is known before the data"
        checks = [Check.not_applicable("risk R", reason)]
        return Report(_title(estimator), tuple(checks), tuple(measurements), tuple(notes))
    copies = _copied(inputs, targets, test, fresh, train)
    doubt = ""
    if copies:
        notes.append(f"{copies:.1%} of the samples that were not trained on are copies of training samples")
        if copies > _COPIED:
            doubt = f"{copies:.0%} of the test samples are copies of training samples: {LEAK}"
    delta = level / 8.0
    comparisons = [_held_out(tested / top, classifies, delta)]
    if classifies:
        comparisons += _by_class(model, inputs[train], seen, delta)
    checks = [
        _against(bound, risk, float(checked.mean()), top, level=level, doubt=doubt)
        for comparison in comparisons
        for bound in comparison
    ]
    if not classifies:
        reason = "what losses of a continuum tell of coins cannot be counted: no bound from a supersample"
        return Report(
            _title(estimator),
            (*checks, Check.not_applicable("|gap|", reason)),
            tuple(measurements),
            tuple(notes),
        )
    count = min(counted, len(targets) // 2)
    table, coins = _supersample(estimator, (inputs, targets), losses, (again, count), rng)
    gaps, taken = explained(table, coins, 0.25 * level, chosen, permutations=permutations, seed=seed)
    notes.append(EXPLAINS)
    return Report(_title(estimator), (*checks, *gaps), (*measurements, *taken), tuple(notes))


def _samples(x: ArrayLike, y: ArrayLike) -> tuple[Array, NDArray[Any]]:
    inputs, targets = coerce(x, "inputs").array, np.asarray(y)
    if inputs.ndim != 2 or targets.shape != inputs.shape[:1] or len(targets) < _LEAST:
        raise ShapeError(
            f"inputs and targets have shapes {inputs.shape} and {targets.shape}; "
            f"(n, d) and (n,) with n of at least {_LEAST} are expected",
            value=inputs.shape,
        )
    return inputs, targets


def _classifies(estimator: Any) -> bool:
    with MissingExtraError.unless_installed("scikit-learn", remedy="pip install 'itbounds[ml]'"):
        from sklearn.base import is_classifier
    if not all(callable(getattr(estimator, name, None)) for name in ("fit", "predict", "get_params")):
        raise DTypeError(
            f"a {type(estimator).__name__} is no estimator of scikit-learn",
            hint="give an object with fit, predict and get_params, not its predictions",
        )
    return bool(is_classifier(estimator))


def _fitted(estimator: Any, inputs: Array, targets: NDArray[Any]) -> Any:
    from sklearn.base import clone

    try:
        return clone(estimator).fit(inputs, targets)
    except ValueError as error:
        raise DTypeError(
            f"a {type(estimator).__name__} cannot be trained on {len(targets)} of the samples: {error}",
            hint="give more samples of every label, finite inputs, and options that fit them",
        ) from error


def _supersample(
    estimator: Any,
    data: tuple[Array, NDArray[Any]],
    losses: Any,
    shape: tuple[int, int],
    rng: np.random.Generator,
) -> tuple[Array, NDArray[np.int64]]:
    """Train on the columns of a supersample that coins choose, again and again."""
    (inputs, targets), (draws, rows) = data, shape
    pairs = rng.permutation(len(targets))[: 2 * rows].reshape(rows, 2)
    coins, table = rng.integers(0, 2, (draws, rows)), np.empty((draws, rows, 2))
    for draw in range(draws):
        chosen = pairs[np.arange(rows), coins[draw]]
        if len(np.unique(targets[chosen])) < 2:
            # No classifier is trained on one label: it predicts that.
            table[draw] = targets[pairs] != targets[chosen[0]]
            continue
        model = _fitted(estimator, inputs[chosen], targets[chosen])
        table[draw] = losses(pairs.ravel(), model).reshape(rows, 2)
    return table, coins


def _varied(
    estimator: Any,
    data: tuple[Array, NDArray[Any]],
    losses: Any,
    splits: int,
    rng: np.random.Generator,
) -> list[Measurement]:
    """Train on random halves, and return the range of the risks on them and on the others."""
    inputs, targets = data
    risks = np.empty((splits, 2))
    for turn in range(splits):
        order = rng.permutation(len(targets))
        half = order[: len(order) // 2], order[len(order) // 2 :]
        model = _fitted(estimator, inputs[half[0]], targets[half[0]])
        risks[turn] = [losses(places, model).mean() for places in half]
    return [
        Measurement(
            f"risk on {name} data, trained again",
            float(values.mean()),
            Interval(float(values.min()), float(values.max()), PURE),
            f"mean and range of {splits} splits, which overlap",
        )
        for name, values in zip(("training", "other"), risks.T, strict=True)
    ]


def _held_out(losses: Vector, binary: bool, delta: float) -> BoundComparison:
    given: dict[str, Any] = {"n": len(losses), "test_risk": float(losses.mean()), "losses": losses}
    if binary:
        given["errors"] = int(losses.sum())
    return compare(_HELD_OUT if binary else _HELD_OUT[1:], kinds=None, delta=delta, **given)


def _by_class(model: Any, inputs: Array, losses: Vector, delta: float) -> list[BoundComparison]:
    """Return what the class of models gives: half spaces by their dimension, support vectors as a code."""
    from sklearn.svm import SVC

    found = []
    weights = _weights(model)
    binary = len(getattr(model, "classes_", ())) == 2
    n, d = inputs.shape
    if binary and weights is not None and np.shape(weights) == (1, d) and d + 1 <= 2 * n:
        found.append(
            compare(
                ("vapnik_chervonenkis",),
                empirical_risk=float(losses.mean()),
                dimension=d + 1,
                n=n,
                delta=delta,
            )
        )
    # A linear machine trained on its support vectors alone is the same machine.
    machine = isinstance(model, SVC) and model.kernel == "linear" and model.class_weight is None
    if binary and machine and len(model.support_) < n:
        errors = int(np.delete(losses, model.support_).sum())
        size = len(model.support_)
        found.append(compare(("sample_compression",), errors=errors, n=n, size=size, delta=delta))
    return found


def _weights(model: Any) -> Any:
    """Return the weights of a linear model; standardised inputs have the same half spaces."""
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    if isinstance(model, Pipeline) and all(isinstance(part, StandardScaler) for part in model[:-1]):
        return getattr(model[-1], "coef_", None)
    return getattr(model, "coef_", None)


def _against(bound: Bound, risk: Interval, estimate: float, top: float, *, level: float, doubt: str) -> Check:
    name = f"risk R, by {_TITLES[bound.theorem]}"
    if bound.vacuous:
        reason = f"{name}, is at most {bound.value * top:.4g}: vacuous, it holds for every model"
        return replace(Check.not_applicable(name, reason, reference=bound.reference), theorem=bound.theorem)
    limit = bound.value * top
    return Check.compared(
        name,
        risk,
        Interval(limit, limit, PURE),
        estimate=estimate,
        sense="at most",
        confidence=1.0 - level,
        assumptions=(_FRESH, *bound.assumptions),
        causes=_CAUSES,
        reference=bound.reference,
        doubt=doubt,
        theorem=bound.theorem,
    )


def _risk(losses: Vector, binary: bool, top: float | None, alpha: float) -> Interval:
    """Return an interval that holds for every law of losses, as the bounds do that it is held against."""
    if binary or top is None:
        return _shown(losses, binary, alpha)[0]
    mean, room = np.array(float(losses.mean()) / top), np.array(log(2.0 / alpha) / len(losses))
    low, high = float(divergence_below(mean, room)), float(divergence_above(mean, room))
    return Interval(top * low, top * high, PURE)


def _shown(losses: Vector, binary: bool, alpha: float) -> tuple[Interval, str]:
    if binary:
        return Interval(
            *binomial_interval(int(losses.sum()), len(losses), alpha), PURE
        ), "Clopper and Pearson"
    _, low, high = mean_interval(losses, alpha)
    return Interval(max(0.0, low), high, PURE), "Student's t"


def _exact(value: float) -> Interval:
    return Interval(value, value, PURE)


def _copied(inputs: Array, targets: NDArray[Any], test: Places, fresh: Places, train: Places) -> float:
    """Return the share of samples that were not trained on, yet are copies of training samples."""
    rows = [(row.tobytes(), label) for row, label in zip(inputs + 0.0, targets.tolist(), strict=True)]
    known = {rows[i] for i in train}
    others = [*test, *fresh]
    return sum(rows[i] in known for i in others) / len(others)


def _title(estimator: Any) -> str:
    # The last part of a pipeline is what learns.
    parts = getattr(estimator, "steps", None)
    return f"generalisation of {type(parts[-1][1] if parts else estimator).__name__}"
