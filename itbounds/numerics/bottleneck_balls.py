"""Relevance and complexity in ball arithmetic: the ends of `bottleneck_rounding`, trusting no rounding."""

from math import inf

import numpy as np

from itbounds._typing import Mask, Matrix, Vector
from itbounds.numerics.ball_backends import Ball, Balls, ball_arithmetic
from itbounds.numerics.posynomial_peak import Bumps

__all__ = ["BottleneckBalls"]

_BITS = 128


class BottleneckBalls:
    """The exact doubles of a bottleneck problem, converted once.

    Parameters
    ----------
    joint : array of shape (m, n)
        Weights, normalised exactly; no row is zero.
    encoder : array of shape (m, k)
        Rows, normalised exactly.
    """

    def __init__(self, joint: Matrix, encoder: Matrix) -> None:
        self._balls: Balls = ball_arithmetic(None)
        self._joint, self._encoder = joint, encoder
        with self._balls.precision(_BITS):
            cells = [self._balls.exact(row) for row in joint.tolist()]
            total = self._balls.total(entry for row in cells for entry in row)
            self._cells = [[entry / total for entry in row] for row in cells]
            self._law = [self._balls.total(row) for row in self._cells]

    def ends(self) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
        """Return the ends of I(X; T), I(T; Y) and I(X; Y), in nats."""
        balls = self._balls
        with balls.precision(_BITS):
            rows = [balls.exact(row) for row in self._encoder.tolist()]
            totals = [balls.total(row) for row in rows]
            codes = range(self._encoder.shape[1])
            flow = [
                [weight * row[t] / total for t in codes]
                for weight, row, total in zip(self._law, rows, totals, strict=True)
            ]
            shares = [[row[t] / total for t in codes] for row, total in zip(rows, totals, strict=True)]
            columns = range(self._joint.shape[1])
            kept = [
                [
                    balls.total(cells[y] * share[t] for cells, share in zip(self._cells, shares, strict=True))
                    for y in columns
                ]
                for t in codes
            ]
            masks = (
                self._encoder > 0.0,
                (self._encoder.T > 0.0).astype(np.float64) @ (self._joint > 0.0) > 0.0,
                self._joint > 0.0,
            )
            tables = (flow, kept, self._cells)
            found = [
                balls.ends(self._information(table, mask)) for table, mask in zip(tables, masks, strict=True)
            ]
        return found[0], found[1], found[2]

    def _information(self, table: list[list[Ball]], mask: Mask) -> Ball:
        if 1 in (np.count_nonzero(mask.any(axis=0)), np.count_nonzero(mask.any(axis=1))):
            (zero,) = self._balls.exact([0.0])
            return zero  # of a constant, which no rounding may hide
        rows = [
            self._balls.total(entry for entry, used in zip(row, flags, strict=True) if used)
            for row, flags in zip(table, mask.tolist(), strict=True)
        ]
        columns = [
            self._balls.total(row[y] for row, flags in zip(table, mask.tolist(), strict=True) if flags[y])
            for y in range(mask.shape[1])
        ]
        entries = [
            entry
            for row, flags in zip(table, mask.tolist(), strict=True)
            for entry, used in zip(row, flags, strict=True)
            if used
        ]
        seen_rows = [rows[x] for x in np.flatnonzero(mask.any(axis=1)).tolist()]
        seen_columns = [columns[y] for y in np.flatnonzero(mask.any(axis=0)).tolist()]
        return self._negentropy(entries) - self._negentropy(seen_rows) - self._negentropy(seen_columns)

    def _negentropy(self, entries: list[Ball]) -> Ball:
        return self._balls.dot(entries, self._balls.logs(entries))

    def dual_upper(self, rate: float, potentials: Vector, slope: float, tol: float) -> float:
        """Return the end of `dual_relevance_upper`; infinite for three relevant letters and more."""
        joint = self._joint
        if joint.shape[1] != 2 or not 0.0 < slope < inf:
            return inf
        law = joint.sum(axis=1)
        heights = np.log(law / law.sum()) + potentials
        bumps = Bumps(heights, joint[:, 0] / law, joint[:, 1] / law, slope)
        lows, highs, sure = bumps.cells(tol)
        if not sure < inf:
            return inf
        balls = self._balls
        with balls.precision(_BITS):
            shift, steep, limit = balls.exact([bumps.shift, slope, rate])
            given = balls.exact(potentials.tolist())
            logs = balls.logs(self._law)
            raised = [log + entry - shift for log, entry in zip(logs, given, strict=True)]
            shares = [[cell / p for cell in cells] for cells, p in zip(self._cells, self._law, strict=True)]
            terms = _Terms(balls, raised, shares, joint > 0.0, steep)
            top = max(terms.bound(low, high) for low, high in zip(lows.tolist(), highs.tolist(), strict=True))
            if not 0.0 < top < inf:
                return inf
            (peak,) = balls.logs(balls.exact([top]))
            relevant = [balls.total(row[y] for row in self._cells) for y in range(2) if joint[:, y].any()]
            mean = balls.dot(self._law, given)
            end = (limit - mean + peak + shift) / steep - self._negentropy(relevant)
            return max(0.0, balls.ends(end)[1])


