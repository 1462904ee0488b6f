"""Embeddings that are rounded or noisy: what they can carry, and what their read-outs achieve."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import ArrayLike, Count, Matrix, Number, Vector
from itbounds.audit.causes import LEAK
from itbounds.audit.chart import Chart, Line, Point
from itbounds.audit.check import Check
from itbounds.audit.evidence import as_alpha
from itbounds.audit.perturbation import Perturbation, as_embeddings
from itbounds.audit.report import Measurement, Report
from itbounds.audit.targets import Targets, as_targets
from itbounds.errors import DomainError, ShapeError
from itbounds.numerics.interval import Interval
from itbounds.numerics.random_streams import own_stream
from itbounds.numerics.rounding import UNIT_ROUNDOFF
from itbounds.numerics.sample_targets import Supports
from itbounds.units import BITS, NATS, PURE, Unit, as_unit

__all__ = ["embedding"]

_BEFORE = "the predictions were made from the embedding as it was before it was perturbed"
_AROUND = "the targets reach the predictions on a way around the embedding"
_OTHER = "the predictions differ where the perturbed embeddings agree: something else was read as well"
_DEVIATION = "the standard deviation of the noise was taken for its variance"
_ASSUMED = ("the predictions depend on nothing but the perturbed embedding",)
_PEREG = "reconstruction of the limits announced in arXiv:2601.11334; Shannon (1948, 1959)"


def embedding(
    z: ArrayLike,
    y: ArrayLike,
    *,
    noise: ArrayLike | None = None,
    bits: Count | None = None,
    y_pred: ArrayLike | None = None,
    labels: bool | None = None,
    alpha: Number = 0.05,
    unit: Unit | str = BITS,
    rng: np.random.Generator | int = 0,
) -> Report:
    r"""Audit last-layer embeddings that are rounded to a few bits, or read with Gaussian noise.

    Along :math:`Y \to Z \to \tilde Z \to \hat Y` a prediction has no more information of the target than the
    perturbed embedding lets through,

    .. math:: R(D) \le I(Y; \hat Y) \le I(Z; \tilde Z) \le C, \qquad
        C = d\, b \ \text{bit}, \quad
        C = \max_{\sum_i P_i \le P} \sum_i \tfrac12 \log \Bigl( 1 + \frac{P_i}{N_i} \Bigr),

    so that its error is at least :math:`D(C)`; if the embeddings take K values, also at least that of the
    best K points, and of the best read-out of these very cells.

    Parameters
    ----------
    z : array-like of shape (n, d)
        The embeddings, without the noise.
    y : array-like of shape (n,)
        The targets: labels, or real numbers.
    noise : float or array-like of shape (d,), optional
        The variance of the Gaussian noise that is added to each coordinate.
    bits : int, optional
        The bits of each coordinate. Embeddings of more values are rounded here, in equal steps.
    y_pred : array-like of shape (n,), optional
        What was predicted from the perturbed embeddings. Without, a linear read-out is fitted to a random
        half of the samples, and the other half is audited.
    labels : bool, optional
        Whether the targets are labels; by default they are unless they are floats.
    alpha : float
        One less the confidence of the intervals.
    unit : Unit or str
        The unit of informations.
    rng : Generator or int
        For the noise and the split, where there are no predictions.

    Returns
    -------
    Report
        With the plane of rate and error as its figure.

    Raises
    ------
    ShapeError
        If lengths differ.
    DomainError
        If a variance is not positive, or predictions come with embeddings that are still to be rounded and to
        get noise.

    Notes
    -----
    The law is that of the samples, the same probability for each: so nothing is estimated but what the noise
    does. Without noise a violation is certain; a read-out fitted to the very samples is no violation. With
    noise, the intervals of the mean error are those of Clopper and Pearson, and of Student's t. The targets
    may be predicted by any real number. A reconstruction of the limits announced in *Information Theoretic
    Perspective on Representation Learning* (arXiv:2601.11334).

    Examples
    --------
    >>> import itbounds as ib
    >>> digits = list(range(8)) * 10
    >>> report = ib.audit.embedding([d % 2 for d in digits], digits, bits=1, y_pred=digits)
    >>> print(report.checks[1])
    violated: error P_e at the capacity 0 ≥ [0.3727, 0.3737]
    """
    chosen, level, table = as_unit(unit), as_alpha(alpha), as_embeddings(z)
    targets: Targets = as_targets(y, labels=labels)
    size = int(targets.counts.sum())
    if len(table) != size:
        raise ShapeError(f"there are {len(table)} embeddings and {size} targets", hint="give one a sample")
    if noise is None and bits is None:
        return Report("embedding", (_not_applicable(),))
    change = Perturbation.of(noise, bits, table.shape[1])
    if y_pred is None:
        targets, table, losses = _probed(targets, table, change, own_stream(rng))
    else:
        losses = targets.losses(y_pred)
    still = change.rounds(table)
    if still and change.noise is not None:
        raise DomainError(
            "the embeddings are still to be rounded, and were read with noise",
            hint="hand over the rounded embeddings",
        )
    cells = None if still else np.unique(table, axis=0, return_inverse=True)[1].reshape(-1)
    return _Audit(targets, table, cells, change, losses, level, chosen, y_pred).report()


@dataclass(frozen=True, eq=False)
class _Audit:
    """The numbers of one audit; `cells` says which embeddings agree, unless they are still to be rounded."""

    targets: Targets
    table: Matrix
    cells: NDArray[np.intp] | None
    change: Perturbation
    losses: Vector
    level: float
    unit: Unit
    predicted: ArrayLike | None

    @cached_property
    def carried(self) -> Interval:
        """The capacity in nats."""
        return self.change.capacity(self.table)

    @cached_property
    def supports(self) -> Supports:
        """What is known of the rate-distortion function of the targets."""
        return self.targets.supports(self.carried.upper, lines=8)

    @cached_property
    def needed(self) -> float:
        """The entropy of the targets, in nats."""
        return self.targets.entropy(NATS).upper

    @cached_property
    def error(self) -> Measurement:
        """The mean error: with an interval if it depends on the noise, exact if it does not."""
        mean = float(self.losses.mean())
        if self.change.noise is not None:
            interval, method = self.targets.interval(self.losses, self.level)
            return Measurement(self.targets.error_name, mean, interval, method)
        slack = 4.0 * (len(self.losses) + 16.0) * UNIT_ROUNDOFF
        interval = Interval(mean * (1.0 - slack), mean * (1.0 + slack), PURE)
        return Measurement(self.targets.error_name, mean, interval, "exact, for these samples")

    def report(self) -> Report:
        """Make the checks, and what goes with them."""
        name, causes = self.error.name, self._causes()
        low, high = (
            self.supports.least_error(self.carried.upper)[0],
            self.supports.least_error(self.carried.lower)[1],
        )
        checks = [
            self._rate(causes),
            self._compared(f"{name} at the capacity", Interval(low, high, PURE), causes, _PEREG),
        ]
        if self._points < len(self.losses):
            kinds = len(self.targets.counts)
            every = Interval(0.0, 0.0, PURE)
            least = every if self._points >= kinds else self.targets.floors(self._points)[-1]
            checks.append(
                self._compared(f"{name} of {self._points} points", least, causes, "dynamic programming")
            )
        if self.cells is not None and self._points < len(self.losses):
            least = self.targets.least_of_cells(self.cells)
            checks.append(self._compared(f"{name} of these cells", least, causes, "the best read-out"))
        notes = [f"the law is that of the {len(self.losses)} samples"]
        if self.predicted is None:
            notes.append("the read-out is linear, fitted to as many other samples")
        return Report("embedding", tuple(checks), self._measurements(), tuple(notes), self._chart())

    @property
    def _points(self) -> int:
        """The number of values that the embeddings take, or may take."""
        if self.cells is not None:
            return int(self.cells.max()) + 1
        return int(min(2.0 ** min(60, (self.change.bits or 60) * self.table.shape[1]), 2.0**60))

    def _compared(self, name: str, limit: Interval, causes: tuple[str, ...], reference: str) -> Check:
        return Check.compared(
            name,
            self.error.interval,
            limit,
            estimate=self.error.estimate,
            sense="at least",
            confidence=self._confidence,
            assumptions=_ASSUMED,
            causes=causes,
            reference=reference,
        )

    def _rate(self, causes: tuple[str, ...]) -> Check:
        """Compare the rate that the error needs with the capacity."""
        floor = self.unit.floor
        sure, likely = (self.supports.least_rate(e) for e in (self.error.interval.upper, self.error.estimate))
        return Check.compared(
            "rate of the predictions R(D)",
            Interval(floor(sure), inf, self.unit),
            Interval(floor(self.carried.lower), self.unit.ceil(self.carried.upper), self.unit),
            estimate=floor(likely),
            sense="at most",
            confidence=self._confidence,
            assumptions=_ASSUMED,
            causes=causes,
            reference=_PEREG,
        )

    @property
    def _confidence(self) -> float | None:
        return None if self.change.noise is None else 1.0 - self.level

    def _causes(self) -> tuple[str, ...]:
        """Return what may be wrong, what the numbers speak for first."""
        if self.change.noise is None:
            other: tuple[str, ...] = ()
            if self.cells is not None and self.predicted is not None:
                other = () if _agree(self.cells, self.predicted) else (_OTHER,)
            return (*other, _BEFORE, _AROUND, "more bits were kept than are stated")
        causes = (LEAK, _BEFORE, _AROUND, _DEVIATION)
        if self.error.interval.upper >= self.supports.least_error(self.carried.upper)[0]:
            return causes
        other_limit = replace(self.change, noise=self.change.noise**2).capacity(self.table).upper
        least = self.targets.supports(other_limit, lines=0).least_error(other_limit)[0]
        if least <= self.error.interval.upper <= 1.5 * least:
            return (_DEVIATION, *causes[:-1])
        return causes

    def _measurements(self) -> tuple[Measurement, ...]:
        def informed(name: str, low: float, high: float, method: str) -> Measurement:
            ends = Interval(self.unit.floor(low), self.unit.ceil(high), self.unit)
            return Measurement(name, ends.upper if low == 0.0 else self.unit.from_nats(high), ends, method)

        needed = self.targets.entropy(self.unit)
        taken = [
            Measurement("rate H(Y) of no error", needed.upper, needed, "exact"),
            informed("capacity C", self.carried.lower, self.carried.upper, self.change.method),
        ]
        if self.cells is not None:
            through, method = self.change.let_through(self.table, self.cells)
            taken.append(informed("information I(Z; Z~), at most", 0.0, through, method))
        taken.append(self.error)
        if self.change.noise is None:
            likely, method = self.targets.interval(self.losses, self.level)
            name = f"{self.error.name} of new samples"
            taken.append(Measurement(name, self.error.estimate, likely, method))
        return tuple(taken)

    def _chart(self) -> Chart:
        spent = min(self.needed, self.carried.upper)
        far = max(self.needed, 1e-9) if self.carried.upper >= self.needed else 1.25 * self.carried.upper
        rates = np.linspace(0.0, min(max(far, 1e-9), 1.02 * max(self.needed, 1e-9)), 25)
        ends = [self.supports.least_error(rate) for rate in rates.tolist()]
        lower, upper = (tuple(end) for end in zip(*ends, strict=True))
        shown = tuple(self.unit.from_nats(rate) for rate in rates.tolist())
        top = max(upper[0], self.error.interval.upper)
        at = self.unit.from_nats(spent)
        lines = [Line("rate-distortion function", shown, lower, upper)]
        if self.carried.upper < self.needed:
            lines.append(Line("capacity", (at, at), (0.0, top)))
        interval = self.error.interval
        used = self.unit.from_nats(min(spent, self.supports.least_rate(interval.upper)))
        point = Point("predictions", at, self.error.estimate, (used, at), (interval.lower, interval.upper))
        return Chart(f"rate [{self.unit}]", self.error.name, tuple(lines), (point,))


def _probed(
    targets: Targets, table: Matrix, change: Perturbation, rng: np.random.Generator
) -> tuple[Targets, Matrix, Vector]:
    """Fit a read-out to one half of the samples; return the other half, and its errors."""
    order = rng.permutation(len(table))
    fitted, held = np.sort(order[: len(table) // 2]), np.sort(order[len(table) // 2 :])
    if not len(fitted):
        raise ShapeError("one sample is not enough to fit a read-out", hint="give more, or y_pred=")
    steps = change.rounded(table, table[fitted]) if change.rounds(table) else table
    read = change.noisy(steps, rng)
    predict = targets.part(fitted).probe(read[fitted])
    rest = targets.part(held)
    return rest, steps[held], rest.losses(predict(read[held]))


def _agree(cells: NDArray[np.intp], predicted: ArrayLike) -> bool:
    """Whether predictions are a function of the cell."""
    answers = np.unique(np.asarray(predicted), return_inverse=True)[1].reshape(-1)
    return len(np.unique(np.stack([cells, answers]), axis=1).T) == int(cells.max()) + 1


def _not_applicable() -> Check:
    return Check.not_applicable(
        "information I(X; Z)",
        "real coordinates without noise tell infinitely much of the input, or all of it: state the "
        "variance of the noise with which they are read, or to how many bits they are rounded",
        reference="Goldfeld, van den Berg, Greenewald, Melnyk, Nguyen, Kingsbury and Polyanskiy (2019)",
    )
