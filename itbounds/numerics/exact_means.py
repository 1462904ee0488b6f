r"""Exact decisions about weighted means of doubles: every double is an integer times a power of two.

Used where a certificate needs feasibility itself, not feasibility up to rounding: equality is decided too.
"""

from collections.abc import Iterable
from math import isinf

import numpy as np

from itbounds._typing import Array, Matrix, Vector

__all__ = ["mean_at_most", "mean_distortion_at_most", "not_above_least_distortion"]


def _parts(values: Array) -> tuple[list[int], list[int]]:
    """Split finite doubles into integers and exponents of two, exactly."""
    mantissa, exponent = np.frexp(values)
    return np.ldexp(mantissa, 53).astype(np.int64).tolist(), (exponent - 53).tolist()


def _aligned(terms: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return the sum of integers times powers of two as one such pair."""
    present = [(integer, exponent) for integer, exponent in terms if integer]
    if not present:
        return 0, 0
    low = min(exponent for _, exponent in present)
    return sum(integer << (exponent - low) for integer, exponent in present), low


def _total(values: Vector) -> tuple[int, int]:
    return _aligned(zip(*_parts(values), strict=True))


def _dot(left: Vector, right: Vector) -> tuple[int, int]:
    return _aligned((x * y, e + f) for x, e, y, f in zip(*_parts(left), *_parts(right), strict=True))


def mean_at_most(weights: Vector, values: Vector, level: float) -> bool:
    r"""Decide exactly whether :math:`\sum_x p_x b_x / \sum_x p_x \le B`.

    Parameters
    ----------
    weights : array of shape (m,)
        Nonnegative and finite, not all zero; they need not sum to one.
    values : array of shape (m,)
        Finite where the weight is positive.
    level : float
        The level :math:`B`, which may be infinite.

    Examples
    --------
    >>> import numpy as np
    >>> mean_at_most(np.ones(10), np.full(10, 0.1), 0.1)
    True
    >>> mean_at_most(np.ones(10), np.full(10, 0.1), np.nextafter(0.1, 0.0))
    False
    """
    if isinf(level):
        return level > 0.0
    used = weights > 0.0
    weights, values = weights[used], values[used]
    integer, exponent = _dot(weights, values)
    total, scale = _total(weights)
    (bound,), (shift,) = _parts(np.array([level]))
    return _aligned([(integer, exponent), (-bound * total, shift + scale)])[0] <= 0


def not_above_least_distortion(source: Vector, distortion: Matrix, level: float) -> bool:
    r"""Decide exactly whether :math:`D \le D_{\min} = \sum_x \pi_x \min_y d_{xy}`, at a finite level."""
    return mean_at_most(source, -distortion.min(axis=1), -level)


def mean_distortion_at_most(source: Vector, test_channel: Matrix, distortion: Matrix, level: float) -> bool:
    r"""Decide exactly whether :math:`\sum_x \pi_x \sum_y (Q_{xy} / s_x) d_{xy} \le D`.

    The law :math:`\pi` is the weights of `source` normalised exactly, and :math:`s_x` is the sum of row x of
    `test_channel`.

    Parameters
    ----------
    source : array of shape (m,)
        Nonnegative and finite, not all zero.
    test_channel : array of shape (m, n)
        Nonnegative and finite; the rows of source letters that occur are not zero.
    distortion : array of shape (m, n)
        An infinite entry forbids the pair: a channel that uses it is refused at every level.
    level : float
        The level :math:`D`.

    Notes
    -----
    The sum :math:`\sum_x p_x (\sum_y Q_{xy} d_{xy} - D s_x) / s_x` has the sign in question. Every numerator
    and every :math:`s_x` is an integer times a power of two; equal odd parts of the :math:`s_x` are collected
    first, and the fractions are added as a balanced tree without reducing them.

    Examples
    --------
    >>> import numpy as np
    >>> thirds = np.array([[2.0, 1.0], [1.0, 2.0]])
    >>> mean_distortion_at_most(np.ones(2), thirds, 3.0 * (1 - np.eye(2)), 1.0)
    True
    """
    pairs = (test_channel > 0.0) & (source > 0.0)[:, None]
    if np.isinf(distortion[pairs]).any():
        return False
    if isinf(level):
        return level > 0.0
    (bound,), (shift,) = _parts(np.array([level]))
    letters = np.flatnonzero(source > 0.0)
    numerators: dict[int, list[tuple[int, int]]] = {}
    for letter, weight, scale in zip(letters, *_parts(source[letters]), strict=True):
        used = pairs[letter]
        row = test_channel[letter, used]
        total, exponent = _total(row)
        excess, place = _aligned([_dot(row, distortion[letter, used]), (-bound * total, shift + exponent)])
        twos = (total & -total).bit_length() - 1
        collected = numerators.setdefault(total >> twos, [])
        collected.append((weight * excess, scale + place - exponent - twos))
    return _sign_of_sum(numerators) <= 0


def _sign_of_sum(numerators: dict[int, list[tuple[int, int]]]) -> int:
    """Return a number with the sign of the sum of dyadic numerators over positive odd denominators."""
    sums = {denominator: _aligned(terms) for denominator, terms in numerators.items()}
    low = min((exponent for integer, exponent in sums.values() if integer), default=0)
    fractions = [(n << (e - low), d) for d, (n, e) in sums.items() if n]
    while len(fractions) > 1:
        paired = [
            (n * e + m * d, d * e) for (n, d), (m, e) in zip(fractions[::2], fractions[1::2], strict=False)
        ]
        fractions = paired + fractions[2 * len(paired) :]
    return fractions[0][0] if fractions else 0
