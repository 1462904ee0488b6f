"""Ellipses in the plane and the regions that they cut out, as outlines for patches."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin

import numpy as np

from itbounds._typing import Array, Matrix, Vector

__all__ = ["Ellipse", "middle", "regions"]

# Samples of a whole curve: enough that an outline looks smooth on paper, and that no crossing hides.
_SAMPLES = 720


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse: its centre, its half axes, and by how many degrees the first is turned."""

    x: float
    y: float
    a: float
    b: float
    degrees: float = 0.0

    def at(self, angle: Vector) -> Matrix:
        """Return the points at these parameters, one a row."""
        turned = radians(self.degrees)
        u, v = self.a * np.cos(angle), self.b * np.sin(angle)
        points: Matrix = np.stack(
            [self.x + cos(turned) * u - sin(turned) * v, self.y + sin(turned) * u + cos(turned) * v], axis=-1
        )
        return points

    def depth(self, points: Matrix) -> Vector:
        """Return a number for each point, positive inside and negative outside."""
        turned = radians(self.degrees)
        x, y = points[:, 0] - self.x, points[:, 1] - self.y
        u, v = cos(turned) * x + sin(turned) * y, cos(turned) * y - sin(turned) * x
        inside: Vector = 1.0 - (u / self.a) ** 2 - (v / self.b) ** 2
        return inside


def regions(curves: Sequence[Ellipse]) -> dict[int, Matrix]:
    """Return the outline of each region, by the bitmask of the curves that it lies inside of.

    The curves are cut at their crossings. An arc that lies inside of the others in a set S bounds two
    regions, S and S with the arc's own curve; the arcs of each region are joined end to end. Every region is
    expected to have one outline, as in Venn's diagrams.
    """
    arcs: dict[int, list[Matrix]] = {}
    for i, curve in enumerate(curves):
        others = [(1 << j, other) for j, other in enumerate(curves) if j != i]
        for arc in _arcs(curve, [other for _, other in others]):
            half = arc[len(arc) // 2][None]
            within = sum(bit for bit, other in others if other.depth(half)[0] > 0.0)
            for region in (within, within | 1 << i):
                arcs.setdefault(region, []).append(arc)
    return {region: _joined(pieces) for region, pieces in sorted(arcs.items()) if region}


def middle(outline: Matrix, cells: int = 40) -> tuple[float, float]:
    """Return a point of a region that is far from its outline, where a label fits best."""
    from matplotlib.path import Path

    low, high = outline.min(axis=0), outline.max(axis=0)
    x, y = (np.linspace(low[k], high[k], cells) for k in (0, 1))
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inside = grid[Path(outline).contains_points(grid)]
    # Text is wider than it is high: distances count half along the lines.
    edge = outline[:: max(1, len(outline) // 160)]
    nearest = np.hypot(
        0.6 * np.subtract.outer(inside[:, 0], edge[:, 0]), np.subtract.outer(inside[:, 1], edge[:, 1])
    ).min(axis=1)
    # Of nearly equal places the mean, so that a symmetric region has its label on its axis.
    best = inside[nearest >= 0.97 * nearest.max()].mean(axis=0)
    return float(best[0]), float(best[1])


def _arcs(curve: Ellipse, others: Sequence[Ellipse]) -> list[Matrix]:
    angles = np.linspace(0.0, 2.0 * np.pi, _SAMPLES + 1)
    cuts = sorted(cut for other in others for cut in _crossings(curve, other, angles))
    if not cuts:
        return [curve.at(angles)]
    return [
        curve.at(np.linspace(start, stop, max(3, int((stop - start) / angles[1]) + 2)))
        for start, stop in pairwise([*cuts, cuts[0] + 2.0 * np.pi])
    ]


def _crossings(curve: Ellipse, other: Ellipse, angles: Array) -> list[float]:
    """Return where a curve enters or leaves another, by bisection."""
    depth = other.depth(curve.at(angles))
    found = []
    for k in np.flatnonzero((depth[:-1] > 0.0) != (depth[1:] > 0.0)):
        left, right, inside = angles[k], angles[k + 1], depth[k] > 0.0
        for _ in range(50):
            half = 0.5 * (left + right)
            if (other.depth(curve.at(np.array([half])))[0] > 0.0) == inside:
                left = half
            else:
                right = half
        found.append(float(0.5 * (left + right)))
    return found


def _joined(arcs: list[Matrix]) -> Matrix:
    """Join arcs to one closed outline, each turned and placed so that it begins where the last one ends."""
    outline, *left = arcs
    while left:
        ends = np.array([(arc[0], arc[-1]) for arc in left])
        gaps = ((ends - outline[-1]) ** 2).sum(axis=-1)
        place, backwards = divmod(int(gaps.argmin()), 2)
        arc = left.pop(place)
        outline = np.concatenate([outline, (arc[::-1] if backwards else arc)[1:]])
    if ((outline[0] - outline[-1]) ** 2).sum() > 1e-12:
        raise AssertionError("the outline of a region does not close")
    return outline
