"""A certified curve: its band, what operational points attain, and what a formula says."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import ShapeError
from itbounds.plots.canvas import MARKERS, dress, legend, new_axes
from itbounds.results import Curve
from itbounds.results.export import axis_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["curve"]

Points: TypeAlias = "tuple[ArrayLike, ArrayLike]"
Reference: TypeAlias = "Callable[[Vector], ArrayLike] | Points"

# So many points draw a band that is straight between its corners: it also holds on a logarithmic axis.
_DRAWN = 400


def curve(
    curve: Curve,
    ax: "Axes | None" = None,
    *,
    label: str | None = None,
    points: "Points | Mapping[str, Points] | None" = None,
    reference: "Reference | Mapping[str, Reference] | None" = None,
    band: bool = True,
) -> "Axes":
    """Draw a curve: a line through what is attained, and the certified band in a light shade.

    The truth lies in the band at every argument, on a linear and on a logarithmic axis.

    Parameters
    ----------
    curve : Curve
        A rate-distortion or capacity-cost curve.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    label : str, optional
        The curve in the legend.
    points : pair of arrays (x, y), or mapping of labels to pairs, optional
        Operational points, such as quantisers that were measured, y in the unit of the curve.
    reference : callable or pair of arrays (x, y), or mapping of labels to these, optional
        Formulas such as the Shannon lower bound, in the unit of the curve; drawn where they are
        nonnegative and near the curve.
    band : bool
        Whether to draw the band.

    Returns
    -------
    Axes

    Raises
    ------
    ShapeError
        If x and y of points or reference differ in length.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> rate = ib.rate_distortion_curve([0.5, 0.5], ib.distortions.hamming(2))
    >>> axes = ib.plots.curve(rate, points=([0.2], [0.4]))
    >>> axes.get_ylabel()
    'rate $R(D)$ [bit]'
    """
    axes = new_axes(ax)
    x = _dense(curve.x)
    lower, upper = np.interp(x, curve.x, curve.lower), np.interp(x, curve.x, curve.upper)
    (line,) = axes.plot(x, upper if curve.proof.sign > 0 else lower, label=label)
    if band:
        axes.fill_between(x, lower, upper, color=line.get_color(), alpha=0.25, linewidth=0.0)
    operational = {name: _pair(given, name) for name, given in _named(points, "operational points").items()}
    for index, (name, pair) in enumerate(operational.items()):
        marker = MARKERS[index % len(MARKERS)]
        axes.plot(*pair, linestyle="none", marker=marker, label=name, zorder=3)
    top = max([float(upper.max()), *(float(y.max()) for _, y in operational.values() if len(y))])
    for index, (name, wanted) in enumerate(_named(reference, "reference").items()):
        dashes = ((0, (4, 2)), (0, (1, 1.5)))[index % 2]
        formula = _within(_evaluated(wanted, x, name), top)
        axes.plot(*formula, color="0.35", linestyle=dashes, linewidth=0.9, label=name, zorder=2.5)
    labels = axis_labels(curve)
    dress(axes, x=labels[0], y=labels[1])
    axes.margins(x=0.02)
    if axes.get_yscale() == "linear":
        axes.set_ylim(bottom=0.0, auto=None)  # the next curve on these axes may still raise the top
    legend(axes)
    return axes


def _dense(x: Vector) -> Vector:
    steps = -(-_DRAWN // max(1, len(x) - 1))
    inner = [left + (right - left) * np.arange(steps) / steps for left, right in pairwise(x)]
    return np.concatenate([*inner, x[-1:]])


def _named(given: Any, name: str) -> dict[str, Any]:
    if given is None:
        return {}
    return dict(given) if isinstance(given, Mapping) else {name: given}


def _pair(given: Points, name: str) -> tuple[Vector, Vector]:
    x, y = (np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in given)
    if x.shape != y.shape or x.ndim != 1:
        raise ShapeError(f"x and y of {name!r} have shapes {x.shape} and {y.shape}", where=name)
    return x, y


def _evaluated(reference: Reference, x: Vector, name: str) -> tuple[Vector, Vector]:
    if not callable(reference):
        return _pair(reference, name)
    # A formula is often infinite or undefined at an end of the range: it is drawn where it is a number.
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.asarray(reference(x), dtype=np.float64)
    finite = np.isfinite(y)
    return _pair((x[finite], y[finite]), name)


def _within(pair: tuple[Vector, Vector], top: float) -> tuple[Vector, Vector]:
    """Leave out what would stretch the axes: a bound that diverges at an end or is negative."""
    x, y = pair
    seen = (y >= 0.0) & (y <= 1.05 * top)
    return x[seen], y[seen]
