"""String diagrams as SVG text, for notebooks."""

from collections.abc import Iterator
from html import escape

from itbounds.symbolic.drawing.layout import Layout, Point
from itbounds.symbolic.drawing.names import formula

__all__ = ["svg_text"]

UNIT = 34.0
ENDS = {"w": "start", "e": "end"}
RISES = {"n": 0.75, "s": -0.1}


def svg_text(picture: Layout) -> str:
    """Return a picture in the colour of the text around it."""
    (left, low), (right, high) = picture.corners
    width, height = UNIT * (right - left), UNIT * (high - low)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
    head += f'viewBox="{UNIT * left:g} {-UNIT * high:g} {width:g} {height:g}" font-family="serif">'
    return "\n".join([head, *_lines(picture), "</svg>"])


def _lines(picture: Layout) -> Iterator[str]:
    for curve in picture.curves:
        start, *rest = map(_place, curve.points)
        yield f'<path d="M {start} C {" ".join(rest)}" fill="none" stroke="currentColor"/>'
    for shape in picture.shapes:
        if not shape.name:
            x, y = _place(shape.place).split()
            yield f'<circle cx="{x}" cy="{y}" r="3" fill="currentColor"/>'
            continue
        corners = " ".join(map(_place, shape.corners))
        yield f'<polygon points="{corners}" fill="currentColor" fill-opacity="0.08" stroke="currentColor"/>'
        yield _text(shape.name, shape.place, "middle", 0.33, 15)
    for label in picture.labels:
        side = ENDS.get(label.anchor, "middle")
        yield _text(label.name, label.place, side, RISES.get(label.anchor, 0.33), 13)


def _text(name: str, place: Point, side: str, rise: float, size: int) -> str:
    x, y = _place(place).split()
    slant = "italic" if formula(name) else "normal"
    return (
        f'<text x="{x}" y="{y}" dy="{rise}em" text-anchor="{side}" font-size="{size}" font-style="{slant}" '
        f'fill="currentColor">{escape(name)}</text>'
    )


def _place(point: Point) -> str:
    return f"{UNIT * point[0]:g} {-UNIT * point[1]:g}"
