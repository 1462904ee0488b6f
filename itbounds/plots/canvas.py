"""Where a figure is drawn and how it reaches a file, without pyplot and without global state."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from itbounds.errors import MissingExtraError
from itbounds.results.export import FIGURES, writable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "MARKERS", "dress", "legend", "new_axes", "require_matplotlib", "save"]

# Okabe and Ito's palette, which the colour-blind can tell apart, from dark to light enough for a line.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")


def require_matplotlib() -> None:
    """Raise `MissingExtraError` where matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401  (only whether it is there)
    except ImportError as error:
        raise MissingExtraError(
            "drawing needs matplotlib, which is not installed", hint="pip install 'itbounds[plot]'"
        ) from error


def new_axes(ax: "Axes | None" = None) -> "Axes":
    """Return the axes that were given, or those of a new figure that belongs to no window.

    A new figure follows the settings in force (see `style`); matplotlib's own get our colours.
    """
    if ax is not None:
        return ax
    require_matplotlib()
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if matplotlib.rcParams["axes.prop_cycle"] == matplotlib.rcParamsDefault["axes.prop_cycle"]:
        axes.set_prop_cycle(color=COLOURS)
    return axes


def dress(ax: "Axes", *, x: str, y: str, grid: bool = True) -> None:
    """Label the axes, unless their owner has done so, and put a light grid below the data."""
    if not ax.get_xlabel():
        ax.set_xlabel(x)
    if not ax.get_ylabel():
        ax.set_ylabel(y)
    if grid:
        ax.set_axisbelow(True)
        ax.grid(visible=True, color="0.88", linewidth=0.5, linestyle="-")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def legend(ax: "Axes") -> None:
    """Add a legend if anything has a label."""
    if ax.get_legend_handles_labels()[1]:
        ax.legend(frameon=True, framealpha=0.85, edgecolor="none")


def save(figure: "Figure | Axes", path: str | Path) -> Path:
    """Write a figure to a file whose bytes depend on the figure alone, and return its path.

    Parameters
    ----------
    figure : Figure or Axes
        What to save; of axes, the whole figure they are in.
    path : str or Path
        Ends in ``.pdf``, ``.svg`` or ``.png``. Text in a pdf is embedded as TrueType, as publishers ask.

    Raises
    ------
    DomainError
        If the ending is not known or the folder does not exist.

    Examples
    --------
    >>> import itbounds as ib
    >>> axes = ib.capacity(ib.zoo.bsc(0.11)).plot()
    >>> ib.plots.save(axes, "law.pdf").name
    'law.pdf'
    """
    target = writable(Path(path), FIGURES)
    require_matplotlib()
    import matplotlib
    from matplotlib.figure import Figure

    whole = figure if isinstance(figure, Figure) else figure.get_figure(root=True)
    if whole is None:
        raise ValueError("these axes belong to no figure")
    # A date would change the file on every run.
    metadata: dict[str, Any] = {
        ".pdf": {"CreationDate": None},
        ".svg": {"Date": None},
        ".png": {"Software": None},
    }[target.suffix.lower()]
    with matplotlib.rc_context({"pdf.fonttype": 42, "svg.hashsalt": "itbounds"}):
        whole.savefig(target, metadata=metadata)
    return target
