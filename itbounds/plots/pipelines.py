"""How a divergence, or several, falls from box to box along a pipeline."""

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from itbounds.errors import DomainError
from itbounds.plots.canvas import MARKERS, dress, legend, new_axes
from itbounds.results.data_processing import DataProcessing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["data_processing"]


def data_processing(
    reports: DataProcessing | Mapping[str, DataProcessing],
    ax: "Axes | None" = None,
    *,
    share: bool | None = None,
) -> "Axes":
    """Draw what is left after each box, one line for each report.

    Parameters
    ----------
    reports : DataProcessing or mapping of labels to them
        Of pipelines with the same boxes.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    share : bool, optional
        Whether to draw the part of the input's divergence that is left instead of the number itself; by
        default if there are several reports.

    Returns
    -------
    Axes

    Raises
    ------
    DomainError
        If there is no report, the boxes differ, or nothing in a report is finite.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> report = ib.data_processing([ib.zoo.bsc(0.1)] * 3, [0.9, 0.1], [0.5, 0.5])
    >>> axes = ib.plots.data_processing(report)
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['input', 'box 1', 'box 2', 'box 3']
    """
    single = isinstance(reports, DataProcessing)
    named = {"": reports} if isinstance(reports, DataProcessing) else dict(reports)
    if not named:
        raise DomainError("there is no report to draw")
    boxes = next(iter(named.values())).boxes
    parts = not single if share is None else share
    axes = new_axes(ax)
    for index, (label, report) in enumerate(named.items()):
        if report.boxes != boxes:
            raise DomainError(f"the boxes of {label!r} are others: {report.boxes}", where=label)
        values = np.array(report.kept if parts else report.remaining)
        if not any(map(isfinite, values)):
            raise DomainError(
                f"nothing is finite in the report {label or report.divergence!r}",
                where=label,
                hint="leave it out",
            )
        place = np.arange(len(values))
        axes.plot(
            place, np.where(np.isfinite(values), values, np.nan), marker=MARKERS[index % len(MARKERS)],
            label=label or None,
        )  # fmt: skip
    axes.set_xticks(np.arange(len(boxes) + 1), ["input", *boxes])
    axes.set_ylim(bottom=0.0)
    first = next(iter(named.values()))
    dress(axes, x="after the box", y="part that is left" if parts else first.title)
    legend(axes)
    return axes
