"""Two laws of doubles as integers with one sum."""

from collections.abc import Sequence

from itbounds._typing import Vector
from itbounds.numerics.law_entropy import common_weights

__all__ = ["with_one_sum"]


def with_one_sum(first: Vector, second: Vector) -> tuple[list[int], list[int]]:
    """Return integers in the exact ratios of two laws, with the same sum.

    Examples
    --------
    >>> import numpy as np
    >>> with_one_sum(np.array([0.5, 0.5]), np.array([1.0, 1.0, 2.0]))
    ([4, 4], [2, 2, 4])
    """
    return scaled_to_one_sum(common_weights(first), common_weights(second))


def scaled_to_one_sum(first: Sequence[int], second: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return two vectors of integers, each multiplied by the sum of the other."""
    one, other = sum(first), sum(second)
    return [value * other for value in first], [value * one for value in second]