class _Terms:
    """The bumps of `Bumps` as balls.

    Parameters
    ----------
    balls : Balls
        The arithmetic.
    heights, shares : lists of balls
        The logarithms of the factors, and the two shares of each letter.
    mask : array of shape (m, 2)
        Which shares are positive.
    slope : ball
        The slope.
    """

    def __init__(
        self, balls: Balls, heights: list[Ball], shares: list[list[Ball]], mask: Mask, slope: Ball
    ) -> None:
        self._balls, self._heights, self._shares, self._slope = balls, heights, shares, slope
        self._mask = mask.tolist()
        (self._one,) = balls.exact([1.0])
        self._peaks = [self._peak(x) for x in range(len(heights))]

    def bound(self, low: float, high: float) -> float:
        """Return an upper end of the sum on a cell, by the inequality of `posynomial_peak`."""
        ends = [self._place(low), self._place(high)]
        largest = self._balls.exps([self._largest(x, ends) for x in range(len(self._heights))])
        plain = self._balls.ends(self._balls.total(largest))[1]
        if abs(low) == inf or abs(high) == inf:
            return plain
        first, last = self._balls.exact([low, high])
        half, middle = (last - first) / 2, self._place(0.5 * (low + high))
        values = self._balls.exps([self._exponent(x, middle) for x in range(len(self._heights))])
        # The middle is rounded; the cell around it is taken a little wider instead.
        half = half + self._balls.exact([2.0**-50 * (abs(low) + abs(high))])[0]
        steep = self._slope * self._balls.total(
            value * (share[0] - middle[0]) for value, share in zip(values, self._shares, strict=True)
        )
        curved = self._balls.total(
            top * self._squared(share[0], ends) for top, share in zip(largest, self._shares, strict=True)
        )
        linear = max(abs(end) for end in self._balls.ends(steep * half))
        rest = self._balls.total(values) + self._slope * self._slope * curved * half * half / 2
        return min(plain, self._balls.ends(rest)[1] + linear * (1.0 + 2.0**-50))

    def _place(self, theta: float) -> list[Ball]:
        """Return the two probabilities at a place of the line."""
        if abs(theta) == inf:
            return self._balls.exact([1.0, 0.0] if theta > 0.0 else [0.0, 1.0])
        (power,) = self._balls.exps(self._balls.exact([-abs(theta)]))
        large = self._one / (self._one + power)
        small = power / (self._one + power)
        return [large, small] if theta >= 0.0 else [small, large]

    def _squared(self, share: Ball, ends: list[list[Ball]]) -> Ball:
        squares = [(share - end[0]) * (share - end[0]) for end in ends]
        tops = [self._balls.ends(square)[1] for square in squares]
        return squares[int(tops[1] > tops[0])]

    def _largest(self, x: int, ends: list[list[Ball]]) -> Ball:
        """Return the largest exponent of a term on a cell: at its peak, unless that surely lies outside."""
        share = self._shares[x][0]
        if self._balls.ends(ends[0][0] - share)[0] > 0.0:
            return self._exponent(x, ends[0])
        if self._balls.ends(share - ends[1][0])[0] > 0.0:
            return self._exponent(x, ends[1])
        return self._peaks[x]

    def _peak(self, x: int) -> Ball:
        return self._exponent(x, self._shares[x])

    def _exponent(self, x: int, place: list[Ball]) -> Ball:
        used = [y for y in range(2) if self._mask[x][y]]
        logs = self._balls.logs([place[y] for y in used])
        spent = self._balls.dot([self._shares[x][y] for y in used], logs)
        return self._heights[x] + self._slope * spent
