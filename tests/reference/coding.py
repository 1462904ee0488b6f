"""The best codes and the best tests of small problems, by enumeration."""

from functools import reduce
from math import floor

import numpy as np


def right_decisions(matrix: np.ndarray, n: int) -> np.ndarray:
    """The largest sum over outputs of the likeliest codeword's probability, for each size of a code."""
    block = reduce(np.kron, [matrix] * n)
    words = len(block)
    best = np.zeros(words + 1)
    largest = np.zeros((1, block.shape[1]))
    sizes = np.zeros(1, dtype=int)
    for word in block:
        # Every code without the word, and the same with it.
        largest = np.vstack([largest, np.maximum(largest, word)])
        sizes = np.concatenate([sizes, sizes + 1])
    np.maximum.at(best, sizes, largest.sum(axis=1))
    return best


def largest_code(best: np.ndarray, eps: float) -> int:
    """The most messages with an average error of at most eps; beyond all words, words are used twice."""
    sizes = np.arange(1, len(best))
    allowed = sizes[1.0 - best[1:] / sizes <= eps * (1.0 + 1e-12)]
    beyond = floor(best[-1] / (1.0 - eps) * (1.0 + 1e-12))
    return max(int(allowed.max(initial=1)), beyond if beyond > len(best) - 1 else 1)


def best_beta(p: np.ndarray, q: np.ndarray, n: int, eps: float) -> float:
    """The best randomised test, outcome by outcome of all n samples."""
    sent = reduce(np.kron, [p] * n)
    other = reduce(np.kron, [q] * n)
    with np.errstate(divide="ignore", invalid="ignore"):
        order = np.argsort(np.where(sent > 0.0, sent / other, -1.0), kind="stable")
    budget, beta = eps, 0.0
    for a, b in zip(sent[order], other[order], strict=True):
        if a == 0.0:
            continue
        spent = min(budget, a)
        budget -= spent
        beta += b * (1.0 - spent / a)
    return beta
