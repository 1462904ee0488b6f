"""A report: what a model achieved beside the limits."""

from collections.abc import Iterable
from itertools import cycle
from typing import TYPE_CHECKING

from itbounds.audit import Chart, Check, Report, Verdict
from itbounds.plots.canvas import COLOURS, MARKERS, dress, legend, new_axes
from itbounds.units import PURE, Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["report"]

_COLOUR = {Verdict.CONSISTENT: COLOURS[2], Verdict.INCONCLUSIVE: COLOURS[4], Verdict.VIOLATED: COLOURS[1]}
_MARKER = {Verdict.CONSISTENT: "o", Verdict.INCONCLUSIVE: "s", Verdict.VIOLATED: "X"}


def report(report: Report, ax: "Axes | None" = None) -> "Axes":
    """Draw a report: its chart if it has one, else every check as an interval beside its limit.

    Parameters
    ----------
    report : Report
        What an audit returned.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.

    Returns
    -------
    Axes

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    axes = new_axes(ax)
    if report.chart is not None:
        _chart(axes, report.chart)
    else:
        _checks(axes, report)
    return axes


def _chart(axes: "Axes", chart: Chart) -> None:
    if chart.log_x:
        axes.set_xscale("log")
    if chart.log_y:
        axes.set_yscale("log")
    for line in chart.lines:
        (drawn,) = axes.plot(line.x, line.y, label=line.label)
        if line.upper:
            axes.fill_between(line.x, line.y, line.upper, color=drawn.get_color(), alpha=0.25, linewidth=0.0)
    labels = dict.fromkeys(point.label for point in chart.points)
    markers, colours = cycle(MARKERS), cycle(COLOURS[len(chart.lines) % len(COLOURS) :] + COLOURS)
    for label, marker, colour in zip(labels, markers, colours, strict=False):
        points = [point for point in chart.points if point.label == label]
        axes.errorbar(
            [point.x for point in points],
            [point.y for point in points],
            xerr=_arms((point.x, point.x_interval) for point in points),
            yerr=_arms((point.y, point.y_interval) for point in points),
            fmt=marker,
            color=colour,
            markersize=5.0,
            elinewidth=1.0,
            capsize=2.0,
            label=label,
        )
    dress(axes, x=chart.x, y=chart.y)
    legend(axes)


def _arms(pairs: Iterable[tuple[float, tuple[float, float] | None]]) -> list[list[float]] | None:
    down, up = [], []
    for value, interval in pairs:
        low, high = (value, value) if interval is None else interval
        down.append(max(0.0, value - low))
        up.append(max(0.0, high - value))
    return [down, up] if any(down) or any(up) else None


def _checks(axes: "Axes", report: Report) -> None:
    drawn = [check for check in report.checks if check.achieved is not None and check.limit is not None]
    units: dict[Unit, list[Check]] = {}
    for check in drawn:
        if check.achieved is not None:
            units.setdefault(check.achieved.unit, []).append(check)
    names: list[str] = []
    seen: set[Verdict] = set()
    for checks in units.values():
        for check in checks:
            _row(axes, check, len(names), label=check.verdict not in seen)
            seen.add(check.verdict)
            names.append(check.name)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    shown = [unit for unit in units if unit != PURE]
    dress(axes, x=f"value [{', '.join(str(unit) for unit in shown)}]" if shown else "value", y="")
    if not drawn:
        axes.text(0.5, 0.5, "no limit applies", ha="center", va="center", transform=axes.transAxes)
    legend(axes)


def _row(axes: "Axes", check: Check, row: int, *, label: bool) -> None:
    if check.achieved is None or check.limit is None or check.estimate is None:
        return
    colour = _COLOUR[check.verdict]
    down, up = check.estimate - check.achieved.lower, check.achieved.upper - check.estimate
    axes.errorbar(
        [check.estimate],
        [row],
        xerr=[[max(0.0, down)], [max(0.0, up)]],
        fmt=_MARKER[check.verdict],
        color=colour,
        capsize=3.0,
        label=check.verdict.value if label else None,
    )
    axes.plot(
        [check.limit.lower, check.limit.upper],
        [row, row],
        color="black",
        linewidth=3.0,
        marker="|",
        markersize=14.0,
        linestyle="-",
        label="limit" if row == 0 else None,
    )
