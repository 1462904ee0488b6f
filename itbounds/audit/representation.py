"""A trained network against the limits of its embedding, rounded and noisy to many degrees."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from itbounds._typing import JSON, Count, Number
from itbounds.audit.chart import Chart, Line, Point
from itbounds.audit.check import interval_to_json, shown
from itbounds.audit.embedding import embedding
from itbounds.audit.perturbation import Perturbation
from itbounds.audit.report import Report
from itbounds.audit.targets import Targets, as_targets
from itbounds.audit.trained import Model, Trained, trained
from itbounds.audit.verdict import Verdict
from itbounds.errors import DomainError
from itbounds.numerics.interval import Interval
from itbounds.numerics.random_streams import own_stream
from itbounds.numerics.scalars import as_positive
from itbounds.numerics.threads import blas_threads
from itbounds.units import BITS, Unit, as_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Perturbed", "RepresentationStudy", "representation"]

_BITS = (1, 2, 3, 4, 5, 6, 7, 8)
_NOISE = (4.0, 1.0, 0.25, 0.0625, 0.015625)


@dataclass(frozen=True)
class Perturbed:
    """One perturbation of the embedding.

    Parameters
    ----------
    name : str
        Which.
    capacity : Interval
        What the embedding lets through.
    least, achieved : Interval
        The least error of all read-outs, and that of the one that was fitted.
    estimate : float
        The achieved error.
    verdict : Verdict
        How the audit ended.
    """

    name: str
    capacity: Interval
    least: Interval
    achieved: Interval
    estimate: float
    verdict: Verdict

    def to_dict(self) -> JSON:
        """Return the numbers as JSON data."""
        return {
            "name": self.name,
            "capacity": interval_to_json(self.capacity),
            "least": interval_to_json(self.least),
            "achieved": interval_to_json(self.achieved),
            "estimate": self.estimate,
            "verdict": self.verdict.value,
        }


@dataclass(frozen=True)
class RepresentationStudy:
    """What `representation` finds.

    Parameters
    ----------
    model : str
        The network.
    rate : Interval
        What the held-out targets need for no error, their entropy.
    error_name : str
        What the error is called.
    rows : tuple of Perturbed
        One for each perturbation.
    report : Report
        All checks, and the figure.
    """

    model: str
    rate: Interval
    error_name: str
    rows: tuple[Perturbed, ...]
    report: Report

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict."""
        return self.report.verdict

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the achieved errors against the limits, over what the embedding lets through."""
        return self.report.plot(ax)

    def table(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows as text, a heading first."""
        heads = ("embedding", "capacity", f"least {self.error_name}", "achieved", "verdict")
        return (
            heads,
            *(
                (
                    row.name,
                    f"{row.capacity.upper:.4g} {row.capacity.unit}",
                    f"{row.least.lower:.4g}",
                    _achieved(row),
                    str(row.verdict),
                )
                for row in self.rows
            ),
        )

    def to_dict(self) -> JSON:
        """Return the study as JSON data."""
        return {
            "model": self.model,
            "rate": interval_to_json(self.rate),
            "error": self.error_name,
            "rows": [row.to_dict() for row in self.rows],
            "report": self.report.to_dict(),
        }

    def __str__(self) -> str:
        rows = self.table()
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = [f"{self.report.title}: {self.verdict}; no error needs {shown(self.rate)}"]
        for row in rows:
            cells = (f"{text:<{width}}" for text, width in zip(row, widths, strict=True))
            lines.append(f"  {'  '.join(cells)}".rstrip())
        return "\n".join(lines)

    __repr__ = __str__


