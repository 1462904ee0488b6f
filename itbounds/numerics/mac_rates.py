r"""Certain ends of what two senders can reach over one channel, W[x1, x2, y]; all in nats.

For nonnegative weights let the *light* user be the one of smaller weight :math:`\lambda`, and
:math:`\delta` the difference of the weights. The support function of the capacity region is

.. math:: \max_{p_1 p_2} \; \lambda I(X_1 X_2; Y) + \delta I(X_h; Y | X_l),

h being the other user. For all laws :math:`q` on the outputs and :math:`q_{x_l}` given the light letter,

.. math:: \lambda I(X_1 X_2; Y) + \delta I(X_h; Y | X_l) \le \sum_x p(x) c_q(x), \qquad
          c_q(x) = \lambda D(W_x \| q) + \delta D(W_x \| q_{x_l}).

With any joint law of the inputs this is at most :math:`\max_x c_q(x)`. If one user has two letters, with
probabilities :math:`1 - t` and :math:`t`, the bound is, for independent inputs, the largest over the other
user's letters z of :math:`h_z(t) = (1 - t) c_q(z, 0) + t c_q(z, 1)`, where q may depend on t. Let it be
affine between nodes :math:`a < b`: then :math:`h_z` exceeds the larger of its values there by at most

.. math:: \tfrac14 (b - a) \sum_j \gamma_j \frac{\max \{ 0, (r^1_j - r^0_j)(q^b_j - q^a_j) \}}
          {\min \{ q^a_j, q^b_j \}}

with the sum over the outputs of :math:`q` and of all :math:`q_{x_l}`, because
:math:`-(\!-r \ln q)'' \le 2 r' q' / q` for affine r and q.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nextafter
from typing import TypeAlias

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics import balls
from itbounds.numerics.rounding import capacity_interval, row_divergences

__all__ = [
    "GRAIN",
    "OutputLaws",
    "Pentagon",
    "cell_bounds",
    "grained",
    "is_grained",
    "pentagon",
    "support_lower",
]

GRAIN = 2.0**-26
"""Input laws are multiples of it, so that products of two of their entries are doubles."""

Pentagon: TypeAlias = tuple[float, float, float]
_Divergences: TypeAlias = Callable[[Matrix, Vector], Vector]
_RELATIVE = 2.0**-45


def grained(law: Vector) -> Vector:
    """Return a law of multiples of `GRAIN` near a law."""
    counts = np.floor(law / law.sum() / GRAIN)
    missing = round(1.0 / GRAIN - float(counts.sum()))
    order = np.argsort(-law, kind="stable")
    # Floors miss less than one grain a letter; the most probable letters do not notice one more.
    counts[order] += missing // len(law)
    counts[order[: missing % len(law)]] += 1.0
    result: Vector = counts * GRAIN
    return result


def is_grained(law: Vector) -> bool:
    """Whether the entries are nonnegative multiples of `GRAIN` with sum one, exactly."""
    counts = law / GRAIN
    return bool((counts >= 0.0).all() and (counts == np.floor(counts)).all() and counts.sum() == 1.0 / GRAIN)


def pentagon(channel: Array, first: Vector, second: Vector, *, ball: bool, headroom: float) -> Pentagon:
    """Return lower ends of I(X1;Y|X2), I(X2;Y|X1) and I(X1X2;Y) under grained input laws."""
    one = _mean([_information(channel[:, j], first, ball, headroom) for j in range(len(second))], second)
    other = _mean([_information(row, second, ball, headroom) for row in channel], first)
    law = np.outer(first, second).ravel()
    both = _information(channel.reshape(len(law), -1), law, ball, headroom)
    return one, other, both


def support_lower(rates: Pentagon, weights: Vector) -> float:
    """Return a lower end of the largest weighted sum of two rates in a pentagon."""
    light, heavy = sorted(weights.tolist())
    alone = rates[0] if weights[0] >= weights[1] else rates[1]
    value = light * max(rates[2], alone) + (heavy - light) * alone
    return max(0.0, nextafter(value * (1.0 - _RELATIVE), -inf))


@dataclass(frozen=True, eq=False)
class OutputLaws:
    """Laws of the output that bound a weighted sum of rates.

    Parameters
    ----------
    nodes : array of shape (k,)
        From 0 to 1, the probabilities of the second letter of the user `axis`; a single one of any value if
        the inputs may depend on each other.
    axis : int
        The user of two letters, -1 for dependent inputs.
    laws : array of shape (k, n)
        The output law at each node.
    conditional : array of shape (k, m, n)
        The output laws given the letters of the light user at each node.
    """

    nodes: Vector
    axis: int
    laws: Matrix
    conditional: Array


@dataclass(frozen=True, eq=False)
class _Shares:
    """The light user, the weight of the sum, and the rest of the weight of the other user."""

    light: int
    share: float
    rest: float

    @classmethod
    def of(cls, weights: Vector) -> "_Shares":
        light, heavy = sorted(weights.tolist())
        return cls(1 if weights[0] >= weights[1] else 0, light, heavy - light)


def cell_bounds(
    channel: Array, weights: Vector, points: OutputLaws, *, ball: bool = False, headroom: float = 1.0
) -> Vector:
    """Return upper ends of the support function with t between two neighbouring nodes, or over all inputs.

    Parameters
    ----------
    channel : array of shape (m1, m2, n)
    weights : array of shape (2,)
    points : OutputLaws
    ball : bool
        Whether divergences are computed in ball arithmetic.
    headroom : float
        Factor on their rounding errors in float64.
    """
    shares, nodes, axis = _Shares.of(weights), points.nodes, points.axis
    divergences = _ball_divergences if ball else _float_divergences(headroom)
    costs = np.stack(
        [
            _costs(channel, shares, law, given, divergences)
            for law, given in zip(points.laws, points.conditional, strict=True)
        ]
    )
    if len(nodes) == 1:
        return np.array([_up(float(costs.max()))])
    # Axes: node, letter of the binary user, letter of the other one.
    pairs = costs if axis == 0 else costs.swapaxes(1, 2)
    with np.errstate(invalid="ignore"):
        zero = np.where(nodes[:, None] < 1.0, (1.0 - nodes)[:, None] * pairs[:, 0], 0.0)
        one = np.where(nodes[:, None] > 0.0, nodes[:, None] * pairs[:, 1], 0.0)
    heights = zero + one
    cells = np.maximum(heights[:-1], heights[1:]) + _bends(channel, shares, points)
    return np.array([_up(cell) for cell in cells.max(axis=1).tolist()])


def _up(value: float) -> float:
    return nextafter(value * (1.0 + _RELATIVE), inf) if 0.0 <= value < inf else inf


def _costs(channel: Array, shares: _Shares, law: Vector, given: Matrix, divergences: _Divergences) -> Matrix:
    """Return upper ends of the costs of all pairs of letters."""
    first, second, outputs = channel.shape
    costs = np.zeros((first, second))
    if shares.share > 0.0:
        costs += shares.share * divergences(channel.reshape(-1, outputs), law).reshape(first, second)
    if shares.rest > 0.0:
        for letter, alone in enumerate(given):
            place = (letter, slice(None)) if shares.light == 0 else (slice(None), letter)
            costs[place] += shares.rest * divergences(channel[place], alone)
    return costs


def _float_divergences(headroom: float) -> _Divergences:
    def divergences(rows: Matrix, law: Vector) -> Vector:
        values, errors = row_divergences(rows, law)
        result: Vector = np.maximum(0.0, values + headroom * errors)
        return result

    return divergences


def _ball_divergences(rows: Matrix, law: Vector) -> Vector:
    return np.array([max(0.0, balls.capacity_upper(row[None, :], law)) for row in rows])


def _bends(channel: Array, shares: _Shares, points: OutputLaws) -> Matrix:
    """Return by how much each cost may exceed its larger end between two nodes."""
    rows = channel / channel.sum(axis=2, keepdims=True)
    zero, one = (np.take(rows, letter, axis=points.axis)[None] for letter in (0, 1))
    conditional, nothing = points.conditional, np.zeros_like(zero)
    total = np.zeros((len(points.nodes) - 1, zero.shape[1]))
    if shares.share > 0.0:
        total += shares.share * _excess(zero, one, points.laws[:, None])
    if shares.rest > 0.0 and shares.light == points.axis:
        total += shares.rest * _excess(zero, nothing, conditional[:, :1])
        total += shares.rest * _excess(nothing, one, conditional[:, 1:])
    elif shares.rest > 0.0:
        total += shares.rest * _excess(zero, one, conditional)
    result: Matrix = 0.25 * np.diff(points.nodes)[:, None] * total
    return result


def _excess(zero: Array, one: Array, laws: Array) -> Array:
    """Return the sums of the module's last formula, with room for their rounding."""
    laws = laws / laws.sum(axis=-1, keepdims=True)
    low, high = laws[:-1], laws[1:]
    least = np.minimum(low, high)
    product = np.maximum(0.0, (one - zero) * (high - low)) + 1e-14 * (one + zero) * (high + low)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(zero + one > 0.0, product / least, 0.0)
    return np.asarray(terms.sum(axis=-1) * (1.0 + _RELATIVE))


def _information(matrix: Matrix, law: Vector, ball: bool, headroom: float) -> float:
    if ball:
        return max(0.0, balls.capacity_lower(matrix, law))
    return capacity_interval(matrix, law, law @ matrix + 1e-300, headroom=headroom)[0]


def _mean(values: list[float], law: Vector) -> float:
    return max(0.0, nextafter(float(np.array(values) @ law) * (1.0 - _RELATIVE), -inf))
