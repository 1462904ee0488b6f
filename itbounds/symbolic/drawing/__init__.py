"""Where the parts of a string diagram are drawn, in numbers, and the picture as TikZ and SVG text."""

from itbounds.symbolic.drawing.layout import Curve, Label, Layout, Shape, arranged
from itbounds.symbolic.drawing.names import formula
from itbounds.symbolic.drawing.svg import svg_text
from itbounds.symbolic.drawing.tikz import tikz_text

__all__ = ["Curve", "Label", "Layout", "Shape", "arranged", "formula", "svg_text", "tikz_text"]
