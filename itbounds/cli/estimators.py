"""Estimators of scikit-learn by their names, for what a column of targets holds."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from itbounds.errors import DTypeError, MissingExtraError, UnknownNameError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NAMES", "estimator", "is_labels"]

_Table: TypeAlias = dict[str, tuple[str, dict[str, Any]]]

_LABELS: _Table = {
    "logistic": ("linear_model.LogisticRegression", {"max_iter": 2000}),
    "bayes": ("naive_bayes.GaussianNB", {}),
    "svm": ("svm.SVC", {"kernel": "linear"}),
    "tree": ("tree.DecisionTreeClassifier", {}),
    "forest": ("ensemble.RandomForestClassifier", {}),
    "knn": ("neighbors.KNeighborsClassifier", {}),
}
_NUMBERS: _Table = {
    "linear": ("linear_model.LinearRegression", {}),
    "ridge": ("linear_model.Ridge", {}),
    "tree": ("tree.DecisionTreeRegressor", {}),
    "forest": ("ensemble.RandomForestRegressor", {}),
    "knn": ("neighbors.KNeighborsRegressor", {}),
}
_SCALES_MATTER = ("logistic", "svm", "knn", "ridge")
_RANDOM = ("tree", "forest")

NAMES = tuple(dict.fromkeys((*_LABELS, *_NUMBERS)))


def is_labels(name: str, targets: "NDArray[Any]", labels: bool | None) -> bool:
    """Whether targets are labels: as stated, else as the estimator needs, else if they are no fractions.

    Raises
    ------
    DTypeError
        If they are to be numbers and are words.
    UnknownNameError
        If there is no such estimator, or none of that name for such targets.
    """
    words, fractions = targets.dtype.kind not in "buif", False
    if not words:
        fractions = bool((targets % 1.0 != 0.0).any())
    if labels is None:
        labels = name in _LABELS and (name not in _NUMBERS or not fractions)
    if labels and fractions:
        raise DTypeError(
            f"the targets have fractions, and {name!r} is to tell labels apart",
            hint=f"estimators of numbers are {', '.join(_NUMBERS)}",
        )
    if not labels and words:
        raise DTypeError(
            f"the targets are words, and {name!r} is to estimate numbers",
            hint=f"estimators of labels are {', '.join(_LABELS)}",
        )
    known = _LABELS if labels else _NUMBERS
    if name not in known:
        kind = "labels" if labels else "numbers"
        raise UnknownNameError(
            f"there is no estimator {name!r} of {kind}", value=name, hint=f"known are {', '.join(known)}"
        )
    return labels


def estimator(name: str, labels: bool, seed: int) -> Any:
    """Return an estimator that is not fitted yet, with inputs standardised where their scales matter.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.
    """
    where, options = (_LABELS if labels else _NUMBERS)[name]
    module, _, kind = where.rpartition(".")
    with MissingExtraError.unless_installed("scikit-learn", remedy="pip install 'itbounds[ml]'"):
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
    chance = {"random_state": seed} if name in _RANDOM else {}
    model = getattr(import_module(f"sklearn.{module}"), kind)(**options, **chance)
    return make_pipeline(StandardScaler(), model) if name in _SCALES_MATTER else model
