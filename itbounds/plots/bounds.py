"""Bounds beside each other, and against the size of the sample; each kind of statement has its own dashes."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds.bounds.comparison import BoundComparison, Statement
from itbounds.errors import DomainError, ShapeError
from itbounds.plots.canvas import COLOURS, MARKERS, dress, new_axes
from itbounds.results.bound import Bound

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

__all__ = ["bound_ladder", "bounds_against"]

_DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1, 1.2)), (0, (5, 1.5, 1, 1.5)), (0, (3, 1, 1, 1, 1, 1)))


def bound_ladder(comparison: BoundComparison, ax: "Axes | None" = None) -> "Axes":
    """Draw bounds on the same numbers one below the other, in a block for each kind of statement.

    Parameters
    ----------
    comparison : BoundComparison
        What `itbounds.bounds.compare` returned.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.

    Returns
    -------
    Axes

    Raises
    ------
    DomainError
        If there is no bound with a finite value.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> found = ib.bounds.compare("generalization", test_risk=0.05, errors=50, n=1000)
    >>> axes = ib.plots.bound_ladder(found)
    >>> "clopper_pearson" in [text.get_text() for text in axes.get_yticklabels()]
    True
    """
    blocks = [(s, [b for b in s.bounds if isfinite(b.value)]) for s in comparison.statements]
    blocks = [(statement, bounds) for statement, bounds in blocks if bounds]
    if not blocks:
        raise DomainError("there is no bound with a finite value to draw")
    axes = new_axes(ax)
    row, names, places = 0.0, [], []
    for index, (statement, bounds) in enumerate(blocks):
        colour = COLOURS[index % len(COLOURS)]
        axes.annotate(
            str(statement), (0.0, row), xycoords=("axes fraction", "data"), va="center", color=colour,
            fontsize="small", fontweight="bold",
        )  # fmt: skip
        for bound in bounds:
            row += 1.0
            marker = {"upper": "<", "lower": ">"}.get(bound.direction, "o")
            face = "none" if bound.vacuous else colour
            axes.plot(
                [bound.value], [row], linestyle="none", marker=marker, color=colour, markerfacecolor=face
            )
            names.append(bound.theorem)
            places.append(row)
        row += 1.5
    axes.set_yticks(places, names)
    axes.set_ylim(row - 0.7, -0.8)
    axes.margins(x=0.1)
    dress(axes, x="value (hollow: vacuous)", y="")
    return axes


def bounds_against(
    comparisons: Sequence[BoundComparison],
    values: Sequence[Any],
    ax: "Axes | None" = None,
    *,
    label: str = "n",
    measured: Mapping[str, Sequence[float]] | None = None,
    vacuous: bool = False,
) -> "Axes":
    """Draw bounds against a parameter such as the size of the sample, with what was measured.

    Each kind of statement has dashes of its own and a heading in the legend: bounds under different headings
    are different promises, whichever is lower.

    Parameters
    ----------
    comparisons : sequence of BoundComparison
        One for each value of the parameter.
    values : sequence of float
        The values, increasing.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    label : str
        The parameter, as the label of the axis.
    measured : mapping of str to sequence of float, optional
        What was measured of a target, such as ``{"R(Q)": [...]}``; drawn as points under the same heading.
    vacuous : bool
        Whether to draw bounds also where they are vacuous.

    Returns
    -------
    Axes

    Raises
    ------
    ShapeError
        If there are not as many comparisons, or measured numbers, as values.
    DomainError
        If there is nothing to draw.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> sizes = [100, 1000, 10_000]
    >>> found = [ib.bounds.compare(["held_out_kl", "held_out_hoeffding"], test_risk=0.1, n=n) for n in sizes]
    >>> axes = ib.plots.bounds_against(found, sizes, measured={"R": [0.1, 0.1, 0.1]})
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['testing: R ≤', 'held_out_kl', 'held_out_hoeffding', 'measured']
    """
    for name, given in (("comparisons", comparisons), *(measured or {}).items()):
        if len(given) != len(values):
            raise ShapeError(f"there are {len(given)} {name} for {len(values)} values", where=name)
    series = _series(comparisons, len(values), vacuous=vacuous)
    if not series:
        raise DomainError("there is no bound to draw", hint="vacuous=True draws the vacuous ones, too")
    axes = new_axes(ax)
    x = np.asarray(values, dtype=np.float64)
    entries: list[tuple[Line2D, str]] = []
    heads: list[int] = []
    drawn: set[str] = set()
    shown = 0
    for index, (head, lines) in enumerate(series.items()):
        dashes, marker = _DASHES[index % len(_DASHES)], MARKERS[index % len(MARKERS)]
        heads.append(len(entries))
        (blank,) = axes.plot([], [], linestyle="none")
        entries.append((blank, f"{head[0]}: {head[1]} {'≤' if head[2] == 'upper' else '≥'}"))
        for name, y in lines.items():
            colour = COLOURS[shown % len(COLOURS)]
            shown += 1
            (line,) = axes.plot(x, y, color=colour, linestyle=dashes, label=name)
            entries.append((line, name))
        if measured and head[1] in measured and head[1] not in drawn:
            drawn.add(head[1])
            points = np.asarray(measured[head[1]], dtype=np.float64)
            (line,) = axes.plot(
                x, points, color="k", linestyle="none", marker=marker, label="measured", zorder=3
            )
            entries.append((line, "measured"))
    axes.set_xscale("log")
    targets = sorted({head[1] for head in series})
    dress(axes, x=f"${label}$", y=targets[0] if len(targets) == 1 else "bound")
    key = axes.legend(*zip(*entries, strict=True), frameon=True, framealpha=0.85, edgecolor="none")
    for place in heads:
        key.get_texts()[place].set_fontweight("bold")
    return axes


def _series(
    comparisons: Sequence[BoundComparison], count: int, *, vacuous: bool
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Collect the values of each theorem by kind, target and side; NaN where there is none to draw."""
    series: dict[tuple[str, str, str], dict[str, Any]] = {}
    for index, comparison in enumerate(comparisons):
        for statement, bound in _pairs(comparison):
            if bound.vacuous and not vacuous:
                continue
            head = (statement.kind, statement.target, statement.direction)
            lines = series.setdefault(head, {})
            lines.setdefault(bound.theorem, np.full(count, np.nan))[index] = bound.value
    return series


def _pairs(comparison: BoundComparison) -> list[tuple[Statement, Bound]]:
    sided = [s for s in comparison.statements if s.direction in ("upper", "lower")]
    return [(s, bound) for s in sided for bound in s.bounds if isfinite(bound.value)]
