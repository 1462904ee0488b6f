"""The targets of an embedding: labels or real numbers, and what their law forces on their error."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Matrix, Vector
from itbounds.audit.evidence import as_labels
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.coercion import coerce
from itbounds.numerics.interval import Interval
from itbounds.numerics.law_entropy import entropy_ends
from itbounds.numerics.optimal_quantiser import best_quantisers
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.sample_targets import Supports, hamming_supports, squared_supports
from itbounds.numerics.statistics.mean_intervals import binomial_interval, mean_interval
from itbounds.units import PURE, Unit

__all__ = ["Labels", "Numbers", "Targets", "as_targets"]

Codes = NDArray[np.intp]


class Targets(Protocol):
    """Targets of n samples, whose law gives each of them the same probability."""

    @property
    def error_name(self) -> str:
        """What their error is called."""

    @property
    def counts(self) -> Vector:
        """How often each different target occurs."""

    def entropy(self, unit: Unit) -> Interval:
        """Return the entropy of their law."""

    def part(self, rows: Codes) -> "Targets":
        """Return the targets of some of the samples."""

    def losses(self, predicted: ArrayLike) -> Vector:
        """Return the error of each prediction."""

    def interval(self, losses: Vector, alpha: float) -> tuple[Interval, str]:
        """Return a confidence interval of the mean of independent losses, and whose it is."""

    def supports(self, rate: float, *, lines: int) -> Supports:
        """Return what bounds their rate-distortion function, near a rate in nats."""

    def floors(self, most: int) -> list[Interval]:
        """Return the least errors of predictions that take 1, 2, ... values, up to so many."""

    def least_of_cells(self, cells: Codes) -> Interval:
        """Return the least error of predictions that are the same for all samples of a cell."""

    def probe(self, features: Matrix) -> Callable[[Matrix], NDArray[Any]]:
        """Fit a linear read-out and return it."""


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels, of which the probability of an error matters."""

    codes: Codes
    letters: NDArray[Any]
    error_name: str = "error P_e"

    @property
    def counts(self) -> Vector:
        """How often each label occurs."""
        found = np.bincount(self.codes, minlength=len(self.letters)).astype(np.float64)
        return np.asarray(found[found > 0.0])

    def entropy(self, unit: Unit) -> Interval:
        """Return the entropy of the law of the labels."""
        return _entropy(self.counts, unit)

    def part(self, rows: Codes) -> "Labels":
        """Return the labels of some of the samples."""
        return Labels(self.codes[rows], self.letters)

    def losses(self, predicted: ArrayLike) -> Vector:
        """Return one for each wrong prediction."""
        given = np.asarray(predicted)
        _require_length(given, len(self.codes))
        return np.asarray(given != self.letters[self.codes], dtype=np.float64)

    def interval(self, losses: Vector, alpha: float) -> tuple[Interval, str]:
        """Return the interval of Clopper and Pearson."""
        return Interval(
            *binomial_interval(int(losses.sum()), len(losses), alpha), PURE
        ), "Clopper and Pearson"

    def supports(self, rate: float, *, lines: int) -> Supports:
        """Return lines and points of the rate-distortion function for the probability of an error."""
        return hamming_supports(self.counts, lines=32 + lines)

    def floors(self, most: int) -> list[Interval]:
        """Return the probabilities of all but the likeliest labels."""
        counts = np.sort(self.counts)[::-1]
        left = len(self.codes) - np.cumsum(counts)[:most]
        return [_rounded(float(count) / len(self.codes), 1) for count in left]

    def least_of_cells(self, cells: Codes) -> Interval:
        """Return the probability of all but the likeliest label of each cell."""
        table = np.zeros((int(cells.max()) + 1, len(self.letters)))
        np.add.at(table, (cells, self.codes), 1.0)
        return _rounded(float(len(cells) - table.max(axis=1).sum()) / len(cells), 1)

    def probe(self, features: Matrix) -> Callable[[Matrix], NDArray[Any]]:
        """Fit a line to the indicator of each label, and guess the largest."""
        weights = _least_squares(features, np.eye(len(self.letters))[self.codes])
        return lambda given: np.asarray(self.letters[(_with_one(given) @ weights).argmax(axis=1)])


