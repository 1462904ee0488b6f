"""The looks of journals: widths, fonts, and lines that survive a grey printer."""

from collections.abc import Iterator
from contextlib import contextmanager

from itbounds.errors import UnknownNameError
from itbounds.plots.canvas import COLOURS, require_matplotlib

__all__ = ["STYLES", "style"]

# Width in inches, font family, size of the text in points.
STYLES: dict[str, tuple[float, str, float]] = {
    "default": (6.4, "sans-serif", 10.0),
    "ieee-col": (3.5, "serif", 8.0),
    "ieee-2col": (7.16, "serif", 8.0),
    "neurips": (5.5, "serif", 9.0),
    "jmlr": (6.0, "serif", 10.0),
}
_DASHES = ("-", (0, (5, 1.5)), (0, (1, 1.2)), (0, (5, 1.5, 1, 1.5)), (0, (3, 1, 1, 1, 1, 1)), "--", ":")


@contextmanager
def style(name: str = "default", *, ratio: float | None = None) -> Iterator[None]:
    """Draw in the look of a journal for the length of a ``with`` block; the settings before are restored.

    Figures get the width of a column, so that the fonts come out at their size if they are included unscaled.
    Lines differ in colour (Okabe and Ito's palette) and in their dashes.

    Parameters
    ----------
    name : {"default", "ieee-col", "ieee-2col", "neurips", "jmlr"}
        3.5 and 7.16 inches for one and two columns of the IEEE, 5.5 for NeurIPS, 6 for JMLR, 6.4 otherwise.
    ratio : float, optional
        Height over width of a figure; 0.72, or 0.4 for two columns, where none is given.

    Raises
    ------
    UnknownNameError
        For another name.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> with ib.plots.style("ieee-col"):
    ...     axes = ib.capacity(ib.zoo.bec(0.25)).plot()
    >>> float(axes.figure.get_figwidth())
    3.5
    """
    if name not in STYLES:
        raise UnknownNameError(
            f"unknown style {name!r}", value=name, hint=f"known are {', '.join(sorted(STYLES))}"
        )
    require_matplotlib()
    import matplotlib
    from cycler import cycler

    width, family, size = STYLES[name]
    height = width * (ratio if ratio is not None else 0.4 if name == "ieee-2col" else 0.72)
    serif = family == "serif"
    with matplotlib.rc_context({
        "figure.figsize": (width, height),
        "figure.constrained_layout.use": True,
        "figure.dpi": 120.0,
        "savefig.dpi": 300.0,
        "savefig.bbox": None,
        # Fonts by name: a kind such as "serif" is looked up when a figure is drawn, after the block perhaps.
        # These are shipped with matplotlib, so that a figure looks alike everywhere; the first is like Times.
        "font.family": ["STIXGeneral", "DejaVu Serif"] if serif else ["DejaVu Sans"],
        "mathtext.fontset": "stix" if serif else "dejavusans",
        "font.size": size,
        "axes.titlesize": size,
        "axes.labelsize": size,
        "xtick.labelsize": size - 1.0,
        "ytick.labelsize": size - 1.0,
        "legend.fontsize": size - 1.0,
        "legend.frameon": False,
        "legend.handlelength": 2.4,
        "axes.prop_cycle": cycler(color=COLOURS) + cycler(linestyle=_DASHES),
        "axes.linewidth": 0.6,
        "axes.edgecolor": "0.25",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.formatter.use_mathtext": True,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "xtick.minor.size": 1.5,
        "ytick.minor.size": 1.5,
        "lines.linewidth": 1.2 if serif else 1.6,
        "lines.markersize": 3.5 if serif else 5.0,
        "pdf.fonttype": 42,
        "ps.fonttype": 42,
        "svg.hashsalt": "itbounds",
    }):  # fmt: skip
        yield
