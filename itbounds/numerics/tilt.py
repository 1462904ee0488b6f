"""Exponential tilting of an output law: the channels through which every rate-distortion bound is computed.

An output law r and a slope s give the channel with rows proportional to ``r_y exp(-s d_xy)``. Everything is
computed from the excess of d over its row minimum, so that no partition function underflows at a large slope.
"""

from dataclasses import dataclass
from math import inf, log

import numpy as np

from itbounds._typing import Mask, Matrix, Vector

__all__ = ["TiltPoint", "Tilting", "bounds", "slope_at", "tilted_channel"]


@dataclass(frozen=True, eq=False)
class TiltPoint:
    r"""The tilt of one output law at one slope, in the scaled excess of its `Tilting`.

    Parameters
    ----------
    output_law : array of shape (n,)
        The nonnegative weights :math:`r` (they need not sum to one).
    slope : float
        The scaled slope.
    kernel : array of shape (m, n)
        :math:`K_{xy} = e^{-s d_{xy}}`, 0 for a forbidden pair.
    weighted : array of shape (m, n)
        :math:`K_{xy} d_{xy}`, 0 for a forbidden pair.
    partition : array of shape (m,)
        :math:`u = K r`.
    mean : array of shape (m,)
        The expected distortion of each row of the tilted channel.
    """

    output_law: Vector
    slope: float
    kernel: Matrix
    weighted: Matrix
    partition: Vector
    mean: Vector


