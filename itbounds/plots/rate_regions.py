"""Regions of two rates: what is attained in colour, what is left open around it."""

from typing import TYPE_CHECKING

import numpy as np

from itbounds.plots.canvas import dress, legend, new_axes
from itbounds.problems.rate_region import RateRegion

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["rate_region"]

_SHADE = 0.12
_VISIBLE = 5e-3
_THIN = 0.7
_FAINT = 0.7


def rate_region(region: RateRegion, ax: "Axes | None" = None, *, label: str | None = None) -> "Axes":
    r"""Draw a region of two rates.

    The shade is attained; nothing beyond the thin line around it is possible. Where they
    cannot be told apart only one of them is drawn.

    Parameters
    ----------
    region : RateRegion
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    label : str, optional
        The region in the legend.

    Returns
    -------
    Axes
        The first line that is added is the boundary of what is attained.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import numpy as np
    >>> import itbounds as ib
    >>> axes = ib.plots.rate_region(ib.mac_region(np.eye(3)[np.add.outer([0, 1], [0, 1])]))
    >>> axes.get_xlabel()
    '$R_1$ [bit]'
    """
    axes = new_axes(ax)
    before = np.array([axes.get_xlim()[1], axes.get_ylim()[1]]) if axes.has_data() else np.zeros(2)
    inner, outer = region.vertices, region.outer_vertices
    (line,) = axes.plot(*inner[1:].T, label=label, zorder=2.5)
    colour = line.get_color()
    axes.fill(*inner.T, color=colour, alpha=_SHADE, linewidth=0.0)
    size = float(outer.max()) or 1.0
    if region.gap > _VISIBLE * size:
        axes.plot(*outer[1:].T, color=colour, linestyle="-", linewidth=_THIN, alpha=_FAINT, zorder=2.4)
    ends = np.maximum(np.maximum(1.08 * outer.max(axis=0), 1e-12), before)
    axes.set(xlim=(0.0, ends[0]), ylim=(0.0, ends[1]))
    dress(axes, x=f"$R_1$ [{region.unit}]", y=f"$R_2$ [{region.unit}]")
    legend(axes)
    return axes
