"""String diagrams: boxes and wires, copies and discards as dots, states as triangles."""

from typing import TYPE_CHECKING

from itbounds.plots.canvas import new_axes
from itbounds.plots.typeset import mathtext
from itbounds.symbolic import Box, Diagram, as_diagram
from itbounds.symbolic.drawing import Layout, arranged, formula

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["string_diagram"]

INCHES = 0.46
"""The length of a unit of the layout that suits text of 10 points."""

TINTS = {"box": "#eef3f8", "state": "#fdf3e7"}


def string_diagram(
    diagram: Diagram | Box, ax: "Axes | None" = None, *, direction: str = "down", labels: bool = True
) -> "Axes":
    """Draw a string diagram as it is written.

    Wires run from the inputs to the outputs; copies and discards are dots, states triangles, and what is
    written side by side stands side by side. To draw what equal diagrams have in common, draw
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

    Returns
    -------
    Axes
        Every box is a patch whose ``gid`` is its name, every dot one whose ``gid`` is ``"copy"`` or
        ``"discard"``, and every piece of wire one whose ``gid`` is ``"wire "`` with the name of its object.

    Raises
    ------
    DomainError
        If the direction is another.
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
    picture = arranged(as_diagram(diagram).term, direction)
    (left, low), (right, high) = picture.corners
    axes = new_axes(ax)
    figure = axes.get_figure(root=True)
    if ax is None and figure is not None:
        figure.set_size_inches(INCHES * (right - left), INCHES * (high - low))
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    axes.set_aspect("equal")
    axes.set_axis_off()
    _draw(axes, picture, _points(axes, right - left, high - low), labels=labels)
    return axes


def _draw(ax: "Axes", picture: Layout, points: float, *, labels: bool) -> None:
    """Draw a layout whose unit is so many points long."""
    from matplotlib import rcParams
    from matplotlib.patches import Circle, PathPatch, Polygon
    from matplotlib.path import Path

    size = min(float(rcParams["font.size"]), 10.0 * points / (72.0 * INCHES))
    radius = 0.26 * size / points
    ink = rcParams["text.color"]
    for curve in picture.curves:
        codes = [Path.MOVETO] + [Path.CURVE4] * (len(curve.points) - 1)
        wire = PathPatch(
            Path(curve.points, codes), facecolor="none", edgecolor=ink, linewidth=1.0, zorder=1.0
        )
        wire.set(capstyle="round", gid=f"wire {curve.name}")
        ax.add_patch(wire)
    for shape in picture.shapes:
        if shape.name:
            body = Polygon(shape.corners, closed=True, joinstyle="round", zorder=2.0)
            body.set(facecolor=TINTS[shape.kind], edgecolor=ink, linewidth=1.0, gid=shape.name)
            ax.add_patch(body)
            ax.text(*shape.place, _text(shape.name), ha="center", va="center", fontsize=size, zorder=3.0)
        else:
            ax.add_patch(
                Circle(shape.place, radius, facecolor=ink, edgecolor=ink, zorder=2.0, gid=shape.kind)
            )
    for label in picture.labels if labels else ():
        across = {"w": "left", "e": "right"}.get(label.anchor, "center")
        up = {"s": "bottom", "n": "top"}.get(label.anchor, "center")
        ax.text(*label.place, _text(label.name), ha=across, va=up, fontsize=0.85 * size, zorder=3.0)


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
