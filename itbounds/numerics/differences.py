"""Penalties of differences on a uniform grid: a table of as many entries as there are differences."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Array, Matrix, Vector
from itbounds.errors import DomainError, DTypeError, NonFiniteError, ShapeError
from itbounds.numerics.coercion import frozen

__all__ = ["DifferenceDistortion", "Penalty", "uniform_step"]

Penalty = Callable[[Array], Any]

_DENSE_LIMIT = 10_000_000
# Points of a grid are rounded one by one: so far, in units of the reach, may they be off their places.
_OFF = 1e-12
# Such a share of the step may a grid miss its places that was written with few digits.
_SHARE = 1e-6
# No grid misses its places by more of the step: far from 0, doubles tell narrow grids no better than that.
_MOST = 1e-2


@dataclass(frozen=True, eq=False)
class DifferenceDistortion:
    r"""The distortion :math:`d_{ij} = \rho((i - j) h)` between the points of one uniform grid, as a table.

    The table *is* the distortion: its doubles are taken as exact. `numpy.asarray` makes it dense where it has
    at most ten million entries, so that a small one is accepted wherever a matrix is.

    Parameters
    ----------
    size : int
        The number N of points.
    step : float
        The distance h of neighbours.
    rho : str
        ``"squared"``, ``"absolute"``, or the name of another penalty.
    table : array of shape (2 N - 1,)
        The penalties of the differences :math:`-(N - 1) h, \ldots, (N - 1) h`.

    Examples
    --------
    >>> DifferenceDistortion.of(3, 0.5, "squared")
    DifferenceDistortion(3 points, step 0.5, squared)
    """

    size: int
    step: float
    rho: str
    table: Vector

    @classmethod
    def of(cls, size: int, step: float, rho: "str | Penalty") -> "DifferenceDistortion":
        """Evaluate a penalty at every difference.

        Raises
        ------
        DomainError
            For an unknown name, a negative penalty, or one that is not 0 at the difference 0.
        NonFiniteError
            For a penalty that is not finite.
        DTypeError, ShapeError
            If the penalty is no function of arrays.
        """
        differences = step * np.arange(1 - size, size, dtype=np.float64)
        if callable(rho):
            values, name = np.asarray(rho(differences)), str(getattr(rho, "__name__", "function"))
            name = f"function {name}" if name in ("squared", "absolute") else name
            if values.shape != differences.shape or values.dtype.kind not in "iuf":
                raise ShapeError(
                    f"the penalty has shape {values.shape} and type {values.dtype} for {differences.shape}",
                    value=values.shape,
                    hint="give a function of arrays, or numpy.vectorize(rho)",
                )
            table = values.astype(np.float64)
        elif rho == "squared":
            name, table = "squared", differences * differences
        elif rho == "absolute":
            name, table = "absolute", np.abs(differences)
        elif isinstance(rho, str):
            raise DomainError(
                f"no penalty {rho!r}", value=rho, hint="use 'squared', 'absolute' or a function of arrays"
            )
        else:
            raise DTypeError(f"the penalty is a {type(rho).__name__}, neither a name nor a function")
        return cls(size, step, name, frozen(_checked(table, size)))

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the matrix."""
        return self.size, self.size

    @property
    def grid_shape(self) -> tuple[int, ...]:
        """The number of points along each axis of the grid."""
        return (self.size,)

    @cached_property
    def largest(self) -> float:
        """The largest penalty."""
        return float(self.table.max())

    @cached_property
    def symmetric(self) -> bool:
        """Whether both signs of a difference cost the same."""
        return bool(np.array_equal(self.table, self.table[::-1]))

    @property
    def distinct(self) -> bool:
        """Whether only the difference 0 costs nothing."""
        return int(np.count_nonzero(self.table)) == 2 * self.size - 2

    def tail(self, slope: float) -> float:
        r"""Return :math:`\sum_{k \ne 0} e^{-s \rho_k}`, up to rounding."""
        sides = np.delete(self.table, self.size - 1)
        return float(np.exp(-np.minimum(slope * sides, 745.0)).sum())

    def column(self, letter: int) -> Vector:
        """Return what it costs to reproduce every point as one of them; a view."""
        return self.column_of(self.table, letter)

    def column_of(self, table: Vector, letter: int) -> Vector:
        """Return the column of another function of the difference, given by its table; a view."""
        return table[self.size - 1 - letter : 2 * self.size - 1 - letter]

    def columns(self, rows: NDArray[np.intp], letters: NDArray[np.intp]) -> Matrix:
        """Return the entries of some rows and columns as a matrix."""
        entries: Matrix = self.table[rows[:, None] - letters[None, :] + (self.size - 1)]
        return entries

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if self.size**2 > _DENSE_LIMIT:
            raise DomainError(
                f"a dense distortion of {self.size} x {self.size} entries is too large",
                hint="pass the difference itself to ib.rate_distortion, which never makes it dense",
            )
        letters = np.arange(self.size)
        return np.asarray(self.columns(letters, letters), dtype=dtype)

    def __repr__(self) -> str:
        return f"DifferenceDistortion({self.size} points, step {self.step:.6g}, {self.rho})"


def _checked(table: Vector, size: int) -> Vector:
    if not np.isfinite(table).all():
        where = int(np.flatnonzero(~np.isfinite(table))[0]) - size + 1
        raise NonFiniteError(f"the penalty of {where} steps is {table[where + size - 1]!r}", where=where)
    if float(table.min()) < 0.0 or table[size - 1] != 0.0:
        worst = int(table.argmin()) - size + 1 if float(table.min()) < 0.0 else 0
        raise DomainError(
            f"the penalty of {worst} steps is {float(table[worst + size - 1])!r}",
            where=worst,
            hint="penalties are at least 0, and 0 at the difference 0: subtract rho(0)",
        )
    return table


def uniform_step(points: Vector) -> float:
    """Return the step of an increasing uniform grid.

    Raises
    ------
    DomainError
        If the points are not increasing and equally spaced, up to the rounding of decimal fractions.
    """
    if points.ndim != 1 or len(points) < 2:
        raise ShapeError(
            f"the grid has shape {points.shape}; at least two numbers in a row are wanted", value=points.shape
        )
    places = np.arange(len(points), dtype=np.float64)
    step = float(points[-1] - points[0]) / (len(points) - 1)
    off = np.abs(points - (points[0] + step * places))
    worst = int(off.argmax())
    rounding = min(_OFF * float(np.abs(points).max()), _MOST * step)
    if not step > 0.0 or off[worst] > max(rounding, _SHARE * step):
        raise DomainError(
            f"point {worst} of the grid is {float(points[worst])!r}, which no uniform increasing grid has",
            where=worst,
            hint="use numpy.linspace, or distortions.squared_error and its like for points at will",
        )
    return step
