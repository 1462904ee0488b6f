"""The geometry of a certified curve: chords on one side of a convex function, tangents on the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np

from itbounds._typing import Vector

__all__ = ["Bend", "Node", "band", "bend", "tangent"]

_ROUNDING = 2.0**-50


@dataclass(frozen=True, slots=True)
class Node:
    r"""What one solve says of a convex function :math:`f`: a value above it, and an affine function below it.

    A concave function enters with its sign changed.

    Parameters
    ----------
    x : float
        Where it was solved.
    chord : float
        At least :math:`f(x)`.
    base : float
        At most :math:`f(x)`.
    slope : float or None
        :math:`f(t) \ge \text{base} + \text{slope} (t - x)` for every t; ``None`` if there is
        only the value at x, which the leftmost node alone may lack.
    """

    x: float
    chord: float
    base: float
    slope: float | None


@dataclass(frozen=True, slots=True)
class Bend:
    """The point between two neighbouring nodes where the band is widest.

    Parameters
    ----------
    x : float
        Where.
    upper, lower : float
        The band there.
    """

    x: float
    upper: float
    lower: float

    @property
    def gap(self) -> float:
        """The width of the band."""
        return self.upper - self.lower


def tangent(node: Node, x: float) -> float:
    """Return the affine lower bound of a node, rounded down; only at the node itself if it has no slope."""
    if node.slope is None:
        return node.base if x == node.x else -inf
    rise = node.slope * (x - node.x)
    return node.base + rise - _ROUNDING * (abs(node.base) + abs(rise))


def bend(left: Node, right: Node) -> Bend:
    """Return where the band between two neighbours is widest: at the crossing of their tangents.

    A left neighbour without a tangent leaves the right one's as the only bound, and the band is widest on the
    left.
    """
    if left.slope is None or right.slope is None:
        return Bend(left.x, left.chord, min(left.base, tangent(right, left.x)))
    crossing = 0.5 * (left.x + right.x)
    if right.slope > left.slope:
        offset = left.base - right.base + right.slope * right.x - left.slope * left.x
        crossing = min(max(offset / (right.slope - left.slope), left.x), right.x)
    share = (crossing - left.x) / (right.x - left.x)
    upper = (1.0 - share) * left.chord + share * right.chord
    upper += _ROUNDING * (abs(left.chord) + abs(right.chord))
    return Bend(crossing, upper, min(tangent(left, crossing), tangent(right, crossing)))


def band(nodes: Sequence[Node]) -> tuple[Vector, Vector, Vector]:
    """Return points, lower and upper bounds that hold when interpolated linearly; the nodes are in order.

    Between a node and a bend both bounds are affine: the lower one is at most the tangent of that node, the
    upper one is the chord. Other tangents are left out, since a maximum of several is not affine.
    """
    corners: list[tuple[float, float, float]] = []
    for left, right in pairwise(nodes):
        middle = bend(left, right)
        corners.append((left.x, left.base if left.slope is not None else middle.lower, left.chord))
        if left.x < middle.x < right.x:
            corners.append((middle.x, middle.lower, middle.upper))
    corners.append((nodes[-1].x, nodes[-1].base, nodes[-1].chord))
    xs, lows, highs = np.array(corners).T
    return xs, lows, highs
