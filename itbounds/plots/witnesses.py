"""The witness of a result: bars for a law, a heat map for a test channel."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import Vector
from itbounds.errors import DomainError
from itbounds.kernels import Distribution, Kernel, Letter, Space
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
    if isinstance(witness, Distribution):
        _bars(axes, witness)
    else:
        _heat_map(axes, witness)
    if not axes.get_title():
        axes.set_title(f"${result.to_latex()}$")
    return axes


def _bars(ax: "Axes", law: Distribution) -> None:
    positions = _numbers(law.space)
    if positions is None:
        positions = np.arange(law.space.size, dtype=np.float64)
        _letters(ax.xaxis, law.space.letters)
    apart = float(np.diff(np.sort(positions)).min()) if len(positions) > 1 else 1.0
    ax.bar(positions, law.probabilities, width=0.8 * apart, color=COLOURS[0], linewidth=0.0)
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


def _extent(kernel: Kernel) -> tuple[float, float, float, float] | None:
    """Return the edges of a heat map whose letters are evenly spaced numbers, many of them."""
    edges: list[float] = []
    for space in (kernel.cod, kernel.dom):
        numbers = _numbers(space)
        if numbers is None:
            return None
        half = 0.5 * (numbers[-1] - numbers[0]) / (len(numbers) - 1)
        if not np.allclose(np.diff(numbers), 2.0 * half, rtol=1e-6, atol=0.0):
            return None
        edges += [float(numbers[0] - half), float(numbers[-1] + half)]
    left, right, first, last = edges
    return left, right, last, first


def _heat_map(ax: "Axes", kernel: Kernel) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("itbounds", ["#ffffff", "#a6cbe3", COLOURS[0], "#002f4d"])
    matrix = kernel.matrix
    top = max(float(matrix.max()), 0.5)
    extent = _extent(kernel)
    image = ax.imshow(matrix, cmap=shades, vmin=0.0, vmax=top, interpolation="nearest", extent=extent)
    if max(matrix.shape) <= _VALUES:
        for (row, column), value in np.ndenumerate(matrix):
            if value > 0.0:
                colour = "white" if value > 0.5 * top else "0.15"
                text = ax.text(column, row, _short(float(value)), color=colour, fontsize="small")
                text.set(horizontalalignment="center", verticalalignment="center")
    else:
        ax.figure.colorbar(image, ax=ax, label="probability $Q(y|x)$")
    if max(matrix.shape) <= _TICKS:
        _letters(ax.xaxis, kernel.cod.letters)
        _letters(ax.yaxis, kernel.dom.letters)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0.0)
    ax.set_xlabel(ax.get_xlabel() or "reproduction $y$")
    ax.set_ylabel(ax.get_ylabel() or "source letter $x$")


def _letters(axis: "Axis", letters: Sequence[Letter]) -> None:
    texts = [_letter(letter) for letter in letters]
    if len(texts) > _TICKS:
        step = -(-len(texts) // _TICKS)
        axis.set_ticks(list(range(0, len(texts), step)), labels=texts[::step])
        return
    axis.set_ticks(list(range(len(texts))), labels=texts)


def _letter(letter: Letter) -> str:
    # Labels are data, not formulas: a dollar sign stays one.
    text = f"{letter:.4g}" if isinstance(letter, float) and isfinite(letter) else str(letter)
    return text.replace("$", r"\$")


def _short(value: float) -> str:
    text = f"{value:.2f}"
    return "<.01" if text == "0.00" else text.lstrip("0")
