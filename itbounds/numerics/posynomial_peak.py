r"""The largest value of a sum of beta-shaped bumps on the unit interval, enclosed by branch and bound.

.. math:: g(\theta) = \sum_x e^{c_x + \beta (\pi_x \ln \sigma(\theta) + \bar\pi_x \ln \sigma(-\theta))},
          \qquad \sigma(\theta) = \frac{1}{1 + e^{-\theta}}

with :math:`\pi_x + \bar\pi_x = 1`. Every term is log-concave with its peak at :math:`\sigma = \pi_x`, so its
largest value on a cell is known exactly, and on a cell of half width h around m

.. math:: g \le g(m) + |g'(m)| h + \tfrac12 h^2 \sum_x \max_{\text{cell}} e^{\dots} \max_{\text{cell}}
          \beta^2 (\pi_x - \sigma)^2 ,

since the second derivative of a term is the term times :math:`\beta^2 (\pi_x - \sigma)^2 - \beta \sigma (1 -
\sigma)`. Near a maximum the error of a cell falls with the square of its width, so that the work grows with
the logarithm of the accuracy.
"""

from dataclasses import dataclass
from math import inf, log

import numpy as np

from itbounds._typing import Array, Mask, Vector
from itbounds.numerics.rounding import SLACK, ULPS, UNIT_ROUNDOFF, gamma

__all__ = ["Bumps"]

_MIDDLE = 40.0
_CELLS = 256
_MOST_CELLS = 400_000
_FARTHEST = 1e300
# Terms this much below the largest count as an absolute error: together they are under 2^-80 of it.
_NEGLIGIBLE_EXPONENT = 80.0
_SMALL = 2.0**-80


