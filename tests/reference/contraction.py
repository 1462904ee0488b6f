"""Contraction coefficients from the definitions: exact rationals, and laws tried at random."""

from fractions import Fraction

import numpy as np


def exact_laws(matrix):
    """The rows as exact rationals of sum one."""
    rows = [[Fraction(float(x)) for x in row] for row in matrix]
    return [[x / sum(row) for x in row] for row in rows]


def exact_le_cam(p, q, weights):
    """F and F' at a pair of double weights, exactly."""
    b, c = Fraction(float(weights[0])), Fraction(float(weights[1]))
    b, c = b / (b + c), c / (b + c)
    both = [(x, y, b * x + c * y) for x, y in zip(p, q, strict=True) if x and y]
    return 1 - sum(x * y / u for x, y, u in both), sum(x * y * (x - y) / u**2 for x, y, u in both)


def exact_variation(p, q):
    return sum(abs(x - y) for x, y in zip(p, q, strict=True)) / 2


def relative_entropy(p, q):
    used = p > 0
    return float((p[used] * np.log(p[used] / q[used])).sum())


def ratios(matrix, divergence, rng, trials):
    """Ratios D(qW || pW) / D(q || p) for laws at random, some near each other and some near a corner."""
    m = len(matrix)
    for _ in range(trials):
        p = rng.dirichlet(np.full(m, rng.choice([0.1, 1.0])))
        q = rng.dirichlet(np.full(m, rng.choice([0.1, 1.0])))
        if rng.random() < 0.5:
            q = 0.99 * p + 0.01 * q
        before = divergence(q, p)
        if 1e-6 < before < np.inf:
            yield divergence(q @ matrix, p @ matrix) / before


def squared_correlation(law, matrix):
    """The second singular value, squared, straight from numpy."""
    joint = (law[:, None] * matrix)[law > 0]
    joint = joint[:, joint.any(axis=0)]
    a, b = joint.sum(axis=1), joint.sum(axis=0)
    values = np.linalg.svd(joint / np.sqrt(np.outer(a, b)), compute_uv=False)
    return float(values[1] ** 2) if len(values) > 1 else 0.0
