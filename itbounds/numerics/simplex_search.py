"""Where a concave plus a convex function of a law is large, and how fine the cells must be that show it."""

import numpy as np

from itbounds._typing import Array, Matrix, Vector
from itbounds.numerics.entropy_ascent import greatest_entropies
from itbounds.numerics.simplex_cells import Landscape, float_bounds, halves

__all__ = ["climbed", "covering", "scattered"]

_CLIMB = 60
_CELLS = 1500


def covering(landscape: Landscape, level: float, *, limit: int = _CELLS) -> list[int]:
    """Return cuts of the simplex that show the function to be at most a level, or as many as are allowed.

    See `simplex_cells.cells_of`. Cells are cut round by round, the highest bounds first.
    """
    cells = [np.eye(len(landscape.linear))]
    splits = list[int]()
    bounds = float_bounds(landscape, np.array(cells), headroom=3.0).tolist()
    while len(cells) < limit:
        high = [index for index in np.argsort(-np.array(bounds)).tolist() if bounds[index] > level]
        if not high or np.ptp(cells[high[0]], axis=0).max() < 2.0**-45:
            break
        new = list[Array]()
        for index in high[: limit - len(cells)]:
            splits.append(index)
            cells[index], other = halves(cells[index])
            cells.append(other)
            new += [cells[index], other]
        found = float_bounds(landscape, np.array(new), headroom=3.0).tolist()
        bounds += [0.0] * (len(cells) - len(bounds))
        first = len(cells) - len(new) // 2
        for k in range(len(new) // 2):
            bounds[splits[len(splits) - len(new) // 2 + k]] = found[2 * k]
            bounds[first + k] = found[2 * k + 1]
    return splits


def climbed(landscape: Landscape, law: Vector) -> Vector:
    """Climb from a law: put the tangent for the convex part, maximise the rest, and so on."""
    matrix = landscape.concave / landscape.concave.sum(axis=1, keepdims=True)
    other = landscape.convex / landscape.convex.sum(axis=1, keepdims=True)
    value = float(landscape.values(law[None])[0])
    for _ in range(_CLIMB):
        slopes = landscape.linear + landscape.loss * other @ np.log(np.maximum(law @ other, 1e-300))
        if landscape.potentials is not None:
            exponents = -(law @ landscape.potentials)
            soft = np.exp(exponents - exponents.max())
            slopes = slopes - landscape.potentials @ (soft / soft.sum())
        moved = greatest_entropies(matrix.T, np.full(matrix.shape[1], landscape.gain), slopes)
        found = float(landscape.values(moved[None])[0])
        if found <= value + 1e-13 * (1.0 + abs(value)):
            return moved if found > value else law
        law, value = moved, found
    return law


def scattered(size: int, count: int, rng: np.random.Generator) -> Matrix:
    """Return laws all over the simplex: its corners and edges, its centre, and random ones."""
    corners = np.eye(size)
    edges = [
        (1.0 - t) * corners[i] + t * corners[j]
        for i in range(size)
        for j in range(i)
        for t in np.linspace(0.0, 1.0, 18)[1:-1].tolist()
    ]
    if len(edges) > 4 * count:
        edges = edges[:: len(edges) // (4 * count) + 1]
    rest = rng.dirichlet(np.full(size, 0.5), count if size > 2 else 0)
    laws: Matrix = np.vstack([corners, np.full((1, size), 1.0 / size), *(edge[None] for edge in edges), rest])
    return laws
