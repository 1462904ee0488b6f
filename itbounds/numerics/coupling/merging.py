"""Functions of a variable whose entropy fits a budget, found by merging letters."""

from bisect import insort
from math import log

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Vector

__all__ = ["all_functions", "greedy_functions"]

Labels = NDArray[np.int64]


def all_functions(letters: int) -> Labels:
    """Return all functions of an alphabet up to names: the partitions of its letters, one a row.

    Examples
    --------
    >>> all_functions(3)
    array([[0, 0, 0],
           [0, 0, 1],
           [0, 1, 0],
           [0, 1, 1],
           [0, 1, 2]])
    """
    rows = np.zeros((1, 1), dtype=np.int64)
    for _ in range(1, letters):
        choices = rows.max(axis=1) + 2
        longer = np.repeat(rows, choices, axis=0)
        last = np.concatenate([np.arange(count) for count in choices.tolist()])
        rows = np.column_stack([longer, last])
    return rows


def greedy_functions(law: Vector, rate: float) -> list[Labels]:
    r"""Return the function that greedy merging ends with, first, and those it just rejected.

    The letters stand in order of probability. If merging the two least likely, or else the two most likely,
    makes the entropy at most R, this is the end; if not, the two most likely are merged and it goes on.

    **The entropy at the end is more than** :math:`R - h(p_2)` for :math:`R < H(p)`, with :math:`p_2` the
    second largest probability and h the binary entropy: merging a and b lowers the entropy by
    :math:`(a + b) h(b / (a + b)) \le h(b)`, and the less likely one of a merged pair is always an original
    letter other than the most likely one. (Going on from the pair of the least likely loses the guarantee.)

    Parameters
    ----------
    law : array of shape (n,)
        Positive probabilities that sum to one.
    rate : float
        R, in nats, at least 0.

    Returns
    -------
    list of integer arrays of shape (n,)
        Labels of the letters.

    Examples
    --------
    >>> greedy_functions(np.array([0.4, 0.3, 0.2, 0.1]), 1.0)[0]
    array([0, 0, 1, 2])
    """
    entropy = _surprise(law.tolist())
    blocks = sorted((weight, [letter]) for letter, weight in enumerate(law.tolist()))
    rejected: list[list[Block]] = []
    while len(blocks) > 1 and entropy > rate:
        for pair, merged in ((blocks[:2], blocks[2:]), (blocks[-2:], blocks[:-2])):
            both = _merge(*pair)
            insort(merged, both)
            loss = _surprise([weight for weight, _ in pair]) - _surprise([both[0]])
            if entropy - loss <= rate or len(merged) == 1:
                return [_labels(found) for found in (merged, blocks, *rejected)]
            rejected = [*rejected[-1:], merged]
        blocks, entropy = merged, entropy - loss
    return [_labels(blocks)]


Block = tuple[float, list[int]]


def _merge(first: Block, second: Block) -> Block:
    return first[0] + second[0], first[1] + second[1]


def _surprise(weights: list[float]) -> float:
    return sum(-weight * log(weight) for weight in weights if weight > 0.0)


def _labels(blocks: list[Block]) -> Labels:
    labels = np.empty(sum(len(letters) for _, letters in blocks), dtype=np.int64)
    for label, letters in enumerate(sorted((letters for _, letters in blocks), key=min)):
        labels[letters] = label
    return labels
