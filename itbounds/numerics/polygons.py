"""Convex polygons in the quadrant of two nonnegative rates: from points within, and from lines around."""

from math import inf

import numpy as np

from itbounds._typing import Matrix, Vector

__all__ = ["clipped_corners", "combined_bound", "comprehensive_hull"]

_SAME = 1e-12
_FLAT = 1e-9


def comprehensive_hull(points: Matrix) -> Matrix:
    """Return the corners of the least convex set with the points, the origin and all that is smaller.

    They go round counterclockwise from the origin; those that hardly stick out are left out.

    Examples
    --------
    >>> comprehensive_hull(np.array([[1.0, 0.5], [0.5, 1.0], [0.6, 0.6]]))
    array([[0. , 0. ],
           [1. , 0. ],
           [1. , 0.5],
           [0.5, 1. ],
           [0. , 1. ]])
    """
    right, top = points.max(axis=0)
    ordered = sorted({(0.0, 0.0), (right, 0.0), (0.0, top), *map(tuple, points.tolist())})
    size = max(float(right), float(top))
    chain = list[tuple[float, float]]()
    for point in reversed(ordered):
        if point[0] == 0.0 and point[1] < top:
            continue
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= _FLAT * size**2:
            chain.pop()
        if not chain or max(abs(point[0] - chain[-1][0]), abs(point[1] - chain[-1][1])) > _FLAT * size:
            chain.append(point)
    flat = bool(chain) and chain[0][1] <= _FLAT * size
    corners = [(0.0, 0.0), (float(right), 0.0), *chain[1 if flat else 0 :]] if chain else [(0.0, 0.0)]
    return np.array(corners, dtype=np.float64)


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def clipped_corners(normals: Matrix, bounds: Vector) -> Matrix:
    """Return the corners of the nonnegative points with each weighted sum at most a bound.

    Both coordinates are to be bounded. The corners go round counterclockwise from the origin.

    Examples
    --------
    >>> clipped_corners(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([1.0, 1.0, 1.5]))
    array([[0. , 0. ],
           [1. , 0. ],
           [1. , 0.5],
           [0.5, 1. ],
           [0. , 1. ]])
    """
    ends = [
        min(b / w for w, b in zip(normals[:, k].tolist(), bounds.tolist(), strict=True) if w > 0.0)
        for k in (0, 1)
    ]
    polygon = np.array([[0.0, 0.0], [ends[0], 0.0], ends, [0.0, ends[1]]])
    size = max(ends)
    for normal, bound in zip(normals, bounds.tolist(), strict=True):
        excess = polygon @ normal - bound
        kept = list[Vector]()
        for i, point in enumerate(polygon):
            j = (i + 1) % len(polygon)
            if excess[i] <= 0.0:
                kept.append(point)
            if (excess[i] < 0.0 < excess[j]) or (excess[j] < 0.0 < excess[i]):
                kept.append(point + (polygon[j] - point) * (excess[i] / (excess[i] - excess[j])))
        polygon = np.array(kept)
    distinct = np.abs(polygon - np.roll(polygon, 1, axis=0)).max(axis=1) > _SAME * size
    result: Matrix = polygon[distinct]
    return result


def combined_bound(normals: Matrix, bounds: Vector, weights: Vector) -> float:
    """Return the best bound of a weighted sum of two rates as a combination of two others, nearly.

    Examples
    --------
    >>> combined_bound(np.eye(2), np.ones(2), np.array([1.0, 2.0]))
    3.0
    """
    best = inf
    for i in range(len(normals)):
        for j in range(i, len(normals)):
            a, b = normals[i], normals[j]
            determinant = a[0] * b[1] - a[1] * b[0]
            if determinant == 0.0:
                continue
            share = (weights[0] * b[1] - weights[1] * b[0]) / determinant
            rest = (a[0] * weights[1] - a[1] * weights[0]) / determinant
            if share >= -_SAME and rest >= -_SAME:
                best = min(best, float(share * bounds[i] + rest * bounds[j]))
    return best
