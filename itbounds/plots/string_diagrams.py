"""String diagrams: boxes and wires, copies and discards as dots, states as triangles; and their equations."""

from typing import TYPE_CHECKING

from itbounds.plots.canvas import new_axes
from itbounds.plots.typeset import mathtext
from itbounds.symbolic import Box, Diagram, as_diagram
from itbounds.symbolic.drawing import Layout, arranged, formula

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["string_diagram", "string_equation"]

INCHES = 0.46
"""The length of a unit of the layout that suits text of 10 points."""

GAP = 0.9
TINTS = {"box": "#eef3f8", "state": "#fdf3e7"}


def string_diagram(
    diagram: Diagram | Box,
    ax: "Axes | None" = None,
    *,
    direction: str = "down",
    labels: bool = True,
    extent: tuple[float, float] = (0.0, 0.0),
) -> "Axes":
    """Draw a string diagram as it is written.

    Wires run from the inputs to the outputs; copies and discards are dots, states triangles, and what is
    written side by side stands side by side. What equal diagrams have in common is drawn by
    ``diagram.simplified()``.

    Parameters
    ----------
    diagram : Diagram or Box
        What to draw.
    ax : Axes, optional
        Where to draw; text shrinks with the boxes if there is little room. By default in a new figure of the
        size that the diagram needs, which belongs to no window.
    direction : {"down", "up", "right"}
        Where wires run to.
    labels : bool
        Whether the wires bear the names of their objects.
    extent : pair of float
        The least width and height that the axes show, in units of the layout, of which neighbouring wires are
        about one apart. Axes of one size that are given the same, large enough, show diagrams at one scale.

    Returns
    -------
    Axes
        Every box is a patch whose ``gid`` is its name, every dot one whose ``gid`` is ``"copy"`` or
        ``"discard"``, and every piece of wire one whose ``gid`` is ``"wire "`` with the name of its object.

    Raises
    ------
    DomainError
        If the direction is another.
    DTypeError
        If it is no diagram.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> joint = ib.Box("p", (), "X") >> ib.Diagram.copy("X") >> ib.Diagram.id("X") @ ib.Box("W", "X", "Y")
    >>> axes = ib.plots.string_diagram(joint)
    >>> sorted(patch.get_gid() for patch in axes.patches)
    ['W', 'copy', 'p', 'wire X', 'wire X', 'wire X', 'wire Y']
    """
    return string_equation(diagram, ax=ax, direction=direction, labels=labels, extent=extent)


def string_equation(
    *sides: Diagram | Box,
    symbol: str = "=",
    ax: "Axes | None" = None,
    direction: str = "down",
    labels: bool = True,
    extent: tuple[float, float] = (0.0, 0.0),
) -> "Axes":
    r"""Draw diagrams side by side, at one scale, with a symbol between them; whether it holds is not asked.

    Parameters
    ----------
    *sides : Diagram or Box
        What to draw, from left to right.
    symbol : str
        What stands between them, such as ``"="`` or ``r"$\neq$"``.
    ax, direction, labels, extent
        As for `string_diagram`.

    Examples
    --------
    >>> import itbounds as ib
    >>> noise, wire = ib.Box("f", "X", "Y"), ib.Diagram.id("X")
    >>> left, right = noise >> ib.Diagram.copy("Y"), ib.Diagram.copy("X") >> noise @ noise
    >>> left == right
    False
    >>> axes = ib.plots.string_equation(left, right, symbol=r"$\neq$")
    >>> [text.get_text() for text in axes.texts].count(r"$\neq$")
    1
    """
    pictures = [arranged(as_diagram(side).term, direction) for side in sides]
    widths = [picture.corners[1][0] - picture.corners[0][0] for picture in pictures]
    heights = [picture.corners[1][1] - picture.corners[0][1] for picture in pictures]
    whole = sum(widths) + GAP * (len(sides) - 1)
    width, height = max(whole, extent[0]), max([*heights, extent[1]])
    axes = new_axes(ax)
    figure = axes.get_figure(root=True)
    if ax is None and figure is not None:
        figure.set_size_inches(INCHES * width, INCHES * height)
    axes.set_xlim(0.0, width)
    axes.set_ylim(-height / 2, height / 2)
    axes.set_aspect("equal")
    axes.set_axis_off()
    points = _points(axes, width, height)
    size = _text_size(points)
    start = (width - whole) / 2
    for place, picture in enumerate(pictures):
        if place:
            axes.text(start + GAP / 2, 0.0, symbol, ha="center", va="center", fontsize=1.4 * size)
            start += GAP
        (left, low), (_, high) = picture.corners
        _draw(axes, picture, (start - left, -(low + high) / 2), points, labels=labels)
        start += widths[place]
    return axes


def _draw(ax: "Axes", picture: Layout, shift: tuple[float, float], points: float, *, labels: bool) -> None:
    """Draw a layout at its place, its unit so many points long."""
    from matplotlib import rcParams
    from matplotlib.patches import Circle, PathPatch, Polygon
    from matplotlib.path import Path

    def at(place: tuple[float, float]) -> tuple[float, float]:
        return place[0] + shift[0], place[1] + shift[1]

    size, ink = _text_size(points), rcParams["text.color"]
    for curve in picture.curves:
        codes = [Path.MOVETO] + [Path.CURVE4] * (len(curve.points) - 1)
        wire = PathPatch(Path([at(point) for point in curve.points], codes), facecolor="none", zorder=1.0)
        wire.set(capstyle="round", edgecolor=ink, linewidth=0.1 * size, gid=f"wire {curve.name}")
        ax.add_patch(wire)
    for shape in picture.shapes:
        if shape.name:
            body = Polygon(
                [at(corner) for corner in shape.corners], closed=True, joinstyle="round", zorder=2.0
            )
            body.set(facecolor=TINTS[shape.kind], edgecolor=ink, linewidth=0.1 * size, gid=shape.name)
            ax.add_patch(body)
            ax.text(*at(shape.place), _text(shape.name), ha="center", va="center", fontsize=size, zorder=3.0)
        else:
            dot = Circle(at(shape.place), 0.26 * size / points, facecolor=ink, edgecolor="none", zorder=2.0)
            dot.set_gid(shape.kind)
            ax.add_patch(dot)
    for label in picture.labels if labels else ():
        across = {"w": "left", "e": "right"}.get(label.anchor, "center")
        up = {"s": "bottom", "n": "top"}.get(label.anchor, "center")
        ax.text(*at(label.place), _text(label.name), ha=across, va=up, fontsize=0.85 * size, zorder=3.0)


def _text_size(points: float) -> float:
    """Return the size of the text, at most that in force, for a unit of so many points."""
    from matplotlib import rcParams

    return min(float(rcParams["font.size"]), 10.0 * points / (72.0 * INCHES))


def _points(ax: "Axes", width: float, height: float) -> float:
    """Return how many points long a unit is where this much has to fit."""
    figure = ax.get_figure(root=True)
    if figure is None:
        return 72.0 * INCHES
    box = ax.get_position()
    across, up = figure.get_size_inches()
    return float(72.0 * min(box.width * across / width, box.height * up / height))


def _text(name: str) -> str:
    known = formula(name)
    return name.replace("$", r"\$") if known is None else mathtext(known)
