"""What a result says, once; the renderers only decide how it looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

__all__ = ["Description", "exactly"]


def exactly(value: float) -> str:
    """Write a level or a budget so that it reads back as the same number, and briefly if it can be."""
    brief = f"{value:g}"
    return brief if float(brief) == value else repr(value)


@dataclass(frozen=True, slots=True)
class Description:
    """A title line and labelled rows.

    Parameters
    ----------
    title : str
        The statement, as on the board.
    latex : str
        The same for a paper, without delimiters.
    rows : tuple of (label, value)
        What else should be known.
    """

    title: str
    latex: str
    rows: tuple[tuple[str, str], ...]

    def text(self) -> str:
        """Render as plain text, one row a line."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.title
        width = max((len(label) for label, _ in self.rows), default=0)
        for label, value in self.rows:
            yield f"  {label:<{width}}  {value}"

    def html(self) -> str:
        """Render as a small table that fits a notebook."""
        rows = "".join(
            f'<tr><th style="text-align:left">{escape(label)}</th>'
            f'<td style="text-align:left">{escape(value)}</td></tr>'
            for label, value in self.rows
        )
        return (
            f'<div class="itbounds"><p style="font-size:1.1em"><code>{escape(self.title)}</code></p>'
            f"<table>{rows}</table></div>"
        )
