"""What a sweep returns: a list of results that knows its grid, prints, plots and becomes a table."""

from collections import Counter
from collections.abc import Callable, Iterable
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from itbounds._typing import ArrayLike, Vector
from itbounds.errors import DomainError, MissingExtraError
from itbounds.results import Curve, Result
from itbounds.results.describe import Description
from itbounds.sweeps.curves import curve_through
from itbounds.units import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

__all__ = ["Sweep"]


class Sweep(list[Result[Any]]):
    """The results of a sweep in the order of its grid: a list, and what one looks at in it as a whole.

    Nothing is said between the points of the grid. Where the problems are points of *one* rate-distortion or
    capacity-cost function, `curve` joins them to a band that holds everywhere between.

    Parameters
    ----------
    results : iterable of Result
        One for each point, in one unit.
    grid : iterable
        The points.
    unit : Unit
        The unit of the results.

    Examples
    --------
    >>> import itbounds as ib
    >>> erasures = ib.sweep(lambda e: ib.Capacity(ib.zoo.bec(e)), [0.0, 0.25, 0.5])
    >>> print(erasures[1])
    C ∈ [0.749999999, 0.750000001] bit
    >>> erasures.lower.round(6), erasures.gap <= 1e-9
    (array([1.  , 0.75, 0.5 ]), True)
    >>> axes = erasures.plot(parameter="erasure probability", closed_form=lambda e: 1 - e)
    """

    def __init__(self, results: Iterable[Result[Any]], grid: Iterable[Any], unit: Unit) -> None:
        super().__init__(results)
        self.grid = tuple(grid)
        self.unit = unit

    @property
    def x(self) -> Vector:
        """The points of the grid, if they are numbers.

        Raises
        ------
        DomainError
            If they are not.
        """
        if not all(_is_number(point) for point in self.grid):
            raise DomainError("the points of the grid are not numbers", hint="take them from `grid`")
        return np.array(self.grid, dtype=np.float64)

    @property
    def lower(self) -> Vector:
        """The lower ends, in `unit`."""
        return np.array([result.lower for result in self])

    @property
    def upper(self) -> Vector:
        """The upper ends, in `unit`."""
        return np.array([result.upper for result in self])

    @property
    def gap(self) -> float:
        """The width of the widest interval, in `unit`; 0 of no results."""
        return max((result.gap for result in self), default=0.0)

    def curve(self) -> Curve:
        """Join the points of one function to a band that holds everywhere between them.

        Raises
        ------
        DomainError
            If the problems are not rates of one source at two or more levels of distortion, or capacities of
            one channel and cost at two or more budgets.

        Examples
        --------
        >>> import itbounds as ib
        >>> source, hamming = ib.sources.bernoulli(0.5), ib.distortions.hamming(2)
        >>> levels = [0.05, 0.1, 0.15, 0.2]
        >>> rates = ib.sweep(lambda D: ib.RateDistortion(source, hamming, D), levels)
        >>> between = rates.curve().at(0.11)
        >>> between.lower <= 0.500084 <= between.upper, between.gap < 0.01
        (True, True)
        """
        return curve_through(self, self.unit)

    def plot(
        self,
        ax: "Axes | None" = None,
        *,
        closed_form: Callable[[Vector], ArrayLike] | None = None,
        label: str | None = None,
        parameter: str = "parameter",
    ) -> "Axes":
        """Draw the intervals over a grid of numbers; see `itbounds.plots.capacity_family`."""
        from itbounds.plots import capacity_family as draw

        family = dict(zip(self.x.tolist(), self, strict=True))
        return draw(family, ax=ax, closed_form=closed_form, label=label, parameter=parameter)

    def to_frame(self) -> "DataFrame":
        """Return a pandas DataFrame with a row for each point: the point, lower, upper, status.

        Points that are mappings, or tuples of one length, have a column for each of their parts.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        with MissingExtraError.unless_installed("pandas", remedy="pip install pandas"):
            from pandas import DataFrame
        table = DataFrame(self._columns())
        table["lower"], table["upper"] = self.lower, self.upper
        table["status"] = [result.status.name for result in self]
        return table

    def _columns(self) -> dict[str, list[Any]]:
        kinds = {type(point) for point in self.grid}
        if kinds == {dict} and len({tuple(point) for point in self.grid}) == 1:
            return {str(name): [point[name] for point in self.grid] for name in self.grid[0]}
        if kinds == {tuple} and len({len(point) for point in self.grid}) == 1:
            return {f"x{i}": list(column) for i, column in enumerate(zip(*self.grid, strict=True))}
        return {"x": list(self.grid)}

    def _describe(self) -> Description:
        count = f"{len(self)} problem{'s' * (len(self) != 1)}"
        if not self:
            return Description(count, r"\emptyset", ())
        span = ""
        if all(_is_number(point) for point in self.grid):
            span = f" from {min(self.grid):.6g} to {max(self.grid):.6g}"
        found = Counter(result.status for result in self)
        rows = tuple((status.name, f"{number}: {status.value}") for status, number in found.items())
        title = f"{count}{span}, widest interval {self.gap:.1e} {self.unit}"
        return Description(title, rf"\text{{{title}}}", rows)

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()


def _is_number(point: Any) -> bool:
    return isinstance(point, (Real, np.number)) and not isinstance(point, (bool, np.complexfloating))
