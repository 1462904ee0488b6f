r"""What a rate forces on the error of finitely many targets: lines below and points above the curve.

For weights :math:`w_i = p_i \lambda_i` with :math:`c(\hat y) = \sum_i w_i e^{-s d(y_i, \hat y)} \le 1` at
every estimate, :math:`R \ge \sum_i p_i \ln \lambda_i - s D` for every reproduction (Csiszar, 1974; recalled):
a line below the rate-distortion function, whatever the weights. Between two estimates of a grid of width h,
:math:`e^{s \delta^2} c(g + \delta)` is convex about the middle g, so that the squared error obeys
:math:`c \le e^{s h^2 / 4}` times the larger of the ends: real estimates need no other grid.
"""

from dataclasses import dataclass
from math import ceil, exp, expm1, log, sqrt

import numpy as np

from itbounds._typing import Vector
from itbounds.numerics.rounding import UNIT_ROUNDOFF

__all__ = ["Supports", "hamming_supports", "squared_supports"]

_COARSE, _FINE = 0.2, 0.05
_ROUNDS, _FEW = 160, 40
_MOST = 1024
_STEPS = 5
_CLOSE = 2e-3
# Lines that are spread over a curve need no steeper part of it than one can see.
_DRAWN = 3.0
_BOLD = 1.8


@dataclass(frozen=True, eq=False)
class Supports:
    """Lines below a rate-distortion function in nats and points above it.

    Parameters
    ----------
    slopes, heights : array
        The lines ``rate >= height - slope * error``.
    rates, errors : array
        The points: so small an error with so small a rate; the first is without any rate.
    """

    slopes: Vector
    heights: Vector
    rates: Vector
    errors: Vector

    def least_error(self, rate: float) -> tuple[float, float]:
        """Return ends of the least error at a rate in nats."""
        with np.errstate(invalid="ignore"):
            below = (self.heights - rate) / self.slopes
        below = below - 16.0 * UNIT_ROUNDOFF * (np.abs(self.heights) + rate) / self.slopes
        lower = max(0.0, float(np.max(below, initial=0.0)))
        # Between two points lies their mixture.
        order = np.argsort(self.rates)
        upper = float(np.interp(rate, self.rates[order], np.minimum.accumulate(self.errors[order])))
        return lower, max(lower, upper * (1.0 + 64.0 * UNIT_ROUNDOFF))

    def least_rate(self, error: float) -> float:
        """Return a lower end of the rate in nats that an error needs."""
        below = self.heights - self.slopes * error
        below = below - 16.0 * UNIT_ROUNDOFF * (np.abs(self.heights) + self.slopes * error)
        return max(0.0, float(np.max(below, initial=0.0)))


def squared_supports(values: Vector, counts: Vector, rate: float, *, lines: int = 0) -> Supports:
    """Return lines and points for targets under the squared error, some of them where the rate is spent.

    Parameters
    ----------
    values, counts : array of shape (m,)
        The different targets in increasing order, and how often each occurs.
    rate : float
        The rate in nats about which the curve is wanted to be known best.
    lines : int
        How many more lines are spread over the whole curve up to there.
    """
    law = counts / counts.sum()
    variance = float(law @ (values - float(law @ values)) ** 2)
    rows = [(0.0, 0.0, 0.0, variance * (1.0 + 64.0 * UNIT_ROUNDOFF * len(values))), _lossless(law)]
    # Where nearly every target is told apart, a grid would have to be very fine, and the error is tiny.
    most = max(0.0, log(len(values)) - 1.0)
    if variance > 0.0:
        slope, growth = 0.5 / variance * exp(2.0 * min(rate, most)), 2.0
        for step in range(_STEPS if rate < log(len(values)) else 0):
            rows.append(_squared(values, law, slope, rounds=_ROUNDS))
            # The rate of a line tells how far its slope is off; it doubles with the logarithm, or so.
            if step and rows[-1][2] != rows[-2][2]:
                growth = log(slope / rows[-2][0]) / (rows[-1][2] - rows[-2][2])
                growth = min(20.0, max(0.2, growth))
            if abs(rate - rows[-1][2]) < _CLOSE:
                break
            slope *= exp(min(1.5, max(-1.5, growth * (rate - rows[-1][2]))))
        steepest = min(max(slope, 1.0 / variance), 0.5 / variance * exp(2.0 * _DRAWN))
        for one in np.geomspace(0.5 / variance, steepest, lines + 1)[1:].tolist():
            rows.append(_squared(values, law, one, rounds=_FEW))
    return _collected(rows)


