"""String diagrams as TikZ text."""

from collections.abc import Iterator, Sequence

from itbounds.symbolic.drawing.layout import Layout, Point
from itbounds.symbolic.drawing.names import tex

__all__ = ["tikz_text"]

SIDES = {"n": "north", "e": "east", "s": "south", "w": "west"}


def tikz_text(picture: Layout, *, labels: bool = True) -> str:
    """Return a ``tikzpicture`` that needs the package tikz and none of its libraries."""
    return "\n".join(_lines(picture, labels=labels))


def _lines(picture: Layout, *, labels: bool) -> Iterator[str]:
    yield r"\begin{tikzpicture}[x=1.1cm, y=1.1cm, line width=0.6pt, line cap=round, line join=round]"
    for curve in picture.curves:
        cubics = [curve.points[i : i + 4] for i in range(0, len(curve.points) - 1, 3)]
        yield rf"  \draw {_place(curve.points[0])}" + "".join(map(_piece, cubics)) + ";"
    for shape in picture.shapes:
        if not shape.name:
            yield rf"  \fill {_place(shape.place)} circle[radius=2pt];"
            continue
        yield rf"  \draw[fill=white] {' -- '.join(map(_place, shape.corners))} -- cycle;"
        yield rf"  \node at {_place(shape.place)} {{{tex(shape.name)}}};"
    for label in picture.labels if labels else ():
        side, text = SIDES[label.anchor], tex(label.name)
        yield rf"  \node[anchor={side}, inner sep=1pt] at {_place(label.place)} {{\small {text}}};"
    yield r"\end{tikzpicture}"


def _piece(cubic: Sequence[Point]) -> str:
    """Return the way to the end of a cubic, a line if its control points lie on one."""
    if any(len({point[axis] for point in cubic}) == 1 for axis in (0, 1)):
        return f" -- {_place(cubic[3])}"
    return f" .. controls {_place(cubic[1])} and {_place(cubic[2])} .. {_place(cubic[3])}"


def _place(point: Point) -> str:
    return f"({point[0]:g}, {point[1]:g})"
