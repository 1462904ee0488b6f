r"""The sums that entropies and divergences of dense arrays are made of, tile by tile.

The divergences are computed as :math:`\sum p \ln r` and a correction, with :math:`r = c\, p / q` and
:math:`c` the computed ratio of the two sums: since

.. math:: D(p / P \| q / Q) = \frac{1}{P} \sum p \ln r
          + \ln\left(1 - \frac{\sum q (r - 1)}{c P}\right)

holds for every :math:`c > 0`, and a relative error :math:`\delta` in :math:`r` moves the two parts by
:math:`\delta` and :math:`-\delta`, errors of :math:`r` and :math:`c` count only to second order. What is left
is relative to :math:`\sum p |\ln r|`, which vanishes with the divergence, while differences of entropies lose
everything below :math:`10^{-16}` of the entropies. `itbounds.numerics.reduction_errors` has the bounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from itbounds._typing import Array, Mask
from itbounds.errors import (
    DomainError,
    EmptyAlphabetError,
    NegativeProbabilityError,
    NonFiniteError,
    NotNormalizedError,
    ShapeError,
)
from itbounds.numerics.tiles import (
    Axes,
    Box,
    Numbers,
    Scratch,
    fold,
    fold_product,
    normalised_axes,
    real_numbers,
    reduce_in_tiles,
)

__all__ = [
    "DivergenceSums",
    "EntropySums",
    "conditional_entropies",
    "divergence_sums",
    "entropy_sums",
    "information_sums",
    "nonnegative",
    "safe_log",
]

_SMALLEST = 5e-324
# A ratio beyond this may be the child of an overflow.
_HUGE = 2.0**1000


@dataclass(frozen=True, eq=False)
class EntropySums:
    r"""The sums :math:`S = \sum p`, :math:`T = \sum p \ln p` and, if asked for, :math:`\sum p |\ln p|`."""

    total: Array
    logarithmic: Array
    size: Array

    @property
    def value(self) -> Array:
        r"""The entropy :math:`\ln S - T / S`."""
        return np.maximum(np.log(self.total) - self.logarithmic / self.total, 0.0)


@dataclass(frozen=True, eq=False)
class DivergenceSums:
    r"""The sums of a divergence for a ratio :math:`r = c p / q` of doubles.

    Parameters
    ----------
    total : array
        :math:`P = \sum p`.
    scale : array
        The double :math:`c`.
    logarithmic, excess : arrays
        :math:`\sum p \ln r` and :math:`\sum q (r - 1)`.
    sizes : pair of arrays
        The same with absolute values; infinite where a ratio was out of range.
    broken : mask
        Where p is not absolutely continuous.
    """

    total: Array
    scale: Array
    logarithmic: Array
    excess: Array
    sizes: tuple[Array, Array]
    broken: Mask

    @property
    def shift(self) -> Array:
        """What the correction takes the logarithm of, less one."""
        return np.where(self.broken, 0.0, -self.excess / (self.scale * self.total))

    @property
    def value(self) -> Array:
        """The divergence."""
        finite = self.logarithmic / self.total + np.log1p(self.shift)
        return np.where(self.broken, inf, np.maximum(finite, 0.0))


def _batch(array: Numbers, axis: Axes) -> tuple[Numbers, tuple[int, ...]]:
    """Put an axis of length one in front, so that sums are arrays even where everything is summed."""
    return array[None], tuple(i + 1 for i in normalised_axes(axis, array.ndim))


def nonnegative(block: Array) -> bool:
    """Whether a block is positive throughout; negative entries and NaN are refused."""
    least = float(block.min())
    if least < 0.0:
        raise NegativeProbabilityError("an array of weights has a negative entry", value=least)
    if np.isnan(least):
        raise NonFiniteError("an array of weights has a NaN")
    return least > 0.0


def _joint(joint: Numbers) -> Numbers:
    """Check that an array can be a batch of joint laws, and put an axis of length one in front."""
    if joint.ndim < 2:
        raise ShapeError(f"a joint law needs at least two axes, not shape {joint.shape}")
    real_numbers(joint)
    if 0 in joint.shape[-2:]:
        raise EmptyAlphabetError(f"an alphabet of a joint law of shape {joint.shape} has no letters")
    return joint[None]


def _checked_totals(total: Array) -> Array:
    if not np.isfinite(total).all():
        raise NonFiniteError("the sum of the weights is not finite")
    if not (total > 0.0).all():
        raise NotNormalizedError("weights with sum 0 have no law")
    return total


def safe_log(block: Array, positive: bool, out: Array | None = None) -> Array:
    """Return the logarithms, of zeros a finite one, in `out` if it is given; it may be the block itself."""
    # Cheaper than a mask or a test in the loop; the smallest double leaves every positive entry alone.
    return np.log(block if positive else np.maximum(block, _SMALLEST, out=out), out=out)


def entropy_sums(weights: Numbers, axis: Axes = None, *, sizes: bool = False) -> EntropySums:
    """Return the sums that make up an entropy, with a leading axis of length one, in one pass."""
    weights, axes = _batch(weights, axis)
    scratch = Scratch()

    def kernel(blocks: Sequence[Array], kept: Box, reduced: Box) -> Array:
        flat = blocks[0].reshape(_count(blocks[0], kept), -1)
        logs = safe_log(flat, nonnegative(flat), scratch.like(flat))
        parts = [fold(flat), fold_product(flat, logs)]
        return np.stack([*parts, fold_product(flat, np.abs(logs, out=logs))] if sizes else parts)

    total, logarithmic, *rest = reduce_in_tiles([weights], axes, kernel, 3 if sizes else 2)
    return EntropySums(_checked_totals(total), logarithmic, rest[0] if rest else np.full_like(total, np.nan))


def _count(block: Array, kept: Box) -> int:
    return int(np.prod(block.shape[: len(kept)], dtype=np.intp))


def divergence_sums(
    weights: Numbers, others: Numbers, axis: Axes = None, *, sizes: bool = False
) -> DivergenceSums:
    """Return the sums that make up a relative entropy, with a leading axis of length one, in two passes."""
    if weights.shape != others.shape:
        raise ShapeError(f"laws of shapes {weights.shape} and {others.shape} have no relative entropy")
    weights, axes = _batch(weights, axis)
    others = others[None]

    def sums(blocks: Sequence[Array], kept: Box, reduced: Box) -> Array:
        p, q = (block.reshape(_count(block, kept), -1) for block in blocks)
        nonnegative(p)
        missing = np.zeros(len(p)) if nonnegative(q) else ((p > 0.0) & (q <= 0.0)).sum(axis=1)
        return np.stack([fold(p), fold(q), missing])

    total, other, missing = reduce_in_tiles([weights, others], axes, sums, 3)
    with np.errstate(over="ignore"):
        scale = _checked_totals(other) / _checked_totals(total)
    if not (np.isfinite(scale) & (scale > 0.0)).all():
        raise DomainError(
            "the sums of the weights differ by a factor that no double holds", hint="rescale one"
        )

    scratch = Scratch(), Scratch()

    def kernel(blocks: Sequence[Array], kept: Box, reduced: Box) -> Array:
        p, q = (block.reshape(_count(block, kept), -1) for block in blocks)
        factor = scale[kept].reshape(-1, 1)
        with np.errstate(over="ignore"):
            ratio = np.maximum(q, _SMALLEST, out=scratch[0].like(q))
            np.divide(p, ratio, out=ratio)
            ratio *= factor
        return _divergence_terms(p, q, ratio, factor, sizes=sizes, scratch=scratch[1])

    parts = reduce_in_tiles([weights, others], axes, kernel, 4 if sizes else 2)
    return _divergence(total, scale, parts, missing > 0.0)


def information_sums(joint: Numbers, *, sizes: bool = False) -> DivergenceSums:
    """Return the sums that make up a mutual information, with a leading axis of length one; three passes."""
    joint = _joint(joint)
    rows = joint.sum(axis=-1, dtype=np.float64)
    columns = joint.sum(axis=-2, dtype=np.float64)
    total = _checked_totals(rows.sum(axis=-1))
    # The product of the marginals has the sum S^2, so that c = S, and r = (J / a) (S / b). The product
    # and c are divided by one power of two, lest S^2 leaves the range of the doubles.
    with np.errstate(over="ignore"):
        per_column = np.divide(total[..., None], columns, out=np.zeros_like(columns), where=columns > 0.0)
    bounded = bool(np.isfinite(per_column).all())

    scale, exponent = np.frexp(total)
    scaled = np.ldexp(rows, -exponent[..., None])
    scratch = Scratch(), Scratch(), Scratch()

    def kernel(blocks: Sequence[Array], kept: Box, reduced: Box) -> Array:
        count = _count(blocks[0], kept)
        block = blocks[0].reshape(count, *blocks[0].shape[-2:])
        nonnegative(block)
        first = rows[(*kept, reduced[0])].reshape(count, -1, 1)
        second = columns[(*kept, reduced[1])].reshape(count, 1, -1)
        with np.errstate(over="ignore", invalid="ignore"):
            ratio = np.divide(block, np.maximum(first, _SMALLEST), out=scratch[0].like(block))
            ratio *= per_column[(*kept, reduced[1])].reshape(count, 1, -1)
        if not bounded:
            ratio[np.isnan(ratio)] = 0.0
        one = scaled[(*kept, reduced[0])].reshape(count, -1, 1)
        product = np.multiply(one, second, out=scratch[1].like(block))
        p, q, r = (part.reshape(count, -1) for part in (block, product, ratio))
        return _divergence_terms(p, q, r, scale[kept].reshape(-1, 1), sizes=sizes, scratch=scratch[2])

    parts = reduce_in_tiles([joint], (-2, -1), kernel, 4 if sizes else 2)
    return _divergence(total, scale, parts, np.zeros(total.shape, dtype=np.bool_))


def _divergence_terms(
    p: Array, q: Array, ratio: Array, scale: Array, *, sizes: bool, scratch: Scratch
) -> Array:
    """Sum p ln r and q (r - 1), and on request their absolute values, over a tile; overwrites `ratio`."""
    logs = safe_log(ratio, False, scratch.like(ratio))
    large = ratio > _HUGE if ratio.max() > _HUGE else None
    ratio -= 1.0
    with np.errstate(over="ignore", invalid="ignore"):
        ratio *= q
    if large is not None:
        # p / q may have overflowed though its logarithm does not: take the logarithms one by one.
        factor = np.broadcast_to(scale, p.shape)[large]
        logs[large] = np.log(p[large]) + np.log(factor) - np.log(np.maximum(q[large], _SMALLEST))
        ratio[large] = factor * p[large] - q[large]
    parts = [fold_product(p, logs), fold(ratio)]
    if sizes:
        unknown = 0.0 if large is None else inf
        parts.append(fold_product(p, np.abs(logs, out=logs)) + unknown)
        parts.append(fold(np.abs(ratio, out=ratio)) + unknown)
    return np.stack(parts)


def _divergence(total: Array, scale: Array, parts: Array, broken: Mask) -> DivergenceSums:
    logarithmic, excess, *sizes = parts
    size, excess_size = sizes or (np.full_like(total, np.nan),) * 2
    return DivergenceSums(total, scale, logarithmic, excess, (size, excess_size), broken)


def conditional_entropies(joint: Numbers) -> Array:
    """Return H(Y | X) for a batch of joint laws, with a leading axis of length one, in two passes."""
    joint = _joint(joint)
    rows = joint.sum(axis=-1, dtype=np.float64)
    total = _checked_totals(rows.sum(axis=-1))

    def kernel(blocks: Sequence[Array], kept: Box, reduced: Box) -> Array:
        count = _count(blocks[0], kept)
        block = blocks[0].reshape(count, *blocks[0].shape[-2:])
        positive = nonnegative(block)
        first = rows[(*kept, reduced[0])].reshape(count, -1, 1)
        # A rounded marginal may lie under its only entry.
        shares = np.minimum(block / np.maximum(first, _SMALLEST), 1.0)
        shares = safe_log(shares, positive and bool(shares.min() > 0.0))
        return fold_product(block.reshape(count, -1), shares.reshape(count, -1))[None]

    (logarithmic,) = reduce_in_tiles([joint], (-2, -1), kernel, 1)
    entropies: Array = np.maximum(-logarithmic / total, 0.0)
    return entropies
