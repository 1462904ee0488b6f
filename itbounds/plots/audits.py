"""A report: what a model achieved beside the limits."""

from collections.abc import Iterable
from itertools import cycle
from math import isfinite
from textwrap import fill
from typing import TYPE_CHECKING

from itbounds.audit import Chart, Check, Report, Verdict
from itbounds.plots.canvas import COLOURS, MARKERS, dress, legend, new_axes
from itbounds.plots.typeset import symbols
from itbounds.units import PURE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["report"]

_COLOUR = {Verdict.CONSISTENT: COLOURS[2], Verdict.INCONCLUSIVE: COLOURS[4], Verdict.VIOLATED: COLOURS[1]}
# In inches: of a row, and of the axis with the legend.
_ROW, _HEIGHT = 0.45, 1.1
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
        return axes
    rows = [check for check in report.checks if check.achieved is not None and check.limit is not None]
    _checks(axes, rows)
    figure = axes.get_figure(root=True)
    if ax is None and figure is not None:
        figure.set_figheight(_HEIGHT + _ROW * max(1, len(rows)))
    return axes


def _chart(axes: "Axes", chart: Chart) -> None:
    if chart.log_x:
        axes.set_xscale("log")
    if chart.log_y:
        axes.set_yscale("log")
    for line in chart.lines:
        (drawn,) = axes.plot(line.x, line.y, label=symbols(line.label))
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
            elinewidth=1.0,
            capsize=2.0,
            label=symbols(label),
        )
    dress(axes, x=symbols(chart.x), y=symbols(chart.y))
    legend(axes)


def _arms(pairs: Iterable[tuple[float, tuple[float, float] | None]]) -> list[list[float]] | None:
    down, up = [], []
    for value, interval in pairs:
        low, high = (value, value) if interval is None else interval
        down.append(max(0.0, value - low))
        up.append(max(0.0, high - value))
    return [down, up] if any(down) or any(up) else None


def _checks(axes: "Axes", checks: list[Check]) -> None:
    units = dict.fromkeys(check.achieved.unit for check in checks if check.achieved is not None)
    one = len(units) <= 1
    low, high = _ends(checks)
    axes.set_xlim(low, high)
    seen: set[Verdict] = set()
    for row, check in enumerate(checks):
        _row(axes, check, row, label=check.verdict not in seen)
        seen.add(check.verdict)
    axes.set_yticks(range(len(checks)), [_name(check, unit=not one) for check in checks])
    axes.set_ylim(max(len(checks), 1) - 0.5, -0.5)
    shown = [unit for unit in units if unit != PURE]
    dress(axes, x=f"value [{shown[0]}]" if one and shown else "value", y="", grid=False)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0.0)
    if checks:
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=5, frameon=False, borderaxespad=0.2)
    else:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no limit applies", ha="center", va="center", transform=axes.transAxes)


def _name(check: Check, *, unit: bool) -> str:
    name = symbols(fill(check.name, 32))
    known = unit and check.achieved is not None and check.achieved.unit != PURE
    return f"{name} [{check.achieved.unit}]" if known and check.achieved is not None else name


def _ends(checks: list[Check]) -> tuple[float, float]:
    """Return the ends of the axis: those of all that is finite, and a margin."""
    ends = [
        end
        for check in checks
        for interval in (check.achieved, check.limit)
        if interval is not None
        for end in (interval.lower, interval.upper)
        if isfinite(end)
    ]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    margin = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    return low - margin, high + margin


def _row(axes: "Axes", check: Check, row: int, *, label: bool) -> None:
    """Draw an achieved interval, the limit, and in grey what lies beyond it."""
    if check.achieved is None or check.limit is None:
        return
    low, high = axes.get_xlim()
    height, achieved = (row - 0.36, row + 0.36), check.achieved
    first, last = max(low, check.limit.lower), min(high, check.limit.upper)
    beyond = (low, first) if check.sense == "at least" else (last, high)
    once = row == 0
    axes.fill_between(beyond, *height, color="0.9", linewidth=0.0, label="beyond it" if once else None)
    axes.fill_between((first, last), *height, color="0.75", linewidth=0.0)
    # A limit that is known to an interval has two ends, others one.
    for end in dict.fromkeys((first, last)):
        named = "limit" if once and end == first else None
        axes.plot([end, end], height, color="black", linestyle="-", linewidth=1.2, label=named)
    estimate = check.estimate if check.estimate is not None else 0.5 * (achieved.lower + achieved.upper)
    ends = max(achieved.lower, low), min(achieved.upper, high)
    axes.errorbar(
        [estimate],
        [row],
        xerr=[[max(0.0, estimate - ends[0])], [max(0.0, ends[1] - estimate)]],
        fmt=_MARKER[check.verdict],
        color=_COLOUR[check.verdict],
        capsize=3.0,
        label=check.verdict.value if label else None,
    )
