"""Certified values of a family of problems against its parameter."""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import DomainError
from itbounds.plots.canvas import MARKERS, dress, legend, new_axes
from itbounds.results import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["capacity_family"]


def capacity_family(
    results: Mapping[float, Result[Any]],
    ax: "Axes | None" = None,
    *,
    closed_form: Callable[[Vector], ArrayLike] | None = None,
    label: str | None = None,
    parameter: str = "parameter",
) -> "Axes":
    """Draw certified intervals against a parameter: a marker at the middle, a bar from end to end.

    Parameters
    ----------
    results : mapping of parameters to results
        They are drawn in the unit of the first.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    closed_form : callable, optional
        Takes an array of parameters and returns values in that unit; drawn as a line.
    label : str, optional
        The family in the legend.
    parameter : str
        The label of the axis.

    Returns
    -------
    Axes

    Raises
    ------
    DomainError
        If there is no result, or one has an infinite end.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> results = {e: ib.capacity(ib.zoo.bec(e)) for e in (0.1, 0.5, 0.9)}
    >>> axes = ib.plots.capacity_family(results, closed_form=lambda e: 1 - e, label="erasures")
    >>> axes.get_ylabel()
    'capacity $C$ [bit]'
    """
    if not results:
        raise DomainError("there is no result to draw")
    order = sorted(results)
    unit = results[order[0]].unit
    found = [results[key].to(unit) for key in order]
    unknown = next((key for key, one in zip(order, found, strict=True) if not isfinite(one.gap)), None)
    if unknown is not None:
        raise DomainError(
            f"the result at {unknown!r} has an infinite end", where=unknown, hint="leave it out"
        )
    x = np.array(order, dtype=np.float64)
    lower = np.array([one.lower for one in found])
    upper = np.array([one.upper for one in found])
    axes = new_axes(ax)
    marker = MARKERS[len(axes.containers) % len(MARKERS)]
    middle = 0.5 * (lower + upper)
    drawn = axes.errorbar(
        x,
        middle,
        yerr=[middle - lower, upper - middle],
        linestyle="none",
        marker=marker,
        label=label,
        zorder=3,
    )
    if closed_form is not None:
        fine = np.unique(np.concatenate([x, np.linspace(x[0], x[-1], 400)]))
        with np.errstate(divide="ignore", invalid="ignore"):
            y = np.asarray(closed_form(fine), dtype=np.float64)
        known = np.isfinite(y)
        colour = drawn.lines[0].get_color()
        axes.plot(fine[known], y[known], color=colour, linestyle="-", linewidth=0.8, zorder=1.9)
    dress(axes, x=parameter, y=f"{_noun(found)} [{unit}]" if unit.name else _noun(found))
    legend(axes)
    return axes


def _noun(found: list[Result[Any]]) -> str:
    names = {one.latex for one in found}
    if len(names) > 1:
        names = {name.split("(")[0] for name in names}
    noun = {"C": "capacity ", "R": "rate "}.get(min(names)[0], "")
    return f"{noun}${min(names)}$" if len(names) == 1 else noun.strip() or "value"
