"""Slow, obvious couplings: every spanning tree of the table, every map of an alphabet."""

from itertools import combinations
from math import log2

import numpy as np


def entropy(weights):
    """The entropy of positive numbers divided by their sum, in bits."""
    total = sum(weights)
    return sum(-w / total * log2(w / total) for w in weights if w > 0)


def least_coupling_entropy(first, second):
    """The least entropy over all vertices: all sets of m + n - 1 cells that determine a coupling."""
    m, n = len(first), len(second)
    cells = [(i, j) for i in range(m) for j in range(n)]
    target = np.concatenate([first, second])
    best = np.inf
    for chosen in combinations(cells, m + n - 1):
        matrix = np.zeros((m + n, m + n - 1))
        for k, (i, j) in enumerate(chosen):
            matrix[i, k] = matrix[m + j, k] = 1.0
        if np.linalg.matrix_rank(matrix) < m + n - 1:
            continue
        masses = np.linalg.lstsq(matrix, target, rcond=None)[0]
        if masses.min() > -1e-12:
            best = min(best, entropy(np.maximum(masses, 0.0)))
    return best


def information(joint):
    """The mutual information of a table, in bits."""
    joint = np.asarray(joint)
    return entropy(joint.sum(axis=0)) + entropy(joint.sum(axis=1)) - entropy(joint.ravel())