def hamming_supports(counts: Vector, *, lines: int = 48) -> Supports:
    """Return lines and points for labels under the probability of error, in closed form.

    Parameters
    ----------
    counts : array of shape (m,)
        How often each label occurs, at least once.
    lines : int
        How many.

    Notes
    -----
    The weight of a label is the same for all that are ever guessed, and :math:`p_i e^s` for others (Erokhin,
    1958; recalled).
    """
    law = np.sort(counts / counts.sum())[::-1]
    rows = [(0.0, 0.0, 0.0, 1.0 - float(law[0]) + 4.0 * UNIT_ROUNDOFF), _lossless(law)]
    if len(law) > 1:
        for slope in np.linspace(0.0, log((len(law) - 1.0) / float(law[-1])) + 8.0, lines + 1)[1:].tolist():
            rows.append(_hamming(law, slope))
    return _collected(rows)


def _lossless(law: Vector) -> tuple[float, float, float, float]:
    entropy = -float(law @ np.log(law))
    return 0.0, 0.0, entropy * (1.0 + (len(law) + 64.0) * UNIT_ROUNDOFF), 0.0


def _collected(rows: list[tuple[float, float, float, float]]) -> Supports:
    slopes, heights, rates, errors = np.array(rows).T
    real = slopes > 0.0
    return Supports(slopes[real], heights[real], rates, errors)


def _squared(values: Vector, law: Vector, slope: float, *, rounds: int) -> tuple[float, float, float, float]:
    low, high = float(values[0]), float(values[-1])

    def kernel(width: float) -> tuple[Vector, float]:
        places = np.linspace(low, high, min(_MOST, 2 + ceil((high - low) * sqrt(slope) / width)))
        return places, (high - low) / (len(places) - 1)

    places, _ = kernel(_COARSE)
    close = np.exp(-slope * (values[:, None] - places) ** 2)
    q = np.full(len(places), 1.0 / len(places))
    for _ in range(rounds):
        ratio = law / np.maximum(close @ q, 1e-290)
        gain = ratio @ close
        # A longer step than that of Blahut and Arimoto; the ends hold wherever it leads.
        q = q * gain**_BOLD
        q /= q.sum()
        if gain.max() < 1.0005:
            break
    q = np.maximum(q / q.sum(), 0.0)
    found = np.maximum(close @ q, 1e-290)
    log_weights = np.log(law) - np.log(found)
    fine, width = kernel(_FINE)
    size, most = len(values), 0.0
    for start in range(0, len(fine), 256):
        block = fine[start : start + 256]
        sums = np.exp(log_weights[:, None] - slope * (values[:, None] - block) ** 2).sum(axis=0)
        most = max(most, float(sums.max()))
    most = most * (1.0 + (size + 64.0) * UNIT_ROUNDOFF) + 64.0 * UNIT_ROUNDOFF
    # The logarithms of the weights are rounded, too, which counts where they are large.
    most *= 1.0 + 32.0 * UNIT_ROUNDOFF * float(np.abs(log_weights).max() + slope * (high - low) ** 2)
    terms = law * -np.log(found)
    height = float(terms.sum()) - log(most) - 0.25 * slope * width**2 * (1.0 + 1e-12)
    height -= (size + 64.0) * UNIT_ROUNDOFF * (float(np.abs(terms).sum()) + 1.0)
    joint = (law / found)[:, None] * close * q
    joint /= joint.sum()
    return slope, height, *_point(joint, law, (values[:, None] - places) ** 2)


def _hamming(law: Vector, slope: float) -> tuple[float, float, float, float]:
    miss = exp(-slope)
    hit = -expm1(-slope)
    rest = np.append(np.cumsum(law[::-1])[::-1][1:], 0.0)
    # With the first m labels guessed: (m miss + hit) weight + rest = 1.
    weights = (1.0 - rest) / (np.arange(1, len(law) + 1) * miss + hit)
    guessed = max(1, int((law > weights * miss).sum()))
    weight = float(weights[guessed - 1])
    w = np.minimum(law / miss, weight)
    most = (hit * float(w.max()) + miss * float(w.sum())) * (1.0 + (len(law) + 64.0) * UNIT_ROUNDOFF)
    terms = law * (np.log(w) - np.log(law))
    height = float(terms.sum()) - log(most) - (len(law) + 64.0) * UNIT_ROUNDOFF * float(np.abs(terms).sum())
    q = np.maximum(0.0, (law / weight - miss) / hit)
    q[guessed:] = 0.0
    q /= q.sum()
    close = np.full((len(law), len(law)), miss)
    np.fill_diagonal(close, 1.0)
    joint = (law / (close @ q))[:, None] * close * q
    return slope, height, *_point(joint / joint.sum(), law, 1.0 - np.eye(len(law)))


def _point(joint: Vector, law: Vector, costs: Vector) -> tuple[float, float]:
    """Return the rate and the error of a joint law, rounded up."""
    channel = joint / joint.sum(axis=1, keepdims=True)
    joint = law[:, None] * channel
    output = joint.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(joint > 0.0, joint * np.log(channel / output), 0.0)
    slack = (joint.size + 64.0) * UNIT_ROUNDOFF
    rate = max(0.0, float(terms.sum())) + slack * (float(np.abs(terms).sum()) + 1.0)
    return rate, float((joint * costs).sum()) * (1.0 + slack)