@dataclass(frozen=True, eq=False)
class Tilting:
    """A source and its distortion, prepared: row minima taken off, scaled, infinities masked.

    Parameters
    ----------
    source : array of shape (m,)
        Letter probabilities.
    excess : array of shape (m, n)
        The distortion minus its row minimum, divided by `unit`; 0 at forbidden pairs. The largest entry is in
        [1, 2) unless all are 0.
    forbidden : array of shape (m, n), optional
        Where the distortion is infinite; ``None`` if nowhere.
    floor : array of shape (m,)
        The row minima, in the distortion's own unit.
    unit : float
        The power of two by which the excess was divided: slopes are multiplied by it.
    level : float
        The distortion level minus the expected floor, divided by `unit`.
    """

    source: Vector
    excess: Matrix
    forbidden: Mask | None
    floor: Vector
    unit: float
    level: float

    @classmethod
    def of(cls, source: Vector, distortion: Matrix, level: float) -> "Tilting":
        """Prepare a distortion in which every row has a finite entry."""
        floor = distortion.min(axis=1)
        excess = distortion - floor[:, None]
        infinite = np.isinf(excess)
        forbidden = infinite if infinite.any() else None
        if forbidden is not None:
            excess[forbidden] = 0.0
        largest = float(excess.max())
        unit = float(2.0 ** np.floor(np.log2(largest))) if largest > 0.0 else 1.0
        excess /= unit
        return cls(source, excess, forbidden, floor, unit, float(level - source @ floor) / unit)

    def at(self, output_law: Vector, slope: float) -> TiltPoint:
        """Tilt an output law at a scaled slope: one exponential per pair."""
        kernel = np.multiply(self.excess, -slope)
        # Kernels below 1e-130 count for nothing, but they or their squares would be subnormal, and slow.
        np.maximum(kernel, -300.0, out=kernel)
        np.exp(kernel, out=kernel)
        if self.forbidden is not None:
            kernel[self.forbidden] = 0.0
        weighted = kernel * self.excess
        partition = kernel @ output_law
        # A partition function of zero leaves its row a mean of zero: `lower` and `meet` look for it.
        mean = (weighted @ output_law) / np.where(partition > 0.0, partition, inf)
        return TiltPoint(output_law, slope, kernel, weighted, partition, mean)

    def expected(self, point: TiltPoint) -> float:
        """Return the expected scaled excess distortion."""
        return float(self.source @ point.mean)

    def variance(self, point: TiltPoint) -> float:
        """Return the mean conditional variance: minus the derivative of `expected` in the slope."""
        second = ((point.weighted * self.excess) @ point.output_law) / point.partition
        return max(0.0, float(self.source @ (second - point.mean**2)))

    def value(self, point: TiltPoint) -> float:
        """Return the Lagrangian: the rate where the level is met, and less at other slopes."""
        penalty = point.slope * self.level if point.slope > 0.0 else 0.0
        return -penalty - float(self.source @ np.log(point.partition)) - log(float(point.output_law.sum()))

    def ratios(self, point: TiltPoint) -> Vector:
        """Return the induced over the given output weight of each letter: at most 1 at an optimum."""
        ratios: Vector = (self.source / point.partition) @ point.kernel
        return ratios

    def gradient(self, point: TiltPoint) -> Vector:
        """Return the gradient of the expected scaled excess in the law."""
        weights = self.source / point.partition
        gradient: Vector = weights @ point.weighted - (weights * point.mean) @ point.kernel
        return gradient

    def lower(self, point: TiltPoint) -> float:
        """Return the dual value of a point, for any slope and any law with a positive partition function."""
        if not point.partition.all():
            return -inf
        mass = log(float(point.output_law.sum()))
        return self.value(point) + mass - log(float(self.ratios(point).max()))

    def potentials(self, point: TiltPoint) -> Vector:
        """Return the row potentials in the distortion's own unit, which with the slope are a dual point."""
        potentials: Vector = point.slope / self.unit * self.floor - np.log(point.partition)
        return potentials

    def meet(self, point: TiltPoint, *, rtol: float = 1e-13, max_steps: int = 200) -> TiltPoint | None:
        """Tilt a positive output law to the level: safeguarded Newton on the logarithm of the distortion.

        Parameters
        ----------
        point : TiltPoint
            The law at a first guess of the slope; each row needs a positive weight at its minimum.
        rtol : float
            Relative error of the expected excess at which to stop.
        max_steps : int
            A limit that bisection alone would keep.

        Returns
        -------
        TiltPoint or None
            At slope 0 if the level is met there already; ``None`` if no slope meets it.
        """
        if self.level <= 0.0:
            return None
        if self.level == inf:
            return self.at(point.output_law, 0.0)
        low, high = -1.0, inf
        for _ in range(max_steps):
            slope, expected = point.slope, self.expected(point)
            if not np.isfinite(expected):
                return None
            if abs(expected - self.level) <= rtol * self.level or (expected <= self.level and slope == 0.0):
                return point
            if expected > self.level:
                low = slope
            else:
                high = slope
            variance = self.variance(point)
            newton = inf
            if variance > 0.0 and expected > 0.0:
                newton = slope + (log(expected) - log(self.level)) * expected / variance
            if expected < 0.01 * self.level:
                # So far beyond, Newton's step sees one exponential of many; and even 0 may meet the level.
                newton = 0.0 if low < 0.0 else min(newton, 0.25 * slope)
            trial = _inside(newton, low, high)
            if trial == slope:
                # The bracket is down to one number: rounding permits no more.
                return point if abs(expected - self.level) <= 1e-6 * self.level else None
            if trial == inf:
                return None
            point = self.at(point.output_law, trial)
        return None


def _inside(newton: float, low: float, high: float) -> float:
    """Return Newton's proposal if it lies in the bracket, or a point that shrinks or extends the bracket."""
    if low < 0.0:
        # Nothing is known below, and the least slope of all is tried when Newton asks for less.
        return newton if 0.0 < newton < high else 0.0
    if high == inf:
        return min(newton, 64.0 * low + 1.0) if newton > low else 4.0 * low + 1.0
    if low < newton < high:
        return newton
    return (low * high) ** 0.5 if low > 0.0 and high > 4.0 * low else 0.5 * (low + high)


def slope_at(
    source: Vector, distortion: Matrix, level: float, output_law: Vector, start: float | None = None
) -> float:
    r"""Return the slope at which the tilt of an output law meets a distortion level.

    Parameters
    ----------
    source : array of shape (m,)
        Letter probabilities.
    distortion : array of shape (m, n)
        Entries in :math:`[0, \infty]`.
    level : float
        The distortion level.
    output_law : array of shape (n,)
        Nonnegative weights.
    start : float, optional
        A guess.

    Returns
    -------
    float
        0 if the law meets the level untilted, infinity if no finite slope meets it.

    Examples
    --------
    >>> half = np.array([0.5, 0.5])
    >>> slope = slope_at(half, 1.0 - np.eye(2), 0.25, half)
    >>> round(float(np.exp(-slope)), 12)          # D / (1 - D)
    0.333333333333
    """
    slope, _ = _meeting(source, distortion, level, output_law, start or 0.0)
    return slope