@dataclass(frozen=True, eq=False)
class Bumps:
    r"""The terms of the sum.

    Parameters
    ----------
    heights : array of shape (m,)
        :math:`c_x`, finite.
    first, second : arrays of shape (m,)
        :math:`\pi_x` and :math:`\bar\pi_x`, nonnegative; their sum is one up to rounding.
    slope : float
        :math:`\beta > 0`.
    doubt : float
        The relative error of the given heights' exponentials and of the shares: it is added to the result.
    """

    heights: Vector
    first: Vector
    second: Vector
    slope: float
    doubt: float = 0.0

    def log_peak(self, tol: float) -> float:
        r"""Return a certain upper end of :math:`\ln \max_\theta g(\theta)`, within about `tol` of it.

        Examples
        --------
        >>> import numpy as np
        >>> half = np.array([0.5])
        >>> top = Bumps(np.zeros(1), half, half, 1.0).log_peak(1e-12)
        >>> bool(-np.log(2.0) <= top <= -np.log(2.0) + 1e-11)
        True
        """
        shift = self.shift
        _, _, sure = self.cells(tol)
        if not 0.0 < sure < inf:
            return inf
        value = log(sure) + shift
        pad = self._error() + _SMALL * len(self.heights) * 4.0
        return value + pad + 4.0 * UNIT_ROUNDOFF * (abs(value) + abs(shift))

    def _error(self) -> float:
        """Return a bound on the relative error of the computed sum, but for negligible terms."""
        size = _NEGLIGIBLE_EXPONENT + 2.0 * float(np.abs(self.heights).max()) + abs(self.shift)
        rounding = gamma(len(self.heights) + 16) + 8.0 * ULPS * UNIT_ROUNDOFF * (1.0 + size)
        return self.doubt * (1.0 + size) + SLACK * rounding

    @property
    def shift(self) -> float:
        """The largest exponent of all terms at their own peaks: near the logarithm of the maximum."""
        return float(self._exponents(self._modes()).max())

    def cells(self, tol: float) -> tuple[Vector, Vector, float]:
        """Return cells that cover the line, and a bound that holds on all of them, divided by e^shift.

        Cells are halved where their bound exceeds the best value found by more than a share of `tol`.
        """
        lows, highs = self._first_cells()
        shift = self.shift
        found, sure, count = -inf, 0.0, 0
        closed = list[tuple[Vector, Vector]]()
        while len(lows):
            inside, tops = self._bounds(lows, highs, shift)
            found = max(found, float(inside.max()))
            count += len(lows)
            if not found > 0.0 or not np.isfinite(tops).all():
                return lows, highs, inf
            halve = (tops > found * (1.0 + tol)) & (count <= _MOST_CELLS)
            sure = max(sure, float(tops[~halve].max(initial=0.0)))
            closed.append((lows[~halve], highs[~halve]))
            lows, highs = self._halved(lows[halve], highs[halve])
        return np.concatenate([low for low, _ in closed]), np.concatenate([high for _, high in closed]), sure

    def _first_cells(self) -> tuple[Vector, Vector]:
        """Cells of one width in the middle, doubling ones up to where every sloping term is spent."""
        inner = np.linspace(-_MIDDLE, _MIDDLE, _CELLS + 1)
        right, left = self._tail(self.second), self._tail(self.first)
        edges = np.concatenate([[-inf], -left[::-1], inner[1:-1], right, [inf]])
        return edges[:-1], edges[1:]

    def _tail(self, shares: Vector) -> Vector:
        sloping = shares[shares > 0.0]
        last = 800.0 / (self.slope * float(sloping.min())) if len(sloping) else _MIDDLE
        last = min(max(last, _MIDDLE), _FARTHEST)
        steps = max(1, int(np.ceil(np.log2(last / _MIDDLE))))
        return np.ldexp(_MIDDLE, np.arange(steps + 1))

    def _halved(self, lows: Vector, highs: Vector) -> tuple[Vector, Vector]:
        """Split cells in two: at the middle, or twice as far out for the two unbounded ones."""
        middle = 0.5 * (lows + highs)
        middle = np.where(np.isinf(highs), np.maximum(2.0 * lows, 1.0), middle)
        middle = np.where(np.isinf(lows), np.minimum(2.0 * highs, -1.0), middle)
        return np.concatenate([lows, middle]), np.concatenate([middle, highs])

    def _bounds(self, lows: Vector, highs: Vector, shift: float) -> tuple[Vector, Vector]:
        """Return a value of g inside every cell and an upper bound on it there, both divided by e^shift."""
        finite: Mask = np.isfinite(lows) & np.isfinite(highs)
        middle = np.where(finite, 0.5 * (lows + highs), np.where(np.isinf(highs), lows, highs))
        half = np.where(finite, 0.5 * (highs - lows), 0.0)
        nearest = np.clip(self._modes()[None], lows[:, None], highs[:, None])
        largest = np.exp(self._exponents(nearest) - shift)
        values = np.exp(self._exponents(middle[:, None]) - shift)
        inside = values.sum(axis=1)
        centre = _logistic(middle)[:, None]
        steep = np.abs((values * (self.first - centre)).sum(axis=1)) * self.slope
        steep += (1e-12 + self._error()) * self.slope * inside
        ends = _logistic(np.stack([lows, highs]))
        spread = np.maximum(np.abs(self.first - ends[0][:, None]), np.abs(self.first - ends[1][:, None]))
        curved = (largest * (self.slope * spread) ** 2).sum(axis=1) * (1.0 + 1e-9)
        second_order = inside + steep * half + 0.5 * curved * half * half
        plain = largest.sum(axis=1)
        tops = np.where(finite, np.minimum(second_order, plain), plain)
        return inside, tops

    def _modes(self) -> Vector:
        """Return where each term has its peak."""
        with np.errstate(divide="ignore"):
            result: Vector = np.log(self.first) - np.log(self.second)
        return result

    def _exponents(self, theta: Array) -> Array:
        """Return the exponents of the terms, along the last axis; both ends of the line are allowed."""
        up, down = np.logaddexp(0.0, -theta), np.logaddexp(0.0, theta)
        with np.errstate(invalid="ignore"):
            spent = np.where(self.first > 0.0, self.first * up, 0.0)
            spent += np.where(self.second > 0.0, self.second * down, 0.0)
        result: Array = self.heights - self.slope * spent
        return result


def _logistic(theta: Array) -> Array:
    with np.errstate(over="ignore"):
        result: Array = 1.0 / (1.0 + np.exp(-theta))
    return result
