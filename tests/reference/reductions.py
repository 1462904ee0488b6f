"""Slow and obvious: the reductions of information theory as written in textbooks, at 60 digits with mpmath.

Laws are given as doubles, converted exactly and normalised exactly.
"""

from itertools import product

import mpmath
import numpy as np

DIGITS = 60


def exactly(array):
    """Nested lists of mpmath numbers equal to the entries."""
    array = np.asarray(array, dtype=np.float64)
    return [exactly(part) for part in array] if array.ndim else mpmath.mpf(float(array))


def normalised(weights):
    total = mpmath.fsum(weights)
    return [weight / total for weight in weights]


def law_of(weights):
    return normalised(exactly(np.ravel(weights)))


def entropy(weights):
    """H(p) in nats."""
    with mpmath.workdps(DIGITS):
        return -mpmath.fsum(p * mpmath.log(p) for p in law_of(weights) if p > 0)


def relative_entropy(weights, others):
    """D(p || q) in nats, infinite where p is not absolutely continuous."""
    with mpmath.workdps(DIGITS):
        pairs = [(p, q) for p, q in zip(law_of(weights), law_of(others), strict=True) if p > 0]
        if any(q == 0 for _, q in pairs):
            return mpmath.inf
        return mpmath.fsum(p * mpmath.log(p / q) for p, q in pairs)


def mutual_information(joint):
    """I(X; Y) in nats of a matrix of weights: the divergence from the product of the marginals."""
    rows, columns = np.shape(joint)
    with mpmath.workdps(DIGITS):
        law = law_of(joint)
        first = [mpmath.fsum(law[columns * x : columns * (x + 1)]) for x in range(rows)]
        second = [mpmath.fsum(law[y::columns]) for y in range(columns)]
        cells = zip(law, product(first, second), strict=True)
        return mpmath.fsum(p * mpmath.log(p / (a * b)) for p, (a, b) in cells if p > 0)


def channel_information(matrix, input_law):
    """I(p, W) of a channel whose rows are normalised exactly."""
    with mpmath.workdps(DIGITS):
        weights = law_of(input_law)
        rows = [[p * w for w in law_of(row)] for p, row in zip(weights, matrix, strict=True)]
        output = [mpmath.fsum(column) for column in zip(*rows, strict=True)]
        return mpmath.fsum(
            j * mpmath.log(j / (p * r))
            for p, row in zip(weights, rows, strict=True)
            for j, r in zip(row, output, strict=True)
            if j > 0
        )


def capacity_dual(matrix, output_law, cost=None, budget=0.0, multiplier=0.0):
    """max_x D(W_x || q) - lambda (b_x - B)."""
    cost = np.zeros(len(matrix)) if cost is None else cost
    with mpmath.workdps(DIGITS):
        slope, level = mpmath.mpf(float(multiplier)), mpmath.mpf(float(budget))
        return max(
            relative_entropy(row, output_law) - slope * (mpmath.mpf(float(b)) - level)
            for row, b in zip(matrix, cost, strict=True)
        )


def rate_distortion_dual(source, distortion, level, potentials, slope):
    """sum_x pi_x a_x - s D - ln max_y sum_x pi_x exp(a_x - s d_xy)."""
    with mpmath.workdps(DIGITS):
        weights, shifts, table = law_of(source), exactly(potentials), exactly(distortion)
        steepness = mpmath.mpf(float(slope))
        sums = [
            mpmath.fsum(
                weights[x] * mpmath.exp(shifts[x] - steepness * table[x][y])
                for x in range(len(weights))
                if not mpmath.isinf(table[x][y])
            )
            for y in range(np.shape(distortion)[1])
        ]
        value = mpmath.fsum(p * a for p, a in zip(weights, shifts, strict=True)) - mpmath.log(max(sums))
        return value if np.isinf(level) else value - steepness * mpmath.mpf(float(level))
