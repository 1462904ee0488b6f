"""Distortions of several coordinates that add up, on a product of uniform grids."""

from dataclasses import dataclass
from functools import cached_property
from math import inf, prod
from typing import Any, TypeAlias

import numpy as np

from itbounds._typing import Array, Vector
from itbounds.errors import DomainError, DTypeError, ShapeError
from itbounds.numerics.differences import DifferenceDistortion

__all__ = ["GridDistortion", "SeparableDistortion"]

_DENSE_LIMIT = 10_000_000


@dataclass(frozen=True, eq=False)
class SeparableDistortion:
    r"""The distortion :math:`d(x, y) = \sum_k \rho_k(x_k - y_k)` between the points of a product of grids.

    The distortion *is* the exact sum of the parts' tables. Its exponentials are products of those of the
    parts, so that sums over the grid go axis by axis. Points are in the order of rows and columns: the last
    coordinate runs fastest.

    Parameters
    ----------
    parts : tuple of DifferenceDistortion
        One for each coordinate.

    Examples
    --------
    >>> line = DifferenceDistortion.of(3, 0.5, "squared")
    >>> SeparableDistortion.of((line, line))
    SeparableDistortion(3 x 3 points, squared + squared)
    """

    parts: tuple[DifferenceDistortion, ...]

    @classmethod
    def of(cls, parts: "tuple[DifferenceDistortion, ...]") -> "SeparableDistortion":
        """Combine parts, one for each coordinate.

        Raises
        ------
        ShapeError
            If there is none.
        DTypeError
            If one is no difference distortion.
        """
        if not parts:
            raise ShapeError("a distortion of no coordinates", hint="give one part for each coordinate")
        for place, part in enumerate(parts):
            if not isinstance(part, DifferenceDistortion):
                raise DTypeError(
                    f"part {place} is a {type(part).__name__}, no difference distortion",
                    where=place,
                    hint="make each part with itbounds.distortions.difference(grid, rho)",
                )
        return cls(tuple(parts))

    @property
    def grid_shape(self) -> tuple[int, ...]:
        """The number of points along each axis of the grid."""
        return tuple(part.size for part in self.parts)

    @property
    def size(self) -> int:
        """The number of points."""
        return prod(self.grid_shape)

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the matrix."""
        return self.size, self.size

    @cached_property
    def largest(self) -> float:
        """The largest penalty."""
        return sum(part.largest for part in self.parts)

    @property
    def distinct(self) -> bool:
        """Whether only the difference 0 costs nothing."""
        return all(part.distinct for part in self.parts)

    def tail(self, slope: float) -> float:
        r"""Return the sum of :math:`e^{-s d}` over all differences but 0, up to rounding."""
        return float(np.expm1(sum(np.log1p(part.tail(slope)) for part in self.parts)))

    def column(self, letter: int) -> Vector:
        """Return what it costs to reproduce every point as one of them, rounded up."""
        places = np.unravel_index(letter, self.grid_shape)
        total: Array = np.zeros(())
        for part, place in zip(self.parts, places, strict=True):
            added = total[..., None] + part.column(int(place))
            total = np.nextafter(added, inf, where=added > 0.0, out=added)
        return total.reshape(-1)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if self.size**2 > _DENSE_LIMIT:
            raise DomainError(
                f"a dense distortion of {self.size} x {self.size} entries is too large",
                hint="pass the distortion itself to ib.rate_distortion, which never makes it dense",
            )
        total: Array = np.zeros((1, 1))
        for part in self.parts:
            matrix = np.asarray(part)
            wide = total[:, None, :, None] + matrix[None, :, None, :]
            total = wide.reshape(len(total) * len(matrix), -1)
        return np.asarray(total, dtype=dtype)

    def __repr__(self) -> str:
        sizes = " x ".join(str(size) for size in self.grid_shape)
        return f"SeparableDistortion({sizes} points, {' + '.join(part.rho for part in self.parts)})"


GridDistortion: TypeAlias = DifferenceDistortion | SeparableDistortion
"""What the questions about grids take: one axis, or several."""