def representation(
    model: Model,
    *,
    bits: tuple[Count, ...] = _BITS,
    noise: tuple[Number, ...] = _NOISE,
    width: Count | None = None,
    alpha: Number = 0.05,
    unit: Unit | str = BITS,
    seed: Count = 0,
) -> RepresentationStudy:
    r"""Train a network, perturb its embedding, read it again, and hold the errors against the limits.

    Along :math:`Y \to Z \to \tilde Z \to \hat Y` the three limits are the rate :math:`H(Y)` of no error, the
    capacity of the embedding, :math:`d\,b` bit or that of its Gaussian noise at the measured power, and the
    least error :math:`D(C)` at that capacity; see `embedding`.

    Parameters
    ----------
    model : {"diabetes", "digits"}
        A regression or a classification with scikit-learn, of the data that it brings.
    bits : tuple of int
        The bits of a coordinate, one experiment each.
    noise : tuple of float
        The variances of the Gaussian noise, one experiment each; the coordinates are between -1 and 1.
    width : int, optional
        The number of coordinates; 2 for the regression and 3 for the classification.
    alpha : float
        One less the confidence of each interval.
    unit : Unit or str
        The unit of informations.
    seed : int
        For the split, the network and the noise.

    Returns
    -------
    RepresentationStudy

    Raises
    ------
    UnknownNameError
        If there is no such model.
    MissingExtraError
        If scikit-learn is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> study = ib.audit.representation("diabetes", bits=(1, 2), noise=(1.0,))
    >>> study.verdict
    <Verdict.CONSISTENT: 'consistent'>
    >>> [row.name for row in study.rows]
    ['1 bit', '2 bits', 'noise 1']
    """
    chosen = as_unit(unit)
    with blas_threads(1):
        network = trained(model, width, seed)
        return _studied(network, model, bits, noise, alpha=alpha, unit=chosen, seed=seed)


def _studied(
    network: Trained,
    model: Model,
    bits: tuple[int, ...],
    noise: tuple[float, ...],
    *,
    alpha: float,
    unit: Unit,
    seed: int,
) -> RepresentationStudy:
    rng = own_stream(seed)
    size = network.held.shape[1]
    changes = [(f"{b} bit{'s'[: b > 1]}", Perturbation.of(None, b, size)) for b in bits]
    changes += [(f"noise {as_positive(v, name='noise'):g}", Perturbation.of(v, None, size)) for v in noise]
    if not changes:
        raise DomainError("there is nothing to do", hint="state bits= or noise=")
    rows, checks, points = [], [], []
    targets = as_targets(network.held_targets, labels=None)
    for name, change in changes:
        handed, predicted = network.read(change, rng)
        found = embedding(
            handed,
            network.held_targets,
            noise=change.noise,
            bits=change.bits,
            y_pred=predicted,
            alpha=alpha,
            unit=unit,
        )
        carried, taken = found.checks[0].limit, found.checks[1]
        if carried is None or taken.achieved is None or taken.limit is None or taken.estimate is None:
            continue
        floors = [check.limit for check in found.checks[1:] if check.limit is not None]
        least = max(floors[:2], key=lambda floor: floor.lower)
        rows.append(Perturbed(name, carried, least, taken.achieved, taken.estimate, found.verdict))
        checks += [replace(check, name=f"{name}: {check.name}") for check in found.checks]
        label = "rounded embedding" if change.noise is None else "noisy embedding"
        ends = (taken.achieved.lower, taken.achieved.upper)
        points.append(Point(label, carried.upper, taken.estimate, None, ends))
    needed = targets.entropy(unit)
    chart = _chart(targets, needed, tuple(points), unit)
    title = f"embedding of {model}, {size} coordinates"
    return RepresentationStudy(
        model, needed, targets.error_name, tuple(rows), Report(title, tuple(checks), (), (), chart)
    )


def _chart(targets: Targets, needed: Interval, points: tuple[Point, ...], unit: Unit) -> Chart:
    least = 0.5 * min(point.x for point in points)
    rates = np.geomspace(least, needed.upper, 60)
    supports = targets.supports(unit.to_nats(needed.upper), lines=24)
    ends = [supports.least_error(unit.to_nats(rate)) for rate in rates.tolist()]
    lower, upper = (tuple(end) for end in zip(*ends, strict=True))
    most = min(64, len(targets.counts))
    spent = [unit.from_nats(float(np.log(k))) for k in range(1, most + 1)]
    floors = [floor.lower for floor in targets.floors(most)]
    shown = [(x, floor) for x, floor in zip(spent, floors, strict=True) if x >= least]
    lines = (
        Line("rate-distortion function", tuple(rates.tolist()), lower, upper),
        Line("best K points (rounded)", tuple(x for x, _ in shown), tuple(floor for _, floor in shown)),
        Line("rate of no error", (needed.upper,) * 2, (0.0, 0.6 * supports.least_error(0.0)[1])),
    )
    return Chart(f"capacity of the embedding [{unit}]", targets.error_name, lines, points, log_x=True)


def _achieved(row: Perturbed) -> str:
    if row.achieved.upper - row.achieved.lower < 1e-6 * abs(row.estimate):
        return f"{row.estimate:.4g}"
    return f"{row.estimate:.4g} in [{row.achieved.lower:.4g}, {row.achieved.upper:.4g}]"
