"""Tradeoff regions: what a proof leaves of the plane, its facets labelled by their inequalities."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import atan2, degrees
from typing import TYPE_CHECKING, TypeAlias

from itbounds.errors import DomainError
from itbounds.plots.canvas import dress, legend, new_axes
from itbounds.plots.typeset import mathtext, mixed
from itbounds.results.region import Region

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["region"]

_SHADE = 0.12
_Point: TypeAlias = tuple[Fraction, Fraction]


def region(
    region: Region, ax: "Axes | None" = None, *, label: str | None = None, annotate: bool = True
) -> "Axes":
    r"""Draw a tradeoff region of two quantities, its facets labelled by the inequalities that are proved.

    Nothing outside of the shade can be attained. Whether all of the shade can is another question.

    Parameters
    ----------
    region : Region
        Of two coordinates.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    label : str, optional
        The region in the legend.
    annotate : bool
        Whether facets and corners are labelled.

    Returns
    -------
    Axes
        The first line that is added goes along the boundary, the second one has the corners.

    Raises
    ------
    DomainError
        If the region has not two coordinates.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> given = ["H(X) == 1", "H(Y) == 1", "indep(X; Y)", "H(X,Y|A,B) == 0", "H(A) <= R", "H(B) <= S"]
    >>> axes = ib.plots.region(ib.region(["R", "S"], given=given))
    >>> print(*(text.get_text() for text in axes.texts))
    $R + S \geq 2$ $(0, 2)$ $(2, 0)$
    """
    if len(region.coordinates) != 2:
        raise DomainError(
            f"the region has {len(region.coordinates)} coordinates; a figure has two",
            value=region.coordinates,
        )
    axes = new_axes(ax)
    from matplotlib.colors import to_hex

    corners = sorted((vertex.point[0], vertex.point[1]) for vertex in region.vertices)
    ends = [_end([corner[k] for corner in corners]) for k in (0, 1)]
    if axes.has_data():
        ends = [max(ends[0], axes.get_xlim()[1]), max(ends[1], axes.get_ylim()[1])]
    # Both rays go on beyond what is seen, also when another region is drawn.
    boundary = [(corners[0][0], Fraction(100 * ends[1])), *corners, (Fraction(100 * ends[0]), corners[-1][1])]
    x, y = (list(map(float, part)) for part in zip(*boundary, strict=True))
    (line,) = axes.plot(x, y, label=label, zorder=2.5)
    colour = line.get_color()
    axes.plot(x[1:-1], y[1:-1], linestyle="none", marker="o", color=colour, zorder=3.0, clip_on=False)
    axes.fill([*x, x[-1]], [*y, y[0]], color=colour, alpha=_SHADE, linewidth=0.0)
    axes.set(xlim=(min(0.0, x[0]), ends[0]), ylim=(min(0.0, y[-1]), ends[1]))
    if annotate:
        _label_facets(axes, region, boundary, ends)
        _label_corners(axes, corners, mixed(to_hex(colour), _SHADE))
    names = [mathtext(coordinate.latex()) for coordinate in region.coordinates]
    dress(axes, x=f"{names[0]} [{region.unit}]", y=f"{names[1]} [{region.unit}]")
    legend(axes)
    return axes


def _end(values: list[Fraction]) -> float:
    """Return where an axis ends: far enough behind the last corner to see that the region goes on."""
    return 1.25 * float(max(values)) or 1.0


def _label_facets(ax: "Axes", region: Region, boundary: Sequence[_Point], ends: Sequence[float]) -> None:
    """Write each inequality along its edge, on the side that it excludes."""
    from matplotlib.transforms import ScaledTranslation

    beside = ax.transData + ScaledTranslation(-2 / 72, -2 / 72, ax.figure.dpi_scale_trans)
    for start, stop in pairwise(boundary):
        (facet,) = (
            facet
            for facet in region.facets
            if all(
                sum(w * x for w, x in zip(facet.weights, p, strict=True)) == facet.bound
                for p in (start, stop)
            )
        )
        if not facet.bound:  # that a quantity is not negative is no news
            continue
        (x, y), (right, low) = ([min(float(p[k]), ends[k]) for k in (0, 1)] for p in (start, stop))
        text = mathtext(rf"{facet.relation.left.latex()} \geq {facet.bound}")
        ax.text(
            0.5 * (x + right), 0.5 * (y + low), text, transform=beside,
            rotation=degrees(atan2(low - y, right - x)), rotation_mode="anchor", transform_rotates_text=True,
            ha="center", va="top", zorder=4.0,
        )  # fmt: skip


def _label_corners(ax: "Axes", corners: Sequence[_Point], around: str) -> None:
    from matplotlib.patheffects import withStroke

    for x, y in corners:
        ax.annotate(
            mathtext(rf"({x}, {y})"), (float(x), float(y)), (4, 4),
            textcoords="offset points", ha="left", va="bottom", fontsize="small", color="0.35", zorder=4.0,
            path_effects=[withStroke(linewidth=3.0, foreground=around)],
        )  # fmt: skip
