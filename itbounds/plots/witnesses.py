"""The witness of a result: bars for a law, a heat map for a law of pairs or a test channel."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import Matrix, Vector
from itbounds.errors import DomainError
from itbounds.kernels import Distribution, Letter, Space
from itbounds.plots.canvas import COLOURS, dress, new_axes
from itbounds.results import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = ["result"]

_TICKS = 24
_VALUES = 12


def result(result: Result[Any], ax: "Axes | None" = None) -> "Axes":
    """Draw the witness of a result: the law or the channel that attains one end of the interval.

    Parameters
    ----------
    result : Result
        With a distribution or a kernel as its witness.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.

    Returns
    -------
    Axes

    Raises
    ------
    DomainError
        If the result has no witness.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> axes = ib.plots.result(ib.capacity(ib.zoo.z_channel(0.5)))
    >>> [round(float(bar.get_height()), 3) for bar in axes.patches]
    [0.6, 0.4]
    """
    witness = result.witness
    if witness is None:
        raise DomainError("the result has no witness to draw")
    axes = new_axes(ax)
    if not isinstance(witness, Distribution):
        _heat_map(axes, witness.matrix, witness.dom, witness.cod)
        _name(axes, witness.dom, "source letter $x$", witness.cod, "reproduction $y$")
    elif len(witness.space.names) == 2:
        first, second = witness.space.select([0]), witness.space.select([1])
        _heat_map(axes, witness.tensor, first, second, "probability $p(x, y)$")
        _name(axes, first, "letter $x$", second, "letter $y$")
    else:
        _bars(axes, witness)
    if not axes.get_title():
        axes.set_title(f"${result.to_latex()}$")
    return axes


def _bars(ax: "Axes", law: Distribution) -> None:
    positions, heights = _numbers(law.space), law.probabilities
    if positions is None:
        letters = law.space.letters
        if len(law.space.names) > 1:  # of many tuples, those that occur
            shown = np.flatnonzero(heights)
            letters, heights = tuple(letters[place] for place in shown.tolist()), heights[shown]
            ax.tick_params(axis="x", labelrotation=90.0 if len(letters) > 6 else 0.0)
        positions = np.arange(len(letters), dtype=np.float64)
        _letters(ax.xaxis, letters)
    apart = float(np.diff(np.sort(positions)).min()) if len(positions) > 1 else 1.0
    ax.bar(positions, heights, width=0.8 * apart, color=COLOURS[0], linewidth=0.0)
    name = law.space.names[0] if len(law.space.names) == 1 and law.space.names[0] else "letter $x$"
    dress(ax, x=name, y="probability $p(x)$", grid=False)
    ax.grid(visible=True, axis="y", color="0.88", linewidth=0.5, linestyle="-")
    ax.set_axisbelow(True)
    ax.set_ylim(bottom=0.0)


def _numbers(space: Space) -> Vector | None:
    """Return where letters that are numbers stand on an axis; few of them stand better as labels."""
    letters = space.letters
    if len(letters) <= _TICKS or not all(isinstance(letter, (int, float)) for letter in letters):
        return None
    numbers = np.array(letters, dtype=np.float64)
    return numbers if np.isfinite(numbers).all() else None


def _extent(dom: Space, cod: Space) -> tuple[float, float, float, float] | None:
    """Return the edges of a heat map whose letters are evenly spaced numbers, many of them."""
    edges: list[float] = []
    for space in (cod, dom):
        numbers = _numbers(space)
        if numbers is None:
            return None
        half = 0.5 * (numbers[-1] - numbers[0]) / (len(numbers) - 1)
        if not np.allclose(np.diff(numbers), 2.0 * half, rtol=1e-6, atol=0.0):
            return None
        edges += [float(numbers[0] - half), float(numbers[-1] + half)]
    left, right, first, last = edges
    return left, right, last, first


def _heat_map(
    ax: "Axes", matrix: Matrix, dom: Space, cod: Space, label: str = "probability $Q(y|x)$"
) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("itbounds", ["#ffffff", "#a6cbe3", COLOURS[0], "#002f4d"])
    top = max(float(matrix.max()), 0.5)
    extent = _extent(dom, cod)
    image = ax.imshow(matrix, cmap=shades, vmin=0.0, vmax=top, interpolation="nearest", extent=extent)
    if max(matrix.shape) <= _VALUES:
        for (row, column), value in np.ndenumerate(matrix):
            if value > 0.0:
                colour = "white" if value > 0.5 * top else "0.15"
                text = ax.text(column, row, _short(float(value)), color=colour, fontsize="small")
                text.set(horizontalalignment="center", verticalalignment="center")
    else:
        ax.figure.colorbar(image, ax=ax, label=label)
    if max(matrix.shape) <= _TICKS:
        _letters(ax.xaxis, cod.letters)
        _letters(ax.yaxis, dom.letters)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0.0)


def _name(ax: "Axes", rows: Space, row: str, columns: Space, column: str) -> None:
    """Label the axes of a heat map with the names of its spaces, where they have one."""
    ax.set_xlabel(ax.get_xlabel() or _plain("".join(columns.names)) or column)
    ax.set_ylabel(ax.get_ylabel() or _plain("".join(rows.names)) or row)


def _letters(axis: "Axis", letters: Sequence[Letter]) -> None:
    texts = [_letter(letter) for letter in letters]
    if len(texts) > _TICKS:
        step = -(-len(texts) // _TICKS)
        axis.set_ticks(list(range(0, len(texts), step)), labels=texts[::step])
        return
    axis.set_ticks(list(range(len(texts))), labels=texts)


def _letter(letter: Letter) -> str:
    # Labels are data, not formulas: a dollar sign stays one.
    return _plain(f"{letter:.4g}" if isinstance(letter, float) and isfinite(letter) else str(letter))


def _plain(text: str) -> str:
    return text.replace("$", r"\$")


def _short(value: float) -> str:
    text = f"{value:.2f}"
    return "<.01" if text == "0.00" else text.lstrip("0")