@dataclass(frozen=True, eq=False)
class Numbers:
    """Real numbers, of which the squared error matters."""

    values: Vector
    error_name: str = "mean squared error"

    @property
    def counts(self) -> Vector:
        """How often each number occurs, in increasing order."""
        return np.unique(self.values, return_counts=True)[1].astype(np.float64)

    def entropy(self, unit: Unit) -> Interval:
        """Return the entropy of the law of the numbers."""
        return _entropy(self.counts, unit)

    def part(self, rows: Codes) -> "Numbers":
        """Return the numbers of some of the samples."""
        return Numbers(self.values[rows])

    def losses(self, predicted: ArrayLike) -> Vector:
        """Return the squared errors."""
        given = coerce(predicted, "predictions").array
        given = given[:, 0] if given.ndim == 2 and given.shape[1] == 1 else given
        _require_length(given, len(self.values))
        if not np.isfinite(given).all():
            raise DomainError("some predictions are not finite", hint="leave such samples out")
        return np.asarray((given - self.values) ** 2)

    def interval(self, losses: Vector, alpha: float) -> tuple[Interval, str]:
        """Return the interval of Student's t."""
        _, low, high = mean_interval(losses, alpha)
        return Interval(max(0.0, low), high, PURE), "Student's t"

    def supports(self, rate: float, *, lines: int) -> Supports:
        """Return lines and points of the rate-distortion function for the squared error."""
        values, counts = np.unique(self.values, return_counts=True)
        return squared_supports(values, counts.astype(np.float64), rate, lines=lines)

    def floors(self, most: int) -> list[Interval]:
        """Return the errors of the best quantisers."""
        values, counts = np.unique(self.values, return_counts=True)
        found = best_quantisers(values, counts.astype(np.float64), most)
        ends = zip(found.lower.tolist(), found.upper.tolist(), strict=True)
        return [Interval(low, high, PURE) for low, high in ends]

    def least_of_cells(self, cells: Codes) -> Interval:
        """Return the mean squared distance to the mean of the cell."""
        counts = np.bincount(cells)
        means = np.bincount(cells, weights=self.values) / np.maximum(counts, 1)
        value = float(((self.values - means[cells]) ** 2).mean())
        # A mean that is off by a little makes the sum of squares too large, by the square of that.
        shift = (2.0 * len(cells) * UNIT_ROUNDOFF * float(np.abs(self.values).max())) ** 2
        found = _rounded(value, len(cells))
        return Interval(max(0.0, found.lower - shift), found.upper, PURE)

    def probe(self, features: Matrix) -> Callable[[Matrix], NDArray[Any]]:
        """Fit a line."""
        weights = _least_squares(features, self.values[:, None])
        return lambda given: np.asarray((_with_one(given) @ weights)[:, 0])


def as_targets(y: ArrayLike, *, labels: bool | None) -> Labels | Numbers:
    """Read targets: fractional numbers are to be predicted as such, and anything else is a label."""
    given = np.asarray(y)
    given = given[:, 0] if given.ndim == 2 and given.shape[1] == 1 else given
    if labels or (labels is None and given.dtype.kind != "f"):
        return Labels(*as_labels(given, name="labels"))
    values = coerce(given, "targets").array
    if values.ndim != 1 or not len(values):
        raise ShapeError(f"the targets have shape {values.shape}; one number a sample is expected")
    if not np.isfinite(values).all():
        raise DomainError("some targets are not finite", hint="leave such samples out")
    return Numbers(values)


def _require_length(given: NDArray[Any], size: int) -> None:
    if given.shape != (size,):
        raise ShapeError(
            f"the predictions have shape {given.shape}; ({size},) is expected", value=given.shape
        )


def _entropy(counts: Vector, unit: Unit) -> Interval:
    low, high = entropy_ends(counts / counts.sum())
    return Interval(unit.floor(low), unit.ceil(high), unit)


def _rounded(value: float, terms: int) -> Interval:
    slack = 4.0 * (terms + 16.0) * UNIT_ROUNDOFF
    return Interval(value * (1.0 - slack), min(inf, value * (1.0 + slack)), PURE)


def _with_one(features: Matrix) -> Matrix:
    return np.hstack([features, np.ones((len(features), 1))])


def _least_squares(features: Matrix, targets: Matrix) -> Matrix:
    """Fit lines, with as much shrinkage as keeps the equations well posed."""
    design = _with_one(features)
    gram = design.T @ design
    ridge = 1e-6 * float(np.trace(gram)) / len(gram)
    return np.asarray(np.linalg.solve(gram + ridge * np.eye(len(gram)), design.T @ targets))