def _meeting(
    source: Vector, distortion: Matrix, level: float, output_law: Vector, start: float
) -> tuple[float, float]:
    """Return slope and rate where the tilt meets the level, both infinite if it cannot."""
    # Row minima are taken over the support alone: over all letters a partition function might underflow.
    support = output_law > 0.0
    columns = distortion[:, support]
    if not columns.shape[1] or np.isinf(columns.min(axis=1)).any():
        return inf, inf
    tilting = Tilting.of(source, columns, level)
    law = output_law[support]
    untilted = tilting.at(law, 0.0)
    if tilting.expected(untilted) <= tilting.level:
        return 0.0, tilting.value(untilted)
    point = None
    if tilting.level > 0.0:
        point = tilting.meet(
            tilting.at(law, start * tilting.unit if 0.0 < start < inf else 1.0 / tilting.level)
        )
    if point is None:
        return inf, inf
    return point.slope / tilting.unit, tilting.value(point)


def tilted_channel(distortion: Matrix, output_law: Vector, slope: float) -> Matrix:
    r"""Return the tilted channel, rows proportional to :math:`r_y e^{-s d_{xy}}`.

    Parameters
    ----------
    distortion : array of shape (m, n)
        Entries in :math:`[0, \infty]`; every row needs a finite one in the support of the law.
    output_law : array of shape (n,)
        Nonnegative weights.
    slope : float
        At least 0. An infinite slope leaves each row's cheapest letters of the support.

    Returns
    -------
    array of shape (m, n)
        Rows that sum to one up to rounding, and exactly zero at forbidden pairs.

    Examples
    --------
    >>> tilted_channel(1.0 - np.eye(2), np.array([0.5, 0.5]), float(np.log(3.0)))
    array([[0.75, 0.25],
           [0.25, 0.75]])
    """
    support = output_law > 0.0
    columns = distortion[:, support]
    excess = columns - columns.min(axis=1, keepdims=True)
    forbidden = np.isinf(columns)
    excess[forbidden] = 0.0
    tilted = (excess == 0.0).astype(np.float64) if slope == inf else np.exp(-slope * excess)
    tilted[forbidden] = 0.0
    tilted *= output_law[support]
    tilted /= tilted.sum(axis=1, keepdims=True)
    channel = np.zeros(distortion.shape)
    channel[:, support] = tilted
    return channel


def bounds(
    source: Vector, distortion: Matrix, level: float, output_law: Vector, slope: float
) -> tuple[float, float]:
    r"""Return the unpadded lower and upper bound on R(D), in nats, that an output law and a slope prove.

    With :math:`u = K r` and :math:`c_y = \sum_x p_x K_{xy} / u_x` the lower bound is
    :math:`-sD - \sum_x p_x \ln u_x - \ln \max_y c_y`, for any slope; the upper one is the rate of the tilt
    that meets the level, infinite if none does.

    Parameters
    ----------
    source, distortion, level, output_law
        As in `slope_at`; for the lower bound every row needs a finite distortion in the support of the law.
    slope : float
        At least 0 and finite.

    Returns
    -------
    tuple of float
        Lower and upper bound, both without any allowance for rounding.

    Examples
    --------
    >>> half = np.array([0.5, 0.5])
    >>> lower, upper = bounds(half, 1.0 - np.eye(2), 0.25, half, float(np.log(3.0)))
    >>> round(lower, 9), round(upper, 9)           # ln 2 - h(1/4)
    (0.130812036, 0.130812036)
    """
    tilting = Tilting.of(source, distortion, level)
    point = tilting.at(output_law, slope * tilting.unit)
    _, upper = _meeting(source, distortion, level, output_law, slope)
    return tilting.lower(point), upper
