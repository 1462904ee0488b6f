"""How the two bounds of a solver close in on each other."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from itbounds._typing import Matrix
from itbounds.errors import DomainError
from itbounds.plots.canvas import MARKERS, dress, legend, new_axes
from itbounds.results import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["convergence"]


def convergence(
    results: Mapping[str, Result[Any]], ax: "Axes | None" = None, *, show: Literal["gap", "bounds"] = "gap"
) -> "Axes":
    """Draw the gap of the two bounds, or the bounds themselves, against the steps of the solver.

    The history of a solver is unpadded; the marker at its end is the certified gap, rounding errors included.

    Parameters
    ----------
    results : mapping of labels to results
        They are drawn in the unit of the first.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    show : {"gap", "bounds"}
        The gap on a logarithmic axis with the tolerances as dotted lines, or lower and upper bound.

    Returns
    -------
    Axes

    Raises
    ------
    DomainError
        If there is no result, or one has no history, as closed forms have none.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> problem = ib.Capacity(ib.zoo.z_channel(0.5))
    >>> names = ["interior_point", "blahut_arimoto"]
    >>> axes = ib.plots.convergence({name: problem.solve(name, tol=1e-6) for name in names})
    >>> axes.get_yscale()
    'log'
    """
    if not results:
        raise DomainError("there is no result to draw")
    if show not in ("gap", "bounds"):
        raise DomainError(f"unknown choice {show!r}", value=show, hint="use 'gap' or 'bounds'")
    histories = {name: _history(name, result) for name, result in results.items()}
    unit = next(iter(results.values())).unit
    axes = new_axes(ax)
    for index, (name, history) in enumerate(histories.items()):
        result, bounds = results[name].to(unit), history / unit.nats
        step = np.arange(1, len(bounds) + 1)
        if show == "bounds":
            (line,) = axes.plot(step, bounds[:, 1], label=name)
            axes.plot(step, bounds[:, 0], color=line.get_color(), linestyle=line.get_linestyle())
            continue
        gap = bounds[:, 1] - bounds[:, 0]
        # An unpadded gap can be 0 or negative by rounding, and an early bound infinite.
        drawable = np.where(np.isfinite(gap) & (gap > 0.0), gap, np.nan)
        (line,) = axes.semilogy(step, drawable, label=name)
        colour, marker = line.get_color(), MARKERS[index % len(MARKERS)]
        if 0.0 < result.gap < np.inf:
            axes.plot(step[-1:], [result.gap], color=colour, linestyle="none", marker=marker, zorder=3)
    if show == "gap":
        for tol in sorted({result.provenance.tol / unit.nats for result in results.values()}):
            axes.axhline(tol, color="0.45", linewidth=0.7, linestyle=":", zorder=1.5)
    dress(axes, x="step", y=f"gap [{unit}]" if show == "gap" else f"lower and upper bound [{unit}]")
    legend(axes)
    return axes


def _history(name: str, result: Result[Any]) -> Matrix:
    if result.history is None or not len(result.history):
        raise DomainError(
            f"the result {name!r} has no history", where=name, hint=f"it came from {result.provenance.solver}"
        )
    return result.history
