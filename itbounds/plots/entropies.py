"""The entropies of one state or channel in several divergences, side by side."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import DomainError
from itbounds.kernels.divergences import Divergence, categorical_entropy
from itbounds.plots.canvas import MARKERS, dress, legend, new_axes
from itbounds.units import BITS, Unit, as_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["entropy_family"]


def entropy_family(
    family: Callable[[float], ArrayLike],
    parameters: ArrayLike,
    divergences: Sequence[Divergence],
    ax: "Axes | None" = None,
    *,
    input: ArrayLike | None = None,
    parameter: str = "parameter",
    share: bool = False,
    unit: Unit | str = BITS,
) -> "Axes":
    """Draw the entropies of a family of states or channels against its parameter, a line a divergence.

    Parameters
    ----------
    family : callable
        Takes a parameter and returns a state or a kernel.
    parameters : array-like of shape (k,)
        Increasing.
    divergences : sequence of Divergence
        Which entropies to draw.
    ax : Axes, optional
        Where to draw; by default in a new figure that belongs to no window.
    input : array-like, optional
        A law of the inputs that the entropies are relative to; without it, the worst case.
    parameter : str
        The label of the axis.
    share : bool
        Whether each line is divided by its largest value, to compare the shapes.
    unit : Unit or str
        The unit of informations.

    Returns
    -------
    Axes

    Raises
    ------
    DomainError
        If there is no divergence or no parameter.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import itbounds as ib
    >>> d = ib.divergences
    >>> axes = ib.plots.entropy_family(ib.zoo.bsc, [0.0, 0.25, 0.5], [d.KL(), d.TotalVariation()])
    >>> [line.get_label() for line in axes.get_lines()]
    ['KL', 'total variation']
    """
    x = np.asarray(parameters, dtype=np.float64).ravel()
    if not len(x) or not divergences:
        raise DomainError("there is nothing to draw: give parameters and divergences")
    chosen = as_unit(unit)
    kernels: list[Any] = [family(float(value)) for value in x]
    axes = new_axes(ax)
    every = max(1, len(x) // 8)
    for index, one in enumerate(divergences):
        values: Vector = np.array(
            [categorical_entropy(kernel, one, input=input, unit=chosen) for kernel in kernels]
        )
        finite = np.where(np.isfinite(values), values, np.nan)
        largest = float(np.nanmax(finite)) if np.isfinite(values).any() else 0.0
        drawn = finite / largest if share and largest > 0.0 else finite
        axes.plot(
            x, drawn, label=one.name, marker=MARKERS[index % len(MARKERS)],
            markevery=(index * every // max(1, len(divergences)), every),
        )  # fmt: skip
    label = "share of the largest entropy" if share else f"entropy [{chosen}, or a plain number]"
    dress(axes, x=parameter, y=label)
    legend(axes)
    return axes
