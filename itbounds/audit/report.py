"""What an audit hands over: its checks, what it measured, and its figure."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from itbounds._typing import JSON
from itbounds.audit.chart import Chart
from itbounds.audit.check import Check, interval_from_json, interval_to_json, shown
from itbounds.audit.verdict import Verdict
from itbounds.errors import AmbiguousTruthError
from itbounds.numerics.interval import Interval
from itbounds.results.serial import number_from_json, number_to_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Measurement", "Report"]


@dataclass(frozen=True)
class Measurement:
    """A number that an audit took, with its confidence interval.

    Parameters
    ----------
    name : str
        What was measured.
    estimate : float
        The number, in the unit of the interval.
    interval : Interval
        Where the quantity is, at the confidence of the report.
    method : str
        How the interval was found.
    """

    name: str
    estimate: float
    interval: Interval
    method: str


@dataclass(frozen=True)
class Report:
    """What an audit found.

    Parameters
    ----------
    title : str
        What was audited.
    checks : tuple of Check
        Each measurement against its limit.
    measurements : tuple of Measurement
        What was measured on the way.
    notes : tuple of str
        What a reader must know.
    chart : Chart, optional
        What the figure shows; without one it shows the checks.

    Examples
    --------
    >>> from itbounds.audit import Check, Report
    >>> from itbounds.numerics.interval import Interval
    >>> from itbounds.units import BITS
    >>> achieved, limit = Interval(1.02, 1.06, BITS), Interval(1.0, 1.0, BITS)
    >>> check = Check.compared("rate of the code", achieved, limit, estimate=1.04, sense="at least")
    >>> Report("code", (check,))
    code: consistent
      consistent  rate of the code [1.020, 1.061] bit ≥ 1 bit
    """

    title: str
    checks: tuple[Check, ...]
    measurements: tuple[Measurement, ...] = ()
    notes: tuple[str, ...] = ()
    chart: Chart | None = None

    @property
    def verdict(self) -> Verdict:
        """The gravest of the verdicts: violated, inconclusive, consistent, and not applicable if all are."""
        found = {check.verdict for check in self.checks}
        for grave in (Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.CONSISTENT):
            if grave in found:
                return grave
        return Verdict.NOT_APPLICABLE

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the report: its chart, or every check as an interval beside its limit.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; by default in a new figure that belongs to no window.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        """
        from itbounds.plots import report

        return report(self, ax)

    def to_dict(self) -> JSON:
        """Return the report as JSON data."""
        return {
            "title": self.title,
            "verdict": self.verdict.value,
            "checks": [check.to_dict() for check in self.checks],
            "measurements": [
                {
                    "name": taken.name,
                    "estimate": number_to_json(taken.estimate),
                    "interval": interval_to_json(taken.interval),
                    "method": taken.method,
                }
                for taken in self.measurements
            ],
            "notes": list(self.notes),
            "chart": None if self.chart is None else self.chart.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: JSON) -> "Report":
        """Read what `to_dict` wrote."""
        taken = []
        for d in data["measurements"]:
            interval = interval_from_json(d["interval"])
            if interval is not None:
                taken.append(Measurement(d["name"], number_from_json(d["estimate"]), interval, d["method"]))
        return cls(
            data["title"],
            tuple(Check.from_dict(check) for check in data["checks"]),
            tuple(taken),
            tuple(data["notes"]),
            None if data["chart"] is None else Chart.from_dict(data["chart"]),
        )

    def to_json(self) -> str:
        """Return the report as strict JSON text."""
        return json.dumps(self.to_dict(), indent=2, allow_nan=False, ensure_ascii=False)

    def to_csv(self) -> str:
        """Return the checks as a table of comma-separated values, one a line."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow((
            "check", "verdict", "estimate", "lower", "upper", "sense", "limit_lower", "limit_upper", "unit",
            "confidence", "reason",
        ))  # fmt: skip
        for check in self.checks:
            achieved, limit = check.achieved, check.limit
            writer.writerow(
                (
                    check.name,
                    check.verdict.value,
                    check.estimate,
                    achieved.lower if achieved else None,
                    achieved.upper if achieved else None,
                    check.sense,
                    limit.lower if limit else None,
                    limit.upper if limit else None,
                    achieved.unit.name if achieved else None,
                    check.confidence,
                    check.reason,
                )
            )
        return out.getvalue()

    def to_html(self) -> str:
        """Return one self-contained page, with the figure inside it if matplotlib is installed."""
        from itbounds.audit.page import page

        return page(self)

    def save(self, path: str | Path) -> Path:
        """Write the report to a file whose ending says how: ``.json``, ``.html``, ``.csv``, or a figure.

        Raises
        ------
        DomainError
            If the ending is not known or the folder does not exist.
        """
        from itbounds.results.export import FIGURES, writable

        target = writable(Path(path), (".json", ".html", ".csv", *FIGURES))
        ending = target.suffix.lower()
        if ending in FIGURES:
            from itbounds.plots import save

            return save(self.plot(), target)
        write = {".json": self.to_json, ".html": self.to_html, ".csv": self.to_csv}[ending]
        target.write_text(write(), encoding="utf-8")
        return target

    def __str__(self) -> str:
        width = max((len(check.verdict.value) for check in self.checks), default=0)
        lines, told = [f"{self.title}: {self.verdict}"], set[str]()
        for check in self.checks:
            said = str(check).removeprefix(f"{check.verdict}: ")
            lines.append(f"  {check.verdict.value:<{width}}  {said}")
            # A cause is said once, at the first check that it may explain.
            new = [cause for cause in check.causes if cause not in told]
            lines.extend(f"  {'':<{width}}  likely cause: {cause}" for cause in new)
            told.update(new)
            if check.verdict is Verdict.INCONCLUSIVE and said != check.reason:
                lines.append(f"  {'':<{width}}  reason: {check.reason}")
        for taken in self.measurements:
            lines.append(f"  {taken.name}: {_said(taken)} ({taken.method})")
        lines.extend(f"  note: {note}" for note in self.notes)
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from itbounds.audit.page import body

        return body(self)

    def __bool__(self) -> NoReturn:
        raise AmbiguousTruthError("a report is not a truth value", hint="compare its verdict")


def _said(taken: Measurement) -> str:
    interval = taken.interval
    return shown(interval) if interval.lower == interval.upper else f"{taken.estimate:.6g} in {interval}"
