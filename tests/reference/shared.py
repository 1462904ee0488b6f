"""Features, readouts and coverings as they are defined, by loops over everything."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product

import numpy as np

from itbounds._typing import Array, Matrix, Vector


def haar(level: int, node: int, x: float) -> float:
    """The Haar function of a node, of height one."""
    left, middle, right = (
        (2 * node) / 2 ** (level + 1),
        (2 * node + 1) / 2 ** (level + 1),
        (node + 1) / 2**level,
    )
    return 1.0 if left <= x < middle else -1.0 if middle <= x < right else 0.0


def midpoints(J: int) -> Vector:
    return (np.arange(2 ** (J + 1)) + 0.5) / 2 ** (J + 1)


def feature(signs: Sequence[float], J: int, alpha: float) -> Vector:
    """The defining sum over all nodes."""
    nodes = [(level, node) for level in range(J + 1) for node in range(2**level)]
    return np.array([
        sum(2.0 ** (-alpha * j) * sign * haar(j, k, x) for (j, k), sign in zip(nodes, signs, strict=True))
        for x in midpoints(J)
    ])  # fmt: skip


def all_features(J: int, alpha: float) -> Matrix:
    return np.array([feature(signs, J, alpha) for signs in product((1, -1), repeat=2 ** (J + 1) - 1)])


def least_distance(functions: Matrix) -> float:
    return min(float(np.abs(first - second).max()) for first, second in combinations(functions, 2))


def walsh_products(signs: Sequence[float], J: int) -> Matrix:
    """All products of levels, each level summed over its nodes."""
    rows = []
    for level in range(J + 1):
        part = signs[2**level - 1 : 2 ** (level + 1) - 1]
        rows.append([sum(s * haar(level, k, x) for k, s in enumerate(part)) for x in midpoints(J)])
    series = np.array(rows)
    return np.array([
        np.prod([series[j] for j in range(J + 1) if task >> j & 1] or [np.ones(2 ** (J + 1))], axis=0)
        for task in range(2 ** (J + 1))
    ])  # fmt: skip


def greedy_packing(points: Matrix, distance: float) -> int:
    """How many points are kept that are further than a distance from all kept before."""
    left, count = points, 0
    while len(left):
        left = left[np.linalg.norm(left - left[0], axis=1) > distance]
        count += 1
    return count


def orthonormal_tuples(rng: np.random.Generator, n: int, k: int, count: int) -> Array:
    """Uniform on the Stiefel manifold: Gaussian matrices, orthonormalised with a positive diagonal."""
    factors, triangles = np.linalg.qr(rng.normal(size=(count, n, k)))
    return np.asarray(factors * np.sign(np.einsum("nii->ni", triangles))[:, np.newaxis, :])


def least_balls(values: Matrix, eps: float) -> int:
    """The least number of sup-norm balls, over all partitions of the rows, in exact fractions."""
    rows = [[Fraction(entry) for entry in row] for row in values.tolist()]
    best = len(rows)

    def fits(group: list[int]) -> bool:
        columns = zip(*(rows[place] for place in group), strict=True)
        return all(max(column) - min(column) <= 2 * Fraction(eps) for column in columns)

    def extend(place: int, groups: list[list[int]]) -> None:
        nonlocal best
        if place == len(rows):
            best = min(best, len(groups))
            return
        for group in groups:
            if fits([*group, place]):
                group.append(place)
                extend(place + 1, groups)
                group.pop()
        extend(place + 1, [*groups, [place]])

    extend(0, [])
    return best
