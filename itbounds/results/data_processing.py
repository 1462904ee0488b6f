"""What is left of a divergence or an information after every box of a pipeline, as a table and a figure."""

from dataclasses import dataclass
from html import escape
from math import inf, isnan, nan
from typing import TYPE_CHECKING

from itbounds._typing import JSON
from itbounds.results.serial import number_to_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DataProcessing"]


@dataclass(frozen=True)
class DataProcessing:
    r"""A divergence after each box of a pipeline, from the input on: it cannot increase.

    Parameters
    ----------
    divergence : str
        The name of the divergence.
    unit : str
        The unit of the numbers; empty for plain numbers.
    between : str
        What is compared: ``"D(p || q)"`` of two input laws, or ``"I(S; X)"`` of a source and the wires.
    boxes : tuple of str
        The name of every box, in the order in which they are applied.
    wires : tuple of tuple of str
        What is alive at the input and after each box: one more than there are boxes.
    remaining : tuple of float
        The divergence there.

    Examples
    --------
    >>> import itbounds as ib
    >>> noise = ib.zoo.bsc(0.1)
    >>> report = ib.data_processing({"first": noise, "second": noise}, [0.9, 0.1], [0.5, 0.5])
    >>> print(report)
    D(p || q), KL [bit]
      input             0.531
      first     -0.211  0.320
      second    -0.122  0.198
    >>> round(report.lost[0], 3), round(report.kept[-1], 3)
    (0.211, 0.374)
    """

    divergence: str
    unit: str
    between: str
    boxes: tuple[str, ...]
    wires: tuple[tuple[str, ...], ...]
    remaining: tuple[float, ...]

    @property
    def lost(self) -> tuple[float, ...]:
        """What each box loses; NaN where it is infinite before and after, so that nobody can tell."""
        return tuple(
            nan if before == after == inf else max(before - after, 0.0)
            for before, after in zip(self.remaining[:-1], self.remaining[1:], strict=True)
        )

    @property
    def kept(self) -> tuple[float, ...]:
        """The part of the input's divergence that is left, from 1 on; NaN where that is 0 or infinite."""
        whole = self.remaining[0]
        return tuple(value / whole if 0.0 < whole < inf else nan for value in self.remaining)

    @property
    def title(self) -> str:
        """What the numbers are, with their unit."""
        return f"{self.between}, {self.divergence}" + (f" [{self.unit}]" if self.unit else "")

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw what is left after each box."""
        from itbounds.plots import data_processing as draw

        return draw(self, ax=ax)

    def to_dict(self) -> JSON:
        """Return the report as JSON data."""
        return {
            "divergence": self.divergence,
            "unit": self.unit,
            "between": self.between,
            "boxes": list(self.boxes),
            "wires": [list(wires) for wires in self.wires],
            "remaining": [number_to_json(value) for value in self.remaining],
        }

    def to_latex(self) -> str:
        r"""Return the table as a LaTeX ``tabular``.

        Examples
        --------
        >>> import itbounds as ib
        >>> report = ib.data_processing([ib.zoo.bsc(0.1)], [0.9, 0.1], [0.5, 0.5])
        >>> print(report.to_latex())
        \begin{tabular}{lrr}
        box & lost & left \\ \hline
        input &  & 0.531 \\
        box 1 & 0.211 & 0.320 \\
        \end{tabular}
        """
        lines = [r"\begin{tabular}{lrr}", r"box & lost & left \\ \hline"]
        for name, lost, left in self._rows():
            safe = name.replace("_", r"\_")
            lines.append(rf"{safe} & {lost.lstrip('-')} & {left} \\")
        return "\n".join([*lines, r"\end{tabular}"])

    def _rows(self) -> list[tuple[str, str, str]]:
        first = ("input", "", _number(self.remaining[0]))
        after = zip(self.boxes, self.lost, self.remaining[1:], strict=True)
        return [first, *((box, _loss(lost), _number(left)) for box, lost, left in after)]

    def __str__(self) -> str:
        rows = self._rows()
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        lines = [f"  {a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}" for a, b, c in rows]
        return "\n".join([self.title, *lines])

    def _repr_html_(self) -> str:
        body = "".join(
            "<tr>" + "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in row) + "</tr>"
            for row in self._rows()
        )
        return f'<div class="itbounds"><p><code>{escape(self.title)}</code></p><table>{body}</table></div>'


def _number(value: float) -> str:
    return "∞" if value == inf else f"{value:.3f}"


def _loss(value: float) -> str:
    text = _number(value)
    return "?" if isnan(value) else text if text == "0.000" else f"-{text}"
